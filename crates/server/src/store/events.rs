//! The outbox: what happened, written in the transaction of the change, so that neither exists without the other.

use serde_json::json;

use super::{Connection, sql};
use crate::domain::analytics::Kind;
use crate::domain::batch::Batch;
use crate::domain::credential::{Credential, Status};
use crate::domain::status_change::Change;
use crate::domain::{Result, Timestamp, new_id};

/// Something that happened.
pub(crate) struct Event {
    id: String,
    kind: &'static str,
    subject_id: String,
    data: serde_json::Value,
    created_at: Timestamp,
}

impl Event {
    /// `credential.issued`
    pub(crate) fn credential_issued(credential: &Credential, now: Timestamp) -> Result<Self> {
        let data = json!({
            "credentialId": credential.id,
            "achievementId": credential.achievement_id,
            "digest": credential.digest,
        });
        Self::new("credential.issued", credential, data, now)
    }

    /// `credential.revoked`, `.suspended` or `.reinstated`
    pub(crate) fn status_changed(
        credential: &Credential,
        change: Change,
        reason: &str,
        now: Timestamp,
    ) -> Result<Self> {
        let kind = match change {
            Change::Revoke => "credential.revoked",
            Change::Suspend => "credential.suspended",
            Change::Reinstate => "credential.reinstated",
        };
        Self::new(kind, credential, json!({ "credentialId": credential.id, "reason": reason }), now)
    }

    /// `credential.superseded`
    pub(crate) fn credential_superseded(old: &Credential, new_id: &str, now: Timestamp) -> Result<Self> {
        let data = json!({ "credentialId": old.id, "supersededById": new_id });
        Self::new("credential.superseded", old, data, now)
    }

    /// `credential.verified`
    pub(crate) fn credential_verified(
        credential: &Credential,
        status: Status,
        now: Timestamp,
    ) -> Result<Self> {
        let data = json!({ "credentialId": credential.id, "status": status.as_str() });
        Self::new("credential.verified", credential, data, now)
    }

    /// `credential.viewed`, `.shared` or `.downloaded`: the first time on a day (UTC). Names nobody
    pub(crate) fn credential_used(
        credential_id: &str,
        kind: Kind,
        day: &str,
        now: Timestamp,
    ) -> Result<Self> {
        let kind = match kind {
            Kind::View => "credential.viewed",
            Kind::Share => "credential.shared",
            Kind::Verification => "credential.verified",
            Kind::Download => "credential.downloaded",
        };
        Ok(Self {
            id: new_id(now)?,
            kind,
            subject_id: credential_id.to_owned(),
            data: json!({ "credentialId": credential_id, "day": day }),
            created_at: now,
        })
    }

    /// `batch.completed`
    pub(crate) fn batch_completed(batch: &Batch, now: Timestamp) -> Result<Self> {
        Ok(Self {
            id: new_id(now)?,
            kind: "batch.completed",
            subject_id: batch.id.clone(),
            data: json!({
                "batchId": batch.id,
                "dryRun": batch.dry_run,
                "total": batch.total,
                "succeeded": batch.issued,
                "failed": batch.failed,
            }),
            created_at: now,
        })
    }

    /// `recipient.forgotten`; names nobody
    pub(crate) fn recipient_forgotten(credential_id: &str, now: Timestamp) -> Result<Self> {
        Ok(Self {
            id: new_id(now)?,
            kind: "recipient.forgotten",
            subject_id: credential_id.to_owned(),
            data: json!({ "credentialId": credential_id }),
            created_at: now,
        })
    }

    fn new(
        kind: &'static str,
        credential: &Credential,
        data: serde_json::Value,
        now: Timestamp,
    ) -> Result<Self> {
        Ok(Self { id: new_id(now)?, kind, subject_id: credential.id.clone(), data, created_at: now })
    }
}

/// Adds an event.
pub(crate) async fn insert(connection: &mut Connection, environment_id: &str, event: &Event) -> Result<()> {
    sql::query(
        "INSERT INTO events (id, environment_id, type, subject_id, data, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&event.id)
    .bind(environment_id)
    .bind(event.kind)
    .bind(&event.subject_id)
    .bind(event.data.to_string())
    .bind(event.created_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds an event to the environment of the credential it speaks of.
pub(crate) async fn insert_for(connection: &mut Connection, event: &Event) -> Result<()> {
    sql::query(
        "INSERT INTO events (id, environment_id, type, subject_id, data, created_at) \
         SELECT $1, environment_id, $2, id, $3, $4 FROM credentials WHERE id = $5",
    )
    .bind(&event.id)
    .bind(event.kind)
    .bind(event.data.to_string())
    .bind(event.created_at.as_micros())
    .bind(&event.subject_id)
    .execute(connection)
    .await?;
    Ok(())
}

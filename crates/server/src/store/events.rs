//! The outbox: what happened, written in the transaction of the change, so that neither exists without the other.

use serde_json::json;

use super::Connection;
use crate::domain::credential::Credential;
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

    /// `credential.revoked`
    pub(crate) fn credential_revoked(credential: &Credential, now: Timestamp) -> Result<Self> {
        let reason = credential.revocation.as_ref().map(|revocation| &revocation.reason);
        let data = json!({ "credentialId": credential.id, "reason": reason });
        Self::new("credential.revoked", credential, data, now)
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
    sqlx::query(
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

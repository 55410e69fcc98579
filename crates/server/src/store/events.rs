//! The outbox: what happened, written in the transaction of the change together with a delivery for each webhook
//! endpoint that is to be told, so that none of them exists without the others.

use serde_json::{Value, json};

use super::deliveries::Due;
use super::emails::Email;
use super::{Connection, Row, bulk, deliveries, sql, webhooks};
use crate::domain::analytics::Kind;
use crate::domain::batch::Batch;
use crate::domain::credential::{Credential, Status};
use crate::domain::event::{EventKind, RecordedEvent};
use crate::domain::expiry::Notice;
use crate::domain::status_change::Change;
use crate::domain::{Error, Result, Tenant, Timestamp, new_id};

/// Something that happened.
pub(crate) struct Event {
    id: String,
    kind: EventKind,
    subject_id: String,
    data: Value,
    created_at: Timestamp,
}

impl Event {
    /// `credential.issued`
    pub(crate) fn credential_issued(credential: &Credential, now: Timestamp) -> Result<Self> {
        let data = json!({
            "credentialId": credential.id,
            "achievementId": credential.achievement_id,
            "credentialUrl": credential.url,
            "digest": credential.digest,
        });
        Self::of_credential(EventKind::CredentialIssued, credential, data, now)
    }

    /// `credential.claimed`; the digest is that of the document as it is served from now on
    pub(crate) fn credential_claimed(credential: &Credential, now: Timestamp) -> Result<Self> {
        let data = json!({ "credentialId": credential.id, "digest": credential.digest });
        Self::of_credential(EventKind::CredentialClaimed, credential, data, now)
    }

    /// `credential.expiring` or `credential.expired`
    pub(crate) fn credential_ends(
        credential_id: &str,
        notice: Notice,
        valid_until: Timestamp,
        now: Timestamp,
    ) -> Result<Self> {
        let kind = match notice {
            Notice::Expiring => EventKind::CredentialExpiring,
            Notice::Expired => EventKind::CredentialExpired,
        };
        let data = json!({ "credentialId": credential_id, "validUntil": valid_until.to_string() });
        Self::new(kind, credential_id, data, now)
    }

    /// `email.failed`; says why in a few words, and never to whom
    pub(crate) fn email_failed(email: &Email, reason: &str, now: Timestamp) -> Result<Self> {
        let (id, kind) = (&email.id, email.kind.as_str());
        let data =
            json!({ "credentialId": email.credential_id, "emailId": id, "kind": kind, "reason": reason });
        Self::new(EventKind::EmailFailed, &email.credential_id, data, now)
    }

    /// `credential.revoked`, `.suspended` or `.reinstated`
    pub(crate) fn status_changed(
        credential: &Credential,
        change: Change,
        reason: &str,
        now: Timestamp,
    ) -> Result<Self> {
        let kind = match change {
            Change::Revoke => EventKind::CredentialRevoked,
            Change::Suspend => EventKind::CredentialSuspended,
            Change::Reinstate => EventKind::CredentialReinstated,
        };
        Self::of_credential(kind, credential, json!({ "credentialId": credential.id, "reason": reason }), now)
    }

    /// `credential.superseded`
    pub(crate) fn credential_superseded(old: &Credential, new_id: &str, now: Timestamp) -> Result<Self> {
        let data = json!({ "credentialId": old.id, "supersededById": new_id });
        Self::of_credential(EventKind::CredentialSuperseded, old, data, now)
    }

    /// `credential.verified`
    pub(crate) fn credential_verified(
        credential: &Credential,
        status: Status,
        now: Timestamp,
    ) -> Result<Self> {
        let data = json!({ "credentialId": credential.id, "status": status.as_str() });
        Self::of_credential(EventKind::CredentialVerified, credential, data, now)
    }

    /// `credential.viewed`, `.shared` or `.downloaded`: the first time on a day (UTC). Names nobody
    pub(crate) fn credential_used(
        credential_id: &str,
        kind: Kind,
        day: &str,
        now: Timestamp,
    ) -> Result<Self> {
        let kind = match kind {
            Kind::View => EventKind::CredentialViewed,
            Kind::Share => EventKind::CredentialShared,
            Kind::Verification => EventKind::CredentialVerified,
            Kind::Download => EventKind::CredentialDownloaded,
        };
        Self::new(kind, credential_id, json!({ "credentialId": credential_id, "day": day }), now)
    }

    /// `batch.completed`
    pub(crate) fn batch_completed(batch: &Batch, now: Timestamp) -> Result<Self> {
        let data = json!({
            "batchId": batch.id,
            "dryRun": batch.dry_run,
            "total": batch.total,
            "succeeded": batch.issued,
            "failed": batch.failed,
        });
        Self::new(EventKind::BatchCompleted, &batch.id, data, now)
    }

    /// `recipient.forgotten`; names nobody
    pub(crate) fn recipient_forgotten(credential_id: &str, now: Timestamp) -> Result<Self> {
        let data = json!({ "credentialId": credential_id });
        Self::new(EventKind::RecipientForgotten, credential_id, data, now)
    }

    /// `webhook.test`
    pub(crate) fn webhook_test(endpoint_id: &str, now: Timestamp) -> Result<Self> {
        let data = json!({ "webhookEndpointId": endpoint_id });
        Self::new(EventKind::WebhookTest, endpoint_id, data, now)
    }

    /// Any event of a credential. `data` names nobody: it is kept, and sent to other servers.
    pub(crate) fn of_credential(
        kind: EventKind,
        credential: &Credential,
        data: Value,
        now: Timestamp,
    ) -> Result<Self> {
        Self::new(kind, &credential.id, data, now)
    }

    /// Its identifier.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    fn new(kind: EventKind, subject_id: &str, data: Value, now: Timestamp) -> Result<Self> {
        Ok(Self { id: new_id(now)?, kind, subject_id: subject_id.to_owned(), data, created_at: now })
    }
}

/// Adds an event, and a delivery for each endpoint that is to be told of it.
pub(crate) async fn insert(connection: &mut Connection, environment_id: &str, event: &Event) -> Result<()> {
    insert_all(connection, environment_id, std::slice::from_ref(event)).await
}

/// Adds events of one environment, and a delivery of each for each endpoint that is to be told of it.
pub(crate) async fn insert_all(
    connection: &mut Connection,
    environment_id: &str,
    events: &[Event],
) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    insert_only(connection, environment_id, events).await?;
    let endpoints = webhooks::enabled(connection, environment_id).await?;
    let mut due = Vec::new();
    for event in events {
        let told = endpoints.iter().filter(|endpoint| endpoint.listens_to(event.kind));
        for endpoint in told {
            due.push(Due::new(&endpoint.id, &event.id, event.created_at)?);
        }
    }
    deliveries::insert(connection, environment_id, &due).await
}

/// Adds events that nobody is told of.
pub(crate) async fn insert_only(
    connection: &mut Connection,
    environment_id: &str,
    events: &[Event],
) -> Result<()> {
    for events in bulk::parts(events) {
        let statement = format!(
            "INSERT INTO events (id, environment_id, type, subject_id, data, created_at, sequence) VALUES {}",
            bulk::rows(events.len(), 7)
        );
        let mut query = sql::query(sql::built_in_order(statement));
        for event in events {
            let sequence = next_sequence(connection, event).await?;
            query = query
                .bind(&event.id)
                .bind(environment_id)
                .bind(event.kind.as_str())
                .bind(&event.subject_id)
                .bind(event.data.to_string())
                .bind(event.created_at.as_micros())
                .bind(sequence);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Adds an event to the environment of the credential it speaks of.
pub(crate) async fn insert_for(connection: &mut Connection, event: &Event) -> Result<()> {
    let environment_id: Option<String> = sql::scalar("SELECT environment_id FROM credentials WHERE id = $1")
        .bind(&event.subject_id)
        .fetch_optional(connection)
        .await?;
    match environment_id {
        Some(environment_id) => insert(connection, &environment_id, event).await,
        None => Ok(()),
    }
}

/// An event of the tenant.
pub(crate) async fn find(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
) -> Result<Option<RecordedEvent>> {
    let row = sql::query(
        "SELECT id, type, sequence, data, created_at, number FROM events WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(event_from).transpose()
}

/// The tenant's events behind a place, oldest first.
pub(crate) async fn after(
    connection: &mut Connection,
    tenant: &Tenant,
    after: i64,
    kind: Option<EventKind>,
    limit: u32,
) -> Result<Vec<RecordedEvent>> {
    let rows = sql::query(
        "SELECT id, type, sequence, data, created_at, number FROM events \
         WHERE environment_id = $1 AND number > $2 AND (CAST($3 AS TEXT) IS NULL OR type = $3) \
         ORDER BY number LIMIT $4",
    )
    .bind(&tenant.environment_id)
    .bind(after)
    .bind(kind.map(EventKind::as_str))
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    rows.iter().map(event_from).collect()
}

/// Whether some of the tenant's events have no place yet.
pub(crate) async fn wait_for_number(connection: &mut Connection, tenant: &Tenant) -> Result<bool> {
    let found: Option<i64> =
        sql::scalar("SELECT 1 FROM events WHERE environment_id = $1 AND number IS NULL LIMIT 1")
            .bind(&tenant.environment_id)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// Gives the tenant's oldest events without a place one each, at most as many as `limit`.
pub(crate) async fn number(connection: &mut Connection, tenant: &Tenant, limit: i64) -> Result<()> {
    // An update that changes nothing holds the row until the end of the transaction, on both databases.
    let last: i64 = sql::scalar(
        "UPDATE environments SET last_event_number = last_event_number WHERE id = $1 RETURNING last_event_number",
    )
    .bind(&tenant.environment_id)
    .fetch_one(connection)
    .await?;
    let numbered = sql::query(
        "UPDATE events SET number = $2 + numbered.place FROM \
           (SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM \
             (SELECT id, created_at FROM events WHERE environment_id = $1 AND number IS NULL \
              ORDER BY created_at, id LIMIT $3) AS oldest) AS numbered \
         WHERE events.id = numbered.id",
    )
    .bind(&tenant.environment_id)
    .bind(last)
    .bind(limit)
    .execute(connection)
    .await?;
    sql::query("UPDATE environments SET last_event_number = $2 WHERE id = $1")
        .bind(&tenant.environment_id)
        .bind(last.saturating_add(i64::try_from(numbered.rows_affected()).unwrap_or(limit)))
        .execute(connection)
        .await?;
    Ok(())
}

/// How many events of its subject this one makes. Most subjects only ever have a first one, which needs no row.
async fn next_sequence(connection: &mut Connection, event: &Event) -> Result<i64> {
    if event.kind.is_first() {
        return Ok(1);
    }
    let sequence = sql::scalar(
        "INSERT INTO event_sequences (subject_id, last) VALUES ($1, 2) \
         ON CONFLICT (subject_id) DO UPDATE SET last = event_sequences.last + 1 RETURNING last",
    )
    .bind(&event.subject_id);
    Ok(sequence.fetch_one(connection).await?)
}

/// Reads the columns `id`, `type`, `sequence`, `data`, `created_at` and `number`.
pub(super) fn event_from(row: &Row) -> Result<RecordedEvent> {
    let (name, data): (String, String) = (row.get("type")?, row.get("data")?);
    Ok(RecordedEvent {
        id: row.get("id")?,
        kind: EventKind::parse(&name).ok_or_else(|| Error::internal("reading an event", name))?,
        sequence: row.get("sequence")?,
        data: serde_json::from_str(&data).map_err(|error| Error::internal("reading an event", error))?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        number: row.get("number")?,
    })
}

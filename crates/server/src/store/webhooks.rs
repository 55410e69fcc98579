//! Webhook endpoints and their secrets.

use super::{Connection, Row, deliveries, sql, wakes};
use crate::domain::event::EventKind;
use crate::domain::webhook::{Disabled, DisabledReason, Endpoint};
use crate::domain::{Cursor, Page, PageRequest, Result, Tenant, Timestamp};

/// Everything of endpoints, with how many deliveries wait or were given up.
macro_rules! select_endpoints {
    ($rest:literal) => {
        concat!(
            "SELECT e.*, (SELECT count(*) FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.state = 'dead') AS dead, ",
            "(SELECT count(*) FROM webhook_deliveries d ",
            "WHERE d.endpoint_id = e.id AND d.next_attempt_at IS NOT NULL) AS pending FROM webhook_endpoints e ",
            $rest
        )
    };
}

/// A secret as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct SealedSecret {
    /// The row's identifier, which the seal is bound to.
    pub(crate) id: String,
    /// The secret, sealed under the master key.
    pub(crate) sealed: Vec<u8>,
}

/// How many endpoints the tenant has.
pub(crate) async fn count(connection: &mut Connection, tenant: &Tenant) -> Result<i64> {
    let count = sql::scalar(
        "SELECT count(*) FROM webhook_endpoints WHERE environment_id = $1 AND removed_at IS NULL",
    )
    .bind(&tenant.environment_id);
    Ok(count.fetch_one(connection).await?)
}

/// Adds an endpoint.
pub(crate) async fn insert(connection: &mut Connection, tenant: &Tenant, endpoint: &Endpoint) -> Result<()> {
    sql::query(
        "INSERT INTO webhook_endpoints (id, environment_id, url, description, event_types, disabled_at, \
           disabled_reason, created_at, notify_email) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&endpoint.id)
    .bind(&tenant.environment_id)
    .bind(&endpoint.url)
    .bind(&endpoint.description)
    .bind(write_kinds(&endpoint.kinds))
    .bind(endpoint.disabled.as_ref().map(|disabled| disabled.at.as_micros()))
    .bind(endpoint.disabled.as_ref().map(|disabled| disabled.reason.as_str()))
    .bind(endpoint.created_at.as_micros())
    .bind(&endpoint.notify_email)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what may change about an endpoint.
pub(crate) async fn update(connection: &mut Connection, tenant: &Tenant, endpoint: &Endpoint) -> Result<()> {
    sql::query(
        "UPDATE webhook_endpoints SET url = $3, description = $4, event_types = $5, disabled_at = $6, \
           disabled_reason = $7, updated_at = $8, notify_email = $9 WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(&endpoint.id)
    .bind(&endpoint.url)
    .bind(&endpoint.description)
    .bind(write_kinds(&endpoint.kinds))
    .bind(endpoint.disabled.as_ref().map(|disabled| disabled.at.as_micros()))
    .bind(endpoint.disabled.as_ref().map(|disabled| disabled.reason.as_str()))
    .bind(endpoint.updated_at.map(Timestamp::as_micros))
    .bind(&endpoint.notify_email)
    .execute(connection)
    .await?;
    // What waited while it was disabled goes out now.
    wakes::note(deliveries::BELL);
    Ok(())
}

/// Disables an endpoint that said it is gone; one that is disabled already stays as it is.
pub(crate) async fn disable_gone(connection: &mut Connection, id: &str, now: Timestamp) -> Result<()> {
    sql::query(
        "UPDATE webhook_endpoints SET disabled_at = $2, disabled_reason = $3, updated_at = $2 \
         WHERE id = $1 AND disabled_at IS NULL",
    )
    .bind(id)
    .bind(now.as_micros())
    .bind(DisabledReason::Gone.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that somebody is written to about an endpoint, unless nobody is to be or was already after `before`. Gives the
/// environment's identifier if so.
pub(crate) async fn note_notice(
    connection: &mut Connection,
    id: &str,
    before: Timestamp,
    now: Timestamp,
) -> Result<Option<String>> {
    let environment_id = sql::scalar(
        "UPDATE webhook_endpoints SET notified_at = $2 WHERE id = $1 AND notify_email IS NOT NULL \
           AND removed_at IS NULL AND (notified_at IS NULL OR notified_at <= $3) RETURNING environment_id",
    )
    .bind(id)
    .bind(now.as_micros())
    .bind(before.as_micros());
    Ok(environment_id.fetch_optional(connection).await?)
}

/// Removes an endpoint with its secrets, deliveries and attempts.
pub(crate) async fn remove(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
    now: Timestamp,
) -> Result<()> {
    sql::query("UPDATE webhook_endpoints SET removed_at = $3 WHERE environment_id = $1 AND id = $2")
        .bind(&tenant.environment_id)
        .bind(id)
        .bind(now.as_micros())
        .execute(connection)
        .await?;
    for statement in [
        "DELETE FROM webhook_attempts WHERE delivery_id IN \
           (SELECT id FROM webhook_deliveries WHERE environment_id = $1 AND endpoint_id = $2)",
        "DELETE FROM webhook_deliveries WHERE environment_id = $1 AND endpoint_id = $2",
        "DELETE FROM webhook_secrets WHERE endpoint_id IN \
           (SELECT id FROM webhook_endpoints WHERE environment_id = $1 AND id = $2)",
    ] {
        sql::query(statement).bind(&tenant.environment_id).bind(id).execute(connection).await?;
    }
    Ok(())
}

/// An endpoint of the tenant.
pub(crate) async fn find(connection: &mut Connection, tenant: &Tenant, id: &str) -> Result<Option<Endpoint>> {
    let row =
        sql::query(select_endpoints!("WHERE e.environment_id = $1 AND e.id = $2 AND e.removed_at IS NULL"))
            .bind(&tenant.environment_id)
            .bind(id)
            .fetch_optional(connection)
            .await?;
    row.as_ref().map(endpoint_from).transpose()
}

/// One page of the tenant's endpoints, newest first.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    page: &PageRequest,
) -> Result<Page<Endpoint>> {
    let (before, before_id) = page.before();
    let rows = sql::query(select_endpoints!(
        "WHERE e.environment_id = $1 AND e.removed_at IS NULL AND (e.created_at, e.id) < ($2, $3) \
         ORDER BY e.created_at DESC, e.id DESC LIMIT $4 OFFSET $5"
    ))
    .bind(&tenant.environment_id)
    .bind(before)
    .bind(before_id)
    .bind(i64::from(page.limit) + 1)
    .bind(i64::from(page.offset))
    .fetch_all(connection)
    .await?;
    let rows = rows.iter().map(endpoint_from).collect::<Result<Vec<_>>>()?;
    let cursor_of = |row: &Endpoint| Cursor { created_at: row.created_at, id: row.id.clone() };
    Ok(Page::from_rows(rows, page.limit, cursor_of))
}

/// An endpoint that is told of events, and of which.
pub(crate) struct Listener {
    /// The endpoint's identifier.
    pub(crate) id: String,
    /// Names separated by spaces; none is all.
    event_types: String,
}

impl Listener {
    /// Whether it is told of events of this kind.
    pub(crate) fn listens_to(&self, kind: EventKind) -> bool {
        self.event_types.is_empty() || self.event_types.split(' ').any(|name| name == kind.as_str())
    }
}

/// The environment's endpoints that are told of anything now, oldest first.
pub(crate) async fn enabled(connection: &mut Connection, environment_id: &str) -> Result<Vec<Listener>> {
    let rows = sql::query(
        "SELECT id, event_types FROM webhook_endpoints \
         WHERE environment_id = $1 AND disabled_at IS NULL AND removed_at IS NULL ORDER BY created_at, id",
    )
    .bind(environment_id)
    .fetch_all(connection)
    .await?;
    let listener = |row: &Row| Ok(Listener { id: row.get("id")?, event_types: row.get("event_types")? });
    rows.iter().map(listener).collect()
}

/// Adds a secret.
pub(crate) async fn insert_secret(
    connection: &mut Connection,
    endpoint_id: &str,
    secret: &SealedSecret,
    now: Timestamp,
) -> Result<()> {
    sql::query(
        "INSERT INTO webhook_secrets (id, endpoint_id, sealed_secret, created_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(&secret.id)
    .bind(endpoint_id)
    .bind(secret.sealed.as_slice())
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets every secret of the endpoint end at `cut_off` at the latest, and removes those that have ended.
pub(crate) async fn end_secrets(
    connection: &mut Connection,
    endpoint_id: &str,
    now: Timestamp,
    cut_off: Timestamp,
) -> Result<()> {
    sql::query("DELETE FROM webhook_secrets WHERE endpoint_id = $1 AND expires_at <= $2")
        .bind(endpoint_id)
        .bind(now.as_micros())
        .execute(connection)
        .await?;
    sql::query(
        "UPDATE webhook_secrets SET expires_at = $2 \
         WHERE endpoint_id = $1 AND (expires_at IS NULL OR expires_at > $2)",
    )
    .bind(endpoint_id)
    .bind(cut_off.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// The endpoint's secrets that have not ended, the newest first.
pub(crate) async fn secrets(
    connection: &mut Connection,
    endpoint_id: &str,
    now: Timestamp,
) -> Result<Vec<SealedSecret>> {
    let rows = sql::query(
        "SELECT id, sealed_secret FROM webhook_secrets \
         WHERE endpoint_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY created_at DESC, id DESC",
    )
    .bind(endpoint_id)
    .bind(now.as_micros())
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| Ok(SealedSecret { id: row.get("id")?, sealed: row.get("sealed_secret")? }))
        .collect()
}

fn write_kinds(kinds: &[EventKind]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ")
}

fn endpoint_from(row: &Row) -> Result<Endpoint> {
    let types: String = row.get("event_types")?;
    let disabled_at: Option<i64> = row.get("disabled_at")?;
    let reason: Option<String> = row.get("disabled_reason")?;
    Ok(Endpoint {
        id: row.get("id")?,
        url: row.get("url")?,
        description: row.get("description")?,
        kinds: types.split(' ').filter_map(EventKind::parse).collect(),
        disabled: disabled_at.map(|at| Disabled {
            at: Timestamp::from_micros(at),
            reason: DisabledReason::parse(reason.as_deref().unwrap_or_default()),
        }),
        notify_email: row.get("notify_email")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        updated_at: row.get::<Option<i64>>("updated_at")?.map(Timestamp::from_micros),
        dead: row.get("dead")?,
        pending: row.get("pending")?,
    })
}

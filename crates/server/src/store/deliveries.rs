//! Deliveries of events to webhook endpoints, and their attempts.
//!
//! A delivery waits while it has `next_attempt_at`. Whoever takes it moves that time to the end of a lease; what is
//! written afterwards counts only while the lease is the row's. So what a dead process held becomes due by itself, and
//! two processes never both finish one.

use super::events::event_from;
use super::{Connection, Row, bulk, sql, wakes};
use crate::domain::event::{EventKind, RecordedEvent};
use crate::domain::webhook::{DeliveryState, Redelivery};
use crate::domain::{Cursor, Environment, Error, Page, PageRequest, Result, Tenant, Timestamp, new_id};

/// Rings when something is to be sent.
pub(crate) const BELL: &str = "webhooks";

/// A delivery, without its attempts.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    /// Opaque identifier.
    pub(crate) id: String,
    /// Who is told.
    pub(crate) endpoint_id: String,
    /// Of what.
    pub(crate) event_id: String,
    /// Of which kind that is.
    pub(crate) kind: EventKind,
    /// What became of it.
    pub(crate) state: DeliveryState,
    /// Attempts that failed since it was last begun.
    pub(crate) failures: i64,
    /// When the next attempt is due; nothing while one is under way.
    pub(crate) next_attempt_at: Option<Timestamp>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was delivered or given up.
    pub(crate) finished_at: Option<Timestamp>,
}

/// One attempt.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// Opaque identifier.
    pub(crate) id: String,
    /// Where to.
    pub(crate) url: String,
    /// The header `webhook-timestamp`.
    pub(crate) timestamp: i64,
    /// The header `webhook-signature`.
    pub(crate) signature: String,
    /// The answer, if there was one.
    pub(crate) answer: Option<Answer>,
    /// Why there was none.
    pub(crate) error: Option<String>,
    /// When it was begun.
    pub(crate) started_at: Timestamp,
    /// When it was over.
    pub(crate) ended_at: Timestamp,
}

/// What a receiver answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The beginning of the body.
    pub(crate) body: String,
    /// Whether that is all of it.
    pub(crate) complete: bool,
}

/// A delivery that this process is to attempt now.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    /// Its identifier.
    pub(crate) id: String,
    /// Attempts that failed before.
    pub(crate) failures: i64,
    /// Where to.
    pub(crate) url: String,
    /// What is told.
    pub(crate) event: RecordedEvent,
    /// Where it happened.
    pub(crate) environment: Environment,
}

/// What an attempt makes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It arrived.
    Delivered,
    /// It is tried again.
    Retry {
        /// When.
        at: Timestamp,
    },
    /// It is given up.
    Dead,
}

/// A delivery to be added.
pub(crate) struct Due<'a> {
    /// Its identifier.
    pub(crate) id: String,
    endpoint_id: &'a str,
    event_id: &'a str,
    at: Timestamp,
}

impl<'a> Due<'a> {
    /// One of this event to this endpoint, due at `at`.
    pub(crate) fn new(endpoint_id: &'a str, event_id: &'a str, at: Timestamp) -> Result<Self> {
        Ok(Self { id: new_id(at)?, endpoint_id, event_id, at })
    }
}

/// Adds deliveries.
pub(crate) async fn insert(connection: &mut Connection, environment_id: &str, due: &[Due<'_>]) -> Result<()> {
    for due in bulk::parts(due) {
        let row = |row: usize| {
            let first = 5 * row + 1;
            format!(
                "(${}, ${}, ${}, ${}, 'pending', ${}, ${})",
                first,
                first + 1,
                first + 2,
                first + 3,
                first + 4,
                first + 4
            )
        };
        let rows: Vec<String> = (0..due.len()).map(row).collect();
        let statement = format!(
            "INSERT INTO webhook_deliveries (id, environment_id, endpoint_id, event_id, state, next_attempt_at, created_at) \
             VALUES {}",
            rows.join(", ")
        );
        let mut query = sql::query(sql::built(statement));
        for due in due {
            query = query
                .bind(&due.id)
                .bind(environment_id)
                .bind(due.endpoint_id)
                .bind(due.event_id)
                .bind(due.at.as_micros());
        }
        query.execute(&mut *connection).await?;
        wakes::note(BELL);
    }
    Ok(())
}

/// The enabled endpoints for which deliveries wait, each with when its next one is due.
pub(crate) async fn waiting(connection: &mut Connection) -> Result<Vec<(String, Timestamp)>> {
    let rows = sql::query(
        "SELECT e.id, d.next_attempt_at FROM webhook_endpoints e JOIN webhook_deliveries d ON d.id = \
           (SELECT id FROM webhook_deliveries WHERE endpoint_id = e.id AND next_attempt_at IS NOT NULL \
            ORDER BY next_attempt_at, id LIMIT 1) \
         WHERE e.disabled_at IS NULL AND e.removed_at IS NULL ORDER BY d.next_attempt_at, e.id",
    )
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((row.get("id")?, Timestamp::from_micros(row.get("next_attempt_at")?)))).collect()
}

/// Takes up to `limit` due deliveries of an endpoint until `lease_until`.
pub(crate) async fn take(
    connection: &mut Connection,
    endpoint_id: &str,
    lease: &str,
    now: Timestamp,
    lease_until: Timestamp,
    limit: usize,
) -> Result<Vec<Taken>> {
    // Other processes take the next ones instead of waiting for these.
    let taken = sql::query(sql::on_postgres!(
        "UPDATE webhook_deliveries SET lease = $2, next_attempt_at = $3 \
         WHERE next_attempt_at <= $4 AND id IN \
           (SELECT d.id FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id \
            WHERE d.endpoint_id = $1 AND d.next_attempt_at <= $4 AND e.disabled_at IS NULL AND e.removed_at IS NULL \
            ORDER BY d.next_attempt_at, d.id LIMIT $5",
        " FOR UPDATE OF d SKIP LOCKED",
        ")"
    ))
    .bind(endpoint_id)
    .bind(lease)
    .bind(lease_until.as_micros())
    .bind(now.as_micros())
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    if taken.rows_affected() == 0 {
        return Ok(Vec::new());
    }
    let rows = sql::query(
        "SELECT d.id AS delivery_id, d.failures, e.url, n.kind AS environment, \
           v.id, v.type, v.sequence, v.data, v.created_at, v.number \
         FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id \
         JOIN environments n ON n.id = d.environment_id JOIN events v ON v.id = d.event_id \
         WHERE d.endpoint_id = $1 AND d.next_attempt_at = $3 AND d.lease = $2 ORDER BY d.id",
    )
    .bind(endpoint_id)
    .bind(lease)
    .bind(lease_until.as_micros())
    .fetch_all(connection)
    .await?;
    rows.iter().map(taken_from).collect()
}

/// Writes what an attempt made of a delivery. `false`: the lease was over and somebody else has it.
pub(crate) async fn finish(
    connection: &mut Connection,
    id: &str,
    lease: &str,
    failures: i64,
    verdict: Verdict,
    now: Timestamp,
) -> Result<bool> {
    let (state, next_attempt_at) = match verdict {
        Verdict::Delivered => (DeliveryState::Delivered, None),
        Verdict::Retry { at } => (DeliveryState::Pending, Some(at)),
        Verdict::Dead => (DeliveryState::Dead, None),
    };
    let finished_at = next_attempt_at.is_none().then_some(now.as_micros());
    let done = sql::query(
        "UPDATE webhook_deliveries SET state = $3, failures = $4, next_attempt_at = $5, finished_at = $6, lease = NULL \
         WHERE id = $1 AND lease = $2",
    )
    .bind(id)
    .bind(lease)
    .bind(state.as_str())
    .bind(failures)
    .bind(next_attempt_at.map(Timestamp::as_micros))
    .bind(finished_at)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds an attempt to the log, unless its delivery has been removed by now.
pub(crate) async fn log(connection: &mut Connection, delivery_id: &str, attempt: &Attempt) -> Result<()> {
    sql::query(
        "INSERT INTO webhook_attempts (id, delivery_id, url, sent_timestamp, signature, status, answer, \
           answer_complete, error, started_at, ended_at) \
         SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM webhook_deliveries WHERE id = $2",
    )
    .bind(&attempt.id)
    .bind(delivery_id)
    .bind(&attempt.url)
    .bind(attempt.timestamp)
    .bind(&attempt.signature)
    .bind(attempt.answer.as_ref().map(|answer| i64::from(answer.status)))
    .bind(attempt.answer.as_ref().map(|answer| answer.body.as_str()))
    .bind(attempt.answer.as_ref().map(|answer| i64::from(answer.complete)))
    .bind(attempt.error.as_deref())
    .bind(attempt.started_at.as_micros())
    .bind(attempt.ended_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// A delivery of the tenant.
pub(crate) async fn find(connection: &mut Connection, tenant: &Tenant, id: &str) -> Result<Option<Delivery>> {
    let row = sql::query(
        "SELECT d.*, v.type FROM webhook_deliveries d JOIN events v ON v.id = d.event_id \
         WHERE d.environment_id = $1 AND d.id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(delivery_from).transpose()
}

/// One page of an endpoint's deliveries, newest first.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    endpoint_id: &str,
    state: Option<DeliveryState>,
    page: &PageRequest,
) -> Result<Page<Delivery>> {
    let (before, before_id) = page.before();
    let rows = sql::query(
        "SELECT d.*, v.type FROM webhook_deliveries d JOIN events v ON v.id = d.event_id \
         WHERE d.environment_id = $1 AND d.endpoint_id = $2 AND (CAST($3 AS TEXT) IS NULL OR d.state = $3) \
           AND (d.created_at, d.id) < ($4, $5) \
         ORDER BY d.created_at DESC, d.id DESC LIMIT $6 OFFSET $7",
    )
    .bind(&tenant.environment_id)
    .bind(endpoint_id)
    .bind(state.map(DeliveryState::as_str))
    .bind(before)
    .bind(before_id)
    .bind(i64::from(page.limit) + 1)
    .bind(i64::from(page.offset))
    .fetch_all(connection)
    .await?;
    let rows = rows.iter().map(delivery_from).collect::<Result<Vec<_>>>()?;
    let cursor_of = |row: &Delivery| Cursor { created_at: row.created_at, id: row.id.clone() };
    Ok(Page::from_rows(rows, page.limit, cursor_of))
}

/// The attempts of a delivery, oldest first; of very many the last 100.
pub(crate) async fn attempts(connection: &mut Connection, delivery_id: &str) -> Result<Vec<Attempt>> {
    let rows = sql::query("SELECT * FROM webhook_attempts WHERE delivery_id = $1 ORDER BY id DESC LIMIT 100")
        .bind(delivery_id)
        .fetch_all(connection)
        .await?;
    rows.iter().rev().map(attempt_from).collect()
}

/// Lets a delivery begin anew. `false`: the tenant has none with this identifier.
pub(crate) async fn send_again(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
    now: Timestamp,
) -> Result<bool> {
    let done = sql::query(
        "UPDATE webhook_deliveries SET state = 'pending', failures = 0, next_attempt_at = $3, lease = NULL, \
           finished_at = NULL WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(id)
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    wakes::note(BELL);
    Ok(done.rows_affected() == 1)
}

/// Lets the finished deliveries of a span of time begin anew, and gives how many.
pub(crate) async fn send_range_again(
    connection: &mut Connection,
    tenant: &Tenant,
    endpoint_id: &str,
    range: Redelivery,
    now: Timestamp,
) -> Result<i64> {
    let done = sql::query(
        "UPDATE webhook_deliveries SET state = 'pending', failures = 0, next_attempt_at = $6, lease = NULL, \
           finished_at = NULL \
         WHERE environment_id = $1 AND endpoint_id = $2 AND created_at >= $3 AND created_at < $4 \
           AND (state = 'dead' OR (state = 'delivered' AND $5 = 1))",
    )
    .bind(&tenant.environment_id)
    .bind(endpoint_id)
    .bind(range.since.as_micros())
    .bind(range.until.as_micros())
    .bind(i64::from(range.delivered_too))
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    wakes::note(BELL);
    Ok(i64::try_from(done.rows_affected()).unwrap_or(i64::MAX))
}

/// Removes deliveries with their attempts that were finished before a time, at most as many as `limit`, and gives how
/// many.
pub(crate) async fn remove_older(connection: &mut Connection, before: Timestamp, limit: i64) -> Result<u64> {
    let mut removed = 0;
    for statement in [
        "DELETE FROM webhook_attempts WHERE delivery_id IN \
           (SELECT id FROM webhook_deliveries WHERE finished_at < $1 ORDER BY finished_at, id LIMIT $2)",
        "DELETE FROM webhook_deliveries WHERE id IN \
           (SELECT id FROM webhook_deliveries WHERE finished_at < $1 ORDER BY finished_at, id LIMIT $2)",
    ] {
        let done = sql::query(statement).bind(before.as_micros()).bind(limit).execute(connection).await?;
        removed = done.rows_affected();
    }
    Ok(removed)
}

fn delivery_from(row: &Row) -> Result<Delivery> {
    let lease: Option<String> = row.get("lease")?;
    let next_attempt_at: Option<i64> = row.get("next_attempt_at")?;
    let (kind, state): (String, String) = (row.get("type")?, row.get("state")?);
    Ok(Delivery {
        id: row.get("id")?,
        endpoint_id: row.get("endpoint_id")?,
        event_id: row.get("event_id")?,
        kind: EventKind::parse(&kind).ok_or_else(|| Error::internal("reading a delivery", kind))?,
        state: DeliveryState::parse(&state).ok_or_else(|| Error::internal("reading a delivery", state))?,
        failures: row.get("failures")?,
        next_attempt_at: next_attempt_at.filter(|_| lease.is_none()).map(Timestamp::from_micros),
        created_at: Timestamp::from_micros(row.get("created_at")?),
        finished_at: row.get::<Option<i64>>("finished_at")?.map(Timestamp::from_micros),
    })
}

fn attempt_from(row: &Row) -> Result<Attempt> {
    let status: Option<i64> = row.get("status")?;
    let body: Option<String> = row.get("answer")?;
    let complete: Option<i64> = row.get("answer_complete")?;
    Ok(Attempt {
        id: row.get("id")?,
        url: row.get("url")?,
        timestamp: row.get("sent_timestamp")?,
        signature: row.get("signature")?,
        answer: status.map(|status| Answer {
            status: u16::try_from(status).unwrap_or_default(),
            body: body.unwrap_or_default(),
            complete: complete == Some(1),
        }),
        error: row.get("error")?,
        started_at: Timestamp::from_micros(row.get("started_at")?),
        ended_at: Timestamp::from_micros(row.get("ended_at")?),
    })
}

fn taken_from(row: &Row) -> Result<Taken> {
    let environment: String = row.get("environment")?;
    Ok(Taken {
        id: row.get("delivery_id")?,
        failures: row.get("failures")?,
        url: row.get("url")?,
        event: event_from(row)?,
        environment: Environment::parse(&environment)
            .ok_or_else(|| Error::internal("reading an environment", environment))?,
    })
}

//! Work for later. A worker takes a job for a time; what it does is written together with the end of the job, and only
//! while its lease holds, so that two workers never both finish one.

use super::{Connection, Row, sql, wakes};
use crate::domain::{Result, Timestamp};

/// Work for later.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// Opaque identifier.
    pub(crate) id: String,
    /// Whose work it is; `None` is the server's own.
    pub(crate) environment_id: Option<String>,
    /// What it is about: JSON, in the form of its kind.
    pub(crate) payload: String,
    /// How often it was begun.
    pub(crate) attempts: i64,
}

/// Adds a job; one that has this identifier already stays as it is. Its lane is woken once this is committed.
pub(crate) async fn insert(
    connection: &mut Connection,
    id: &str,
    environment_id: Option<&str>,
    kind: &str,
    payload: &str,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<()> {
    sql::query(
        "INSERT INTO jobs (id, environment_id, kind, payload, run_at, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(environment_id)
    .bind(kind)
    .bind(payload)
    .bind(run_at.as_micros())
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    wakes::note(kind);
    Ok(())
}

/// Whether a job with this identifier waits.
pub(crate) async fn exists(connection: &mut Connection, id: &str) -> Result<bool> {
    let found: Option<i64> =
        sql::scalar("SELECT 1 FROM jobs WHERE id = $1").bind(id).fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Takes the job of this kind that waits longest, until `lease_until`.
///
/// A lease that ends more than `margin_seconds` after `lease_until` was given before the clock was put back; nobody may
/// be left to end it, so it counts as over. If somebody is, the worker whose lease this is notices at its next write.
pub(crate) async fn take(
    connection: &mut Connection,
    kind: &str,
    lease: &str,
    now: Timestamp,
    lease_until: Timestamp,
    margin_seconds: i64,
) -> Result<Option<Job>> {
    // Workers of other processes take the next one instead of waiting for this one.
    let row = sql::query(sql::on_postgres!(
        "UPDATE jobs SET lease = $1, lease_until = $2, attempts = attempts + 1 \
         WHERE id = (SELECT id FROM jobs WHERE kind = $4 AND run_at <= $3 \
                       AND (lease_until IS NULL OR lease_until <= $3 OR lease_until > $5) \
                     ORDER BY run_at, id LIMIT 1",
        " FOR UPDATE SKIP LOCKED",
        ") RETURNING id, environment_id, payload, attempts"
    ))
    .bind(lease)
    .bind(lease_until.as_micros())
    .bind(now.as_micros())
    .bind(kind)
    .bind(lease_until.plus_seconds(margin_seconds).as_micros())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(job_from).transpose()
}

/// Holds a job for longer. `false`: the lease ran out and another worker has it.
pub(crate) async fn renew(
    connection: &mut Connection,
    id: &str,
    lease: &str,
    lease_until: Timestamp,
) -> Result<bool> {
    let done = sql::query("UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease = $2")
        .bind(id)
        .bind(lease)
        .bind(lease_until.as_micros())
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes every job out of the hands that held it.
pub(crate) async fn free_all(connection: &mut Connection) -> Result<()> {
    sql::query("UPDATE jobs SET lease = NULL, lease_until = NULL WHERE lease IS NOT NULL")
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends a job, inside the transaction of its work. `false`: the lease ran out and another worker has it; the caller
/// gives its work up.
pub(crate) async fn finish(connection: &mut Connection, id: &str, lease: &str) -> Result<bool> {
    let done = sql::query("DELETE FROM jobs WHERE id = $1 AND lease = $2")
        .bind(id)
        .bind(lease)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a job back, to be taken again at `run_at`. `error`: why it failed, if it did.
pub(crate) async fn put_back(
    connection: &mut Connection,
    id: &str,
    lease: &str,
    run_at: Timestamp,
    error: Option<&str>,
) -> Result<()> {
    sql::query(
        "UPDATE jobs SET lease = NULL, lease_until = NULL, last_error = $3, run_at = $4 WHERE id = $1 AND lease = $2",
    )
    .bind(id)
    .bind(lease)
    .bind(error)
    .bind(run_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

fn job_from(row: &Row) -> Result<Job> {
    Ok(Job {
        id: row.get("id")?,
        environment_id: row.get("environment_id")?,
        payload: row.get("payload")?,
        attempts: row.get("attempts")?,
    })
}

//! Work for later. A worker takes a job for a time; what it does is written together with the end of the job, and only
//! while its lease holds, so that two workers never both finish one.

use sqlx::Row as _;

use super::{Connection, Row};
use crate::domain::{Result, Timestamp};

/// Work for later.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// Opaque identifier.
    pub(crate) id: String,
    /// What is to be done.
    pub(crate) kind: String,
    /// How often it was begun.
    pub(crate) attempts: i64,
}

/// Adds a job; one that has this identifier already stays as it is.
pub(crate) async fn insert(
    connection: &mut Connection,
    id: &str,
    environment_id: Option<&str>,
    kind: &str,
    payload: &str,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
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
    Ok(())
}

/// Whether a job with this identifier waits.
pub(crate) async fn exists(connection: &mut Connection, id: &str) -> Result<bool> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM jobs WHERE id = $1").bind(id).fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Takes the job that waits longest, until `lease_until`.
pub(crate) async fn take(
    connection: &mut Connection,
    lease: &str,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Job>> {
    let row = sqlx::query(
        "UPDATE jobs SET lease = $1, lease_until = $2, attempts = attempts + 1 \
         WHERE id = (SELECT id FROM jobs WHERE run_at <= $3 AND (lease_until IS NULL OR lease_until <= $3) \
                     ORDER BY run_at, id LIMIT 1) \
         RETURNING id, kind, attempts",
    )
    .bind(lease)
    .bind(lease_until.as_micros())
    .bind(now.as_micros())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(job_from).transpose()
}

/// Ends a job, inside the transaction of its work. `false`: the lease ran out and another worker has it; the caller
/// gives its work up.
pub(crate) async fn finish(connection: &mut Connection, id: &str, lease: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM jobs WHERE id = $1 AND lease = $2")
        .bind(id)
        .bind(lease)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a job back, to be tried again at `run_at`.
pub(crate) async fn retry(
    connection: &mut Connection,
    id: &str,
    lease: &str,
    error: &str,
    run_at: Timestamp,
) -> Result<()> {
    sqlx::query(
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
    Ok(Job { id: row.try_get("id")?, kind: row.try_get("kind")?, attempts: row.try_get("attempts")? })
}

//! Stored answers.

use super::{Connection, sql};
use crate::domain::idempotency::{Answer, Key, Stored};
use crate::domain::{Error, Result, Timestamp};

/// The answer that was given to this key.
pub(crate) async fn find(connection: &mut Connection, key: &Key) -> Result<Option<Stored>> {
    let row = sql::query(
        "SELECT fingerprint, status, location, body FROM idempotency_keys \
         WHERE environment_id = $1 AND endpoint = $2 AND idempotency_key = $3",
    )
    .bind(&key.environment_id)
    .bind(&key.endpoint)
    .bind(&key.key)
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let status: i64 = row.get("status")?;
        let body: Vec<u8> = row.get("body")?;
        let unreadable = |error: String| Error::internal("reading a stored answer", error);
        let answer = Answer {
            status: u16::try_from(status).map_err(|error| unreadable(error.to_string()))?,
            location: row.get("location")?,
            body: String::from_utf8(body).map_err(|error| unreadable(error.to_string()))?,
        };
        Ok(Stored { fingerprint: row.get("fingerprint")?, answer })
    })
    .transpose()
}

/// Stores an answer; the primary key refuses a second one.
pub(crate) async fn insert(
    connection: &mut Connection,
    key: &Key,
    answer: &Answer,
    subject_id: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    sql::query(
        "INSERT INTO idempotency_keys \
         (environment_id, endpoint, idempotency_key, fingerprint, status, location, body, subject_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&key.environment_id)
    .bind(&key.endpoint)
    .bind(&key.key)
    .bind(key.fingerprint.as_slice())
    .bind(i64::from(answer.status))
    .bind(&answer.location)
    .bind(answer.body.as_bytes())
    .bind(subject_id)
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes the answers that repeat a credential.
pub(crate) async fn forget(connection: &mut Connection, credential_id: &str) -> Result<()> {
    sql::query("DELETE FROM idempotency_keys WHERE subject_id = $1")
        .bind(credential_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes answers that were stored before `time`.
pub(crate) async fn remove_older(connection: &mut Connection, time: Timestamp) -> Result<u64> {
    let done = sql::query("DELETE FROM idempotency_keys WHERE created_at < $1")
        .bind(time.as_micros())
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

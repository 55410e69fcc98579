//! Counts of requests that several processes share.

use super::{Connection, sql};
use crate::domain::Result;

/// Adds to what a caller has used in a minute, and gives how much that was before.
pub(crate) async fn add(connection: &mut Connection, bucket: &[u8], minute: i64, more: u32) -> Result<i64> {
    let used: i64 = sql::scalar(
        "INSERT INTO rate_limits (bucket, minute, used) VALUES ($1, $2, $3) \
         ON CONFLICT (bucket) DO UPDATE SET used = rate_limits.used + excluded.used RETURNING used",
    )
    .bind(bucket)
    .bind(minute)
    .bind(i64::from(more))
    .fetch_one(connection)
    .await?;
    Ok(used - i64::from(more))
}

/// Removes the counts of earlier minutes.
pub(crate) async fn remove_older(connection: &mut Connection, minute: i64) -> Result<u64> {
    let done =
        sql::query("DELETE FROM rate_limits WHERE minute < $1").bind(minute).execute(connection).await?;
    Ok(done.rows_affected())
}

//! Different recipients of each month.

use super::{Connection, sql};
use crate::domain::Result;

/// Adds a recipient; whether they are new this month.
pub(crate) async fn insert(
    connection: &mut Connection,
    organization_id: &str,
    month: &str,
    recipient_hash: &[u8],
) -> Result<bool> {
    let done = sql::query(
        "INSERT INTO monthly_recipients (organization_id, month, recipient_hash) VALUES ($1, $2, $3) \
         ON CONFLICT DO NOTHING",
    )
    .bind(organization_id)
    .bind(month)
    .bind(recipient_hash)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many there are.
pub(crate) async fn count(connection: &mut Connection, organization_id: &str, month: &str) -> Result<i64> {
    let count =
        sql::scalar("SELECT count(*) FROM monthly_recipients WHERE organization_id = $1 AND month = $2")
            .bind(organization_id)
            .bind(month);
    Ok(count.fetch_one(connection).await?)
}

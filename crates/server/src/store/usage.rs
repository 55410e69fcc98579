//! Different recipients of each month.

use super::{Connection, bulk, sql};
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

/// Adds those of the recipients who are new this month. Always in the same order, so that two transactions do not wait
/// for each other.
pub(crate) async fn insert_all(
    connection: &mut Connection,
    organization_id: &str,
    month: &str,
    recipient_hashes: &[[u8; 32]],
) -> Result<()> {
    let mut hashes = recipient_hashes.to_vec();
    hashes.sort_unstable();
    hashes.dedup();
    for hashes in bulk::parts(&hashes) {
        let statement = format!(
            "INSERT INTO monthly_recipients (organization_id, month, recipient_hash) VALUES {} ON CONFLICT DO NOTHING",
            bulk::rows(hashes.len(), 3)
        );
        let mut query = sql::query(sql::built_in_order(statement));
        for hash in hashes {
            query = query.bind(organization_id).bind(month).bind(hash.as_slice());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// How many there are.
pub(crate) async fn count(connection: &mut Connection, organization_id: &str, month: &str) -> Result<i64> {
    let count =
        sql::scalar("SELECT count(*) FROM monthly_recipients WHERE organization_id = $1 AND month = $2")
            .bind(organization_id)
            .bind(month);
    Ok(count.fetch_one(connection).await?)
}

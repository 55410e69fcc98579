//! Facts about this database as a whole.

use super::{Connection, sql};
use crate::domain::Result;

/// The value under `name`.
pub(crate) async fn find(connection: &mut Connection, name: &str) -> Result<Option<Vec<u8>>> {
    let value =
        sql::scalar("SELECT value FROM settings WHERE name = $1").bind(name).fetch_optional(connection);
    Ok(value.await?)
}

/// Sets a value. One that is there already stays.
pub(crate) async fn insert(connection: &mut Connection, name: &str, value: &[u8]) -> Result<()> {
    sql::query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(name)
        .bind(value)
        .execute(connection)
        .await?;
    Ok(())
}

/// The value under `name`; this one if there is none yet.
pub(crate) async fn insert_or_find(connection: &mut Connection, name: &str, value: &[u8]) -> Result<Vec<u8>> {
    let value = sql::scalar(
        "INSERT INTO settings (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = settings.value RETURNING value",
    )
    .bind(name)
    .bind(value)
    .fetch_one(connection);
    Ok(value.await?)
}

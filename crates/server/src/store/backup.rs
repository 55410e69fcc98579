//! A copy of a SQLite database while it is in use.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, bail};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::keys::create_private;

/// Writes a copy of the database as it is now, log included, into a new file that only its owner can read, and looks
/// through the copy. Servers on the database go on meanwhile.
///
/// # Errors
/// A file that is there already; a database that cannot be read; a disk without room. What was begun is removed.
pub(crate) async fn to_file(database: &Path, to: &Path) -> anyhow::Result<()> {
    // SQLite writes into an empty file, so it keeps the mode that this one gets.
    create_private(to).with_context(|| format!("cannot create {}", to.display()))?;
    let written = write(database, to).await;
    if written.is_err() {
        drop(std::fs::remove_file(to));
    }
    written
}

async fn write(database: &Path, to: &Path) -> anyhow::Result<()> {
    let cannot_copy = || format!("cannot copy {}", database.display());
    let options = SqliteConnectOptions::new().filename(database).create_if_missing(false);
    let mut connection = options.connect().await.with_context(cannot_copy)?;
    let Some(path) = to.to_str() else { bail!("{} is not written in UTF-8", to.display()) };
    sqlx::query("VACUUM INTO $1").bind(path).execute(&mut connection).await.with_context(cannot_copy)?;
    connection.close().await.with_context(cannot_copy)?;
    File::open(to)?.sync_all()?;

    let mut copy = SqliteConnectOptions::new().filename(to).read_only(true).connect().await?;
    let found: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut copy).await?;
    copy.close().await?;
    if found != "ok" {
        bail!("the copy is damaged: {found}");
    }
    Ok(())
}

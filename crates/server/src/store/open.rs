//! Opens the database with settings under which an acknowledged change survives a power cut, and checks that they
//! took effect.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, SqlSafeStr};

use super::Store;
use super::writer::Writer;
use crate::keys::create_private;

/// Connections that read at the same time.
const READERS: u32 = 8;
/// How long a connection waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a free reading connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

impl Store {
    /// Opens the file, creating it when missing, and applies migrations.
    ///
    /// # Errors
    /// A file that cannot be opened, was written by a newer version, or does not take the settings; the text says
    /// which.
    pub(crate) async fn open(path: &Path) -> anyhow::Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        // Recipients' names and addresses are nobody else's business; SQLite gives its side files the same mode.
        if !path.exists() {
            create_private(path).with_context(|| format!("cannot create {}", path.display()))?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is deleted is overwritten, so that a person who was forgotten is not found in the file.
            .pragma("secure_delete", "ON")
            .busy_timeout(BUSY_TIMEOUT);
        let cannot_open = || format!("cannot open the database {}", path.display());

        let mut connection = SqliteConnection::connect_with(&options).await.with_context(cannot_open)?;
        check_settings(&mut connection).await.with_context(cannot_open)?;
        migrations()
            .run(&mut connection)
            .await
            .with_context(|| format!("cannot migrate {}", path.display()))?;

        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options.pragma("query_only", "ON"))
            .await
            .with_context(cannot_open)?;
        Ok(Self { readers, writer: Writer::start(connection), wakes: Arc::default() })
    }
}

/// Migrations only add; a file from a newer version is refused by the migrator.
fn migrations() -> Migrator {
    let files = [
        ("start", include_str!("../../migrations/sqlite/0001_start.sql")),
        ("issuance", include_str!("../../migrations/sqlite/0002_issuance.sql")),
    ];
    let migrations = (1..).zip(files).map(|(version, (name, sql))| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// SQLite ignores a setting that it cannot apply (WAL on some network file systems), so the answers are read back.
async fn check_settings(connection: &mut SqliteConnection) -> anyhow::Result<()> {
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?;
    let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&mut *connection).await?;
    let busy_timeout: i64 = sqlx::query_scalar("PRAGMA busy_timeout").fetch_one(&mut *connection).await?;
    // synchronous: 2 is FULL. With NORMAL a power cut may take back a commit that was acknowledged.
    if journal != "wal" || synchronous != 2 || foreign_keys != 1 || busy_timeout == 0 {
        bail!(
            "SQLite did not take the settings that keep data safe (journal_mode={journal}, \
             synchronous={synchronous}, foreign_keys={foreign_keys}, busy_timeout={busy_timeout})"
        );
    }
    Ok(())
}

//! SQLite: a file, with a write-ahead log that is flushed at each commit.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use sqlx::SqliteConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::migrations::{self, Dialect};
use super::{ACQUIRE_TIMEOUT, Store};
use crate::keys::create_private;
use crate::limits::Limits;
use crate::store::Pool;
use crate::store::sql::Connection;
use crate::store::writer::{GroupedWriter, Writer};

/// How long a connection waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Memory for pages, in KiB. With SQLite's own 2 MiB a group of commits does not fit: its pages are written before their
/// time, read again and written again.
const WRITER_CACHE: u32 = 16 << 10;

/// Pages of 4 KiB in the log before they are copied to where they belong. Many changes touch the same pages: the longer
/// the log, the fewer are copied; the shorter, the sooner a server has started after a crash.
const LOG_PAGES: u32 = 8000;

pub(super) async fn open(path: &Path, limits: &Limits) -> anyhow::Result<Store> {
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

    // A pool of one: the connection that writes, for ever.
    let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(ACQUIRE_TIMEOUT);
    let writing = options
        .clone()
        .pragma("cache_size", format!("-{WRITER_CACHE}"))
        .pragma("wal_autocheckpoint", LOG_PAGES.to_string())
        // What a savepoint may have to give back: pages that are never wanted after a crash.
        .pragma("temp_store", "MEMORY");
    let pool = pool.connect_with(writing).await.with_context(cannot_open)?;
    let mut connection = pool.acquire().await.with_context(cannot_open)?;
    check_settings(&mut connection).await.with_context(cannot_open)?;
    migrations::apply(&mut *connection, Dialect::Sqlite)
        .await
        .with_context(|| format!("cannot migrate {}", path.display()))?;

    let readers = SqlitePoolOptions::new()
        .max_connections(limits.read_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A file does not hang up; asking first would cost as much as what is asked then.
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "ON"))
        .await
        .with_context(cannot_open)?;
    let writer = Writer::Grouped(GroupedWriter::start(Connection::Sqlite(connection)));
    Ok(Store { readers: Pool::Sqlite(readers), counters: None, writer, wakes: Arc::default() })
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

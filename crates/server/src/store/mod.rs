//! Everything that is kept. SQL stands only in this folder, one file for each resource, in one form for
//! [both databases](sql).
//!
//! Reads take a connection of a pool. Changes go to the [writer], which makes them durable before it answers.

pub(crate) mod achievements;
pub(crate) mod api_keys;
pub(crate) mod backup;
pub(crate) mod batches;
mod bulk;
pub(crate) mod claim_links;
pub(crate) mod credential_jwts;
pub(crate) mod credentials;
pub(crate) mod deliveries;
pub(crate) mod emails;
pub(crate) mod events;
pub(crate) mod expiry;
pub(crate) mod exports;
pub(crate) mod idempotency;
pub(crate) mod issuers;
pub(crate) mod jobs;
mod open;
pub(crate) mod organizations;
pub(crate) mod rate_limits;
mod savepoint;
pub(crate) mod settings;
pub(crate) mod sql;
pub(crate) mod status_lists;
pub(crate) mod tables;
pub(crate) mod templates;
pub(crate) mod usage;
pub(crate) mod uses;
pub(crate) mod verifications;
pub(crate) mod wakes;
pub(crate) mod webhooks;
mod writer;

use std::sync::Arc;

use sqlx::{PgPool, SqlitePool};

use crate::domain::Result;
pub(crate) use savepoint::in_savepoint;
pub(crate) use sql::{Connection, Row};
use wakes::Wakes;
pub(crate) use writer::BoxFuture;
use writer::Writer;

/// The open database.
pub(crate) struct Store {
    readers: Pool,
    counters: Option<Pool>,
    writer: Writer,
    wakes: Arc<Wakes>,
}

/// Connections that are in no transaction. Those that read change nothing.
enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Pool {
    async fn acquire(&self) -> Result<Connection> {
        Ok(match self {
            Self::Sqlite(pool) => Connection::Sqlite(pool.acquire().await.map_err(sql::Error::from)?),
            Self::Postgres(pool) => Connection::Postgres(pool.acquire().await.map_err(sql::Error::from)?),
        })
    }
}

impl Store {
    /// A connection for reading.
    ///
    /// # Errors
    /// When none is free in time.
    pub(crate) async fn read(&self) -> Result<Connection> {
        self.readers.acquire().await
    }

    /// A connection for counts that other processes share: what it writes is seen at once, and may be lost with the
    /// power. Only where [`Store::is_shared`].
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) async fn count(&self) -> Result<Connection> {
        self.counters.as_ref().unwrap_or(&self.readers).acquire().await
    }

    /// A connection for reading on which everything looks as it did at the first query.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) async fn read_moment(&self) -> Result<Connection> {
        Ok(match &self.readers {
            Pool::Sqlite(pool) => Connection::SqliteMoment(pool.begin().await.map_err(sql::Error::from)?),
            Pool::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Connection::PostgresTransaction(pool.begin_with(begin).await.map_err(sql::Error::from)?)
            }
        })
    }

    /// Does one unit of work: all of it or nothing, durable on disk when this returns `Ok`.
    ///
    /// # Errors
    /// What the work answers, or [`crate::domain::Error::Unavailable`] when it could not be committed.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.write_then(work, |_| {}).await
    }

    /// As [`Store::write`]; `after_commit` runs once the change is durable, even if the caller has gone away by then.
    ///
    /// # Errors
    /// As [`Store::write`]; `after_commit` does not run then.
    pub(crate) async fn write_then<T, F, A>(&self, work: F, after_commit: A) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        let wakes = self.wakes.clone();
        let after_commit = move |(done, queued): &(T, wakes::Queued)| {
            after_commit(done);
            wakes.wake(queued);
        };
        Ok(self.writer.write(wakes::noting(work), after_commit).await?.0)
    }

    /// Queues one unit of work that nobody waits for. When the queue is full it is dropped, with a line in the log.
    pub(crate) fn write_later<F>(&self, work: F)
    where
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<()>> + Send + 'static,
    {
        let wakes = self.wakes.clone();
        let wake = move |((), queued): &((), wakes::Queued)| wakes.wake(queued);
        self.writer.write_later(wakes::noting(work), wake);
    }

    /// Wakes the lanes of `jobs`.
    pub(crate) fn wakes(&self) -> &Wakes {
        &self.wakes
    }

    /// Whether other processes write to this database too.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.readers, Pool::Postgres(_))
    }

    /// How many changes wait or are being written.
    pub(crate) fn waiting(&self) -> usize {
        self.writer.waiting()
    }

    /// Finishes what was begun and closes all connections. Whatever comes later is refused.
    pub(crate) async fn close(&self) {
        self.writer.close().await;
        for pool in self.counters.iter().chain([&self.readers]) {
            match pool {
                Pool::Sqlite(pool) => pool.close().await,
                Pool::Postgres(pool) => pool.close().await,
            }
        }
    }
}

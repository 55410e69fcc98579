//! Everything that is kept. SQL stands only in this folder, one file for each resource.
//!
//! Reads take a connection of a pool. Changes go to the [writer], which makes them durable before it answers.

pub(crate) mod achievements;
pub(crate) mod api_keys;
mod bulk;
pub(crate) mod credentials;
pub(crate) mod events;
pub(crate) mod idempotency;
pub(crate) mod issuers;
pub(crate) mod jobs;
mod open;
pub(crate) mod organizations;
mod savepoint;
pub(crate) mod settings;
pub(crate) mod status_lists;
pub(crate) mod usage;
pub(crate) mod verifications;
pub(crate) mod wakes;
mod writer;

use sqlx::sqlite::{SqliteConnection, SqlitePool};

use std::sync::Arc;

use crate::domain::Result;
pub(crate) use savepoint::in_savepoint;
use wakes::Wakes;
pub(crate) use writer::BoxFuture;
use writer::Writer;

/// A connection, for reading, or inside the writer's transaction.
pub(crate) type Connection = SqliteConnection;

/// A row of an answer.
type Row = sqlx::sqlite::SqliteRow;

/// The open database.
pub(crate) struct Store {
    readers: SqlitePool,
    writer: Writer,
    wakes: Arc<Wakes>,
}

impl Store {
    /// A connection for reading.
    ///
    /// # Errors
    /// When none is free in time.
    pub(crate) async fn read(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Sqlite>> {
        Ok(self.readers.acquire().await?)
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

    /// Finishes what was begun and closes the files. Whatever comes later is refused.
    pub(crate) async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}

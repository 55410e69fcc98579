//! For PostgreSQL: each unit of work is a transaction of its own, and many run at once. The server groups their `fsync`s.
//!
//! They run at READ COMMITTED: every query sees what was committed before it. A rule that reads and then writes takes a
//! [lock](crate::store::sql::lock) first, always in the order in which `domain::issue` does. Work cannot be repeated (it
//! gives its values away), so two changes that are in each other's way all the same end with "try again later" for one.

use std::sync::Arc;

use sqlx::PgPool;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{BoxFuture, WAITING, closed, note_dropped};
use crate::domain::{Error, Result};
use crate::store::sql::{self, Connection};

/// Runs units on the connections of a pool.
pub(crate) struct OwnTransactions {
    pool: PgPool,
    /// One for each unit that waits or runs.
    places: Arc<Semaphore>,
}

impl OwnTransactions {
    /// Writes through these connections.
    pub(crate) fn new(pool: PgPool) -> Self {
        Self { pool, places: Arc::new(Semaphore::new(WAITING)) }
    }

    /// Runs one unit in a task, so that it ends as a whole even when nobody waits any more.
    pub(super) async fn write<T, F, A>(&self, work: F, after_commit: A) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        let place = self.places.clone().acquire_owned().await.map_err(|_| closed())?;
        let task = tokio::spawn(run(self.pool.clone(), place, work, after_commit));
        task.await.map_err(|error| Error::internal("writing", error))?
    }

    /// Runs one unit whose answer nobody waits for; drops it when too many wait.
    pub(super) fn write_later<T, F, A>(&self, work: F, after_commit: A)
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        let Ok(place) = self.places.clone().try_acquire_owned() else { return note_dropped() };
        let pool = self.pool.clone();
        tokio::spawn(async move {
            if let Err(error) = run(pool, place, work, after_commit).await {
                tracing::warn!(%error, "a note was not written");
            }
        });
    }

    /// Units that wait or are being written.
    pub(super) fn waiting(&self) -> usize {
        WAITING.saturating_sub(self.places.available_permits())
    }

    /// Waits for all places, which are then free, and gives none out any more.
    pub(super) async fn close(&self) {
        let all = u32::try_from(WAITING).unwrap_or(u32::MAX);
        let idle = self.places.acquire_many(all).await;
        self.places.close();
        drop(idle);
        self.pool.close().await;
    }
}

async fn run<T, F, A>(pool: PgPool, place: OwnedSemaphorePermit, work: F, after_commit: A) -> Result<T>
where
    F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>>,
    A: FnOnce(&T),
{
    let transaction =
        pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await.map_err(sql::Error::from)?;
    let mut connection = Connection::PostgresTransaction(transaction);
    let result = work(&mut connection).await;
    let committed = match &result {
        // An error here may also mean that it is not known: then the same request, sent again, finds out.
        Ok(_) => connection.commit().await.map_err(|error| Error::Unavailable(error.to_string())),
        Err(_) => {
            connection.roll_back().await;
            Ok(())
        }
    };
    committed?;
    if let Ok(done) = &result {
        after_commit(done);
    }
    drop(place);
    result
}

//! Writes, so that whoever hears "done" can rely on it. How depends on the database: SQLite has one writer, so its changes
//! go through [one task in groups](grouped); PostgreSQL has many, so each change is [a transaction of its own](own_transactions).

mod grouped;
mod own_transactions;

use std::future::Future;
use std::pin::Pin;

use super::sql::Connection;
use crate::domain::{Error, Result};
pub(crate) use grouped::GroupedWriter;
pub(crate) use own_transactions::OwnTransactions;

/// A future that borrows the connection.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Units that may wait; more are held back at the door.
const WAITING: usize = 4096;

/// The one that fits the database.
pub(super) enum Writer {
    /// SQLite.
    Grouped(GroupedWriter),
    /// PostgreSQL.
    OwnTransactions(OwnTransactions),
}

impl Writer {
    /// Does one unit and waits until it is durable. `after_commit` runs then, even when nobody waits any more.
    pub(super) async fn write<T, F, A>(&self, work: F, after_commit: A) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        match self {
            Self::Grouped(writer) => writer.write(work, after_commit).await,
            Self::OwnTransactions(writer) => writer.write(work, after_commit).await,
        }
    }

    /// Queues one unit whose answer nobody waits for; drops it when too many wait.
    pub(super) fn write_later<T, F, A>(&self, work: F, after_commit: A)
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        match self {
            Self::Grouped(writer) => writer.write_later(work, after_commit),
            Self::OwnTransactions(writer) => writer.write_later(work, after_commit),
        }
    }

    /// Units that wait or are being written.
    pub(super) fn waiting(&self) -> usize {
        match self {
            Self::Grouped(writer) => writer.waiting(),
            Self::OwnTransactions(writer) => writer.waiting(),
        }
    }

    /// Takes no more work, finishes what waits, closes its connections.
    pub(super) async fn close(&self) {
        match self {
            Self::Grouped(writer) => writer.close().await,
            Self::OwnTransactions(writer) => writer.close().await,
        }
    }
}

/// What work hears that comes after the end.
fn closed() -> Error {
    Error::Unavailable("the database is closed".to_owned())
}

fn note_dropped() {
    tracing::warn!("a note was dropped, because too many changes wait");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::Arc;

    use tokio::sync::oneshot;

    use super::*;
    use crate::limits::Limits;
    use crate::store::{Store, settings, sql};

    async fn open(path: std::path::PathBuf) -> Store {
        Store::open(&path.into(), &Limits::default()).await.unwrap()
    }

    /// Every third unit fails after it has written; its write must be undone, and no other.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_failed_unit_is_undone_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(open(folder.path().join("a.db")).await);
        let tasks: Vec<_> = (0..99)
            .map(|number: usize| {
                let store = store.clone();
                tokio::spawn(async move {
                    let work = store.write(move |connection| {
                        Box::pin(async move {
                            settings::insert(connection, &number.to_string(), b"x").await?;
                            if number.is_multiple_of(3) { Err(Error::NotFound("thing")) } else { Ok(number) }
                        })
                    });
                    (number, work.await.is_ok())
                })
            })
            .collect();
        for task in tasks {
            let (number, done) = task.await.unwrap();
            assert_eq!(done, !number.is_multiple_of(3));
            let mut connection = store.read().await.unwrap();
            let found = settings::find(&mut connection, &number.to_string()).await.unwrap();
            assert_eq!(found.is_some(), done, "unit {number}");
        }
    }

    #[tokio::test]
    async fn a_violated_constraint_is_undone_and_the_writer_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path().join("a.db")).await;
        for (name, good) in [("a", true), ("a", false), ("b", true)] {
            let written = store
                .write(move |connection| {
                    Box::pin(async move {
                        let insert = sql::query("INSERT INTO settings (name, value) VALUES ($1, $2)");
                        insert.bind(name).bind(Vec::new()).execute(connection).await?;
                        Ok(())
                    })
                })
                .await;
            assert_eq!(written.is_ok(), good, "{name}");
        }
    }

    #[tokio::test]
    async fn closing_finishes_what_waits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let store = open(path.clone()).await;
        store
            .write(|connection| Box::pin(async move { settings::insert(connection, "a", b"x").await }))
            .await
            .unwrap();
        store.close().await;
        assert!(!path.with_extension("db-wal").exists(), "the log is folded into the file");
        let store = open(path.clone()).await;
        let mut connection = store.read().await.unwrap();
        assert!(settings::find(&mut connection, "a").await.unwrap().is_some());
    }

    /// A caller whose connection breaks is dropped while it waits. What has to follow its change must still happen.
    #[tokio::test]
    async fn what_follows_a_commit_happens_though_the_caller_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path().join("a.db")).await;
        let (tell, told) = oneshot::channel();
        let work = store.write_then(
            |connection| Box::pin(async move { settings::insert(connection, "a", b"x").await }),
            move |()| tell.send(()).unwrap(),
        );
        // Polled once, so that it waits in the queue, then dropped.
        let mut work = Box::pin(work);
        let waits = std::future::poll_fn(|context| {
            std::task::Poll::Ready(Future::poll(work.as_mut(), context).is_pending())
        });
        assert!(waits.await);
        drop(work);
        told.await.unwrap();
        let mut connection = store.read().await.unwrap();
        assert!(settings::find(&mut connection, "a").await.unwrap().is_some());
    }
}

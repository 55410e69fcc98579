//! One task writes. It takes all the work that waits, gives each unit a savepoint, commits them together, and only
//! then answers them: one `fsync` pays for many requests, and nobody hears "done" before it is on disk.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Executor};
use tokio::sync::{Mutex, Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::domain::{Error, Result};

/// A future that borrows the connection.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Units in one commit at most, so that the first of them does not wait for long.
const GROUP: usize = 256;
/// Units that may wait; more are held back at the door.
const QUEUE: usize = 4096;

/// The sending side of the writer task.
pub(super) struct Writer {
    queue: mpsc::Sender<Box<dyn Unit>>,
    last_call: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// Work with its answer held back.
trait Unit: Send {
    /// Runs inside a savepoint. `false` asks to roll the savepoint back.
    fn run<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> BoxFuture<'c, bool>;
    /// Gives the answer; an error replaces it when the group was not committed.
    fn answer(self: Box<Self>, commit: Result<()>);
}

struct Pending<T, F, A> {
    work: Option<F>,
    after_commit: A,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F, A> Unit for Pending<T, F, A>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    A: FnOnce(&T) + Send + 'static,
{
    fn run<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> BoxFuture<'c, bool> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return false };
            let result = work(connection).await;
            let keep = result.is_ok();
            self.result = Some(result);
            keep
        })
    }

    fn answer(self: Box<Self>, commit: Result<()>) {
        let result = match (commit, self.result) {
            // Work that failed by itself says why, whatever became of the group.
            (_, Some(Err(error))) | (Err(error), _) => Err(error),
            (Ok(()), Some(ok)) => ok,
            (Ok(()), None) => Err(Error::internal("writing", "the work was not run")),
        };
        if let Ok(done) = &result {
            (self.after_commit)(done);
        }
        // The request may be gone; the work stays done.
        drop(self.reply.send(result));
    }
}

impl Writer {
    /// Starts the task; it owns the only connection that writes.
    pub(super) fn start(mut connection: SqliteConnection) -> Self {
        let (queue, mut waiting) = mpsc::channel::<Box<dyn Unit>>(QUEUE);
        let last_call = Arc::new(Notify::new());
        let closing = last_call.clone();
        let task = tokio::spawn(async move {
            let mut group = Vec::with_capacity(GROUP);
            loop {
                tokio::select! {
                    taken = waiting.recv_many(&mut group, GROUP) => match taken {
                        0 => break,
                        _ => write_group(&mut connection, &mut group).await,
                    },
                    // Nothing new is taken from here on; what waits is still given out above.
                    () = closing.notified() => waiting.close(),
                }
            }
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "closing the database");
            }
        });
        Self { queue, last_call, task: Mutex::new(Some(task)) }
    }

    /// Queues one unit and waits until it is durable. `after_commit` runs then, even when nobody waits any more.
    pub(super) async fn write<T, F, A>(&self, work: F, after_commit: A) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let unit = Box::new(Pending { work: Some(work), after_commit, result: None, reply });
        self.queue.send(unit).await.map_err(|_| Error::Unavailable(sqlx::Error::PoolClosed))?;
        answer.await.map_err(|_| Error::Unavailable(sqlx::Error::PoolClosed))?
    }

    /// Queues one unit whose answer nobody waits for; drops it when the queue is full.
    pub(super) fn write_later<T, F, A>(&self, work: F, after_commit: A)
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        let (reply, _) = oneshot::channel();
        let unit = Box::new(Pending { work: Some(work), after_commit, result: None, reply });
        if self.queue.try_send(unit).is_err() {
            tracing::warn!("a note was dropped, because too many changes wait");
        }
    }

    /// Takes no more work, finishes what waits, closes the connection.
    pub(super) async fn close(&self) {
        self.last_call.notify_one();
        let Some(task) = self.task.lock().await.take() else { return };
        if let Err(error) = task.await {
            tracing::error!(%error, "the writer stopped early");
        }
    }
}

async fn write_group(connection: &mut SqliteConnection, group: &mut Vec<Box<dyn Unit>>) {
    let committed = run_group(connection, group).await;
    if let Err(error) = &committed {
        tracing::error!(%error, units = group.len(), "a group of changes was not committed");
        // Fails when the database has rolled back by itself (a full disk does that); either way nothing is open.
        drop(connection.execute("ROLLBACK").await);
    }
    for unit in group.drain(..) {
        let commit = committed.as_ref().copied().map_err(not_committed);
        unit.answer(commit);
    }
}

async fn run_group(
    connection: &mut SqliteConnection,
    group: &mut [Box<dyn Unit>],
) -> Result<(), sqlx::Error> {
    connection.execute("BEGIN IMMEDIATE").await?;
    for unit in group {
        connection.execute("SAVEPOINT unit").await?;
        if !unit.run(connection).await {
            connection.execute("ROLLBACK TO unit").await?;
        }
        connection.execute("RELEASE unit").await?;
    }
    connection.execute("COMMIT").await?;
    Ok(())
}

/// Each unit of a lost group gets its own copy of the reason; a `sqlx::Error` cannot be cloned.
fn not_committed(error: &sqlx::Error) -> Error {
    Error::Unavailable(sqlx::Error::Io(std::io::Error::other(error.to_string())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::store::{Store, settings};

    /// Every third unit fails after it has written; its write must be undone, and no other.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_failed_unit_is_undone_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(&folder.path().join("a.db")).await.unwrap());
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
        let store = Store::open(&folder.path().join("a.db")).await.unwrap();
        for (name, good) in [("a", true), ("a", false), ("b", true)] {
            let written = store
                .write(move |connection| {
                    Box::pin(async move { settings::insert(connection, name, b"x").await })
                })
                .await;
            assert_eq!(written.is_ok(), good, "{name}");
        }
    }

    #[tokio::test]
    async fn closing_finishes_what_waits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let store = Store::open(&path).await.unwrap();
        store
            .write(|connection| Box::pin(async move { settings::insert(connection, "a", b"x").await }))
            .await
            .unwrap();
        store.close().await;
        assert!(!path.with_extension("db-wal").exists(), "the log is folded into the file");
        let store = Store::open(&path).await.unwrap();
        let mut connection = store.read().await.unwrap();
        assert!(settings::find(&mut connection, "a").await.unwrap().is_some());
    }

    /// A caller whose connection breaks is dropped while it waits. What has to follow its change must still happen.
    #[tokio::test]
    async fn what_follows_a_commit_happens_though_the_caller_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("a.db")).await.unwrap();
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

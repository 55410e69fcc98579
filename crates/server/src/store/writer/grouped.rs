//! For SQLite: one task writes. It takes all the work that waits, gives each unit a savepoint, commits them together, and
//! only then answers them: one `fsync` pays for many requests, and nobody hears "done" before it is on disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Mutex, Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::{BoxFuture, closed};
use crate::domain::{Error, Result};
use crate::store::sql::{self, Connection};

/// Units in one commit at most, so that the first of them does not wait for long.
const GROUP: usize = 256;

/// The sending side of the writer task.
pub(crate) struct GroupedWriter {
    queue: mpsc::Sender<Box<dyn Unit>>,
    /// Units that wait or are being written.
    waiting: Arc<AtomicUsize>,
    last_call: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// Work with its answer held back.
trait Unit: Send {
    /// Runs inside a savepoint. `false` asks to roll the savepoint back.
    fn run<'c>(&'c mut self, connection: &'c mut Connection) -> BoxFuture<'c, bool>;
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
    F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    A: FnOnce(&T) + Send + 'static,
{
    fn run<'c>(&'c mut self, connection: &'c mut Connection) -> BoxFuture<'c, bool> {
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

impl GroupedWriter {
    /// Starts the task; it owns the only connection that writes.
    pub(crate) fn start(mut connection: Connection) -> Self {
        let (queue, mut waiting) = mpsc::channel::<Box<dyn Unit>>(super::WAITING);
        let last_call = Arc::new(Notify::new());
        let closing = last_call.clone();
        let unwritten = Arc::new(AtomicUsize::new(0));
        let written = unwritten.clone();
        let task = tokio::spawn(async move {
            let mut group = Vec::with_capacity(GROUP);
            loop {
                tokio::select! {
                    taken = waiting.recv_many(&mut group, GROUP) => match taken {
                        0 => break,
                        units => {
                            write_group(&mut connection, &mut group).await;
                            written.fetch_sub(units, Ordering::AcqRel);
                        }
                    },
                    // Nothing new is taken from here on; what waits is still given out above.
                    () = closing.notified() => waiting.close(),
                }
            }
            connection.close().await;
        });
        Self { queue, waiting: unwritten, last_call, task: Mutex::new(Some(task)) }
    }

    /// Queues one unit and waits until it is durable. `after_commit` runs then, even when nobody waits any more.
    pub(super) async fn write<T, F, A>(&self, work: F, after_commit: A) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let unit = Box::new(Pending { work: Some(work), after_commit, result: None, reply });
        self.waiting.fetch_add(1, Ordering::AcqRel);
        if self.queue.send(unit).await.is_err() {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            return Err(closed());
        }
        answer.await.map_err(|_| closed())?
    }

    /// Queues one unit whose answer nobody waits for; drops it when the queue is full.
    pub(super) fn write_later<T, F, A>(&self, work: F, after_commit: A)
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        let (reply, _) = oneshot::channel();
        let unit = Box::new(Pending { work: Some(work), after_commit, result: None, reply });
        self.waiting.fetch_add(1, Ordering::AcqRel);
        if self.queue.try_send(unit).is_err() {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            super::note_dropped();
        }
    }

    /// Units that wait or are being written.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
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

async fn write_group(connection: &mut Connection, group: &mut Vec<Box<dyn Unit>>) {
    let committed = run_group(connection, group).await;
    if let Err(error) = &committed {
        tracing::error!(%error, units = group.len(), "a group of changes was not committed");
        // Fails when the database has rolled back by itself (a full disk does that); either way nothing is open.
        drop(sql::query("ROLLBACK").execute(connection).await);
    }
    for unit in group.drain(..) {
        let commit = committed.as_ref().copied().map_err(|error| Error::Unavailable(error.to_string()));
        unit.answer(commit);
    }
}

/// Each unit in a savepoint. Ending one and beginning the next is one statement, since each crosses to the thread that
/// owns the file.
async fn run_group(connection: &mut Connection, group: &mut [Box<dyn Unit>]) -> Result<(), sql::Error> {
    sql::query("BEGIN IMMEDIATE; SAVEPOINT unit").execute(connection).await?;
    for unit in group {
        let keep = unit.run(connection).await;
        // A savepoint that was rolled back to is still open, for the next one.
        let next = if keep { "RELEASE unit; SAVEPOINT unit" } else { "ROLLBACK TO unit" };
        sql::query(next).execute(connection).await?;
    }
    // Ends the savepoint too.
    sql::query("COMMIT").execute(connection).await?;
    Ok(())
}

//! Work that no request waits for: one file for each kind. The queue is a table, so that nothing is lost when the
//! process ends; a job whose worker died is taken again when its lease has run out.
//!
//! Each kind has a [lane](lane) of its own, so that slow work of one kind holds nothing else up.

pub(crate) mod batch;
mod clean_up;
mod email;
mod export;
mod lane;
mod notice;
pub(crate) mod webhooks;

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::backend::Backend;
use crate::domain::{self, Result, Timestamp, expiry, mail};
use crate::store::Connection;
use crate::store::{self, jobs::Job};
use lane::Lane;
pub(crate) use webhooks::Webhooks;

/// Every kind of work, and how many jobs of it one process works on at the same time.
const LANES: [Lane; 5] = [
    // Two: while one waits for its commit, the other signs.
    Lane { kind: batch::KIND, at_once: 2 },
    Lane { kind: clean_up::KIND, at_once: 1 },
    Lane { kind: mail::JOB, at_once: 4 },
    Lane { kind: notice::KIND, at_once: 1 },
    // One: it reads everything and writes to the disk for minutes.
    Lane { kind: domain::export::JOB, at_once: 1 },
];

/// How often the calendar is looked at.
const CALENDAR_PAUSE_SECONDS: i64 = 5;
/// How often it is looked whether credentials end: a look into an index that is empty most of the time.
const EXPIRY_PAUSE_SECONDS: i64 = 1;

/// Works until `stop` says so: then nothing new is begun, and what is under way ends at its next good moment.
pub(crate) async fn run(backend: Arc<Backend>, stop: watch::Receiver<bool>) {
    // A database of our own: whoever held a job is dead, and nobody has to wait until the lease is over.
    if !backend.store.is_shared() {
        let freeing = backend.store.write(|connection| Box::pin(store::jobs::free_all(connection)));
        if let Err(error) = freeing.await {
            tracing::error!(%error, "taking up jobs that an earlier process held");
        }
    }
    let mut tasks = JoinSet::new();
    // E-mails wait for a process that has a mail server, exports for one that has a folder for them.
    let has_work = |lane: &&Lane| match lane.kind {
        mail::JOB | notice::KIND => backend.mailer.is_some(),
        domain::export::JOB => backend.exports.is_some(),
        _ => true,
    };
    for lane in LANES.iter().filter(has_work) {
        tasks.spawn(lane::run(backend.clone(), lane, stop.clone()));
    }
    tasks.spawn(webhooks::run(backend.clone(), stop.clone()));
    tasks.spawn(tell_of_ends(backend.clone(), stop.clone()));
    tasks.spawn(calendar(backend, stop));
    while tasks.join_next().await.is_some() {}
}

/// Queues what is done at certain times.
async fn calendar(backend: Arc<Backend>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = clean_up::schedule(&backend).await {
            tracing::error!(%error, "queueing what is due");
        }
        let pause_over = backend.now().plus_seconds(CALENDAR_PAUSE_SECONDS);
        tokio::select! {
            () = backend.clock.wait_until(pause_over) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Tells of credentials that end. Which it has told of stands in the database, so no job has to be queued for it.
async fn tell_of_ends(backend: Arc<Backend>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = expiry::note_all(&backend).await {
            tracing::error!(%error, "telling of credentials that end");
        }
        let pause_over = backend.now().plus_seconds(EXPIRY_PAUSE_SECONDS);
        tokio::select! {
            () = backend.clock.wait_until(pause_over) => {}
            _ = stop.changed() => {}
        }
    }
}

/// A job in the hands of this process.
pub(crate) struct Work {
    /// The job.
    pub(crate) job: Job,
    /// Names this taking of the job; whoever takes it after us has another one.
    lease: String,
    /// When it was taken.
    pub(crate) taken_at: Timestamp,
    stop: watch::Receiver<bool>,
}

/// What became of a job.
pub(crate) enum End {
    /// It is over: [`Work::finish`] was part of its own transaction.
    Over,
    /// It goes on at this time.
    Later(Timestamp),
}

impl Work {
    /// Ends the job, inside the transaction of its work. `false`: the lease ran out and another worker has the job; the
    /// caller gives its work up.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn finish(&self, connection: &mut Connection) -> Result<bool> {
        store::jobs::finish(connection, &self.job.id, &self.lease).await
    }

    /// Whether the process is about to end. Long work asks this between steps, and answers [`End::Later`].
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }
}

async fn carry_out(backend: &Arc<Backend>, kind: &str, work: &Arc<Work>) -> Result<End> {
    match kind {
        batch::KIND => batch::carry_out(backend, work).await,
        clean_up::KIND => clean_up::carry_out(backend, work).await,
        mail::JOB => email::carry_out(backend, work).await,
        notice::KIND => notice::carry_out(backend, work).await,
        domain::export::JOB => export::carry_out(backend, work).await,
        kind => Err(domain::Error::internal("carrying out a job", format!("unknown kind {kind}"))),
    }
}

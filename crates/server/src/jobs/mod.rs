//! Work that no request waits for: one file for each kind. The queue is a table, so that nothing is lost when the
//! process ends; a job whose worker died is taken again when its lease has run out.

mod clean_up;

use std::sync::Arc;
use std::time::Duration;

use crate::backend::Backend;
use crate::domain::{Error, Result, Timestamp, new_id};
use crate::store;
use crate::store::jobs::Job;

/// How often the queue is looked at when it was empty.
const PAUSE: Duration = Duration::from_secs(5);
/// How long a worker may take for one job before another one takes it.
const LEASE_SECONDS: i64 = 300;
/// Waits between attempts: 5 s, then longer, six hours at most.
const MAX_WAIT_SECONDS: i64 = 6 * 3600;

/// Does what is due, until the task is aborted. A job that was begun then is done again after the next start.
pub(crate) async fn run(backend: Arc<Backend>) {
    loop {
        let worked = async {
            clean_up::schedule(&backend).await?;
            while work_one(&backend).await? {}
            Ok::<(), Error>(())
        };
        if let Err(error) = worked.await {
            tracing::error!(%error, "working on jobs");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Does the job that waits longest; whether there was one.
///
/// # Errors
/// Storage. A job that fails is tried again later and is no error here.
pub(crate) async fn work_one(backend: &Backend) -> Result<bool> {
    let now = backend.now();
    let lease = new_id(now)?;
    let taken = {
        let lease = lease.clone();
        let until = now.plus_seconds(LEASE_SECONDS);
        let work = backend.store.write(move |connection| {
            Box::pin(async move { store::jobs::take(connection, &lease, now, until).await })
        });
        work.await?
    };
    let Some(job) = taken else { return Ok(false) };
    if let Err(error) = carry_out(backend, &job, &lease, now).await {
        tracing::warn!(job = job.id, kind = job.kind, attempts = job.attempts, %error, "a job failed");
        let wait = (5_i64 << job.attempts.clamp(0, 16)).min(MAX_WAIT_SECONDS);
        let (again, error) = (now.plus_seconds(wait), error.to_string());
        let work = backend.store.write(move |connection| {
            Box::pin(async move { store::jobs::retry(connection, &job.id, &lease, &error, again).await })
        });
        work.await?;
    }
    Ok(true)
}

async fn carry_out(backend: &Backend, job: &Job, lease: &str, now: Timestamp) -> Result<()> {
    match job.kind.as_str() {
        clean_up::KIND => clean_up::carry_out(backend, job, lease, now).await,
        kind => Err(Error::internal("carrying out a job", format!("unknown kind {kind}"))),
    }
}

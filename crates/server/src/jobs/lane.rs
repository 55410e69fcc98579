//! One lane: the jobs of one kind, a bounded number of them at the same time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{End, Work, carry_out};
use crate::backend::Backend;
use crate::domain::{Error, Result, Timestamp, new_id};
use crate::store;

/// How often the table is looked at when nobody rang: for jobs that become due, and those of other processes.
const PAUSE_SECONDS: i64 = 2;
/// The longest pause while the storage fails.
const MAX_PAUSE_SECONDS: i64 = 60;
/// How long a job is held before another worker may take it.
const LEASE_SECONDS: i64 = 60;
/// How often a job under way is held anew. Measured by a clock that nobody sets.
const RENEW_EVERY: Duration = Duration::from_secs(15);
/// How far the clocks of two processes may be apart.
const CLOCKS_APART_SECONDS: i64 = 600;
/// The longest wait before a failed job is tried again.
const MAX_WAIT_SECONDS: i64 = 6 * 3600;

/// The jobs of one kind.
pub(super) struct Lane {
    /// Which.
    pub(super) kind: &'static str,
    /// How many of them one process works on at the same time.
    pub(super) at_once: usize,
}

/// Takes jobs and does them until `stop` says so, then waits for those under way.
pub(super) async fn run(backend: Arc<Backend>, lane: &'static Lane, mut stop: watch::Receiver<bool>) {
    let bell = backend.store.wakes().bell(lane.kind);
    let mut under_way = JoinSet::new();
    let mut failures = 0;
    while !*stop.borrow() {
        while under_way.try_join_next().is_some() {}
        if under_way.len() >= lane.at_once {
            tokio::select! {
                _ = under_way.join_next() => {}
                _ = stop.changed() => {}
            }
            continue;
        }
        let pause = match take(&backend, lane.kind, &stop).await {
            Ok(Some(work)) => {
                under_way.spawn(do_job(backend.clone(), lane.kind, Arc::new(work)));
                failures = 0;
                continue;
            }
            Ok(None) => {
                failures = 0;
                PAUSE_SECONDS
            }
            Err(error) => {
                tracing::error!(kind = lane.kind, %error, "taking a job");
                failures += 1;
                PAUSE_SECONDS.saturating_mul(2_i64.saturating_pow(failures)).min(MAX_PAUSE_SECONDS)
            }
        };
        let pause_over = backend.now().plus_seconds(pause);
        tokio::select! {
            () = bell.notified() => {}
            () = backend.clock.wait_until(pause_over) => {}
            _ = stop.changed() => {}
        }
    }
    while under_way.join_next().await.is_some() {}
}

async fn take(backend: &Backend, kind: &'static str, stop: &watch::Receiver<bool>) -> Result<Option<Work>> {
    let now = backend.now();
    let lease = new_id(now)?;
    let until = now.plus_seconds(LEASE_SECONDS);
    let name = lease.clone();
    let taking = backend.store.write(move |connection| {
        Box::pin(
            async move { store::jobs::take(connection, kind, &name, now, until, CLOCKS_APART_SECONDS).await },
        )
    });
    Ok(taking.await?.map(|job| Work { job, lease, taken_at: now, stop: stop.clone() }))
}

/// Does one job and says in the table what became of it. A job that fails is tried again later, after 5 s at first.
async fn do_job(backend: Arc<Backend>, kind: &'static str, work: Arc<Work>) {
    let ended = tokio::select! {
        ended = carry_out(&backend, kind, &work) => ended,
        lost = keep(&backend, &work) => Err(lost),
    };
    let (again, error) = match ended {
        Ok(End::Over) => return,
        Ok(End::Later(time)) => (time, None),
        Err(error) => {
            let Work { job, .. } = &*work;
            tracing::warn!(job = job.id, kind, attempts = job.attempts, %error, "a job failed");
            let wait = (5_i64 << job.attempts.clamp(0, 16)).min(MAX_WAIT_SECONDS);
            (backend.now().plus_seconds(wait), Some(error.to_string()))
        }
    };
    if let Err(error) = put_back(&backend, work, again, error).await {
        // The lease runs out by itself.
        tracing::error!(kind, %error, "putting a job back");
    }
}

/// Holds the job for as long as this is polled; answers only when that fails.
async fn keep(backend: &Backend, work: &Arc<Work>) -> Error {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        let until = backend.now().plus_seconds(LEASE_SECONDS);
        let held = work.clone();
        let renewing = backend.store.write(move |connection| {
            Box::pin(async move { store::jobs::renew(connection, &held.job.id, &held.lease, until).await })
        });
        match renewing.await {
            Ok(true) => {}
            Ok(false) => return Error::internal("working on a job", "the lease ran out"),
            Err(error) => return error,
        }
    }
}

async fn put_back(backend: &Backend, work: Arc<Work>, again: Timestamp, error: Option<String>) -> Result<()> {
    let putting = backend.store.write(move |connection| {
        Box::pin(async move {
            let Work { job, lease, .. } = &*work;
            store::jobs::put_back(connection, &job.id, lease, again, error.as_deref()).await
        })
    });
    putting.await
}

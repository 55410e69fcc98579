//! Removes what has served its time: stored answers older than a day, batches whose rows stopped coming, counts of
//! requests of past minutes, webhook deliveries older than the operator says.

use std::sync::Arc;

use super::{End, Work};
use crate::backend::Backend;
use crate::domain::{Error, Result, Timestamp};
use crate::rate_limit;
use crate::store;

pub(super) const KIND: &str = "clean_up";

/// A retry with the same `Idempotency-Key` is promised its answer for 24 hours; one more for clocks that disagree.
const KEEP_ANSWERS_SECONDS: i64 = 25 * 3600;
/// Deliveries removed in one transaction.
const DELIVERIES_AT_ONCE: i64 = 1000;
/// How often this runs.
const EVERY_SECONDS: i64 = 3600;

/// Queues the next one. Its identifier is the hour, so that several processes queue it once.
pub(super) async fn schedule(backend: &Backend) -> Result<()> {
    let now = backend.now();
    let hour = now.as_micros().div_euclid(EVERY_SECONDS * 1_000_000) + 1;
    let run_at = Timestamp::from_micros(hour * EVERY_SECONDS * 1_000_000);
    let id = format!("{KIND}-{hour}");
    let mut connection = backend.store.read().await?;
    if store::jobs::exists(&mut connection, &id).await? {
        return Ok(());
    }
    drop(connection);
    let work = backend.store.write(move |connection| {
        Box::pin(async move { store::jobs::insert(connection, &id, None, KIND, "{}", run_at, now).await })
    });
    work.await
}

pub(super) async fn carry_out(backend: &Backend, work: &Arc<Work>) -> Result<End> {
    remove_deliveries(backend, work.taken_at).await?;
    let work = work.clone();
    let removing = backend.store.write(move |connection| {
        Box::pin(async move {
            let before = work.taken_at.plus_seconds(-KEEP_ANSWERS_SECONDS);
            let removed = store::idempotency::remove_older(connection, before).await?;
            rate_limit::clean_up(connection, work.taken_at).await?;
            for batch in store::batches::abandoned(connection, before).await? {
                store::batches::remove(connection, &batch).await?;
            }
            if !work.finish(connection).await? {
                return Err(Error::internal("cleaning up", "the lease ran out"));
            }
            Ok(removed)
        })
    });
    let removed = removing.await?;
    tracing::debug!(removed, "stored answers removed");
    Ok(End::Over)
}

/// A thousand after the other, so that no request waits for all of them.
async fn remove_deliveries(backend: &Backend, now: Timestamp) -> Result<()> {
    let before = now.plus_seconds(-86_400 * i64::from(backend.limits.webhook_log_days));
    loop {
        let work = backend.store.write(move |connection| {
            Box::pin(
                async move { store::deliveries::remove_older(connection, before, DELIVERIES_AT_ONCE).await },
            )
        });
        if work.await? == 0 {
            return Ok(());
        }
    }
}

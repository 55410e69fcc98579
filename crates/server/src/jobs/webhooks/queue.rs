//! The queue of one endpoint: several requests at the same time, one after the other while the receiver does not
//! answer.

use std::sync::Arc;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use super::attempt::{self, Reached};
use crate::backend::Backend;
use crate::domain::{Result, new_id, webhook};
use crate::store;
use crate::store::deliveries::Taken;

/// Requests to one endpoint at the same time.
const WIDTH: usize = 8;
/// A lease lasts as long as a request may, and this longer, for writing down what came of it.
const LEASE_MARGIN_SECONDS: i64 = 5;

/// One endpoint's.
pub(super) struct Queue {
    pub(super) backend: Arc<Backend>,
    /// One for each request that may be under way, to whatever endpoint.
    pub(super) slots: Arc<Semaphore>,
    pub(super) endpoint_id: String,
    /// Says that something may have been added.
    pub(super) more: Arc<Notify>,
    pub(super) stop: watch::Receiver<bool>,
}

impl Queue {
    /// Sends what is due for the endpoint until nothing is.
    pub(super) async fn work_off(mut self) -> Result<()> {
        let mut sending: JoinSet<Reached> = JoinSet::new();
        let mut width = WIDTH;
        let mut look = true;
        loop {
            let free = width.saturating_sub(sending.len());
            let stopping = *self.stop.borrow();
            // Half of them at once, because each look is a change of the database.
            if !stopping && free > 0 && (look || free * 2 >= width) {
                look = false;
                self.begin(&mut sending, free).await?;
            }
            if sending.is_empty() {
                return Ok(());
            }
            tokio::select! {
                Some(reached) = sending.join_next() => {
                    width = match reached {
                        Ok(Reached::Yes) => (width * 2).min(WIDTH),
                        // A receiver that lets requests run into the deadline holds one slot, not eight.
                        Ok(Reached::No) => 1,
                        Err(error) => {
                            tracing::error!(%error, "a webhook was not sent");
                            1
                        }
                    };
                }
                () = self.more.notified(), if sending.len() < width => look = true,
                _ = self.stop.changed(), if !stopping => {}
            }
        }
    }

    /// Takes up to `free` deliveries and begins to send them.
    async fn begin(&self, sending: &mut JoinSet<Reached>, free: usize) -> Result<()> {
        // Permits first: a lease must not run out while its request waits for its turn.
        let permits = permits(&self.slots, free, sending.is_empty()).await;
        let batch = Batch::take(&self.backend, &self.endpoint_id, permits.len()).await?;
        for (delivery, permit) in batch.deliveries.into_iter().zip(permits) {
            let (backend, endpoint_id) = (self.backend.clone(), self.endpoint_id.clone());
            let (lease, secrets) = (batch.lease.clone(), batch.secrets.clone());
            sending.spawn(async move {
                let reached = attempt::attempt(&backend, &endpoint_id, delivery, &lease, &secrets).await;
                drop(permit);
                reached
            });
        }
        Ok(())
    }
}

/// Up to `wanted` permits. Waits for the first one only if nothing else is to be waited for.
async fn permits(slots: &Arc<Semaphore>, wanted: usize, wait: bool) -> Vec<OwnedSemaphorePermit> {
    let mut permits = Vec::with_capacity(wanted);
    if wait && let Ok(permit) = slots.clone().acquire_owned().await {
        permits.push(permit);
    }
    while permits.len() < wanted
        && let Ok(permit) = slots.clone().try_acquire_owned()
    {
        permits.push(permit);
    }
    permits
}

/// Deliveries that this process holds for now.
struct Batch {
    lease: Arc<str>,
    secrets: Arc<[Zeroizing<Vec<u8>>]>,
    deliveries: Vec<Taken>,
}

impl Batch {
    async fn take(backend: &Backend, endpoint_id: &str, limit: usize) -> Result<Self> {
        let now = backend.now();
        let lease: Arc<str> = new_id(now)?.into();
        if limit == 0 {
            return Ok(Self { lease, secrets: Arc::default(), deliveries: Vec::new() });
        }
        let until = now.plus_seconds(i64::from(backend.limits.webhook_seconds) + LEASE_MARGIN_SECONDS);
        let (id, name) = (endpoint_id.to_owned(), lease.clone());
        let work = backend.store.write(move |connection| {
            Box::pin(async move {
                let taken = store::deliveries::take(connection, &id, &name, now, until, limit).await?;
                let secrets = store::webhooks::secrets(connection, &id, now).await?;
                Ok((taken, secrets))
            })
        });
        let (deliveries, sealed) = work.await?;
        let secrets = webhook::open_secrets(&backend.master_key, &sealed)?.into();
        Ok(Self { lease, secrets, deliveries })
    }
}

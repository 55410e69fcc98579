//! Sends webhooks. Each endpoint has its own [queue], worked off by its own task, so that a receiver that is slow or
//! down delays nobody else; the number of requests under way is bounded for each endpoint and for all together.
//!
//! What is to be sent are rows that were written with the change itself ([`crate::store::events::insert`]). Several
//! processes on one database share the work: each row is leased by one of them.

mod attempt;
mod queue;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use proofmark_fetch::{InvalidRules, Rules, Sender};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{Id, JoinSet};

use crate::backend::Backend;
use crate::domain::{Result, Timestamp};
use crate::limits::Limits;
use crate::store;

/// How often the queues are looked at when nobody says that there is something.
const PAUSE_SECONDS: i64 = 1;

/// What requests and jobs share about webhooks.
pub(crate) struct Webhooks {
    /// Posts messages, under rules that keep it out of private networks.
    pub(crate) sender: Sender,
}

impl Webhooks {
    /// With the limits of the operator. `allow_private` also lets messages go to private networks.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(crate) fn new(limits: &Limits, allow_private: bool) -> Result<Self, InvalidRules> {
        let mut rules = Rules::default();
        rules.deadline = Duration::from_secs(limits.webhook_seconds.into());
        rules.allow_private = allow_private;
        Ok(Self { sender: Sender::new(rules)? })
    }
}

/// The queues that are being worked off.
#[derive(Default)]
struct Queues {
    tasks: JoinSet<Result<()>>,
    by_task: HashMap<Id, String>,
    by_endpoint: HashMap<String, Arc<Notify>>,
}

/// Sends what is due until `stop` says so, then waits for what is under way. What is cut off then is sent again, with the
/// same identifier, when its lease has run out.
pub(super) async fn run(backend: Arc<Backend>, mut stop: watch::Receiver<bool>) {
    let bell = backend.store.wakes().bell(store::deliveries::BELL);
    let slots = Arc::new(Semaphore::new(backend.limits.webhook_requests_at_once as usize));
    let mut queues = Queues::default();
    while !*stop.borrow() {
        let pause_over = backend.now().plus_seconds(PAUSE_SECONDS);
        let until = match look(&backend, &slots, &mut queues, &stop).await {
            Ok(next) => next.map_or(pause_over, |next| next.min(pause_over)),
            Err(error) => {
                tracing::error!(%error, "looking for webhooks to send");
                pause_over
            }
        };
        tokio::select! {
            () = backend.clock.wait_until(until) => {}
            () = bell.notified() => {}
            _ = stop.changed() => {}
            Some(ended) = queues.tasks.join_next_with_id() => {
                let task = ended.as_ref().map_or_else(tokio::task::JoinError::id, |(id, _)| *id);
                if let Some(endpoint) = queues.by_task.remove(&task) {
                    queues.by_endpoint.remove(&endpoint);
                }
                match ended {
                    Ok((_, Ok(()))) => {}
                    Ok((_, Err(error))) => {
                        tracing::error!(%error, "sending webhooks");
                        // What was taken becomes due again by itself; until then a broken store is left in peace.
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                    Err(error) => tracing::error!(%error, "a queue of webhooks stopped"),
                }
            }
        }
    }
    while queues.tasks.join_next().await.is_some() {}
}

/// Starts a queue for each endpoint for which something is due, and gives the time at which the next one is.
async fn look(
    backend: &Arc<Backend>,
    slots: &Arc<Semaphore>,
    queues: &mut Queues,
    stop: &watch::Receiver<bool>,
) -> Result<Option<Timestamp>> {
    let now = backend.now();
    let mut connection = backend.store.read().await?;
    let waiting = store::deliveries::waiting(&mut connection).await?;
    drop(connection);
    let mut next = None;
    for (endpoint, due) in waiting {
        if due > now {
            next = Some(next.map_or(due, |next: Timestamp| next.min(due)));
        } else if let Some(more) = queues.by_endpoint.get(&endpoint) {
            more.notify_one();
        } else {
            let more = Arc::new(Notify::new());
            let queue = queue::Queue {
                backend: backend.clone(),
                slots: slots.clone(),
                endpoint_id: endpoint.clone(),
                more: more.clone(),
                stop: stop.clone(),
            };
            let task = queues.tasks.spawn(queue.work_off());
            queues.by_task.insert(task.id(), endpoint.clone());
            queues.by_endpoint.insert(endpoint, more);
        }
    }
    Ok(next)
}

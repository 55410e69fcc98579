//! Runs the core's signing and verifying on threads that may block, with contexts and status lists that are worked out
//! once and reused.

use std::sync::{Arc, Mutex, PoisonError};

use proofmark::{Contexts, StatusLists};

use crate::domain::{Error, Result};

/// Tools at rest, one set for each thread that was busy at the same time.
#[derive(Default)]
pub(crate) struct Engine {
    idle: Arc<Mutex<Vec<Tools>>>,
}

/// What the core works out once and uses again.
#[derive(Default)]
pub(crate) struct Tools {
    /// Compiled contexts.
    pub(crate) contexts: Contexts,
    /// Status lists that were verified with them.
    pub(crate) status_lists: StatusLists,
}

impl Engine {
    /// Does `work` on a thread for blocking work.
    ///
    /// # Errors
    /// When that thread stopped (a fault of ours).
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tools) -> T + Send + 'static,
    ) -> Result<T> {
        let mut done = self.run_all(vec![work]).await?;
        done.pop().ok_or_else(|| Error::internal("signing or verifying", "nothing was done"))
    }

    /// Does every piece of `work` at the same time, each on a thread of its own, and gives the results in their order.
    ///
    /// # Errors
    /// When a thread stopped (a fault of ours).
    pub(crate) async fn run_all<T: Send + 'static>(
        &self,
        work: Vec<impl FnOnce(&mut Tools) -> T + Send + 'static>,
    ) -> Result<Vec<T>> {
        let begin = |work| {
            let idle = self.idle.clone();
            tokio::task::spawn_blocking(move || with_tools(&idle, work))
        };
        let tasks: Vec<_> = work.into_iter().map(begin).collect();
        let mut results = Vec::with_capacity(tasks.len());
        for task in tasks {
            results.push(task.await.map_err(|error| Error::internal("signing or verifying", error))?);
        }
        Ok(results)
    }
}

fn with_tools<T>(idle: &Mutex<Vec<Tools>>, work: impl FnOnce(&mut Tools) -> T) -> T {
    let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut tools = taken.unwrap_or_default();
    let result = work(&mut tools);
    idle.lock().unwrap_or_else(PoisonError::into_inner).push(tools);
    result
}

//! Runs the core's signing and verifying on threads that may block, with contexts that are compiled once and reused.

use std::sync::{Mutex, PoisonError};

use proofmark::Contexts;

use crate::domain::{Error, Result};

/// Compiled contexts at rest, one for each thread that was busy at the same time.
#[derive(Default)]
pub(crate) struct Engine {
    idle: std::sync::Arc<Mutex<Vec<Contexts>>>,
}

impl Engine {
    /// Does `work` on a thread for blocking work.
    ///
    /// # Errors
    /// When that thread stopped (a fault of ours).
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Contexts) -> T + Send + 'static,
    ) -> Result<T> {
        let idle = self.idle.clone();
        let task = tokio::task::spawn_blocking(move || {
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut contexts = taken.unwrap_or_default();
            let result = work(&mut contexts);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(contexts);
            result
        });
        task.await.map_err(|error| Error::internal("signing or verifying", error))
    }
}

//! Tells the workers of this process that work was queued, as soon as it is committed. Other processes look into the
//! table now and then.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::{BoxFuture, Connection};
use crate::domain::Result;

tokio::task_local! {
    /// The kinds of jobs that the unit of work under way has queued.
    static QUEUED: RefCell<Vec<String>>;
}

/// The kinds of jobs that a unit of work queued.
pub(super) type Queued = Vec<String>;

/// One bell for each kind of job.
#[derive(Default)]
pub(crate) struct Wakes {
    bells: Mutex<HashMap<String, Arc<Notify>>>,
}

impl Wakes {
    /// The bell of this kind. It keeps one ring for a worker that comes later.
    pub(crate) fn bell(&self, kind: &str) -> Arc<Notify> {
        let mut bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        bells.entry(kind.to_owned()).or_default().clone()
    }

    /// Rings for what was queued.
    pub(super) fn wake(&self, queued: &Queued) {
        for kind in queued {
            self.bell(kind).notify_one();
        }
    }
}

/// Notes that the unit of work under way has queued a job of this kind.
pub(super) fn note(kind: &str) {
    // Outside of a unit of work nobody can be told when it is committed; the next look into the table finds the job.
    let _ = QUEUED.try_with(|queued| {
        let mut queued = queued.borrow_mut();
        if !queued.iter().any(|known| known == kind) {
            queued.push(kind.to_owned());
        }
    });
}

/// The work, with the kinds of jobs that it queued.
pub(super) fn noting<T, F>(
    work: F,
) -> impl for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<(T, Queued)>> + Send + 'static
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>> + Send + 'static,
{
    move |connection| {
        Box::pin(QUEUED.scope(RefCell::default(), async move {
            let done = work(connection).await?;
            Ok((done, QUEUED.with(RefCell::take)))
        }))
    }
}

//! Documents in memory: each drawn once however many ask for it, the oldest dropped when there are too many bytes.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::domain::Result;
use crate::domain::credential::digest;

/// A drawn document.
#[derive(Debug)]
pub(crate) struct Kept {
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// SHA-256 of it, in quotes.
    pub(crate) etag: String,
}

type Cell = Arc<OnceCell<Arc<Kept>>>;

pub(super) struct Cache {
    most_bytes: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cells: HashMap<String, Cell>,
    /// What is drawn already, the oldest first, with its size.
    drawn: VecDeque<(String, usize)>,
    bytes: usize,
}

impl Cache {
    pub(super) fn new(most_bytes: usize) -> Self {
        Self { most_bytes, state: Mutex::default() }
    }

    /// What is kept under this key, else what `draw` makes; a failure is not kept.
    pub(super) async fn get(
        &self,
        key: &str,
        draw: impl Future<Output = Result<Vec<u8>>>,
    ) -> Result<Arc<Kept>> {
        let cell = self.with(|state| state.cells.entry(key.to_owned()).or_default().clone());
        let mut is_new = false;
        let made = cell.get_or_try_init(|| async {
            let bytes = draw.await?;
            is_new = true;
            let etag = format!("\"{}\"", digest(&bytes));
            Ok(Arc::new(Kept { bytes, etag }))
        });
        let made = made.await.cloned();
        match &made {
            Ok(kept) if is_new => {
                self.with(|state| state.count(key, &cell, kept.bytes.len(), self.most_bytes))
            }
            Ok(_) => {}
            Err(_) => self.with(|state| state.remove_empty(key, &cell)),
        }
        made
    }

    pub(super) fn clear(&self) {
        self.with(|state| *state = State::default());
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    /// Unless it was cleared away while it was being drawn.
    fn count(&mut self, key: &str, cell: &Cell, bytes: usize, most: usize) {
        if !self.cells.get(key).is_some_and(|kept| Arc::ptr_eq(kept, cell)) {
            return;
        }
        self.drawn.push_back((key.to_owned(), bytes));
        self.bytes += bytes;
        while self.bytes > most {
            let Some((oldest, bytes)) = self.drawn.pop_front() else { return };
            self.cells.remove(&oldest);
            self.bytes -= bytes;
        }
    }

    /// Others may still be waiting at the same cell and fill it; then it stays.
    fn remove_empty(&mut self, key: &str, cell: &Cell) {
        let is_ours = self.cells.get(key).is_some_and(|kept| Arc::ptr_eq(kept, cell));
        if is_ours && cell.get().is_none() && Arc::strong_count(cell) <= 2 {
            self.cells.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::domain::Error;

    #[tokio::test]
    async fn draws_once_for_many_and_drops_the_oldest_beyond_its_bytes() {
        let (cache, drawn) = (Cache::new(250), AtomicUsize::new(0));
        let get = async |key: &str| {
            let draw = async {
                drawn.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(vec![7; 100])
            };
            cache.get(key, draw).await.unwrap().etag.clone()
        };
        let (one, other) = tokio::join!(get("a"), get("a"));
        assert_eq!((one.len(), &one, drawn.load(Ordering::SeqCst)), (66, &other, 1));
        get("b").await;
        get("a").await;
        assert_eq!(drawn.load(Ordering::SeqCst), 2);
        get("c").await;
        get("b").await;
        assert_eq!(drawn.load(Ordering::SeqCst), 3, "two fit");
        get("a").await;
        assert_eq!(drawn.load(Ordering::SeqCst), 4, "the oldest went");
        cache.clear();
        get("a").await;
        assert_eq!(drawn.load(Ordering::SeqCst), 5);
    }

    #[tokio::test]
    async fn a_failure_is_not_kept_and_what_is_too_large_is_only_handed_out() {
        let cache = Cache::new(50);
        assert!(cache.get("a", async { Err(Error::Busy) }).await.is_err());
        assert_eq!(cache.state.lock().unwrap().cells.len(), 0);
        assert_eq!(cache.get("a", async { Ok(vec![1; 100]) }).await.unwrap().bytes.len(), 100);
        let state = cache.state.lock().unwrap();
        assert_eq!((state.cells.len(), state.bytes), (0, 0));
    }
}

//! Documents kept in memory for a while.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use proofmark::{Document, Source};

/// A cache bounded in age and bytes. Failures are never kept.
#[derive(Debug)]
pub(crate) struct Cache {
    keep_for: Duration,
    max_bytes: usize,
    entries: Mutex<HashMap<String, Entry>>,
}

#[derive(Debug)]
struct Entry {
    document: Document,
    stored_at: Instant,
}

impl Cache {
    pub(crate) fn new(keep_for: Duration, max_bytes: usize) -> Self {
        Self { keep_for, max_bytes, entries: Mutex::default() }
    }

    /// The document at `url` if it is young enough, with the time of its original answer.
    pub(crate) fn get(&self, url: &str) -> Option<Document> {
        let entries = self.entries();
        let entry = entries.get(url).filter(|entry| entry.stored_at.elapsed() < self.keep_for)?;
        Some(Document { source: Source::Cache, ..entry.document.clone() })
    }

    pub(crate) fn put(&self, url: &str, document: &Document) {
        if document.bytes.len() > self.max_bytes {
            return;
        }
        let mut entries = self.entries();
        entries.retain(|_, entry| entry.stored_at.elapsed() < self.keep_for);
        entries.insert(url.to_owned(), Entry { document: document.clone(), stored_at: Instant::now() });
        while entries.values().map(|entry| entry.document.bytes.len()).sum::<usize>() > self.max_bytes {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.stored_at).map(|(url, _)| url.clone());
            let Some(oldest) = oldest else { break };
            entries.remove(&oldest);
        }
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        // Every change leaves the map whole, so a panic elsewhere while the lock was held does no harm.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofmark::Timestamp;

    fn document(length: usize) -> Document {
        Document {
            bytes: vec![b' '; length],
            retrieved_at: Timestamp::from_unix_seconds(7),
            source: Source::Network,
        }
    }

    #[test]
    fn the_oldest_documents_make_room() {
        let cache = Cache::new(Duration::from_secs(60), 100);
        for url in ["a", "b", "c"] {
            cache.put(url, &document(40));
        }
        assert_eq!(cache.get("a"), None);
        assert_eq!(cache.get("c"), Some(Document { source: Source::Cache, ..document(40) }));
        cache.put("huge", &document(101));
        assert_eq!(cache.get("huge"), None);
        assert!(cache.get("b").is_some(), "a document that does not fit leaves the others alone");
    }

    #[test]
    fn old_documents_are_not_used() {
        let cache = Cache::new(Duration::ZERO, 100);
        cache.put("a", &document(1));
        assert_eq!(cache.get("a"), None);
    }
}

//! One document, from its URL to its bytes.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use proofmark::{Document, FetchFailure, Request, Source, Timestamp};
use tokio_rustls::TlsConnector;

use crate::cache::Cache;
use crate::connection::tls_connector;
use crate::http::{self, Exchange};
use crate::resolver::{ResolveError, Resolver, SystemResolver, checked_addresses};
use crate::target::Target;
use crate::{InvalidRules, Rules};

/// A document, or why there is none with a sentence for people.
pub type Answer = Result<Document, (FetchFailure, String)>;

/// Fetches documents under [`Rules`]. Cheap to clone; clones share the cache.
#[derive(Clone)]
pub struct Fetcher {
    rules: Rules,
    resolver: Arc<dyn Resolver>,
    tls: TlsConnector,
    cache: Option<Arc<Cache>>,
}

impl Fetcher {
    /// A fetcher that asks the operating system for addresses.
    pub fn new(rules: Rules) -> Result<Self, InvalidRules> {
        Self::with_resolver(rules, Arc::new(SystemResolver))
    }

    /// A fetcher that asks `resolver` for addresses; its answers are checked like any other.
    pub fn with_resolver(rules: Rules, resolver: Arc<dyn Resolver>) -> Result<Self, InvalidRules> {
        let tls = tls_connector(&rules.extra_roots)?;
        let cache = rules.cache_for.map(|keep_for| Arc::new(Cache::new(keep_for, rules.cache_bytes)));
        Ok(Self { rules, resolver, tls, cache })
    }

    /// Fetches what the core asks for, once, within [`Rules::deadline`].
    pub async fn fetch(&self, request: &Request) -> Answer {
        self.fetch_url(&request.url, request.accept, request.max_bytes).await
    }

    /// Fetches the document at `url`, sending `accept` as the `Accept` header. A body of more than `max_bytes` is
    /// [`FetchFailure::TooLarge`], however it arrives.
    pub async fn fetch_url(&self, url: &str, accept: &str, max_bytes: usize) -> Answer {
        let target = Target::parse(url, &self.rules).map_err(|why| (FetchFailure::Blocked, why))?;
        if let Some(document) = self.cache.as_ref().and_then(|cache| cache.get(url)) {
            return if document.bytes.len() > max_bytes {
                Err(http::too_large(max_bytes))
            } else {
                Ok(document)
            };
        }
        let deadline = self.rules.deadline;
        let bytes = tokio::time::timeout(deadline, self.exchange(&target, accept, max_bytes))
            .await
            .map_err(|_| (FetchFailure::Timeout, format!("no complete answer within {deadline:?}")))??;
        let document = Document { bytes, retrieved_at: now(), source: Source::Network };
        if let Some(cache) = &self.cache {
            cache.put(url, &document);
        }
        Ok(document)
    }

    async fn exchange(
        &self,
        target: &Target,
        accept: &str,
        max_bytes: usize,
    ) -> Result<Vec<u8>, (FetchFailure, String)> {
        let addresses =
            checked_addresses(target, self.resolver.as_ref()).await.map_err(|error| match error {
                ResolveError::Blocked(why) => (FetchFailure::Blocked, why),
                ResolveError::Failed(why) => (FetchFailure::Network, why),
            })?;
        Exchange { target, accept, max_bytes, tls: &self.tls }.run(&addresses).await
    }
}

fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_seconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}

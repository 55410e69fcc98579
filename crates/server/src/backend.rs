//! What every request works with: the store, the keys, the clock.

use std::path::PathBuf;
use std::sync::Arc;

use crate::clock::SharedClock;
use crate::domain::Timestamp;
use crate::domain::analytics::Uses;
use crate::domain::document_link::LinkKey;
use crate::domain::idempotency::InFlight;
use crate::domain::issue::Together;
use crate::domain::status_list::{Allocator, Publisher};
use crate::jobs::Webhooks;
use crate::keys::{Engine, MasterKey, Signer};
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::pictures::Pictures;
use crate::rate_limit::RateLimiter;
use crate::render::{Renderer, SharedFonts};
use crate::smtp::Mailer;
use crate::store::Store;

/// The running backend.
pub(crate) struct Backend {
    /// Everything that is kept.
    pub(crate) store: Store,
    /// Opens the issuers' secret keys.
    pub(crate) master_key: Arc<MasterKey>,
    /// Signs with the issuers' keys.
    pub(crate) signer: Arc<dyn Signer>,
    /// Draws documents.
    pub(crate) renderer: Renderer,
    /// Threads on which is signed and verified.
    pub(crate) engine: Engine,
    /// Gives out status indexes.
    pub(crate) allocator: Allocator,
    /// Serves status lists.
    pub(crate) publisher: Arc<Publisher>,
    /// Requests with an `Idempotency-Key` that are being worked on.
    pub(crate) in_flight: InFlight,
    /// Requests to issue that are worked on together.
    pub(crate) together: Together,
    /// Signs links to documents.
    pub(crate) link_key: LinkKey,
    /// Draws what other sites show for a link.
    pub(crate) pictures: Pictures,
    /// What was counted and not yet written.
    pub(crate) uses: Uses,
    /// How often each caller has asked.
    pub(crate) rate_limiter: RateLimiter,
    /// Sends e-mails, where there is a mail server.
    pub(crate) mailer: Option<Mailer>,
    /// Where exports that are asked for over HTTP lie, if this server makes any.
    pub(crate) exports: Option<PathBuf>,
    /// What operators limit.
    pub(crate) limits: Limits,
    /// Sends webhooks.
    pub(crate) webhooks: Webhooks,
    /// What is counted.
    pub(crate) metrics: Metrics,
    /// The public address, without a final slash.
    pub(crate) base_url: String,
    /// The time.
    pub(crate) clock: SharedClock,
}

impl Backend {
    /// Puts the parts together; nothing is read or written.
    pub(crate) fn new(
        store: Store,
        master_key: MasterKey,
        fonts: SharedFonts,
        base_url: String,
        limits: Limits,
        webhooks: Webhooks,
        clock: SharedClock,
    ) -> Self {
        let master_key = Arc::new(master_key);
        Self {
            store,
            signer: master_key.clone(),
            master_key,
            renderer: Renderer::new(fonts, &limits),
            engine: Engine::default(),
            allocator: Allocator::default(),
            publisher: Arc::default(),
            in_flight: InFlight::default(),
            together: Together::default(),
            link_key: LinkKey::default(),
            pictures: Pictures::default(),
            uses: Uses::default(),
            rate_limiter: RateLimiter::default(),
            mailer: None,
            exports: None,
            limits,
            webhooks,
            metrics: Metrics::default(),
            base_url,
            clock,
        }
    }

    /// The current time.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

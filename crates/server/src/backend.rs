//! What every request works with: the store, the keys, the clock.

use std::sync::Arc;

use crate::clock::SharedClock;
use crate::domain::Timestamp;
use crate::domain::idempotency::InFlight;
use crate::domain::status_list::{Allocator, Publisher};
use crate::keys::{Engine, MasterKey};
use crate::store::Store;

/// The running backend.
pub(crate) struct Backend {
    /// Everything that is kept.
    pub(crate) store: Store,
    /// Opens the issuers' secret keys.
    pub(crate) master_key: Arc<MasterKey>,
    /// Signs and verifies.
    pub(crate) engine: Engine,
    /// Gives out status indexes.
    pub(crate) allocator: Allocator,
    /// Serves status lists.
    pub(crate) publisher: Arc<Publisher>,
    /// Requests with an `Idempotency-Key` that are being worked on.
    pub(crate) in_flight: InFlight,
    /// The public address, without a final slash.
    pub(crate) base_url: String,
    /// The time.
    pub(crate) clock: SharedClock,
}

impl Backend {
    /// Puts the parts together; nothing is read or written.
    pub(crate) fn new(store: Store, master_key: MasterKey, base_url: String, clock: SharedClock) -> Self {
        Self {
            store,
            master_key: Arc::new(master_key),
            engine: Engine::default(),
            allocator: Allocator::default(),
            publisher: Arc::default(),
            in_flight: InFlight::default(),
            base_url,
            clock,
        }
    }

    /// The current time.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

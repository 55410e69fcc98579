//! What a caller decides: the time, the limits and its policy.

use crate::{Limits, Timestamp};

/// Options of one verification.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The time to verify at; the core has no clock.
    pub now: Timestamp,
    /// Bounds on untrusted input.
    pub limits: Limits,
    /// What the caller accepts where the specifications leave a choice.
    pub policy: Policy,
    /// The person the credential should belong to: an e-mail address, a DID or another identifier. `None` leaves the
    /// recipient unchecked, and the report says so.
    pub recipient: Option<String>,
}

impl Options {
    /// Defaults at the given time.
    pub fn at(now: Timestamp) -> Self {
        Self { now, limits: Limits::default(), policy: Policy::default(), recipient: None }
    }
}

/// Choices of the verifier. The reasons behind the defaults stand in `docs/decisions`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// How far the issuer's clock may be ahead: applies to `validFrom` and `created`, not to ends. Seconds.
    pub clock_skew_seconds: i64,
    /// Age at which a status list is too old to tell, counted from its receipt. Seconds.
    pub status_max_age_seconds: i64,
    /// Fewest entries that a status list may have. The specification asks for 131,072; lists of 100,000 are in use and
    /// get a warning.
    pub status_list_minimum_entries: usize,
    /// Issuers besides the credential's own whose status lists count.
    pub status_list_issuers: Vec<String>,
    /// Identifiers and domains of the issuers that the caller trusts. `None` leaves the question to the reader, and the
    /// report says so; with a list, an issuer that is not in it makes the answer inconclusive.
    pub trusted_issuers: Option<Vec<String>>,
    /// What every proof has to name as its `domain`, and nothing else. `None` leaves it unchecked.
    pub domain: Option<String>,
    /// What every proof has to carry as its `challenge`. `None` leaves it unchecked.
    pub challenge: Option<String>,
    /// Keys, as `did:key:z6Mk…`, whose trust packs may speak for every issuer. Without them a pack counts only for the
    /// issuer that signed it.
    pub trusted_publishers: Vec<String>,
    /// Age from which a trust pack that was used gets a warning. Seconds.
    pub trust_pack_old_after_seconds: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            clock_skew_seconds: 300,
            status_max_age_seconds: 24 * 3600,
            status_list_minimum_entries: 100_000,
            status_list_issuers: Vec::new(),
            trusted_issuers: None,
            domain: None,
            challenge: None,
            trusted_publishers: Vec::new(),
            trust_pack_old_after_seconds: 30 * 24 * 3600,
        }
    }
}

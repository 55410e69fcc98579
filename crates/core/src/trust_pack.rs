//! Trust packs: one signed file with what a verifier needs to know of issuers when it cannot ask them. The format and
//! its rules stand in `docs/TRUST-PACK.md`, the reasons in `docs/decisions/0014-trust-packs.md`.
//!
//! Reading a pack checks that nothing in it was changed since its publisher signed it. Whether that publisher's word
//! counts is another question, which each verification answers for each issuer ([`TrustPacks`]).
//!
//! In a build without the feature `trust-packs` no pack can be given, and everything here says so.

#[cfg(feature = "trust-packs")]
mod contents;
#[cfg(feature = "trust-packs")]
mod issuer;
#[cfg(feature = "trust-packs")]
mod key_history;
#[cfg(not(feature = "trust-packs"))]
mod none;
#[cfg(feature = "trust-packs")]
mod pack;
#[cfg(feature = "trust-packs")]
mod proof;
#[cfg(feature = "trust-packs")]
mod standing;

#[cfg(not(feature = "trust-packs"))]
pub(crate) use self::none::TrustPacks;
#[cfg(feature = "trust-packs")]
pub use self::pack::TrustPack;
#[cfg(feature = "trust-packs")]
pub(crate) use self::standing::TrustPacks;
use crate::controlled_identifier::Retrieved;
use crate::documents::Documents;
use crate::keys::PublicKey;
use crate::report::Evidence;
use crate::{Options, Result, Timestamp};

/// Which key of an issuer is asked about.
#[cfg_attr(
    not(feature = "trust-packs"),
    allow(dead_code, reason = "without packs nobody reads the question")
)]
pub(crate) struct Question<'q> {
    pub(crate) issuer_id: &'q str,
    /// Whether the proof means the key with this id.
    pub(crate) is_named: &'q dyn Fn(&str, &PublicKey) -> bool,
    /// When the proof was made.
    pub(crate) used_at: Timestamp,
    pub(crate) documents: &'q Documents,
    pub(crate) options: &'q Options,
}

/// A key, after the packs had their say.
#[derive(Debug)]
pub(crate) struct Consulted {
    pub(crate) key: Result<Retrieved>,
    /// Why the key is the issuer's, where a pack is the reason.
    pub(crate) message: Option<&'static str>,
    /// The pack that decided.
    pub(crate) evidence: Option<Evidence>,
}

impl Consulted {
    /// No pack has anything to say.
    fn as_listed(key: Result<Retrieved>) -> Self {
        Self { key, message: None, evidence: None }
    }
}

//! Status lists: where each credential's revocation bit lies, and the signed list that verifiers fetch
//! (Bitstring Status List 1.0).

mod allocator;
mod bitstring;
mod permutation;
mod publisher;

use serde_json::{Value, json};

use super::Timestamp;
pub(crate) use allocator::Allocator;
pub(crate) use permutation::Seed;
pub(crate) use publisher::Publisher;

/// Entries of one list: the smallest size that hides a credential among enough others (§6.1), 16 KiB of bits.
pub(crate) const LENGTH: u32 = 131_072;

/// The purpose of a list whose bits are set for ever.
pub(crate) const REVOCATION: &str = "revocation";

/// The purpose of a list whose bits may be taken back.
pub(crate) const SUSPENSION: &str = "suspension";

/// Every credential has an entry for each.
pub(crate) const PURPOSES: [&str; 2] = [REVOCATION, SUSPENSION];

/// A list as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct StatusList {
    /// Opaque identifier.
    pub(crate) id: String,
    /// The issuer that signs it.
    pub(crate) issuer_id: String,
    /// What a set bit means.
    pub(crate) purpose: String,
    /// Its identifier in credentials, where it is served.
    pub(crate) url: String,
    /// Grows with every changed bit.
    pub(crate) version: i64,
    /// When a bit last changed, or the list was made.
    pub(crate) changed_at: Timestamp,
}

/// The place of one credential in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusEntry {
    /// The list's identifier.
    pub(crate) list_id: String,
    /// The list's URL.
    pub(crate) list_url: String,
    /// What the bit means.
    pub(crate) purpose: &'static str,
    /// Which credential of the list, in the order in which they came.
    pub(crate) position: u32,
    /// Which bit, counted from the left.
    pub(crate) index: u32,
}

impl StatusEntry {
    /// The `BitstringStatusListEntry` as credentials carry it.
    pub(crate) fn document(&self) -> Value {
        json!({
            "id": format!("{}#{}", self.list_url, self.index),
            "type": "BitstringStatusListEntry",
            "statusPurpose": self.purpose,
            "statusListIndex": self.index.to_string(),
            "statusListCredential": self.list_url,
        })
    }
}

impl StatusList {
    /// The unsecured `BitstringStatusListCredential`: a pure function of the list's row and its set bits, so that
    /// every process and every restart gives the same bytes, once their clocks have come to the last change.
    pub(crate) fn document(&self, issuer_did: &str, set_bits: &[u32]) -> Value {
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": self.url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": issuer_did,
            "validFrom": self.changed_at.to_second().to_string(),
            "credentialSubject": {
                "id": format!("{}#list", self.url),
                "type": "BitstringStatusList",
                "statusPurpose": self.purpose,
                "encodedList": bitstring::encode(LENGTH, set_bits),
            },
        })
    }
}

//! Status lists that were verified and unpacked before, kept by the hash of their bytes.
//!
//! Unpacking 131,072 entries and checking the list's own proof costs about as much as verifying the credential. A list
//! whose bytes are the same again is the same list: only what was verified is kept, and only if nothing but those
//! bytes decided it. What the time, the policy or the entry decide is asked anew each time.

use sha2::{Digest, Sha256};

use crate::bitstring_status_list::{Flavour, StatusList};
use crate::documents::Documents;
use crate::json::Value;
use crate::report::Check;
use crate::verified_document::VerifiedDocument;
use crate::{Limits, Result};

/// Lists kept at most, however short they are.
const MAX_LISTS: usize = 64;

/// Verified status lists, for [`crate::Verification::step_with`]. Owned by the caller, beside
/// [`crate::Contexts`]; a report is the same with it and without.
///
/// Use it with one [`crate::Contexts`] only: what a list's proof covers depends on the contexts that are known.
#[derive(Debug)]
pub struct StatusLists {
    /// The longest unused first.
    kept: Vec<Kept>,
    capacity: usize,
}

#[derive(Debug)]
struct Kept {
    key: ListKey,
    rests_on: Vec<(String, [u8; 32])>,
    list: VerifiedList,
}

/// What decides alone whether a list verifies, besides the documents of its issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListKey {
    pub(crate) sha256: [u8; 32],
    pub(crate) flavour: Flavour,
    pub(crate) limits: Limits,
}

/// A list whose proof held, unpacked.
#[derive(Debug)]
pub(crate) struct VerifiedList {
    pub(crate) issuer_id: String,
    pub(crate) id: Option<String>,
    pub(crate) list: StatusList,
}

impl VerifiedList {
    /// Unpacks the list of a verified credential.
    pub(crate) fn read(flavour: Flavour, document: &VerifiedDocument<'_>, limits: &Limits) -> Result<Self> {
        Ok(Self {
            issuer_id: document.issuer_id().to_owned(),
            id: document.members().get("id").and_then(Value::as_str).map(str::to_owned),
            list: StatusList::read(flavour, document, limits)?,
        })
    }
}

impl StatusLists {
    /// Keeps up to 64 lists and 16 MiB of them unpacked; one of 131,072 entries has 16 KiB.
    pub fn new() -> Self {
        Self::with_capacity(16 << 20)
    }

    /// Keeps up to `bytes` of unpacked lists; `0` keeps nothing.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { kept: Vec::new(), capacity: bytes }
    }

    /// The number of lists that are kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether no list is kept.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The list of these bytes, if it was verified with the same issuer documents as are at hand now.
    pub(crate) fn get(&mut self, key: &ListKey, documents: &Documents) -> Option<&VerifiedList> {
        let at = self.kept.iter().position(|kept| kept.key == *key)?;
        let kept = self.kept.remove(at);
        let unchanged = kept.rests_on.iter().all(|(url, sha256)| {
            documents.known(url).is_some_and(|document| Sha256::digest(&document.bytes)[..] == sha256[..])
        });
        if !unchanged {
            return None;
        }
        self.kept.push(kept);
        self.kept.last().map(|kept| &kept.list)
    }

    /// Keeps a list that just verified; `checks` say on which documents that rests.
    pub(crate) fn keep(&mut self, key: ListKey, checks: &[Check], list: VerifiedList) {
        if list.list.bytes() > self.capacity {
            return;
        }
        let evidence = checks.iter().flat_map(|check| &check.evidence);
        let rests_on = evidence.map(|evidence| (evidence.url.clone(), evidence.sha256)).collect();
        self.kept.push(Kept { key, rests_on, list });
        while self.kept.len() > MAX_LISTS || self.bytes() > self.capacity {
            self.kept.remove(0);
        }
    }

    fn bytes(&self) -> usize {
        self.kept.iter().map(|kept| kept.list.list.bytes()).sum()
    }
}

impl Default for StatusLists {
    fn default() -> Self {
        Self::new()
    }
}

//! Hash values of any of the allowed functions, and hashing that the budget sees.

use sha2::Digest;

use super::work::Budget;
use crate::Result;

/// Bytes of the longest hash, SHA-384.
const LONGEST: usize = 48;

/// Room for the hexadecimal form of any hash.
pub(super) const HEX_LENGTH: usize = 2 * LONGEST;

/// A hash value; shorter ones are filled up with zeros. Its order is the code point order of its hexadecimal form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hash([u8; LONGEST]);

impl Hash {
    /// Lowercase hexadecimal, the form in which the algorithm hashes and compares hashes.
    pub(super) fn push_hex<D: Digest>(&self, out: &mut String) {
        const DIGITS: [char; 16] =
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
        let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or_default();
        for byte in self.0.iter().take(<D as Digest>::output_size()) {
            out.push(digit(byte >> 4));
            out.push(digit(byte & 0xf));
        }
    }
}

/// A hash function that knows how many bytes it has taken.
pub(super) struct Counted<D> {
    digest: D,
    bytes: usize,
}

impl<D: Digest> Counted<D> {
    pub(super) fn new() -> Self {
        Self { digest: D::new(), bytes: 0 }
    }

    pub(super) fn update(&mut self, text: &str) {
        self.bytes += text.len();
        self.digest.update(text);
    }

    pub(super) fn finish(self, budget: &mut Budget<'_>) -> Result<Hash> {
        budget.hash(self.bytes)?;
        let mut hash = [0; LONGEST];
        for (place, byte) in hash.iter_mut().zip(self.digest.finalize()) {
            *place = byte;
        }
        Ok(Hash(hash))
    }
}

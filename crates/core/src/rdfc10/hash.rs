//! Hash values of any of the allowed functions, and hashing that the budget sees.

use sha2::{Digest, Sha256, Sha384};

use super::HashAlgorithm;
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
    pub(super) fn push_hex(&self, algorithm: HashAlgorithm, out: &mut String) {
        const DIGITS: [char; 16] =
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
        let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or_default();
        for byte in self.0.iter().take(algorithm.hash_length()) {
            out.push(digit(byte >> 4));
            out.push(digit(byte & 0xf));
        }
    }
}

impl HashAlgorithm {
    fn hash_length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
        }
    }
}

/// What is to be hashed, piece by piece. The pieces are kept: they are short, and hashing them at once needs one copy of
/// the code for both functions.
pub(super) struct Counted {
    algorithm: HashAlgorithm,
    text: String,
}

impl Counted {
    pub(super) fn new(algorithm: HashAlgorithm) -> Self {
        Self { algorithm, text: String::new() }
    }

    pub(super) fn update(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn finish(self, budget: &mut Budget<'_>) -> Result<Hash> {
        hash(self.algorithm, &self.text, budget)
    }
}

/// The hash of one text.
pub(super) fn hash(algorithm: HashAlgorithm, text: &str, budget: &mut Budget<'_>) -> Result<Hash> {
    budget.hash(text.len())?;
    let mut hash = [0; LONGEST];
    match algorithm {
        HashAlgorithm::Sha256 => copy(&Sha256::digest(text), &mut hash),
        HashAlgorithm::Sha384 => copy(&Sha384::digest(text), &mut hash),
    }
    Ok(Hash(hash))
}

fn copy(from: &[u8], to: &mut [u8; LONGEST]) {
    to.iter_mut().zip(from).for_each(|(place, byte)| *place = *byte);
}

//! RSA public keys and RS256 signatures: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.2, RFC 7518 §3.3).
//!
//! Only verifying, with public numbers only, so nothing here has to run in constant time.

use sha2::{Digest, Sha256};

use super::modular::Modulus;
use crate::{Code, Problem, Result};

/// Bits of the modulus that are accepted. RFC 7518 §3.3 asks for 2048 at least; the upper end bounds the work.
const MODULUS_BITS: core::ops::RangeInclusive<usize> = 2048..=8192;
/// Bits of the public exponent; every exponent in use (3, 17, 65537) is far below.
const MAX_EXPONENT_BITS: usize = 33;
/// DER of `DigestInfo` for SHA-256 up to the hash itself (RFC 8017 §9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// Primes below which the moduli of broken Infineon chips (ROCA, CVE-2017-15361) stand out: modulo each of them they are
/// powers of 65537, which other moduli are for all of them once in 134 million.
const ROCA_PRIMES: [u32; 17] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

/// An RSA public key of 2048 to 8192 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaPublicKey {
    /// Big-endian, no leading zero.
    modulus: Vec<u8>,
    /// Big-endian, no leading zero, odd, at least 3.
    exponent: Vec<u8>,
}

impl RsaPublicKey {
    /// A key from modulus and public exponent, both big-endian without leading zeroes (RFC 7518 §6.3.1).
    ///
    /// Refused: a modulus that is even, not 2048 to 8192 bits long or has the ROCA fingerprint, an exponent that is even, 1 or over 33 bits.
    pub fn from_components(modulus: &[u8], exponent: &[u8]) -> Result<Self> {
        let bits = bit_length(modulus).ok_or_else(|| refuse("has a modulus with leading zeroes"))?;
        if !MODULUS_BITS.contains(&bits) {
            return Err(refuse(&format!(
                "has {bits} bits; {} to {} are accepted",
                MODULUS_BITS.start(),
                MODULUS_BITS.end()
            )));
        }
        if is_even(modulus) {
            return Err(refuse("has an even modulus"));
        }
        if has_roca_fingerprint(modulus) {
            return Err(refuse(
                "was made by a chip whose secret keys can be computed (ROCA, CVE-2017-15361)",
            ));
        }
        let exponent_bits =
            bit_length(exponent).ok_or_else(|| refuse("has an exponent with leading zeroes"))?;
        if exponent_bits > MAX_EXPONENT_BITS {
            return Err(refuse("has an exponent that is far larger than any in use"));
        }
        if is_even(exponent) || exponent_bits < 2 {
            return Err(refuse("has an exponent that is even or 1"));
        }
        Ok(Self { modulus: modulus.to_vec(), exponent: exponent.to_vec() })
    }

    /// Whether `signature` over `message` is good (RSASSA-PKCS1-V1_5-VERIFY).
    ///
    /// The expected encoding is built and compared as a whole (§8.2.2 step 4): parsing what comes out of the
    /// operation is how Bleichenbacher's forgery of 2006 got in.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        // Step 1: as long as the modulus.
        if signature.len() != self.modulus.len() {
            return false;
        }
        self.public_operation(signature).is_some_and(|encoded| *encoded == *self.encode(message))
    }

    /// `signatureᵉ mod n` (RSAVP1), as long as the modulus; `None` when the signature is no number below `n`.
    fn public_operation(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let exponent = self.exponent.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        Modulus::new(&self.modulus)?.power(signature, exponent)
    }

    /// EMSA-PKCS1-v1_5: `00 01 ff … ff 00 DigestInfo`, as long as the modulus.
    fn encode(&self, message: &[u8]) -> Vec<u8> {
        let digest = Sha256::digest(message);
        let fixed = 3 + SHA256_DIGEST_INFO.len() + digest.len();
        let mut encoded = vec![0x00, 0x01];
        encoded.resize(2 + self.modulus.len().saturating_sub(fixed), 0xff);
        encoded.push(0x00);
        encoded.extend_from_slice(&SHA256_DIGEST_INFO);
        encoded.extend_from_slice(&digest);
        encoded
    }
}

/// Bits of a big-endian number; `None` when it is empty or starts with a zero byte.
fn bit_length(bytes: &[u8]) -> Option<usize> {
    match bytes.first() {
        None | Some(0) => None,
        Some(first) => Some(bytes.len() * 8 - first.leading_zeros() as usize),
    }
}

fn is_even(bytes: &[u8]) -> bool {
    bytes.last().is_none_or(|byte| byte % 2 == 0)
}

fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    ROCA_PRIMES.iter().all(|prime| {
        let remainder = modulus.iter().fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % prime);
        let powers = core::iter::successors(Some(1), |power| Some(power * 65537 % prime));
        powers.take(*prime as usize).any(|power| power == remainder)
    })
}

fn refuse(why: &str) -> Problem {
    Problem::new(Code::InvalidVerificationMethod, format!("This RSA key {why}."))
}

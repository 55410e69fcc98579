//! P-256 public keys and ECDSA signatures with SHA-256: ES256 of RFC 7518 §3.4 and the ECDSA cryptosuites.

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};

use crate::{Code, Problem, Result};

/// Bytes of one coordinate or one half of a signature.
const FIELD_BYTES: usize = 32;

/// A P-256 (secp256r1) public key: a point of the curve that is not the point at infinity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct P256PublicKey(VerifyingKey);

impl P256PublicKey {
    /// Reads the 33 bytes of a compressed point, as Multikey writes it.
    pub fn from_compressed(bytes: &[u8]) -> Result<Self> {
        if bytes.len() != FIELD_BYTES + 1 {
            return Err(refuse("does not have the 33 bytes of a compressed point"));
        }
        Self::from_sec1(bytes)
    }

    /// Reads the two coordinates of a JWK, 32 bytes each (RFC 7518 §6.2.1.2).
    pub fn from_coordinates(x: &[u8], y: &[u8]) -> Result<Self> {
        if x.len() != FIELD_BYTES || y.len() != FIELD_BYTES {
            return Err(refuse("has coordinates that are not 32 bytes long"));
        }
        Self::from_sec1(&[&[0x04], x, y].concat())
    }

    /// The compressed point.
    pub fn to_compressed(&self) -> Vec<u8> {
        self.0.to_sec1_point(true).as_bytes().to_vec()
    }

    /// Whether `signature` (`r ‖ s`, 32 bytes each) over `message` is good.
    ///
    /// A high `s` is accepted: RFC 7518 and FIPS 186-5 allow it, half of all OpenSSL and WebCrypto signatures have it,
    /// and nothing here takes a signature for an identifier. DER and zeroes are refused.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.0.verify(message, &signature).is_ok())
    }

    fn from_sec1(bytes: &[u8]) -> Result<Self> {
        VerifyingKey::from_sec1_bytes(bytes).map(Self).map_err(|_| refuse("is not a point of the curve"))
    }
}

fn refuse(why: &str) -> Problem {
    Problem::new(Code::InvalidVerificationMethod, format!("This P-256 key {why}."))
}

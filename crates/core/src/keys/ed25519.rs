//! Ed25519 keys and signatures (RFC 8032), in the strict reading that every platform answers alike.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::multikey;
use crate::multibase;
use crate::{Code, Problem, Result};

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// An Ed25519 public key that is a canonical encoding of a point of large order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ed25519PublicKey(VerifyingKey);

impl Ed25519PublicKey {
    /// Reads 32 bytes. Refused: not on the curve, `y ≥ p`, points of small order (the identity among them).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let refuse =
            |why: &str| Problem::new(Code::InvalidVerificationMethod, format!("This Ed25519 key {why}."));
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| refuse("does not have 32 bytes"))?;
        if !is_canonical_y(bytes) {
            return Err(refuse("is not in canonical form"));
        }
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| refuse("is not a point of the curve"))?;
        if key.is_weak() {
            return Err(refuse("has small order: it would accept signatures that nobody made"));
        }
        Ok(Self(key))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether `signature` (64 bytes) over `message` is good: canonical `S`, canonical `R`, no small-order points,
    /// no cofactor. Batch verification would answer differently for crafted signatures, so there is none.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

/// An Ed25519 secret key. Wiped from memory on drop; `Debug` shows nothing of it.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// A key from 32 secret bytes, which the caller must take from a cryptographic random source.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    /// A key from its Multikey form `z3u2…` (`secretKeyMultibase`, multicodec `0x1300`).
    pub fn from_multibase(text: &str) -> Result<Self> {
        let refuse =
            || Problem::new(Code::InvalidVerificationMethod, "This is not an Ed25519 secretKeyMultibase.");
        let bytes = multibase::decode_base58btc(text, multikey::MAX_CHARS).map_err(|_| refuse())?;
        let secret = bytes.strip_prefix(&multikey::ED25519_SECRET).ok_or_else(refuse)?;
        Ok(Self(SigningKey::from_bytes(secret.try_into().map_err(|_| refuse())?)))
    }

    /// The Multikey form. Whoever has this text can sign.
    pub fn to_multibase(&self) -> String {
        let mut bytes = multikey::ED25519_SECRET.to_vec();
        bytes.extend_from_slice(self.0.as_bytes());
        multibase::encode_base58btc(&bytes)
    }

    /// The public key that belongs to it.
    pub fn public_key(&self) -> Ed25519PublicKey {
        Ed25519PublicKey(self.0.verifying_key())
    }

    /// Signs `message`; the same message always gives the same 64 bytes.
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.0.sign(message).to_bytes()
    }
}

impl core::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Whether the little-endian `y` (sign bit aside) is below `p = 2²⁵⁵ − 19`.
fn is_canonical_y(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    !(*low >= 0xed && middle.iter().all(|&byte| byte == 0xff) && high & 0x7f == 0x7f)
}

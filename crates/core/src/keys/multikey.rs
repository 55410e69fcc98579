//! Multikey (Controlled Identifiers 1.0): a public key as `z` + base58btc(multicodec prefix ‖ key).

use super::{Ed25519PublicKey, P256PublicKey, PublicKey};
use crate::multibase::{self, MultibaseError};
use crate::{Code, Problem, Result};

/// Longest Multikey text that is read: P-521 keys, which are the longest that are only named, have 95 letters.
pub(crate) const MAX_CHARS: usize = 100;
/// Multicodec varint of `ed25519-pub` (0xed).
pub(crate) const ED25519_PUBLIC: [u8; 2] = [0xed, 0x01];
/// Multicodec varint of `p256-pub` (0x1200).
pub(crate) const P256_PUBLIC: [u8; 2] = [0x80, 0x24];
/// Multicodec varints of other public keys that sign: secp256k1, P-384 and P-521.
const SIGNS_ELSEWHERE: [[u8; 2]; 3] = [[0xe7, 0x01], [0x81, 0x24], [0x82, 0x24]];
/// Multicodec varint of `ed25519-priv` (0x1300).
pub(crate) const ED25519_SECRET: [u8; 2] = [0x80, 0x26];

/// Reads `publicKeyMultibase`.
pub(crate) fn decode(text: &str) -> Result<PublicKey> {
    let bytes = multibase::decode_base58btc(text, MAX_CHARS).map_err(|error| match error {
        MultibaseError::Prefix => refuse("does not start with 'z' (base58btc)"),
        MultibaseError::Letter => refuse("has letters outside base58btc"),
        MultibaseError::TooLong => refuse("is longer than any key"),
    })?;
    decode_bytes(&bytes)
}

/// Reads the bytes of a Multikey: multicodec prefix and key.
pub(crate) fn decode_bytes(bytes: &[u8]) -> Result<PublicKey> {
    match bytes.split_first_chunk::<2>() {
        Some((prefix, key)) if *prefix == ED25519_PUBLIC => {
            Ok(PublicKey::Ed25519(Ed25519PublicKey::from_bytes(key)?))
        }
        Some((prefix, key)) if *prefix == P256_PUBLIC => {
            Ok(PublicKey::P256(P256PublicKey::from_compressed(key)?))
        }
        Some((prefix, _)) if SIGNS_ELSEWHERE.contains(prefix) => Err(Problem::new(
            Code::UnsupportedKeyType,
            "This verifier cannot check the signatures of secp256k1, P-384 and P-521 keys.",
        )),
        _ => Err(refuse("is not of a type that signs credentials")),
    }
}

fn refuse(why: &str) -> Problem {
    Problem::new(Code::InvalidVerificationMethod, format!("This Multikey {why}."))
}

/// Writes `publicKeyMultibase`.
pub(crate) fn encode_ed25519(key: &Ed25519PublicKey) -> String {
    let mut bytes = ED25519_PUBLIC.to_vec();
    bytes.extend_from_slice(key.as_bytes());
    multibase::encode_base58btc(&bytes)
}

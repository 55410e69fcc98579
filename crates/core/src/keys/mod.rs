//! Keys: what can sign and how each is written.

mod ed25519;
mod jwk;
mod jwk_set;
mod modular;
pub(crate) mod multikey;
mod p256;
mod rsa;

pub use self::p256::P256PublicKey;
pub use self::rsa::RsaPublicKey;
pub use ed25519::{Ed25519PublicKey, SIGNATURE_BYTES, SecretKey};
pub use jwk::Jwk;
pub use jwk_set::JwkSet;

use crate::Result;

/// A public key of a type this verifier can check signatures with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKey {
    /// Ed25519 (RFC 8032).
    Ed25519(Ed25519PublicKey),
    /// P-256, for ECDSA with SHA-256.
    P256(P256PublicKey),
    /// RSA, for RSASSA-PKCS1-v1_5 with SHA-256.
    Rsa(RsaPublicKey),
}

impl PublicKey {
    /// Reads a Multikey text (`publicKeyMultibase`).
    pub fn from_multibase(text: &str) -> Result<Self> {
        multikey::decode(text)
    }

    /// What kind of key this is, for messages: `Ed25519`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "Ed25519",
            Self::P256(_) => "P-256",
            Self::Rsa(_) => "RSA",
        }
    }

    /// Whether `signature` over `message` is good, by the one algorithm that belongs to this type of key: Ed25519,
    /// ECDSA with SHA-256 as `r ‖ s`, or RSASSA-PKCS1-v1_5 with SHA-256.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ed25519(key) => key.verify(message, signature),
            Self::P256(key) => key.verify(message, signature),
            Self::Rsa(key) => key.verify(message, signature),
        }
    }
}

impl From<Ed25519PublicKey> for PublicKey {
    fn from(key: Ed25519PublicKey) -> Self {
        Self::Ed25519(key)
    }
}

impl Ed25519PublicKey {
    /// `publicKeyMultibase`: `z6Mk…`.
    pub fn to_multibase(&self) -> String {
        multikey::encode_ed25519(self)
    }

    /// The did:key identifier of this key: `did:key:z6Mk…`.
    pub fn did_key(&self) -> String {
        format!("did:key:{}", self.to_multibase())
    }

    /// The verification method of that did:key: `did:key:z6Mk…#z6Mk…`.
    pub fn did_key_verification_method(&self) -> String {
        let multibase = self.to_multibase();
        format!("did:key:{multibase}#{multibase}")
    }
}

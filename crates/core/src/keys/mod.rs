//! Keys: what can sign and how each is written.

mod ed25519;
pub(crate) mod multikey;

pub use ed25519::{Ed25519PublicKey, SIGNATURE_BYTES, SecretKey};

use crate::Result;

/// A public key of a type this verifier can check signatures with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKey {
    /// Ed25519 (RFC 8032).
    Ed25519(Ed25519PublicKey),
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
        }
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

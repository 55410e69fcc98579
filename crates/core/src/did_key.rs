//! did:key: an identifier that is its own key, so nothing has to be fetched.

use crate::keys::PublicKey;
use crate::{Code, Problem, Result};

/// The public key that the verification method `did:key:X#X` names.
///
/// Any other fragment is refused: the method has exactly one (did:key, "Document Creation Algorithm"), and a key in a
/// fragment proves nothing by itself.
pub(crate) fn resolve(verification_method: &str) -> Result<PublicKey> {
    let refuse = |why: &str| {
        Problem::new(Code::InvalidVerificationMethodUrl, format!("The verification method {why}."))
    };
    let identifier =
        verification_method.strip_prefix("did:key:").ok_or_else(|| refuse("is not a did:key URL"))?;
    let (key, fragment) = identifier
        .split_once('#')
        .ok_or_else(|| refuse("lacks the fragment that names the key (did:key:X#X)"))?;
    if key != fragment {
        return Err(refuse("names another key in its fragment than in its did:key"));
    }
    PublicKey::from_multibase(key)
}

/// The key that a did:key is.
pub(crate) fn key(did: &str) -> Result<PublicKey> {
    let key = did
        .strip_prefix("did:key:")
        .ok_or_else(|| Problem::new(Code::InvalidVerificationMethodUrl, "This is not a did:key."))?;
    PublicKey::from_multibase(key)
}

//! Whether a credential was given to the person that the caller names.

use sha2::{Digest, Sha256};

use crate::json::{Object, Value};
use crate::verified_document::VerifiedDocument;
use crate::{Code, Problem, Result, hex};

/// Longest salt that is hashed.
const MAX_SALT_BYTES: usize = 1024;

/// Compares `recipient` (an e-mail address, a DID or any other identifier) with the subject's `id` and `identifier`s.
///
/// An e-mail address is compared with identifiers of that type only (Open Badges 3.0, "Verification", step 5: others are skipped): a
/// user name, which people choose themselves, may look like the address of somebody else.
///
/// Identifiers are compared byte by byte; hashed ones (`sha256$` + hex of SHA-256 over identifier and salt, Open Badges
/// 3.0 `IdentityHash`) without leaking through timing how much of the hash agrees.
pub(crate) fn check(document: &VerifiedDocument<'_>, recipient: &str) -> Result<()> {
    let subject = match document.members().get("credentialSubject") {
        Some(Value::Array(subjects)) => subjects.first().and_then(Value::as_object),
        Some(subject) => subject.as_object(),
        None => None,
    };
    let Some(subject) = subject else { return Err(mismatch()) };
    if subject.get("id").and_then(Value::as_str) == Some(recipient) {
        return Ok(());
    }
    let identifiers = match subject.get("identifier") {
        Some(Value::Array(identifiers)) => identifiers.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let mut weak = None;
    let comparable = |identifier: &&Object<'_>| !is_email(recipient) || names_email(identifier);
    for identifier in identifiers.iter().filter_map(Value::as_object).filter(comparable) {
        match matches(identifier, recipient) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(problem) => weak = Some(problem),
        }
    }
    Err(weak.unwrap_or_else(mismatch))
}

fn is_email(recipient: &str) -> bool {
    recipient.contains('@') && !recipient.starts_with("did:") && !recipient.contains('/')
}

/// `email` is what Open Badges 2.0 calls the type, and some issuers of 3.0 still do.
fn names_email(identifier: &Object<'_>) -> bool {
    matches!(identifier.get("identityType").and_then(Value::as_str), Some("emailAddress" | "email"))
}

fn matches(identifier: &Object<'_>, recipient: &str) -> Result<bool> {
    let Some(value) = identifier.get("identityHash").and_then(Value::as_str) else { return Ok(false) };
    let hashed = matches!(identifier.get("hashed"), Some(Value::Bool(true)));
    if !hashed {
        // A hash marked as plain, or the reverse, is a contradiction and matches nobody.
        return Ok(value == recipient && !value.starts_with("sha256$") && !value.starts_with("md5$"));
    }
    if value.starts_with("md5$") {
        return Err(Problem::new(
            Code::WeakIdentityHash,
            "The recipient is given as an MD5 hash, which can be forged.",
        )
        .at("/credentialSubject/identifier"));
    }
    let salt = match identifier.get("salt") {
        None => "",
        Some(Value::String(salt)) if salt.len() <= MAX_SALT_BYTES => salt,
        Some(_) => return Ok(false),
    };
    let Some(expected) = value.strip_prefix("sha256$").and_then(decode_hash) else { return Ok(false) };
    let actual = Sha256::new_with_prefix(recipient).chain_update(salt).finalize();
    let difference = actual.iter().zip(expected).fold(0, |difference, (a, b)| difference | (a ^ b));
    Ok(difference == 0)
}

fn decode_hash(hex: &str) -> Option<[u8; 32]> {
    hex::decode(hex)?.try_into().ok()
}

fn mismatch() -> Problem {
    Problem::new(Code::RecipientMismatch, "The credential was given to somebody else.")
        .at("/credentialSubject")
}

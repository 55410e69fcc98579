//! RSA public keys in PEM: `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 5280 §4.1) and `RSA PUBLIC KEY` (RFC 8017 §A.1.1).

use crate::keys::RsaPublicKey;
use crate::{Code, Problem, Result, base64};

/// Longest text that is read: a key of 8192 bits has some 1,500 letters.
const MAX_PEM_BYTES: usize = 16 << 10;
/// DER of the algorithm rsaEncryption with its NULL (RFC 3279 §2.3.1).
const RSA_ENCRYPTION: [u8; 13] =
    [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;

/// Reads one PEM block and nothing beside it.
///
/// # Errors
///
/// `KeyCompromised` for a secret key, `UnsupportedKeyType` for keys that are not RSA, `InvalidIssuerDocument` for what
/// cannot be read, `InvalidVerificationMethod` for RSA keys that are too weak.
pub(super) fn read(pem: &str) -> Result<RsaPublicKey> {
    if pem.contains("PRIVATE KEY") {
        let detail = "The issuer publishes the secret part of its key, so anybody can sign with it.";
        return Err(Problem::new(Code::KeyCompromised, detail));
    }
    let (label, der) = decode(pem).ok_or_else(|| malformed("is not one PEM block"))?;
    let key = match label {
        "RSA PUBLIC KEY" => der,
        "PUBLIC KEY" => subject_public_key(&der)?,
        _ => {
            let detail = format!("This verifier does not read keys in PEM blocks of the kind {label}.");
            return Err(Problem::new(Code::UnsupportedKeyType, detail));
        }
    };
    let (modulus, exponent) = components(&key).ok_or_else(|| malformed("is not an RSA key in DER"))?;
    RsaPublicKey::from_components(modulus, exponent)
}

/// Label and content of a PEM block (RFC 7468 §3). Some issuers lose the line breaks, so those are not asked for.
fn decode(pem: &str) -> Option<(&str, Vec<u8>)> {
    let text = pem.trim();
    if text.len() > MAX_PEM_BYTES {
        return None;
    }
    let (label, rest) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let (body, end) = rest.split_once("-----END ")?;
    if end.strip_suffix("-----")? != label {
        return None;
    }
    let letters: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    Some((label, base64::STANDARD.decode_padded(letters.as_bytes())?))
}

/// The bits inside a SubjectPublicKeyInfo, when they are an RSA key.
fn subject_public_key(der: &[u8]) -> Result<Vec<u8>> {
    let read = || {
        let (info, rest) = element(SEQUENCE, der)?;
        let (algorithm, key) = element(SEQUENCE, info)?;
        let (bits, after) = element(BIT_STRING, key)?;
        // No unused bits in the last byte.
        let key = bits.strip_prefix(&[0])?;
        (rest.is_empty() && after.is_empty()).then_some((algorithm, key))
    };
    let (algorithm, key) = read().ok_or_else(|| malformed("is not a SubjectPublicKeyInfo in DER"))?;
    if algorithm != RSA_ENCRYPTION {
        let detail =
            "Signed badges of Open Badges 2.0 are checked with RSA keys only, and this key is another.";
        return Err(Problem::new(Code::UnsupportedKeyType, detail));
    }
    Ok(key.to_vec())
}

/// Modulus and exponent of an RSAPublicKey.
fn components(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (key, rest) = element(SEQUENCE, der)?;
    let (modulus, key) = element(INTEGER, key)?;
    let (exponent, key) = element(INTEGER, key)?;
    (rest.is_empty() && key.is_empty()).then_some((unsigned(modulus)?, unsigned(exponent)?))
}

/// A DER integer that is positive: a leading zero stands only before a set top bit (X.690 §8.3.2).
fn unsigned(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [0, rest @ ..] => rest.first().is_some_and(|first| first & 0x80 != 0).then_some(rest),
        [first, ..] if first & 0x80 == 0 => Some(bytes),
        _ => None,
    }
}

/// Content of the element with this tag, and what follows it (X.690 §8.1, lengths in their shortest form).
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = der.strip_prefix(&[tag])?;
    let (length, rest) = match rest {
        [short, rest @ ..] if *short < 0x80 => (usize::from(*short), rest),
        [0x81, length, rest @ ..] if *length >= 0x80 => (usize::from(*length), rest),
        [0x82, high, low, rest @ ..] if *high > 0 => (usize::from(*high) << 8 | usize::from(*low), rest),
        _ => return None,
    };
    rest.split_at_checked(length)
}

fn malformed(why: &str) -> Problem {
    Problem::new(Code::InvalidIssuerDocument, format!("The issuer's key (publicKeyPem) {why}."))
}

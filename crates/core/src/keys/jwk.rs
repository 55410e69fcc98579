//! Public JSON Web Keys (RFC 7517) of the types whose signatures are checked here: OKP Ed25519, EC P-256, RSA.

use super::{Ed25519PublicKey, P256PublicKey, PublicKey, RsaPublicKey};
use crate::json::{self, Object, Value};
use crate::jws::Algorithm;
use crate::{Code, Limits, Problem, Result, base64};

/// Members that only a secret or symmetric key has (RFC 7518 §6.2.2, §6.3.2, §6.4; RFC 8037 §2).
const SECRET_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
/// Longest base64url member: the modulus of an 8192-bit key.
const MAX_MEMBER_CHARS: usize = 1366;

/// A public key as a JWK, with what it says about its use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Jwk {
    /// The key itself.
    pub key: PublicKey,
    /// `kid`.
    pub id: Option<String>,
    /// `alg`: the one algorithm that the key is for.
    pub algorithm: Option<Algorithm>,
    /// `iss`, which Open Badges 3.0 adds in key sets: the only issuer that the key is for.
    pub issuer: Option<String>,
}

impl Jwk {
    /// Reads the JSON text of one public key.
    ///
    /// # Errors
    ///
    /// `KeyCompromised` when it holds the secret part; `UnsupportedKeyType` when it signs in another way;
    /// `InvalidVerificationMethod` when it is malformed, weak, not for signatures, or disagrees with itself; else what is
    /// wrong with the JSON.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self> {
        match json::parse(bytes, limits)? {
            Value::Object(jwk) => Self::read(&jwk),
            _ => Err(refuse("A JWK is a JSON object.")),
        }
    }

    /// Reads a parsed key. Members that are not named here are ignored, as RFC 7517 §4 demands.
    pub(crate) fn read(jwk: &Object<'_>) -> Result<Self> {
        if jwk.get("kty").and_then(Value::as_str) == Some("oct") {
            return Err(refuse("A symmetric key cannot be a public key.").at("/kty"));
        }
        if let Some(name) = SECRET_MEMBERS.iter().find(|name| jwk.contains(name)) {
            return Err(Problem::new(
                Code::KeyCompromised,
                "The secret part of this key is published with it; anyone could have signed.",
            )
            .at(format!("/{name}")));
        }
        check_use(jwk)?;
        let key = read_key(jwk)?;
        let algorithm = match text(jwk, "alg")? {
            None => None,
            Some(name) => Some(Algorithm::read(name).map_err(|problem| problem.at("/alg"))?),
        };
        if let Some(algorithm) = algorithm.filter(|algorithm| !algorithm.fits(&key)) {
            let detail = format!("The key says alg {algorithm}, but it is {}.", key.kind());
            return Err(refuse(&detail).at("/alg"));
        }
        let owned = |name| text(jwk, name).map(|text| text.map(str::to_owned));
        Ok(Self { key, id: owned("kid")?, algorithm, issuer: owned("iss")? })
    }

    /// Whether a signature of `algorithm` can be by this key.
    pub(crate) fn allows(&self, algorithm: Algorithm) -> bool {
        self.algorithm.is_none_or(|own| own == algorithm) && algorithm.fits(&self.key)
    }
}

/// `use` and `key_ops` (RFC 7517 §4.2, §4.3): where present, they must allow to verify signatures.
fn check_use(jwk: &Object<'_>) -> Result<()> {
    if text(jwk, "use")?.is_some_and(|purpose| purpose != "sig") {
        return Err(refuse("The key is not for signatures: its use is not \"sig\".").at("/use"));
    }
    let Some(operations) = jwk.get("key_ops") else { return Ok(()) };
    let operations = operations.as_array().ok_or_else(|| refuse("key_ops is not a list.").at("/key_ops"))?;
    for (index, operation) in operations.iter().enumerate() {
        let twice = operations.iter().take(index).any(|earlier| earlier == operation);
        if operation.as_str().is_none() || twice {
            return Err(refuse("key_ops is not a list of different strings.").at("/key_ops"));
        }
    }
    if !operations.iter().any(|operation| operation.as_str() == Some("verify")) {
        return Err(
            refuse("The key is not for signatures: its key_ops do not name \"verify\".").at("/key_ops")
        );
    }
    Ok(())
}

fn read_key(jwk: &Object<'_>) -> Result<PublicKey> {
    let kind = text(jwk, "kty")?.ok_or_else(|| refuse("The key has no kty.").at("/kty"))?;
    let curve = text(jwk, "crv")?;
    match (kind, curve) {
        ("OKP", Some("Ed25519")) => Ed25519PublicKey::from_bytes(&bytes(jwk, "x")?).map(PublicKey::Ed25519),
        ("EC", Some("P-256")) => {
            P256PublicKey::from_coordinates(&bytes(jwk, "x")?, &bytes(jwk, "y")?).map(PublicKey::P256)
        }
        ("RSA", None) => {
            RsaPublicKey::from_components(&bytes(jwk, "n")?, &bytes(jwk, "e")?).map(PublicKey::Rsa)
        }
        ("EC", Some("P-384" | "P-521" | "secp256k1")) | ("AKP", None) => {
            let kind = curve.unwrap_or(kind);
            Err(Problem::new(
                Code::UnsupportedKeyType,
                format!("This verifier cannot check the signatures of {kind} keys."),
            ))
        }
        (_, Some(_)) => Err(refuse("The key's kty and crv are not those of a key that signs.").at("/crv")),
        (_, None) => Err(refuse("The key's kty is not that of a key that signs.").at("/kty")),
    }
}

/// A Base64urlUInt or octet member.
fn bytes(jwk: &Object<'_>, name: &str) -> Result<Vec<u8>> {
    let refuse = |why: &str| refuse(&format!("The member {name} of the key {why}.")).at(format!("/{name}"));
    let text = text(jwk, name)?.ok_or_else(|| refuse("is missing"))?;
    if text.len() > MAX_MEMBER_CHARS {
        return Err(refuse("is longer than in any key that is accepted"));
    }
    base64::URL.decode(text.as_bytes()).ok_or_else(|| refuse("is not base64url without padding"))
}

fn text<'v>(jwk: &'v Object<'_>, name: &str) -> Result<Option<&'v str>> {
    match jwk.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => {
            Err(refuse(&format!("The member {name} of the key is not a string.")).at(format!("/{name}")))
        }
    }
}

fn refuse(detail: &str) -> Problem {
    Problem::new(Code::InvalidVerificationMethod, detail)
}

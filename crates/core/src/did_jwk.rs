//! did:jwk: an identifier that is its own key, written as base64url of a JWK.

use crate::json::{self, Value};
use crate::keys::{Jwk, PublicKey};
use crate::{Code, Limits, Problem, Result, base64};

const PREFIX: &str = "did:jwk:";
/// Longest identifier that is read; an RSA key of 8192 bits has about 1,900 letters.
const MAX_CHARS: usize = 4096;

/// The public key that the verification method `did:jwk:X#0` names.
///
/// The method has exactly one, `#0`, and a key whose `use` is not `sig` is not listed for `assertionMethod`.
pub(crate) fn resolve(verification_method: &str, limits: &Limits) -> Result<PublicKey> {
    let (did, fragment) = verification_method
        .split_once('#')
        .ok_or_else(|| refuse("lacks the fragment that names the key (did:jwk:X#0)"))?;
    if fragment != "0" {
        return Err(refuse("names a key that a did:jwk does not have; its only one is #0"));
    }
    key(did, limits)
}

/// The key that a did:jwk is.
pub(crate) fn key(did: &str, limits: &Limits) -> Result<PublicKey> {
    let encoded = did.strip_prefix(PREFIX).ok_or_else(|| refuse("is not a did:jwk URL"))?;
    if encoded.len() > MAX_CHARS {
        return Err(refuse("is longer than any did:jwk"));
    }
    let bytes =
        base64::URL.decode(encoded.as_bytes()).ok_or_else(|| refuse("is not base64url without padding"))?;
    let jwk = json::parse(&bytes, limits).map_err(|_| refuse("does not hold strict JSON"))?;
    let Value::Object(jwk) = &jwk else { return Err(refuse("does not hold a JWK")) };
    if jwk.get("use").and_then(Value::as_str) == Some("enc") {
        return Err(Problem::new(
            Code::InvalidRelationship,
            "The key of this did:jwk is for encryption only; it cannot assert anything.",
        ));
    }
    // Pointers into the key would point nowhere in the credential.
    Jwk::read(jwk).map(|jwk| jwk.key).map_err(|problem| problem.at(""))
}

fn refuse(why: &str) -> Problem {
    Problem::new(Code::InvalidVerificationMethodUrl, format!("The verification method {why}."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// The first example of the did:jwk specification, an EC key with P-256.
    const P256: &str = "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9";

    fn of(jwk: &str) -> String {
        format!("did:jwk:{}#0", base64::URL.encode(jwk.as_bytes()))
    }

    #[test]
    fn the_example_of_the_specification_resolves() {
        let key = resolve(&format!("{P256}#0"), &Limits::default()).unwrap();
        assert_eq!(key.kind(), "P-256");
    }

    #[test]
    fn other_fragments_uses_and_spellings_are_refused() {
        let limits = Limits::default();
        let code = |method: &str| resolve(method, &limits).unwrap_err().code();
        assert_eq!(code(P256), Code::InvalidVerificationMethodUrl);
        assert_eq!(code(&format!("{P256}#1")), Code::InvalidVerificationMethodUrl);
        assert_eq!(code(&format!("{P256}=#0")), Code::InvalidVerificationMethodUrl);
        let x25519 =
            r#"{"kty":"OKP","crv":"X25519","use":"enc","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#;
        assert_eq!(code(&of(x25519)), Code::InvalidRelationship);
        let secret = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        assert_eq!(code(&of(secret)), Code::KeyCompromised);
        assert_eq!(code(&of(r#"{"kty":"OKP","kty":"EC"}"#)), Code::InvalidVerificationMethodUrl);
        assert_eq!(code(&of("[]")), Code::InvalidVerificationMethodUrl);
    }
}

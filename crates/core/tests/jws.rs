//! Compact JWS: the rows of ATTACKS part D that need nothing but the token.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use data_encoding::BASE64URL_NOPAD;
use proofmark::jws::{CompactJws, sign};
use proofmark::{Code, Limits, PublicKey, SecretKey};

const PAYLOAD: &str = r#"{"id":"urn:uuid:1"}"#;

fn key() -> SecretKey {
    SecretKey::from_bytes(&[7; 32])
}

fn encode(text: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(text.as_ref())
}

/// A token whose signature is good, whatever its header says.
fn token(header: &str) -> String {
    let signed = format!("{}.{}", encode(header), encode(PAYLOAD));
    let signature = key().sign(signed.as_bytes());
    format!("{signed}.{}", encode(signature))
}

fn answer(token: &str) -> Result<Vec<u8>, Code> {
    let jws = CompactJws::parse(token, &Limits::default()).map_err(|problem| problem.code())?;
    let payload = jws.verify(&PublicKey::Ed25519(key().public_key())).map_err(|problem| problem.code())?;
    Ok(payload.to_vec())
}

#[test]
fn a_signed_payload_is_read_again() {
    let token = sign(PAYLOAD.as_bytes(), &key(), "did:web:a.edu#1", "JWT", &Limits::default()).unwrap();
    assert_eq!(answer(&token).unwrap(), PAYLOAD.as_bytes());
    let jws = CompactJws::parse(&token, &Limits::default()).unwrap();
    assert_eq!(jws.header().key_id.as_deref(), Some("did:web:a.edu#1"));
    assert_eq!(jws.header().media_type.as_deref(), Some("JWT"));
    assert_eq!(sign(b"{}", &key(), "", "JWT", &Limits::default()).unwrap_err().code(), Code::MalformedProof);
}

#[test]
fn header_rows() {
    let secret_jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;
    let long_kid = format!(r#"{{"alg":"EdDSA","kid":"{}"}}"#, "a".repeat(100_000));
    let with_secret = format!(r#"{{"alg":"EdDSA","jwk":{secret_jwk}}}"#);
    let bad = Code::MalformedProof;
    let rows = [
        ("D01", r#"{"alg":"none"}"#, bad),
        ("D01", r#"{"alg":"nOnE"}"#, bad),
        ("D01", r#"{"alg":""}"#, bad),
        ("D01", r#"{"alg":null}"#, bad),
        ("D01", r#"{"kid":"a"}"#, bad),
        ("D01", r#"{"alg":["EdDSA"]}"#, bad),
        ("D01", r#"{"alg":"eddsa"}"#, bad),
        ("D01", r#"{"alg":"EdDSA "}"#, bad),
        ("D02", r#"{"alg":"HS256"}"#, bad),
        ("D02", r#"{"alg":"HS384"}"#, bad),
        ("D02", r#"{"alg":"HS512"}"#, bad),
        ("D02", r#"{"alg":"HS256/64"}"#, bad),
        ("D04", r#"{"alg":"EdDSA","jku":"https://evil.example/jwks"}"#, bad),
        ("D04", r#"{"alg":"EdDSA","x5u":"https://evil.example/cert"}"#, bad),
        ("D04", r#"{"alg":"EdDSA","x5c":["AA"]}"#, bad),
        ("D04", r#"{"alg":"EdDSA","zip":"DEF"}"#, bad),
        ("D07", "{\"alg\":\"EdDSA\",\"kid\":\"a\\u0000b\"}", bad),
        ("D07", "{\"alg\":\"EdDSA\",\"kid\":\"a\\r\\nb\"}", bad),
        ("D07", r#"{"alg":"EdDSA","kid":7}"#, bad),
        ("D07", &long_kid, bad),
        ("D11", r#"{"alg":"EdDSA","crit":["exp"],"exp":1}"#, bad),
        ("D11", r#"{"alg":"EdDSA","crit":[]}"#, bad),
        ("D11", r#"{"alg":"EdDSA","b64":false}"#, bad),
        ("D11", r#"{"alg":"EdDSA","b64":false,"crit":["b64"]}"#, bad),
        ("D15", r#"{"alg":"EdDSA","alg":"none"}"#, bad),
        ("D15", r#"{"alg":"EdDSA","\u0061lg":"none"}"#, bad),
        ("D16", r#"{"alg":"ES256"}"#, Code::InvalidVerificationMethod),
        ("D16", r#"{"alg":"RS256"}"#, Code::InvalidVerificationMethod),
        (
            "D16",
            r#"{"alg":"ES256","jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}"#,
            bad,
        ),
        (
            "D16",
            r#"{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed448","x":"AA"}}"#,
            Code::InvalidVerificationMethod,
        ),
        ("D16", r#"{"alg":"EdDSA","jwk":{"kty":"oct","k":"AA"}}"#, Code::InvalidVerificationMethod),
        ("D16", r#"{"alg":"EdDSA","jwk":"x"}"#, bad),
        ("B17", &with_secret, Code::KeyCompromised),
        ("D20", "[]", bad),
        ("D20", "{\"alg\":\"EdDSA\"", bad),
        ("D20", "\u{feff}{\"alg\":\"EdDSA\"}", bad),
        ("D16", r#"{"alg":"ES256","jwk":{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}}"#, bad),
        ("unsupported", r#"{"alg":"ES384"}"#, Code::UnsupportedCryptosuite),
        ("unsupported", r#"{"alg":"PS256"}"#, Code::UnsupportedCryptosuite),
        ("unsupported", r#"{"alg":"ES256K"}"#, Code::UnsupportedCryptosuite),
    ];
    for (id, header, code) in rows {
        assert_eq!(answer(&token(header)), Err(code), "{id} {}", &header[..header.len().min(120)]);
    }
}

#[test]
fn form_rows() {
    let good = token(r#"{"alg":"EdDSA","kid":"a"}"#);
    assert!(answer(&good).is_ok());
    let parts: Vec<_> = good.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!() };
    let bad = Code::MalformedProof;
    let mut rows = vec![
        ("D13", format!("{header}.{payload}"), bad),
        ("D13", format!("{header}.{payload}.{signature}.AA"), bad),
        ("D13", format!("{header}.{payload}.{signature}.AA.AA"), bad),
        ("D13", String::new(), bad),
        ("D13", "..".to_owned(), bad),
        (
            "D13",
            format!(r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#),
            bad,
        ),
        ("D14", format!("{good}="), bad),
        ("D14", format!("{good}=="), bad),
        ("D14", format!("{good}\n"), bad),
        ("D14", format!(" {good}"), bad),
        ("D14", format!("{header}.{payload} .{signature}"), bad),
        ("D14", format!("{header}.{}.{signature}", payload.replacen('I', "+", 1)), bad),
        ("D19", format!("{good}~WyJhIl0~"), Code::UnsupportedCryptosuite),
        ("D19", format!("{good}~"), Code::UnsupportedCryptosuite),
        ("D01", format!("{header}.{payload}."), Code::InvalidSignature),
        ("C07", format!("{header}.{payload}.{}", encode([0; 63])), Code::InvalidSignature),
        ("C07", format!("{header}.{payload}.{}", encode([0; 65])), Code::InvalidSignature),
    ];
    // The last letter of 64 bytes carries two bits and leaves four over: fifteen twins decode alike where nobody looks.
    let last = signature.chars().last().unwrap();
    for letter in
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars().filter(|c| *c != last)
    {
        let twin = format!("{header}.{payload}.{}{letter}", &signature[..signature.len() - 1]);
        let code = if "AQgw".contains(letter) { Code::InvalidSignature } else { bad };
        rows.push(("D14", twin, code));
    }
    for (id, token, code) in rows {
        assert_eq!(answer(&token), Err(code), "{id} {token}");
    }
    let changed = format!("{header}.{}.{signature}", encode(PAYLOAD.replace('1', "2")));
    assert_eq!(answer(&changed), Err(Code::InvalidSignature));
    let limits = {
        let mut limits = Limits::default();
        limits.credential_bytes = 100;
        limits
    };
    assert_eq!(CompactJws::parse(&good, &limits).unwrap_err().code(), Code::LimitExceeded);
}

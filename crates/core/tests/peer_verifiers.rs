//! What we sign, in front of other people's verifiers (`tests/vectors/cryptosuites/verify.mjs`): `jose` for JWT, Digital
//! Bazaar's library for eddsa-jcs-2022. They need `npm ci` in that folder; without it the test says so.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use data_encoding::BASE64URL_NOPAD;
use proofmark::{Contexts, Cryptosuite, Limits, ProofOptions, SecretKey, Timestamp, jws, sign};
use serde_json::{Value, json};

const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/cryptosuites");

/// What a peer says: `verified`, or what is wrong. `None` where the peers are not installed.
fn ask(question: &Value) -> Option<String> {
    if !Path::new(PEERS).join("node_modules").is_dir() {
        eprintln!("!!! NO PEERS in {PEERS}: run npm ci there; what we sign was not shown to other verifiers");
        return None;
    }
    let mut node = Command::new("node")
        .arg(Path::new(PEERS).join("verify.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    node.stdin.take().unwrap().write_all(question.to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

fn key() -> SecretKey {
    SecretKey::from_bytes(&[9; 32])
}

fn badge() -> String {
    let did = key().public_key().did_key();
    format!(
        r#"{{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80","type":["VerifiableCredential","OpenBadgeCredential"],"issuer":{{"id":"{did}","type":["Profile"],"name":"Schule \"Ä\" 🪢"}},"validFrom":"2026-01-01T00:00:00Z","credentialSubject":{{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{{"id":"urn:uuid:0b0e7c1e-58a7-4f0e-9d5b-1c2d3e4f5a6b","type":["Achievement"],"name":"Knots","description":"Ties twelve knots.","criteria":{{"narrative":"Tie them."}},"creditsAvailable":4.50}}}}}}"#
    )
}

#[test]
fn eddsa_jcs_2022() {
    let created = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
    let mut options = ProofOptions::new(key().public_key().did_key_verification_method(), created);
    options.cryptosuite = Cryptosuite::EddsaJcs2022;
    let signed =
        sign(badge().as_bytes(), &key(), &options, &mut Contexts::new(), &Limits::default()).unwrap();
    let Some(answer) = ask(&json!({ "kind": "json", "text": signed })) else { return };
    assert_eq!(answer, "verified");
    let changed = signed.replace("twelve", "twenty");
    assert_ne!(ask(&json!({ "kind": "json", "text": changed })).unwrap(), "verified");
}

#[test]
fn jwt() {
    let x = BASE64URL_NOPAD.encode(key().public_key().as_bytes());
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
    let kid = key().public_key().did_key_verification_method();
    for typ in ["JWT", "vc+jwt"] {
        let signed = jws::sign(badge().as_bytes(), &key(), &kid, typ, &Limits::default()).unwrap();
        let Some(answer) = ask(&json!({ "kind": "jwt", "text": signed, "jwk": jwk, "typ": typ })) else {
            return;
        };
        assert_eq!(answer, "verified");
        let (rest, _) = signed.rsplit_once('.').unwrap();
        let broken = format!("{rest}.{}", BASE64URL_NOPAD.encode(&[0; 64]));
        let answer = ask(&json!({ "kind": "jwt", "text": broken, "jwk": jwk, "typ": typ })).unwrap();
        assert_eq!(answer, "signature verification failed");
    }
}

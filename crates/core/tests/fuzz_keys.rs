//! Keys, tokens, issuer documents and proof values with random damage: an answer every time, and never a yes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "common/random.rs"]
mod random;

use std::fs;

use proofmark::jws::CompactJws;
use proofmark::{
    Contexts, Document, Jwk, JwkSet, Limits, Options, PublicKey, Source, Step, Timestamp, Verdict,
    Verification, canonicalize, did_web,
};
use random::Random;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/cryptosuites");

fn read(name: &str) -> Vec<u8> {
    fs::read(format!("{VECTORS}/{name}")).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// One to four bytes changed, cut out, doubled or moved.
fn damage(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len().max(1));
        match random.below(4) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 => bytes.truncate(at.max(1)),
            2 if at < bytes.len() => {
                let end = (at + 1 + random.below(40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ if at < bytes.len() => drop(bytes.remove(at)),
            _ => {}
        }
    }
    bytes
}

fn verdict(credential: Vec<u8>, keys: &[u8], contexts: &mut Contexts) -> Verdict {
    let now = Timestamp::parse("2026-11-21T10:00:00Z").unwrap();
    let mut verification = Verification::new(credential, Options::at(now));
    loop {
        match verification.step(contexts) {
            Step::Done(report) => return report.verdict,
            Step::Needs(requests) => {
                for request in requests {
                    let bytes = keys.to_vec();
                    let document = Document { bytes, retrieved_at: now, source: Source::Supplied };
                    verification.supply(&request.url, Ok(document));
                }
            }
        }
    }
}

/// Whether two documents have equal proofs and say the same: other white space, a list with an element twice.
fn same_statements(one: &[u8], other: &[u8], contexts: &mut Contexts) -> bool {
    let mut read = |bytes: &[u8]| {
        let mut document: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        let proof = document.as_object_mut()?.remove("proof")?;
        let statements = canonicalize(document.to_string().as_bytes(), contexts, &Limits::default()).ok()?;
        Some((proof, statements))
    };
    read(one).is_some_and(|one| Some(one) == read(other))
}

#[test]
fn damaged_keys_and_identifiers_get_an_answer() {
    let mut random = Random::new(1);
    let limits = Limits::default();
    let set = read("jwks.json");
    let jwk = br#"{"kty":"EC","crv":"P-256","x":"igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns","y":"efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM"}"#;
    assert!(Jwk::parse(jwk, &limits).is_ok());
    for _ in 0..20_000 {
        let _ = JwkSet::parse(&damage(&mut random, &set), &limits);
        let _ = Jwk::parse(&damage(&mut random, jwk), &limits);
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let _ = PublicKey::from_multibase(&text(damage(
            &mut random,
            b"zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv",
        )));
        if let Ok(url) =
            did_web::document_url(&text(damage(&mut random, b"did:web:school.example%3A8443:issuers:7")))
        {
            assert!(url.starts_with("https://") && url.ends_with("/did.json") && url.is_ascii(), "{url}");
            assert!(!url.contains(['@', '\\', '#', '?', ' ']), "{url}");
        }
    }
}

#[test]
fn damaged_credentials_are_never_valid() {
    let mut random = Random::new(2);
    let mut contexts = Contexts::new();
    let keys = read("jwks.json");
    for file in
        ["ecdsa-sd-2023.selective.json", "ecdsa-rdfc-2019.json", "eddsa-jcs-2022.json", "vc-jwt.es256.jwt"]
    {
        let whole = read(file);
        assert_eq!(verdict(whole.clone(), &keys, &mut contexts), Verdict::Valid, "{file}");
        for _ in 0..400 {
            let damaged = damage(&mut random, &whole);
            if damaged == whole || same_statements(&damaged, &whole, &mut contexts) {
                continue;
            }
            let text = String::from_utf8_lossy(&damaged).into_owned();
            assert_ne!(verdict(damaged, &keys, &mut contexts), Verdict::Valid, "{file}: {text}");
        }
        // A damaged key set neither crashes nor proves anything it did not prove.
        for _ in 0..200 {
            let _ = verdict(whole.clone(), &damage(&mut random, &keys), &mut contexts);
        }
    }
}

#[test]
fn damaged_tokens_get_an_answer() {
    let mut random = Random::new(3);
    let limits = Limits::default();
    let token = read("vc-jwt.jwk.es256.jwt");
    for _ in 0..20_000 {
        let damaged = damage(&mut random, &token);
        let Ok(text) = std::str::from_utf8(&damaged) else { continue };
        let _ = CompactJws::parse(text, &limits);
    }
}

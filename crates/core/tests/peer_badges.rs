//! Badges that other people's libraries signed (`tests/vectors/cryptosuites`), from bytes to report.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::fs;

use common::{at, outcome, verdict, verify, verify_and_log};
use data_encoding::BASE64URL_NOPAD;
use proofmark::{Contexts, Cryptosuite, Limits, ProofOptions};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/cryptosuites");
const KEY_SET: &str = "https://school.example/.well-known/jwks.json";
const NOW: &str = "2026-11-21T10:00:00Z";

fn read(name: &str) -> String {
    fs::read_to_string(format!("{VECTORS}/{name}")).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The token with another name in its payload, under the old signature.
fn other_payload(token: &str) -> String {
    let parts: Vec<_> = token.split('.').collect();
    let payload = String::from_utf8(BASE64URL_NOPAD.decode(parts[1].as_bytes()).unwrap()).unwrap();
    let changed = payload.replacen("Knots", "Knits", 1);
    assert_ne!(changed, payload);
    [parts[0], &BASE64URL_NOPAD.encode(changed.as_bytes()), parts[2]].join(".")
}

#[test]
fn embedded_proofs() {
    let rows = [
        ("ecdsa-rdfc-2019", "ecdsa-rdfc-2019", "valid", &[][..]),
        ("ecdsa-sd-2023.whole", "ecdsa-sd-2023", "valid", &[]),
        ("ecdsa-sd-2023.selective", "ecdsa-sd-2023", "valid", &[]),
        // Too little is shown to be a badge.
        ("ecdsa-sd-2023.mandatory", "ecdsa-sd-2023", "invalid: malformed", &[]),
        ("ecdsa-sd-2023.base", "ecdsa-sd-2023", "invalid: proof", &[]),
        ("ecdsa-sd-2023.label-in-literal", "ecdsa-sd-2023", "invalid: proof", &[]),
        ("ed25519-signature-2020", "Ed25519Signature2020", "valid", &["legacy_cryptosuite"]),
        ("eddsa-2022", "eddsa-2022", "valid", &["legacy_cryptosuite"]),
        ("eddsa-jcs-2022", "eddsa-jcs-2022", "valid", &[]),
    ];
    for (file, suite, expected, warnings) in rows {
        let (report, asked) = verify_and_log(&read(&format!("{file}.json")), at(NOW), &[]);
        assert_eq!(verdict(&report), expected, "{file}: {}", report.to_json());
        assert_eq!(report.format.securing.as_deref(), Some(suite), "{file}");
        assert_eq!(asked, [""; 0], "{file}: did:key needs no document");
        let codes: Vec<_> = report.warnings.iter().map(|warning| warning.code.as_str()).collect();
        let codes: Vec<_> = codes.into_iter().filter(|code| *code != "test_issuer").collect();
        assert_eq!(codes, warnings, "{file}");
        // Nothing is told of a credential whose proof does not hold.
        assert_eq!(report.credential.is_some(), !expected.ends_with("proof"), "{file}");
    }
}

/// What a holder leaves out is neither in the report nor missed by it.
#[test]
fn a_selective_disclosure_shows_only_what_was_chosen() {
    let text = read("ecdsa-sd-2023.selective.json");
    let report = verify(&text, at(NOW), &[]);
    let claims = report.credential.as_ref().unwrap();
    assert_eq!(claims.recipient.identifiers.len(), 1);
    assert!(read("ecdsa-sd-2023.whole.json").contains("Twelve knots on one rope."));
    assert!(!report.to_json().contains("Twelve knots on one rope."));
    let forged = text.replace("ada@example.org", "eve@example.org");
    assert_eq!(verdict(&verify(&forged, at(NOW), &[])), "invalid: proof");
}

#[test]
fn tokens() {
    let keys = read("jwks.json");
    let documents = [(KEY_SET, keys.as_str())];
    for alg in ["eddsa", "es256", "rs256"] {
        for (kind, securing) in [("vc-jwt", "vc-jwt"), ("vc-jwt.jwk", "vc-jwt"), ("vc-jose", "vc+jwt")] {
            let token = read(&format!("{kind}.{alg}.jwt"));
            let (report, asked) = verify_and_log(&token, at(NOW), &documents);
            assert_eq!(verdict(&report), "valid", "{kind} {alg}: {}", report.to_json());
            assert_eq!(report.format.securing.as_deref(), Some(securing));
            assert_eq!(asked, [KEY_SET]);
            // Without the issuer's own key set a key in the header proves nothing.
            let alone = verify(&token, at(NOW), &[]);
            assert_eq!(verdict(&alone), "inconclusive: unchecked", "{kind} {alg}");
            assert_eq!(outcome(&alone, "issuer_key"), ("inconclusive", Some("issuer_document_unavailable")));
            assert!(alone.credential.is_none());
            let other_set = r#"{"keys":[]}"#;
            let unlisted = verify(&token, at(NOW), &[(KEY_SET, other_set)]);
            assert_eq!(outcome(&unlisted, "issuer_key"), ("failed", Some("key_not_listed")));
            // A key in the header tells that nothing was changed, and no more; a name of a key does not even tell that.
            let signature = if kind == "vc-jwt.jwk" { "passed" } else { "notRun" };
            assert_eq!(outcome(&unlisted, "signature").0, signature, "{kind} {alg}");
            assert_eq!(outcome(&alone, "signature").0, signature, "{kind} {alg}");
            assert!(unlisted.credential.is_none());
            if kind == "vc-jwt.jwk" {
                let broken = verify(&other_payload(&token), at(NOW), &[(KEY_SET, other_set)]);
                assert_eq!(outcome(&broken, "signature"), ("failed", Some("invalid_signature")), "{alg}");
                assert_eq!(outcome(&broken, "issuer_key"), ("failed", Some("key_not_listed")), "{alg}");
            }
            let later = verify(&token, at("2040-01-01T00:00:00Z"), &documents);
            assert_eq!(verdict(&later), "invalid: expired", "{kind} {alg}");
        }
    }
    let report = verify(&read("vc-jwt.v1.eddsa.jwt"), at(NOW), &documents);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
}

/// The other way round: what we sign with eddsa-jcs-2022 carries its own context and verifies.
#[test]
fn our_own_jcs_proofs_verify() {
    let issuer = common::Issuer::new(1);
    let created = proofmark::Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
    let mut options = ProofOptions::new(issuer.key.public_key().did_key_verification_method(), created);
    options.cryptosuite = Cryptosuite::EddsaJcs2022;
    let mut contexts = Contexts::new();
    let limits = Limits::default();
    let signed =
        proofmark::sign(issuer.badge("").as_bytes(), &issuer.key, &options, &mut contexts, &limits).unwrap();
    let report = verify(&signed, at(NOW), &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    assert_eq!(report.format.securing.as_deref(), Some("eddsa-jcs-2022"));
    assert_eq!(proofmark::proof_inputs(signed.as_bytes(), &mut contexts, &limits).unwrap().len(), 1);
}

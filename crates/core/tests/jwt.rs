//! Credentials secured as JWT, from the file to the verdict.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::fs;

use common::{Issuer, at, beside_suites, outcome, verdict, verify};
use data_encoding::BASE64URL_NOPAD;
use proofmark::{Code, Contexts, Limits, SecretKey, Timestamp, jws};
use serde_json::json;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/vc-jwt");
const NOW: &str = "2026-03-01T12:00:00Z";

#[test]
fn the_realistic_jwt_is_valid() {
    let Some(bench) = beside_suites("bench", "the realistic JWT") else { return };
    let jwt = fs::read_to_string(bench.join("vc.jwt")).unwrap();
    let list = fs::read_to_string(bench.join("documents/status-rdfc.json")).unwrap();
    let report = verify(jwt.trim(), at(NOW), &[("https://issuer.example.edu/status/3", &list)]);
    assert_eq!(outcome(&report, "signature"), ("passed", None), "{}", report.to_json());
    assert_eq!(outcome(&report, "issuer_key"), ("passed", None), "{}", report.to_json());
    assert_eq!(report.format.container, "jwt");
}

/// `tests/vectors/vc-jwt`: what `sign_jwt` made of the badges there, it makes again, and it is valid.
#[test]
fn the_published_samples_are_made_again_and_valid() {
    let read = |name: &str| fs::read_to_string(format!("{SAMPLES}/{name}")).unwrap();
    let (did, keys) = (read("documents/did.json"), read("documents/jwks.json"));
    let documents = [
        ("https://college.example/.well-known/did.json", did.as_str()),
        ("https://college.example/.well-known/jwks.json", keys.as_str()),
    ];
    for name in ["did-key", "did-web", "https"] {
        let key: serde_json::Value = serde_json::from_str(&read(&format!("keys/{name}.json"))).unwrap();
        let secret_key = SecretKey::from_multibase(key["secretKeyMultibase"].as_str().unwrap()).unwrap();
        let unsecured = read(&format!("{name}.json"));
        let sample = read(&format!("{name}.jwt"));
        let signed = sign_jwt(unsecured.as_bytes(), &secret_key, key["id"].as_str().unwrap());
        assert_eq!(signed.as_deref(), Ok(&*sample), "{name}");

        let report = verify(&sample, at(NOW), &documents);
        assert_eq!(verdict(&report), "valid", "{name}: {}", report.to_json());
        let warnings: Vec<_> = report.warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(warnings, ["test_issuer"], "{name}");

        let [header, payload]: [serde_json::Value; 2] = [0, 1].map(|part| {
            let segment = sample.split('.').nth(part).unwrap();
            serde_json::from_slice(&BASE64URL_NOPAD.decode(segment.as_bytes()).unwrap()).unwrap()
        });
        assert_eq!(header, json!({ "alg": "EdDSA", "kid": key["id"], "typ": "JWT" }));
        let mut expected: serde_json::Value = serde_json::from_str(&unsecured).unwrap();
        expected["iss"] = expected["issuer"]["id"].clone();
        expected["jti"] = expected["id"].clone();
        expected["sub"] = expected["credentialSubject"]["id"].clone();
        expected["nbf"] = json!(1_767_225_600);
        if name != "did-key" {
            expected["exp"] = json!(2_082_754_800);
        }
        assert_eq!(payload, expected, "{name}");
    }
}

#[test]
fn what_a_verifier_would_refuse_is_not_signed_as_jwt() {
    let issuer = Issuer::new(1);
    let method = issuer.key.public_key().did_key_verification_method();
    let badge = issuer.badge("");
    assert!(sign_jwt(badge.as_bytes(), &issuer.key, &method).is_ok());
    let id = r#""id":"urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80","#;
    for (from, to, code, pointer) in [
        (id, "", Code::MissingMember, "/id"),
        (r#""validFrom":"2026-01-01T00:00:00Z","#, "", Code::MissingMember, "/validFrom"),
        ("2026-01-01T00:00:00Z", "1960-01-01T00:00:00Z", Code::InvalidDateTime, "/nbf"),
        ("2026-01-01T00:00:00Z", "soon", Code::InvalidDateTime, "/validFrom"),
        (id, &format!(r#"{id}"jti":"urn:x","#), Code::MalformedValue, "/jti"),
        (id, &format!(r#"{id}"exp":1,"#), Code::MalformedValue, "/exp"),
        (id, &format!(r#"{id}"proof":{{"type":"DataIntegrityProof"}},"#), Code::MalformedValue, "/proof"),
        (id, &format!(r#"{id}"color":"red","#), Code::UndefinedTerm, "/color"),
        (r#","criteria":{"narrative":"Tie them."}"#, "", Code::MissingMember, ""),
        (r#""OpenBadgeCredential""#, r#""VerifiablePresentation""#, Code::UnsupportedCredentialType, "/type"),
    ] {
        let changed = badge.replacen(from, to, 1);
        assert_ne!(changed, badge, "{from}");
        let problem = sign_jwt(changed.as_bytes(), &issuer.key, &method).unwrap_err();
        assert_eq!(problem.code(), code, "{from} → {to}: {problem}");
        assert!(problem.pointer().starts_with(pointer), "{from} → {to}: {problem}");
    }
    // Somebody else's key, under its own name and under the issuer's.
    let other = Issuer::new(2);
    for key_id in [&*method, &other.key.public_key().did_key_verification_method(), ""] {
        assert!(sign_jwt(badge.as_bytes(), &other.key, key_id).is_err(), "{key_id}");
    }
}

fn sign_jwt(unsecured: &[u8], key: &SecretKey, key_id: &str) -> proofmark::Result<String> {
    proofmark::sign_jwt(unsecured, key, key_id, &mut Contexts::new(), &Limits::default())
}

/// A badge of ours as VC-JWT of Open Badges 3.0; `edit` may spoil the payload before it is signed.
fn jwt(issuer: &Issuer, key_id: &str, edit: impl Fn(String) -> String) -> String {
    let badge = issuer.badge("");
    let start = Timestamp::parse("2026-01-01T00:00:00Z").unwrap().unix_seconds();
    let end = Timestamp::parse("2036-01-01T00:00:00Z").unwrap().unix_seconds();
    let claims = format!(
        r#","iss":"{}","jti":"urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80","sub":"did:example:ada","nbf":{start},"exp":{end}}}"#,
        issuer.did
    );
    let payload = edit(format!("{}{claims}", &badge[..badge.len() - 1]));
    jws::sign(payload.as_bytes(), &issuer.key, key_id, "JWT", &Limits::default()).unwrap()
}

#[test]
fn our_own_jwt_is_valid_within_its_period() {
    let issuer = Issuer::new(1);
    let signed = jwt(&issuer, &issuer.key.public_key().did_key_verification_method(), |payload| payload);
    for (now, expected) in [
        (NOW, "valid"),
        ("2025-06-01T00:00:00Z", "invalid: notYetValid"),
        ("2036-06-01T00:00:00Z", "invalid: expired"),
    ] {
        let report = verify(&signed, at(now), &[]);
        assert_eq!(verdict(&report), expected, "{now}: {}", report.to_json());
        assert_eq!(
            report.credential.unwrap().id.as_deref(),
            Some("urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80")
        );
    }
}

#[test]
fn d03_d06_a_key_of_somebody_else_proves_nothing() {
    let (victim, forger) = (Issuer::new(1), Issuer::new(2));
    let forged = Issuer { key: forger.key.clone(), did: victim.did.clone() };
    for key_id in [
        forger.key.public_key().did_key_verification_method(),
        victim.key.public_key().did_key_verification_method(),
        "https://evil.example/key".to_owned(),
    ] {
        let report = verify(&jwt(&forged, &key_id, |payload| payload), at(NOW), &[]);
        assert_eq!(report.verdict.as_str(), "invalid", "{key_id}: {}", report.to_json());
        assert!(report.credential.is_none());
    }
}

#[test]
fn d08_claims_that_disagree_with_the_credential_are_refused() {
    let issuer = Issuer::new(1);
    let key_id = issuer.key.public_key().did_key_verification_method();
    for (from, to) in [
        (r#""iss":"did:key"#, r#""iss":"did:web"#),
        (r#","sub":"did:example:ada""#, ""),
        (r#""sub":"did:example:ada""#, r#""sub":"did:example:eve""#),
        (r#""jti":"urn:uuid:7"#, r#""jti":"urn:uuid:8"#),
        (r#""nbf":1"#, r#""nbf":2"#),
        (r#""exp":2"#, r#""exp":1"#),
        (r#""exp":2"#, r#""exp":-2"#),
        (r#""nbf":1767225600"#, r#""nbf":"1767225600""#),
    ] {
        let spoilt = jwt(&issuer, &key_id, |payload| {
            let changed = payload.replacen(from, to, 1);
            assert_ne!(changed, payload, "{from}");
            changed
        });
        let report = verify(&spoilt, at(NOW), &[]);
        assert_eq!(report.verdict.as_str(), "invalid", "{from} → {to}: {}", report.to_json());
        assert!(report.credential.is_none(), "{from}");
    }
}

#[test]
fn d14_d18_odd_tokens_are_refused() {
    let issuer = Issuer::new(1);
    let key_id = issuer.key.public_key().did_key_verification_method();
    let good = jwt(&issuer, &key_id, |payload| payload);
    let (head, _) = good.rsplit_once('.').unwrap();
    for odd in [
        format!("{good} "),
        format!("{good}\n"),
        format!("{good}="),
        format!("{good}.x"),
        format!("{head}."),
        head.to_owned(),
        good.replace('.', ".."),
    ] {
        let report = verify(&odd, at(NOW), &[]);
        assert_eq!(report.verdict.as_str(), "invalid", "{odd:?}: {}", report.to_json());
    }
    assert_eq!(verify(&format!("{good}~"), at(NOW), &[]).verdict.as_str(), "inconclusive", "D19");
    let broken_inside = jwt(&issuer, &key_id, |payload| {
        payload.replacen(
            "\"iss\"",
            r#""proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","verificationMethod":"did:key:z#z","proofPurpose":"assertionMethod","proofValue":"z1"},"iss""#,
            1,
        )
    });
    let report = verify(&broken_inside, at(NOW), &[]);
    assert_eq!(report.verdict.as_str(), "invalid", "D18: {}", report.to_json());
}

//! `proofmark sign`.

use serde_json::{Value, json};

use crate::support::{Folder, NOW, credential};

#[test]
fn a_signed_credential_keeps_its_members_and_gets_a_proof() {
    let (folder, did) = Folder::with_key();
    let unsecured = credential(&did);
    let secured: Value = serde_json::from_str(&folder.sign("credential.json", &unsecured)).unwrap();
    let proof = &secured["proof"];
    assert_eq!(proof["type"], "DataIntegrityProof");
    assert_eq!(proof["cryptosuite"], "eddsa-rdfc-2022");
    assert_eq!(proof["created"], "2026-01-01T00:00:00Z");
    assert_eq!(proof["proofPurpose"], "assertionMethod");
    assert!(proof["verificationMethod"].as_str().unwrap().starts_with(&did));
    let mut rest = secured.clone();
    rest.as_object_mut().unwrap().remove("proof");
    assert_eq!(rest, unsecured);
    folder.run(&["verify", "--now", NOW, "credential.json"]).expect(0);
}

#[test]
fn every_cryptosuite_that_is_offered_verifies() {
    let (folder, did) = Folder::with_key();
    let input = credential(&did).to_string();
    for name in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        let sign =
            ["sign", "--key", "key.json", "--cryptosuite", name, "--created", "2026-01-01T00:00:00Z", "-"];
        let secured = folder.run_with_input(&sign, input.as_bytes()).expect(0);
        assert_eq!(secured.json()["proof"]["cryptosuite"], name);
        let verify = ["verify", "--json", "--now", NOW, "-"];
        let report = folder.run_with_input(&verify, secured.stdout.as_bytes()).expect(0).json();
        assert_eq!(report["format"]["securing"], name);
    }
}

#[test]
fn a_jwt_is_signed_and_verifies() {
    let (folder, did) = Folder::with_key();
    let input = credential(&did).to_string();
    let sign = ["sign", "--key", "key.json", "--cryptosuite", "vc-jwt", "-"];
    let signed = folder.run_with_input(&sign, input.as_bytes()).expect(0);
    assert_eq!(signed.stdout.split('.').count(), 3, "{signed:?}");
    folder.write("credential.jwt", &signed.stdout);
    let report = folder.run(&["verify", "--json", "--now", NOW, "credential.jwt"]).expect(0).json();
    assert_eq!(report["format"]["securing"], "vc-jwt");
    let stranger = credential("did:web:issuer.example.edu").to_string();
    let refused = folder.run_with_input(&sign, stranger.as_bytes()).expect(1);
    assert_eq!(refused.stdout, "");
}

#[test]
fn the_same_key_and_time_give_the_same_signature() {
    let (folder, did) = Folder::with_key();
    let credential = credential(&did);
    assert_eq!(folder.sign("a.json", &credential), folder.sign("b.json", &credential));
}

#[test]
fn what_a_verifier_would_refuse_is_not_signed() {
    let (folder, did) = Folder::with_key();
    let changed = |change: fn(&mut Value)| {
        let mut credential = credential(&did);
        change(&mut credential);
        credential.to_string()
    };
    for (input, code) in [
        ("{".to_owned(), "invalid_json"),
        ("[]".to_owned(), ""),
        (r#"{"a":1,"a":2}"#.to_owned(), "duplicate_member"),
        (changed(|c| c["extra"] = json!("not defined")), "undefined_term"),
        (changed(|c| c["type"][1] = json!("NoSuchType")), "undefined_type"),
        (changed(|c| c["@context"][1] = json!("https://a.example.org/context")), "unknown_context"),
        (changed(|c| c["proof"] = json!({})), "malformed_value"),
    ] {
        let run = folder.run_with_input(&["sign", "--key", "key.json", "-"], input.as_bytes()).expect(1);
        assert_eq!(run.stdout, "");
        assert!(run.stderr.starts_with(&format!("error: {code}")), "{code}: {run:?}");
    }
}

#[test]
fn a_key_file_that_does_not_fit_together_is_unreadable() {
    let (folder, did) = Folder::with_key();
    folder.write("unsecured.json", credential(&did).to_string());
    folder.run(&["keygen", "--out", "other.json"]).expect(0);
    let key: Value = serde_json::from_str(&folder.read("key.json")).unwrap();
    let other: Value = serde_json::from_str(&folder.read("other.json")).unwrap();
    for (member, value) in [
        ("publicKeyMultibase", other["publicKeyMultibase"].clone()),
        ("secretKeyMultibase", other["secretKeyMultibase"].clone()),
        ("secretKeyMultibase", key["publicKeyMultibase"].clone()),
        ("secretKeyMultibase", json!("z3u2")),
        ("id", other["id"].clone()),
        ("type", json!("JsonWebKey")),
    ] {
        let mut changed = key.clone();
        changed[member] = value;
        folder.write("changed.json", changed.to_string());
        let run = folder.run(&["sign", "--key", "changed.json", "unsecured.json"]).expect(66);
        let secret = key["secretKeyMultibase"].as_str().unwrap();
        assert!(!run.stderr.contains(secret), "no secret in messages");
    }
}

#[test]
fn signing_for_another_issuer_is_warned_about() {
    let (folder, _) = Folder::with_key();
    let input = credential("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK").to_string();
    let run = folder.run_with_input(&["sign", "--key", "key.json", "-"], input.as_bytes()).expect(0);
    assert!(run.stderr.starts_with("warning: the issuer is did:key:z6Mkha"), "{run:?}");
    let run = folder.run_with_input(&["verify", "--json", "-"], run.stdout.as_bytes()).expect(1);
    assert_eq!(run.json()["reason"], "issuer");
}

/// A key of a live issuer: the identifier in the key file says where verifiers find it.
#[test]
fn a_key_may_belong_to_a_domain() {
    let (folder, _) = Folder::with_key();
    let mut key: Value = serde_json::from_str(&folder.read("key.json")).unwrap();
    key["id"] = json!("did:web:issuer.example.edu#key-1");
    key["controller"] = json!("did:web:issuer.example.edu");
    folder.write("key.json", key.to_string());
    let secured: Value =
        serde_json::from_str(&folder.sign("credential.json", &credential("did:web:issuer.example.edu")))
            .unwrap();
    assert_eq!(secured["proof"]["verificationMethod"], "did:web:issuer.example.edu#key-1");
}

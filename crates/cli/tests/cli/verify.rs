//! `proofmark verify`: verdicts, exit codes and options.

use serde_json::{Value, json};

use crate::status_list;
use crate::support::{Folder, NOW, credential};

#[test]
fn an_honest_credential_is_valid() {
    let (folder, did) = Folder::with_key();
    let secured = folder.sign("credential.json", &credential(&did));
    let run = folder.run(&["verify", "--offline", "--now", NOW, "credential.json"]).expect(0);
    assert!(run.stdout.starts_with("VALID "), "{run:?}");
    assert_eq!(run.stderr, "");
    let run = folder.run_with_input(&["verify", "--now", NOW, "--json", "-"], secured.as_bytes()).expect(0);
    let report = run.json();
    assert_eq!(report["verdict"], "valid");
    assert_eq!(report["verifiedAt"], NOW);
    assert_eq!(report["credential"]["issuer"]["id"], did);
    assert_eq!(run.stdout.lines().count(), 1);
}

/// Each change of one text in the credential, and where `reason` points.
#[test]
fn a_changed_credential_is_invalid() {
    let (folder, did) = Folder::with_key();
    let secured = folder.sign("credential.json", &credential(&did));
    for (from, to) in [
        ("Rust Fundamentals", "Rust Mastery"),
        ("ada@example.org", "eve@example.org"),
        ("2027-01-01T00:00:00Z", "2037-01-01T00:00:00Z"),
        ("Example University", "Exemple University"),
        ("2026-01-01T00:00:00Z\",\"verificationMethod", "2026-01-02T00:00:00Z\",\"verificationMethod"),
    ] {
        let changed = secured.replace(from, to);
        assert_ne!(changed, secured, "{from}");
        let report = folder
            .run_with_input(&["verify", "--now", NOW, "--json", "-"], changed.as_bytes())
            .expect(1)
            .json();
        assert_eq!(report["verdict"], "invalid", "{from}");
        assert_eq!(report["reason"], "proof", "{from}");
        assert!(report.get("credential").is_none(), "nothing is shown that nobody vouches for");
    }
}

#[test]
fn anything_else_than_a_credential_is_invalid() {
    let folder = Folder::new();
    for input in
        [&b""[..], b"{}", b"[]", b"null", b"\xff\xfe", b"{\"a\":1}{", b"<svg/>", &b"[".repeat(100_000)]
    {
        let run = folder.run_with_input(&["verify", "--json", "-"], input).expect(1);
        assert_eq!(run.json()["verdict"], "invalid");
        folder.run_with_input(&["verify", "-"], input).expect(1);
    }
}

#[test]
fn the_validity_period_is_checked_against_now() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &credential(&did));
    for (now, code, reason) in [
        ("2025-12-31T00:00:00Z", 1, json!("notYetValid")),
        ("2026-01-01T00:00:00Z", 0, Value::Null),
        ("2027-01-02T00:00:00Z", 1, json!("expired")),
    ] {
        let report = folder.run(&["verify", "--json", "--now", now, "credential.json"]).expect(code).json();
        assert_eq!(report["reason"], reason, "{now}");
    }
}

#[test]
fn the_recipient_is_checked_when_named() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &credential(&did));
    let verify = |recipient| {
        folder.run(&["verify", "--json", "--now", NOW, "--recipient", recipient, "credential.json"])
    };
    assert_eq!(verify("ada@example.org").expect(0).json()["verdict"], "valid");
    assert_eq!(verify("eve@example.org").expect(1).json()["reason"], "recipient");
}

#[test]
fn a_proof_for_no_place_meets_no_expectation() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &credential(&did));
    for (option, value, code) in [
        ("--domain", "https://school.example", "domain_mismatch"),
        ("--challenge", "7f3a", "challenge_mismatch"),
    ] {
        let report = folder
            .run(&["verify", "--json", "--now", NOW, option, value, "credential.json"])
            .expect(1)
            .json();
        assert!(report["checks"].as_array().unwrap().iter().any(|check| check["code"] == code), "{report}");
    }
}

#[test]
fn a_supplied_status_list_decides() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &status_list::with_status(credential(&did), 1000));
    let offline = ["verify", "--json", "--offline", "--now", NOW, "credential.json"];

    let report = folder.run(&offline).expect(2).json();
    assert_eq!((&report["verdict"], &report["reason"]), (&json!("inconclusive"), &json!("unchecked")));
    assert_eq!(report["hosts"], json!([]));

    let supplied = [&offline[..5], &["--documents", "documents", "credential.json"]].concat();
    folder.write("documents/index.json", json!({ status_list::URL: "list.json" }).to_string());
    for (revoked, code, reason) in
        [(&[][..], 0, Value::Null), (&[999, 1001], 0, Value::Null), (&[1000], 1, json!("revoked"))]
    {
        folder.sign("documents/list.json", &status_list::unsecured(&did, revoked));
        let report = folder.run(&supplied).expect(code).json();
        assert_eq!(report["reason"], reason, "{revoked:?}");
        assert_eq!(report["status"][0]["index"], "1000");
        assert_eq!(report["hosts"], json!([]));
    }

    // A list that somebody else signed decides nothing.
    std::fs::remove_file(folder.path("key.json")).unwrap();
    folder.run(&["keygen", "--out", "key.json"]).expect(0);
    folder.sign("documents/list.json", &status_list::unsecured(&did, &[]));
    assert_eq!(folder.run(&supplied).expect(2).json()["verdict"], "inconclusive");
}

/// The first folder wins; the second fills gaps.
#[test]
fn documents_come_from_several_folders() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &status_list::with_status(credential(&did), 7));
    folder.sign("first/list.json", &status_list::unsecured(&did, &[7]));
    folder.sign("second/list.json", &status_list::unsecured(&did, &[]));
    folder.write("empty/index.json", "{}");
    for name in ["first", "second"] {
        folder.write(&format!("{name}/index.json"), json!({ status_list::URL: "list.json" }).to_string());
    }
    let verify = |first, second| {
        let documents = ["--documents", first, "--documents", second];
        folder
            .run(&[&["verify", "--offline", "--now", NOW], &documents[..], &["credential.json"]].concat())
            .code
    };
    assert_eq!(verify("first", "second"), 1);
    assert_eq!(verify("second", "first"), 0);
    assert_eq!(verify("empty", "first"), 1);
}

#[test]
fn a_good_signature_is_no_reason_to_trust_its_issuer() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &credential(&did));
    let verify = |options: &[&str]| {
        let all = [&["verify", "--json", "--offline", "--now", NOW, "credential.json"], options].concat();
        folder.run(&all)
    };
    let trust = |report: &Value| {
        let checks = report["checks"].as_array().unwrap();
        checks.iter().find(|check| check["id"] == "issuer_trust").unwrap()["outcome"].clone()
    };
    let report = verify(&[]).expect(0).json();
    assert_eq!(trust(&report), "notRun");
    let report = verify(&["--trust", "did:web:other.example", "--trust", &did]).expect(0).json();
    assert_eq!(trust(&report), "passed");
    let report = verify(&["--trust", "did:web:other.example"]).expect(2).json();
    assert_eq!(trust(&report), "inconclusive");
}

#[test]
fn supplied_pictures_are_compared_with_their_digests() {
    let (folder, did) = Folder::with_key();
    let picture = "https://school.example/knots.png";
    // SHA-256 of "abc" (FIPS 180-4).
    let digest = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
    let mut linking = credential(&did);
    linking["relatedResource"] = json!([{ "id": picture, "digestSRI": digest }]);
    folder.sign("credential.json", &linking);
    folder.write("documents/index.json", json!({ picture: "knots.png" }).to_string());
    let verify = || {
        let documents = ["--documents", "documents", "credential.json"];
        folder.run(&[&["verify", "--json", "--offline", "--now", NOW][..], &documents].concat())
    };
    folder.write("documents/knots.png", "abc");
    assert_eq!(verify().expect(0).json()["verdict"], "valid");
    folder.write("documents/knots.png", "abd");
    assert!(verify().expect(2).stdout.contains("digest_mismatch"));
}

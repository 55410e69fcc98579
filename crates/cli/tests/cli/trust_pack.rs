//! `proofmark sign --trust-pack` and `proofmark verify --trust-pack`.

use serde_json::{Value, json};

use crate::support::{Folder, NOW, credential};

const SCHOOL: &str = "did:web:school.example";

/// A folder with a badge of the school (`badge.json`), the school's DID document (`documents/did.json`), the contents of
/// a pack (`contents.json`) and a publisher's key; and the publisher's did:key.
fn world() -> (Folder, String) {
    let (folder, did) = Folder::with_key();
    let mut school_key: Value = serde_json::from_str(&folder.read("key.json")).unwrap();
    let multibase = school_key["publicKeyMultibase"].as_str().unwrap().to_owned();
    assert!(did.ends_with(&multibase));
    let method = format!("{SCHOOL}#key-1");
    school_key["id"] = method.clone().into();
    folder.write("key.json", school_key.to_string());
    folder.sign("badge.json", &credential(SCHOOL));
    let document = json!({
        "id": SCHOOL,
        "verificationMethod": [
            {"id": method, "type": "Multikey", "controller": SCHOOL, "publicKeyMultibase": multibase}
        ],
        "assertionMethod": [method]
    });
    folder.write("documents/did.json", document.to_string());
    let contents = json!({"issuers": [{
        "id": SCHOOL,
        "name": "Example School",
        "document": {"retrievedAt": "2026-02-28T00:00:00Z", "file": "documents/did.json"}
    }]});
    folder.write("contents.json", contents.to_string());
    let publisher = folder.run(&["keygen", "--out", "publisher.json"]).expect(0).stdout.trim().to_owned();
    (folder, publisher)
}

fn sign(folder: &Folder) -> String {
    let created = ["--created", "2026-02-28T12:00:00Z"];
    let sign = [&["sign", "contents.json", "--trust-pack", "--key", "publisher.json"], &created[..]].concat();
    folder.run(&sign).expect(0).stdout
}

const VERIFY: [&str; 7] = ["verify", "badge.json", "--json", "--offline", "--now", NOW, "--trust-pack"];

#[test]
fn a_signed_pack_lets_a_badge_verify_offline() {
    let (folder, publisher) = world();
    folder.write("pack.json", sign(&folder));
    let trusted = [&VERIFY[..], &["pack.json", "--trusted-publisher", &publisher]].concat();
    let report = folder.run(&trusted).expect(0).json();
    assert_eq!(report["verdict"], "valid");
    let evidence: Vec<&Value> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|check| check["evidence"].as_array().unwrap())
        .collect();
    assert_eq!(evidence.len(), 1);
    assert_eq!(evidence[0]["source"], "trustPack");
    assert_eq!(evidence[0]["retrievedAt"], "2026-02-28T00:00:00Z");
    // A pack of somebody whom the caller has not named is not used, and the report says whom to name.
    let report = folder.run(&[&VERIFY[..], &["pack.json"]].concat()).expect(2).json();
    assert_eq!(report["warnings"][0]["code"], "trust_pack_ignored");
    assert!(report["warnings"][0]["message"].as_str().unwrap().contains(&publisher));
}

#[test]
fn a_pack_that_was_changed_stops_the_verification() {
    let (folder, publisher) = world();
    folder.write("pack.json", sign(&folder).replace("Example School", "Another School"));
    let trusted = [&VERIFY[..], &["pack.json", "--trusted-publisher", &publisher]].concat();
    let stopped = folder.run(&trusted).expect(66);
    assert!(stopped.stderr.contains("changed after signing"), "{stopped:?}");
    assert!(stopped.stdout.is_empty());
}

#[test]
fn what_cannot_be_packed_is_refused_with_its_place() {
    let (folder, _) = world();
    let sign = ["sign", "contents.json", "--trust-pack", "--key", "publisher.json"];
    folder.write("contents.json", r#"{"issuers":[{"id":"did:web:school.example","nick":"x"}]}"#);
    let refused = folder.run(&sign).expect(1);
    assert!(refused.stderr.contains("/issuers/0/nick"), "{refused:?}");
    folder.write(
        "contents.json",
        r#"{"issuers":[{"id":"did:web:school.example","document":{"file":"none"}}]}"#,
    );
    folder.run(&sign).expect(66);
    folder.write("contents.json", "[");
    folder.run(&sign).expect(66);
    folder.run(&[&sign[..], &["--cryptosuite", "vc-jwt"]].concat()).expect(64);
    folder.run(&[&VERIFY[..], &["contents.json", "--trusted-publisher", "did:web:x"]].concat()).expect(64);
}

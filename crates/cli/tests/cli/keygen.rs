//! `proofmark keygen`.

use serde_json::Value;

use crate::support::Folder;

#[test]
fn a_key_is_a_multikey_with_its_did() {
    let folder = Folder::new();
    let key = folder.run(&["keygen"]).expect(0).json();
    let public = key["publicKeyMultibase"].as_str().unwrap();
    assert!(public.starts_with("z6Mk"), "{public}");
    assert!(key["secretKeyMultibase"].as_str().unwrap().starts_with("z3u2"));
    assert_eq!(key["type"], "Multikey");
    assert_eq!(key["controller"], format!("did:key:{public}"));
    assert_eq!(key["id"], format!("did:key:{public}#{public}"));
    assert_ne!(folder.run(&["keygen"]).json()["publicKeyMultibase"], public, "each key is new");
}

#[test]
fn a_key_file_belongs_to_its_owner_alone() {
    let folder = Folder::new();
    let run = folder.run(&["keygen", "--out", "key.json"]).expect(0);
    let key: Value = serde_json::from_str(&folder.read("key.json")).unwrap();
    assert_eq!(run.stdout.trim(), key["controller"]);
    assert!(!run.stdout.contains("z3u2"), "the secret stays in the file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path("key.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_key_file_is_not_overwritten() {
    let (folder, _) = Folder::with_key();
    let before = folder.read("key.json");
    let run = folder.run(&["keygen", "--out", "key.json"]).expect(1);
    assert!(run.stderr.contains("not overwritten"), "{run:?}");
    assert_eq!(folder.read("key.json"), before);
    folder.run(&["keygen", "--out", "no/such/folder/key.json"]).expect(1);
}

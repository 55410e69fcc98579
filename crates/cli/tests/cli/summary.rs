//! What a person reads.

use serde_json::json;

use crate::status_list;
use crate::support::{Folder, NOW, Run, credential};

fn verify(folder: &Folder, now: &str) -> Run {
    folder.run(&["verify", "--offline", "--now", now, "--documents", "documents", "credential.json"])
}

#[test]
fn the_verdict_comes_first_and_names_the_reason() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &status_list::with_status(credential(&did), 5));
    folder.write("documents/index.json", "{}");
    let run = verify(&folder, NOW).expect(2);
    assert!(run.stdout.starts_with("CANNOT SAY  Something could not be checked. "), "{run:?}");
    assert!(run.stdout.contains("unknown whether revoked"), "{run:?}");

    folder.write("documents/index.json", json!({ status_list::URL: "list.json" }).to_string());
    folder.sign("documents/list.json", &status_list::unsecured(&did, &[]));
    let run = verify(&folder, NOW).expect(0);
    assert!(run.stdout.starts_with("VALID  This credential is authentic and current.\n"), "{run:?}");
    assert!(run.stdout.contains("not revoked, by the list that you supplied"), "{run:?}");
    for text in [
        "no domain is proven",
        "calls itself “Example University”",
        &did,
        "Rust Fundamentals",
        "ada@example.org",
    ] {
        assert!(run.stdout.contains(text), "{text}: {run:?}");
    }
    assert!(run.stdout.contains("  ✓ signature "), "{run:?}");

    folder.sign("documents/list.json", &status_list::unsecured(&did, &[5]));
    let run = verify(&folder, NOW).expect(1);
    assert!(run.stdout.starts_with("INVALID  The issuer has revoked this credential.\n"), "{run:?}");
    assert!(run.stdout.contains("  ✗ status "), "{run:?}");

    folder.sign("credential.json", &credential(&did));
    let run = verify(&folder, "2028-01-01T00:00:00Z").expect(1);
    assert!(
        run.stdout.starts_with("INVALID  This credential is authentic, but it has expired.\n"),
        "{run:?}"
    );

    let changed = folder.read("credential.json").replace("ada@", "eve@");
    folder.write("credential.json", changed);
    let run = verify(&folder, NOW).expect(1);
    assert!(run.stdout.starts_with("INVALID  The proof does not hold. "), "{run:?}");
    assert!(!run.stdout.contains("Example University"), "{run:?}");
}

#[test]
fn a_test_issuer_is_called_one() {
    let (folder, did) = Folder::with_key();
    let mut credential = credential(&did);
    credential["issuer"]["name"] = json!("TEST – Example University");
    folder.sign("credential.json", &credential);
    let run = folder.run(&["verify", "--now", NOW, "credential.json"]).expect(0);
    assert!(run.stdout.lines().next().unwrap().ends_with("It is only a test."), "{run:?}");
}

/// ATTACKS I15: the credential's texts reach neither the terminal's controls nor other lines.
#[test]
fn i15_texts_of_the_credential_are_escaped_and_capped() {
    let (folder, did) = Folder::with_key();
    let mut credential = credential(&did);
    credential["issuer"]["name"] = json!("\u{1b}[2J\u{1b}[1;32mVALID\u{1b}[0m\nIssuer  harvard.edu");
    credential["credentialSubject"]["achievement"]["name"] = json!("a\u{202e}b\u{0085}c");
    credential["credentialSubject"]["achievement"]["description"] = json!("long ".repeat(5000));
    folder.sign("credential.json", &credential);
    let run = folder.run(&["verify", "--now", NOW, "credential.json"]).expect(0);
    let unexpected = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!run.stdout.contains(unexpected), "{run:?}");
    assert!(!run.stdout.contains("\nIssuer  harvard"), "{run:?}");
    assert!(run.stdout.contains(r"\u{1b}[2J"), "{run:?}");
    assert!(run.stdout.len() < 5000, "{}", run.stdout.len());

    let hostile = "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"\u{9b}2J\\u001b[2J\":\"x\"}";
    let run = folder.run_with_input(&["sign", "--key", "key.json", "-"], hostile.as_bytes()).expect(1);
    assert!(!run.stderr.trim_end().contains(|c: char| c.is_control()), "{run:?}");
    let run = folder.run_with_input(&["verify", "-"], hostile.as_bytes()).expect(1);
    assert!(!run.stdout.contains(unexpected), "{run:?}");
}

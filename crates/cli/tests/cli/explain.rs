//! The verb `explain`.

use crate::support::Folder;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/explain");

fn explain(file: &str, more: &[&str]) -> crate::support::Run {
    let path = format!("{VECTORS}/{file}");
    let documents = format!("{VECTORS}/documents");
    let now = "2026-03-01T12:00:00Z";
    let mut arguments = vec!["explain", &path, "--offline", "--now", now, "--documents", &documents];
    arguments.extend(more);
    Folder::new().run(&arguments)
}

/// What, where, what would have to stand there, and what to do. The exit code says "done", not the verdict.
#[test]
fn an_explanation_reads_from_top_to_bottom() {
    let text = explain("mojibake.json", &[]).expect(0).stdout;
    for part in [
        "INVALID (proof)  Letters were encoded twice",
        "[proven: repaired in memory, the signature holds]",
        "Where   /credentialSubject/achievement/name",
        "signed  \"Palstek für Anfänger\"",
        "Repair  Read and write UTF-8 everywhere",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert!(text.find("What").unwrap() < text.find("Repair").unwrap());
}

#[test]
fn json_forms_and_a_difference_are_printed_when_asked_for() {
    let other = format!("{VECTORS}/offset.json");
    let json = explain("changed.json", &["--json", "--nquads", "--diff", &other]).expect(0).json();
    assert_eq!(json["verdict"], "invalid");
    assert_eq!(json["diagnoses"][0]["code"], "changed");
    assert_eq!(json["signedForms"][0]["documentHash"].as_str().unwrap().len(), 64);
    let lines = json["difference"]["lines"].as_array().unwrap();
    let pointers: Vec<_> = lines.iter().map(|line| line["pointer"].as_str().unwrap_or("")).collect();
    assert!(pointers.contains(&"/validUntil"), "{pointers:?}");
    assert!(pointers.contains(&"/credentialSubject/achievement/creditsAvailable"), "{pointers:?}");

    let text = explain("changed.json", &["--nquads", "--diff", &other]).expect(0).stdout;
    for part in
        ["What /proof signs (eddsa-rdfc-2022)", "SHA-256 of the credential", "- <", "+ <", "(/validUntil)"]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn wrong_usage_and_unreadable_files_have_their_codes() {
    let folder = Folder::new();
    folder.run(&["explain", "not-there.json"]).expect(66);
    folder.run(&["explain"]).expect(64);
    explain("changed.json", &["--diff", "not-there.json"]).expect(66);
}

/// ATTACKS I15: a credential has no power over the terminal.
#[test]
fn i15_texts_of_the_credential_are_escaped() {
    let folder = Folder::new();
    let badge = std::fs::read_to_string(format!("{VECTORS}/changed.json")).unwrap();
    folder.write("badge.json", badge.replace("\"Palstek für Anfänger\"", "\"\\u001b[2JVALID\""));
    let text = folder.run(&["explain", "badge.json", "--offline", "--nquads"]).expect(0).stdout;
    assert!(!text.contains('\u{1b}'), "{text}");
}

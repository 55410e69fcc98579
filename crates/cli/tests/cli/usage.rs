//! Wrong usage ends with 64, unreadable input with 66, and both say why on standard error alone.

use crate::support::{Folder, credential};

#[test]
fn wrong_usage_ends_with_64() {
    let folder = Folder::new();
    for arguments in [
        &[][..],
        &["frobnicate"],
        &["verify"],
        &["verify", "a.json", "b.json"],
        &["verify", "--jsonn", "a.json"],
        &["verify", "--now", "yesterday", "a.json"],
        &["verify", "--now", "2026-02-30T00:00:00Z", "a.json"],
        &["canonicalize"],
        &["sign", "a.json"],
        &["sign", "--key", "key.json", "--cryptosuite", "rsa", "a.json"],
        &["sign", "--key", "key.json", "--created", "2026-01-01", "a.json"],
        &["issue"],
        &["issue", "a.csv"],
        &["issue", "a.csv", "--server", "http://127.0.0.1:1"],
        &["issue", "a.csv", "--server", "http://127.0.0.1:1", "--map", "name"],
        &["issue", "a.csv", "--server", "http://127.0.0.1:1", "--on-duplicate", "maybe"],
        &["keygen", "extra"],
        &["completions", "cobol"],
    ] {
        let run = folder.run(arguments).expect(64);
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn unreadable_input_ends_with_66() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &credential(&did));
    folder.write("no-index/readme.txt", "");
    folder.write("list/index.json", "[]");
    folder.write("number/index.json", r#"{"https://a.example.org/": 7}"#);
    folder.write("missing/index.json", r#"{"https://a.example.org/": "gone.json"}"#);
    folder.write("upwards/index.json", r#"{"https://a.example.org/": "../key.json"}"#);
    let absolute = folder.path("key.json").display().to_string();
    folder
        .write("absolute/index.json", serde_json::json!({ "https://a.example.org/": absolute }).to_string());
    folder.write("not-a-key.json", "{}");
    for arguments in [
        &["verify", "gone.json"][..],
        &["verify", "no-index"],
        &["verify", "--documents", "gone", "credential.json"],
        &["verify", "--documents", "no-index", "credential.json"],
        &["verify", "--documents", "list", "credential.json"],
        &["verify", "--documents", "number", "credential.json"],
        &["verify", "--documents", "missing", "credential.json"],
        &["verify", "--documents", "upwards", "credential.json"],
        &["verify", "--documents", "absolute", "credential.json"],
        &["canonicalize", "gone.json"],
        &["canonicalize", "--documents", "upwards", "credential.json"],
        &["sign", "--key", "gone.json", "credential.json"],
        &["sign", "--key", "not-a-key.json", "credential.json"],
        &["sign", "--key", "key.json", "gone.json"],
    ] {
        let run = folder.run(arguments).expect(66);
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(run.stderr.starts_with("error: "), "{run:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_documents() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &credential(&did));
    folder.write("documents/index.json", r#"{"https://a.example.org/": "link.json"}"#);
    std::os::unix::fs::symlink(folder.path("key.json"), folder.path("documents/link.json")).unwrap();
    let run = folder.run(&["verify", "--documents", "documents", "credential.json"]).expect(66);
    assert!(run.stderr.contains("lies outside"), "{run:?}");
}

#[test]
fn help_version_and_completions_end_with_0() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]).expect(0).stdout;
    assert!(help.contains("64 wrong usage"), "{help}");
    assert!(folder.run(&["verify", "--help"]).expect(0).stdout.contains("--recipient"));
    assert_eq!(
        folder.run(&["--version"]).expect(0).stdout,
        format!("proofmark {}\n", env!("CARGO_PKG_VERSION"))
    );
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.run(&["completions", shell]).expect(0).stdout.contains("canonicalize"), "{shell}");
    }
}

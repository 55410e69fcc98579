//! The pinned contexts are what `contexts/index.json` says, and mean what their publishers' copies mean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proofmark::json::{self, Value};
use proofmark::{Code, Contexts, Limits, canonicalize, jcs};
use sha2::{Digest, Sha256};

/// Our file and the publisher's copy beside the suites.
const PUBLISHED: &[(&str, &str)] = &[
    ("credentials-v1.jsonld", "credentials-v1.jsonld"),
    ("credentials-v2.jsonld", "credentials-v2.jsonld"),
    ("data-integrity-v1.jsonld", "data-integrity-v1.jsonld"),
    ("data-integrity-v2.jsonld", "data-integrity-v2.jsonld"),
    ("did-v1.jsonld", "did-v1.jsonld"),
    ("ed25519-2020-v1.jsonld", "ed25519-signature-2020-v1.jsonld"),
    ("jws-2020-v1.jsonld", "jws-2020-v1.jsonld"),
    ("multikey-v1.jsonld", "multikey-v1.jsonld"),
    ("ob-3.0.0.jsonld", "ob-v3p0-context.json"),
    ("ob-3.0.1.jsonld", "ob-v3p0-context-3.0.1.json"),
    ("ob-3.0.2.jsonld", "ob-v3p0-context-3.0.2.json"),
    ("ob-3.0.3.jsonld", "ob-v3p0-context-3.0.3.2026-07.json"),
    ("ob-extensions.jsonld", "ob-v3p0-extensions.json"),
    ("status-list-2021-v1.jsonld", "status-list-2021-v1.jsonld"),
    ("status-v1.jsonld", "bitstring-status-list-v1.jsonld"),
];

#[test]
fn files_have_the_hashes_on_record() {
    for entry in &Entry::all() {
        let found: String =
            Sha256::digest(read(&entry.file)).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, entry.sha256, "{}", entry.file);
    }
}

#[test]
fn every_file_and_url_on_record_is_embedded() {
    let entries = Entry::all();
    let recorded: BTreeSet<&str> = entries.iter().flat_map(|entry| &entry.urls).map(String::as_str).collect();
    let contexts = Contexts::new();
    let embedded: BTreeSet<&str> = contexts.urls().collect();
    assert_eq!(recorded, embedded);
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "index.json")
        .collect();
    assert_eq!(files, entries.iter().map(|entry| entry.file.clone()).collect());
}

/// A file is embedded under the right URL: what it defines is defined.
#[test]
fn every_url_leads_to_its_file() {
    for entry in Entry::all() {
        let text = read(&entry.file);
        let document = json::parse(text.as_bytes(), &Limits::default()).unwrap();
        let terms = document.get("@context").unwrap().as_object().unwrap();
        let (term, _) = terms
            .iter()
            .find(|(term, _)| !matches!(*term, "id" | "type" | "@protected" | "@version"))
            .unwrap();
        for url in &entry.urls {
            let with = format!(r#"{{"@context":"{url}","@type":"{term}"}}"#);
            let answer = canonicalize(with.as_bytes(), &mut Contexts::new(), &Limits::default());
            assert!(answer.is_ok(), "{url} {term}: {answer:?}");
        }
    }
}

#[test]
fn the_meaning_is_the_publishers() {
    let Some(folder) = published() else { return };
    for (ours, theirs) in PUBLISHED {
        let theirs = fs::read_to_string(folder.join(theirs)).unwrap();
        assert_eq!(canonical(&read(ours)), canonical(&theirs), "{ours}");
    }
    assert_eq!(PUBLISHED.len(), Entry::all().len(), "every pinned context is compared");
}

/// Scoped contexts are processed only when used; here all of them are.
#[cfg(feature = "conformance")]
#[test]
fn every_scoped_context_is_sound() {
    use proofmark::conformance::{Settings, to_rdf};
    for entry in Entry::all() {
        let settings = Settings {
            base: "https://example.org/".into(),
            loader: std::sync::Arc::new(|_| None),
            expand_context: Some(read(&entry.file)),
            rdf_direction: None,
            json_ld_1_0: false,
        };
        to_rdf(b"{}", settings, &Limits::default()).expect(&entry.file);
    }
}

#[test]
fn a_context_is_added_only_with_the_expected_hash() {
    let url = "https://example.org/context";
    let bytes = br#"{"@context":{"extra":"https://example.org/extra"}}"#;
    let sha256: [u8; 32] = Sha256::digest(bytes).into();
    let document = format!(r#"{{"@context":"{url}","extra":"x"}}"#);
    let mut contexts = Contexts::new();
    assert_eq!(contexts.add(url, bytes, &[0; 32]).unwrap_err().code(), Code::UnknownContext);
    assert!(!contexts.is_known(url));
    let unknown = canonicalize(document.as_bytes(), &mut contexts, &Limits::default()).unwrap_err();
    assert_eq!((unknown.code(), unknown.pointer()), (Code::UnknownContext, "/@context"));

    contexts.add(url, bytes, &sha256).unwrap();
    contexts.add(url, bytes, &sha256).unwrap();
    assert!(contexts.is_known(url));
    let canonical = canonicalize(document.as_bytes(), &mut contexts, &Limits::default()).unwrap();
    assert_eq!(canonical, "_:c14n0 <https://example.org/extra> \"x\" .\n");

    // Neither a pinned nor an added context can be replaced.
    for url in [url, "https://www.w3.org/ns/credentials/v2"] {
        let other = br#"{"@context":{"extra":"https://example.org/other"}}"#;
        let sha256: [u8; 32] = Sha256::digest(other).into();
        assert_eq!(contexts.add(url, other, &sha256).unwrap_err().code(), Code::UnknownContext);
    }
}

/// ATTACKS A41: contexts that refer to themselves end.
#[test]
fn a41_a_context_that_includes_itself_is_refused() {
    let mut contexts = Contexts::new();
    for (url, other) in [
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/b", "https://example.org/a"),
    ] {
        let bytes = format!(r#"{{"@context":["{other}"]}}"#);
        contexts.add(url, bytes.as_bytes(), &Sha256::digest(&bytes).into()).unwrap();
        let bytes = format!(r#"{{"@context":"{url}/self"}}"#);
        contexts.add(&format!("{url}/self"), bytes.as_bytes(), &Sha256::digest(&bytes).into()).unwrap();
    }
    for url in ["https://example.org/a", "https://example.org/b", "https://example.org/a/self"] {
        let document = format!(r#"{{"@context":"{url}","@id":"urn:x","urn:p":"v"}}"#);
        let problem = canonicalize(document.as_bytes(), &mut contexts, &Limits::default()).unwrap_err();
        assert!(problem.detail().starts_with("recursive context inclusion"), "{problem}");
    }
}

struct Entry {
    file: String,
    urls: Vec<String>,
    sha256: String,
}

impl Entry {
    fn all() -> Vec<Self> {
        let index = read("index.json");
        let index = json::parse(index.as_bytes(), &Limits::default()).unwrap();
        let text = |value: &Value<'_>| value.as_str().unwrap().to_owned();
        let entries = index.get("contexts").unwrap().as_array().unwrap();
        let entries: Vec<Self> = entries
            .iter()
            .map(|entry| Self {
                file: text(entry.get("file").unwrap()),
                urls: entry.get("urls").unwrap().as_array().unwrap().iter().map(text).collect(),
                sha256: text(entry.get("sha256").unwrap()),
            })
            .collect();
        assert!(!entries.is_empty());
        entries
    }
}

fn canonical(text: &str) -> String {
    jcs::canonicalize(&json::parse(text.as_bytes(), &Limits::default()).unwrap()).unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contexts")
}

fn read(file: &str) -> String {
    fs::read_to_string(folder().join(file)).expect(file)
}

/// The publishers' copies, beside the suites.
fn published() -> Option<PathBuf> {
    let suites = std::env::var_os("PROOFMARK_SUITES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites"), PathBuf::from);
    let folder = suites.join("../contexts");
    if !folder.is_dir() {
        println!("NOT RUN: the publishers' contexts are not at {} (set PROOFMARK_SUITES)", folder.display());
        return None;
    }
    Some(folder)
}

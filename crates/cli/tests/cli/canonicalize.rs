//! `proofmark canonicalize`.

use serde_json::json;

use crate::support::{Folder, credential};

#[test]
fn a_credential_becomes_sorted_quads() {
    let folder = Folder::new();
    let input = credential("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK").to_string();
    let quads = folder.run_with_input(&["canonicalize", "-"], input.as_bytes()).expect(0).stdout;
    assert!(quads.contains("<https://schema.org/name> \"Rust Fundamentals\" .\n"), "{quads}");
    let mut sorted: Vec<_> = quads.lines().collect();
    sorted.sort_unstable();
    assert_eq!(sorted, quads.lines().collect::<Vec<_>>());
    let again = folder.run_with_input(&["canonicalize", "--nquads", "-"], quads.as_bytes()).expect(0).stdout;
    assert_eq!(again, quads, "canonical quads are their own canonical form");
}

#[test]
fn blank_nodes_get_canonical_labels_in_whatever_order_they_come() {
    let folder = Folder::new();
    let canonical = |nquads: &str| {
        folder.run_with_input(&["canonicalize", "--nquads", "-"], nquads.as_bytes()).expect(0).stdout
    };
    let first = canonical("_:x <http://a.example/p> _:y .\n_:y <http://a.example/q> \"1\" .\n");
    let second = canonical("_:b <http://a.example/q> \"1\" .\n_:a <http://a.example/p> _:b .\n");
    assert_eq!(first, second);
    assert!(first.contains("_:c14n0"), "{first}");
    assert_eq!(canonical(""), "");
}

#[test]
fn what_would_be_lost_is_refused() {
    let folder = Folder::new();
    for (input, code) in [
        ("{", "invalid_json"),
        (r#"{"@context":"https://www.w3.org/ns/credentials/v2","undefined":"x"}"#, "undefined_term"),
        (r#"{"@context":"https://a.example.org/context","a":"x"}"#, "unknown_context"),
        (r#"{"@context":{"a":"https://a.example.org/a"},"a":"x"}"#, "forbidden_context"),
    ] {
        let run = folder.run_with_input(&["canonicalize", "-"], input.as_bytes()).expect(1);
        assert!(run.stderr.starts_with(&format!("error: {code}")), "{run:?}");
        assert_eq!(run.stdout, "");
    }
    let run = folder.run_with_input(&["canonicalize", "--nquads", "-"], b"not quads").expect(1);
    assert!(run.stderr.starts_with("error: invalid_nquads"), "{run:?}");
    folder.run_with_input(&["canonicalize", "--nquads", "-"], b"\xff").expect(1);
}

#[test]
fn the_caller_can_add_contexts() {
    let folder = Folder::new();
    let url = "https://issuer.example.edu/context";
    let document = json!({ "@context": [url], "id": "urn:a", "motto": "Ad astra" }).to_string();
    folder.write("document.json", &document);
    folder.run(&["canonicalize", "document.json"]).expect(1);

    let context =
        json!({ "@context": { "id": "@id", "motto": "https://issuer.example.edu/motto" } }).to_string();
    folder.write("documents/context.json", context);
    folder.write("documents/index.json", json!({ url: "context.json" }).to_string());
    let run = folder.run(&["canonicalize", "--documents", "documents", "document.json"]).expect(0);
    assert_eq!(run.stdout, "<urn:a> <https://issuer.example.edu/motto> \"Ad astra\" .\n");

    // A document that nobody names as a context need not be one.
    folder.write("documents/other.json", "[]");
    let index = json!({ url: "context.json", "https://issuer.example.edu/other": "other.json" });
    folder.write("documents/index.json", index.to_string());
    folder.run(&["canonicalize", "--documents", "documents", "document.json"]).expect(0);

    // The pinned contexts stay what they are.
    let pinned = "https://www.w3.org/ns/credentials/v2";
    folder.write("document.json", json!({ "@context": [pinned], "id": "urn:a" }).to_string());
    folder.write("documents/index.json", json!({ pinned: "context.json" }).to_string());
    let run = folder.run(&["canonicalize", "--documents", "documents", "document.json"]).expect(66);
    assert!(run.stderr.contains(pinned), "{run:?}");
}

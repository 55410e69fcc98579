//! Canonical N-Quads of generated documents, ours and each oracle's: 200 documents and the JavaScript oracle in the
//! short tier, 20,000 and all oracles in the long one. `docs/decisions/0009` says why.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod common;

use proofmark::{Contexts, Limits};
use proofmark_differential::{Disagreements, Oracle, Verdict, contexts, long};
use proofmark_generator::{Document, credential};
use std::collections::BTreeMap;

#[test]
fn every_oracle_agrees_or_the_disagreement_is_listed() {
    let count = if long() { 20_000 } else { 200 };
    let documents: Vec<Document> = (0..count).map(credential).collect();
    let ours: Vec<Result<String, String>> = canonicalize_all(&documents);
    let contexts = contexts().unwrap();
    let disagreements = Disagreements::read().unwrap();

    std::thread::scope(|scope| {
        for kind in common::oracles() {
            let (documents, ours, contexts, disagreements) = (&documents, &ours, &contexts, &disagreements);
            scope.spawn(move || {
                let mut oracle = Oracle::start(kind, contexts).unwrap();
                let mut known = BTreeMap::<String, usize>::new();
                let mut unknown = Vec::new();
                for (seed, (document, ours)) in documents.iter().zip(ours).enumerate() {
                    let theirs = oracle.to_rdf_canonical(&document.text);
                    match disagreements.judge(kind.name(), &document.tags, ours, &theirs) {
                        Verdict::Agree => {}
                        Verdict::Known(names) => {
                            names.into_iter().for_each(|name| *known.entry(name).or_default() += 1)
                        }
                        Verdict::Unknown(what) => {
                            unknown.push(format!("seed {seed} {:?}: {what}", document.tags))
                        }
                    }
                }
                println!("oracle {}: {count} documents, known disagreements {known:?}", kind.name());
                let shown = unknown.iter().take(20).map(|line| format!("{line}\n")).collect::<String>();
                assert!(
                    unknown.is_empty(),
                    "{} disagrees with us {} times:\n{shown}",
                    kind.name(),
                    unknown.len()
                );
            });
        }
    });
}

/// Every fault that the generator knows is refused, whatever the oracles say.
#[test]
fn every_faulty_document_is_refused() {
    let documents: Vec<Document> = (0..2_000).map(credential).collect();
    let ours = canonicalize_all(&documents);
    for (seed, (document, ours)) in documents.iter().zip(&ours).enumerate() {
        if document.faulty {
            assert!(ours.is_err(), "seed {seed} {:?} was accepted", document.tags);
        }
    }
}

/// Every entry of the list says who is right, and by which sentence.
#[test]
fn every_listed_disagreement_is_explained() {
    let disagreements = Disagreements::read().unwrap();
    for entry in disagreements.listed() {
        assert!(["we", "they", "both"].contains(&entry.right.as_str()), "{}", entry.name);
        assert!(entry.sentence.len() > 20, "{} has no sentence", entry.name);
        assert!(entry.specification.starts_with("https://"), "{} has no specification", entry.name);
    }
}

/// Our answers. One set of contexts serves them all, as in a verifier that runs for long.
fn canonicalize_all(documents: &[Document]) -> Vec<Result<String, String>> {
    let mut contexts = Contexts::new();
    let limits = Limits::default();
    let canonicalize = |document: &Document| {
        proofmark::canonicalize(document.text.as_bytes(), &mut contexts, &limits)
            .map_err(|problem| problem.to_string())
    };
    documents.iter().map(canonicalize).collect()
}

//! Signatures across implementations: what we sign, others verify; and what was changed afterwards, nobody verifies.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod common;

use proofmark::{
    Contexts, FetchFailure, Limits, Options, ProofOptions, SecretKey, Step, Timestamp, Verification,
};
use proofmark_differential::{Oracle, OracleKind, contexts, long};
use proofmark_generator::{Random, of_size, signable};

#[test]
fn others_verify_what_we_sign_and_refuse_what_was_changed() {
    let contexts = contexts().unwrap();
    let count = if long() { 1_000 } else { 40 };
    for kind in common::oracles() {
        // oxjsonld and oxrdf do not verify.
        if kind == OracleKind::Oxigraph {
            continue;
        }
        let mut oracle = Oracle::start(kind, &contexts).unwrap();
        let mut verified = 0;
        // About a third of what the generator makes is for both of us.
        for seed in 0..8 * count {
            if verified == count {
                break;
            }
            let Some(unsecured) = document(kind, seed) else { continue };
            let secured = sign(&unsecured, seed);
            assert_eq!(oracle.verify(&secured), Ok(()), "{} refuses seed {seed}: {secured}", kind.name());
            assert_eq!(ours(&secured), "passed", "we refuse seed {seed}: {secured}");

            let changed = change(&secured, seed);
            assert!(
                oracle.verify(&changed).is_err(),
                "{} accepts a changed seed {seed}: {changed}",
                kind.name()
            );
            assert_ne!(ours(&changed), "passed", "we accept a changed seed {seed}: {changed}");
            verified += 1;
        }
        println!(
            "oracle {}: {verified} signatures of ours verified, {verified} changed ones refused",
            kind.name()
        );
        assert_eq!(verified, count, "{} had too little to look at", kind.name());
    }
}

/// What the oracle can be expected to read. ssi leaves `rdf:first` out of lists and writes typed values its own way,
/// so it gets documents without them.
fn document(kind: OracleKind, seed: u64) -> Option<String> {
    let issuer = key().public_key().did_key();
    if kind == OracleKind::JsonLd {
        return Some(of_size(&issuer, 20 + 3 * seed as usize % 300));
    }
    let document = signable(seed, &issuer);
    // Text that we refuse to sign, and text that rdf-canonize sorts in another order, are for the other test.
    let other = ["large-integer", "tiny", "noncharacter", "code-point-order"];
    (!document.tags.iter().any(|tag| other.contains(tag))).then_some(document.text)
}

fn key() -> SecretKey {
    SecretKey::from_bytes(&[42; 32])
}

fn sign(unsecured: &str, seed: u64) -> String {
    let method = key().public_key().did_key_verification_method();
    let options = ProofOptions::new(method, Timestamp::from_unix_seconds(1_756_720_800));
    proofmark::sign(unsecured.as_bytes(), &key(), &options, &mut Contexts::new(), &Limits::default())
        .unwrap_or_else(|problem| panic!("seed {seed} cannot be signed: {problem}"))
}

/// The outcome of our signature check.
fn ours(secured: &str) -> &'static str {
    let now = Timestamp::from_unix_seconds(1_767_225_600);
    let mut verification = Verification::new(secured.as_bytes().to_vec(), Options::at(now));
    let mut contexts = Contexts::new();
    let report = loop {
        match verification.step(&mut contexts) {
            Step::Needs(requests) => requests.iter().for_each(|request| {
                verification.supply(&request.url, Err((FetchFailure::Offline, String::new())));
            }),
            Step::Done(report) => break report,
        }
    };
    let signature = report.checks.iter().find(|check| check.id.as_str() == "signature");
    signature.map_or("missing", |check| check.outcome.as_str())
}

/// Changes one letter of one string value of the document, so that it stays JSON and JSON-LD but says something else.
fn change(secured: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    let end = secured.rfind("\"proof\"").unwrap();
    let places: Vec<usize> =
        ["Foundations", "Advanced", "Introduction", "Certificate", "did:key:z6Mk", "2025-09-01"]
            .iter()
            .flat_map(|word| secured[..end].match_indices(word).map(|(at, word)| at + word.len() - 1))
            .collect();
    let at = places[random.below(places.len())];
    let letter = if secured.as_bytes()[at] == b'2' { "3" } else { "2" };
    format!("{}{letter}{}", &secured[..at], &secured[at + 1..])
}

//! Published eddsa-rdfc-2022 vectors: every canonical form, hash and signature on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::fs;
use std::path::Path;

use common::{at, beside_suites, outcome, suites, verdict, verify};
use proofmark::{Contexts, Limits, Timestamp};
use sha2::{Digest, Sha256};

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

/// Pins a context that no shipped verifier knows, as a caller may.
fn pin(contexts: &mut Contexts, url: &str, file: &Path) {
    let bytes = fs::read(file).unwrap();
    contexts.add(url, &bytes, &Sha256::digest(&bytes).into()).unwrap();
}

#[test]
fn w3c_vectors_give_the_published_forms_and_hashes() {
    let Some(suites) = suites("vc-di-eddsa") else { return };
    let folder = suites.join("vc-di-eddsa");
    let mut contexts = Contexts::new();
    let examples = suites.join("../contexts/credentials-examples-v2.jsonld");
    pin(&mut contexts, "https://www.w3.org/ns/credentials/examples/v2", &examples);
    pin(&mut contexts, "https://w3id.org/citizenship/v4rc1", &folder.join("citizenship-v4rc1.jsonld"));
    for vectors in [folder.join("eddsa-rdfc-2022"), folder.join("eddsa-rdfc-2022/employ")] {
        let secured = read(vectors.join("signedDataInt.json"));
        let inputs = proofmark::proof_inputs(secured.as_bytes(), &mut contexts, &Limits::default());
        let inputs = inputs.unwrap_or_else(|problem| panic!("{}: {problem}", vectors.display()));
        let [input] = inputs.as_slice() else { panic!("one proof") };
        assert_eq!(input.canonical_document, read(vectors.join("canonDocDataInt.txt")));
        assert_eq!(input.canonical_proof_configuration, read(vectors.join("proofCanonDataInt.txt")));
        let hash = |bytes| data_encoding::HEXLOWER.encode(bytes);
        assert_eq!(hash(&input.hash_data), read(vectors.join("combinedHashDataInt.txt")).trim());
        assert_eq!(hash(&input.hash_data[..32]), read(vectors.join("proofHashDataInt.txt")).trim());
        assert_eq!(hash(&input.hash_data[32..]), read(vectors.join("docHashDataInt.txt")).trim());
        let report = common::verify_with(&secured, at("2026-01-01T00:00:00Z"), &[], &mut contexts);
        assert_eq!(outcome(&report, "signature"), ("passed", None), "{}", report.to_json());
    }
}

#[test]
fn the_open_badges_vector_gives_the_published_forms() {
    let Some(suites) = suites("ob3-impl-guide") else { return };
    let folder = suites.join("ob3-impl-guide");
    let secured = read(folder.join("signed.json"));
    let inputs =
        proofmark::proof_inputs(secured.as_bytes(), &mut Contexts::new(), &Limits::default()).unwrap();
    let [input] = inputs.as_slice() else { panic!("one proof") };
    assert_eq!(input.canonical_document.trim_end(), read(folder.join("document-canon.txt")).trim_end());
    assert_eq!(
        input.canonical_proof_configuration.trim_end(),
        read(folder.join("proof-canon.txt")).trim_end()
    );
    assert!(data_encoding::HEXLOWER.encode(&input.hash_data).starts_with("d34009ce"));
    assert!(data_encoding::HEXLOWER.encode(&input.hash_data[32..]).starts_with("87f65a76"));
}

#[test]
fn the_realistic_badge_is_valid_and_one_changed_list_item_is_not() {
    let Some(bench) = beside_suites("bench", "the realistic badge") else { return };
    let badge = read(bench.join("vc-rdfc.json"));
    let list = read(bench.join("documents/status-rdfc.json"));
    let documents = [("https://issuer.example.edu/status/3", &*list)];
    let now = at("2026-03-01T00:00:00Z");

    let report = verify(&badge, now.clone(), &documents);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    let inputs = proofmark::proof_inputs(badge.as_bytes(), &mut Contexts::new(), &Limits::default()).unwrap();
    assert_eq!(inputs[0].canonical_document, read(bench.join("canon.nq")));
    assert_eq!(inputs[0].canonical_proof_configuration, read(bench.join("canon-proof.nq")));

    // `allowedValue` is an @list: peers that lose its items still say that this one verifies.
    let changed = badge.replacen("\"Trained\"", "\"Trainee\"", 1);
    assert_ne!(changed, badge);
    let report = verify(&changed, now, &documents);
    assert_eq!(verdict(&report), "invalid: proof");
    assert_eq!(outcome(&report, "signature"), ("failed", Some("invalid_signature")));
    assert!(report.credential.is_none(), "claims are shown only after the proof held");
}

#[test]
fn without_its_status_list_the_realistic_badge_is_neither_valid_nor_forged() {
    let Some(bench) = beside_suites("bench", "the realistic badge") else { return };
    let report = verify(&read(bench.join("vc-rdfc.json")), at("2026-03-01T00:00:00Z"), &[]);
    assert_eq!(verdict(&report), "inconclusive: unchecked");
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("status_unavailable")));
    assert_eq!(report.verified_at, Timestamp::parse("2026-03-01T00:00:00Z").unwrap());
}

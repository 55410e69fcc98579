//! Explanations: every broken sample gets its right diagnosis first, and no explanation changes a verdict.
//!
//! The samples are real files in `tests/vectors/explain`, made by the generator beside this test. To write them anew:
//! `PROOFMARK_WRITE_VECTORS=1 cargo test -p proofmark --test explain`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "explain/badge.rs"]
mod badge;
mod common;
#[path = "explain/samples.rs"]
mod samples;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proofmark::{
    Confidence, Contexts, Document, ExplainOptions, Explanation, FetchFailure, Limits, Options, Report,
    Source, Step, Timestamp, Verification,
};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/explain")
}

/// Verifies with the documents of the folder and explains the report.
fn explain(bytes: &[u8], options: Options, ask: &ExplainOptions) -> (Report, Explanation) {
    explain_with(&mut Contexts::new(), bytes, options, ask)
}

/// As [`explain`], with contexts that were compiled before.
fn explain_with(
    contexts: &mut Contexts,
    bytes: &[u8],
    options: Options,
    ask: &ExplainOptions,
) -> (Report, Explanation) {
    let documents: BTreeMap<_, _> = samples::documents().into_iter().collect();
    let retrieved_at = options.now;
    let mut verification = Verification::new(bytes.to_vec(), options);
    loop {
        match verification.step(contexts) {
            Step::Needs(requests) => {
                for request in requests {
                    let found = documents.get(request.url.as_str()).map(|text| Document {
                        bytes: text.as_bytes().to_vec(),
                        retrieved_at,
                        source: Source::Supplied,
                    });
                    verification.supply(&request.url, found.ok_or((FetchFailure::NotFound, String::new())));
                }
            }
            Step::Done(report) => {
                for (url, text) in &documents {
                    let bytes = text.as_bytes().to_vec();
                    verification.supply(url, Ok(Document { bytes, retrieved_at, source: Source::Supplied }));
                }
                let explanation = verification.explain(&report, ask, contexts);
                // Verifying again gives the same report: explaining has changed nothing.
                match verification.step(contexts) {
                    Step::Done(again) => assert_eq!(report.to_json(), again.to_json()),
                    Step::Needs(requests) => panic!("{requests:?}"),
                }
                return (report, explanation);
            }
        }
    }
}

fn now() -> Options {
    Options::at(Timestamp::parse(badge::NOW).unwrap())
}

fn explained(bytes: &[u8]) -> Explanation {
    explain(bytes, now(), &ExplainOptions::default()).1
}

#[test]
fn the_files_are_those_of_the_generator() {
    let mut expected: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let samples = samples::all();
    let index: Vec<Value> = samples
        .iter()
        .map(|sample| json!({ "file": sample.file, "first": sample.first, "story": sample.story }))
        .collect();
    for sample in samples {
        assert!(expected.insert(sample.file.to_owned(), sample.bytes).is_none(), "{} twice", sample.file);
    }
    let mut urls = serde_json::Map::new();
    let documents: BTreeMap<_, _> = samples::documents().into_iter().collect();
    for (number, (url, text)) in documents.into_iter().enumerate() {
        urls.insert(url.to_owned(), json!(format!("{number}.json")));
        expected.insert(format!("documents/{number}.json"), text.into_bytes());
    }
    let pretty = |value: &Value| (serde_json::to_string_pretty(value).unwrap() + "\n").into_bytes();
    expected.insert("documents/index.json".to_owned(), pretty(&Value::Object(urls)));
    expected.insert("index.json".to_owned(), pretty(&json!({ "now": badge::NOW, "samples": index })));

    if std::env::var_os("PROOFMARK_WRITE_VECTORS").is_some() {
        for entry in fs::read_dir(folder()).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if entry.is_file() && !entry.ends_with("README.md") {
                fs::remove_file(entry).unwrap();
            }
        }
        let _ = fs::remove_dir_all(folder().join("documents"));
        fs::create_dir_all(folder().join("documents")).unwrap();
        for (name, bytes) in &expected {
            fs::write(folder().join(name), bytes).unwrap();
        }
    }
    let mut found = BTreeMap::new();
    for sub in ["", "documents"] {
        for entry in fs::read_dir(folder().join(sub)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = Path::new(sub).join(path.file_name().unwrap());
                found.insert(name.to_str().unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found.remove("README.md");
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected));
    for (name, bytes) in &expected {
        assert!(found[name] == *bytes, "{name} is not what the generator makes");
    }
}

#[test]
fn every_sample_gets_its_right_diagnosis_first() {
    let index: Value = serde_json::from_slice(&fs::read(folder().join("index.json")).unwrap()).unwrap();
    let samples = index["samples"].as_array().unwrap();
    assert!(samples.len() >= 40, "only {} samples", samples.len());
    let mut wrong = Vec::new();
    for sample in samples {
        let file = sample["file"].as_str().unwrap();
        let (report, explanation) =
            explain(&fs::read(folder().join(file)).unwrap(), now(), &ExplainOptions::default());
        assert_eq!(explanation.verdict, report.verdict, "{file}");
        assert_ne!(report.verdict.as_str(), "valid", "{file} is not broken");
        let codes: Vec<_> = explanation.diagnoses.iter().map(|found| found.code).collect();
        if codes.first().copied() != sample["first"].as_str() {
            wrong.push(format!(
                "{file}: {} instead of {codes:?} after {}: {}",
                sample["first"],
                explanation.attempts,
                report.to_json()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), samples.len(), wrong.join("\n\n"));
}

/// What a repair has proven is named with its place and both values.
#[test]
fn a_proven_repair_names_the_exact_place() {
    let broken = badge::replaced(&badge::signed(), "Knots & Splices", "Knots &amp; Splices");
    let broken = badge::replaced(&broken, "fail.\\n", "fail.&#10;");
    let first = explained(broken.as_bytes()).diagnoses.remove(0);
    assert_eq!((first.code, first.confidence), ("html_entities", Confidence::Proven));
    let places: Vec<_> = first.changes.iter().map(|change| change.pointer.as_str()).collect();
    assert_eq!(places, ["/name", "/credentialSubject/achievement/description"]);
    assert_eq!(first.changes[0].before.as_deref(), Some("\"Knots &amp; Splices\""));
    assert_eq!(first.changes[0].after.as_deref(), Some("\"Knots & Splices\""));
}

#[test]
fn a_valid_credential_needs_no_explanation() {
    let explanation = explained(badge::signed().as_bytes());
    assert_eq!(explanation.verdict.as_str(), "valid");
    assert_eq!(explanation.diagnoses, []);
    assert_eq!(explanation.attempts, 0);
}

/// After a proven repair, only what the repaired credential would still be told is left.
#[test]
fn what_else_is_wrong_follows_the_repair() {
    let expired = badge::sign(&badge::replaced(&badge::badge(), "2036-01-01", "2026-02-01"));
    let broken = badge::replaced(&expired, "Knots & Splices", "Knots &amp; Splices");
    let codes: Vec<_> = explained(broken.as_bytes()).diagnoses.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["html_entities", "expired"]);
}

#[test]
fn an_undefined_word_names_the_context_that_defines_it() {
    // In the context of status lists, but not in those of a badge.
    let broken = badge::replaced(&badge::signed(), "\"name\":\"Knots & Splices\"", "\"encodedList\":\"u\"");
    let first = explained(broken.as_bytes()).diagnoses.remove(0);
    assert_eq!(first.code, "undefined_term");
    assert!(first.repair.contains("is defined in https://"), "{}", first.repair);
}

#[test]
fn limits_bound_the_repairs() {
    let broken = badge::replaced(&badge::signed(), "36.5", "60");
    let unlimited = explained(broken.as_bytes());
    assert!(unlimited.attempts > 50 && !unlimited.limit_reached, "{unlimited:#?}");

    let mut options = now();
    options.limits.repair_attempts = 7;
    let (_, few) = explain(broken.as_bytes(), options, &ExplainOptions::default());
    assert_eq!((few.attempts, few.limit_reached), (7, true));
    assert_eq!(few.diagnoses[0].code, "changed");

    let mut options = now();
    options.limits.repair_bytes = 5 * broken.len();
    let (_, short) = explain(broken.as_bytes(), options, &ExplainOptions::default());
    // Trying keys costs no bytes, so a few more attempts than five.
    assert!(short.limit_reached && short.attempts < unlimited.attempts / 4, "{}", short.attempts);
}

/// The forms are those that signing uses, whether or not the signature holds.
#[test]
fn signed_forms_are_what_was_signed() {
    let mut ask = ExplainOptions::default();
    ask.signed_forms = true;
    let signed = badge::signed();
    let (_, explanation) = explain(signed.as_bytes(), now(), &ask);
    let inputs =
        proofmark::proof_inputs(signed.as_bytes(), &mut Contexts::new(), &Limits::default()).unwrap();
    assert_eq!(explanation.signed_forms.len(), 1);
    let forms = explanation.signed_forms[0].forms.as_ref().unwrap();
    assert_eq!(forms.document, inputs[0].canonical_document);
    assert_eq!(forms.proof_configuration, inputs[0].canonical_proof_configuration);
    assert_eq!([forms.proof_configuration_hash, forms.document_hash].concat(), inputs[0].hash_data);
    let json: Value = serde_json::from_str(&explanation.to_json()).unwrap();
    assert_eq!(json["signedForms"][0]["documentHash"].as_str().unwrap().len(), 64);
}

/// One changed value is one line on each side, although it renames every node without an id.
#[test]
fn a_difference_is_told_where_it_is() {
    let mut ask = ExplainOptions::default();
    let signed = badge::signed();
    ask.other = Some(signed.clone().into_bytes());
    let broken = badge::replaced(&signed, "Then untie them.", "Then cut them.");
    let (_, explanation) = explain(broken.as_bytes(), now(), &ask);
    let difference = explanation.difference.unwrap();
    let lines = difference.lines.unwrap();
    assert_eq!(lines.len(), 2, "{lines:#?}");
    for (line, in_other) in lines.iter().zip([false, true]) {
        assert_eq!(line.in_other, in_other);
        assert_eq!(line.pointer.as_deref(), Some("/credentialSubject/achievement/criteria/narrative"));
        assert!(line.statement.contains("/Criteria "), "{}", line.statement);
    }
    assert!(difference.same > 20);

    ask.other = Some(signed.clone().into_bytes());
    let (_, same) = explain(signed.as_bytes(), now(), &ask);
    assert_eq!(same.difference.unwrap().lines.unwrap(), []);
}

/// Nothing that is given to an explanation may bring it down.
#[test]
fn damaged_samples_are_survived() {
    for sample in samples::all() {
        for cut in [0, 1, sample.bytes.len() / 2, sample.bytes.len().saturating_sub(3)] {
            let mut bytes = sample.bytes[..cut].to_vec();
            bytes.extend_from_slice(b"\xf0\x28\x8c{[\"");
            let mut options = now();
            options.limits.repair_attempts = 20;
            let (report, explanation) = explain(&bytes, options, &ExplainOptions::default());
            assert_eq!(explanation.verdict, report.verdict);
        }
    }
}

/// Over every credential that tests know, sound and damaged: explaining is looking, and changes nothing.
#[test]
fn no_explanation_changes_a_verdict() {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if path.is_dir() && !path.ends_with("node_modules") {
                files(&path, found);
            } else if ["json", "jwt", "png", "svg", "pdf", "txt", "html"].contains(&extension) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors"), &mut found);
    assert!(found.len() > 100, "only {} files", found.len());
    // Every file in a long run; a few hundred tell it as well.
    found.sort();
    let step = if std::env::var_os("PROOFMARK_LONG").is_some() { 1 } else { found.len().div_ceil(300) };
    let mut contexts = Contexts::new();
    for path in found.into_iter().step_by(step) {
        let bytes = fs::read(&path).unwrap();
        let mut damaged = bytes.clone();
        if let Some(byte) = damaged.get_mut(bytes.len() / 2) {
            *byte ^= 1;
        }
        for bytes in [bytes, damaged] {
            let mut options = now();
            options.limits.repair_attempts = 12;
            // Inside, the verification is run again, and its report compared byte for byte.
            let ask = ExplainOptions::default();
            let (report, explanation) = explain_with(&mut contexts, &bytes, options, &ask);
            assert_eq!(explanation.verdict, report.verdict, "{}", path.display());
            assert_eq!(
                explanation.diagnoses.is_empty(),
                report.verdict.as_str() == "valid",
                "{}",
                path.display()
            );
        }
    }
}

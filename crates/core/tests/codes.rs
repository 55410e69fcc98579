//! Every code of a report: reached by a real verification, and told on a page of its own.
//!
//! Writes `docs/codes` and `docs/report.examples.json` anew with
//! `PROOFMARK_WRITE_DOCS=1 cargo test -p proofmark --test codes`; without that, it compares.

#![cfg(all(feature = "explain", feature = "open-badges-2"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[allow(dead_code, reason = "shared with the explanations")]
#[path = "explain/badge.rs"]
mod badge;
mod common;
#[path = "codes/pages.rs"]
mod pages;
#[allow(dead_code, unreachable_pub, reason = "shared with Open Badges 2.0")]
#[path = "open_badges_2/rsa.rs"]
mod rsa;
#[allow(dead_code, reason = "shared with the explanations")]
#[path = "explain/samples.rs"]
mod samples;
#[path = "codes/scenarios.rs"]
mod scenarios;
#[allow(dead_code, unreachable_pub, reason = "shared with Open Badges 2.0")]
#[path = "open_badges_2/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proofmark::{Check, CheckId, Code, NextStep, Report, WarningCode, guide};

/// Codes that no report can carry, with the reason.
const NOT_IN_REPORTS: [(Code, &str); 1] = [(
    Code::InvalidNQuads,
    "Only tools that read N-Quads meet it (`proofmark canonicalize --nquads`); credentials are JSON.",
)];

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// For each code the first report that carries it, of the samples and the scenarios.
fn examples() -> BTreeMap<Code, (Report, Check)> {
    let mut examples = BTreeMap::new();
    let mut add = |expected: Option<Code>, report: Report| {
        for check in &report.checks {
            if let Some(code) = check.code
                && expected.is_none_or(|expected| expected == code)
            {
                examples.entry(code).or_insert_with(|| (report.clone(), check.clone()));
            }
        }
    };
    for (code, report) in scenarios::all() {
        let codes: Vec<_> = report.checks.iter().filter_map(|check| check.code).collect();
        assert!(codes.contains(&code), "{} is not among {codes:?}: {}", code.as_str(), report.to_json());
        add(Some(code), report);
    }
    examples
}

#[test]
fn every_code_is_reached_by_a_real_verification() {
    let examples = examples();
    for &code in Code::ALL {
        let excused = NOT_IN_REPORTS.iter().any(|(excused, _)| *excused == code);
        assert_eq!(examples.contains_key(&code), !excused, "{}", code.as_str());
    }
    // What a check says and what its code says is one thing.
    for (code, (report, check)) in &examples {
        assert_eq!(check.outcome, code.outcome(), "{}", code.as_str());
        assert!(
            check.message.ends_with(['.', '!', '?', ')']) || check.message.contains("http"),
            "{}",
            check.message
        );
        let own = check.id != CheckId::Endorsement;
        assert_eq!(report.verdict.as_str() != "valid", own, "{}", report.to_json());
    }
}

#[test]
fn every_code_says_what_to_do_next() {
    let mut titles = BTreeMap::new();
    for &code in Code::ALL {
        let entry = guide::of(code);
        let texts = [entry.means, entry.matters, entry.issuer, entry.verifier];
        for text in texts {
            assert!(text.ends_with('.') && text.len() > 10, "{}: {text}", code.as_str());
        }
        assert!(!entry.specification.is_empty() && entry.link.starts_with("https://"), "{}", code.as_str());
        assert!(titles.insert(entry.title, code).is_none(), "{} is the title of two codes", entry.title);
    }
}

/// The sentence in a report is the one of its code, and none is there that no code uses.
#[test]
fn every_problem_and_warning_of_a_report_says_the_next_step() {
    let steps = || {
        let codes = Code::ALL.iter().map(|code| code.next_step());
        codes.chain(WarningCode::ALL.iter().map(|warning| warning.next_step()))
    };
    for &step in NextStep::ALL {
        let sentence = step.as_str();
        assert!(sentence.ends_with('.') && sentence.len() > 10 && sentence.len() < 80, "{sentence}");
        assert!(steps().any(|used| used == step), "no code uses {step:?}");
    }
    for (report, _) in examples().values() {
        let json: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
        for (written, check) in json["checks"].as_array().unwrap().iter().zip(&report.checks) {
            let expected = check.code.map(|code| code.next_step().as_str());
            assert_eq!(written.get("nextStep").and_then(|step| step.as_str()), expected, "{written}");
        }
        for (written, warning) in json["warnings"].as_array().unwrap().iter().zip(&report.warnings) {
            assert_eq!(written["nextStep"], warning.code.next_step().as_str(), "{written}");
        }
    }
}

#[test]
fn the_pages_and_examples_are_those_of_the_table() {
    let examples = examples();
    let mut expected = pages::all(&examples, &NOT_IN_REPORTS);
    expected.insert("report.examples.json".to_owned(), pages::examples(&examples));
    if std::env::var_os("PROOFMARK_WRITE_DOCS").is_some() {
        let _ = fs::remove_dir_all(docs().join("codes"));
        fs::create_dir_all(docs().join("codes")).unwrap();
        for (name, text) in &expected {
            fs::write(docs().join(name), text).unwrap();
        }
    }
    for (name, text) in &expected {
        let found = fs::read_to_string(docs().join(name)).unwrap_or_default();
        assert!(found == *text, "docs/{name} is not what the table and a real verification make of it");
    }
    let pages = fs::read_dir(docs().join("codes")).unwrap().count();
    assert_eq!(pages + 1, expected.len(), "docs/codes has a page that no code has");
}

/// [`WarningCode::ALL`] is written by hand; a warning that is missing there would have no page.
#[test]
fn every_warning_says_what_to_do_next() {
    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report.rs")).unwrap();
    let texts = source.split("impl WarningCode").nth(1).unwrap().split("\n}\n").next().unwrap();
    assert_eq!(texts.matches(" => \"").count(), WarningCode::ALL.len());
    let mut titles = BTreeMap::new();
    for code in WarningCode::ALL {
        let (title, means, next) = guide::of_warning(*code);
        assert!(means.ends_with('.') && next.ends_with('.'), "{}", code.as_str());
        assert!(titles.insert(title, code).is_none(), "{title} is the title of two warnings");
    }
}

/// The published schema lists exactly the ids and codes that there are.
#[test]
fn the_schema_knows_every_id_and_code() {
    let text = fs::read_to_string(docs().join("report.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let words = |name: &str| -> Vec<String> {
        let words = schema["$defs"][name]["enum"].as_array().unwrap();
        words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let ids: Vec<_> = CheckId::ALL.iter().map(|id| id.as_str().to_owned()).collect();
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    let warnings: Vec<_> = WarningCode::ALL.iter().map(|code| code.as_str()).collect();
    let of_warning = &schema["properties"]["warnings"]["items"]["properties"]["code"]["enum"];
    assert_eq!(of_warning, &serde_json::json!(warnings));
    assert_eq!(words("checkId"), ids);
    assert_eq!(words("code"), codes);
}

//! What must hold for any input whatever: one function for each parser, which panics when it does not, and returns
//! whether the input was accepted.
//!
//! Fuzz targets and the ordinary tests share this file.

#![allow(dead_code, unreachable_pub, reason = "each fuzz target uses one function")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed check is a panic")]

#[path = "credential_checks.rs"]
pub mod credential_checks;

use std::cell::RefCell;

use proofmark::json::{self, Value};
use proofmark::{Code, Contexts, Limits, jcs as canonical_json, nquads as quads, rdfc10};

/// A check of one input.
pub type Check = fn(&[u8]) -> bool;

/// The checks of this file by the name of their corpus; those of whole credentials are in [`credential_checks::ALL`].
pub const ALL: &[(&str, Check)] = &[("json", json), ("jcs", jcs), ("nquads", nquads), ("jsonld", jsonld)];

/// Strict JSON: accepts no more than serde_json does, sees the same value, and refuses more only for the reasons that
/// I-JSON and our limits give. What it writes, it reads as the same value.
pub fn json(input: &[u8]) -> bool {
    let ours = json::parse(input, &Limits::default());
    let accepted = ours.is_ok();
    let theirs = serde_json::from_slice::<serde_json::Value>(input);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert_same(&ours, &theirs);
            let written = ours.to_json();
            let again = json::parse(written.as_bytes(), &Limits::default()).expect("what we write, we read");
            assert_eq!(again, ours, "reading what was written gives the same value");
            assert_eq!(again.to_json(), written, "writing is stable");
        }
        (Ok(_), Err(theirs)) => panic!("only we accept it: {theirs}"),
        (Err(ours), Ok(_)) => {
            let stricter = [
                Code::DuplicateMember, // serde_json keeps the last one
                Code::NumberPrecision, // serde_json rounds
                Code::InvalidUnicode,  // serde_json lets noncharacters pass
                Code::LimitExceeded,   // serde_json allows 127 levels
            ];
            assert!(stricter.contains(&ours.code()), "only we refuse it: {ours}");
        }
        (Err(_), Err(_)) => {}
    }
    accepted
}

/// RFC 8785: the canonical form is I-JSON of the same value, and is its own canonical form.
pub fn jcs(input: &[u8]) -> bool {
    let Ok(value) = json::parse(input, &Limits::default()) else { return false };
    let canonical = canonical_json::canonicalize(&value).expect("every number we read is finite");
    let again = json::parse(canonical.as_bytes(), &Limits::default()).expect("the canonical form is I-JSON");
    assert_same(&again, &serde_json::from_slice(input).unwrap());
    assert_eq!(canonical_json::canonicalize(&again).unwrap(), canonical, "canonical forms are stable");
    true
}

/// N-Quads and RDFC-1.0: what is written is read back, the canonical form is its own canonical form, and the order of
/// lines does not change it.
pub fn nquads(input: &[u8]) -> bool {
    let mut limits = Limits::default();
    limits.canonicalization_work = 20_000;
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let Ok(dataset) = quads::parse(text, &limits) else { return false };
    let written = quads::serialize(&dataset);
    let again = quads::parse(&written, &limits).expect("what we write, we read");
    assert_eq!(quads::serialize(&again), written, "writing is stable");

    let canonical = match rdfc10::canonicalize(&dataset, &limits) {
        Ok(canonical) => canonical,
        Err(problem) => {
            assert!(matches!(problem.code(), Code::WorkBudgetExceeded | Code::LimitExceeded), "{problem}");
            return true;
        }
    };
    let mut backwards: Vec<_> = written.lines().collect();
    backwards.reverse();
    for same in [canonical.clone(), backwards.join("\n")] {
        let same = quads::parse(&same, &limits).expect("canonical N-Quads are N-Quads");
        match rdfc10::canonicalize(&same, &limits) {
            Ok(found) => assert_eq!(found, canonical),
            // Another order may take a little more work.
            Err(problem) => assert_eq!(problem.code(), Code::WorkBudgetExceeded),
        }
    }
    true
}

/// JSON-LD in strict mode: what is accepted gives N-Quads that our strict reader takes for canonical, and neither the
/// order of members nor the spelling of strings and numbers changes them.
pub fn jsonld(input: &[u8]) -> bool {
    thread_local! {
        static CONTEXTS: RefCell<Contexts> = RefCell::new(Contexts::new());
    }
    let mut limits = Limits::default();
    limits.canonicalization_work = 20_000;
    let canonical = |document: &[u8]| {
        CONTEXTS.with_borrow_mut(|contexts| proofmark::canonicalize(document, contexts, &limits))
    };
    let Ok(document) = json::parse(input, &limits) else { return false };
    let sorted = canonical_json::canonicalize(&document).expect("every number we read is finite");
    let (ours, sorted) = match (canonical(input), canonical(sorted.as_bytes())) {
        (Ok(ours), Ok(sorted)) => (ours, sorted),
        (Err(_), Err(_)) => return false,
        (ours, sorted) => panic!("only one order is accepted: {ours:?} {sorted:?}"),
    };
    assert_eq!(ours, sorted, "another order, another form");
    let dataset = quads::parse(&ours, &limits).expect("what we sign is N-Quads");
    assert_eq!(rdfc10::canonicalize(&dataset, &limits).expect("canonical already"), ours);
    true
}

/// The same value, numbers within what serde_json rounds.
fn assert_same(ours: &Value<'_>, theirs: &serde_json::Value) {
    use serde_json::Value as Theirs;
    match (ours, theirs) {
        (Value::Null, Theirs::Null) => {}
        (Value::Bool(ours), Theirs::Bool(theirs)) => assert_eq!(ours, theirs),
        (Value::String(ours), Theirs::String(theirs)) => assert_eq!(ours, theirs),
        (Value::Number(ours), Theirs::Number(theirs)) => {
            let theirs = theirs.as_f64().unwrap();
            let difference = (ours.value - theirs).abs();
            assert!(difference <= theirs.abs() * 1e-15 || !ours.value.is_normal(), "{ours:?} {theirs}");
        }
        (Value::Array(ours), Theirs::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len());
            ours.iter().zip(theirs).for_each(|(ours, theirs)| assert_same(ours, theirs));
        }
        (Value::Object(ours), Theirs::Object(theirs)) => {
            assert_eq!(ours.len(), theirs.len());
            ours.iter().for_each(|(name, ours)| assert_same(ours, &theirs[name]));
        }
        _ => panic!("{ours:?} is not {theirs:?}"),
    }
}

//! RDFC-1.0: the W3C suite from its manifest, and what must not change the canonical form. Poison datasets are in
//! `poison_datasets.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "common/random.rs"]
mod random;
#[path = "common/suites.rs"]
mod suites;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proofmark::json::{self, Value};
use proofmark::rdfc10::{self, Canonicalized, HashAlgorithm, Work};
use proofmark::{Code, Limits, Problem, nquads};
use random::Random;

#[test]
fn the_whole_w3c_suite_passes() {
    let Some(suites) = suites::suites("rdf-canon") else { return };
    let folder = suites.join("rdf-canon");
    let manifest = fs::read(folder.join("manifest.jsonld")).unwrap();
    let manifest = json::parse(&manifest, &Limits::default()).unwrap();
    let entries = manifest.get("entries").unwrap().as_array().unwrap();
    let mut counts = BTreeMap::new();
    for entry in entries {
        let kind = entry.get("type").unwrap().as_str().unwrap();
        *counts.entry(kind).or_insert(0) += 1;
        run_entry(&folder, entry, kind);
    }
    let expected =
        [("rdfc:RDFC10EvalTest", 64), ("rdfc:RDFC10MapTest", 21), ("rdfc:RDFC10NegativeEvalTest", 1)];
    assert_eq!(counts, BTreeMap::from(expected));
}

fn run_entry(folder: &Path, entry: &Value<'_>, kind: &str) {
    let member = |name| entry.get(name).and_then(Value::as_str);
    let id = member("id").unwrap();
    let input = fs::read_to_string(folder.join(member("action").unwrap())).unwrap();
    let algorithm = match member("hashAlgorithm") {
        None => HashAlgorithm::Sha256,
        Some("SHA384") => HashAlgorithm::Sha384,
        Some(other) => panic!("{id}: {other}"),
    };
    let (dataset, labels) = nquads::parse_labelled(&input, &Limits::default()).unwrap();
    let mut work = Work::default();
    let result = rdfc10::canonicalize_counted(&dataset, algorithm, &Limits::default(), &mut work);
    if kind == "rdfc:RDFC10NegativeEvalTest" {
        assert_eq!(result.unwrap_err().code(), Code::WorkBudgetExceeded, "{id}");
        return;
    }
    let result = result.unwrap_or_else(|problem| panic!("{id}: {problem}"));
    let expected = fs::read_to_string(folder.join(member("result").unwrap())).unwrap();
    match kind {
        "rdfc:RDFC10EvalTest" => assert_eq!(result.nquads, expected, "{id}"),
        "rdfc:RDFC10MapTest" => {
            let expected = json::parse(expected.as_bytes(), &Limits::default()).unwrap();
            let expected = expected
                .as_object()
                .unwrap()
                .iter()
                .map(|(label, id)| (label, id.as_str().unwrap().to_owned()));
            let issued = result.labels.iter().map(|number| format!("c14n{}", number.unwrap()));
            let found: BTreeMap<_, _> = labels.into_iter().zip(issued).collect();
            assert_eq!(found, expected.collect(), "{id}");
        }
        other => panic!("{id}: {other}"),
    }
}

#[test]
fn small_hard_graphs_stay_far_below_the_budget() {
    let Some(suites) = suites::suites("rdf-canon 044 to 046") else { return };
    for number in ["044", "045", "046"] {
        let input = fs::read_to_string(suites.join(format!("rdf-canon/rdfc10/test{number}-in.nq"))).unwrap();
        let work = run(&input, &Limits::default()).1;
        println!("test{number}: {work:?}");
        assert!(work.total() * 4 < Limits::default().canonicalization_work, "{number}: {work:?}");
    }
}

#[test]
fn an_ordinary_badge_spends_about_a_hundred_units() {
    let Some(bench) = suites::beside_suites("bench", "the work of the sample badge") else { return };
    let canonical = fs::read_to_string(bench.join("canon.nq")).unwrap();
    let (result, work) = run(&canonical, &Limits::default());
    assert_eq!(result.unwrap().nquads, canonical, "canonical N-Quads stay as they are");
    println!("sample badge: {work:?}");
    assert!(work.total() < 200, "{work:?}");
}

/// As many blank nodes and quads as the limits allow, each node told apart by its values.
#[test]
fn the_largest_ordinary_dataset_stays_within_the_budget() {
    let nodes = (0..4_000).map(|n| {
        let values =
            (0..4).map(|m| format!("_:n{n} <https://vocab.example/property{m}> \"value {m} of {n}\" .\n"));
        format!(
            "<did:example:subject> <https://vocab.example/result> _:n{n} .\n{}",
            values.collect::<String>()
        )
    });
    let (result, work) = run(&nodes.collect::<String>(), &Limits::default());
    assert_eq!(result.unwrap().nquads.lines().count(), 20_000);
    println!("20,000 quads, 4,000 blank nodes: {work:?}");
    assert!(work.total() * 2 < Limits::default().canonicalization_work, "{work:?}");
}

/// A43: labels mean nothing, whatever they look like.
#[test]
fn other_labels_and_another_order_give_the_same_document() {
    let Some(suites) = suites::suites("relabelling") else { return };
    let mut random = Random::new(43);
    let folder = suites.join("rdf-canon/rdfc10");
    let mut inputs: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.retain(|path| path.to_str().unwrap().ends_with("-in.nq"));
    inputs.sort();
    let mut compared = 0;
    for path in inputs {
        let text = fs::read_to_string(&path).unwrap();
        let Ok(expected) = run(&text, &Limits::default()).0 else {
            assert!(path.ends_with("test074-in.nq"), "{}", path.display());
            continue;
        };
        for prefix in ["_:c14n", "_:b", "_:a", "_:z", "_:x.y-"] {
            let relabelled = relabel(&text, prefix, &mut random);
            let found = run(&relabelled, &Limits::default()).0.unwrap();
            assert_eq!(found.nquads, expected.nquads, "{} as\n{relabelled}", path.display());
            compared += 1;
        }
    }
    assert!(compared >= 5 * 63, "{compared}");
}

#[test]
fn a_dataset_is_a_set() {
    let once = "_:x <urn:p> _:y .\n_:x <urn:p> _:z .\n_:x <urn:q> \"a\" .\n";
    let twice = format!("{once}{once}");
    assert_eq!(run(once, &Limits::default()).0.unwrap(), run(&twice, &Limits::default()).0.unwrap());
    assert_eq!(run("", &Limits::default()).0.unwrap().nquads, "");
}

#[test]
fn nquads_that_are_not_are_refused_with_their_line() {
    let wrong = [
        ("<urn:s> <urn:p> \"o\"", "full stop"),
        ("<urn:s> <urn:p> .", "object"),
        ("\"s\" <urn:p> \"o\" .", "subject"),
        ("<urn:s> _:p \"o\" .", "predicate"),
        ("<urn:s> \"p\" \"o\" .", "predicate"),
        ("<urn:s> <urn:p> \"o\" \"g\" .", "graph"),
        ("<urn:s> <urn:p> \"o\" <urn:g> <urn:h> .", "full stop"),
        ("<urn:s> <urn:p> \"o\" . <urn:s>", "follows"),
        ("<s> <urn:p> \"o\" .", "absolute"),
        ("<urn:a b> <urn:p> \"o\" .", "character"),
        ("<urn:\\u0020> <urn:p> \"o\" .", "character"),
        ("<urn:\\n> <urn:p> \"o\" .", "escape"),
        ("<urn:s <urn:p> \"o\" .", "character"),
        ("<urn:s> <urn:p> \"o .", "closed"),
        ("<urn:s> <urn:p> \"\\x\" .", "escape"),
        ("<urn:s> <urn:p> \"\\u12\" .", "escape"),
        ("<urn:s> <urn:p> \"\\ud800\" .", "escape"),
        ("<urn:s> <urn:p> \"\\U00110000\" .", "escape"),
        ("<urn:s> <urn:p> \"\\u+123\" .", "escape"),
        ("<urn:s> <urn:p> \"o\"@ .", "language"),
        ("<urn:s> <urn:p> \"o\"@1 .", "language"),
        ("<urn:s> <urn:p> \"o\"@en- .", "language"),
        ("<urn:s> <urn:p> \"o\"^^xsd:date .", "datatype"),
        ("<urn:s> <urn:p> \"o\"^^<date> .", "absolute"),
        ("_: <urn:p> \"o\" .", "label"),
        ("_:-a <urn:p> \"o\" .", "label"),
        ("@prefix a: <urn:a> .", "subject"),
    ];
    for (line, why) in wrong {
        for ends in ["\n", "\r", "\r\n"] {
            let text = format!("<urn:s> <urn:p> \"fine\" . # a comment{ends}{ends}{line}{ends}");
            let problem = nquads::parse(&text, &Limits::default()).unwrap_err();
            assert_eq!(problem.code(), Code::InvalidNQuads, "{line}");
            assert!(problem.detail().contains(why), "{line}: {problem}");
            assert!(problem.detail().contains("(line 3)"), "{line}: {problem}");
        }
    }
}

fn run(text: &str, limits: &Limits) -> (Result<Canonicalized, Problem>, Work) {
    let dataset = nquads::parse(text, limits).unwrap();
    let mut work = Work::default();
    let result = rdfc10::canonicalize_counted(&dataset, HashAlgorithm::Sha256, limits, &mut work);
    (result, work)
}

/// The same dataset under other labels, its lines in another order.
fn relabel(text: &str, prefix: &str, random: &mut Random) -> String {
    let (_, labels) = nquads::parse_labelled(text, &Limits::default()).unwrap();
    let mut numbers: Vec<_> = (0..labels.len()).collect();
    random.shuffle(&mut numbers);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for line in &mut lines {
        // Long labels first, so that no label is taken for the start of another.
        let mut by_length: Vec<_> = labels.iter().zip(&numbers).collect();
        by_length.sort_by_key(|(label, _)| std::cmp::Reverse(label.len()));
        for (label, number) in &by_length {
            *line = line.replace(&format!("_:{label} "), &format!("\u{1}{number}\u{1} "));
        }
        for (_, number) in by_length {
            *line = line.replace(&format!("\u{1}{number}\u{1}"), &format!("{prefix}{number}"));
        }
    }
    random.shuffle(&mut lines);
    lines.join("\n")
}

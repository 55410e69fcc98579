//! The official JSON-LD 1.1 suites: `toRdf`, and `expand` as toRdf(input) ≅ toRdf(expected).
//!
//! Runs with `cargo test -p proofmark --features conformance`. The suites are read from `$PROOFMARK_SUITES` or
//! `../shared/suites` beside the repository. What is skipped stands in `json_ld_api.skip` with its reason.
#![cfg(feature = "conformance")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proofmark::conformance::{RdfDirection, Settings, to_rdf};
use proofmark::json::{self, Value};
use proofmark::{Dataset, Limits, Problem, canonicalize_nquads, rdfc10};

const SKIPPED: &str = include_str!("json_ld_api.skip");

#[test]
fn to_rdf_suite() {
    let Some(suite) = Suite::open("toRdf") else { return };
    suite.run(|test| {
        let result = to_rdf(&test.input(), test.settings(), &test.limits());
        match test.error_code() {
            Some(expected) => expect_error(result, expected),
            None => {
                let dataset = result.map_err(|problem| problem.to_string())?;
                // A test without an expected result only asks for success.
                let Some(expected) = test.text("expect") else { return Ok(()) };
                let expected = canonicalize_nquads(&test.read(&expected), &test.limits());
                same(canonical(&dataset), expected.map_err(|problem| format!("expected result: {problem}"))?)
            }
        }
    });
}

#[test]
fn expand_suite() {
    let Some(suite) = Suite::open("expand") else { return };
    suite.run(|test| {
        let result = to_rdf(&test.input(), test.settings(), &test.limits());
        match test.error_code() {
            Some(expected) => expect_error(result, expected),
            None => {
                let dataset = result.map_err(|problem| problem.to_string())?;
                let expected = test.read(&test.text("expect").expect("an expected result"));
                // Expanded documents need no base; what is relative in them was meant to stay so.
                let settings = Settings { expand_context: None, base: String::new(), ..test.settings() };
                let expected = to_rdf(expected.as_bytes(), settings, &test.limits());
                same(
                    canonical(&dataset),
                    canonical(&expected.map_err(|problem| format!("expected result: {problem}"))?),
                )
            }
        }
    });
}

fn canonical(dataset: &Dataset) -> String {
    rdfc10::canonicalize(dataset, &Limits::default()).expect("a dataset of a test is no poison")
}

fn same(found: String, expected: String) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("found:\n{found}expected:\n{expected}")) }
}

fn expect_error(result: Result<Dataset, Problem>, expected: &str) -> Result<(), String> {
    match result {
        Ok(_) => Err(format!("no error instead of '{expected}'")),
        Err(problem) if problem.detail().split(':').next() == Some(expected) => Ok(()),
        Err(problem) => Err(format!("'{problem}' instead of '{expected}'")),
    }
}

/// One manifest.
struct Suite {
    name: &'static str,
    folder: PathBuf,
    manifest: String,
}

impl Suite {
    fn open(name: &'static str) -> Option<Self> {
        let folder = suites().join("json-ld-api/tests");
        match fs::read_to_string(folder.join(format!("{name}-manifest.jsonld"))) {
            Ok(manifest) => Some(Self { name, folder, manifest }),
            Err(_) => {
                println!("NOT RUN: the JSON-LD suite is not at {} (set PROOFMARK_SUITES)", folder.display());
                None
            }
        }
    }

    /// Every test of the manifest; an unlisted failure fails, and so does a listed test that passes.
    fn run(&self, check: impl Fn(&Test<'_>) -> Result<(), String>) {
        let manifest = json::parse(self.manifest.as_bytes(), &Limits::default()).expect("a manifest");
        let base = manifest.get("baseIri").and_then(Value::as_str).expect("a base");
        let mut skipped = skipped(self.name);
        let mut complaints = Vec::new();
        let tests = manifest.get("sequence").and_then(Value::as_array).expect("tests");
        let mut passed = 0;
        for entry in tests {
            let test = Test { entry, base, folder: &self.folder };
            let reason = skipped.remove(test.id());
            match (check(&test), reason) {
                (Ok(()), None) => passed += 1,
                (Ok(()), Some(_)) => {
                    complaints.push(format!("{} passes but is listed as skipped", test.id()))
                }
                (Err(fault), None) => complaints.push(format!("{} {}: {fault}", test.id(), test.name())),
                (Err(_), Some(_)) => {}
            }
        }
        complaints
            .extend(skipped.keys().map(|id| format!("{id} is listed as skipped but not in the manifest")));
        println!("{}: {passed} of {} pass", self.name, tests.len());
        assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
        assert!(passed * 100 >= tests.len() * 97, "only {passed} of {} pass", tests.len());
    }
}

/// One entry of a manifest.
struct Test<'m> {
    entry: &'m Value<'m>,
    base: &'m str,
    folder: &'m Path,
}

impl Test<'_> {
    fn id(&self) -> &str {
        self.entry.get("@id").and_then(Value::as_str).expect("an id")
    }

    fn name(&self) -> &str {
        self.entry.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    fn text(&self, member: &str) -> Option<String> {
        self.entry.get(member).and_then(Value::as_str).map(str::to_owned)
    }

    fn error_code(&self) -> Option<&str> {
        self.entry.get("expectErrorCode").and_then(Value::as_str)
    }

    fn option(&self, name: &str) -> Option<&Value<'_>> {
        self.entry.get("option")?.get(name)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).expect(file)
    }

    fn input(&self) -> Vec<u8> {
        self.read(&self.text("input").expect("an input")).into_bytes()
    }

    fn limits(&self) -> Limits {
        Limits::default()
    }

    fn settings(&self) -> Settings {
        let option = |name| self.option(name).and_then(Value::as_str);
        let (base, folder) = (self.base.to_owned(), self.folder.to_owned());
        let document = format!("{base}{}", self.text("input").expect("an input"));
        Settings {
            base: option("base").map_or(document, str::to_owned),
            loader: Arc::new(move |url| fs::read_to_string(folder.join(url.strip_prefix(&base)?)).ok()),
            expand_context: option("expandContext").map(|file| self.read(file)),
            rdf_direction: option("rdfDirection").map(|way| match way {
                "i18n-datatype" => RdfDirection::I18nDatatype,
                "compound-literal" => RdfDirection::CompoundLiteral,
                other => panic!("{other}"),
            }),
            json_ld_1_0: option("processingMode") == Some("json-ld-1.0"),
        }
    }
}

/// Lines of `suite #id reason`.
fn skipped(suite: &str) -> BTreeMap<&'static str, &'static str> {
    let lines = SKIPPED.lines().filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines
        .filter_map(|line| {
            let (name, rest) = line.split_once(' ').expect("suite, id and reason");
            let (id, reason) = rest.split_once(' ').expect("suite, id and reason");
            (name == suite).then_some((id, reason))
        })
        .collect()
}

fn suites() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites");
    std::env::var_os("PROOFMARK_SUITES").map_or_else(beside, PathBuf::from)
}

//! The catalogue of attacks: every file of `tests/vectors/attacks` gets the answer that stands beside it, and every row of
//! the catalogue has a file, a test elsewhere, or a reason why it cannot have one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proofmark::{
    CheckId, Contexts, Document, FetchFailure, Options, Outcome, Report, Source, Step, Timestamp,
    Verification,
};
use serde_json::Value;

/// Rows of the catalogue by letter; P is for PDF.
const ROWS: [(char, usize); 10] = [
    ('A', 51),
    ('B', 33),
    ('C', 17),
    ('D', 21),
    ('E', 14),
    ('F', 27),
    ('G', 22),
    ('H', 14),
    ('I', 22),
    ('P', 13),
];

/// Rows that are tables of their own, and how many files they have at least.
const TABLES: [(&str, usize); 5] = [("B04", 30), ("B19", 61), ("E", 38), ("F10", 46), ("H01", 45)];

#[test]
fn every_file_gets_the_answer_that_stands_beside_it() {
    let mut contexts = Contexts::new();
    let mut wrong = Vec::new();
    let vectors = Vector::all();
    for vector in &vectors {
        let (report, asked) = vector.verify(&mut Contexts::new());
        wrong
            .extend(vector.faults(&report, asked).map(|fault| format!("{}: {fault}", vector.file.display())));
        // A49: whatever was verified before, the answer is the same.
        if vector.verify(&mut contexts).0.to_json() != report.to_json() {
            wrong.push(format!("{}: another answer after other files", vector.file.display()));
        }
    }
    eprintln!(
        "{} of {} files answered rightly",
        vectors.len() - wrong.len().min(vectors.len()),
        vectors.len()
    );
    assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_row_of_the_catalogue_is_accounted_for() {
    let mut files: BTreeMap<String, usize> = BTreeMap::new();
    for vector in Vector::all() {
        *files.entry(vector.id).or_default() += 1;
    }
    let elsewhere = Elsewhere::read();
    let rows: BTreeSet<String> = ROWS
        .iter()
        .flat_map(|(letter, count)| (1..=*count).map(move |row| format!("{letter}{row:02}")))
        .collect();
    for row in &rows {
        assert!(
            files.contains_key(row)
                || elsewhere.tests.contains_key(row)
                || elsewhere.reasons.contains_key(row),
            "{row} has no file, no test elsewhere, and no reason"
        );
    }
    for (table, least) in TABLES {
        let count: usize =
            files.iter().filter(|(row, _)| row.starts_with(table)).map(|(_, count)| *count).sum();
        assert!(count >= least, "{table} is a table of {least} rows, and has {count}");
    }
    // A00, B00 … are the sound files that attacks start from.
    let known = |row: &str| rows.contains(row) || row.ends_with("00");
    let named = files.keys().chain(elsewhere.tests.keys()).chain(elsewhere.reasons.keys());
    for row in named {
        assert!(known(row), "{row} is no row of the catalogue");
    }
    for (row, tests) in &elsewhere.tests {
        for (file, name) in tests {
            let text =
                fs::read_to_string(repository().join(file)).unwrap_or_else(|_| panic!("{row}: no {file}"));
            assert!(text.contains(name.as_str()), "{row}: {file} has no test {name:?}");
        }
    }
}

#[test]
fn every_file_is_listed() {
    for (letter, _) in ROWS {
        let folder = folder(letter);
        let listed: BTreeSet<_> =
            Vector::of(letter).into_iter().map(|vector| folder.join(vector.file)).collect();
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let own = path.is_dir() || path.ends_with("expect.jsonl");
            assert!(own || listed.contains(&path), "{} is in no expect.jsonl", path.display());
        }
    }
}

/// One file and what must be said about it.
struct Vector {
    id: String,
    file: PathBuf,
    bytes: Vec<u8>,
    options: Options,
    documents: BTreeMap<String, Vec<u8>>,
    expect: Value,
}

impl Vector {
    fn all() -> Vec<Self> {
        ROWS.iter().flat_map(|(letter, _)| Self::of(*letter)).collect()
    }

    fn of(letter: char) -> Vec<Self> {
        let folder = folder(letter);
        let documents = documents(&folder.join("documents"));
        let lines = fs::read_to_string(folder.join("expect.jsonl")).unwrap();
        lines.lines().map(|line| Self::read(line, &folder, &documents)).collect()
    }

    fn read(line: &str, folder: &Path, documents: &BTreeMap<String, Vec<u8>>) -> Self {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| row[name].as_str().unwrap_or_else(|| panic!("no {name}: {line}")).to_owned();
        let mut options = Options::at(Timestamp::parse(&text("now")).unwrap());
        options.recipient = row["recipient"].as_str().map(str::to_owned);
        assert!(text("what").ends_with(['.', '?']), "{line}");
        let file = text("file");
        Self {
            id: text("id"),
            bytes: fs::read(folder.join(&file)).unwrap_or_else(|_| panic!("no {file}")),
            file: file.into(),
            options,
            documents: documents.clone(),
            expect: row["expect"].clone(),
        }
    }

    /// The report, and how many documents were asked for.
    fn verify(&self, contexts: &mut Contexts) -> (Report, usize) {
        let mut asked = 0;
        let mut verification = Verification::new(self.bytes.clone(), self.options.clone());
        for _ in 0..100 {
            match verification.step(contexts) {
                Step::Done(report) => return (report, asked),
                Step::Needs(requests) => {
                    for request in requests {
                        asked += 1;
                        verification.supply(&request.url, self.answer(&request.url));
                    }
                }
            }
        }
        panic!("{} asks without end", self.file.display());
    }

    fn answer(&self, url: &str) -> Result<Document, (FetchFailure, String)> {
        let retrieved_at = self.options.now;
        match self.documents.get(url) {
            Some(bytes) => Ok(Document { bytes: bytes.clone(), retrieved_at, source: Source::Supplied }),
            None => Err((FetchFailure::Offline, String::new())),
        }
    }

    /// What `report` says otherwise than expected.
    fn faults(&self, report: &Report, asked: usize) -> impl Iterator<Item = String> {
        let mut faults = Vec::new();
        let found = || {
            let checks = report.checks.iter().filter_map(|check| check.code.map(|code| (check, code)));
            let checks: Vec<_> = checks
                .map(|(check, code)| format!("{} {code} at {}", check.id.as_str(), check.pointer))
                .collect();
            format!("{} ({})", report.verdict.as_str(), checks.join(", "))
        };
        let verdict = self.expect["verdict"].as_str().unwrap();
        let expected = format!("{verdict} {} {}", self.expect["check"], self.expect["code"]);
        if report.verdict.as_str() != verdict {
            faults.push(format!("expected {expected}, found {}", found()));
        } else if verdict != "valid" {
            let named = report.checks.iter().any(|check| {
                Some(check.id.as_str()) == self.expect["check"].as_str()
                    && check.code.map(proofmark::Code::as_str) == self.expect["code"].as_str()
            });
            if !named {
                faults.push(format!("expected {expected}, found {}", found()));
            }
        }
        let warnings: BTreeSet<_> = report.warnings.iter().map(|warning| warning.code.as_str()).collect();
        let expected: BTreeSet<_> =
            self.expect["warnings"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if verdict == "valid" && warnings != expected {
            faults.push(format!("expected the warnings {expected:?}, found {warnings:?}"));
        }
        if self.expect["asks"].as_u64().is_some_and(|expected| expected != asked as u64) {
            faults.push(format!("{asked} documents were asked for"));
        }
        if let Some(expected) = self.expect["domain"].as_str() {
            let domain = report.credential.as_ref().and_then(|claims| claims.issuer.domain.as_deref());
            if domain != Some(expected) {
                faults.push(format!("expected the domain {expected}, found {domain:?}"));
            }
        }
        // A48: what the credential says is shown only when its proof held.
        let held = |id| {
            let mut checks = report.checks.iter().filter(|check| check.id == id).peekable();
            checks.peek().is_some() && checks.all(|check| check.outcome == Outcome::Passed)
        };
        let claims = report.checks.iter().filter(|check| check.id == CheckId::Claims);
        let agree = claims.into_iter().all(|check| check.outcome == Outcome::Passed);
        if report.credential.is_some() != (agree && held(CheckId::Signature) && held(CheckId::IssuerKey)) {
            faults.push("claims are shown although the proof did not hold, or the reverse".to_owned());
        }
        faults.into_iter()
    }
}

/// Rows that no file can stand for.
struct Elsewhere {
    /// File and name of each test, by row.
    tests: BTreeMap<String, Vec<(String, String)>>,
    /// Why there is none.
    reasons: BTreeMap<String, String>,
}

impl Elsewhere {
    fn read() -> Self {
        let text = fs::read_to_string(vectors().join("elsewhere.json")).unwrap();
        let rows: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
        let mut elsewhere = Self { tests: BTreeMap::new(), reasons: BTreeMap::new() };
        for (row, entry) in rows {
            if let Some(reason) = entry["reason"].as_str() {
                assert!(reason.len() > 40, "{row}: a reason, not a word");
                elsewhere.reasons.insert(row, reason.to_owned());
                continue;
            }
            let tests =
                entry["tests"].as_object().unwrap_or_else(|| panic!("{row}: neither tests nor reason"));
            let tests = tests.iter().map(|(file, name)| (file.clone(), name.as_str().unwrap().to_owned()));
            elsewhere.tests.insert(row, tests.collect());
        }
        elsewhere
    }
}

fn documents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let index = fs::read(folder.join("index.json")).unwrap();
    let index: BTreeMap<String, String> = serde_json::from_slice(&index).unwrap();
    index.into_iter().map(|(url, file)| (url, fs::read(folder.join(file)).unwrap())).collect()
}

fn folder(letter: char) -> PathBuf {
    vectors().join(letter.to_string())
}

fn vectors() -> PathBuf {
    repository().join("tests/vectors/attacks")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

//! Why a credential did not verify, and how to repair it.
//!
//! An explanation starts from a [`Report`] and never changes it. It finds causes in two ways: by trying a repair in memory
//! and seeing whether the signature then holds, which proves the cause ([`Confidence::Proven`]); and by reading what the
//! checks say. Repairs run through the same code as every verification, under [`Limits::repair_attempts`] and
//! [`Limits::repair_bytes`](crate::Limits::repair_bytes).
//!
//! [`Limits::repair_attempts`]: crate::Limits::repair_attempts

mod bench;
mod bytes;
mod contexts;
mod diagnosis;
mod difference;
mod edit;
mod forms;
pub mod guide;
mod keys;
mod members;
mod names;
mod proofs;
mod reinterpretation;
mod texts;
mod times;

pub use diagnosis::{Change, Confidence, Diagnosis, DiagnosisCode};
pub use difference::{Difference, DifferenceLine};
pub use forms::SignedForm;

use crate::json_writer::JsonWriter;
use crate::verification::Verification;
use crate::{Contexts, Outcome, Report, Verdict, extract, json};
use bench::Bench;

/// What an explanation should contain beyond the causes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplainOptions {
    /// Also show what each proof signs: both canonical forms and both hashes.
    pub signed_forms: bool,
    /// Also compare with this second credential, statement by statement.
    pub other: Option<Vec<u8>>,
}

/// Causes and repairs, the likeliest first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// One sentence that says the most important thing.
    pub headline: String,
    /// The verdict of the report that is explained, unchanged.
    pub verdict: Verdict,
    /// Causes: proven ones first, then the others in the order in which the report's reasons count.
    pub diagnoses: Vec<Diagnosis>,
    /// How many repairs were tried.
    pub attempts: usize,
    /// Whether repairs were left untried because a limit was reached.
    pub limit_reached: bool,
    /// What each proof signs; only when asked for.
    pub signed_forms: Vec<SignedForm>,
    /// How the second credential differs; only when one was given.
    pub difference: Option<Difference>,
}

impl Verification {
    /// Explains `report`, which this verification gave. Documents that were supplied are used again; no others are
    /// asked for.
    ///
    /// ```
    /// # use proofmark::{Contexts, ExplainOptions, Options, Step, Timestamp, Verification};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = Options::at(Timestamp::parse("2026-03-01T12:00:00Z")?);
    /// let mut contexts = Contexts::new();
    /// let mut verification = Verification::new(b"<!DOCTYPE html><html></html>".to_vec(), options);
    /// if let Step::Done(report) = verification.step(&mut contexts) {
    ///     let explanation = verification.explain(&report, &ExplainOptions::default(), &mut contexts);
    ///     assert_eq!(explanation.diagnoses[0].code, "web_page");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn explain(&self, report: &Report, options: &ExplainOptions, contexts: &mut Contexts) -> Explanation {
        let limits = self.options().limits.clone();
        let mut bench = Bench::new(self.probe(), report, contexts);
        let mut diagnoses = Vec::new();
        if report.verdict != Verdict::Valid {
            diagnoses.extend(proven(self.bytes(), report, &mut bench));
            // What is left to say after a proven repair is what the repaired credential would still be told.
            let rest = bench.best.take();
            diagnosis::of_checks(rest.as_ref().unwrap_or(report), self, &mut diagnoses);
            diagnosis::of_checks(report, self, &mut diagnoses);
        }
        let (attempts, limit_reached) = (bench.attempts, bench.limit_reached);
        let credential = extract(self.bytes(), &limits);
        let signed_forms = match &credential {
            Ok(file) if options.signed_forms && !file.is_jwt => {
                forms::signed_forms(&file.bytes, contexts, &limits)
            }
            _ => Vec::new(),
        };
        let difference = options.other.as_deref().map(|other| {
            difference::between(
                credential.as_ref().map_or(self.bytes(), |file| &file.bytes),
                other,
                contexts,
                &limits,
            )
        });
        Explanation {
            headline: headline(report, &diagnoses),
            verdict: report.verdict,
            diagnoses,
            attempts,
            limit_reached,
            signed_forms,
            difference,
        }
    }
}

/// The first repair that makes the proof hold, or the first reading of the proof under which it would.
fn proven(bytes: &[u8], report: &Report, bench: &mut Bench<'_>) -> Option<Diagnosis> {
    if bench.before.is_sound() || bench.is_hopeless(report) {
        return None;
    }
    if let Some(found) = bytes::try_all(bytes, bench) {
        return Some(found);
    }
    let limits = bench.limits().clone();
    let file = extract(bytes, &limits).ok()?;
    if file.is_jwt {
        return reinterpretation::of_jwt(&file.bytes, bench);
    }
    let value = json::parse(&file.bytes, &limits).ok()?;
    proofs::try_values(&value, bench)
        .or_else(|| contexts::try_all(&value, bench))
        .or_else(|| members::try_shapes(&value, report, bench))
        .or_else(|| reinterpretation::of_proofs(&value, bench))
        .or_else(|| proofs::try_members(&value, bench))
        .or_else(|| texts::try_all(&value, bench))
        .or_else(|| members::try_removals(&value, bench))
        .or_else(|| texts::try_white_space(&value, bench))
}

fn headline(report: &Report, diagnoses: &[Diagnosis]) -> String {
    match (report.verdict, diagnoses.first()) {
        (Verdict::Valid, _) => "The credential is valid; there is nothing to repair.".to_owned(),
        (_, Some(first)) => first.title.to_owned(),
        (Verdict::Invalid, None) => "The credential is invalid.".to_owned(),
        (Verdict::Inconclusive, None) => "Something about the credential could not be checked.".to_owned(),
    }
}

/// What of a report an explanation compares.
#[derive(Clone, Debug)]
struct Standing {
    proof_holds: bool,
    problems: usize,
}

impl Standing {
    fn of(report: &Report) -> Self {
        let counts = |outcome: Outcome| matches!(outcome, Outcome::Failed | Outcome::Inconclusive);
        let shape = report.checks.iter().filter(|check| bench::UP_TO_THE_PROOF.contains(&check.id));
        Self {
            proof_holds: report.credential.is_some(),
            problems: shape.filter(|check| counts(check.outcome)).count(),
        }
    }

    /// Whether nothing up to the proof leaves anything to repair.
    fn is_sound(&self) -> bool {
        self.proof_holds && self.problems == 0
    }

    /// Whether a repaired credential with this standing shows the cause of one with the standing `before`.
    fn proves(&self, before: &Self) -> bool {
        self.proof_holds && (!before.proof_holds || self.problems < before.problems)
    }
}

impl Explanation {
    /// The explanation as one line of JSON: the same bytes on every platform.
    pub fn to_json(&self) -> String {
        let mut json = JsonWriter::new();
        json.object(|json| {
            json.member("headline").string(&self.headline);
            json.member("verdict").string(self.verdict.as_str());
            json.member("diagnoses").array(&self.diagnoses, |json, diagnosis| diagnosis.write(json));
            json.member("attempts").raw(&self.attempts.to_string());
            json.member("limitReached").boolean(self.limit_reached);
            if !self.signed_forms.is_empty() {
                json.member("signedForms").array(&self.signed_forms, |json, form| form.write(json));
            }
            if let Some(difference) = &self.difference {
                difference.write(json.member("difference"));
            }
        });
        json.finish()
    }
}

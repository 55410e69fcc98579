//! Where repairs are tried: the same verification as ever, over other bytes, within limits.

use super::Standing;
use super::diagnosis::{Change, Confidence, Diagnosis, DiagnosisCode};
use super::edit::{self, Edit};
use crate::documents::Documents;
use crate::json::Value;
use crate::report::CheckId;
use crate::{Code, Contexts, Limits, Report, Verification};

/// The checks that a repair of the credential itself can mend.
pub(super) const UP_TO_THE_PROOF: [CheckId; 8] = [
    CheckId::Parse,
    CheckId::DataModel,
    CheckId::Canonicalization,
    CheckId::Signature,
    CheckId::IssuerKey,
    CheckId::Hosting,
    CheckId::IssuerScope,
    CheckId::Claims,
];
/// Changes that are told one by one; with more of them, only how many there were.
const MAX_CHANGES: usize = 12;

pub(super) struct Bench<'c> {
    probe: Verification,
    pub(super) contexts: &'c mut Contexts,
    pub(super) before: Standing,
    pub(super) attempts: usize,
    pub(super) limit_reached: bool,
    /// The report on the credential as repaired, once a repair has held.
    pub(super) best: Option<Report>,
    bytes_left: usize,
}

impl<'c> Bench<'c> {
    pub(super) fn new(mut probe: Verification, report: &Report, contexts: &'c mut Contexts) -> Self {
        let limits = probe.limits_mut();
        // A graph that is only just not a poison graph must not be paid for hundreds of times.
        limits.canonicalization_work /= 10;
        let bytes_left = limits.repair_bytes;
        Self {
            probe,
            contexts,
            before: Standing::of(report),
            attempts: 0,
            limit_reached: false,
            best: None,
            bytes_left,
        }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.probe.options().limits
    }

    pub(super) fn documents(&self) -> &Documents {
        self.probe.documents()
    }

    /// Whether no repair could bring an answer: the credential costs too much already.
    pub(super) fn is_hopeless(&self, report: &Report) -> bool {
        report.checks.iter().any(|check| {
            matches!(check.code, Some(Code::LimitExceeded | Code::WorkBudgetExceeded))
                && UP_TO_THE_PROOF.contains(&check.id)
        })
    }

    /// Counts one attempt over `bytes`; `false` when a limit is reached.
    pub(super) fn may_try(&mut self, bytes: usize) -> bool {
        let limit = self.limits().repair_attempts;
        match self.bytes_left.checked_sub(bytes) {
            Some(left) if self.attempts < limit => {
                self.bytes_left = left;
                self.attempts += 1;
                true
            }
            _ => {
                self.limit_reached = true;
                false
            }
        }
    }

    /// Whether the proof holds, or fewer problems are left, over `candidate`. A report that shows it is kept.
    pub(super) fn holds(&mut self, candidate: Vec<u8>) -> bool {
        if !self.may_try(candidate.len()) {
            return false;
        }
        let Some(report) = self.probe.report_on(candidate, self.contexts) else { return false };
        let proves = Standing::of(&report).proves(&self.before);
        if proves {
            self.best = Some(report);
        }
        proves
    }

    pub(super) fn edits_hold(&mut self, value: &Value<'_>, edits: &[Edit<'_>]) -> bool {
        edit::apply(value, edits).is_some_and(|edited| self.holds(edited.to_json().into_bytes()))
    }

    /// Tries each edit alone.
    pub(super) fn any_of<'a>(
        &mut self,
        code: DiagnosisCode,
        value: &Value<'a>,
        edits: impl IntoIterator<Item = Edit<'a>>,
    ) -> Option<Diagnosis> {
        for edit in edits {
            let edits = [edit];
            if self.edits_hold(value, &edits) {
                return Some(proven_by(code, value, &edits));
            }
            if self.limit_reached {
                break;
            }
        }
        None
    }

    /// Tries all edits together and, when that holds, leaves out those that were not needed. Else each alone.
    pub(super) fn all_of<'a>(
        &mut self,
        code: DiagnosisCode,
        value: &Value<'a>,
        mut edits: Vec<Edit<'a>>,
    ) -> Option<Diagnosis> {
        if edits.is_empty() {
            return None;
        }
        if !self.edits_hold(value, &edits) {
            return if edits.len() > 1 { self.any_of(code, value, edits) } else { None };
        }
        let best = self.best.clone();
        for at in (0..edits.len()).rev() {
            let mut fewer = edits.clone();
            fewer.remove(at);
            if !fewer.is_empty() && self.edits_hold(value, &fewer) {
                edits = fewer;
            }
        }
        self.best = self.best.take().or(best);
        Some(proven_by(code, value, &edits))
    }
}

/// A diagnosis that a repair has proven.
pub(super) fn proven_by(code: DiagnosisCode, value: &Value<'_>, edits: &[Edit<'_>]) -> Diagnosis {
    let changes: Vec<Change> =
        edits.iter().take(MAX_CHANGES).map(|edit| edit::describe(value, edit)).collect();
    let mut diagnosis = Diagnosis::new(code, Confidence::Proven);
    diagnosis.pointer = edits.first().map(|edit| edit.pointer.clone()).unwrap_or_default();
    diagnosis.message.push_str(match edits {
        [_] => " With this one change undone the proof holds.",
        _ => " With these changes undone the proof holds.",
    });
    if edits.len() > MAX_CHANGES {
        diagnosis.message.push_str(&format!(" The first {MAX_CHANGES} of {} are shown.", edits.len()));
    }
    diagnosis.changes = changes;
    diagnosis
}

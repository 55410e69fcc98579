//! Hosted badges: an assertion counts because its issuer publishes it (Open Badges 2.0, "Hosted Verification").
//!
//! Three documents are asked for at most, each by the address that the one before names: the assertion at its own id, its
//! badge class, and the profile of the badge class's issuer. Copies inside another document count for nothing where the
//! original has an address: whoever wrote the copy may be anybody.

use super::linked::{self, Linked};
use super::{ConfirmedBadge, Findings, Sources, reference, scope, shape};
use crate::documents::{Purpose, Request};
use crate::json::Value;
use crate::report::{Check, CheckId, StatusFinding, StatusState};
use crate::{Code, Problem, Result};

/// What the report calls this way of securing a badge.
pub(super) const SECURING: &str = "ob2-hosted";

/// Looks the assertion up at `address`, its id, and compares it with the one that was `given`.
pub(super) fn verify<'a>(
    given: Option<&Value<'a>>,
    address: &str,
    sources: Sources<'a>,
    findings: &mut Findings<'a>,
) -> Result<(), Request> {
    if given.is_none() {
        let message = "The badge is not in the picture; its shape is checked where it is published.";
        findings.checks.push(Check::not_run(CheckId::DataModel, message));
    }
    let message = "A hosted badge is not signed: it counts because its issuer publishes it.";
    let unsigned = [CheckId::Canonicalization, CheckId::Signature, CheckId::IssuerKey];
    findings.checks.extend(unsigned.map(|id| Check::not_run(id, message)));
    let published = match linked::fetch(address, Purpose::Assertion, sources)? {
        Ok(published) => published,
        Err(problem) if problem.code() == Code::Revoked => {
            findings.status_check = Some(Check::from_problem(CheckId::Status, &problem));
            findings.status.push(finding(address, StatusState::Set));
            findings.without_original("Its address has nothing more to compare with.");
            return Ok(());
        }
        Err(problem) => {
            findings.push(CheckId::Hosting, &problem);
            findings.skip(&[CheckId::IssuerScope]);
            return Ok(());
        }
    };
    findings.check_status(address, &published, sources);
    if !shape::problems(&published.value, Purpose::Assertion).is_empty() {
        findings.without_original("Its issuer publishes nothing but that it was revoked.");
        return Ok(());
    }
    let compared = match given {
        Some(given) => compare(given, &published.value),
        // What was given is only an address, so the assertion has to be one that counts at an address.
        None => shape::hosted_address(&published.value)
            .map(|_| ())
            .map_err(|problems| linked::invalid(Purpose::Assertion, first_detail(&problems))),
    };
    let badge_class = match (compared, published.value.get("badge")) {
        (Err(problem), _) => Err(problem),
        (Ok(()), Some(badge)) => linked::resolve(badge, Purpose::BadgeClass, false, sources)?,
        (Ok(()), None) => Err(linked::invalid(Purpose::Assertion, "it names no badge class")),
    };
    let badge_class = match badge_class {
        Ok(badge_class) => badge_class,
        Err(problem) => {
            let check = Check::from_problem(CheckId::Hosting, &problem);
            findings.checks.push(published.evidence.into_iter().fold(check, Check::with_evidence));
            findings.skip(&[CheckId::IssuerScope]);
            return Ok(());
        }
    };
    let message = "The badge is published at its own address as it was given.";
    let evidence = [&published, &badge_class].into_iter().filter_map(|document| document.evidence.clone());
    findings.checks.push(evidence.fold(Check::passed(CheckId::Hosting, message), Check::with_evidence));
    findings.check_issuer(published, badge_class, sources)
}

impl<'a> Findings<'a> {
    fn check_status(&mut self, address: &str, published: &Linked<'_>, sources: Sources<'_>) {
        let Some(evidence) = &published.evidence else { return };
        let mut finding = finding(address, StatusState::Unknown);
        finding.as_of = Some(evidence.retrieved_at);
        let options = sources.options;
        let age = options.now.unix_seconds() - evidence.retrieved_at.unix_seconds();
        let check = if shape::is_revoked(&published.value) {
            finding.state = StatusState::Set;
            finding.message =
                published.value.get("revocationReason").and_then(Value::as_str).map(str::to_owned);
            let problem = Problem::new(Code::Revoked, "The issuer has revoked this badge.");
            Check::from_problem(CheckId::Status, &problem.at("/id"))
        } else if age > options.policy.status_max_age_seconds {
            let detail =
                format!("The badge was fetched from its issuer on {}, too long ago.", evidence.retrieved_at);
            Check::from_problem(CheckId::Status, &Problem::new(Code::StatusStale, detail).at("/id"))
        } else {
            finding.state = StatusState::Clear;
            Check::passed(CheckId::Status, format!("Not revoked as of {}.", evidence.retrieved_at)).at("/id")
        };
        self.status_check = Some(check.with_evidence(evidence.clone()));
        self.status.push(finding);
    }

    /// The profile of the issuer, fetched from the issuer's own id, has the last word on where its badges may be.
    fn check_issuer(
        &mut self,
        published: Linked<'a>,
        badge_class: Linked<'a>,
        sources: Sources<'a>,
    ) -> Result<(), Request> {
        let issuer_id = badge_class.value.get("issuer").and_then(reference::id);
        let profile = match issuer_id {
            Some(issuer_id) => linked::fetch(issuer_id, Purpose::IssuerProfile, sources)?,
            None => Err(linked::invalid(Purpose::BadgeClass, "its issuer has no id")),
        };
        let profile = match profile {
            Ok(profile) => profile,
            Err(problem) => {
                self.push(CheckId::IssuerScope, &problem);
                return Ok(());
            }
        };
        let id = |value: &Value<'_>| reference::id(value).unwrap_or_default().to_owned();
        let rule = profile.value.get("verification");
        let check = match scope::check(&id(&published.value), &id(&profile.value), rule) {
            Ok(()) => {
                self.confirmed =
                    Some(ConfirmedBadge::new(&published.value, &badge_class.value, &profile.value));
                let message = "The badge is published at an address that its issuer allows for its badges.";
                Check::passed(CheckId::IssuerScope, message)
            }
            Err(problem) => Check::from_problem(CheckId::IssuerScope, &problem),
        };
        self.checks.push(profile.evidence.into_iter().fold(check, Check::with_evidence));
        Ok(())
    }

    fn without_original(&mut self, why: &str) {
        self.checks.extend([CheckId::Hosting, CheckId::IssuerScope].map(|id| Check::not_run(id, why)));
    }
}

fn compare(given: &Value<'_>, published: &Value<'_>) -> Result<()> {
    reference::agrees(given, published).map_err(|pointer| {
        let name = pointer.trim_start_matches('/');
        let detail = format!("The badge was changed: its issuer publishes it with another {name}.");
        Problem::new(Code::AssertionMismatch, detail).at(pointer.clone())
    })
}

fn finding(address: &str, state: StatusState) -> StatusFinding {
    StatusFinding {
        purpose: "revocation".to_owned(),
        state,
        list: address.to_owned(),
        index: String::new(),
        as_of: None,
        message: None,
        pointer: "/id".to_owned(),
    }
}

fn first_detail(problems: &[Problem]) -> &str {
    problems.first().map(Problem::detail).unwrap_or_default()
}

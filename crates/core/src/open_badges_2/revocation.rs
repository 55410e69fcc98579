//! The issuer's `revocationList` of signed badges: unsigned, so it is only as good as the connection that it came over.

use super::{Findings, Sources, linked, reference, shape};
use crate::documents::{Purpose, Request};
use crate::json::{self, Value};
use crate::report::{Check, CheckId, Evidence, StatusFinding, StatusState, Warning, WarningCode};
use crate::{Code, Problem, Result};

/// Looks the assertion up in the list that the issuer's profile names.
pub(super) fn check(
    assertion: &Value<'_>,
    profile: &Value<'_>,
    sources: Sources<'_>,
    findings: &mut Findings<'_>,
) -> Result<(), Request> {
    if shape::is_revoked(assertion) {
        let problem = Problem::new(Code::Revoked, "The badge says of itself that it is revoked.");
        findings.status_check = Some(Check::from_problem(CheckId::Status, &problem.at("/revoked")));
        return Ok(());
    }
    let Some(list) = profile.get("revocationList") else {
        let message = "The issuer publishes no list of revoked badges, so this one cannot be withdrawn.";
        findings.status_check = Some(Check::not_run(CheckId::Status, message));
        return Ok(());
    };
    let Some(address) = reference::id(list) else {
        let problem = Problem::new(Code::MalformedStatusList, "The issuer names no list of revoked badges.");
        findings.status_check = Some(Check::from_problem(CheckId::Status, &problem));
        return Ok(());
    };
    let mut finding = StatusFinding {
        purpose: "revocation".to_owned(),
        state: StatusState::Unknown,
        list: address.to_owned(),
        index: String::new(),
        as_of: None,
        message: None,
        pointer: "/id".to_owned(),
    };
    let downloaded = linked::download(address, Purpose::RevocationList, sources)?;
    let check = match downloaded {
        Err(problem) => Check::from_problem(
            CheckId::Status,
            &Problem::new(Code::StatusUnavailable, problem.detail()).at("/id"),
        ),
        Ok((url, document)) => {
            finding.as_of = Some(document.retrieved_at);
            findings.warnings.push(Warning {
                code: WarningCode::UnsignedRevocationList,
                message: "The list of revoked badges is not signed: it is only as good as the connection."
                    .to_owned(),
                pointer: String::new(),
            });
            let options = sources.options;
            let age = options.now.unix_seconds() - document.retrieved_at.unix_seconds();
            let looked_up = if age > options.policy.status_max_age_seconds {
                let detail = format!(
                    "The list of revoked badges was fetched on {}, too long ago.",
                    document.retrieved_at
                );
                Err(Problem::new(Code::StatusStale, detail))
            } else {
                json::parse(&document.bytes, &options.limits)
                    .map_err(|problem| malformed(problem.detail()))
                    .and_then(|list| look_up(&list, address, assertion, profile))
            };
            let check = match looked_up {
                Ok(None) => {
                    finding.state = StatusState::Clear;
                    Check::passed(CheckId::Status, format!("Not revoked as of {}.", document.retrieved_at))
                        .at("/id")
                }
                Ok(Some(reason)) => {
                    finding.state = StatusState::Set;
                    finding.message = (!reason.is_empty()).then_some(reason);
                    let problem = Problem::new(Code::Revoked, "The issuer has revoked this badge.");
                    Check::from_problem(CheckId::Status, &problem.at("/id"))
                }
                Err(problem) => Check::from_problem(CheckId::Status, &problem.at("/id")),
            };
            check.with_evidence(Evidence::of(&url, document))
        }
    };
    findings.status_check = Some(check);
    findings.status.push(finding);
    Ok(())
}

/// `None`: not in the list; `Some`: revoked, with the reason or an empty text.
///
/// An entry is the id itself or an object with `id` or `uid` (Open Badges 2.0, `RevocationList`).
fn look_up(
    list: &Value<'_>,
    address: &str,
    assertion: &Value<'_>,
    profile: &Value<'_>,
) -> Result<Option<String>> {
    let other = |why: &str| {
        let detail = format!("The list of revoked badges cannot be relied on: it is {why}.");
        Problem::new(Code::StatusVerification, detail)
    };
    if reference::id(list) != Some(address) {
        return Err(other("another than the one that was asked for"));
    }
    let issuer = list.get("issuer").and_then(reference::id);
    if issuer.is_some() && issuer != reference::id(profile) {
        return Err(other("of another issuer"));
    }
    let Some(Value::Array(revoked)) = list.get("revokedAssertions") else {
        return Err(malformed("it has no revokedAssertions."));
    };
    let own = |name| assertion.get(name).and_then(Value::as_str);
    let names = [own("id"), own("uid")];
    for entry in revoked {
        let ids = [
            entry.as_str(),
            entry.get("id").and_then(Value::as_str),
            entry.get("uid").and_then(Value::as_str),
        ];
        if ids.iter().all(Option::is_none) {
            return Err(malformed("an entry has neither id nor uid."));
        }
        if ids.iter().any(|id| id.is_some() && names.contains(id)) {
            let reason = entry.get("revocationReason").and_then(Value::as_str).unwrap_or_default();
            return Ok(Some(reason.to_owned()));
        }
    }
    Ok(None)
}

fn malformed(why: &str) -> Problem {
    Problem::new(Code::MalformedStatusList, format!("The list of revoked badges is malformed: {why}"))
}

//! `refreshService` of type 1EdTechCredentialRefresh (Open Badges 3.0, verification step 3): the issuer may have a newer
//! version of the credential.
//!
//! Asked for once, and only after the proof held, so that nobody but the issuer decides who is contacted. Whatever is
//! wrong with the answer, the credential at hand is then verified as it is.

use crate::data_model::Kind;
use crate::documents::{Document, Purpose, Request};
use crate::extract;
use crate::json::Value;
use crate::report::{Check, CheckId, Evidence, Warning, WarningCode};
use crate::verified_document::{Environment, Published, VerifiedDocument};
use crate::{Outcome, Timestamp};

const REFRESH_SERVICE: &str = "1EdTechCredentialRefresh";

/// What the service gave.
#[derive(Debug)]
pub(crate) enum Refresh<'d> {
    /// The credential names no such service.
    None,
    /// A document that has yet to verify.
    Answer { url: String, document: &'d Document },
    /// Nothing, and why.
    Failed(Warning),
}

/// Asks the service of `credential`.
pub(crate) fn ask<'d>(
    credential: &VerifiedDocument<'_>,
    world: &Environment<'d>,
) -> Result<Refresh<'d>, Request> {
    let Some(service) = credential.members().get("refreshService") else { return Ok(Refresh::None) };
    let types = service.get("type").map(Value::one_or_many).unwrap_or_default();
    if !types.iter().any(|name| name.as_str() == Some(REFRESH_SERVICE)) {
        return Ok(Refresh::None);
    }
    let Some(url) = service.get("id").and_then(Value::as_str) else { return Ok(Refresh::None) };
    Ok(match world.documents.get(url, Purpose::RefreshedCredential, world.options)? {
        Ok(document) => Refresh::Answer { url: url.to_owned(), document },
        Err((failure, _)) => Refresh::Failed(failed(failure.sentence())),
    })
}

/// Takes the answer apart, so that what is verified can borrow from it.
pub(crate) fn read<'d>(document: &'d Document, world: &Environment<'_>) -> Result<Published<'d>, Warning> {
    let is_jwt = extract::is_compact_jws(&document.bytes);
    Published::read(&document.bytes, is_jwt, world.options).map_err(|problem| failed(problem.detail()))
}

/// Verifies the answer (steps 1 and 2): a good proof of the same issuer for the same credential, and not an older one.
pub(crate) fn verify<'p>(
    published: &'p Published<'_>,
    original: &VerifiedDocument<'_>,
    world: &mut Environment<'_>,
) -> Result<Result<VerifiedDocument<'p>, Warning>, Request> {
    let findings = published.verify(Kind::OpenBadge, world)?;
    let bad =
        findings.checks.iter().find(|check| !matches!(check.outcome, Outcome::Passed | Outcome::NotRun));
    if let Some(bad) = bad {
        return Ok(Err(failed(&bad.message)));
    }
    let Some(document) = findings.document else { return Ok(Err(failed("its proof does not hold"))) };
    let id = |document: &VerifiedDocument<'_>| {
        document.members().get("id").and_then(Value::as_str).map(str::to_owned)
    };
    if document.issuer_id() != original.issuer_id() || id(&document) != id(original) {
        return Ok(Err(failed("it gave another credential, or one of another issuer")));
    }
    if start(&document) < start(original) {
        return Ok(Err(failed("it gave an older version")));
    }
    Ok(Ok(document))
}

/// The check that says which version the report is about.
pub(crate) fn replaced(url: &str, document: &Document) -> Check {
    let message = "The issuer's service has a version of this credential, which this answer is about.";
    Check::passed(CheckId::Refresh, message).at("/refreshService").with_evidence(Evidence::of(url, document))
}

fn start(document: &VerifiedDocument<'_>) -> Option<Timestamp> {
    let names = ["validFrom", "issuanceDate"];
    let text = names.iter().find_map(|name| document.members().get(name)).and_then(Value::as_str)?;
    Timestamp::parse(text).ok()
}

fn failed(why: &str) -> Warning {
    Warning {
        code: WarningCode::RefreshFailed,
        message: format!("The issuer's service for newer versions of this credential was of no use: {why}"),
        pointer: "/refreshService".to_owned(),
    }
}

//! Signed badges: an assertion in a JWS whose key the issuer's profile lists (Open Badges 2.0, "Signed Verification").

use super::linked::{self, Linked};
use super::{ConfirmedBadge, Findings, Sources, public_key, reference, revocation, shape};
use crate::documents::{Purpose, Request};
use crate::json::{self, Value};
use crate::jws::{Algorithm, CompactJws};
use crate::keys::{PublicKey, RsaPublicKey};
use crate::report::{Check, CheckId, Evidence};
use crate::{Code, Problem, Result};

/// What the report calls this way of securing a badge.
pub(super) const SECURING: &str = "ob2-signed";
/// Most keys of an issuer that are tried when the badge names none.
const MAX_KEYS: usize = 8;

/// Checks the signature with a key that the issuer lists, then asks the issuer's revocation list.
pub(super) fn verify<'a>(
    jws: &'a CompactJws<'_>,
    sources: Sources<'a>,
    findings: &mut Findings<'a>,
) -> Result<(), Request> {
    let assertion = match json::parse(jws.unverified_payload(), &sources.options.limits) {
        Ok(assertion) => assertion,
        Err(problem) => {
            findings.push(CheckId::Parse, &problem);
            findings.stop_at_shape(&[]);
            return Ok(());
        }
    };
    findings.checks.push(Check::passed(CheckId::Parse, "The file is one well-formed JWS."));
    let problems = shape_problems(&assertion);
    if !problems.is_empty() {
        findings.stop_at_shape(&problems);
        return Ok(());
    }
    findings.checks.push(Check::passed(CheckId::DataModel, shape::CONFORMS));
    let message = "A JWS signs the bytes themselves, so nothing has to be canonicalised.";
    findings.checks.push(Check::not_run(CheckId::Canonicalization, message));
    let algorithm = jws.header().algorithm;
    if algorithm != Algorithm::Rs256 {
        let detail = format!(
            "This verifier checks signed badges of Open Badges 2.0 with RS256, not with {algorithm}."
        );
        findings.push(CheckId::Signature, &Problem::new(Code::UnsupportedCryptosuite, detail));
        findings.skip(&[CheckId::IssuerKey]);
        return Ok(());
    }
    let (badge_class, profile) = match find_issuer(&assertion, sources)? {
        Ok(found) => found,
        Err(problem) => {
            findings.skip(&[CheckId::Signature]);
            findings.push(CheckId::IssuerKey, &problem);
            return Ok(());
        }
    };
    let documents = [&badge_class, &profile].into_iter().filter_map(|document| document.evidence.clone());
    let (held, evidence) = match check_keys(jws, &assertion, &profile.value, sources)? {
        Ok(Some(evidence)) => {
            let message = "The signature is good: nothing was changed after signing.";
            findings.checks.push(Check::passed(CheckId::Signature, message));
            (true, evidence)
        }
        Ok(None) => {
            let detail = "The signature does not fit the badge: it was changed after signing, or another key signed it.";
            findings.push(CheckId::Signature, &Problem::new(Code::InvalidSignature, detail));
            (false, None)
        }
        Err(problem) => {
            findings.skip(&[CheckId::Signature]);
            let check = Check::from_problem(CheckId::IssuerKey, &problem);
            findings.checks.push(documents.fold(check, Check::with_evidence));
            return Ok(());
        }
    };
    let listed = Check::passed(CheckId::IssuerKey, "The issuer's own profile lists the key.");
    findings.checks.push(documents.chain(evidence).fold(listed, Check::with_evidence));
    if held {
        revocation::check(&assertion, &profile.value, sources, findings)?;
        findings.confirmed = Some(ConfirmedBadge::new(&assertion, &badge_class.value, &profile.value));
    }
    Ok(())
}

/// A badge class that stands in the assertion is signed with it, so its faults are the badge's own.
fn shape_problems(assertion: &Value<'_>) -> Vec<Problem> {
    let mut problems = shape::signed_problems(assertion);
    if let Some(badge) = assertion.get("badge").filter(|badge| reference::is_embedded(badge)) {
        let of_class = shape::problems(badge, Purpose::BadgeClass);
        problems.extend(of_class.into_iter().map(|problem| problem.under("/badge")));
    }
    problems
}

/// The badge class and the profile of its issuer, the latter always from the issuer's own id.
fn find_issuer<'a>(
    assertion: &Value<'a>,
    sources: Sources<'a>,
) -> Result<Result<(Linked<'a>, Linked<'a>)>, Request> {
    let Some(badge) = assertion.get("badge") else {
        return Ok(Err(linked::invalid(Purpose::Assertion, "it names no badge class")));
    };
    let badge_class = match linked::resolve(badge, Purpose::BadgeClass, true, sources)? {
        Ok(badge_class) => badge_class,
        Err(problem) => return Ok(Err(problem)),
    };
    let Some(issuer_id) = badge_class.value.get("issuer").and_then(reference::id) else {
        return Ok(Err(linked::invalid(Purpose::BadgeClass, "its issuer has no id")));
    };
    let profile = linked::fetch(issuer_id, Purpose::IssuerProfile, sources)?;
    Ok(profile.map(|profile| (badge_class, profile)))
}

/// Tries the issuer's keys: the one that the badge names as `creator`, or else all. `Some`: one of them signed, with the
/// evidence for it; `None`: none did, although all could be read.
fn check_keys<'a>(
    jws: &CompactJws<'_>,
    assertion: &Value<'_>,
    profile: &Value<'a>,
    sources: Sources<'a>,
) -> Result<Result<Option<Option<Evidence>>>, Request> {
    let issuer_id = reference::id(profile).unwrap_or_default();
    let listed = profile.get("publicKey").map(Value::one_or_many).unwrap_or_default();
    if listed.len() > MAX_KEYS {
        let detail = format!("The issuer lists {} keys; at most {MAX_KEYS} are tried.", listed.len());
        return Ok(Err(Problem::new(Code::InvalidIssuerDocument, detail)));
    }
    let creator = assertion.get("verification").and_then(|rule| rule.get("creator")).and_then(reference::id);
    let mut candidates = listed
        .iter()
        .filter(|key| creator.is_none_or(|creator| reference::id(key) == Some(creator)))
        .peekable();
    if candidates.peek().is_none() {
        let detail = match creator {
            Some(creator) => format!("The issuer's profile does not list the key {creator}."),
            None => "The issuer's profile lists no key.".to_owned(),
        };
        return Ok(Err(Problem::new(Code::KeyNotListed, detail).at("/verification")));
    }
    let mut unreadable = None;
    for candidate in candidates {
        match read_key(candidate, issuer_id, sources)? {
            Ok((key, evidence)) => {
                if jws.verify(&PublicKey::Rsa(key)).is_ok() {
                    return Ok(Ok(Some(evidence)));
                }
            }
            Err(problem) => unreadable = unreadable.or(Some(problem)),
        }
    }
    Ok(unreadable.map_or(Ok(None), Err))
}

/// A `CryptographicKey`, written out in the profile or at its own address. It has to name the issuer as its owner.
fn read_key<'a>(
    key: &Value<'a>,
    issuer_id: &str,
    sources: Sources<'a>,
) -> Result<Result<(RsaPublicKey, Option<Evidence>)>, Request> {
    let key = match linked::resolve(key, Purpose::CryptographicKey, true, sources)? {
        Ok(key) => key,
        Err(problem) => return Ok(Err(problem)),
    };
    let invalid = |why| Err(linked::invalid(Purpose::CryptographicKey, why));
    Ok(match key.value.get("owner").and_then(reference::id) {
        None => invalid("it names no owner"),
        Some(owner) if owner != issuer_id => {
            let detail = format!("The key belongs to {owner}, but the issuer is {issuer_id}.");
            Err(Problem::new(Code::IssuerMismatch, detail).at("/verification"))
        }
        Some(_) => match key.value.get("publicKeyPem").and_then(Value::as_str) {
            None => invalid("it has no publicKeyPem"),
            Some(pem) => public_key::read(pem).map(|read| (read, key.evidence)),
        },
    })
}

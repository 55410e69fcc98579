//! The key that a proof names, and whether it is the issuer's: two questions with two answers.

use crate::controlled_identifier::{Lookup, Retrieved};
use crate::documents::{Documents, FetchFailure, Purpose, Request};
use crate::keys::PublicKey;
use crate::report::{Evidence, Warning};
use crate::{Code, Options, Problem, Result, Timestamp};

/// What became of a verification method.
#[derive(Debug)]
pub(crate) struct ResolvedKey {
    /// The key, to check the signature with.
    pub(crate) key: Result<PublicKey>,
    /// Whether it belongs to the issuer; the text says why.
    pub(crate) binding: Result<&'static str>,
    pub(crate) evidence: Option<Evidence>,
    pub(crate) warnings: Vec<Warning>,
}

/// Resolves `verification_method` for a credential of `issuer_id` whose proof was made at `used_at`.
///
/// The method's controller must be the issuer, letter by letter. A method of somebody else is refused before anything
/// is fetched, so a forger cannot make the verifier visit a place of his choice.
pub(crate) fn resolve(
    verification_method: &str,
    issuer_id: &str,
    used_at: Timestamp,
    options: &Options,
    documents: &Documents,
) -> Result<ResolvedKey, Request> {
    let lookup = match Lookup::of(verification_method, &options.limits) {
        Ok(lookup) => lookup,
        Err(problem) => return Ok(ResolvedKey::unknown(problem)),
    };
    let binding = bound(lookup.controller(), issuer_id);
    match (lookup.url(), binding) {
        (None, binding) => {
            let key = lookup.retrieve(&[], used_at, &options.limits).map(|retrieved| retrieved.key);
            let binding = binding.map(|()| "The issuer's identifier is this key itself.");
            Ok(ResolvedKey { key, binding, evidence: None, warnings: Vec::new() })
        }
        (Some(_), Err(problem)) => Ok(ResolvedKey::unknown(problem)),
        (Some(url), Ok(())) => from_document(&lookup, url, used_at, options, documents),
    }
}

impl ResolvedKey {
    fn unknown(problem: Problem) -> Self {
        Self { key: Err(problem.clone()), binding: Err(problem), evidence: None, warnings: Vec::new() }
    }
}

fn from_document(
    lookup: &Lookup,
    url: &str,
    used_at: Timestamp,
    options: &Options,
    documents: &Documents,
) -> Result<ResolvedKey, Request> {
    let document = match documents.get(url, Purpose::IssuerDocument, &options.limits)? {
        Ok(document) => document,
        Err((failure, detail)) => {
            return Ok(ResolvedKey::unknown(unavailable(url, *failure, detail)));
        }
    };
    let evidence = Some(Evidence::of(url, document));
    Ok(match lookup.retrieve(&document.bytes, used_at, &options.limits) {
        Ok(Retrieved { key, warnings }) => {
            let binding = Ok("The issuer's own document lists this key for signing credentials.");
            ResolvedKey { key: Ok(key), binding, evidence, warnings }
        }
        Err(problem) => ResolvedKey { evidence, ..ResolvedKey::unknown(problem) },
    })
}

/// The issuer's keys could not be had.
pub(crate) fn unavailable(url: &str, failure: FetchFailure, detail: &str) -> Problem {
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    let sentence = failure.sentence();
    Problem::new(
        Code::IssuerDocumentUnavailable,
        format!("The issuer's keys could not be fetched: {sentence}{detail}. {url}"),
    )
}

fn bound(controller: &str, issuer_id: &str) -> Result<()> {
    if controller == issuer_id {
        return Ok(());
    }
    Err(Problem::new(
        Code::IssuerMismatch,
        format!("The key belongs to {controller}, but the credential names {issuer_id} as its issuer."),
    ))
}

//! The documents that a badge leads to: fetched by the host, read strictly, and about what they were asked for.

use super::{Sources, reference, shape};
use crate::documents::{Document, FetchFailure, Purpose, Request};
use crate::json::{self, Value};
use crate::report::Evidence;
use crate::{Code, Problem, Result, web_address};

/// A document and where it came from.
#[derive(Debug)]
pub(super) struct Linked<'a> {
    pub(super) value: Value<'a>,
    /// `None` for one that stood inside another document.
    pub(super) evidence: Option<Evidence>,
}

/// The document at `address`, whose `id` has to be that address: one served under another's name proves nothing.
///
/// # Errors
///
/// `Revoked` for an assertion that is gone; otherwise the codes for documents that are unavailable or malformed, which
/// leave the question open.
pub(super) fn fetch<'a>(
    address: &str,
    purpose: Purpose,
    sources: Sources<'a>,
) -> Result<Result<Linked<'a>>, Request> {
    Ok(match download(address, purpose, sources)? {
        Err(problem) => Err(problem),
        Ok((url, document)) => read(&url, address, document, purpose, sources),
    })
}

/// The document at `address` as it came.
pub(super) fn download<'a>(
    address: &str,
    purpose: Purpose,
    sources: Sources<'a>,
) -> Result<Result<(String, &'a Document)>, Request> {
    // A fragment never reaches a server.
    let url = address.split('#').next().unwrap_or(address);
    if let Err(why) = web_address::check_https(url) {
        let detail = format!("The {} could not be fetched: its address {why}. {url}", name(purpose));
        return Ok(Err(Problem::new(codes(purpose).0, detail)));
    }
    Ok(match sources.documents.get(url, purpose, sources.options)? {
        Ok(document) => Ok((url.to_owned(), document)),
        Err((failure, detail)) => Err(unavailable(url, purpose, *failure, detail)),
    })
}

/// What `value` names: the object itself when it stands there and `embedded` is enough, else what its address holds.
pub(super) fn resolve<'a>(
    value: &Value<'a>,
    purpose: Purpose,
    embedded_is_enough: bool,
    sources: Sources<'a>,
) -> Result<Result<Linked<'a>>, Request> {
    let id = reference::id(value);
    let has_address = id.is_some_and(|id| id.starts_with("https://"));
    if reference::is_embedded(value) && (embedded_is_enough || !has_address) {
        let problem = shape::problems(value, purpose).into_iter().next();
        return Ok(match problem {
            Some(problem) => Err(invalid(purpose, problem.detail())),
            None => Ok(Linked { value: value.clone(), evidence: None }),
        });
    }
    match id {
        Some(id) => fetch(id, purpose, sources),
        None => Ok(Err(invalid(purpose, "it is neither named nor written out"))),
    }
}

fn read<'a>(
    url: &str,
    address: &str,
    document: &'a Document,
    purpose: Purpose,
    sources: Sources<'a>,
) -> Result<Linked<'a>> {
    let value = json::parse(&document.bytes, &sources.options.limits)
        .map_err(|problem| invalid(purpose, problem.detail()))?;
    let id = reference::id(&value);
    if id != Some(address) {
        let detail = format!("The document at {address} says that it is {}.", id.unwrap_or("nobody's"));
        return Err(Problem::new(codes(purpose).2, detail));
    }
    // A revoked assertion may have lost everything but its id (Open Badges 2.0, "revoked").
    let is_withdrawn = purpose == Purpose::Assertion && shape::is_revoked(&value);
    if let Some(problem) = shape::problems(&value, purpose).first().filter(|_| !is_withdrawn) {
        return Err(invalid(purpose, problem.detail()));
    }
    Ok(Linked { value, evidence: Some(Evidence::of(url, document)) })
}

pub(super) fn invalid(purpose: Purpose, why: &str) -> Problem {
    Problem::new(codes(purpose).1, format!("The {} is malformed: {why}", name(purpose)))
}

fn unavailable(url: &str, purpose: Purpose, failure: FetchFailure, detail: &str) -> Problem {
    if (purpose, failure) == (Purpose::Assertion, FetchFailure::Gone) {
        let detail = "The issuer has withdrawn this badge: its address answers that it is gone.";
        return Problem::new(Code::Revoked, detail).at("/id");
    }
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    let sentence = failure.sentence();
    Problem::new(
        codes(purpose).0,
        format!("The {} could not be fetched: {sentence}{detail}. {url}", name(purpose)),
    )
}

/// Codes for a document that is unavailable, malformed, or about something else.
fn codes(purpose: Purpose) -> (Code, Code, Code) {
    match purpose {
        Purpose::IssuerProfile | Purpose::CryptographicKey => {
            (Code::IssuerDocumentUnavailable, Code::InvalidIssuerDocument, Code::IssuerDocumentIdMismatch)
        }
        _ => (Code::HostedDocumentUnavailable, Code::InvalidHostedDocument, Code::InvalidHostedDocument),
    }
}

fn name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Assertion => "badge as its issuer publishes it",
        Purpose::BadgeClass => "description of the badge (BadgeClass)",
        Purpose::IssuerProfile => "issuer's profile",
        Purpose::CryptographicKey => "issuer's key",
        _ => "document",
    }
}

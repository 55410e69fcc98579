//! The key that a proof names, and whether it is the issuer's: two questions with two answers.

use crate::controlled_identifier::{Lookup, Retrieved};
use crate::documents::{Documents, FetchFailure, Purpose, Request, Source};
use crate::keys::PublicKey;
use crate::report::{Evidence, Warning};
use crate::trust_pack::Question;
use crate::{Code, Options, Problem, Result, Timestamp};

/// What became of a verification method.
#[derive(Debug)]
pub(crate) struct ResolvedKey {
    /// The key, to check the signature with.
    pub(crate) key: Result<PublicKey>,
    /// Whether it belongs to the issuer; the text says why.
    pub(crate) binding: Result<&'static str>,
    pub(crate) evidence: Vec<Evidence>,
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
    let resolved = match (lookup.url(), binding) {
        (None, binding) => {
            let key = lookup.retrieve(&[], used_at, &options.limits).map(|retrieved| retrieved.key);
            let binding = binding.map(|()| "The issuer's identifier is this key itself.");
            ResolvedKey { key, binding, evidence: Vec::new(), warnings: Vec::new() }
        }
        (Some(_), Err(problem)) => return Ok(ResolvedKey::unknown(problem)),
        (Some(url), Ok(())) => from_document(&lookup, url, options, documents, used_at)?,
    };
    if documents.packs().is_empty() {
        return Ok(resolved);
    }
    Ok(resolved.with_trust_packs(verification_method, issuer_id, used_at, options, documents))
}

impl ResolvedKey {
    fn unknown(problem: Problem) -> Self {
        Self { key: Err(problem.clone()), binding: Err(problem), evidence: Vec::new(), warnings: Vec::new() }
    }

    /// What trust packs add: a key that its issuer no longer lists, or the end of one that somebody still does.
    fn with_trust_packs(
        mut self,
        verification_method: &str,
        issuer_id: &str,
        used_at: Timestamp,
        options: &Options,
        documents: &Documents,
    ) -> Self {
        let packs = documents.packs();
        self.warnings.extend(packs.ignored(issuer_id, documents, options));
        let Self { key: listed, binding, .. } = self;
        let listed = match (listed, &binding) {
            (Ok(key), Err(_)) => return Self { key: Ok(key), binding, ..self },
            (Ok(key), Ok(_)) => Ok(Retrieved { key, warnings: Vec::new() }),
            (Err(problem), _) => Err(problem),
        };
        let is_named = |id: &str, _: &PublicKey| id == verification_method;
        let answer =
            packs.consult(listed, &Question { issuer_id, is_named: &is_named, used_at, documents, options });
        self.evidence.extend(answer.evidence);
        let binding = match (&answer.key, answer.message) {
            (Err(problem), _) => Err(problem.clone()),
            (Ok(_), Some(message)) => Ok(message),
            (Ok(_), None) => binding,
        };
        Self { key: answer.key.map(|retrieved| retrieved.key), binding, ..self }
    }
}

fn from_document(
    lookup: &Lookup,
    url: &str,
    options: &Options,
    documents: &Documents,
    used_at: Timestamp,
) -> Result<ResolvedKey, Request> {
    let document = match documents.get(url, Purpose::IssuerDocument, options)? {
        Ok(document) => document,
        Err((failure, detail)) => {
            return Ok(ResolvedKey::unknown(unavailable(url, *failure, detail)));
        }
    };
    let evidence = vec![Evidence::of(url, document)];
    Ok(match lookup.retrieve(&document.bytes, used_at, &options.limits) {
        Ok(Retrieved { key, warnings }) => {
            let binding = Ok(if document.source == Source::TrustPack {
                "The issuer's document in a trust pack lists this key for signing credentials."
            } else {
                "The issuer's own document lists this key for signing credentials."
            });
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

//! The key that a proof names, and whether it is the issuer's: two questions with two answers.

use crate::documents::{Documents, Request};
use crate::keys::PublicKey;
use crate::report::Evidence;
use crate::{Code, Options, Problem, Result, did_key};

/// What became of a verification method.
#[derive(Debug)]
pub(crate) struct ResolvedKey {
    /// The key, to check the signature with.
    pub(crate) key: Result<PublicKey>,
    /// Whether it belongs to the issuer; the text says why.
    pub(crate) binding: Result<&'static str>,
    pub(crate) evidence: Vec<Evidence>,
}

/// Resolves `verification_method` for a credential of `issuer_id`.
///
/// The method's controller must be the issuer, letter by letter. A method of somebody else is refused before anything
/// is fetched, so a forger cannot make the verifier visit a place of his choice.
pub(crate) fn resolve(
    verification_method: &str,
    issuer_id: &str,
    _options: &Options,
    _documents: &Documents,
) -> Result<ResolvedKey, Request> {
    let controller = verification_method.split('#').next().unwrap_or_default();
    if controller.starts_with("did:key:") {
        return Ok(ResolvedKey {
            key: did_key::resolve(verification_method),
            binding: bound(controller, issuer_id).map(|()| "The issuer's identifier is this key itself (did:key)."),
            evidence: Vec::new(),
        });
    }
    let problem = match bound(controller, issuer_id) {
        Err(problem) => problem,
        Ok(()) => Problem::new(
            Code::UnsupportedDidMethod,
            format!("The issuer's identifier is of a kind that this verifier cannot look up: {controller}."),
        ),
    };
    Ok(ResolvedKey { key: Err(problem.clone()), binding: Err(problem), evidence: Vec::new() })
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

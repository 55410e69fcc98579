//! The cryptosuite eddsa-jcs-2022 (Data Integrity EdDSA Cryptosuites 1.0, §3.3): signs the JSON instead of its meaning.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::contexts::Contexts;
use crate::eddsa_rdfc_2022::{InputProblem, ProofInput};
use crate::json::{Object, Value};
use crate::{Code, Limits, Problem, Result, jcs};

/// The name in `proof.cryptosuite`. Signature and key are those of [`crate::eddsa_rdfc_2022::verify`].
pub(crate) const NAME: &str = "eddsa-jcs-2022";

/// Transformation and hashing (§3.3.2 to §3.3.4): document without proof, proof with or without `proofValue`.
///
/// Verifying (§3.3.2 step 4), a proof with its own `@context` signs the document under that context; the document may
/// have further contexts behind it, which are not signed. [`signed_document`] is what was signed, and the only thing to
/// be shown.
///
/// Nothing is lost by canonicalising JSON, but contexts that are not pinned would leave the meaning of the terms to
/// whoever serves them, so they are refused as for every other suite, the unsigned ones included.
///
/// Pointers of problems in the proof are relative to the proof.
pub(crate) fn proof_input(
    document: &Value<'_>,
    proof: &Object<'_>,
    contexts: &Contexts,
    limits: &Limits,
) -> Result<ProofInput, InputProblem> {
    let signed = signed_document(document, proof).map_err(InputProblem::Proof)?;
    // Of the document as it was given: whoever reads the file itself would follow its unsigned contexts too.
    check_contexts(document, contexts, limits).map_err(InputProblem::Document)?;
    hash(&signed, proof)
}

/// The same for a document that is no JSON-LD, so that there are no contexts to be checked.
pub(crate) fn hash(document: &Value<'_>, proof: &Object<'_>) -> Result<ProofInput, InputProblem> {
    let canonical_document = jcs::canonicalize(document).map_err(InputProblem::Document)?;
    let mut configuration = proof.clone();
    configuration.remove("proofValue");
    let canonical_proof_configuration =
        jcs::canonicalize(&Value::Object(configuration)).map_err(InputProblem::Proof)?;
    let mut hash_data = [0; 64];
    let (proof_hash, document_hash) = hash_data.split_at_mut(32);
    proof_hash.copy_from_slice(&Sha256::digest(&canonical_proof_configuration));
    document_hash.copy_from_slice(&Sha256::digest(&canonical_document));
    Ok(ProofInput { canonical_document, canonical_proof_configuration, hash_data })
}

/// The document as the proof signs it: under the proof's `@context`, which the document's own must start with (§3.3.2
/// step 4). A proof without one signs the document as it is.
pub(crate) fn signed_document<'v, 'a>(
    document: &'v Value<'a>,
    proof: &Object<'a>,
) -> Result<Cow<'v, Value<'a>>> {
    let Some(signed) = proof.get("@context") else { return Ok(Cow::Borrowed(document)) };
    let refuse = |why: &str| {
        Problem::new(Code::MalformedProof, format!("The context of the proof {why}.")).at("/@context")
    };
    let own = document.get("@context").map_or(&[][..], Value::one_or_many);
    if signed.one_or_many().is_empty()
        || signed.one_or_many().iter().any(|context| context.as_str().is_none())
    {
        return Err(refuse("is not a list of URLs"));
    }
    if !own.starts_with(signed.one_or_many()) {
        return Err(refuse("is not what the context of the credential starts with"));
    }
    let mut document = document.clone();
    if let Some(context) = document.as_object_mut().and_then(|members| members.get_mut("@context")) {
        *context = signed.clone();
    }
    Ok(Cow::Owned(document))
}

/// Every context is pinned and referred to by its URL.
fn check_contexts(document: &Value<'_>, contexts: &Contexts, limits: &Limits) -> Result<()> {
    let list = document.get("@context").map_or(&[][..], Value::one_or_many);
    if list.is_empty() {
        return Err(Problem::new(Code::MissingMember, "The document has no @context.").at("/@context"));
    }
    if list.len() > limits.contexts {
        let detail =
            format!("The document has {} contexts; at most {} are read.", list.len(), limits.contexts);
        return Err(Problem::new(Code::LimitExceeded, detail).at("/@context"));
    }
    for (index, context) in list.iter().enumerate() {
        let problem = match context.as_str() {
            Some(url) if contexts.is_known(url) => continue,
            Some(url) => {
                let url: String = url.chars().take(200).flat_map(char::escape_default).collect();
                Problem::new(Code::UnknownContext, format!("This verifier does not know the context {url}."))
            }
            None => Problem::new(Code::ForbiddenContext, "A credential refers to its contexts by URL only."),
        };
        return Err(problem.at(format!("/@context/{index}")));
    }
    // Earlier proofs of a chain may have a context of their own, like this one.
    let members =
        document.as_object().into_iter().flat_map(Object::iter).filter(|(name, _)| *name != "proof");
    members
        .into_iter()
        .try_for_each(|(name, value)| check_nested(value).map_err(|problem| problem.inside(name)))
}

/// No part of the document brings its own context: readers that expand it would understand other terms there.
fn check_nested(value: &Value<'_>) -> Result<()> {
    match value {
        Value::Object(members) if members.contains("@context") => {
            Err(Problem::new(Code::ForbiddenContext, "Only the credential as a whole has a context.")
                .at("/@context"))
        }
        Value::Object(members) => members
            .iter()
            .try_for_each(|(name, value)| check_nested(value).map_err(|problem| problem.inside(name))),
        Value::Array(elements) => elements.iter().enumerate().try_for_each(|(index, value)| {
            check_nested(value).map_err(|problem| problem.inside(&index.to_string()))
        }),
        _ => Ok(()),
    }
}

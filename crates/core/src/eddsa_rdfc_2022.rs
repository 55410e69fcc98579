//! The cryptosuite eddsa-rdfc-2022 (Data Integrity EdDSA Cryptosuites 1.0, §3.2).

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::contexts::Contexts;
use crate::json::{Object, Value};
use crate::keys::{Ed25519PublicKey, PublicKey, SIGNATURE_BYTES, SecretKey};
use crate::multibase::{self, MultibaseError};
use crate::{Code, Limits, Problem, Result, jsonld, rdfc10};

/// The name in `proof.cryptosuite`.
pub(crate) const NAME: &str = "eddsa-rdfc-2022";
/// Letters of a base58btc signature: 64 bytes never need more than 88 and the `z`.
const MAX_PROOF_VALUE_CHARS: usize = 90;

/// What the signature of one proof is made over, with the forms on the way there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofInput {
    /// Canonical N-Quads of the document without its proof.
    pub canonical_document: String,
    /// Canonical N-Quads of the proof configuration.
    pub canonical_proof_configuration: String,
    /// SHA-256 of the canonical proof configuration, then SHA-256 of the canonical document.
    pub hash_data: [u8; 64],
}

/// Transformation and hashing (§3.2.2 to §3.2.4): document without proof, proof with or without `proofValue`.
///
/// Pointers of problems in the proof are relative to the proof.
pub(crate) fn proof_input(
    document: &Value<'_>,
    proof: &Object<'_>,
    contexts: &mut Contexts,
    limits: &Limits,
) -> core::result::Result<ProofInput, InputProblem> {
    let canonical_document = jsonld::to_rdf(document, contexts, limits)
        .and_then(|dataset| rdfc10::canonicalize(&dataset, limits))
        .map_err(InputProblem::Document)?;
    let configuration = proof_configuration(document, proof).map_err(InputProblem::Proof)?;
    let canonical_proof_configuration = jsonld::to_rdf(&configuration, contexts, limits)
        .and_then(|dataset| rdfc10::canonicalize(&dataset, limits))
        .map_err(InputProblem::Proof)?;
    let mut hash_data = [0; 64];
    let (proof_hash, document_hash) = hash_data.split_at_mut(32);
    proof_hash.copy_from_slice(&Sha256::digest(&canonical_proof_configuration));
    document_hash.copy_from_slice(&Sha256::digest(&canonical_document));
    Ok(ProofInput { canonical_document, canonical_proof_configuration, hash_data })
}

/// Which of the inputs is at fault.
#[derive(Debug)]
pub(crate) enum InputProblem {
    /// The document cannot be canonicalised.
    Document(Problem),
    /// The proof configuration cannot.
    Proof(Problem),
    /// The suite needs the parts of `proofValue` to know what was signed, and they are not there.
    ProofValue(Problem),
}

impl InputProblem {
    /// The problem with its pointer from the document's root; `proof` is where the proof stands.
    pub(crate) fn into_problem(self, proof: &str) -> Problem {
        match self {
            Self::Document(problem) => problem,
            Self::Proof(problem) | Self::ProofValue(problem) => {
                let inner = problem.pointer().to_owned();
                problem.at(format!("{proof}{inner}"))
            }
        }
    }
}

/// Proof verification (§3.2.7).
pub(crate) fn verify(input: &ProofInput, proof: &Object<'_>, key: &PublicKey) -> Result<()> {
    let PublicKey::Ed25519(key) = key else {
        return Err(Problem::new(
            Code::InvalidVerificationMethod,
            format!("The proof needs an Ed25519 key; this one is {}.", key.kind()),
        )
        .at("/verificationMethod"));
    };
    let signature = proof_value(proof)?;
    if !key.verify(&input.hash_data, &signature) {
        return Err(mismatch());
    }
    Ok(())
}

/// The answer to a signature that does not fit.
pub(crate) fn mismatch() -> Problem {
    Problem::new(
        Code::InvalidSignature,
        "The signature does not fit the credential: it was changed after signing, or another key signed it.",
    )
    .at("/proofValue")
}

/// Proof serialization (§3.2.6): the `proofValue`, already checked against the public key.
pub(crate) fn sign(
    input: &ProofInput,
    secret_key: &SecretKey,
    public_key: &Ed25519PublicKey,
) -> Result<String> {
    let signature = secret_key.sign(&input.hash_data);
    // A fault while signing could give the key away; no signature leaves unchecked.
    if !public_key.verify(&input.hash_data, &signature) {
        return Err(Problem::new(
            Code::InvalidSignature,
            "The new signature does not verify; it was discarded.",
        ));
    }
    Ok(multibase::encode_base58btc(&signature))
}

/// As [`sign`], for a caller that verifies what is made of it.
pub(crate) fn sign_unchecked(input: &ProofInput, secret_key: &SecretKey) -> String {
    multibase::encode_base58btc(&secret_key.sign(&input.hash_data))
}

/// Proof configuration (§3.2.5): the proof without its value, under the document's `@context`.
pub(crate) fn proof_configuration<'a>(document: &Value<'a>, proof: &Object<'a>) -> Result<Value<'a>> {
    if proof.get("@context").is_some() {
        return Err(Problem::new(
            Code::ForbiddenContext,
            "A proof takes its context from the credential and may not bring its own.",
        )
        .at("/@context"));
    }
    let mut members = Vec::with_capacity(proof.members.len() + 1);
    if let Some(context) = document.as_object().and_then(|object| object.get("@context")) {
        members.push((Cow::Borrowed("@context"), context.clone()));
    }
    members.extend(proof.members.iter().filter(|(name, _)| name != "proofValue").cloned());
    Ok(Value::Object(Object { members }))
}

/// The 64 bytes of a signature, out of `proofValue` as base58btc.
pub(crate) fn proof_value(proof: &Object<'_>) -> Result<[u8; SIGNATURE_BYTES]> {
    let refuse = |why: &str| {
        Problem::new(Code::InvalidProofValue, format!("The proof value {why}.")).at("/proofValue")
    };
    let text =
        proof.get("proofValue").and_then(Value::as_str).ok_or_else(|| refuse("is missing or no string"))?;
    let bytes = multibase::decode_base58btc(text, MAX_PROOF_VALUE_CHARS).map_err(|error| match error {
        MultibaseError::Prefix => refuse("does not start with 'z' (base58btc)"),
        MultibaseError::Letter => refuse("has letters outside base58btc"),
        MultibaseError::TooLong => refuse("is longer than a signature"),
    })?;
    bytes.try_into().map_err(|_| refuse("does not hold the 64 bytes of a signature"))
}

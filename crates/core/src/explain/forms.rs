//! What each proof of a credential signs: canonical forms and hashes, whether or not the signature holds.

use crate::cryptosuite::Input;
use crate::data_integrity::SecuredDocument;
use crate::json_writer::JsonWriter;
use crate::{Contexts, Limits, Problem, hex, json};

/// What one proof signs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedForm {
    /// JSON pointer of the proof.
    pub pointer: String,
    /// Name of its cryptosuite.
    pub cryptosuite: String,
    /// The canonical forms, or why there are none.
    pub forms: Result<CanonicalForms, Problem>,
}

/// Both canonical forms (N-Quads, or JSON for eddsa-jcs-2022) and their SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CanonicalForms {
    /// Of the credential without its proof.
    pub document: String,
    /// Of the proof without its value.
    pub proof_configuration: String,
    /// SHA-256 of [`CanonicalForms::document`].
    pub document_hash: [u8; 32],
    /// SHA-256 of [`CanonicalForms::proof_configuration`]; it comes first in what is signed.
    pub proof_configuration_hash: [u8; 32],
}

/// The forms of every proof; empty where the proofs themselves cannot be read.
pub(super) fn signed_forms(bytes: &[u8], contexts: &mut Contexts, limits: &Limits) -> Vec<SignedForm> {
    let Ok(value) = json::parse(bytes, limits) else { return Vec::new() };
    let Ok(secured) = SecuredDocument::read(value, limits) else { return Vec::new() };
    let form = |proof: &crate::data_integrity::Proof<'_>| {
        let document = secured.document_for(proof);
        let input = proof.suite.input(&document, &proof.object, contexts, limits);
        let forms = match input {
            Ok(Input::Hashes(input)) => Ok(CanonicalForms::of(&input)),
            Ok(Input::Disclosed(_)) => Err(Problem::new(
                crate::Code::UnsupportedCryptosuite,
                "This cryptosuite signs statement by statement, so there are no two hashes to show.",
            )),
            Err(problem) => Err(problem.into_problem(&proof.pointer)),
        };
        SignedForm { pointer: proof.pointer.clone(), cryptosuite: proof.suite.name().to_owned(), forms }
    };
    secured.proofs.iter().map(form).collect()
}

impl CanonicalForms {
    fn of(input: &crate::ProofInput) -> Self {
        let hash = |half: std::ops::Range<usize>| {
            input.hash_data.get(half).and_then(|half| half.try_into().ok()).unwrap_or_default()
        };
        Self {
            document: input.canonical_document.clone(),
            proof_configuration: input.canonical_proof_configuration.clone(),
            document_hash: hash(32..64),
            proof_configuration_hash: hash(0..32),
        }
    }
}

impl SignedForm {
    pub(super) fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("pointer").string(&self.pointer);
            json.member("cryptosuite").string(&self.cryptosuite);
            match &self.forms {
                Ok(forms) => {
                    json.member("document").string(&forms.document);
                    json.member("proofConfiguration").string(&forms.proof_configuration);
                    json.member("documentHash").string(&hex::encode(&forms.document_hash));
                    json.member("proofConfigurationHash")
                        .string(&hex::encode(&forms.proof_configuration_hash));
                }
                Err(problem) => json.member("problem").string(&problem.to_string()),
            }
        });
    }
}

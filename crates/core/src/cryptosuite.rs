//! The ways to secure a document with an embedded proof, behind one pair of calls: [`Suite::input`] for everything up to
//! the bytes that were signed, [`Suite::verify`] for the signature.

use crate::contexts::Contexts;
use crate::eddsa_rdfc_2022::{InputProblem, ProofInput};
use crate::json::{Object, Value};
use crate::keys::PublicKey;
use crate::report::{Warning, WarningCode};
use crate::{Code, Limits, Problem, Result, ecdsa_rdfc_2019, ecdsa_sd_2023, eddsa_jcs_2022, eddsa_rdfc_2022};

/// The draft of eddsa-rdfc-2022 had this name; the algorithm is the same.
const EDDSA_2022: &str = "eddsa-2022";
/// A proof type of its own, which eddsa-rdfc-2022 has replaced; transformation, hashing and signature are the same.
/// Open Badges 3.0 asks verifiers to go on reading it.
const ED25519_SIGNATURE_2020: &str = "Ed25519Signature2020";
const DATA_INTEGRITY_PROOF: &str = "DataIntegrityProof";

/// How a proof secures its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Suite {
    EddsaRdfc2022,
    EddsaJcs2022,
    /// Old name of [`Suite::EddsaRdfc2022`].
    Eddsa2022,
    Ed25519Signature2020,
    EcdsaRdfc2019,
    EcdsaSd2023,
    /// Named so that the report can say what is not supported.
    Unsupported(String),
}

/// What a signature is made over, with the forms on the way there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// Two hashes, of the proof configuration and of the document.
    Hashes(ProofInput),
    /// The statements that the holder of an ecdsa-sd-2023 proof shows.
    Disclosed(Box<ecdsa_sd_2023::ProofInput>),
}

impl Suite {
    /// Every suite that is supported.
    const SUPPORTED: [Self; 6] = [
        Self::EddsaRdfc2022,
        Self::EddsaJcs2022,
        Self::Eddsa2022,
        Self::Ed25519Signature2020,
        Self::EcdsaRdfc2019,
        Self::EcdsaSd2023,
    ];

    /// Which suite a proof names by its `type` and `cryptosuite`.
    ///
    /// A name that is not known is kept: the answer to it is "cannot say". A known name that is misspelt or stands in the
    /// wrong place is a fault of the proof.
    ///
    /// # Errors
    ///
    /// `MalformedProof`, at `/cryptosuite`.
    pub(crate) fn read(proof_type: &str, cryptosuite: Option<&Value<'_>>) -> Result<Self> {
        let refuse = |why: &str| Err(Problem::new(Code::MalformedProof, why).at("/cryptosuite"));
        let name = match (proof_type, cryptosuite) {
            (DATA_INTEGRITY_PROOF, Some(Value::String(name))) => &**name,
            (DATA_INTEGRITY_PROOF, Some(_)) => return refuse("cryptosuite is not a string."),
            (DATA_INTEGRITY_PROOF, None) => return refuse("The proof has no cryptosuite."),
            (_, Some(_)) => return refuse("Only a DataIntegrityProof has a cryptosuite."),
            (ED25519_SIGNATURE_2020, None) => return Ok(Self::Ed25519Signature2020),
            (other, None) => return Ok(Self::Unsupported(other.to_owned())),
        };
        for suite in Self::SUPPORTED.into_iter().filter(|suite| *suite != Self::Ed25519Signature2020) {
            if suite.name() == name {
                return Ok(suite);
            }
            if suite.name().eq_ignore_ascii_case(name.trim()) {
                return refuse("The cryptosuite's name is misspelt; names are compared letter by letter.");
            }
        }
        Ok(Self::Unsupported(name.to_owned()))
    }

    /// The name that reports carry.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::EddsaRdfc2022 => eddsa_rdfc_2022::NAME,
            Self::EddsaJcs2022 => eddsa_jcs_2022::NAME,
            Self::Eddsa2022 => EDDSA_2022,
            Self::Ed25519Signature2020 => ED25519_SIGNATURE_2020,
            Self::EcdsaRdfc2019 => ecdsa_rdfc_2019::NAME,
            Self::EcdsaSd2023 => ecdsa_sd_2023::NAME,
            Self::Unsupported(name) => name,
        }
    }

    /// What to say about a suite that others have replaced.
    pub(crate) fn warning(&self, pointer: &str) -> Option<Warning> {
        let message = match self {
            Self::Eddsa2022 => {
                "The cryptosuite has its old name, eddsa-2022; it is called eddsa-rdfc-2022 now."
            }
            Self::Ed25519Signature2020 => {
                "Ed25519Signature2020 is an old kind of proof; eddsa-rdfc-2022 has replaced it."
            }
            _ => return None,
        };
        let code = WarningCode::LegacyCryptosuite;
        Some(Warning { code, message: message.to_owned(), pointer: pointer.to_owned() })
    }

    /// Transformation and hashing: from document (without this proof) and proof (with `proofValue`) to what was signed.
    ///
    /// # Errors
    ///
    /// What strict JSON-LD and canonicalisation refuse; `UnsupportedCryptosuite` for a suite that is only named.
    pub(crate) fn input(
        &self,
        document: &Value<'_>,
        proof: &Object<'_>,
        contexts: &mut Contexts,
        limits: &Limits,
    ) -> Result<Input, InputProblem> {
        match self {
            Self::EddsaRdfc2022 | Self::Eddsa2022 | Self::Ed25519Signature2020 | Self::EcdsaRdfc2019 => {
                eddsa_rdfc_2022::proof_input(document, proof, contexts, limits).map(Input::Hashes)
            }
            Self::EddsaJcs2022 => {
                eddsa_jcs_2022::proof_input(document, proof, contexts, limits).map(Input::Hashes)
            }
            Self::EcdsaSd2023 => ecdsa_sd_2023::proof_input(document, proof, contexts, limits)
                .map(|input| Input::Disclosed(Box::new(input))),
            Self::Unsupported(name) => Err(InputProblem::Proof(unsupported(name))),
        }
    }

    /// Proof verification.
    ///
    /// # Errors
    ///
    /// `InvalidSignature`; `InvalidProofValue` for what is no proof value of the suite; `InvalidVerificationMethod` for a
    /// key of another type. Pointers are relative to the proof.
    pub(crate) fn verify(&self, input: &Input, proof: &Object<'_>, key: &PublicKey) -> Result<()> {
        match (self, input) {
            (Self::EcdsaSd2023, Input::Disclosed(input)) => ecdsa_sd_2023::verify(input, key),
            (Self::EcdsaRdfc2019, Input::Hashes(input)) => ecdsa_rdfc_2019::verify(input, proof, key),
            (
                Self::EddsaRdfc2022 | Self::EddsaJcs2022 | Self::Eddsa2022 | Self::Ed25519Signature2020,
                Input::Hashes(input),
            ) => eddsa_rdfc_2022::verify(input, proof, key),
            // An input of another suite: nothing that this one has signed.
            (suite, _) => Err(unsupported(suite.name())),
        }
    }
}

fn unsupported(name: &str) -> Problem {
    let name: String = name.chars().take(80).flat_map(char::escape_default).collect();
    Problem::new(
        Code::UnsupportedCryptosuite,
        format!("The proof is of a type that this verifier does not know: {name}."),
    )
}

#[cfg(test)]
mod tests;

//! Issue: from an unsecured document to a secured one.

use std::borrow::Cow;

use crate::contexts::Contexts;
use crate::cryptosuite::Input;
use crate::data_integrity::SecuredDocument;
use crate::eddsa_rdfc_2022::{self, ProofInput};
use crate::json::{self, Object, Value};
use crate::keys::SecretKey;
use crate::{Code, Limits, Problem, Result, Timestamp, eddsa_jcs_2022};

/// How a new proof is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProofOptions {
    /// The cryptosuite.
    pub cryptosuite: Cryptosuite,
    /// DID URL of the key, under which verifiers find it; its controller has to be the credential's issuer.
    pub verification_method: String,
    /// When the proof is made.
    pub created: Timestamp,
    /// Whether the caller verifies the secured document before it gives it to anybody. Then [`sign`] does not check the
    /// new signature, which would be done twice.
    pub verified_by_caller: bool,
}

impl ProofOptions {
    /// An eddsa-rdfc-2022 proof.
    pub fn new(verification_method: impl Into<String>, created: Timestamp) -> Self {
        Self {
            cryptosuite: Cryptosuite::EddsaRdfc2022,
            verification_method: verification_method.into(),
            created,
            verified_by_caller: false,
        }
    }
}

/// The cryptosuites that can sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cryptosuite {
    /// `eddsa-rdfc-2022`
    EddsaRdfc2022,
    /// `eddsa-jcs-2022`
    EddsaJcs2022,
}

impl Cryptosuite {
    /// Every suite.
    pub const ALL: &'static [Self] = &[Self::EddsaRdfc2022, Self::EddsaJcs2022];

    /// The name as it stands in proofs.
    pub fn name(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => eddsa_rdfc_2022::NAME,
            Self::EddsaJcs2022 => eddsa_jcs_2022::NAME,
        }
    }

    /// Finds a suite by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|suite| suite.name() == name)
    }
}

/// Adds a proof to an unsecured JSON document and gives the secured JSON text: the members in their order, the proof
/// last.
///
/// Refused: anything that strict verification would refuse (undefined terms, unknown contexts, …) and documents that
/// carry a proof already. The new signature is checked before it is given out, unless
/// [`ProofOptions::verified_by_caller`] says who does that.
pub fn sign(
    unsecured: &[u8],
    secret_key: &SecretKey,
    options: &ProofOptions,
    contexts: &mut Contexts,
    limits: &Limits,
) -> Result<String> {
    let mut document = json::parse(unsecured, limits)?;
    if document.as_object().is_some_and(|members| members.get("proof").is_some()) {
        return Err(Problem::new(Code::MalformedValue, "The document carries a proof already.").at("/proof"));
    }
    let mut proof = unsigned_proof(options);
    let input = match options.cryptosuite {
        Cryptosuite::EddsaRdfc2022 => eddsa_rdfc_2022::proof_input(&document, &proof, contexts, limits),
        Cryptosuite::EddsaJcs2022 => {
            // §3.3.1 step 2: the proof carries the context that it signs the document under.
            if let Some(context) = document.get("@context") {
                proof.insert("@context", context.clone());
            }
            eddsa_jcs_2022::proof_input(&document, &proof, contexts, limits)
        }
    };
    let input = input.map_err(|problem| problem.into_problem("/proof"))?;
    let value = if options.verified_by_caller {
        eddsa_rdfc_2022::sign_unchecked(&input, secret_key)
    } else {
        eddsa_rdfc_2022::sign(&input, secret_key, &secret_key.public_key())?
    };
    proof.members.push((Cow::Borrowed("proofValue"), Value::String(Cow::Owned(value))));
    let Value::Object(members) = &mut document else {
        return Err(Problem::new(Code::MalformedValue, "A document to sign is one JSON object."));
    };
    members.members.push((Cow::Borrowed("proof"), Value::Object(proof)));
    Ok(document.to_json())
}

/// What each proof of a secured document signs: canonical forms and hashes, whether or not the signature holds.
///
/// For finding out where two implementations differ. It decides nothing.
///
/// # Errors
///
/// What verification would refuse up to the signature; `UnsupportedCryptosuite` also for ecdsa-sd-2023, which signs
/// statement by statement.
pub fn proof_inputs(secured: &[u8], contexts: &mut Contexts, limits: &Limits) -> Result<Vec<ProofInput>> {
    let secured = SecuredDocument::read(json::parse(secured, limits)?, limits)?;
    let inputs = secured.proofs.iter().map(|proof| {
        let document = secured.document_for(proof);
        match proof.suite.input(&document, &proof.object, contexts, limits) {
            Ok(Input::Hashes(input)) => Ok(input),
            Ok(Input::Disclosed(_)) => {
                let detail = format!("A proof with {} has no two hashes to show.", proof.suite.name());
                Err(Problem::new(Code::UnsupportedCryptosuite, detail).at(proof.pointer.clone()))
            }
            Err(problem) => Err(problem.into_problem(&proof.pointer)),
        }
    });
    inputs.collect()
}

/// The proof options of Data Integrity §4.2 (Add Proof), as they are signed.
pub(crate) fn unsigned_proof(options: &ProofOptions) -> Object<'_> {
    let created = options.created.to_string();
    let members = [
        ("type", Cow::Borrowed("DataIntegrityProof")),
        ("cryptosuite", Cow::Borrowed(options.cryptosuite.name())),
        ("created", Cow::Owned(created)),
        ("verificationMethod", Cow::Borrowed(&*options.verification_method)),
        ("proofPurpose", Cow::Borrowed("assertionMethod")),
    ];
    Object {
        members: members.into_iter().map(|(name, text)| (Cow::Borrowed(name), Value::String(text))).collect(),
    }
}

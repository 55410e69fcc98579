//! The cryptosuite ecdsa-sd-2023 with P-256 (Data Integrity ECDSA Cryptosuites 1.0, §3.5 and §3.6): the holder shows a
//! part of what the issuer signed.
//!
//! Only *derived* proofs are verified. A base proof holds the key that hides the rest, so it is not meant to be shown.

use sha2::{Digest, Sha256};

use crate::cbor::Reader;
use crate::contexts::Contexts;
use crate::ecdsa_rdfc_2019::p256_key;
use crate::eddsa_rdfc_2022::{InputProblem, mismatch, proof_configuration};
use crate::json::{Object, Value};
use crate::keys::{P256PublicKey, PublicKey, SIGNATURE_BYTES, multikey};
use crate::multibase::{self, MultibaseError};
use crate::rdfc10::{self, HashAlgorithm, Work};
use crate::sorted::{self, SortedMap};
use crate::{Code, Limits, Problem, Result, jsonld, nquads};

/// The name in `proof.cryptosuite`.
pub(crate) const NAME: &str = "ecdsa-sd-2023";
/// Longest proof value: 2,000 signatures and labels.
const MAX_PROOF_VALUE_CHARS: usize = 300_000;
/// Signatures in one proof; each takes an ECDSA verification. A badge has about a hundred statements.
const MAX_SIGNATURES: usize = 2_000;
/// First bytes of a proof value: CBOR tag 0x5d00 for a base proof, 0x5d01 for a derived one (§3.5.3, §3.5.7).
const BASE_HEADER: [u8; 3] = [0xd9, 0x5d, 0x00];
const DERIVED_HEADER: [u8; 3] = [0xd9, 0x5d, 0x01];
/// Bytes of an HMAC-SHA-256, which hides the number of a blank node.
const LABEL_BYTES: usize = 32;
/// Multicodec prefix and compressed point of the key that belongs to this one credential.
const PROOF_KEY_BYTES: usize = 35;

/// What the signatures of a derived proof are made over (§3.5.8 createVerifyData).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProofInput {
    proof_value: DerivedProofValue,
    /// The key of this one proof, out of its value.
    proof_key: P256PublicKey,
    /// SHA-256 of the canonical proof configuration.
    proof_hash: [u8; 32],
    /// SHA-256 of the canonical N-Quads that the issuer made mandatory.
    mandatory_hash: [u8; 32],
    /// The canonical N-Quads that the holder chose to show, in order.
    non_mandatory: Vec<String>,
}

/// The parts of a derived proof value (§3.5.7, parseDerivedProofValue).
#[derive(Clone, Debug, PartialEq, Eq)]
struct DerivedProofValue {
    /// The issuer's signature over proof configuration, proof key and mandatory statements.
    base_signature: [u8; SIGNATURE_BYTES],
    /// Multikey bytes of the proof key.
    proof_key: [u8; PROOF_KEY_BYTES],
    /// One signature by the proof key for each statement that is not mandatory.
    signatures: Vec<[u8; SIGNATURE_BYTES]>,
    /// Number of the canonical label (4 for `c14n4`) to the hidden label that was signed.
    labels: SortedMap<u64, [u8; LABEL_BYTES]>,
    /// Which of the statements shown are mandatory.
    mandatory: SortedMap<usize, ()>,
}

/// Transformation and hashing for verification (§3.5.8): document without proof, and the derived proof.
///
/// Pointers of problems in the proof are relative to the proof.
pub(crate) fn proof_input(
    document: &Value<'_>,
    proof: &Object<'_>,
    contexts: &mut Contexts,
    limits: &Limits,
) -> Result<ProofInput, InputProblem> {
    // 1) The proof configuration hash.
    let configuration = proof_configuration(document, proof).map_err(InputProblem::Proof)?;
    let configuration = jsonld::to_rdf(&configuration, contexts, limits)
        .and_then(|dataset| rdfc10::canonicalize(&dataset, limits))
        .map_err(InputProblem::Proof)?;
    // 2), 3) The parts of the proof value.
    let proof_value = DerivedProofValue::of(proof).map_err(InputProblem::ProofValue)?;
    let proof_key = match multikey::decode_bytes(&proof_value.proof_key) {
        Ok(PublicKey::P256(key)) => key,
        _ => return Err(InputProblem::ProofValue(refuse("does not hold a P-256 key"))),
    };
    // 4), 5) The statements, under the labels that were signed.
    let statements = label_replacement_canonicalize(document, &proof_value.labels, contexts, limits)?;
    // 6) to 9) Mandatory ones are hashed together, the others signed one by one.
    if proof_value.mandatory.iter().any(|(index, ())| *index >= statements.len()) {
        return Err(InputProblem::ProofValue(refuse("points to statements that are not there")));
    }
    let mut mandatory = Sha256::new();
    let mut non_mandatory = Vec::new();
    for (index, statement) in statements.into_iter().enumerate() {
        if proof_value.mandatory.get(&index).is_some() {
            mandatory.update(&statement);
        } else {
            non_mandatory.push(statement);
        }
    }
    Ok(ProofInput {
        proof_key,
        proof_hash: Sha256::digest(configuration).into(),
        mandatory_hash: mandatory.finalize().into(),
        non_mandatory,
        proof_value,
    })
}

/// Verify Derived Proof (§3.6.7), from step 4 on.
pub(crate) fn verify(input: &ProofInput, key: &PublicKey) -> Result<()> {
    let key = p256_key(key, NAME)?;
    let DerivedProofValue { base_signature, signatures, proof_key, .. } = &input.proof_value;
    // 4) As many signatures as statements that are not mandatory.
    if signatures.len() != input.non_mandatory.len() {
        return Err(refuse("does not have one signature for each statement that the holder chose to show"));
    }
    // 5), 6) The issuer's own signature first: it vouches for the key that the others are checked with.
    let signed = [&input.proof_hash[..], proof_key, &input.mandatory_hash].concat();
    if !key.verify(&signed, base_signature) {
        return Err(mismatch());
    }
    // 7) Every statement has its own.
    let mut pairs = input.non_mandatory.iter().zip(signatures);
    if !pairs.all(|(statement, signature)| input.proof_key.verify(statement.as_bytes(), signature)) {
        return Err(mismatch());
    }
    Ok(())
}

impl DerivedProofValue {
    fn of(proof: &Object<'_>) -> Result<Self> {
        let text = proof
            .get("proofValue")
            .and_then(Value::as_str)
            .ok_or_else(|| refuse("is missing or no string"))?;
        let bytes =
            multibase::decode_base64url(text, MAX_PROOF_VALUE_CHARS).map_err(|error| match error {
                MultibaseError::Prefix => refuse("does not start with 'u' (base64url)"),
                MultibaseError::Letter => refuse("is not base64url without padding"),
                MultibaseError::TooLong => refuse("is longer than the proof of any credential"),
            })?;
        if bytes.starts_with(&BASE_HEADER) {
            return Err(refuse("is a base proof, which only the holder may see; ask for a derived one"));
        }
        let components = bytes
            .strip_prefix(&DERIVED_HEADER)
            .ok_or_else(|| refuse("does not start like a derived proof"))?;
        Self::read(components).map_err(refuse)
    }

    /// The five components (§3.5.7 step 5). The map of labels comes compressed (§3.5.5).
    fn read(bytes: &[u8]) -> core::result::Result<Self, &'static str> {
        let mut reader = Reader::new(bytes);
        if reader.array()? != 5 {
            return Err("does not have five parts");
        }
        let base_signature = reader.byte_array()?;
        let proof_key = reader.byte_array()?;
        let count = reader.array()?;
        if count > MAX_SIGNATURES {
            return Err("has more signatures than this verifier checks");
        }
        let signatures = (0..count).map(|_| reader.byte_array()).collect::<core::result::Result<_, _>>()?;
        let mut labels = Vec::new();
        let mut hidden = Vec::new();
        for _ in 0..reader.map()? {
            let (number, label) = (reader.unsigned()?, reader.byte_array()?);
            labels.push((number, label));
            hidden.push((label, ()));
        }
        // Two blank nodes under one signed label would take one statement's subject apart into two.
        let (Some(labels), Some(_)) = (SortedMap::new(labels), SortedMap::new(hidden)) else {
            return Err("gives two blank nodes the same label");
        };
        let mut mandatory = Vec::new();
        for _ in 0..reader.array()? {
            let index =
                usize::try_from(reader.unsigned()?).map_err(|_| "points to statements that are not there")?;
            mandatory.push((index, ()));
        }
        let mandatory = SortedMap::new(mandatory).ok_or("points to a statement twice")?;
        reader.finish()?;
        Ok(Self { base_signature, proof_key, signatures, labels, mandatory })
    }
}

/// The canonical N-Quads with each blank node under the label that was signed, sorted again (§3.4.1
/// labelReplacementCanonicalizeJsonLd, with the map of §3.4.6 createLabelMapFunction).
fn label_replacement_canonicalize(
    document: &Value<'_>,
    labels: &SortedMap<u64, [u8; LABEL_BYTES]>,
    contexts: &mut Contexts,
    limits: &Limits,
) -> Result<Vec<String>, InputProblem> {
    let dataset = jsonld::to_rdf(document, contexts, limits).map_err(InputProblem::Document)?;
    let canonical =
        rdfc10::canonicalize_counted(&dataset, HashAlgorithm::Sha256, limits, &mut Work::default())
            .map_err(InputProblem::Document)?;
    // By number in the dataset, the label that was signed.
    let mut signed_labels = Vec::with_capacity(canonical.labels.len());
    for number in &canonical.labels {
        let label = number.and_then(|number| labels.get(&u64::from(number)));
        if number.is_some() && label.is_none() {
            return Err(InputProblem::ProofValue(refuse("does not name every blank node")));
        }
        signed_labels.push(label.map(|label| multibase::encode_base64url(label)).unwrap_or_default());
    }
    if canonical.labels.iter().flatten().count() != labels.len() {
        return Err(InputProblem::ProofValue(refuse("names blank nodes that are not there")));
    }
    let mut write_label = |out: &mut String, number: u32| {
        out.push_str("_:");
        out.push_str(signed_labels.get(number as usize).map_or("", String::as_str));
    };
    let statements: Vec<String> = dataset
        .quads
        .iter()
        .map(|quad| {
            let mut line = String::new();
            nquads::write_quad(&mut line, &dataset, quad, &mut write_label);
            line
        })
        .collect();
    let sorted = sorted::distinct(statements.iter().map(String::as_str).collect());
    Ok(sorted.into_iter().map(str::to_owned).collect())
}

fn refuse(why: &str) -> Problem {
    Problem::new(Code::InvalidProofValue, format!("The proof value {why}.")).at("/proofValue")
}

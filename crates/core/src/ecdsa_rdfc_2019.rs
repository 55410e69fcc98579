//! The cryptosuite ecdsa-rdfc-2019 with P-256 (Data Integrity ECDSA Cryptosuites 1.0, §3.2).
//!
//! Transformation, hashing and proof configuration are those of [`eddsa_rdfc_2022`](crate::eddsa_rdfc_2022): for a P-256
//! key §3.2.4 hashes with SHA-256. P-384 keys are not supported.

use crate::eddsa_rdfc_2022::{ProofInput, mismatch, proof_value};
use crate::json::Object;
use crate::keys::{P256PublicKey, PublicKey};
use crate::{Code, Problem, Result};

/// The name in `proof.cryptosuite`.
pub(crate) const NAME: &str = "ecdsa-rdfc-2019";

/// Proof verification (§3.2.7).
pub(crate) fn verify(input: &ProofInput, proof: &Object<'_>, key: &PublicKey) -> Result<()> {
    let key = p256_key(key, NAME)?;
    if !key.verify(&input.hash_data, &proof_value(proof)?) {
        return Err(mismatch());
    }
    Ok(())
}

/// The key, when it is of the type that the suite needs.
pub(crate) fn p256_key<'k>(key: &'k PublicKey, suite: &str) -> Result<&'k P256PublicKey> {
    match key {
        PublicKey::P256(key) => Ok(key),
        other => {
            let detail = format!("{suite} needs a P-256 key; this one is {}.", other.kind());
            Err(Problem::new(Code::InvalidVerificationMethod, detail).at("/verificationMethod"))
        }
    }
}

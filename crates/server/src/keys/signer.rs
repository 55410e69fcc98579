//! Where signatures come from. The sealed keys of the database are one place; a key management service would be
//! another, behind the same trait.

use proofmark::{Contexts, Limits, Problem, ProofOptions, Timestamp, TrustPack};

use super::MasterKey;
use crate::domain::Result;
use crate::domain::issuer::IssuerKey;

/// Signs with the secret key that belongs to an issuer's public key.
pub(crate) trait Signer: Send + Sync {
    /// Adds a data integrity proof to each of the unsecured documents and gives the secured JSON texts, in their order.
    /// Runs on a thread that may block.
    ///
    /// # Errors
    /// Outside: the key cannot be used. Inside: strict processing refuses the document.
    fn add_proofs(
        &self,
        unsecured: &[String],
        key: &IssuerKey,
        options: &ProofOptions,
        contexts: &mut Contexts,
    ) -> Result<Vec<std::result::Result<String, Problem>>>;

    /// Signs a credential as a compact JWT. Runs on a thread that may block.
    ///
    /// # Errors
    /// As [`Signer::add_proofs`].
    fn sign_jwt(
        &self,
        unsecured: &[u8],
        key: &IssuerKey,
        contexts: &mut Contexts,
    ) -> Result<std::result::Result<String, Problem>>;

    /// Signs a trust pack and gives its JSON text.
    ///
    /// # Errors
    /// Outside: the key cannot be used. Inside: the pack is not one that a verifier would read.
    fn sign_trust_pack(
        &self,
        contents: &[u8],
        key: &IssuerKey,
        created: Timestamp,
    ) -> Result<std::result::Result<String, Problem>>;
}

/// Opens the sealed key for these signatures; its bytes are wiped after them.
impl Signer for MasterKey {
    fn add_proofs(
        &self,
        unsecured: &[String],
        key: &IssuerKey,
        options: &ProofOptions,
        contexts: &mut Contexts,
    ) -> Result<Vec<std::result::Result<String, Problem>>> {
        let secret_key = key.open(self)?;
        let limits = Limits::default();
        let sign = |text: &String| proofmark::sign(text.as_bytes(), &secret_key, options, contexts, &limits);
        Ok(unsecured.iter().map(sign).collect())
    }

    fn sign_jwt(
        &self,
        unsecured: &[u8],
        key: &IssuerKey,
        contexts: &mut Contexts,
    ) -> Result<std::result::Result<String, Problem>> {
        let secret_key = key.open(self)?;
        let method = &key.verification_method;
        Ok(proofmark::sign_jwt(unsecured, &secret_key, method, contexts, &Limits::default()))
    }

    fn sign_trust_pack(
        &self,
        contents: &[u8],
        key: &IssuerKey,
        created: Timestamp,
    ) -> Result<std::result::Result<String, Problem>> {
        let secret_key = key.open(self)?;
        let method = &key.verification_method;
        Ok(TrustPack::sign(contents, &secret_key, method, created, &Limits::default()))
    }
}

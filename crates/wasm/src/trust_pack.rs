//! Trust packs for JavaScript.

use std::sync::Arc;

use proofmark::{Limits, SecretKey, Timestamp};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::Fault;
use crate::options::read_limits;

/// A signed file with what somebody says of issuers; see `Verification.trust`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct TrustPack {
    inner: Arc<proofmark::TrustPack>,
}

#[wasm_bindgen]
impl TrustPack {
    /// Reads a pack and checks that it was not changed since it was signed. `options` is `{"limits"?: {…}}` as JSON
    /// text.
    ///
    /// # Errors
    /// What is wrong with the pack, and options it does not know.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8], options: &str) -> Result<Self, JsError> {
        let limits = read_limits(options)?;
        let inner = proofmark::TrustPack::read(bytes, &limits).map_err(Fault::from)?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// What is in it, as JSON text: `publisher` (`id`, `key`), `created`, `sha256`, `issuers`.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.inner.to_json()
    }

    /// Signs `contents`, the JSON text of an object with `issuers` as in the finished pack, with the secret key
    /// (`secretKeyMultibase`, `z3u2…`) of `verification_method`, and gives the pack's JSON text.
    ///
    /// # Errors
    /// What is wrong with the key, the time or the contents.
    pub fn sign(
        contents: &str,
        #[wasm_bindgen(js_name = secretKeyMultibase)] secret_key: &str,
        #[wasm_bindgen(js_name = verificationMethod)] verification_method: &str,
        created: &str,
    ) -> Result<String, JsError> {
        let secret_key = SecretKey::from_multibase(secret_key).map_err(Fault::from)?;
        let created = Timestamp::parse(created)
            .map_err(|problem| Fault::argument("/created", problem.detail().to_owned()))?;
        let limits = Limits::default();
        let pack = proofmark::TrustPack::sign(
            contents.as_bytes(),
            &secret_key,
            verification_method,
            created,
            &limits,
        );
        Ok(pack.map_err(Fault::from)?)
    }

    pub(crate) fn share(&self) -> Arc<proofmark::TrustPack> {
        Arc::clone(&self.inner)
    }
}

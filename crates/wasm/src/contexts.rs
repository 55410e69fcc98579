//! Contexts that the application adds, kept apart from those of everybody else on the page.

use proofmark::{StatusLists, digest};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::Fault;

/// The pinned contexts and those that the application adds, with everything worked out from them. Verifications that are
/// handed the same object share it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Contexts {
    pub(crate) inner: proofmark::Contexts,
    pub(crate) status_lists: StatusLists,
}

#[wasm_bindgen]
impl Contexts {
    /// The pinned contexts.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[allow(clippy::new_without_default, reason = "JavaScript has constructors only")]
    pub fn new() -> Self {
        Self { inner: proofmark::Contexts::new(), status_lists: StatusLists::new() }
    }

    /// Adds a context document under its URL. `sha256` is what its bytes have to hash to, in lower-case hex; empty when
    /// handing them over is the application's word for them.
    ///
    /// # Errors
    /// `unknown_context` for another hash, or a URL that is known with other bytes; the codes of JSON and JSON-LD for
    /// bytes that are no context.
    pub fn add(&mut self, url: &str, bytes: &[u8], sha256: &str) -> Result<(), JsError> {
        let actual = digest(bytes);
        // Bytes that hash to something else: the core then says so.
        let fits = sha256.is_empty() || sha256 == actual.hex();
        let expected = if fits { *actual.as_bytes() } else { actual.as_bytes().map(|byte| !byte) };
        Ok(self.inner.add(url, bytes, &expected).map_err(Fault::from)?)
    }

    /// Canonical N-Quads, as [`crate::canonicalize`], with these contexts.
    ///
    /// # Errors
    /// As there.
    pub fn canonicalize(&mut self, document: &[u8], options: &str) -> Result<String, JsError> {
        let limits = crate::options::read_limits(options)?;
        let canonical = proofmark::canonicalize(document, &mut self.inner, &limits);
        Ok(canonical.map_err(Fault::from)?)
    }
}

//! The verifier for JavaScript. JSON text crosses the boundary; this crate converts, and holds no rules.
//!
//! Every function that fails throws an `Error` whose message is JSON: `{"code", "pointer", "message"}`.

mod contexts;
#[cfg(feature = "full")]
mod explain;
mod extraction;
mod fault;
mod options;
#[cfg(feature = "full")]
mod trust_pack;
mod verification;

use std::cell::RefCell;

use proofmark::StatusLists;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

pub use contexts::Contexts;
#[cfg(feature = "full")]
pub use explain::explain;
pub use extraction::{Extraction, digest, extract};
#[cfg(feature = "full")]
pub use trust_pack::TrustPack;
pub use verification::Verification;

use crate::fault::Fault;
use crate::options::read_limits;

thread_local! {
    /// Compiling the contexts costs more than verifying with them, so all verifications of a page share them.
    static CONTEXTS: RefCell<proofmark::Contexts> = RefCell::new(proofmark::Contexts::new());
    /// Likewise the status lists that were verified.
    static STATUS_LISTS: RefCell<StatusLists> = RefCell::new(StatusLists::new());
}

fn with_contexts<T>(work: impl FnOnce(&mut proofmark::Contexts) -> T) -> T {
    CONTEXTS.with_borrow_mut(work)
}

fn with_status_lists<T>(work: impl FnOnce(&mut proofmark::Contexts, &mut StatusLists) -> T) -> T {
    with_contexts(|contexts| STATUS_LISTS.with_borrow_mut(|lists| work(contexts, lists)))
}

/// The version of this package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Canonical N-Quads (RDFC-1.0) of a JSON-LD document. `options` is `{"limits"?: {…}}` as JSON text.
///
/// # Errors
/// Whatever strict mode refuses, and options it does not know.
#[wasm_bindgen]
pub fn canonicalize(document: &[u8], options: &str) -> Result<String, JsError> {
    let limits = read_limits(options)?;
    let canonical = with_contexts(|contexts| proofmark::canonicalize(document, contexts, &limits));
    Ok(canonical.map_err(Fault::from)?)
}

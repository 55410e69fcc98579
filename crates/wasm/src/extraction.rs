//! The credential in a file, and fingerprints of content: what needs no verification.

use proofmark::Limits;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::Fault;

/// A credential taken out of its file; not verified in any way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Extraction {
    container: &'static str,
    bytes: Vec<u8>,
    is_jwt: bool,
    is_open_badges_2: bool,
}

/// Takes the credential out of a file.
///
/// # Errors
/// The core's codes: no credential in it, two of them, a damaged file, one over a limit.
#[wasm_bindgen]
pub fn extract(file: &[u8]) -> Result<Extraction, JsError> {
    let extracted = proofmark::extract(file, &Limits::default()).map_err(Fault::from)?;
    Ok(Extraction {
        container: extracted.container.as_str(),
        is_jwt: extracted.is_jwt,
        is_open_badges_2: extracted.is_open_badges_2,
        bytes: extracted.bytes.into_owned(),
    })
}

#[wasm_bindgen]
impl Extraction {
    /// The kind of file: `json`, `jwt`, `png`, `svg` or `pdf`.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn container(&self) -> String {
        self.container.to_owned()
    }

    /// Whether the credential is a compact JWS.
    #[wasm_bindgen(getter, js_name = isJwt)]
    #[must_use]
    pub fn is_jwt(&self) -> bool {
        self.is_jwt
    }

    /// Whether it was found where Open Badges 1 and 2 put theirs.
    #[wasm_bindgen(getter, js_name = isOpenBadges2)]
    #[must_use]
    pub fn is_open_badges_2(&self) -> bool {
        self.is_open_badges_2
    }

    /// The credential, as it is in the file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }
}

/// SHA-256 of some content in the spellings that credentials use: `{"hex", "sri", "multibase"}`.
#[wasm_bindgen]
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    let digest = proofmark::digest(bytes);
    // None of the three has a letter that JSON escapes.
    format!(r#"{{"hex":"{}","sri":"{}","multibase":"{}"}}"#, digest.hex(), digest.sri(), digest.multibase())
}

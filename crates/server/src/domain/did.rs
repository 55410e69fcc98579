//! did:web identifiers and their documents.

use serde_json::{Value, json};

use super::issuer::IssuerKey;
use super::{Error, Result};

/// The did:web of an issuer under `base_url`: `https://a.example:444` gives `did:web:a.example%3A444:issuers:ID`.
///
/// # Errors
/// When `base_url` is not `http://` or `https://` and a host.
pub(crate) fn web(base_url: &str, issuer_id: &str) -> Result<String> {
    let host = base_url
        .strip_prefix("https://")
        .or_else(|| base_url.strip_prefix("http://"))
        .ok_or_else(|| Error::internal("making a did:web", format!("base URL {base_url}")))?;
    Ok(format!("did:web:{}:issuers:{issuer_id}", host.replace(':', "%3A")))
}

/// The issuer that a did:web document URL of this server speaks of: `…/issuers/ID/did.json` gives `ID`.
pub(crate) fn issuer_of_document_url(url: &str) -> Option<&str> {
    url.strip_suffix("/did.json")?.rsplit_once("/issuers/").map(|(_, id)| id)
}

/// A DID document that lists `keys` for assertions.
pub(crate) fn document(did: &str, keys: &[IssuerKey]) -> Value {
    let methods: Vec<Value> = keys
        .iter()
        .map(|key| {
            let mut method = json!({
                "id": key.verification_method,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key.public_key_multibase,
            });
            // Controlled Identifiers 1.0 §2.2: proofs made since then do not count. The key stays listed, so that a
            // verifier can tell a withdrawn key from one that never was.
            if let Some(since) = key.revoked_since {
                method["revoked"] = json!(since.to_second().to_string());
            }
            method
        })
        .collect();
    let ids: Vec<&str> = keys.iter().map(|key| key.verification_method.as_str()).collect();
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": ids,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_did_web_and_its_url_name_the_same_issuer() {
        let did = web("https://badges.example.edu:8443", "0193").unwrap();
        assert_eq!(did, "did:web:badges.example.edu%3A8443:issuers:0193");
        let url = proofmark::did_web::document_url(&did).unwrap();
        assert_eq!(url, "https://badges.example.edu:8443/issuers/0193/did.json");
        assert_eq!(issuer_of_document_url(&url), Some("0193"));
    }
}

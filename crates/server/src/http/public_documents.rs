//! Documents that verifiers fetch: status lists, DID documents, trust packs.

use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use serde_json::Value;

use super::edge::{ApiError, Document, Media};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::credential::digest;
use crate::domain::{issuer, trust_pack};

/// A secured credential.
pub(super) struct Credential;

impl Media for Credential {
    const TYPES: &'static [&'static str] = &["application/vc"];
}

/// A DID document.
pub(super) struct Did;

impl Media for Did {
    const TYPES: &'static [&'static str] = &["application/did+ld+json"];
}

/// Linked data.
pub(super) struct LinkedData;

impl Media for LinkedData {
    const TYPES: &'static [&'static str] = &["application/ld+json"];
}

/// A trust pack.
pub(super) struct Pack;

impl Media for Pack {
    const TYPES: &'static [&'static str] = &["application/json"];
}

/// Public documents, without an API key and from any origin.
pub(super) struct PublicDocuments;

#[OpenApi(tag = "Tag::Documents")]
impl PublicDocuments {
    /// A status list, as a signed `BitstringStatusListCredential`
    ///
    /// Which credentials are revoked or suspended, one bit for each. Verifiers fetch it; it names nobody.
    #[oai(path = "/status/:list", method = "get", operation_id = "getStatusList")]
    async fn status_list(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The list's identifier.
        list: Path<String>,
    ) -> Result<Document<Credential>, ApiError> {
        let list = backend.publisher.get(&backend, &list).await?;
        Ok(Document::new(request, "application/vc", &list.etag, list.document.clone()))
    }

    /// The DID document of a live issuer (did:web)
    ///
    /// The issuer's keys, with those that no longer sign. Verifiers fetch it to check a signature.
    #[oai(path = "/issuers/:id/did.json", method = "get", operation_id = "getDidDocument")]
    async fn did(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The issuer's identifier.
        id: Path<String>,
    ) -> Result<Document<Did>, ApiError> {
        let document = issuer::did_document(&backend.store, &id).await?;
        Ok(json_document(request, "application/did+ld+json", &document))
    }

    /// The trust pack of an issuer: what a verifier needs offline
    ///
    /// The DID document, former keys and status lists as they are now, signed with the issuer's present key.
    #[oai(path = "/v1/issuers/:id/trust-pack", method = "get", operation_id = "getTrustPack")]
    async fn trust_pack(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The issuer's identifier.
        id: Path<String>,
    ) -> Result<Document<Pack>, ApiError> {
        let pack = trust_pack::make(&backend, &id).await?;
        let etag = format!("\"{}\"", digest(pack.as_bytes()));
        Ok(Document::new(request, "application/json", &etag, pack))
    }
}

/// JSON with an entity tag.
pub(super) fn json_document<M: Media>(
    request: &Request,
    content_type: &str,
    document: &Value,
) -> Document<M> {
    let body = document.to_string();
    let etag = format!("\"{}\"", digest(body.as_bytes()));
    Document::new(request, content_type, &etag, body)
}

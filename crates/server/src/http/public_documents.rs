//! Documents that verifiers fetch: status lists, DID documents, achievements.

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
use crate::domain::{Error, issuer};
use crate::store;

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

/// Public documents, without an API key and from any origin.
pub(super) struct PublicDocuments;

#[OpenApi(tag = "Tag::Documents")]
impl PublicDocuments {
    /// A status list, as a signed `BitstringStatusListCredential`
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

    /// An achievement, as Open Badges 3.0 describes it
    #[oai(path = "/achievements/:id", method = "get", operation_id = "getAchievementDocument")]
    async fn achievement(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The achievement's identifier.
        id: Path<String>,
    ) -> Result<Document<LinkedData>, ApiError> {
        let mut connection = backend.store.read().await?;
        let achievement = store::achievements::find_public(&mut connection, &id)
            .await?
            .ok_or(Error::NotFound("achievement"))?;
        Ok(json_document(request, "application/ld+json", &achievement.public_document()))
    }
}

fn json_document<M: Media>(request: &Request, content_type: &str, document: &Value) -> Document<M> {
    let body = document.to_string();
    let etag = format!("\"{}\"", digest(body.as_bytes()));
    Document::new(request, content_type, &etag, body)
}

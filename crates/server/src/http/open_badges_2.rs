//! `/ob2`: the documents of Open Badges 2.0.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{IntoResponse, Request, Response};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use serde_json::Value;

use super::edge::{ApiError, Document, access};
use super::openapi::Tag;
use super::public_documents::{LinkedData, json_document};
use crate::backend::Backend;
use crate::domain::open_badges_2::{self, Assertion};

const LINKED_DATA: &str = "application/ld+json";

/// Hosted badges, without an API key and from any origin.
pub(super) struct OpenBadges2;

#[OpenApi(tag = "Tag::Documents")]
impl OpenBadges2 {
    /// The hosted Assertion of a credential (Open Badges 2.0)
    ///
    /// One that was revoked is gone (410), and the body says `revoked`.
    #[oai(path = "/ob2/assertions/:id", method = "get", operation_id = "getOpenBadges2Assertion")]
    async fn assertion(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier.
        id: Path<String>,
    ) -> Result<Document<LinkedData>, ApiError> {
        let access = access(request, &backend).await?;
        Ok(match open_badges_2::assertion(&backend, &id, &access).await? {
            Assertion::Stands(document) => json_document(request, LINKED_DATA, &document),
            Assertion::Gone(document) => Document::from_response(gone(&document)),
        })
    }

    /// What was achieved, as credentials say it (Open Badges 2.0 BadgeClass)
    ///
    /// It stays as it was when the credential was issued: its address is a digest of what it says.
    #[oai(path = "/ob2/badge-classes/:digest", method = "get", operation_id = "getOpenBadges2BadgeClass")]
    async fn badge_class(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The digest of what it says.
        digest: Path<String>,
    ) -> Result<Document<LinkedData>, ApiError> {
        Ok(json_document(request, LINKED_DATA, &open_badges_2::badge_class(&backend, &digest).await?))
    }

    /// The issuer (Open Badges 2.0 Profile)
    ///
    /// Readers of Open Badges 2.0 fetch it to see who issued.
    #[oai(path = "/ob2/issuers/:id", method = "get", operation_id = "getOpenBadges2Issuer")]
    async fn issuer(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The issuer's identifier.
        id: Path<String>,
    ) -> Result<Document<LinkedData>, ApiError> {
        let host = request.header(header::HOST);
        Ok(json_document(request, LINKED_DATA, &open_badges_2::issuer(&backend, &id, host).await?))
    }
}

fn gone(document: &Value) -> Response {
    Response::builder()
        .status(StatusCode::GONE)
        .header(header::CACHE_CONTROL, "public, no-cache")
        .content_type(LINKED_DATA)
        .body(document.to_string())
        .into_response()
}

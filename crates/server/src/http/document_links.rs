//! `/v1/credentials/ID/document-links`

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::{Enum, Object, OpenApi};

use super::edge::{Answer, ApiError, Body, Caller, DateTime, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::document_link::{self, Format};
use crate::domain::{Error, Timestamp};
use crate::store;

/// An hour.
const USUAL_SECONDS: u32 = 3600;

/// Which document, and for how long.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct DocumentLinkRequest {
    /// Which document of the credential.
    format: DocumentFormat,
    /// Seconds until the link is over, 30 days at most; an hour, if not said.
    #[oai(validator(minimum(value = "1"), maximum(value = "2592000")))]
    expires_in: Option<u32>,
}

/// A document of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum DocumentFormat {
    /// The page for people. Its own links to files are signed as well.
    Html,
    /// The signed credential.
    Json,
    /// The signed credential as a JWT.
    Jwt,
    /// A picture with the credential inside.
    Png,
    /// A drawing with the credential inside.
    Svg,
    /// A certificate with the credential attached.
    Pdf,
}

/// A link that opens one document.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct DocumentLink {
    /// The whole link. Whoever has it can read the document until it is over; it works exactly as it is written here.
    url: String,
    /// When it is over.
    expires_at: DateTime,
}

/// Links to documents that nobody else may see.
pub(super) struct DocumentLinks;

#[OpenApi(tag = "Tag::Credentials")]
impl DocumentLinks {
    /// Make a link to a document that works for a while
    ///
    /// For private credentials, which have no public documents. A link cannot be taken back before its time is over, so
    /// keep that short.
    #[oai(path = "/v1/credentials/:id/document-links", method = "post", operation_id = "createDocumentLink")]
    async fn create(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
        body: Body<DocumentLinkRequest>,
    ) -> Result<Answer<DocumentLink, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let credential = store::credentials::find_named(&mut connection, tenant, &id)
            .await?
            .filter(|credential| credential.forgotten_at.is_none())
            .ok_or(Error::NotFound("credential"))?;
        drop(connection);
        let DocumentLinkRequest { format, expires_in } = body.value;
        let seconds = expires_in.unwrap_or(USUAL_SECONDS);
        let expires: Timestamp = backend.now().to_second().plus_seconds(seconds.into());
        let path = document_link::sign(&backend, &credential.id, format.into(), expires).await?;
        let url = format!("{}{path}", credential.origin());
        let link = DocumentLink { url: url.clone(), expires_at: DateTime(expires) };
        Ok(answer_body(201, Some(&url), &link).into())
    }
}

impl From<DocumentFormat> for Format {
    fn from(format: DocumentFormat) -> Self {
        match format {
            DocumentFormat::Html => Self::Html,
            DocumentFormat::Json => Self::Json,
            DocumentFormat::Jwt => Self::Jwt,
            DocumentFormat::Png => Self::Png,
            DocumentFormat::Svg => Self::Svg,
            DocumentFormat::Pdf => Self::Pdf,
        }
    }
}

//! `/credentials/ID`: a page for people, and files.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Request, Response};
use poem_openapi::param::Path;
use poem_openapi::{ApiResponse, OpenApi};

use super::claim_words::page_of_words;
use super::credential_files::{self, File};
use super::credential_view::View;
use super::edge::{ApiError, Document, Media, access, count_use};
use super::openapi::Tag;
use super::pages::{not_found, page, refused};
use crate::backend::Backend;
use crate::domain::analytics::Kind;
use crate::domain::credential::{Credential, Visibility, digest};
use crate::domain::public::{self, Access};
use crate::domain::{Error, Result};
use crate::store;

/// A page or a file with the signed credential.
pub(super) struct PageOrFile;

impl Media for PageOrFile {
    const TYPES: &'static [&'static str] = &[
        "text/html; charset=utf-8",
        "application/vc",
        "application/json",
        "application/jwt",
        "application/pdf",
        "image/png",
        "image/svg+xml",
    ];
}

/// A PNG file.
pub(super) struct Png;

impl Media for Png {
    const TYPES: &'static [&'static str] = &["image/png"];
}

/// It was noted.
#[derive(ApiResponse)]
pub(super) enum Noted {
    /// It was noted.
    #[oai(status = 204)]
    Noted,
}

/// The public face of one credential.
pub(super) struct CredentialPage;

#[OpenApi(tag = "Tag::Documents")]
impl CredentialPage {
    /// A credential's page, or one of its files
    ///
    /// The endings `.json`, `.jwt`, `.pdf`, `.png` and `.svg` give files; without one the `Accept` header decides, and a
    /// browser gets the page. Every file carries the signed credential.
    #[oai(path = "/credentials/:id", method = "get", operation_id = "getCredentialDocument")]
    async fn get(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, with or without an ending.
        id: Path<String>,
    ) -> std::result::Result<Document<PageOrFile>, ApiError> {
        let (id, file) = File::by_ending(&id);
        let file = file.or_else(|| preferred_file(request));
        let access = match access(request, &backend).await {
            Err(error) if file.is_none() && error.is_forbidden() => {
                return Ok(Document::from_response(refused()?));
            }
            access => access?,
        };
        let credential = match public::find_for(&backend, id, &access).await {
            Ok(credential) => credential,
            Err(Error::NotFound(_)) if file.is_none() => {
                let waits = public::find_even_unclaimed(&backend, id, access.tenant()).await.is_ok();
                let waiting = || page_of_words(request, include_str!("pages/unclaimed.html"));
                let shown = if waits { page(StatusCode::OK, waiting()?) } else { not_found()? };
                return Ok(Document::from_response(shown));
            }
            Err(error) => return Err(error.into()),
        };
        let (credential_id, visibility) = (credential.id.clone(), credential.visibility);
        let (document, kind) = match file {
            Some(file) => {
                (credential_files::serve(request, &backend, credential, file).await?, Kind::Download)
            }
            None => (Document::from_response(show(&backend, credential, &access).await?), Kind::View),
        };
        count_use(request, &backend, &access, &credential_id, kind);
        Ok(if visibility == Visibility::Private { document.for_nobody_else() } else { document })
    }

    /// The picture that other sites show for a link to a credential
    ///
    /// 1200 × 630 pixels, as Open Graph asks for.
    #[oai(path = "/credentials/:id/card.png", method = "get", operation_id = "getCredentialCard")]
    async fn card(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier.
        id: Path<String>,
    ) -> std::result::Result<Document<Png>, ApiError> {
        let access = access(request, &backend).await?;
        let credential = public::find_for(&backend, &id, &access).await?;
        let is_private = credential.visibility == Visibility::Private;
        let view = view(&backend, credential, &access).await?;
        let picture = backend.pictures.card(&view.card()).await?;
        let etag = format!("\"{}\"", digest(&picture));
        let document = Document::new(request, "image/png", &etag, picture.to_vec());
        Ok(if is_private { document.for_nobody_else() } else { document })
    }

    /// Note that somebody pressed a button for sharing
    ///
    /// The page does this by itself. Nothing is kept about who it was.
    #[oai(path = "/credentials/:id/shares", method = "post", operation_id = "noteCredentialShare")]
    async fn share(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier.
        id: Path<String>,
    ) -> std::result::Result<Noted, ApiError> {
        let access = access(request, &backend).await?;
        let credential = public::find_for(&backend, &id, &access).await?;
        count_use(request, &backend, &access, &credential.id, Kind::Share);
        Ok(Noted::Noted)
    }
}

async fn show(backend: &Backend, credential: Credential, access: &Access) -> Result<Response> {
    let view = view(backend, credential, access).await?;
    let fields = view.fields(backend, access).await?;
    view.frame().page(StatusCode::OK, include_str!("pages/credential.html"), fields)
}

async fn view(backend: &Backend, credential: Credential, access: &Access) -> Result<View> {
    let successor = public::successor_url(backend, &credential, access.tenant()).await?;
    let mut connection = backend.store.read().await?;
    let environment = store::credentials::environment_of(&mut connection, &credential.id).await?;
    let brand = store::organizations::brand(&mut connection, &environment).await?;
    drop(connection);
    View::new(credential, successor, brand, backend.now())
}

/// Whether the `Accept` header asks for HTML before it asks for JSON.
pub(super) fn prefers_html(request: &Request) -> bool {
    let accept = accept(request);
    let first = accept.split(',').map(|part| part.split(';').next().unwrap_or_default().trim());
    for media in first {
        match media {
            "text/html" | "application/xhtml+xml" => return true,
            "application/json" | "application/ld+json" | "application/vc" | "application/vc+ld+json" => {
                return false;
            }
            _ => {}
        }
    }
    false
}

/// The file that the first media type of the `Accept` header asks for that we have; none if that is HTML.
fn preferred_file(request: &Request) -> Option<File> {
    let types = accept(request).split(',').map(|part| part.split(';').next().unwrap_or_default().trim());
    for media_type in types {
        if matches!(media_type, "text/html" | "application/xhtml+xml") {
            return None;
        }
        if let Some(file) = File::by_media_type(media_type) {
            return Some(file);
        }
    }
    // A person with a plain tool sees more in a page than in JSON; a program says what it wants.
    None
}

fn accept(request: &Request) -> &str {
    request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

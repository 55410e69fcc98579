//! `/credentials/ID`: a page for people, and files.

use std::sync::Arc;

use minijinja::{Environment, context};
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::Data;
use poem::{IntoResponse, Request};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::credential_files::{self, File};
use super::edge::{ApiError, Document, Media, caller_if_any};
use super::openapi::Tag;
use super::pages::page;
use crate::backend::Backend;
use crate::domain::credential::{Credential, Status, Visibility};
use crate::domain::{Error, Result, Timestamp, public};

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
        let asked_by = caller_if_any(request, &backend).await;
        let credential = match public::find(&backend, id, asked_by.as_ref()).await {
            Ok(credential) => Some(credential),
            Err(Error::NotFound(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let Some(credential) = credential else {
            if file.is_some() {
                return Err(Error::NotFound("credential").into());
            }
            return Ok(Document::from_response(page(
                StatusCode::NOT_FOUND,
                include_str!("pages/not_found.html"),
            )));
        };
        if let Some(file) = file {
            return Ok(credential_files::serve(request, &backend, credential, file).await?);
        }
        let html = render(&credential, backend.now())?;
        let mut response = page(StatusCode::OK, html).into_response();
        if credential.visibility != Visibility::Public {
            response.headers_mut().insert("X-Robots-Tag", HeaderValue::from_static("noindex"));
        }
        Ok(Document::from_response(response))
    }
}

/// The file that the first media type of the `Accept` header asks for that we have; none if that is HTML.
fn preferred_file(request: &Request) -> Option<File> {
    let accept =
        request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let types = accept.split(',').map(|part| part.split(';').next().unwrap_or_default().trim());
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

/// The page, readable without JavaScript. Everything shown comes from the signed document, escaped by the template.
fn render(credential: &Credential, now: Timestamp) -> Result<String> {
    let document: serde_json::Value = serde_json::from_str(&credential.document)
        .map_err(|error| Error::internal("reading a credential", error))?;
    let achievement = &document["credentialSubject"]["achievement"];
    let issuer_name = document["issuer"]["name"].as_str().unwrap_or_default();
    let status = credential.status(now);
    let fields = context! {
        name => achievement["name"].as_str(),
        description => achievement["description"].as_str(),
        criteria => achievement["criteria"]["narrative"].as_str(),
        issuer_name,
        test => issuer_name.starts_with("TEST – "),
        recipient => credential.recipient.name.as_deref(),
        valid_from => moment(credential.valid_from),
        valid_until => credential.valid_until.map(moment),
        status => status.as_str(),
        status_text => status_text(credential, status),
        url => credential.url.as_str(),
        json_path => format!("/credentials/{}.json", credential.id),
    };
    let mut templates = Environment::new();
    templates
        .add_template("credential.html", include_str!("pages/credential.html"))
        .and_then(|()| templates.get_template("credential.html")?.render(fields))
        .map_err(|error| Error::internal("rendering a credential's page", error))
}

/// A time for programs and for people.
fn moment(time: Timestamp) -> minijinja::Value {
    context! { machine => time.to_second().to_string(), people => time.for_people() }
}

fn status_text(credential: &Credential, status: Status) -> String {
    match (status, &credential.revocation) {
        (Status::Revoked, Some(revocation)) => format!("Revoked on {}", revocation.at.for_people()),
        (Status::Revoked, None) => "Revoked".to_owned(),
        (Status::Valid, _) => "Valid".to_owned(),
        (Status::Expired, _) => "Expired".to_owned(),
        (Status::Pending, _) => "Not valid yet".to_owned(),
        (Status::Suspended, _) => "Suspended for now".to_owned(),
        (Status::Renewed, _) => "Replaced by a newer credential".to_owned(),
    }
}

//! `/credentials/ID`: a page for people and the signed document for programs.

use std::sync::Arc;

use minijinja::{Environment, context};
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::Data;
use poem::{IntoResponse, Request};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::edge::{ApiError, Document, Media, caller_if_any};
use super::openapi::Tag;
use super::pages::page;
use crate::backend::Backend;
use crate::domain::credential::{Credential, Status, Visibility};
use crate::domain::{Error, Result, Timestamp, public};

/// A page or a signed credential.
pub(super) struct PageOrCredential;

impl Media for PageOrCredential {
    const TYPES: &'static [&'static str] =
        &["text/html; charset=utf-8", "application/vc", "application/json"];
}

/// The public face of one credential.
pub(super) struct CredentialPage;

#[OpenApi(tag = "Tag::Documents")]
impl CredentialPage {
    /// A credential's page, or the signed credential itself
    ///
    /// The ending `.json` gives the signed credential; without it the `Accept` header decides, and a browser gets
    /// the page.
    #[oai(path = "/credentials/:id", method = "get", operation_id = "getCredentialDocument")]
    async fn get(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, with or without `.json`.
        id: Path<String>,
    ) -> std::result::Result<Document<PageOrCredential>, ApiError> {
        let (id, as_json) = match id.strip_suffix(".json") {
            Some(id) => (id, true),
            None => (id.as_str(), !prefers_html(request)),
        };
        let asked_by = caller_if_any(request, &backend).await;
        let credential = match public::find(&backend, id, asked_by.as_ref()).await {
            Ok(credential) => Some(credential),
            Err(Error::NotFound(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let Some(credential) = credential else {
            if as_json {
                return Err(Error::NotFound("credential").into());
            }
            return Ok(Document::from_response(page(
                StatusCode::NOT_FOUND,
                include_str!("pages/not_found.html"),
            )));
        };
        if as_json {
            let etag = format!("\"{}\"", credential.digest);
            let document = Document::new(request, json_type(request), &etag, credential.document);
            return Ok(document.chosen_by_accept());
        }
        let html = render(&credential, backend.now())?;
        let mut response = page(StatusCode::OK, html).into_response();
        if credential.visibility != Visibility::Public {
            response.headers_mut().insert("X-Robots-Tag", HeaderValue::from_static("noindex"));
        }
        Ok(Document::from_response(response))
    }
}

/// Whether the first media type of the `Accept` header that we have is HTML.
fn prefers_html(request: &Request) -> bool {
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
    // A person with a plain tool sees more in a page than in JSON; a program says what it wants.
    true
}

/// `application/vc`, unless the caller asks for JSON and nothing more precise.
fn json_type(request: &Request) -> &'static str {
    let accept = accept(request);
    if accept.contains("application/json") && !accept.contains("application/vc") {
        "application/json"
    } else {
        "application/vc"
    }
}

fn accept(request: &Request) -> &str {
    request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default()
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

//! The files of one credential: by the ending of its address, or by the `Accept` header.

use std::sync::Arc;

use poem::Request;
use poem::http::{HeaderValue, header};

use super::edge::{Document, Media};
use crate::backend::Backend;
use crate::domain::credential::{Credential, Visibility, digest};
use crate::domain::{Result, credential_jwt, look};
use crate::render::Format;

/// A file that carries the signed credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum File {
    /// With a data integrity proof.
    Json,
    /// Signed as a JWT.
    Jwt,
    /// Drawn.
    Drawn(Format),
}

/// Endings of addresses, with the media types that ask for the same; the first is how it is sent.
const FILES: [(&str, File, &[&str]); 5] = [
    (
        "json",
        File::Json,
        &["application/vc", "application/vc+ld+json", "application/ld+json", "application/json"],
    ),
    ("jwt", File::Jwt, &["application/jwt", "application/vc+jwt"]),
    ("pdf", File::Drawn(Format::Pdf), &["application/pdf"]),
    ("png", File::Drawn(Format::Png), &["image/png"]),
    ("svg", File::Drawn(Format::Svg), &["image/svg+xml"]),
];

impl File {
    /// The name before the ending, and the file that the ending stands for.
    pub(super) fn by_ending(name: &str) -> (&str, Option<Self>) {
        let split = name.rsplit_once('.');
        let known =
            |ending: &str| FILES.iter().find(|(known, _, _)| *known == ending).map(|(_, file, _)| *file);
        match split.and_then(|(id, ending)| Some((id, known(ending)?))) {
            Some((id, file)) => (id, Some(file)),
            None => (name, None),
        }
    }

    /// The file that this media type asks for.
    pub(super) fn by_media_type(media_type: &str) -> Option<Self> {
        FILES.iter().find(|(_, _, types)| types.contains(&media_type)).map(|(_, file, _)| *file)
    }

    fn ending(self) -> &'static str {
        FILES.iter().find(|(_, file, _)| *file == self).map_or("", |(ending, _, _)| ending)
    }
}

/// The file, or 304 when the caller has it.
///
/// # Errors
/// [`crate::domain::Error::Invalid`] when the template cannot be filled in with what the credential says;
/// [`crate::domain::Error::Busy`]; storage.
pub(super) async fn serve<M: Media>(
    request: &Request,
    backend: &Arc<Backend>,
    credential: Credential,
    file: File,
) -> Result<Document<M>> {
    let mut document = match file {
        File::Json => {
            let etag = format!("\"{}\"", credential.digest);
            Document::new(request, json_type(request), &etag, credential.document.clone())
        }
        File::Jwt => {
            let jwt = credential_jwt::of(backend, &credential).await?;
            let etag = format!("\"{}\"", digest(jwt.as_bytes()));
            Document::new(request, "application/jwt", &etag, jwt)
        }
        File::Drawn(format) => {
            let drawing = async {
                let mut connection = backend.store.read().await?;
                let drawing = look::drawing(&mut connection, &credential, format != Format::Pdf).await?;
                Ok((drawing, credential.document.clone()))
            };
            let kept = backend.renderer.document(&credential.digest, format, drawing).await?;
            Document::new(request, format.media_type(), &kept.etag, kept.bytes.clone())
        }
    };
    let headers = document.headers_mut();
    // The code has only letters, digits and hyphens; one without a code has its identifier, which has no others.
    let name = if credential.code.is_empty() { &credential.id } else { &credential.code };
    let disposition = format!("inline; filename=\"{name}.{}\"", file.ending());
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    // A drawing that is opened by itself is a page of ours; it has neither scripts nor anything to fetch.
    let policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";
    if file == File::Drawn(Format::Svg) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    if credential.visibility != Visibility::Public {
        headers.insert("X-Robots-Tag", HeaderValue::from_static("noindex"));
    }
    Ok(document.chosen_by_accept())
}

/// `application/vc`, unless the caller asks for JSON and nothing more precise.
fn json_type(request: &Request) -> &'static str {
    let accept =
        request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("application/json") && !accept.contains("application/vc") {
        "application/json"
    } else {
        "application/vc"
    }
}

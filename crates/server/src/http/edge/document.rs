//! Public documents: bytes that were signed or made elsewhere, with a media type and caching headers.

use std::marker::PhantomData;

use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::{IntoResponse, Request, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{
    MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};

use super::answer::error_response;

/// May be kept by anybody, but has to be asked for again each time; with the entity tag that costs no bytes, and a
/// revocation is seen at once.
const ALWAYS_ASK_AGAIN: &str = "public, no-cache";

/// The media types that a document may have.
pub(crate) trait Media {
    /// For the OpenAPI document.
    const TYPES: &'static [&'static str];
}

/// A public document of one of the types of `M`.
pub(crate) struct Document<M> {
    response: Response,
    media: PhantomData<fn() -> M>,
}

impl<M: Media> Document<M> {
    /// The document, or 304 when the request already has the one with this entity tag.
    pub(crate) fn new(
        request: &Request,
        content_type: &str,
        etag: &str,
        body: impl Into<poem::Body>,
    ) -> Self {
        let known = request.headers().get_all(header::IF_NONE_MATCH).iter().any(|value| {
            value.to_str().is_ok_and(|tags| tags.split(',').any(|tag| matches_tag(tag.trim(), etag)))
        });
        let response =
            Response::builder().header(header::ETAG, etag).header(header::CACHE_CONTROL, ALWAYS_ASK_AGAIN);
        let response = if known {
            response.status(StatusCode::NOT_MODIFIED).finish()
        } else {
            response.content_type(content_type).body(body)
        };
        Self { response, media: PhantomData }
    }

    /// Tells caches to keep no copy.
    pub(crate) fn for_nobody_else(mut self) -> Self {
        let never = HeaderValue::from_static("private, no-store");
        self.response.headers_mut().insert(header::CACHE_CONTROL, never);
        self
    }

    /// Tells caches that the `Accept` header chose between several forms.
    pub(crate) fn chosen_by_accept(mut self) -> Self {
        self.response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept"));
        self
    }

    /// For headers that only some documents have.
    pub(crate) fn headers_mut(&mut self) -> &mut HeaderMap {
        self.response.headers_mut()
    }

    /// A response made elsewhere.
    pub(crate) fn from_response(response: Response) -> Self {
        Self { response, media: PhantomData }
    }
}

/// Weak comparison (RFC 9110 §13.1.2).
fn matches_tag(candidate: &str, etag: &str) -> bool {
    candidate == "*" || candidate.strip_prefix("W/").unwrap_or(candidate) == etag
}

impl<M> IntoResponse for Document<M> {
    fn into_response(self) -> Response {
        self.response
    }
}

impl<M: Media> ApiResponse for Document<M> {
    const BAD_REQUEST_HANDLER: bool = true;

    fn meta() -> MetaResponses {
        let schema = |content_type: &str| {
            MetaSchemaRef::Inline(Box::new(match content_type {
                "application/pdf" | "application/x-tar" | "image/png" => {
                    MetaSchema::new_with_format("string", "binary")
                }
                "application/jwt" | "image/svg+xml" => MetaSchema::new("string"),
                text if text.starts_with("text/") => MetaSchema::new("string"),
                _ => MetaSchema::new("object"),
            }))
        };
        let content = M::TYPES
            .iter()
            .map(|content_type| MetaMediaType { content_type, schema: schema(content_type) })
            .collect();
        let response = MetaResponse {
            description: "The document.",
            status: Some(200),
            status_range: None,
            content,
            headers: Vec::new(),
        };
        let not_modified = MetaResponse {
            description: "The caller's copy is still right.",
            status: Some(304),
            status_range: None,
            content: Vec::new(),
            headers: Vec::new(),
        };
        MetaResponses { responses: vec![response, not_modified] }
    }

    fn register(_: &mut Registry) {}

    fn from_parse_request_error(error: poem::Error) -> Self {
        Self::from_response(error_response(error))
    }
}

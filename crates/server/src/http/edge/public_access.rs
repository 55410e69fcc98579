//! Cross-origin access: any page may read what is public, because verifiers run in other people's pages.

use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

const PUBLIC: [&str; 6] =
    ["/credentials/", "/achievements/", "/status/", "/issuers/", "/ob2/", "/v1/verify/"];

/// What scripts may read besides the body.
const EXPOSED: &str = "ETag, Date, Age, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After";

/// Adds `Access-Control-Allow-Origin: *` to public documents, errors included, and answers preflights for them.
pub(crate) struct PublicAccess;

impl<E: Endpoint> Middleware<E> for PublicAccess {
    type Output = Opened<E>;

    fn transform(&self, endpoint: E) -> Opened<E> {
        Opened(endpoint)
    }
}

/// The endpoint behind [`PublicAccess`].
pub(crate) struct Opened<E>(E);

impl<E: Endpoint> Endpoint for Opened<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let path = request.uri().path();
        let is_trust_pack = path.starts_with("/v1/issuers/") && path.ends_with("/trust-pack");
        if !is_trust_pack && !PUBLIC.iter().any(|prefix| path.starts_with(prefix)) {
            return self.0.call(request).await.map(IntoResponse::into_response);
        }
        let mut response = if request.method() == Method::OPTIONS {
            Response::builder()
                .status(StatusCode::NO_CONTENT)
                .header(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD")
                .header(header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, If-None-Match")
                .header(header::ACCESS_CONTROL_MAX_AGE, "86400")
                .finish()
        } else {
            self.0.call(request).await.map_or_else(super::answer::error_response, IntoResponse::into_response)
        };
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        Ok(response)
    }
}

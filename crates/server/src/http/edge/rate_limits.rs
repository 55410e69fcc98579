//! Rate limits: by API key where there is one, else by the caller's address. Every limited answer says what is left.

use std::net::IpAddr;
use std::sync::Arc;

use poem::http::{HeaderName, HeaderValue, StatusCode, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

use super::error::ApiError;
use super::error_code::ErrorCode;
use crate::backend::Backend;
use crate::domain::credential::digest;
use crate::domain::{api_key, code};
use crate::rate_limit::Allowance;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Where public documents are.
const DOCUMENTS: [&str; 6] = ["/credentials/", "/achievements/", "/status/", "/issuers/", "/ob2/", "/claim/"];

/// Counts requests and refuses those above a limit.
pub(crate) struct RateLimits {
    pub(crate) backend: Arc<Backend>,
    pub(crate) behind_proxy: bool,
}

impl<E: Endpoint> Middleware<E> for RateLimits {
    type Output = Limited<E>;

    fn transform(&self, endpoint: E) -> Limited<E> {
        Limited { backend: self.backend.clone(), behind_proxy: self.behind_proxy, endpoint }
    }
}

/// The endpoint behind [`RateLimits`].
pub(crate) struct Limited<E> {
    backend: Arc<Backend>,
    behind_proxy: bool,
    endpoint: E,
}

/// Which count a request goes to.
enum Bucket {
    /// One API key's.
    Key(String),
    /// One address's public verifications.
    Verifications,
    /// One address's public documents.
    Documents,
    /// Not an API key: one address's wrong keys, counted when the answer says so.
    WrongKeys,
}

impl<E: Endpoint> Endpoint for Limited<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let Some(bucket) = bucket_of(&request) else {
            return self.endpoint.call(request).await.map(IntoResponse::into_response);
        };
        let address = caller_address(&request, self.behind_proxy);
        let wrong_keys = (format!("wrong-keys {address}"), self.backend.limits.wrong_keys_per_minute);
        let asks_with_key = matches!(bucket, Bucket::Key(_) | Bucket::WrongKeys);
        let limits = &self.backend.limits;
        let allowance = match bucket {
            Bucket::Key(hash) => match self.peek(&wrong_keys) {
                Some(refused) if !refused.allowed => Some(refused),
                _ if is_webhook_test(&request) => {
                    self.count((format!("webhook-test {hash}"), limits.webhook_tests_per_minute)).await
                }
                _ => self.count((format!("key {hash}"), limits.key_requests_per_minute)).await,
            },
            Bucket::Verifications => {
                self.count((format!("verify {address}"), limits.verifications_per_minute)).await
            }
            Bucket::Documents => {
                self.count((format!("documents {address}"), limits.documents_per_minute)).await
            }
            Bucket::WrongKeys => self.peek(&wrong_keys),
        };
        let mut response = if allowance.is_some_and(|allowance| !allowance.allowed) {
            self.backend.metrics.rate_limited.inc();
            let message =
                "Too many requests. The header `Retry-After` says in how many seconds to try again.";
            ApiError::new(ErrorCode::RateLimited, message).into_response()
        } else {
            self.endpoint
                .call(request)
                .await
                .map_or_else(super::answer::error_response, IntoResponse::into_response)
        };
        if asks_with_key && response.status() == StatusCode::UNAUTHORIZED {
            self.count(wrong_keys).await;
        }
        if let Some(allowance) = allowance {
            tell(&mut response, allowance);
        }
        Ok(response)
    }
}

impl<E> Limited<E> {
    async fn count(&self, (caller, limit): (String, u32)) -> Option<Allowance> {
        if limit == 0 {
            return None;
        }
        let backend = &self.backend;
        Some(backend.rate_limiter.count(&backend.store, caller, limit, backend.now()).await)
    }

    fn peek(&self, (caller, limit): &(String, u32)) -> Option<Allowance> {
        (*limit > 0).then(|| self.backend.rate_limiter.peek(caller, *limit, self.backend.now()))
    }
}

fn bucket_of(request: &Request) -> Option<Bucket> {
    let path = request.uri().path();
    if path.starts_with("/v1/verify/") || names_code(path) {
        return Some(Bucket::Verifications);
    }
    if path.starts_with("/v1/") && path.ends_with("/trust-pack") {
        return Some(Bucket::Documents);
    }
    if path.starts_with("/v1/") {
        let token = request.header(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        return Some(match token.filter(|token| api_key::is_well_formed(token)) {
            Some(token) => Bucket::Key(digest(token.as_bytes())),
            None => Bucket::WrongKeys,
        });
    }
    DOCUMENTS.iter().any(|prefix| path.starts_with(prefix)).then_some(Bucket::Documents)
}

/// Short codes can be guessed one after another, so asking for a page by its code costs as much as verifying.
fn names_code(path: &str) -> bool {
    let name = path.strip_prefix("/credentials/").and_then(|rest| rest.split(['.', '/']).next());
    name.is_some_and(|name| code::normalize(name).is_some())
}

/// Whether somebody wants a test event sent: each one makes this server write to another.
fn is_webhook_test(request: &Request) -> bool {
    let path = request.uri().path();
    path.starts_with("/v1/webhook-endpoints/") && path.ends_with("/test")
}

/// Who asks, as far as an address tells: of IPv6 the network, because one caller has many addresses in it.
pub(super) fn caller_address(request: &Request, behind_proxy: bool) -> String {
    let forwarded = request.header("x-forwarded-for").filter(|_| behind_proxy);
    let forwarded = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    let address: Option<IpAddr> =
        forwarded.or_else(|| request.remote_addr().as_socket_addr().map(|address| address.ip()));
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        Some(address) => address.to_string(),
        None => String::new(),
    }
}

fn tell(response: &mut Response, allowance: Allowance) {
    let headers = response.headers_mut();
    headers.insert(LIMIT, HeaderValue::from(allowance.limit));
    headers.insert(REMAINING, HeaderValue::from(allowance.remaining));
    headers.insert(RESET, HeaderValue::from(allowance.reset_seconds));
    if !allowance.allowed {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(allowance.reset_seconds));
    }
}

//! One identifier and one log line for each request. Neither bodies nor headers nor queries are logged: they may hold
//! keys and addresses.

use std::sync::Arc;
use std::time::Instant;

use poem::http::{HeaderValue, StatusCode, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

use super::error::ApiError;
use super::visit::AskedWith;
use crate::backend::Backend;
use crate::http::openapi::allowed_methods;
use crate::random;

const REQUEST_ID: &str = "X-Request-Id";

tokio::task_local! {
    static CURRENT: String;
}

/// The identifier of the request that this task works on; empty outside of one.
pub(super) fn current_request_id() -> String {
    CURRENT.try_with(String::clone).unwrap_or_default()
}

/// Gives identifiers, logs, counts, and puts errors of the framework into the envelope.
pub(crate) struct RequestLog(pub(crate) Arc<Backend>);

impl<E: Endpoint> Middleware<E> for RequestLog {
    type Output = Logged<E>;

    fn transform(&self, endpoint: E) -> Logged<E> {
        Logged { backend: self.0.clone(), endpoint }
    }
}

/// The endpoint behind [`RequestLog`].
pub(crate) struct Logged<E> {
    backend: Arc<Backend>,
    endpoint: E,
}

impl<E: Endpoint> Endpoint for Logged<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let id = data_encoding::HEXLOWER.encode(&random::bytes::<12>().unwrap_or_default());
        CURRENT.scope(id.clone(), self.answer(request, &id)).await
    }
}

impl<E: Endpoint> Logged<E> {
    async fn answer(&self, mut request: Request, id: &str) -> Result<Response> {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        request.set_data(AskedWith(method.clone()));
        let started = Instant::now();
        let mut counted = Counted::begin(&self.backend, started);
        let mut response = match self.endpoint.call(request).await {
            Ok(response) => response.into_response(),
            Err(error) if error.is::<ApiError>() => error.into_response(),
            Err(error) => ApiError::from_status(error.status()).into_response(),
        };
        let status = response.status();
        let is_bare = !response.headers().contains_key(header::CONTENT_TYPE)
            || response.content_type().is_some_and(|kind| kind.starts_with("text/plain"));
        if (status.is_client_error() || status.is_server_error()) && is_bare {
            response = ApiError::from_status(status).into_response();
        }
        if status == StatusCode::METHOD_NOT_ALLOWED
            && let Ok(methods) = HeaderValue::from_str(&allowed_methods(&path))
        {
            response.headers_mut().entry(header::ALLOW).or_insert(methods);
        }
        if let Ok(value) = HeaderValue::from_str(id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        let headers = response.headers_mut();
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
        counted.status = status.as_u16();
        let path = without_personal_data(&path);
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        tracing::info!(request_id = id, %method, path, status = status.as_u16(), micros, "request");
        Ok(response)
    }
}

/// Counts a request when it is over, also one whose caller went away before it was answered.
struct Counted<'a> {
    backend: &'a Backend,
    started: Instant,
    status: u16,
}

impl<'a> Counted<'a> {
    fn begin(backend: &'a Backend, started: Instant) -> Self {
        backend.metrics.begin();
        // What proxies note for a caller who went away.
        Self { backend, started, status: 499 }
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.backend.metrics.answered(self.status, self.started.elapsed());
    }
}

/// The path as it may be logged: one route carries an e-mail address, one a secret.
fn without_personal_data(path: &str) -> &str {
    const ROUTES: [&str; 2] = ["/v1/recipients/", "/claim/"];
    ROUTES.into_iter().find(|route| path.starts_with(route)).unwrap_or(path)
}

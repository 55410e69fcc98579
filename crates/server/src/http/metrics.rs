//! `/metrics`: what the process counts, for Prometheus.

use std::sync::Arc;

use poem::http::header;
use poem::web::Data;
use poem::{IntoResponse, Request, Response, handler};

use super::Edge;
use super::edge::ApiError;
use crate::backend::Backend;
use crate::domain::credential::digest;

/// Nothing here is secret, but it is nobody's business either.
#[handler]
pub(super) fn metrics(request: &Request, backend: Data<&Arc<Backend>>, edge: Data<&Arc<Edge>>) -> Response {
    if !may_read(request, &edge) {
        return ApiError::not_found("page").into_response();
    }
    Response::builder()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(backend.metrics.text(backend.store.waiting()))
}

fn may_read(request: &Request, edge: &Edge) -> bool {
    match &edge.metrics_token {
        Some(token) => {
            let sent = request.header(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
            // Digests are compared, so that the time tells nothing about the token.
            sent.is_some_and(|sent| digest(sent.as_bytes()) == digest(token.as_bytes()))
        }
        // Behind a proxy everybody comes from this machine.
        None => {
            let address = request.remote_addr().as_socket_addr();
            !edge.behind_proxy && address.is_some_and(|address| address.ip().is_loopback())
        }
    }
}

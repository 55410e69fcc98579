//! Counts the requests that are being worked on, and lets no more than a number of them in at once.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use tokio::sync::Semaphore;

/// One permit for each request under way.
pub(crate) struct Gate(pub(crate) Arc<Semaphore>);

impl<E: Endpoint> Middleware<E> for Gate {
    type Output = Gated<E>;

    fn transform(&self, endpoint: E) -> Gated<E> {
        Gated { gate: self.0.clone(), endpoint }
    }
}

/// The endpoint behind [`Gate`].
pub(crate) struct Gated<E> {
    gate: Arc<Semaphore>,
    endpoint: E,
}

impl<E: Endpoint> Endpoint for Gated<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let Ok(_permit) = self.gate.acquire().await else {
            return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
        };
        self.endpoint.call(request).await.map(IntoResponse::into_response)
    }
}

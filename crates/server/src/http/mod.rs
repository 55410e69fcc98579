//! HTTP: converts requests to calls of the domain and its answers back, one file for each resource. Nothing outside
//! this folder names poem.

mod achievement_page;
mod achievements;
mod analytics;
mod api_keys;
mod assets;
mod batch_body;
mod batches;
mod claim_page;
mod claim_words;
mod credential_delivery;
mod credential_files;
mod credential_model;
mod credential_page;
mod credential_status;
mod credential_view;
mod credentials;
mod document_links;
mod edge;
mod email_settings;
mod email_templates;
mod exports;
mod health;
mod issuer_page;
mod issuers;
mod local;
mod metrics;
mod open_badges_2;
mod openapi;
mod organization;
mod page_frame;
mod pages;
mod public_documents;
mod templates;
mod verify;
mod webhooks;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use poem::listener::TcpAcceptor;
use poem::middleware::AddData;
use poem::{EndpointExt, IntoEndpoint, Route};

use tokio::sync::{Semaphore, oneshot};
use zeroize::Zeroizing;

use crate::backend::Backend;
use edge::{PatientAcceptor, PublicAccess, RateLimits, RequestLog};
pub(crate) use local::LocalSite;
pub use openapi::{openapi_3_0_json, openapi_json};

/// After the last request was worked on, the time for its answer to leave.
const LINGER: Duration = Duration::from_millis(250);

/// HTTP/2: streams that one connection may open at the same time, resets it may leave unanswered, and bytes of a
/// request's headers. HTTP/1.1 has hyper's own limits: 100 headers, 400 KiB together.
const HTTP2_STREAMS: u32 = 100;
const HTTP2_PENDING_RESETS: u32 = 20;
const HTTP2_HEADER_BYTES: u32 = 16 << 10;

/// What only this folder needs of the configuration.
pub(crate) struct Edge {
    /// Whether `X-Forwarded-For` is to be believed.
    pub(crate) behind_proxy: bool,
    /// What `/metrics` asks for.
    pub(crate) metrics_token: Option<Zeroizing<String>>,
}

/// Where the paths of the OpenAPI document begin.
const API_PREFIXES: [&str; 6] = ["/v1", "/credentials", "/achievements", "/status", "/issuers", "/ob2"];

/// Serves on `listener` until `shutdown` is ready and the requests under way are answered.
///
/// # Errors
/// When the listener cannot be used.
pub(crate) async fn serve(
    listener: tokio::net::TcpListener,
    backend: Arc<Backend>,
    edge: Edge,
    shutdown: impl Future<Output = ()> + Send,
) -> std::io::Result<()> {
    let limits = backend.limits;
    let gate = Arc::new(Semaphore::new(limits.requests_at_once as usize));
    let (tell, told) = oneshot::channel::<()>();
    let serving =
        poem::Server::new_with_acceptor(PatientAcceptor::new(TcpAcceptor::from_tokio(listener)?, &limits))
            .name("http")
            .http2_max_concurrent_streams(HTTP2_STREAMS)
            .http2_max_pending_accept_reset_streams(HTTP2_PENDING_RESETS)
            .http2_max_header_list_size(HTTP2_HEADER_BYTES)
            .run_with_graceful_shutdown(
                routes(backend, edge).with(edge::Gate(gate.clone())),
                async { drop(told.await) },
                Some(Duration::from_secs(limits.shutdown_seconds.into())),
            );
    // Browsers hold connections open on which they ask nothing. Those are not waited for.
    let all_answered = async {
        shutdown.await;
        let _ = tell.send(());
        drop(gate.acquire_many(limits.requests_at_once).await);
        tokio::time::sleep(LINGER).await;
    };
    tokio::select! {
        served = serving => served,
        () = all_answered => Ok(()),
    }
}

fn routes(backend: Arc<Backend>, edge: Edge) -> impl poem::Endpoint {
    let behind_proxy = edge.behind_proxy;
    resources(backend.clone(), edge)
        .with(RateLimits { backend: backend.clone(), behind_proxy })
        .with(PublicAccess)
        .with(RequestLog(backend))
}

/// What is at each address, without what guards the door.
fn resources(backend: Arc<Backend>, edge: Edge) -> impl poem::Endpoint {
    let api = Arc::new(openapi::service().into_endpoint());
    // Each prefix by itself: nested at `/` the service would also answer for `/` and for what is not there.
    let routes =
        API_PREFIXES.iter().fold(Route::new(), |routes, prefix| routes.nest_no_strip(*prefix, api.clone()));
    routes
        .nest("/assets", assets::endpoint())
        .at("/claim/:token", poem::get(claim_page::show).post(claim_page::submit))
        .at("/console", poem::get(pages::console))
        .at("/verify", poem::get(pages::verify))
        .at("/playground", poem::get(pages::playground))
        .at("/openapi.json", poem::get(openapi::endpoint()))
        .at("/docs", poem::get(openapi::docs(&backend.base_url)))
        .at("/health/live", poem::get(health::live))
        .at("/health/ready", poem::get(health::ready))
        .at("/metrics", poem::get(metrics::metrics))
        .at("/", poem::get(pages::start))
        .with(AddData::new(backend))
        .with(AddData::new(Arc::new(edge)))
}

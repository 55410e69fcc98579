//! HTTP: converts requests to calls of the domain and its answers back, one file for each resource. Nothing outside
//! this folder names poem.

mod achievements;
mod assets;
mod credential_page;
mod credentials;
mod edge;
mod health;
mod openapi;
mod pages;
mod public_documents;
mod verify;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use poem::listener::TcpAcceptor;
use poem::middleware::AddData;
use poem::{EndpointExt, IntoEndpoint, Route};

use tokio::sync::{Semaphore, oneshot};

use crate::backend::Backend;
pub use openapi::openapi_json;

/// Requests that are worked on at the same time; more wait at the door.
const MAX_UNDER_WAY: u32 = 1024;
/// How long requests may go on after the signal to stop.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(30);
/// After the last request was worked on, the time for its answer to leave.
const LINGER: Duration = Duration::from_millis(250);

/// Where the paths of the OpenAPI document begin.
const API_PREFIXES: [&str; 5] = ["/v1", "/credentials", "/achievements", "/status", "/issuers"];

/// Serves on `listener` until `shutdown` is ready and the requests under way are answered.
///
/// # Errors
/// When the listener cannot be used.
pub(crate) async fn serve(
    listener: tokio::net::TcpListener,
    backend: Arc<Backend>,
    shutdown: impl Future<Output = ()> + Send,
) -> std::io::Result<()> {
    let gate = Arc::new(Semaphore::new(MAX_UNDER_WAY as usize));
    let (tell, told) = oneshot::channel::<()>();
    let serving = poem::Server::new_with_acceptor(TcpAcceptor::from_tokio(listener)?)
        .name("http")
        .run_with_graceful_shutdown(
            routes(backend).with(edge::Gate(gate.clone())),
            async { drop(told.await) },
            Some(SHUTDOWN_TIMEOUT),
        );
    // Browsers hold connections open on which they ask nothing. Those are not waited for.
    let all_answered = async {
        shutdown.await;
        let _ = tell.send(());
        drop(gate.acquire_many(MAX_UNDER_WAY).await);
        tokio::time::sleep(LINGER).await;
    };
    tokio::select! {
        served = serving => served,
        () = all_answered => Ok(()),
    }
}

fn routes(backend: Arc<Backend>) -> impl poem::Endpoint {
    let api = Arc::new(openapi::service().into_endpoint());
    // Each prefix by itself: nested at `/` the service would also answer for `/` and for what is not there.
    let routes =
        API_PREFIXES.iter().fold(Route::new(), |routes, prefix| routes.nest_no_strip(*prefix, api.clone()));
    routes
        .nest("/assets", assets::endpoint())
        .at("/verify", poem::get(pages::verify))
        .at("/playground", poem::get(pages::playground))
        .at("/openapi.json", poem::get(openapi::document()))
        .at("/docs", poem::get(openapi::docs()))
        .at("/health/live", poem::get(health::live))
        .at("/health/ready", poem::get(health::ready))
        .at("/", poem::get(pages::start))
        .with(AddData::new(backend))
        .with(edge::PublicAccess)
        .with(edge::RequestLog)
}

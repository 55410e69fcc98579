//! `/health`: for whatever watches the process.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json};
use poem::{Response, handler};
use serde_json::json;

use crate::backend::Backend;
use crate::store;

/// The process runs.
#[handler]
pub(super) fn live() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok" }))
}

/// The process can answer requests: its database reads.
#[handler]
pub(super) async fn ready(backend: Data<&Arc<Backend>>) -> Response {
    let reads = async {
        let mut connection = backend.store.read().await?;
        store::settings::find(&mut connection, "master_key_check").await
    };
    let (status, text) = match reads.await {
        Ok(_) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
    };
    let body = json!({ "status": text }).to_string();
    Response::builder().status(status).content_type("application/json").body(body)
}

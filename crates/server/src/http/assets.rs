//! `/assets` and the built web pages: inside the binary in release builds, read from disk in debug builds.

use std::borrow::Cow;

use poem::endpoint::make_sync;
use poem::http::{StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::edge::ApiError;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct WebBuild;

/// A file of the web build, by its path inside `web/dist`.
pub(super) fn file(path: &str) -> Option<EmbeddedFile> {
    WebBuild::get(path)
}

/// Every file of the web build, with its path inside `web/dist`.
pub(super) fn files() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    WebBuild::iter().filter_map(|path| Some((path.to_string(), WebBuild::get(&path)?.data)))
}

/// Serves `web/dist/assets`.
pub(super) fn endpoint() -> impl Endpoint {
    make_sync(|request: Request| {
        let path = request.uri().path().trim_start_matches('/');
        let Some(file) = file(&format!("assets/{path}")) else {
            return ApiError::not_found("file").into_response();
        };
        let etag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash()));
        let known = request.headers().get(header::IF_NONE_MATCH).is_some_and(|value| value == etag.as_str());
        // File names carry no hash of their content: credential pages of any age name them.
        let response =
            Response::builder().header(header::ETAG, etag).header(header::CACHE_CONTROL, "public, no-cache");
        // It keeps the verify page and credentials' pages for when the server is gone; those lie outside /assets.
        let response = match path {
            "service-worker.js" => response.header("Service-Worker-Allowed", "/"),
            _ => response,
        };
        if known {
            response.status(StatusCode::NOT_MODIFIED).finish()
        } else {
            response.content_type(content_type(path)).body(file.data.into_owned())
        }
    })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json" | "map") => "application/json",
        Some("html") => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}

//! Pages for people, made from templates that escape whatever they are given.

use poem::http::{StatusCode, header};
use poem::web::Redirect;
use poem::{Response, handler};

use super::assets;

/// Scripts and styles only from this server, no inline code; WebAssembly may be compiled. `connect-src` is open to
/// HTTPS because a dropped badge may name a status list anywhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' https:; worker-src 'self'; \
     manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The console holds an API key: it talks to this server only, and scripts cannot turn text into markup at all. Pictures
/// of achievements may lie anywhere.
const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: blob: https:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// A page under the strict content security policy.
pub(super) fn page(status: StatusCode, html: impl Into<String>) -> Response {
    page_under(CONTENT_SECURITY_POLICY, status, html)
}

fn page_under(policy: &'static str, status: StatusCode, html: impl Into<String>) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_SECURITY_POLICY, policy)
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::VARY, "Accept")
        .content_type("text/html; charset=utf-8")
        .body(html.into())
}

/// Leads to the one page that makes sense for everybody.
#[handler]
pub(super) fn start() -> Redirect {
    Redirect::see_other("/verify")
}

/// The page on which anybody can drop a badge.
#[handler]
pub(super) fn verify() -> Response {
    built("verify/index.html", CONTENT_SECURITY_POLICY)
}

/// The page with made-up badges to try things out.
#[handler]
pub(super) fn playground() -> Response {
    built("playground/index.html", CONTENT_SECURITY_POLICY)
}

/// The page on which issuers work.
#[handler]
pub(super) fn console() -> Response {
    built("console/index.html", CONSOLE_POLICY)
}

/// A page of the web build, by its path inside `web/dist`.
fn built(path: &str, policy: &'static str) -> Response {
    match assets::file(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok()) {
        Some(html) => page_under(policy, StatusCode::OK, html),
        None => page(StatusCode::SERVICE_UNAVAILABLE, include_str!("pages/not_built.html")),
    }
}

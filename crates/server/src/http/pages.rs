//! Pages for people, made from templates that escape whatever they are given.

use minijinja::context;
use poem::http::{StatusCode, header};
use poem::web::Redirect;
use poem::{Response, handler};

use super::assets;
use super::page_frame::Frame;
use crate::domain::Result;

/// Scripts and styles only from this server, no inline code; WebAssembly may be compiled. `connect-src` is open to
/// HTTPS because a dropped badge may name a status list anywhere. `styles` and `pictures` are further sources, each
/// after a space.
pub(super) fn policy(styles: &str, pictures: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'{styles}; \
         img-src 'self' data:{pictures}; font-src 'self'; connect-src 'self' https:; worker-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The console holds an API key: it talks to this server only, and scripts cannot turn text into markup at all. Pictures
/// of achievements may lie anywhere.
const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: blob: https:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// A page under the strict content security policy.
pub(super) fn page(status: StatusCode, html: impl Into<String>) -> Response {
    page_under(&policy("", ""), status, html)
}

/// A page under this content security policy.
pub(super) fn page_under(policy: &str, status: StatusCode, html: impl Into<String>) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_SECURITY_POLICY, policy)
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::VARY, "Accept")
        .content_type("text/html; charset=utf-8")
        .body(html.into())
}

/// The page for what is not there, or not for everybody: both look the same.
pub(super) fn not_found() -> Result<Response> {
    let text = "There is no credential at this address. Perhaps a letter is missing from the link.";
    sorry(StatusCode::NOT_FOUND, "No such credential", text)
}

/// The page for a signed link that is over, or was changed.
pub(super) fn refused() -> Result<Response> {
    let text = "It was changed on its way, or its time is over. Ask whoever sent it for a new one.";
    sorry(StatusCode::FORBIDDEN, "This link does not work", text)
}

fn sorry(status: StatusCode, title: &str, text: &str) -> Result<Response> {
    let frame = Frame {
        title: title.to_owned(),
        description: text.to_owned(),
        site: "Proofmark".to_owned(),
        home: "/verify".to_owned(),
        ..Frame::default()
    };
    frame.page(status, include_str!("pages/not_found.html"), context! { title, text })
}

/// Leads to the one page that makes sense for everybody.
#[handler]
pub(super) fn start() -> Redirect {
    Redirect::see_other("/verify")
}

/// The page on which anybody can drop a badge.
#[handler]
pub(super) fn verify() -> Response {
    built("verify/index.html", &policy("", ""))
}

/// The page with made-up badges to try things out.
#[handler]
pub(super) fn playground() -> Response {
    built("playground/index.html", &policy("", ""))
}

/// The page on which issuers work.
#[handler]
pub(super) fn console() -> Response {
    built("console/index.html", CONSOLE_POLICY)
}

/// A page of the web build, by its path inside `web/dist`.
fn built(path: &str, policy: &str) -> Response {
    match assets::file(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok()) {
        Some(html) => page_under(policy, StatusCode::OK, html),
        None => page(StatusCode::SERVICE_UNAVAILABLE, include_str!("pages/not_built.html")),
    }
}

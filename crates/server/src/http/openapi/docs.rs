//! The page at `/docs`: Swagger UI with everything inside, and our samples below each operation.

use std::sync::LazyLock;

use poem::endpoint::make_sync;
use poem::http::header;
use poem::{Endpoint, Response};
use serde_json::Value;

use super::{document, forms, samples, service};

/// Shows `x-codeSamples`, which Swagger UI knows nothing of.
const SAMPLES_PLUGIN: &str = include_str!("docs-samples.js");
const STYLE: &str = include_str!("docs.css");

/// Serves the page; samples in it call the server at `base_url`.
pub(in crate::http) fn endpoint(base_url: &str) -> impl Endpoint + use<> {
    let base_url = base_url.to_owned();
    let html = LazyLock::new(move || page(&base_url));
    make_sync(move |_| {
        Response::builder()
            // The page is made by the library with inline script and style; it shows nothing that callers wrote.
            .header(
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
                 font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            )
            .content_type("text/html; charset=utf-8")
            .body(html.as_bytes().to_vec())
    })
}

/// The library's page with our document, our plugin and our style in it. A test sees to it that all three arrive.
fn page(base_url: &str) -> String {
    let mut document = document();
    for (_, _, operation) in forms::operations(&mut document) {
        for sample in operation.get_mut("x-codeSamples").and_then(Value::as_array_mut).into_iter().flatten() {
            put_address(&mut sample["source"], base_url);
        }
    }
    put_address(&mut document["info"]["description"], base_url);
    // Inside a script element a text must not end the element.
    let document = document.to_string().replace("</", "<\\/");
    let service = service();
    service
        .swagger_ui_html()
        .replacen("<html charset=\"UTF-8\">", "<!doctype html>\n<html lang=\"en\">", 1)
        .replacen(
            "<title>Swagger UI</title>",
            &format!("<title>Proofmark API</title>{HEAD}<style>{STYLE}</style>"),
            1,
        )
        .replace(&service.spec(), &document)
        .replacen("let oauth2RedirectUrl;", &format!("{SAMPLES_PLUGIN}\n    let oauth2RedirectUrl;"), 1)
        .replacen("deepLinking: true,", "deepLinking: true,\n        plugins: [codeSamples],", 1)
}

const HEAD: &str = "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";

fn put_address(text: &mut Value, base_url: &str) {
    if let Value::String(text) = text {
        *text = text.replace(samples::BASE_URL, base_url);
    }
}

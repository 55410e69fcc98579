//! The OpenAPI document, made from the types of the handlers, and the page that shows it.

use poem::endpoint::make_sync;
use poem::http::header;
use poem::{Endpoint, Response};
use poem_openapi::{LicenseObject, OpenApiService, Tags};
use serde_json::{Value, json};

use super::achievement_page::AchievementPage;
use super::achievements::Achievements;
use super::analytics::AnalyticsApi;
use super::api_keys::ApiKeys;
use super::batches::Batches;
use super::credential_page::CredentialPage;
use super::credential_status::CredentialStatuses;
use super::credentials::Credentials;
use super::document_links::DocumentLinks;
use super::issuer_page::IssuerPage;
use super::issuers::Issuers;
use super::open_badges_2::OpenBadges2;
use super::organization::OrganizationApi;
use super::public_documents::PublicDocuments;
use super::templates::Templates;
use super::verify::Verify;

/// The groups of operations.
#[derive(Tags)]
pub(super) enum Tag {
    /// What is earned.
    Achievements,
    /// How documents look.
    Templates,
    /// Many credentials from one request.
    Batches,
    /// What is issued.
    Credentials,
    /// Who issues, with which keys.
    Issuers,
    /// The organization, its API keys, what it uses.
    Organization,
    /// Anybody may ask; no API key.
    Verification,
    /// What verifiers fetch; no API key, any origin.
    Documents,
}

/// What anybody may ask for. A tuple inside another, because one may have sixteen members at most.
type Public = (AchievementPage, CredentialPage, IssuerPage, OpenBadges2, PublicDocuments);

type Apis = (
    Achievements,
    AnalyticsApi,
    Templates,
    Batches,
    Credentials,
    CredentialStatuses,
    DocumentLinks,
    Issuers,
    OrganizationApi,
    ApiKeys,
    Verify,
    Public,
);

/// The typed handlers.
pub(super) fn service() -> OpenApiService<Apis, ()> {
    let public = (AchievementPage, CredentialPage, IssuerPage, OpenBadges2, PublicDocuments);
    let apis = (
        Achievements,
        AnalyticsApi,
        Templates,
        Batches,
        Credentials,
        CredentialStatuses,
        DocumentLinks,
        Issuers,
        OrganizationApi,
        ApiKeys,
        Verify,
        public,
    );
    OpenApiService::new(apis, "Proofmark", env!("CARGO_PKG_VERSION"))
        .description("Issues Open Badges 3.0 credentials that anybody can verify without asking this server.")
        .license(LicenseObject::new("Apache-2.0 OR MIT").identifier("Apache-2.0 OR MIT"))
}

/// The OpenAPI 3.1 document of this server, indented, with a final line feed.
pub fn openapi_json() -> String {
    let mut document: Value = serde_json::from_str(&service().spec()).unwrap_or_default();
    to_3_1(&mut document);
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// Serves [`openapi_json`].
pub(super) fn document() -> impl Endpoint {
    let document = openapi_json();
    make_sync(move |_| Response::builder().content_type("application/json").body(document.clone()))
}

/// Swagger UI with everything inside; it needs no other host.
pub(super) fn docs() -> impl Endpoint {
    let service = service();
    let html = service.swagger_ui_html().replace(&service.spec(), &openapi_json());
    make_sync(move |_| {
        Response::builder()
            // The page is made by the library with inline script and style; it shows nothing that callers wrote.
            .header(
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
                 font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            )
            .content_type("text/html; charset=utf-8")
            .body(html.clone())
    })
}

/// poem-openapi writes 3.0.0 with a member of 3.1 (`webhooks`), media types with a parameter, `Any` schemas as empty
/// types, and 3.0's boolean `exclusiveMinimum`.
fn to_3_1(document: &mut Value) {
    document["openapi"] = json!("3.1.0");
    if let Value::Object(members) = document {
        members.remove("webhooks");
        members.insert("servers".to_owned(), json!([{ "url": "/", "description": "This server" }]));
    }
    let operations = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in operations.filter_map(Value::as_object_mut).flat_map(|methods| methods.values_mut()) {
        // Said in words: this operation takes no key.
        if operation.get("security").is_none() {
            operation["security"] = json!([]);
        }
    }
    tidy(document);
}

fn tidy(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(members) => {
            for (flag, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
                match members.get(flag) {
                    Some(Value::Bool(true)) => {
                        if let Some(bound) = members.remove(limit) {
                            members.insert(flag.to_owned(), bound);
                        }
                    }
                    Some(Value::Bool(false)) => {
                        members.remove(flag);
                    }
                    _ => {}
                }
            }
            members.values_mut().for_each(tidy);
        }
        _ => {}
    }
}

//! The OpenAPI document: made from the types of the handlers, completed with errors, examples and samples.

mod answers;
mod docs;
mod examples;
mod forms;
mod samples;

use std::sync::LazyLock;

use poem::endpoint::make_sync;
use poem::{Endpoint, Response};
use poem_openapi::{LicenseObject, OpenApiService, Tags};
use serde_json::Value;

use super::achievement_page::AchievementPage;
use super::achievements::Achievements;
use super::analytics::AnalyticsApi;
use super::api_keys::ApiKeys;
use super::batches::Batches;
use super::credential_delivery::CredentialDelivery;
use super::credential_page::CredentialPage;
use super::credential_status::CredentialStatuses;
use super::credentials::Credentials;
use super::document_links::DocumentLinks;
use super::email_settings::EmailSettingsApi;
use super::email_templates::EmailTemplates;
use super::exports::Exports;
use super::issuer_page::IssuerPage;
use super::issuers::Issuers;
use super::open_badges_2::OpenBadges2;
use super::organization::OrganizationApi;
use super::public_documents::PublicDocuments;
use super::templates::Templates;
use super::verify::Verify;
use super::webhooks::{Events, WebhookDeliveries, WebhookEndpoints};

pub(super) use docs::endpoint as docs;

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
    /// What is written to recipients.
    Email,
    /// Who issues, with which keys.
    Issuers,
    /// The organization, its API keys, what it uses.
    Organization,
    /// What happened, and who is told.
    Webhooks,
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
    (CredentialDelivery, EmailSettingsApi, EmailTemplates),
    DocumentLinks,
    Issuers,
    (OrganizationApi, Exports),
    ApiKeys,
    Verify,
    Public,
    (Events, WebhookEndpoints, WebhookDeliveries),
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
        (CredentialDelivery, EmailSettingsApi, EmailTemplates),
        DocumentLinks,
        Issuers,
        (OrganizationApi, Exports),
        ApiKeys,
        Verify,
        public,
        (Events, WebhookEndpoints, WebhookDeliveries),
    );
    OpenApiService::new(apis, "Proofmark", env!("CARGO_PKG_VERSION"))
        .description(include_str!("quick-start.md"))
        .license(LicenseObject::new("Apache-2.0 OR MIT").identifier("Apache-2.0 OR MIT"))
}

/// The OpenAPI 3.1 document of this server, indented, with a final line feed.
pub fn openapi_json() -> String {
    text(&document())
}

/// The same as OpenAPI 3.0, for tools that read nothing newer.
pub fn openapi_3_0_json() -> String {
    let mut document = document();
    forms::to_3_0(&mut document);
    text(&document)
}

/// Serves [`openapi_json`].
pub(super) fn endpoint() -> impl Endpoint {
    let document = LazyLock::new(openapi_json);
    make_sync(move |_| {
        Response::builder().content_type("application/json").body(document.as_bytes().to_vec())
    })
}

/// What the types say, and what stands beside them: errors, headers, examples, samples.
fn document() -> Value {
    let mut document: Value = serde_json::from_str(&service().spec()).unwrap_or_default();
    forms::to_3_1(&mut document);
    answers::add_components(&mut document);
    let examples = examples::all();
    for (method, path, operation) in forms::operations(&mut document) {
        let example = operation["operationId"].as_str().and_then(|id| examples.get(id));
        answers::complete(operation, example);
        if let Some(example) = example {
            examples::add(operation, example);
            samples::add(&method, &path, operation, example);
        }
    }
    document
}

/// The methods that `path` takes (RFC 9110, section 10.2.1). What is not in the document is a page.
pub(super) fn allowed_methods(path: &str) -> String {
    static PATHS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
        let mut document: Value = serde_json::from_str(&service().spec()).unwrap_or_default();
        forms::operations(&mut document).map(|(method, path, _)| (method.to_uppercase(), path)).collect()
    });
    let fits = |template: &str| {
        template.split('/').count() == path.split('/').count()
            && template
                .split('/')
                .zip(path.split('/'))
                .all(|(ours, theirs)| ours.starts_with('{') || ours == theirs)
    };
    // As the router does: of templates that fit, the one with the fewest variables.
    let variables = |template: &str| template.matches('{').count();
    let fitting: Vec<&(String, String)> = PATHS.iter().filter(|(_, template)| fits(template)).collect();
    let fewest = fitting.iter().map(|(_, template)| variables(template)).min();
    let mut methods: Vec<&str> = fitting
        .iter()
        .filter(|(_, template)| Some(variables(template)) == fewest)
        .map(|(method, _)| method.as_str())
        .collect();
    if methods.is_empty() || methods.contains(&"GET") {
        methods.extend(["GET", "HEAD"]);
    }
    methods.sort_unstable();
    methods.dedup();
    methods.join(", ")
}

fn text(document: &Value) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

//! `/v1/organization`, `/v1/usage` and `/v1/recipients`

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};

use super::credential_model::email_problem;
use super::edge::{Answer, ApiError, Body, Caller, DateTime, Uri};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::organization::{self, Profile};
use crate::domain::{Error, Tenant, forget, quota};
use crate::store;

/// The organization that the API key belongs to.
#[derive(Debug, Object)]
#[oai(rename = "Organization", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct OrganizationResource {
    /// Opaque identifier.
    id: String,
    /// As people know it.
    name: String,
    /// `sandbox` or `live`: what the API key speaks for.
    environment: String,
    /// Where what it makes from now on is found.
    base_url: String,
    /// The colour of buttons and links on its pages, as `#rrggbb`.
    accent_color: Option<String>,
    /// Address of its logo, shown on its pages.
    logo: Option<String>,
    /// When it was made.
    created_at: DateTime,
}

/// What to change; whatever is not named stays.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct OrganizationChange {
    /// As people know it. Issuers have names of their own.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: Option<String>,
    /// An own address that leads to this server, such as `https://badges.example.edu`. New credentials, achievements,
    /// status lists and issuers are found there; those that exist keep the address that was signed.
    base_url: Option<Uri>,
    /// The colour of buttons and links on its pages. Where it could not be read it is made darker or lighter.
    #[oai(validator(min_length = 7, max_length = 7))]
    accent_color: Option<String>,
    /// Address of its logo, shown on its pages: `https:` or `data:image/…`.
    logo: Option<Uri>,
}

/// What was used this month (UTC).
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct Usage {
    /// Such as `2026-11`.
    month: String,
    /// Different recipients of live credentials.
    recipients: i64,
    /// How many there may be; absent when there is no limit.
    recipient_limit: Option<i64>,
    /// When counting starts again.
    resets_at: DateTime,
}

/// What was forgotten.
#[derive(Debug, Object)]
pub(super) struct Forgotten {
    /// From how many credentials personal data was removed.
    credentials: u32,
}

/// The organization and what it uses.
pub(super) struct OrganizationApi;

#[OpenApi(tag = "Tag::Organization")]
impl OrganizationApi {
    /// Get the organization
    ///
    /// Whose API key this is, and which environment it opens.
    #[oai(path = "/v1/organization", method = "get", operation_id = "getOrganization")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
    ) -> Result<Answer<OrganizationResource>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let profile = store::organizations::find(&mut connection, &tenant.organization_id).await?;
        let profile = profile.ok_or(Error::NotFound("organization"))?;
        Ok(Answer::new(&OrganizationResource::new(profile, tenant, &backend)))
    }

    /// Change the organization, for both environments
    ///
    /// What is left out stays as it is.
    #[oai(path = "/v1/organization", method = "patch", operation_id = "updateOrganization")]
    async fn update(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        body: Body<OrganizationChange>,
    ) -> Result<Answer<OrganizationResource>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        let change = body.value;
        let profile = organization::update(&backend, &tenant.organization_id, |profile| {
            if let Some(name) = change.name {
                profile.name = name;
            }
            profile.base_url = change.base_url.map(|uri| uri.0).or_else(|| profile.base_url.take());
            profile.accent_color = change.accent_color.or_else(|| profile.accent_color.take());
            profile.logo = change.logo.map(|uri| uri.0).or_else(|| profile.logo.take());
        });
        Ok(Answer::new(&OrganizationResource::new(profile.await?, tenant, &backend)))
    }

    /// See what was used this month
    ///
    /// How many people credentials were issued to this month, and how many may be.
    #[oai(path = "/v1/usage", method = "get", operation_id = "getUsage")]
    async fn usage(&self, caller: Caller, backend: Data<&Arc<Backend>>) -> Result<Answer<Usage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let usage = quota::usage(&mut connection, tenant, backend.now()).await?;
        Ok(Answer::new(&Usage {
            month: usage.month,
            recipients: usage.recipients,
            recipient_limit: usage.limit,
            resets_at: DateTime(usage.resets_at),
        }))
    }

    /// Forget a person
    ///
    /// Removes their data and documents from this environment, for ever. The digest and the place in the status lists
    /// stay, so that what they hold themselves keeps verifying.
    #[oai(path = "/v1/recipients/:email", method = "delete", operation_id = "forgetRecipient")]
    async fn forget(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The e-mail address; letter case does not matter.
        email: Path<String>,
    ) -> Result<Answer<Forgotten>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        if let Some(problem) = email_problem("/path/email", &email) {
            return Err(Error::Invalid(vec![problem]).into());
        }
        let credentials = forget::forget(&backend, tenant, &email).await?;
        Ok(Answer::new(&Forgotten { credentials: u32::try_from(credentials).unwrap_or(u32::MAX) }))
    }
}

impl OrganizationResource {
    fn new(profile: Profile, tenant: &Tenant, backend: &Backend) -> Self {
        Self {
            id: profile.id,
            name: profile.name,
            environment: tenant.environment.as_str().to_owned(),
            base_url: profile.base_url.unwrap_or_else(|| backend.base_url.clone()),
            accent_color: profile.accent_color,
            logo: profile.logo,
            created_at: DateTime(profile.created_at),
        }
    }
}

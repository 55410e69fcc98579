//! API keys in `Authorization: Bearer`.

use std::sync::Arc;

use poem::{Request, Result};
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;

use super::error::ApiError;
use crate::backend::Backend;
use crate::domain::api_key::{self, Scope};
use crate::domain::{Environment, Tenant};
use crate::store;
use crate::store::api_keys::Grant;

/// Who asks, by an API key such as `pm_sandbox_…`.
#[derive(SecurityScheme)]
#[oai(rename = "apiKey", ty = "bearer", bearer_format = "pm_sandbox_… or pm_live_…", checker = "check")]
pub(crate) struct Caller(Grant);

impl Caller {
    /// The environment the key speaks for, if it has the scope; `admin` includes all.
    pub(crate) fn allowed(&self, scope: Scope) -> Result<&Tenant, ApiError> {
        if self.0.scopes.contains(&scope) || self.0.scopes.contains(&Scope::Admin) {
            Ok(&self.0.tenant)
        } else {
            Err(ApiError::forbidden(scope.as_str()))
        }
    }
}

async fn check(request: &Request, bearer: Bearer) -> Result<Grant> {
    if !api_key::is_well_formed(&bearer.token) {
        return Err(ApiError::unauthorized().into());
    }
    let Some(backend) = request.data::<Arc<Backend>>() else { return Err(ApiError::unauthorized().into()) };
    let mut connection = backend.store.read().await.map_err(ApiError::from)?;
    let grant = store::api_keys::find(&mut connection, &bearer.token, backend.now()).await;
    let grant = grant.map_err(ApiError::from)?.ok_or_else(ApiError::unauthorized)?;
    // A row moved between environments would not make a sandbox key a live one.
    let named = if bearer.token.starts_with("pm_live_") { Environment::Live } else { Environment::Sandbox };
    if grant.tenant.environment != named {
        return Err(ApiError::unauthorized().into());
    }
    Ok(grant)
}

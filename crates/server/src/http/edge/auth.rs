//! API keys in `Authorization: Bearer`.

use std::sync::Arc;

use poem::http::header;
use poem::{Request, Result};
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;

use super::error::ApiError;
use crate::backend::Backend;
use crate::domain::api_key::{self, Scope};
use crate::domain::{Environment, Tenant, Timestamp};
use crate::store;
use crate::store::api_keys::Grant;

/// The use of a key is noted once in this time.
const USE_SECONDS: i64 = 60;

/// Who asks, by an API key such as `pm_sandbox_…`.
#[derive(SecurityScheme)]
#[oai(rename = "apiKey", ty = "bearer", bearer_format = "pm_sandbox_… or pm_live_…", checker = "check")]
pub(crate) struct Caller(Grant);

impl Caller {
    /// The environment the key speaks for, if it has the scope; `admin` includes all.
    pub(crate) fn allowed(&self, scope: Scope) -> Result<&Tenant, ApiError> {
        if allows(&self.0, scope) { Ok(&self.0.tenant) } else { Err(ApiError::forbidden(scope.as_str())) }
    }
}

/// The environment of the API key that a public request carries, if it may read there: such a request sees private
/// credentials too. A wrong key is no error here; it opens nothing.
pub(crate) async fn caller_if_any(request: &Request, backend: &Backend) -> Option<Tenant> {
    let token = request.header(header::AUTHORIZATION)?.strip_prefix("Bearer ")?;
    let grant = grant(backend, token).await.ok()?;
    allows(&grant, Scope::Read).then_some(grant.tenant)
}

fn allows(grant: &Grant, scope: Scope) -> bool {
    grant.scopes.contains(&scope) || grant.scopes.contains(&Scope::Admin)
}

async fn check(request: &Request, bearer: Bearer) -> Result<Grant> {
    let Some(backend) = request.data::<Arc<Backend>>() else { return Err(ApiError::unauthorized().into()) };
    Ok(grant(backend, &bearer.token).await?)
}

async fn grant(backend: &Backend, token: &str) -> Result<Grant, ApiError> {
    if !api_key::is_well_formed(token) {
        return Err(ApiError::unauthorized());
    }
    let now = backend.now();
    let mut connection = backend.store.read().await?;
    let found = store::api_keys::find(&mut connection, token, &backend.base_url, now).await?;
    let grant = found.ok_or_else(ApiError::unauthorized)?;
    // A row moved between environments would not make a sandbox key a live one.
    let named = if token.starts_with("pm_live_") { Environment::Live } else { Environment::Sandbox };
    if grant.tenant.environment != named {
        return Err(ApiError::unauthorized());
    }
    note_use(backend, &grant, now);
    Ok(grant)
}

/// To the minute: a write for each request would cost more than the request.
fn note_use(backend: &Backend, grant: &Grant, now: Timestamp) {
    if grant.last_used_at.is_some_and(|last| last.plus_seconds(USE_SECONDS) > now) {
        return;
    }
    if grant.replaced_at.is_some() {
        tracing::info!(api_key = grant.key_id, "a key is used that another one was made to replace");
    }
    let id = grant.key_id.clone();
    backend.store.write_later(move |connection| {
        Box::pin(async move { store::api_keys::set_last_used(connection, &id, now).await })
    });
}

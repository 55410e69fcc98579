//! What an operator does without the HTTP interface: the first organization and its keys.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::backend::Backend;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::domain::api_key::{self, Scope};
use crate::domain::organization::{self, Organization};
use crate::domain::{Result, Tenant, issuer, new_id};
use crate::server::open_backend;
use crate::store;

/// A new organization with one API key for each environment. The keys are shown once; only their hashes are stored.
#[non_exhaustive]
pub struct NewOrganization {
    /// Opaque identifier.
    pub id: String,
    /// Opens the sandbox, with every scope.
    pub sandbox_api_key: Zeroizing<String>,
    /// Opens the live environment, with every scope.
    pub live_api_key: Zeroizing<String>,
}

/// Creates an organization with a sandbox issuer (did:key), a live issuer (did:web under the configured `base_url`, or
/// under `http://` and the configured `listen`) and one API key for each. May run beside a server on the same file.
///
/// # Errors
/// When the database or the master key does not open.
pub async fn create_organization(config: &Config, name: &str) -> anyhow::Result<NewOrganization> {
    let base_url = config.base_url.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    let backend = open_backend(config, base_url, Arc::new(SystemClock)).await?;
    let made = set_up_organization(&backend, name).await;
    backend.store.close().await;
    let made = made?;
    Ok(NewOrganization {
        id: made.organization.id,
        sandbox_api_key: made.sandbox_key,
        live_api_key: made.live_key,
    })
}

/// An organization that can issue.
pub(crate) struct SetUp {
    /// The tenant.
    pub(crate) organization: Organization,
    /// Opens the sandbox.
    pub(crate) sandbox_key: Zeroizing<String>,
    /// Opens the live environment.
    pub(crate) live_key: Zeroizing<String>,
}

/// Creates an organization, both issuers and a key for each.
pub(crate) async fn set_up_organization(backend: &Backend, name: &str) -> Result<SetUp> {
    let now = backend.now();
    let organization = organization::create(&backend.store, name, now).await?;
    for tenant in [&organization.sandbox, &organization.live] {
        issuer::create(&backend.store, &backend.master_key, tenant, name, &backend.base_url, now).await?;
    }
    let sandbox_key = create_api_key(backend, &organization.sandbox, "first key", &Scope::ALL).await?;
    let live_key = create_api_key(backend, &organization.live, "first key", &Scope::ALL).await?;
    Ok(SetUp { organization, sandbox_key, live_key })
}

/// Creates an API key; its text is only in the answer.
pub(crate) async fn create_api_key(
    backend: &Backend,
    tenant: &Tenant,
    name: &'static str,
    scopes: &'static [Scope],
) -> Result<Zeroizing<String>> {
    let now = backend.now();
    let key = api_key::generate(tenant.environment)?;
    let (id, owner, text) = (new_id(now)?, tenant.clone(), key.clone());
    backend
        .store
        .write(move |connection| {
            Box::pin(async move {
                store::api_keys::insert(connection, &id, &owner, name, &text, scopes, now).await
            })
        })
        .await?;
    Ok(key)
}

//! What an operator does without the HTTP interface: the first organization and its keys.

use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::backend::Backend;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::database::Database;
use crate::domain::api_key::{self, Scope};
use crate::domain::issuer::{self, Details, NewIssuer};
use crate::domain::organization::{self, Organization};
use crate::domain::{Environment, Error, Result, Tenant};
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
    let backend = open(config).await?;
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
    let organization = organization::create(backend, name).await?;
    for tenant in [&organization.sandbox, &organization.live] {
        let new = NewIssuer { name: name.to_owned(), url: None, details: Details::default() };
        issuer::create(backend, tenant, new).await?;
    }
    let sandbox_key = first_key(backend, &organization.sandbox).await?;
    let live_key = first_key(backend, &organization.live).await?;
    Ok(SetUp { organization, sandbox_key, live_key })
}

async fn first_key(backend: &Backend, tenant: &Tenant) -> Result<Zeroizing<String>> {
    Ok(api_key::create(backend, tenant, "first key".to_owned(), Scope::ALL.to_vec(), None).await?.text)
}

/// What a new API key is for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewKey {
    /// The organization's identifier.
    pub organization: String,
    /// Whether it opens the live environment instead of the sandbox.
    pub live: bool,
    /// What it is for.
    pub name: String,
    /// Words of `issue`, `read`, `manage`, `admin`.
    pub scopes: Vec<String>,
}

impl NewKey {
    /// A key for the sandbox with every scope; change what should differ.
    pub fn new(organization: impl Into<String>) -> Self {
        let scopes = Scope::ALL.iter().map(|scope| scope.as_str().to_owned()).collect();
        Self {
            organization: organization.into(),
            live: false,
            name: "made by the operator".to_owned(),
            scopes,
        }
    }
}

/// Creates an API key for an organization, for one thing when the last key is lost. May run beside a server.
///
/// # Errors
/// An organization or a scope that does not exist; a database or master key that does not open.
pub async fn create_key(config: &Config, new: &NewKey) -> anyhow::Result<Zeroizing<String>> {
    let scopes = Scope::parse_list(&new.scopes.join(" "));
    if scopes.len() != new.scopes.len() || scopes.is_empty() {
        anyhow::bail!("scopes are issue, read, manage and admin");
    }
    let backend = open(config).await?;
    let environment = if new.live { Environment::Live } else { Environment::Sandbox };
    let made = async {
        let mut connection = backend.store.read().await?;
        let url = &backend.base_url;
        let tenant =
            store::organizations::environment(&mut connection, &new.organization, environment, url).await?;
        drop(connection);
        let tenant = tenant.ok_or(Error::NotFound("organization"))?;
        api_key::create(&backend, &tenant, new.name.clone(), scopes, None).await
    };
    let made = made.await;
    backend.store.close().await;
    Ok(made?.text)
}

/// Sets to how many different people an organization may issue live credentials in one month; `None` is without limit.
///
/// # Errors
/// An organization that does not exist; a database or master key that does not open.
pub async fn set_quota(config: &Config, organization: &str, limit: Option<u32>) -> anyhow::Result<()> {
    let backend = open(config).await?;
    let changed = organization::update(&backend, organization, move |profile| {
        profile.monthly_recipients = limit.map(i64::from);
    });
    let changed = changed.await;
    backend.store.close().await;
    changed?;
    Ok(())
}

/// Writes a copy of the SQLite database into a new file, while servers go on. The master key is not in it.
///
/// # Errors
/// A PostgreSQL database, which has tools of its own; a file that is there already; what the file system says.
pub async fn backup(config: &Config, to: &Path) -> anyhow::Result<()> {
    match &config.database {
        Database::Sqlite(path) => store::backup::to_file(path, to).await,
        Database::Postgres(url) => anyhow::bail!(
            "{url} is copied with PostgreSQL's own tools: `pg_dump --format=custom --file=FILE ADDRESS`, or a base backup \
             with a log archive, which can go back to any moment"
        ),
    }
}

/// To be called after a backup was restored and before a server starts on it: closes all status lists. What was issued
/// after the backup was made has places in them that the backup does not know; new credentials get places in new lists.
/// Gives how many lists were closed.
///
/// # Errors
/// A database or master key that does not open.
pub async fn after_restore(config: &Config) -> anyhow::Result<u64> {
    let backend = open(config).await?;
    let work = backend
        .store
        .write(|connection| Box::pin(async move { store::status_lists::close_all(connection).await }));
    let closed = work.await;
    backend.store.close().await;
    Ok(closed?)
}

pub(crate) async fn open(config: &Config) -> anyhow::Result<Backend> {
    let base_url = config.base_url.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    open_backend(config, base_url, Arc::new(SystemClock)).await
}

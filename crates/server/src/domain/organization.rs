//! Organizations: the tenants. Each has a sandbox and a live environment from the start.

use super::{Environment, Result, Tenant, Timestamp, new_id};
use crate::store::{self, Store};

/// A tenant.
#[derive(Clone, Debug)]
pub(crate) struct Organization {
    /// Opaque identifier.
    pub(crate) id: String,
    /// As people know it.
    pub(crate) name: String,
    /// The environment for trying out.
    pub(crate) sandbox: Tenant,
    /// The environment for real credentials.
    pub(crate) live: Tenant,
}

/// Creates an organization with both environments.
///
/// # Errors
/// When the database or the randomness fails.
pub(crate) async fn create(store: &Store, name: &str, now: Timestamp) -> Result<Organization> {
    let tenant = |environment| new_id(now).map(|environment_id| Tenant { environment_id, environment });
    let organization = Organization {
        id: new_id(now)?,
        name: name.to_owned(),
        sandbox: tenant(Environment::Sandbox)?,
        live: tenant(Environment::Live)?,
    };
    let row = organization.clone();
    store
        .write(move |connection| {
            Box::pin(async move { store::organizations::insert(connection, &row, now).await })
        })
        .await?;
    Ok(organization)
}

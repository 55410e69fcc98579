//! Organizations: the tenants. Each has a sandbox and a live environment from the start.

use super::brand::Color;
use super::{Environment, Error, FieldProblem, Result, Tenant, Timestamp, new_id, text};
use crate::backend::Backend;
use crate::store::{self, sql};

/// A new tenant.
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

/// What is kept about a tenant.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// Opaque identifier.
    pub(crate) id: String,
    /// As people know it.
    pub(crate) name: String,
    /// Its own address, if it has one.
    pub(crate) base_url: Option<String>,
    /// The colour of its pages, `#rrggbb`.
    pub(crate) accent_color: Option<String>,
    /// Address of the picture on its pages.
    pub(crate) logo: Option<String>,
    /// Different recipients of live credentials in one month; `None` is without limit. Only the operator sets it.
    pub(crate) monthly_recipients: Option<i64>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
}

impl Profile {
    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.base_url.as_deref().is_some_and(|url| !text::is_base_url(url)) {
            let message = "Must look like `https://badges.example.edu`, without a path.";
            problems.push(FieldProblem::new("/baseUrl", message));
        }
        if self.accent_color.as_deref().is_some_and(|text| Color::parse(text).is_none()) {
            problems.push(FieldProblem::new("/accentColor", "Must be a colour such as `#3b3fb6`."));
        }
        // A picture without encryption cannot be shown on a page with it.
        let is_shown = |logo: &str| logo.starts_with("https://") || logo.starts_with("data:image/");
        if self.logo.as_deref().is_some_and(|logo| !is_shown(logo)) {
            problems.push(FieldProblem::new("/logo", "Must begin with `https://` or `data:image/`."));
        }
        problems
    }
}

/// Creates an organization with both environments.
///
/// # Errors
/// When the database or the randomness fails.
pub(crate) async fn create(backend: &Backend, name: &str) -> Result<Organization> {
    let now = backend.now();
    let organization_id = new_id(now)?;
    let tenant = |environment| {
        new_id(now).map(|environment_id| Tenant {
            environment_id,
            environment,
            organization_id: organization_id.clone(),
            base_url: backend.base_url.clone(),
        })
    };
    let organization = Organization {
        sandbox: tenant(Environment::Sandbox)?,
        live: tenant(Environment::Live)?,
        id: organization_id,
        name: name.to_owned(),
    };
    let row = organization.clone();
    backend
        .store
        .write(move |connection| {
            Box::pin(async move { store::organizations::insert(connection, &row, now).await })
        })
        .await?;
    Ok(organization)
}

/// Changes an organization.
///
/// # Errors
/// [`Error::Invalid`] with every fault; [`Error::NotFound`]; storage.
pub(crate) async fn update(
    backend: &Backend,
    id: &str,
    change: impl FnOnce(&mut Profile) + Send + 'static,
) -> Result<Profile> {
    let id = id.to_owned();
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            sql::lock(connection, &["organization", &id]).await?;
            let found = store::organizations::find(connection, &id).await?;
            let mut profile = found.ok_or(Error::NotFound("organization"))?;
            change(&mut profile);
            let problems = profile.problems();
            if !problems.is_empty() {
                return Err(Error::Invalid(problems));
            }
            store::organizations::update(connection, &profile).await?;
            Ok(profile)
        })
    });
    work.await
}

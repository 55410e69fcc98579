//! Writes the folder.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::{Manifest, Progress, TYPE, VERSION, manifest_path, records, site};
use crate::backend::Backend;
use crate::config::Config;
use crate::domain::{Environment, Tenant};
use crate::store;

/// What is exported, and where to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Export {
    /// The organization's identifier.
    pub organization: String,
    /// A folder that does not exist yet, is empty, or holds an earlier export.
    pub folder: PathBuf,
    /// Whether pictures and PDF documents are made for each credential: most of the time and most of the bytes.
    pub documents: bool,
}

impl Export {
    /// Everything, into a folder.
    pub fn new(organization: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        Self { organization: organization.into(), folder: folder.into(), documents: true }
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exported {
    /// Credentials in the records.
    pub credentials: u64,
    /// Files for the web server.
    pub site_files: u64,
    /// Credentials that the site leaves out, because only their owner may see them.
    pub private: u64,
}

/// Writes an organization into a folder. May run beside a server; what is issued meanwhile may be left out.
///
/// # Errors
/// An organization that does not exist, a folder with something else in it, a database or master key that does not open,
/// a disk that is full.
pub async fn export(
    config: &Config,
    export: &Export,
    mut progress: impl FnMut(Progress) + Send,
) -> anyhow::Result<Exported> {
    let backend = Arc::new(crate::admin::open(config).await?);
    let exported = write(&backend, export, &mut progress).await;
    backend.store.close().await;
    exported
}

/// As [`export`], for a server that runs.
pub(crate) async fn write(
    backend: &Arc<Backend>,
    export: &Export,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<Exported> {
    let folder = &export.folder;
    let tenants = tenants(backend, &export.organization).await?;
    prepare(folder).with_context(|| format!("cannot write to {}", folder.display()))?;

    // 1. The records, as they were at one moment.
    let mut moment = backend.store.read_moment().await?;
    let tables = records::write_tables(&mut moment, &export.organization, folder, progress).await?;
    records::write_overview(&mut moment, &tenants, folder, backend.now(), progress).await?;
    drop(moment);

    // 2. The site, as the server answers. It may be younger than the records, never older.
    let rows = |name: &str| tables.iter().find(|table| table.name == name).map_or(0, |table| table.rows);
    let credentials = rows("credentials");
    let written = site::write(backend, &tenants, export, credentials, progress).await?;

    // 3. The manifest says that all of it is there.
    let profile = {
        let mut connection = backend.store.read().await?;
        store::organizations::find(&mut connection, &export.organization)
            .await?
            .context("the organization is gone")?
    };
    let manifest = Manifest {
        r#type: TYPE.to_owned(),
        version: VERSION,
        organization_id: export.organization.clone(),
        organization_name: profile.name,
        exported_at: backend.now().to_second().to_string(),
        base_url: tenants.first().map(|tenant| tenant.base_url.clone()).unwrap_or_default(),
        tables,
        site_files: written.files,
    };
    fs::write(manifest_path(folder), serde_json::to_string_pretty(&manifest)? + "\n")?;
    Ok(Exported { credentials, site_files: written.files, private: written.private })
}

async fn tenants(backend: &Backend, organization: &str) -> anyhow::Result<Vec<Tenant>> {
    let mut connection = backend.store.read().await?;
    let mut tenants = Vec::new();
    for environment in [Environment::Live, Environment::Sandbox] {
        let found =
            store::organizations::environment(&mut connection, organization, environment, &backend.base_url);
        let Some(tenant) = found.await? else {
            bail!("there is no organization with the identifier {organization}")
        };
        tenants.push(tenant);
    }
    Ok(tenants)
}

/// Makes the folder, unless it holds something else; takes the manifest of an earlier export away.
fn prepare(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let manifest = manifest_path(folder);
    let is_ours = manifest.exists() || folder.join("records/tables").exists();
    if !is_ours && fs::read_dir(folder)?.next().is_some() {
        bail!("there is something else in it; name an empty folder");
    }
    match fs::remove_file(&manifest) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    // What an earlier export wrote and this one does not, a credential that was forgotten say, must not stay.
    for part in ["site", "records"] {
        match fs::remove_dir_all(folder.join(part)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => fs::create_dir_all(folder.join(part))?,
        }
    }
    fs::create_dir_all(folder.join("records/tables"))?;
    Ok(())
}

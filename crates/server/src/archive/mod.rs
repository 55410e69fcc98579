//! An organization as a folder. `site` is for any web server: with the old host name pointing there, everything keeps
//! verifying as before; under another name the trust packs in it do the same. `records` is for the organization alone: it
//! names people and holds the sealed keys, and a server can go on from it.
//!
//! ```text
//! site/        did.json, status lists, credentials in every form, achievements, pages, the verify page, trust packs
//! records/     manifest.json, credentials.csv, credentials.jsonl, tables/*.jsonl
//! ```

mod export;
mod import;
mod pack;
mod records;
mod site;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub(crate) use export::write;
pub use export::{Export, Exported, export};
pub use import::{Imported, import};
pub(crate) use pack::pack;

/// What the manifest of a folder says it is.
const TYPE: &str = "ProofmarkExport";
/// Of the form of the folder.
const VERSION: u32 = 1;

/// What [`Progress`] says while the site is written, with the credentials of `total` that are done.
pub(crate) const SITE: &str = "site";

/// How far an export or import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// What is being written or read, for people: `records`, `credentials`.
    pub what: &'static str,
    /// How many are done.
    pub done: u64,
    /// How many there are.
    pub total: u64,
}

/// `records/manifest.json`, written last: a folder without it is not complete.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    r#type: String,
    version: u32,
    organization_id: String,
    organization_name: String,
    exported_at: String,
    /// Where the site is meant to be served.
    base_url: String,
    /// Rows of each table.
    tables: Vec<TableCount>,
    /// Files in `site`.
    site_files: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct TableCount {
    name: String,
    rows: u64,
}

fn manifest_path(folder: &Path) -> PathBuf {
    folder.join("records/manifest.json")
}

fn table_path(folder: &Path, table: &str) -> PathBuf {
    folder.join(format!("records/tables/{table}.jsonl"))
}

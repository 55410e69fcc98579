//! Reads the records of a folder into the database.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use super::{Manifest, Progress, TYPE, VERSION, manifest_path, table_path};
use crate::backend::Backend;
use crate::config::Config;
use crate::domain::status_list::LENGTH;
use crate::store::tables::{self, CHUNK, Columns, Record, Table};

/// How the names of columns begin whose bytes only the master key opens.
const SEALED: &str = "sealed_";

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The organization's identifier.
    pub organization: String,
    /// Its name.
    pub name: String,
    /// Rows that were added.
    pub added: u64,
    /// Rows that were there already and stayed as they were.
    pub present: u64,
}

/// Reads a folder that [`export`](super::export) wrote into the database. Done twice, or again after it was cut off, it
/// adds what is missing and changes nothing else. The organization's status lists take no more entries, so that no index
/// is ever given out twice; new credentials get new lists.
///
/// # Errors
/// A folder that is no complete export or is of a newer version; keys that another master key sealed; a line that is no
/// row, with file and line; rows that another organization is in the way of; storage.
pub async fn import(
    config: &Config,
    folder: &Path,
    mut progress: impl FnMut(Progress) + Send,
) -> anyhow::Result<Imported> {
    let manifest = read_manifest(folder)?;
    let backend = crate::admin::open(config).await?;
    let imported = read(&backend, folder, &manifest, &mut progress).await;
    backend.store.close().await;
    imported
}

async fn read(
    backend: &Backend,
    folder: &Path,
    manifest: &Manifest,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<Imported> {
    check_sealed(backend, folder, manifest)?;
    let mut imported = Imported {
        organization: manifest.organization_id.clone(),
        name: manifest.organization_name.clone(),
        added: 0,
        present: 0,
    };
    for count in &manifest.tables {
        let table = tables::named(&count.name)
            .ok_or_else(|| anyhow!("the table `{}` is of a newer version of this program", count.name))?;
        let (added, rows) = read_table(backend, folder, table, count.rows, progress).await?;
        if rows != count.rows {
            bail!(
                "{} has {rows} lines, but the manifest says {}",
                table_path(folder, table.name).display(),
                count.rows
            );
        }
        imported.added += added;
        imported.present += rows - added;
    }
    // A row that gave way to one of another organization (the same short code) would be lost in silence.
    for count in &manifest.tables {
        let Some(table) = tables::named(&count.name) else { continue };
        let mut connection = backend.store.read().await?;
        let kept = tables::count(&mut connection, table, &manifest.organization_id).await?;
        if kept < count.rows {
            bail!(
                "{} of {} rows of `{}` are in the way of rows that are in the database already; import into an empty one",
                count.rows - kept,
                count.rows,
                count.name
            );
        }
    }
    Ok(imported)
}

fn read_manifest(folder: &Path) -> anyhow::Result<Manifest> {
    let path = manifest_path(folder);
    let text = fs::read_to_string(&path).with_context(|| {
        format!("{} is no complete export: cannot read {}", folder.display(), path.display())
    })?;
    let manifest: Manifest = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    if manifest.r#type != TYPE || manifest.version != VERSION {
        bail!("{} is not an export that this version reads", path.display());
    }
    Ok(manifest)
}

/// What cannot be opened would be found out at the first signature or the first webhook; nothing has been written yet here.
/// Everything sealed is in columns whose names say so, bound to the row's identifier.
fn check_sealed(backend: &Backend, folder: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    for table in &manifest.tables {
        let path = table_path(folder, &table.name);
        let mut lines = open_lines(&path)?;
        let mut before = 0;
        while let Some(record) = next_record(&mut lines, &path, before)? {
            let sealed: Vec<_> =
                record.iter().filter(|(name, value)| name.starts_with(SEALED) && !value.is_null()).collect();
            if sealed.is_empty() {
                break;
            }
            for (name, value) in sealed {
                let bytes = value["base64url"].as_str().unwrap_or_default();
                let bytes = BASE64URL_NOPAD.decode(bytes.as_bytes()).unwrap_or_default();
                let id = record["id"].as_str().unwrap_or_default();
                backend.master_key.open(id, &bytes).map_err(|_| {
                    anyhow!(
                        "{}, line {}: `{name}` was sealed with another master key; set PROOFMARK_MASTER_KEY or \
                         `master_key_file` to the one of the server that wrote this folder",
                        path.display(),
                        before + 1
                    )
                })?;
            }
            before += 1;
        }
    }
    Ok(())
}

/// Rows added, and lines read.
async fn read_table(
    backend: &Backend,
    folder: &Path,
    table: &'static Table,
    total: u64,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<(u64, u64)> {
    let columns = {
        let mut connection = backend.store.read().await?;
        std::sync::Arc::new(Columns::of(&mut connection, table).await?)
    };
    let path = table_path(folder, table.name);
    let mut lines = open_lines(&path)?;
    let (mut added, mut rows) = (0, 0);
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        while chunk.len() < CHUNK
            && let Some(record) = next_record(&mut lines, &path, rows + chunk.len() as u64)?
        {
            let line = rows + chunk.len() as u64 + 1;
            let values = columns.values(&closed(table, record));
            chunk.push(values.with_context(|| format!("{}, line {line}", path.display()))?);
        }
        if chunk.is_empty() {
            return Ok((added, rows));
        }
        rows += chunk.len() as u64;
        let columns = columns.clone();
        let work = backend.store.write(move |connection| {
            Box::pin(async move {
                let mut added = 0;
                for values in chunk {
                    added += u64::from(tables::insert(connection, &columns, values).await?);
                }
                Ok(added)
            })
        });
        added += work.await?;
        progress(Progress { what: table.name, done: rows, total });
    }
}

/// A status list that takes no more entries: the old server may have given out more of its indexes since.
fn closed(table: &Table, mut record: Record) -> Record {
    if table.name == "status_lists" {
        record.insert("next_position".to_owned(), json!(LENGTH));
    }
    record
}

type Lines = std::io::Lines<BufReader<File>>;

fn open_lines(path: &Path) -> anyhow::Result<Lines> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(BufReader::new(file).lines())
}

fn next_record(lines: &mut Lines, path: &Path, before: u64) -> anyhow::Result<Option<Record>> {
    let Some(line) = lines.next() else { return Ok(None) };
    let place = || format!("{}, line {}", path.display(), before + 1);
    let record = serde_json::from_str(&line.with_context(place)?).with_context(place)?;
    Ok(Some(record))
}

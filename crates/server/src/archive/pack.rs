//! A folder as one file: a tar archive, whose entries lie in one folder.

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::keys::create_private;

/// What a tar archive unpacks to.
const FOLDER: &str = "proofmark-export";

/// Packs what is in `folder` into `file`, which appears when it is complete, and removes the folder. Gives the file's
/// bytes. Memory does not grow with them.
pub(crate) fn pack(folder: &Path, file: &Path) -> anyhow::Result<u64> {
    let mut part = folder.as_os_str().to_owned();
    part.push(".tar");
    let part = PathBuf::from(part);
    let bytes = write(folder, &part).with_context(|| format!("cannot write {}", part.display()))?;
    fs::rename(&part, file)?;
    fs::remove_dir_all(folder)?;
    Ok(bytes)
}

fn write(folder: &Path, part: &Path) -> std::io::Result<u64> {
    let mut archive = tar::Builder::new(BufWriter::new(create_private(part)?));
    // Neither who ran the server nor when is anybody's business.
    archive.mode(tar::HeaderMode::Deterministic);
    archive.append_dir_all(FOLDER, folder)?;
    let mut writer = archive.into_inner()?;
    writer.flush()?;
    let file = writer.get_ref();
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

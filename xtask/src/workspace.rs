//! Where things lie.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository's root folder.
pub fn root() -> &'static Path {
    // The manifest folder is `<root>/xtask`, so the parent always exists.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new("."))
}

/// A path inside the repository.
pub fn path(relative: &str) -> PathBuf {
    root().join(relative)
}

/// Cargo's target folder, wherever the user put it: this program itself lies in `<target>/debug`.
pub fn target() -> Result<PathBuf> {
    let program = std::env::current_exe().context("cannot find out where this program lies")?;
    let folder = program.parent().and_then(Path::parent).context("this program lies in no target folder")?;
    Ok(folder.to_path_buf())
}

/// The file that remembers what `name` was last made from; see [`crate::fresh`].
pub fn stamp(name: &str) -> Result<PathBuf> {
    Ok(target()?.join("xtask").join(format!("{name}.stamp")))
}

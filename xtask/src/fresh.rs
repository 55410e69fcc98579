//! Skips work whose inputs have not changed: a stamp file keeps a hash over the inputs' names and bytes.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Does `work` unless `stamp` says that it was done for the same `inputs` and `outputs` still exist.
/// Answers whether it was done now.
///
/// # Errors
/// Those of `work`, and files that cannot be read or written.
pub fn unless_fresh(
    stamp: &Path,
    inputs: &[PathBuf],
    outputs: &[PathBuf],
    work: impl FnOnce() -> Result<()>,
) -> Result<bool> {
    let hash = hash_of(inputs)?;
    let known = fs::read_to_string(stamp).is_ok_and(|text| text == hash);
    if known && outputs.iter().all(|output| output.exists()) {
        return Ok(false);
    }
    work()?;
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(stamp, hash).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(true)
}

/// One hash of every file under the given paths. Build output and installed packages do not count.
///
/// # Errors
/// When a file cannot be read.
pub fn hash_of(inputs: &[PathBuf]) -> Result<String> {
    let mut files = Vec::new();
    for input in inputs {
        collect(input, &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir()
        && !path.ends_with("node_modules")
        && !path.ends_with("dist")
        && !path.ends_with("__pycache__")
    {
        for entry in fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
            collect(&entry?.path(), files)?;
        }
    }
    Ok(())
}

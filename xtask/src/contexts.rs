//! `cargo xtask contexts`: fetches the pinned JSON-LD contexts again from the packages that `index.json` names.
//!
//! To add a context, add an entry without hashes to `crates/core/contexts/index.json`, run this, and list the file in
//! `crates/core/src/contexts.rs`. A package whose bytes changed under the same version is an error.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::shell::run_quietly;
use crate::workspace;

const FOLDER: &str = "crates/core/contexts";

/// `index.json`: where every context comes from.
#[derive(Deserialize, Serialize)]
struct Index {
    contexts: Vec<Entry>,
}

/// One context document.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    file: String,
    /// The URLs that mean this document.
    urls: Vec<String>,
    /// `npm:NAME@VERSION` or `crate:NAME@VERSION`.
    package: String,
    /// The file inside the package: JSON, or a CommonJS module that exports the document.
    path: String,
    /// SHA-256 of that file.
    #[serde(default)]
    source_sha256: String,
    /// SHA-256 of the file here, which is the same document, indented alike, with the patch applied.
    #[serde(default)]
    sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    patch: Option<Patch>,
}

/// Terms that the package lacks.
#[derive(Deserialize, Serialize)]
struct Patch {
    why: String,
    terms: serde_json::Map<String, serde_json::Value>,
}

/// Fetches every package, writes every context and brings the hashes in `index.json` up to date.
///
/// # Errors
/// When a registry cannot be reached or a package does not have the bytes it had.
pub fn run() -> Result<()> {
    let folder = workspace::path(FOLDER);
    let index_file = folder.join("index.json");
    let mut index: Index = serde_json::from_str(&fs::read_to_string(&index_file)?).context("index.json")?;
    let mut packages = Packages { folder: workspace::path("target/contexts"), fetched: BTreeMap::new() };
    for entry in &mut index.contexts {
        let source = packages.folder_of(&entry.package)?.join(&entry.path);
        let bytes = fs::read(&source).with_context(|| format!("{} has no {}", entry.package, entry.path))?;
        pin(&mut entry.source_sha256, &bytes, &format!("{} of {}", entry.path, entry.package))?;
        let document = document(&source, entry.patch.as_ref())?;
        entry.sha256 = hex(&document);
        fs::write(folder.join(&entry.file), document)?;
        println!("{} from {}", entry.file, entry.package);
    }
    fs::write(index_file, serde_json::to_string_pretty(&index)? + "\n")?;
    Ok(())
}

/// Sets a hash that is not known yet, and insists on one that is.
fn pin(known: &mut String, bytes: &[u8], what: &str) -> Result<()> {
    let found = hex(bytes);
    if known.is_empty() {
        known.clone_from(&found);
    }
    if *known != found {
        bail!("{what} hashes to {found}, not to {known}");
    }
    Ok(())
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The context document in a file of a package, patched and indented. Node.js reads both JSON and CommonJS, and keeps
/// the order of the terms.
fn document(source: &Path, patch: Option<&Patch>) -> Result<String> {
    const SCRIPT: &str = r#"
        const [file, terms] = process.argv.slice(1);
        const read = () => JSON.parse(require("fs").readFileSync(file, "utf8"));
        const document = file.endsWith(".js") ? require(file) : read();
        Object.assign(document["@context"], JSON.parse(terms));
        process.stdout.write(JSON.stringify(document, null, 2) + "\n");
    "#;
    let terms = match patch {
        Some(patch) => serde_json::to_string(&patch.terms)?,
        None => "{}".to_owned(),
    };
    run_quietly(Command::new("node").args(["-e", SCRIPT]).arg(source).arg(terms))
}

/// Unpacked packages, each fetched once by its registry's own client.
struct Packages {
    folder: PathBuf,
    fetched: BTreeMap<String, PathBuf>,
}

impl Packages {
    fn folder_of(&mut self, package: &str) -> Result<PathBuf> {
        if let Some(folder) = self.fetched.get(package) {
            return Ok(folder.clone());
        }
        let folder = self.folder.join(package.replace(['/', ':'], "-"));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let unpacked = match package.split_once(':') {
            Some(("npm", package)) => from_npm(&folder, package)?,
            Some(("crate", package)) => from_crates_io(&folder, package)?,
            _ => bail!("{package} names no registry"),
        };
        self.fetched.insert(package.to_owned(), unpacked.clone());
        Ok(unpacked)
    }
}

fn from_npm(folder: &Path, package: &str) -> Result<PathBuf> {
    let npm = ["pack", "--silent", "--loglevel=error", package];
    let printed = run_quietly(Command::new("npm").args(npm).current_dir(folder))?;
    let archive = printed.lines().last().context("npm pack printed no file name")?;
    run_quietly(Command::new("tar").args(["xzf", archive]).current_dir(folder))?;
    Ok(folder.join("package"))
}

fn from_crates_io(folder: &Path, package: &str) -> Result<PathBuf> {
    let (name, version) = package.split_once('@').context("a crate is named NAME@VERSION")?;
    let manifest = format!(
        "[package]\nname = \"contexts\"\nedition = \"2024\"\n[dependencies]\n{name} = \"={version}\"\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    run_quietly(Command::new("cargo").args(["vendor", "--quiet", "vendor"]).current_dir(folder))?;
    Ok(folder.join("vendor").join(name))
}

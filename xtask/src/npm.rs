//! The JavaScript side's packages.

use std::path::Path;
use std::process::Command;

use anyhow::{Error, Result, anyhow};

use crate::fresh::unless_fresh;
use crate::progress::{already, step};
use crate::shell::{command, run_quietly};
use crate::{tools, workspace};

/// Folders with a lock file of their own: other people's verifiers, whose packages must not mix with ours.
const PEERS: &[&str] = &["tests/oracles/js", "tests/vectors/cryptosuites"];

/// Installs exactly what the lock file says, unless that is what is installed.
///
/// # Errors
/// When Node.js is missing or the registry cannot be reached.
pub fn install() -> Result<()> {
    tools::node()?;
    install_in(workspace::root(), "Install npm packages")
}

/// The same for the verifiers that tests compare ours with.
///
/// # Errors
/// As [`install`].
pub fn install_peers() -> Result<()> {
    tools::node()?;
    PEERS.iter().try_for_each(|folder| {
        install_in(&workspace::path(folder), &format!("Install npm packages of {folder}"))
    })
}

fn install_in(folder: &Path, what: &str) -> Result<()> {
    // Beside the packages, not in the target folder: they vanish together.
    let stamp = folder.join("node_modules/.proofmark-stamp");
    let inputs = [folder.join("package.json"), folder.join("package-lock.json")];
    let done = unless_fresh(&stamp, &inputs, &[], || {
        step(what, || {
            let mut install = npm(&["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
            // Without a network somebody waits for our sentence: seconds between attempts, not a minute.
            install.args(["--fetch-retry-mintimeout=2000", "--fetch-retry-maxtimeout=8000"]);
            run_quietly(install.current_dir(folder)).map_err(explain)?;
            Ok(())
        })
    })?;
    if !done {
        already(what);
    }
    Ok(())
}

/// Whether npm's own words say that the registry could not be reached.
pub fn is_offline(output: &str) -> bool {
    ["ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN"]
        .iter()
        .any(|sign| output.contains(sign))
}

fn explain(error: Error) -> Error {
    if is_offline(&error.to_string()) {
        anyhow!("npm could not reach its registry to install packages: is there a network?")
    } else {
        error.context("npm could not install the packages")
    }
}

/// npm itself, in the root folder.
pub fn npm(arguments: &[&str]) -> Command {
    command("npm", arguments)
}

/// A program of an installed package.
pub fn program(name: &str, arguments: &[&str]) -> Command {
    command(&workspace::path("node_modules/.bin").join(name).to_string_lossy(), arguments)
}

/// The folders of the npm workspaces that exist, as the root `package.json` lists them.
pub fn workspaces() -> Result<Vec<String>> {
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(workspace::path("package.json"))?)?;
    let folders = manifest["workspaces"].as_array().cloned().unwrap_or_default();
    let folders = folders.iter().filter_map(serde_json::Value::as_str);
    Ok(folders
        .filter(|folder| workspace::path(folder).join("package.json").is_file())
        .map(str::to_owned)
        .collect())
}

/// Whether a workspace's `package.json` has this script.
pub fn has_script(folder: &str, script: &str) -> Result<bool> {
    let manifest = std::fs::read(workspace::path(folder).join("package.json"))?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest)?;
    Ok(manifest["scripts"][script].is_string())
}

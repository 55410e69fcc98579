//! The JavaScript side's packages.

use std::process::Command;

use anyhow::{Error, Result, anyhow};

use crate::fresh::unless_fresh;
use crate::progress::{already, step};
use crate::shell::{command, run_quietly};
use crate::{tools, workspace};

/// Installs exactly what the lock file says, unless that is what is installed.
///
/// # Errors
/// When Node.js is missing or the registry cannot be reached.
pub fn install() -> Result<()> {
    const WHAT: &str = "Install npm packages";
    tools::node()?;
    // Beside the packages, not in the target folder: they vanish together.
    let stamp = workspace::path("node_modules/.proofmark-stamp");
    let inputs = [workspace::path("package.json"), workspace::path("package-lock.json")];
    let done = unless_fresh(&stamp, &inputs, &[], || {
        step(WHAT, || {
            run_quietly(&mut npm(&["ci", "--no-audit", "--no-fund", "--loglevel=error"])).map_err(explain)?;
            Ok(())
        })
    })?;
    if !done {
        already(WHAT);
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

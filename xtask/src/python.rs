//! The Python of the client's generator and of the tests of the API, with its packages.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::fresh::unless_fresh;
use crate::progress::{already, step};
use crate::shell::{command, run_quietly};
use crate::workspace;

const REQUIREMENTS: &str = "tests/clients/requirements.txt";
const WHAT: &str = "Install Python packages";

/// Installs exactly what the requirements say into a folder of its own, unless that is what is there.
///
/// # Errors
/// When Python is missing or its registry cannot be reached.
pub fn install() -> Result<()> {
    let folder = folder()?;
    // Inside of the folder: they vanish together.
    let stamp = folder.join("proofmark.stamp");
    let done = unless_fresh(&stamp, &[workspace::path(REQUIREMENTS)], &[], || {
        step(WHAT, || {
            run_quietly(command("python3", &["-m", "venv"]).arg(&folder))?;
            let pip = [
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
                REQUIREMENTS,
            ];
            run_quietly(&mut command(&program("python")?.to_string_lossy(), &pip))
                .context("pip could not install the packages: is there a network?")?;
            Ok(())
        })
    })?;
    if !done {
        already(WHAT);
    }
    Ok(())
}

/// A program of an installed package.
///
/// # Errors
/// When the target folder cannot be found.
pub fn program(name: &str) -> Result<PathBuf> {
    Ok(folder()?.join("bin").join(name))
}

/// Where they are installed.
///
/// # Errors
/// When the target folder cannot be found.
pub fn folder() -> Result<PathBuf> {
    Ok(workspace::target()?.join("python"))
}

//! `cargo deny`: licences, sources and duplicates of the Rust dependencies, and known weaknesses in them.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::Outcome;
use crate::shell::{command, run_quietly};
use crate::tools;

/// What `deny.toml` allows; needs no network.
pub fn check() -> Result<Outcome> {
    let cargo_deny = cargo_deny()?;
    run_quietly(&mut command(
        &cargo_deny.to_string_lossy(),
        &["--log-level", "error", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"],
    ))?;
    Ok(Outcome::Clean)
}

/// The RustSec database; it lives on GitHub, which not every machine reaches.
pub fn advisories() -> Result<Outcome> {
    let cargo_deny = cargo_deny()?;
    let output =
        command(&cargo_deny.to_string_lossy(), &["--log-level", "error", "check", "advisories"]).output()?;
    if output.status.success() {
        return Ok(Outcome::Clean);
    }
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if text.contains("failed to fetch advisory database") {
        return Ok(Outcome::Skipped("the RustSec database on GitHub does not answer from here".to_owned()));
    }
    bail!("cargo deny found known weaknesses:\n{text}")
}

/// A debug build and no default features: compiling it takes longer than everything it will ever compute.
fn cargo_deny() -> Result<PathBuf> {
    tools::cargo_tool("cargo-deny", "0.20.2", &["--debug", "--no-default-features"])
}

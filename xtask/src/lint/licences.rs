//! `cargo deny`: licences, sources and duplicates of the Rust dependencies, and known weaknesses in them.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::Outcome;
use crate::progress::step;
use crate::shell::{cargo, command, run_quietly};
use crate::workspace;

const VERSION: &str = "0.20.2";

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

/// The one on the path if it is of our version, else our own, compiled once (about a minute). A debug build
/// and no default features: compiling it takes longer than everything it will ever compute.
fn cargo_deny() -> Result<PathBuf> {
    let is_ours = |program: &PathBuf| {
        run_quietly(&mut command(&program.to_string_lossy(), &["--version"]))
            .is_ok_and(|version| version.trim().ends_with(VERSION))
    };
    let installed = PathBuf::from("cargo-deny");
    if is_ours(&installed) {
        return Ok(installed);
    }
    let tools = workspace::target()?.join("tools");
    let own = tools.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !is_ours(&own) {
        step("Compile cargo-deny", || {
            let mut install = cargo(&["install", "cargo-deny", "--version", VERSION, "--locked", "--debug"]);
            install.arg("--no-default-features").arg("--root").arg(&tools);
            run_quietly(install.arg("--target-dir").arg(tools.join("build")))
        })?;
    }
    Ok(own)
}

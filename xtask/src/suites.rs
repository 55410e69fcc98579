//! `cargo xtask suites`: the official test suites, from their manifests.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::{self, cargo};
use crate::workspace;

/// Tests that need code which strict mode can never reach; only they switch it on.
const CONFORMANCE: &[&str] = &["json_ld_api", "contexts"];

/// Suites of what strict mode itself does. `cargo xtask test` runs them with all other Rust tests.
const STRICT: &[&str] = &["jcs", "json_test_suite", "key_suites", "published_vectors", "rdf_canon"];

/// Runs all suites and shows how much of each passes.
///
/// # Errors
/// When the suites are not on this machine, or one fails.
pub fn run() -> Result<()> {
    let folder = folder();
    if !folder.is_dir() {
        bail!("the official suites are not at {}: set PROOFMARK_SUITES to their folder", folder.display());
    }
    shell::run(&mut tests(&[CONFORMANCE, STRICT].concat()))
}

/// The tests that no other command runs.
pub fn conformance() -> Command {
    tests(CONFORMANCE)
}

fn tests(names: &[&str]) -> Command {
    let mut command =
        cargo(&["test", "--package", "proofmark", "--features", "conformance", "--no-fail-fast"]);
    command.args(names.iter().flat_map(|name| ["--test", name])).args(["--", "--show-output"]);
    command
}

/// Where the tests look for them.
fn folder() -> PathBuf {
    std::env::var_os("PROOFMARK_SUITES").map_or_else(|| workspace::path("../shared/suites"), PathBuf::from)
}

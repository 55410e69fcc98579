//! `cargo xtask matrix`: the packed npm package in every runtime, bundler, browser and test runner that it names. The
//! long tests do the same among all others.

use std::fs;

use anyhow::{Context, Result};

use crate::shell::{self, command};
use crate::{setup, tools, wasm, web, workspace};

const FOLDER: &str = "tests/package";

/// Sets up, builds the package and tries it everywhere. Node prints one line for each place.
///
/// # Errors
/// One sentence on what is missing, or that a place did not give the right answer.
pub fn run() -> Result<()> {
    tools::for_matrix()?;
    setup::for_wasm()?;
    wasm::build()?;
    web::build_package()?;
    let mut node = command("node", &["--test", "--test-reporter=spec"]);
    node.args(tests()?).current_dir(workspace::path(FOLDER)).env("PROOFMARK_LONG", "1");
    shell::run(&mut node)
}

/// The scripts that try it, by name: Node 20 knows no patterns.
fn tests() -> Result<Vec<String>> {
    let folder = workspace::path(FOLDER).join("environments");
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut tests: Vec<_> =
        names.filter(|name| name.ends_with(".test.mjs")).map(|name| format!("environments/{name}")).collect();
    tests.sort_unstable();
    Ok(tests)
}

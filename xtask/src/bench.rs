//! `cargo xtask bench [NAME]`: builds what is measured, then measures it. The measuring is in `tests/bench`.

use anyhow::Result;

use crate::shell::{self, cargo};
use crate::{npm, setup, wasm, workspace};

/// Measures everything, or the one part of this name, and prints the table.
///
/// # Errors
/// When something cannot be built, or a measured verifier gives another verdict than it should.
pub fn run(part: Option<&str>) -> Result<()> {
    setup::for_wasm()?;
    wasm::build()?;
    // Only the package, not the web pages: they are not measured.
    shell::run_quietly(&mut npm::npm(&["run", "build", "--workspace", "pkg"]))?;
    let mut build = cargo(&["build", "--release", "--quiet", "--package", "proofmark-bench"]);
    if part.is_none_or(|part| matches!(part, "batch" | "server")) {
        build.args(["--package", "proofmark-cli"]);
    }
    shell::run(&mut build)?;
    let program = workspace::target()?.join("release/proofmark-bench");
    let mut bench = shell::command(&program.to_string_lossy(), &[]);
    shell::run(bench.args(part))
}

//! `cargo xtask setup`: everything that a fresh clone lacks.

use anyhow::{Context, Result, bail};

use crate::progress::step;
use crate::shell::{command, run_quietly, succeeds};
use crate::{npm, python, standard_library, tools, wasm, web};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What the demo needs: the WebAssembly and the web pages.
///
/// # Errors
/// One sentence on what is missing or went wrong.
pub fn for_demo() -> Result<()> {
    for_wasm()?;
    wasm::build()?;
    web::build()
}

/// What building the WebAssembly needs.
///
/// # Errors
/// One sentence on what is missing or went wrong.
pub fn for_wasm() -> Result<()> {
    wasm_target()?;
    standard_library::install()?;
    npm::install()
}

/// What the tests need beyond that: the programs that they start, and the verifiers they compare ours with.
///
/// # Errors
/// One sentence on what is missing or went wrong.
pub fn for_tests() -> Result<()> {
    tools::for_tests()?;
    npm::install_peers()?;
    python::install()?;
    for_demo()
}

fn wasm_target() -> Result<()> {
    let libraries =
        run_quietly(&mut command("rustc", &["--print", "target-libdir", "--target", WASM_TARGET]))?;
    if std::path::Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    rustup(&["target", "add", WASM_TARGET], "the Rust target for WebAssembly")
}

/// Installs a part of the toolchain, unless `probe` (arguments for cargo) shows that it is there.
///
/// # Errors
/// One sentence on what is missing or went wrong.
pub fn rust_component(name: &str, probe: &[&str]) -> Result<()> {
    if succeeds("cargo", probe) {
        return Ok(());
    }
    rustup(&["component", "add", name], name)
}

/// Has rustup install `what`.
///
/// # Errors
/// One sentence on what is missing or went wrong.
pub fn rustup(arguments: &[&str], what: &str) -> Result<()> {
    if !succeeds("rustup", &["--version"]) {
        bail!("{what} is missing and so is rustup, which installs it: https://rustup.rs");
    }
    step(&format!("Install {what}"), || {
        run_quietly(&mut command("rustup", arguments))
            .with_context(|| format!("rustup could not install {what}: is there a network?"))?;
        Ok(())
    })
}

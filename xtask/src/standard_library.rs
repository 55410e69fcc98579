//! The standard library of the WebAssembly: compiled anew with it, for size, instead of the one that Rust ships.
//!
//! Cargo calls that unstable, and a stable compiler does it only when `RUSTC_BOOTSTRAP` says that one knows; see
//! decision 16. It concerns the WebAssembly alone. Where it cannot be had, the build goes on without: the same answers
//! from a larger file.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::setup;
use crate::shell::{command, run_quietly};

/// What a panic comes to: one instruction, which JavaScript sees as an error, instead of a text that nobody would read.
/// It shall never happen; the tests see to that with the same core compiled natively.
const TRAP: &[&str] = &["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"];

/// Installs the sources of the standard library, and says what it means when they cannot be had.
///
/// # Errors
/// When the compiler does not start.
pub fn install() -> Result<()> {
    if !is_here()?
        && let Err(error) = setup::rustup(&["component", "add", "rust-src"], "the standard library's sources")
    {
        println!("  {error:#}");
        println!("  It goes on without: the WebAssembly gets larger, and the test of its size will say so.");
    }
    Ok(())
}

/// Arguments for `cargo build` and flags for `rustc` that compile the standard library anew, if that can be done here.
///
/// # Errors
/// When the compiler does not start.
pub fn rebuild(build: &mut Command, flags: &mut Vec<&'static str>) -> Result<()> {
    if is_here()? && knows(TRAP) {
        build.env("RUSTC_BOOTSTRAP", "1");
        build.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
        flags.extend(TRAP);
    }
    Ok(())
}

fn is_here() -> Result<bool> {
    let root = run_quietly(&mut command("rustc", &["--print", "sysroot"]))?;
    Ok(Path::new(root.trim()).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file())
}

/// Whether this compiler takes these flags; they may have other names in another version.
fn knows(flags: &[&str]) -> bool {
    let mut rustc = command("rustc", flags);
    rustc.args(["--print", "cfg"]).env("RUSTC_BOOTSTRAP", "1");
    run_quietly(&mut rustc).is_ok()
}

//! `cargo xtask fuzz`: coverage-guided fuzzing of the parsers, where there is a nightly compiler.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::progress::step;
use crate::shell::{self, command, succeeds};
use crate::{tools, workspace};

/// Lists the targets, and fuzzes `only` this one, or each in turn, for `seconds`.
///
/// # Errors
/// When there is no nightly compiler, or when an input fails; cargo-fuzz then says where it lies.
pub fn run(only: Option<&str>, seconds: u32) -> Result<()> {
    let names = targets()?;
    println!("Targets: {}", names.join(", "));
    if let Some(name) = only.filter(|only| !names.iter().any(|name| name == only)) {
        bail!("there is no fuzz target `{name}`");
    }
    if !succeeds("cargo", &["+nightly", "--version"]) {
        bail!(
            "fuzzing needs a nightly compiler (`rustup toolchain install nightly`); `cargo xtask test` tries the \
               same checks on mutated input with any compiler"
        );
    }
    let cargo_fuzz = tools::cargo_tool("cargo-fuzz", "0.13.2", &["--debug"])?;
    for name in names.iter().filter(|name| only.is_none_or(|only| only == *name)) {
        step(&format!("Fuzz {name} for {seconds} s"), || fuzz(&cargo_fuzz.to_string_lossy(), name, seconds))?;
    }
    Ok(())
}

/// What the fuzzer discovers goes to the target folder; the corpus in the repository only grows by hand.
fn fuzz(cargo_fuzz: &str, name: &str, seconds: u32) -> Result<()> {
    let target = workspace::target()?.join("fuzz");
    let discovered = target.join("corpus").join(name);
    fs::create_dir_all(&discovered).with_context(|| format!("cannot create {}", discovered.display()))?;
    let mut fuzz = command(cargo_fuzz, &["run", name]);
    fuzz.arg(discovered).arg(workspace::path("fuzz/corpus").join(name)).arg("--");
    fuzz.arg(format!("-max_total_time={seconds}"));
    // The toolchain of the cargo that started us would win over the one asked for.
    fuzz.env("RUSTUP_TOOLCHAIN", "nightly").env_remove("CARGO").env("CARGO_TARGET_DIR", target);
    shell::run(&mut fuzz)
}

fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(workspace::path("fuzz/fuzz_targets")).context("there are no fuzz targets")? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

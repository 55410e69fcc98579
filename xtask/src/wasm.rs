//! `cargo xtask wasm`: `crates/wasm` → `pkg/generated`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::fresh::unless_fresh;
use crate::progress::{already, step};
use crate::shell::{self, cargo, command, run_quietly};
use crate::{npm, setup, workspace};

/// How wasm-opt works. Merging every function that is called once makes giants whose rare branches (PDF, JWT, …) are
/// then compiled before the first verdict; without them a fresh process answers a quarter sooner, and warm ones as fast.
const OPTIMISE: &[&str] = &["-O2", "--one-caller-inline-max-function-size=50"];

/// Builds and prints the sizes.
///
/// # Errors
/// One sentence on what is missing or went wrong.
pub fn run() -> Result<()> {
    setup::for_wasm()?;
    build()
}

/// Builds `pkg/generated/{proofmark.js, proofmark.d.ts, proofmark_bg.wasm}` unless it is fresh.
///
/// # Errors
/// When cargo, the bindings generator or wasm-opt fails.
pub fn build() -> Result<()> {
    const WHAT: &str = "Generate the bindings and optimise the WebAssembly";
    step("Compile the core to WebAssembly", || {
        shell::run(&mut cargo(&[
            "build",
            "--package",
            "proofmark-wasm",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            "wasm",
        ]))
    })?;
    let compiled = workspace::target()?.join("wasm32-unknown-unknown/wasm/proofmark_wasm.wasm");
    let folder = workspace::path("pkg/generated");
    let stamp = workspace::stamp("wasm")?;
    let outputs = ["proofmark.js", "proofmark.d.ts", "proofmark_bg.wasm"].map(|name| folder.join(name));
    // This file is an input too: another optimisation level gives another result.
    let inputs =
        [compiled.clone(), workspace::path("xtask/src/wasm.rs"), workspace::path("package-lock.json")];
    let done = unless_fresh(&stamp, &inputs, &outputs, || {
        step(WHAT, || {
            bindings(&compiled, &folder)?;
            optimise(&folder.join("proofmark_bg.wasm"))
        })
    })?;
    if !done {
        already(WHAT);
    }
    print_sizes(&outputs)
}

/// The glue does not guess where the WASM lies: each entry of the package says so itself, and bundlers that
/// see `new URL("….wasm", import.meta.url)` would copy the file a second time.
fn bindings(compiled: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("proofmark")
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .generate(folder)
        .context("wasm-bindgen could not generate the bindings")
}

fn optimise(wasm: &Path) -> Result<()> {
    let file = wasm.to_string_lossy();
    // Which features it may use, wasm-opt reads from the section that rustc wrote.
    let arguments = [OPTIMISE, &["--strip-debug", "--strip-producers", &file, "-o", &file]].concat();
    run_quietly(&mut npm::program("wasm-opt", &arguments))?;
    Ok(())
}

/// Raw size, and what travels over the network, for the WASM and its glue.
fn print_sizes(outputs: &[PathBuf]) -> Result<()> {
    const SCRIPT: &str = r#"
        const { readFileSync } = require("node:fs");
        const { gzipSync, brotliCompressSync } = require("node:zlib");
        const kib = (bytes) => (bytes.length / 1024).toFixed(1).padStart(9);
        console.log("  KiB".padEnd(26) + "raw".padStart(9) + "gzip".padStart(9) + "brotli".padStart(9));
        for (const path of process.argv.slice(1)) {
            const bytes = readFileSync(path);
            const name = "  " + path.split(/[\\/]/).pop();
            console.log(name.padEnd(26) + kib(bytes) + kib(gzipSync(bytes, { level: 9 })) + kib(brotliCompressSync(bytes)));
        }
    "#;
    let shipped = outputs.iter().filter(|path| !path.to_string_lossy().ends_with(".d.ts"));
    shell::run(command("node", &["--eval", SCRIPT]).args(shipped))
}

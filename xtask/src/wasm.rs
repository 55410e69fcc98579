//! `cargo xtask wasm`: `crates/wasm` → `pkg/generated/small` and `pkg/generated/full`.
//!
//! Two builds of one crate: what every page loads, and what it loads when a credential needs the rest (PDF, Open Badges
//! 2.0, trust packs, explanations). `full` does all that `small` does.

mod order;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::fresh::unless_fresh;
use crate::progress::{already, step};
use crate::shell::{self, cargo, command, run_quietly};
use crate::{npm, setup, standard_library, workspace};

const TARGET: &str = "wasm32-unknown-unknown";

/// How wasm-opt works. Merging every function that is called once makes giants whose rare branches (PDF, JWT, …) are
/// then compiled before the first verdict; without them a fresh process answers a quarter sooner, and warm ones as fast.
const OPTIMISE: &[&str] = &[
    "-Oz",
    "--one-caller-inline-max-function-size=20",
    "--always-inline-max-function-size=1",
    "--flexible-inline-max-function-size=1",
    "--reorder-functions-by-name",
];

/// How large a function may be and still be copied into its callers. Said outright it holds for functions that ask for it
/// too (`#[inline]`), which otherwise may be larger. Measured on one state of the code: 183.6 KB with 7, 184.4 with 4, 184.0
/// with 10, 184.8 with 15, and 189.0 with what `z` means by itself.
const INLINE: &[&str] = &["-Cllvm-args=-inline-threshold=7", "-Cllvm-args=-inlinehint-threshold=7"];

/// SHA-2 as loops instead of eighty rounds written out: 4 KB compressed, for a tenth of the time of a verification.
const SMALL_HASHES: &[&str] = &["--cfg=sha2_backend=\"soft\"", "--cfg=sha2_backend_soft=\"compact\""];

/// Builds and prints the sizes.
///
/// # Errors
/// One sentence on what is missing or went wrong.
pub fn run() -> Result<()> {
    setup::for_wasm()?;
    build()
}

/// The two builds, by the name of their folder, with the features that make them.
const BUILDS: [(&str, &[&str]); 2] = [("small", &[]), ("full", &["--features", "full"])];

/// What each build consists of.
const FILES: [&str; 3] = ["proofmark.js", "proofmark.d.ts", WASM];
const WASM: &str = "proofmark_bg.wasm";

/// Builds `pkg/generated/{small,full}/{proofmark.js, proofmark.d.ts, proofmark_bg.wasm}` unless they are fresh.
///
/// # Errors
/// When cargo, the bindings generator or wasm-opt fails.
pub fn build() -> Result<()> {
    for (name, features) in BUILDS {
        build_one(name, features)?;
    }
    // The glue and the WASM are what travels; declarations do not.
    let shipped = BUILDS.iter().flat_map(|(name, _)| [FILES[0], WASM].map(|file| folder(name).join(file)));
    print_sizes(&shipped.collect::<Vec<_>>())
}

fn folder(name: &str) -> PathBuf {
    workspace::path("pkg/generated").join(name)
}

fn build_one(name: &str, features: &[&str]) -> Result<()> {
    step(&format!("Compile the core to WebAssembly ({name})"), || compile(features))?;
    let compiled = workspace::target()?.join(TARGET).join("wasm/proofmark_wasm.wasm");
    let folder = folder(name);
    let stamp = workspace::stamp(&format!("wasm-{name}"))?;
    let outputs = FILES.map(|file| folder.join(file));
    // This file is an input too: another optimisation level gives another result.
    let inputs = [
        compiled.clone(),
        workspace::path("xtask/src/wasm.rs"),
        workspace::path("xtask/src/wasm/order.rs"),
        workspace::path("package-lock.json"),
    ];
    let what = format!("Generate the bindings and optimise the WebAssembly ({name})");
    let done = unless_fresh(&stamp, &inputs, &outputs, || {
        step(&what, || {
            bindings(&compiled, &folder)?;
            optimise(&folder.join(WASM))
        })
    })?;
    if !done {
        already(&what);
    }
    Ok(())
}

fn compile(features: &[&str]) -> Result<()> {
    let mut build = cargo(&["build", "--package", "proofmark-wasm", "--target", TARGET, "--profile", "wasm"]);
    let mut flags = [SMALL_HASHES, INLINE].concat();
    standard_library::rebuild(&mut build, &mut flags)?;
    // In place of flags that the user may have set: everybody shall get the same file.
    shell::run(build.args(features).env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f")))
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

/// Twice: the first time shows which functions there will be and how they look, the second sorts them so that the file
/// compresses well.
fn optimise(wasm: &Path) -> Result<()> {
    let plain = order::renamed(&fs::read(wasm)?, |index| format!("f{index}"))?;
    fs::write(wasm, &plain)?;
    wasm_opt(wasm, &["--debuginfo"])?;
    let order = order::by_likeness(&fs::read(wasm)?)?;
    let ranks: HashMap<&str, usize> =
        order.iter().enumerate().map(|(rank, name)| (name.as_str(), rank)).collect();
    let rank = |index: u32| ranks.get(format!("f{index}").as_str()).copied().unwrap_or(order.len());
    // The index after the rank, so that no two have the same name.
    fs::write(wasm, order::renamed(&plain, |index| format!("{:06}-{index}", rank(index)))?)?;
    wasm_opt(wasm, &["--strip-debug", "--strip-producers"])
}

fn wasm_opt(wasm: &Path, more: &[&str]) -> Result<()> {
    let file = wasm.to_string_lossy();
    // Which features it may use, wasm-opt reads from the section that rustc wrote.
    let arguments = [OPTIMISE, more, &[&file, "-o", &file]].concat();
    run_quietly(&mut npm::program("wasm-opt", &arguments))?;
    Ok(())
}

/// Raw size, and what travels over the network, for the WASM and its glue.
fn print_sizes(shipped: &[PathBuf]) -> Result<()> {
    const SCRIPT: &str = r#"
        const { readFileSync } = require("node:fs");
        const { gzipSync, brotliCompressSync } = require("node:zlib");
        const kib = (bytes) => (bytes.length / 1024).toFixed(1).padStart(9);
        console.log("  KiB".padEnd(28) + "raw".padStart(9) + "gzip".padStart(9) + "brotli".padStart(9));
        for (const path of process.argv.slice(1)) {
            const bytes = readFileSync(path);
            const name = "  " + path.split(/[\\/]/).slice(-2).join("/");
            console.log(name.padEnd(28) + kib(bytes) + kib(gzipSync(bytes, { level: 9 })) + kib(brotliCompressSync(bytes)));
        }
    "#;
    shell::run(command("node", &["--eval", SCRIPT]).args(shipped))
}

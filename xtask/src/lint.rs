//! `cargo xtask lint`: what reads the code instead of running it.

mod dead_links;
mod hygiene;
mod licences;
mod threats;

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::progress::step;
use crate::shell::{cargo, run_quietly};
use crate::tally::Tally;
use crate::{npm, setup, workspace};

/// How a check ended that did not fail.
enum Outcome {
    Clean,
    /// Could not be done here; says why.
    Skipped(String),
}

type Lint = (&'static str, fn() -> Result<Outcome>);

/// Each sets up what it needs, and that takes no time once it is there.
const LINTS: &[Lint] = &[
    ("rustfmt", rustfmt),
    ("clippy", clippy),
    ("rustdoc", rustdoc),
    ("licences and sources", licences::check),
    ("Rust advisories", licences::advisories),
    ("TypeScript types", typescript),
    ("biome", biome),
    ("npm advisories", npm_advisories),
    ("dead links", dead_links::check),
    ("hygiene", hygiene::check),
    ("tests that THREATS.md names", threats::check),
];

/// Runs the lints whose names contain `name`; the last line is the sum.
///
/// # Errors
/// When no lint has such a name.
pub fn run(name: &str) -> Result<ExitCode> {
    let chosen: Vec<_> = LINTS.iter().filter(|(own, _)| own.contains(name)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = LINTS.iter().map(|(own, _)| *own).collect();
        bail!("no lint is called `{name}`; there are: {}", names.join(", "));
    }
    let mut sum = Tally::default();
    for (name, check) in chosen {
        sum += one(name, *check);
    }
    println!("{sum}");
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs every lint and prints what is wrong.
pub fn all() -> Vec<(&'static str, Tally)> {
    LINTS.iter().map(|(name, check)| (*name, one(name, *check))).collect()
}

fn one(name: &str, check: fn() -> Result<Outcome>) -> Tally {
    match step(&format!("Lint: {name}"), check) {
        Ok(Outcome::Clean) => Tally::PASSED,
        Ok(Outcome::Skipped(why)) => {
            println!("!!! SKIPPED {name}: {why}");
            Tally::SKIPPED
        }
        Err(error) => {
            println!("{error:#}");
            Tally::FAILED
        }
    }
}

fn rustfmt() -> Result<Outcome> {
    setup::rust_component("rustfmt", &["fmt", "--version"])?;
    clean(&mut cargo(&["fmt", "--all", "--check"]))
}

fn clippy() -> Result<Outcome> {
    setup::rust_component("clippy", &["clippy", "--version"])?;
    let what_is_linted: [&[&str]; 2] =
        [&["--workspace"], &["--package", "proofmark", "--features", "conformance"]];
    for what in what_is_linted {
        let mut clippy = cargo(&["clippy", "--all-targets", "--quiet"]);
        run_quietly(clippy.args(what).args(["--", "-D", "warnings"]))?;
    }
    Ok(Outcome::Clean)
}

fn rustdoc() -> Result<Outcome> {
    clean(cargo(&["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings"))
}

/// The types of the built package are part of what is checked, so it is built first.
fn typescript() -> Result<Outcome> {
    setup::for_demo()?;
    for folder in npm::workspaces()? {
        if workspace::path(&folder).join("tsconfig.json").is_file() {
            run_quietly(&mut npm::program("tsc", &["--project", &folder]))?;
        }
    }
    Ok(Outcome::Clean)
}

fn biome() -> Result<Outcome> {
    npm::install()?;
    clean(&mut npm::program("biome", &["ci", "--colors=off"]))
}

fn npm_advisories() -> Result<Outcome> {
    let output = npm::npm(&["audit", "--audit-level=high"]).output()?;
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if output.status.success() {
        return Ok(Outcome::Clean);
    }
    if text.contains("audit endpoint returned an error") || npm::is_offline(&text) {
        return Ok(Outcome::Skipped("the npm registry does not answer `npm audit` from here".to_owned()));
    }
    bail!("npm audit found known weaknesses:\n{text}")
}

fn clean(command: &mut Command) -> Result<Outcome> {
    run_quietly(command).map(|_| Outcome::Clean)
}

//! `cargo xtask lint`: what reads the code instead of running it.

mod dead_links;
mod hygiene;
mod licences;

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

const LINTS: &[Lint] = &[
    ("rustfmt", || clean(&mut cargo(&["fmt", "--all", "--check"]))),
    ("clippy", || {
        clean(&mut cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))
    }),
    ("rustdoc", rustdoc),
    ("licences and sources", licences::check),
    ("Rust advisories", licences::advisories),
    ("TypeScript types", typescript),
    ("biome", || clean(&mut npm::program("biome", &["ci", "--colors=off"]))),
    ("npm advisories", npm_advisories),
    ("dead links", dead_links::check),
    ("hygiene", hygiene::check),
];

/// Runs every lint on its own; the last line is the sum.
///
/// # Errors
/// When the set-up fails.
pub fn run() -> Result<ExitCode> {
    setup::for_lints()?;
    let mut sum = Tally::default();
    for (_, tally) in all() {
        sum += tally;
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

fn clean(command: &mut Command) -> Result<Outcome> {
    run_quietly(command).map(|_| Outcome::Clean)
}

fn rustdoc() -> Result<Outcome> {
    clean(cargo(&["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn typescript() -> Result<Outcome> {
    for folder in npm::workspaces()? {
        if workspace::path(&folder).join("tsconfig.json").is_file() {
            run_quietly(&mut npm::program("tsc", &["--project", &folder]))?;
        }
    }
    Ok(Outcome::Clean)
}

fn npm_advisories() -> Result<Outcome> {
    let output = npm::npm(&["audit", "--audit-level=high"]).output()?;
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if output.status.success() {
        return Ok(Outcome::Clean);
    }
    let unanswered =
        ["audit endpoint returned an error", "ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN"];
    if unanswered.iter().any(|sign| text.contains(sign)) {
        return Ok(Outcome::Skipped("the npm registry does not answer `npm audit` from here".to_owned()));
    }
    bail!("npm audit found known weaknesses:\n{text}")
}

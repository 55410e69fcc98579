//! `cargo xtask test`: sets up, then runs every lint and every test. A failing group does not stop the others.
//! The last line sums up all of them.

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::progress::{seconds, step};
use crate::shell::{self, cargo, command, run_quietly, watch};
use crate::tally::Tally;
use crate::{clients, lint, npm, python, setup, suites, tools, workspace};

/// How much of everything that can be repeated (random cases, parallel requests, mutations …) the tests do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// What every change runs: within 25 minutes on two cores, from nothing.
    Short,
    /// The same code with greater counts.
    Long,
}

/// Runs everything and prints the sum.
///
/// # Errors
/// None of its own: what goes wrong is counted, so that the last line is always the sum.
pub fn run(size: Size) -> Result<ExitCode> {
    let start = Instant::now();
    let mut groups: Vec<(String, Tally)> = Vec::new();

    groups.push(("set-up".to_owned(), counted(setup::for_tests())));
    if size == Size::Long {
        groups.push(("set-up of browsers".to_owned(), counted(tools::for_matrix())));
    }
    groups.push(("compiling".to_owned(), counted(compile())));
    groups.extend(lint::all().into_iter().map(|(name, tally)| (format!("lint: {name}"), tally)));
    groups.push(("Rust tests".to_owned(), rust_tests(size)));
    groups.push(("server tests, PostgreSQL".to_owned(), server_tests_on_postgres(size)));
    groups.push(("conformance tests".to_owned(), conformance_tests(size)));
    for folder in npm::workspaces().unwrap_or_default() {
        if npm::has_script(&folder, "test").unwrap_or(false) {
            groups.push((format!("npm tests: {folder}"), npm_tests(&folder, size)));
        }
    }

    if size == Size::Long {
        groups.push(("generated clients".to_owned(), counted(clients::are_as_generated())));
    }

    println!("\nAll of it took {}:", seconds(start.elapsed()));
    let mut sum = Tally::default();
    for (name, tally) in &groups {
        println!("  {name:<28} {tally}");
        sum += *tally;
    }
    println!("{sum}");
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One build for all tests. The tests of the command line make it build the `proofmark` program too, which the
/// browser tests start.
fn compile() -> Result<()> {
    step("Compile all tests", || shell::run(&mut cargo(&["test", "--workspace", "--no-run"])))
}

fn rust_tests(size: Size) -> Tally {
    // Shown even when they pass: how much was tried, and what could not be tried here.
    let mut tests = cargo(&["test", "--workspace", "--no-fail-fast", "--", "--show-output"]);
    tally("Run the Rust tests", with_environment(&mut tests, size), Tally::read_libtest)
}

/// The server's tests once more, from the same program: what SQLite answers, PostgreSQL answers too.
fn server_tests_on_postgres(size: Size) -> Tally {
    if !tools::has_postgres() {
        println!("NOT TESTED: the server on PostgreSQL, which is not installed here (Debian: postgresql)");
        return Tally::SKIPPED;
    }
    let program = match program_of("http") {
        Ok(program) => program,
        Err(error) => {
            println!("✗ Run the server's tests on PostgreSQL\n{error:#}");
            return Tally::FAILED;
        }
    };
    let mut tests = command(&program, &["--show-output"]);
    tests.env("PROOFMARK_TEST_DATABASE", "postgres").current_dir(workspace::path("crates/server"));
    tally("Run the server's tests on PostgreSQL", with_environment(&mut tests, size), Tally::read_libtest)
}

/// Where the compiled tests called `name` are. Asking cargo for them alone would compile what is below them once more,
/// since other packages then ask for other features.
fn program_of(name: &str) -> Result<String> {
    let built = run_quietly(&mut cargo(&["test", "--workspace", "--no-run", "--message-format", "json"]))?;
    built
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == name && message["profile"]["test"] == true)
        .find_map(|message| message["executable"].as_str().map(str::to_owned))
        .with_context(|| format!("cargo built no tests called {name}"))
}

fn conformance_tests(size: Size) -> Tally {
    let mut tests = suites::conformance();
    tally("Run the conformance tests", with_environment(&mut tests, size), Tally::read_libtest)
}

fn npm_tests(folder: &str, size: Size) -> Tally {
    let mut tests = npm::npm(&["test", "--workspace", folder]);
    tally(&format!("Run the tests of {folder}"), with_environment(&mut tests, size), Tally::read_node_test)
}

fn with_environment(command: &mut Command, size: Size) -> &mut Command {
    if let Ok(target) = workspace::target() {
        command.env(
            "PROOFMARK_BIN",
            target.join("debug").join(format!("proofmark{}", std::env::consts::EXE_SUFFIX)),
        );
    }
    if let Ok(folder) = python::folder() {
        command.env("PROOFMARK_PYTHON", folder);
    }
    if size == Size::Long {
        command.env("PROOFMARK_LONG", "1");
    }
    command
}

fn tally(what: &str, command: &mut Command, read: fn(&mut Tally, &str)) -> Tally {
    let mut tally = Tally::default();
    let success = step(what, || watch(command, |line| read(&mut tally, line)));
    if let Err(error) = &success {
        println!("{error:#}");
    }
    tally.closed_by(success.unwrap_or(false))
}

/// A step that is not a test itself but must work: its failure counts, its success is no test passed.
fn counted(result: Result<()>) -> Tally {
    match result {
        Ok(()) => Tally::default(),
        Err(error) => {
            println!("{error:#}");
            Tally::FAILED
        }
    }
}

//! The tasks of this repository. One file per command; `cargo xtask help` lists them.
#![allow(clippy::print_stdout, reason = "this program talks to the person who started it")]
#![allow(unreachable_pub, reason = "a program has no outside: `pub` marks what the other modules use")]

mod bench;
mod clients;
mod contexts;
mod demo;
mod fresh;
mod fuzz;
mod lint;
mod matrix;
mod npm;
mod progress;
mod python;
mod setup;
mod shell;
mod soak;
mod standard_library;
mod suites;
mod tally;
mod test;
mod tools;
mod wasm;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
Usage: cargo xtask COMMAND

  setup [demo|test]  install what the demo or the tests need (default: test)
  demo               start the server with a demo issuer and one issued credential
  test [--long]      set up, then run every lint and every test; --long raises the counts
  matrix             try the packed npm package in every runtime, bundler and browser (part of test --long)
  lint [NAME]        formatting, clippy, licences, types, dead links, repository hygiene
  suites             run the official test suites and show how much of each passes
  wasm               build the WebAssembly and print its sizes
  web                build the npm package and the web pages
  bench [NAME]       measure against the physical limit and other people's verifiers
  fuzz [TARGET [--seconds N]]
                     fuzz the parsers, a minute each (needs a nightly compiler)
  soak --minutes N [--database sqlite|postgres]
                     load the server for minutes, kill it each minute, and check that nothing is lost
  clients            write the OpenAPI document, its recorded examples and the clients made from it
  contexts           fetch the pinned JSON-LD contexts again
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Result<ExitCode> {
    match arguments {
        ["setup"] | ["setup", "test"] => setup::for_tests()?,
        ["setup", "demo"] => setup::for_demo()?,
        ["demo"] => demo::run()?,
        ["test"] => return test::run(test::Size::Short),
        ["test", "--long"] => return test::run(test::Size::Long),
        ["matrix"] => matrix::run()?,
        ["lint"] => return lint::run(""),
        ["lint", name] => return lint::run(name),
        ["suites"] => suites::run()?,
        ["wasm"] => wasm::run()?,
        ["web"] => web::run()?,
        ["clients"] => clients::run()?,
        ["contexts"] => contexts::run()?,
        ["bench"] => bench::run(None)?,
        ["bench", part] => bench::run(Some(part))?,
        ["fuzz"] => fuzz::run(None, 60)?,
        ["fuzz", target] => fuzz::run(Some(target), 60)?,
        ["fuzz", target, "--seconds", seconds] => fuzz::run(Some(target), seconds.parse()?)?,
        ["soak", "--minutes", minutes] => soak::run(minutes, "sqlite")?,
        ["soak", "--minutes", minutes, "--database", database] => soak::run(minutes, database)?,
        [] | ["help" | "--help" | "-h"] => print!("{HELP}"),
        _ => bail!("unknown command `{}`\n\n{HELP}", arguments.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}

//! `proofmark`: verify, sign and canonicalize Open Badges 3.0 credentials, and serve those that you issue.
//!
//! Results go to standard output, everything said about them to standard error. Exit codes are in [`exit`].

#[cfg(feature = "server")]
mod admin;
mod api;
mod arguments;
mod bake;
mod canonicalize;
mod completions;
mod exit;
mod explain;
mod explanation;
mod extract;
mod input;
mod issue;
mod issue_results;
mod key_file;
mod keygen;
#[cfg(feature = "server")]
mod openapi;
#[cfg(feature = "server")]
mod operator;
mod output;
#[cfg(feature = "server")]
mod serve;
mod sign;
mod summary;
mod supplied;
mod terminal;
#[cfg(feature = "server")]
mod transfer;
mod trust_pack;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Verb};
use crate::exit::{Exit, Failure};

fn main() -> ExitCode {
    let exit = match Arguments::try_parse() {
        Ok(arguments) => run(arguments.verb).unwrap_or_else(Failure::report),
        Err(error) => Exit::of_clap(&error),
    };
    exit.into()
}

fn run(verb: Verb) -> Result<Exit, Failure> {
    match verb {
        Verb::Verify(arguments) => verify::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Canonicalize(arguments) => canonicalize::run(&arguments),
        Verb::Bake(arguments) => bake::run(&arguments),
        Verb::Extract(arguments) => extract::run(&arguments),
        Verb::Issue(arguments) => issue::run(&arguments),
        Verb::Keygen(arguments) => keygen::run(&arguments),
        Verb::Sign(arguments) => sign::run(&arguments),
        #[cfg(feature = "server")]
        Verb::Serve(arguments) => serve::run(&arguments),
        #[cfg(feature = "server")]
        Verb::Admin(arguments) => admin::run(&arguments),
        #[cfg(feature = "server")]
        Verb::Openapi(arguments) => openapi::run(&arguments),
        #[cfg(feature = "server")]
        Verb::Export(arguments) => transfer::export(&arguments),
        #[cfg(feature = "server")]
        Verb::Import(arguments) => transfer::import(&arguments),
        Verb::Completions(arguments) => completions::run(&arguments),
    }
}

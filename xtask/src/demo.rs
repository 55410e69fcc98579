//! `cargo xtask demo`: sets up what is missing, then becomes `proofmark serve --demo`.

use std::net::TcpListener;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::progress::step;
use crate::shell::{self, cargo};
use crate::{setup, workspace};

const ADDRESS: &str = "127.0.0.1:8080";

/// Runs until Ctrl-C. What it prints about the demo comes from `proofmark serve --demo` itself.
///
/// # Errors
/// One sentence when the port is busy, a tool is missing or the network is needed and absent.
pub fn run() -> Result<()> {
    // Before minutes of set-up, not after.
    if let Err(error) = TcpListener::bind(ADDRESS) {
        bail!("{ADDRESS} is not free ({error}): stop the program that uses it, then start the demo again");
    }
    setup::for_demo()?;
    step("Compile the server", || shell::run(&mut cargo(&["build", "--package", "proofmark-cli"])))?;
    let program =
        workspace::target()?.join("debug").join(format!("proofmark{}", std::env::consts::EXE_SUFFIX));
    become_program(Command::new(program).args(["serve", "--demo"]).current_dir(workspace::root()))
}

/// The server takes this process over, so that Ctrl-C reaches it and only it.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("cannot start the compiled server")
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    shell::run(command).context("the server ended with an error")
}

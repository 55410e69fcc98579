//! `cargo xtask soak --minutes N [--database sqlite|postgres]`: minutes of mixed load on the program, which is killed
//! each minute, and a page about it. The driver is a test of the server, `tests/http/soak`.

use anyhow::{Result, bail};

use crate::shell::{self, cargo};
use crate::workspace;

/// What is built, as one set: asking for other sets would compile what is below them once more.
const PACKAGES: [&str; 4] = ["--package", "proofmark-server", "--package", "proofmark-cli"];
const TEST: &str = "soak::after_minutes_of_load_and_kills_everything_is_there_once";

/// Runs for so many minutes; parts of one are allowed, and then kills come sooner.
///
/// # Errors
/// When something cannot be built, or anything that was acknowledged is not there once at the end.
pub fn run(minutes: &str, database: &str) -> Result<()> {
    if !minutes.parse().is_ok_and(|minutes: f64| minutes.is_finite() && minutes >= 0.1) {
        bail!("`{minutes}` are no minutes: a number from 0.1 on is needed");
    }
    if !["sqlite", "postgres"].contains(&database) {
        bail!("the database is `sqlite` or `postgres`, not `{database}`");
    }
    let report = workspace::target()?.join("soak-report.md");
    shell::run(cargo(&["build", "--quiet"]).args(PACKAGES))?;
    let mut soak = cargo(&["test", "--quiet"]);
    soak.args(PACKAGES).args(["--test", "http", "--", "--exact", TEST, "--nocapture"]);
    soak.env("PROOFMARK_SOAK_MINUTES", minutes).env("PROOFMARK_SOAK_REPORT", &report);
    shell::run(soak.env("PROOFMARK_TEST_DATABASE", database))?;
    println!("The page is {}", report.display());
    Ok(())
}

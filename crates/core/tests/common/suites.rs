//! Where the official suites are.

#![allow(unreachable_pub, reason = "a module of several test crates")]
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::PathBuf;

/// The folder of the official suites: `$PROOFMARK_SUITES`, else `../shared/suites` beside the repository.
///
/// Where there is none, says so in one loud line; the caller then passes without it.
pub fn suites(needed_for: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PROOFMARK_SUITES").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites")),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("!!! NO OFFICIAL SUITES at {}: {needed_for} not run (set PROOFMARK_SUITES)", folder.display());
    None
}

/// A folder beside the suites, such as `bench`.
pub fn beside_suites(name: &str, needed_for: &str) -> Option<PathBuf> {
    let folder = suites(needed_for)?.join("..").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("!!! NO FOLDER {}: {needed_for} not run", folder.display());
    None
}

//! Drives the oracles of `tests/oracles` as processes, and judges where they and we disagree.

mod disagreement;
mod oracle;
mod pinned;

pub use disagreement::{Disagreements, Listed, Verdict};
pub use oracle::{Answer, Oracle, OracleKind};
pub use pinned::contexts;

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Whether the long tier runs (`PROOFMARK_LONG=1`).
pub fn long() -> bool {
    std::env::var_os("PROOFMARK_LONG").is_some_and(|value| value == "1")
}

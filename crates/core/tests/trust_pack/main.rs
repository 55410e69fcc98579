//! Trust packs: what they add, for whom they may speak, and everything that must not come through one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(unreachable_pub, reason = "one binary of several files")]

#[path = "../common/mod.rs"]
mod common;
mod format;
mod standing;
mod world;

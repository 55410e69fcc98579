//! Runs the real program and looks at exit codes and output.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stdout, reason = "a suite that is absent is said so")]

mod bench;
mod canonicalize;
mod keygen;
mod network;
mod sign;
mod status_list;
mod summary;
mod support;
mod usage;
mod verify;

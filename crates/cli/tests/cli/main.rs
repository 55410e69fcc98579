//! Runs the real program and looks at exit codes and output.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stdout, reason = "a suite that is absent is said so")]

mod bake;
mod bench;
mod canonicalize;
#[cfg(all(unix, feature = "server"))]
mod demo;
mod explain;
mod extract;
#[cfg(all(unix, feature = "server"))]
mod issue;
mod keygen;
mod network;
#[cfg(unix)]
mod readme;
#[cfg(all(unix, feature = "server"))]
mod serve;
mod sign;
mod status_list;
mod summary;
mod support;
mod trust_pack;
mod usage;
mod verify;

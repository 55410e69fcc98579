//! Open Badges 2.0: hosted and signed badges through the same verification and report as Open Badges 3.0.

#![cfg(feature = "open-badges-2")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(unreachable_pub, reason = "modules of a test crate")]

mod baked;
mod hosted;
mod rsa;
mod signed;
mod world;

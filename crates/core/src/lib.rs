//! Verify and issue Open Badges 3.0 credentials: no I/O, no clock, no globals.

pub mod json;
mod json_writer;
mod limits;
mod problem;
mod rdf;

pub use limits::Limits;
pub use problem::{Code, Problem, Result};
pub use rdf::Dataset;

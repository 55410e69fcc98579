//! Verify and issue Open Badges 3.0 credentials: no I/O, no clock, no globals.

mod json;
mod limits;
mod problem;
mod rdf;

pub use limits::Limits;
pub use problem::{Code, Problem, Result};
pub use rdf::Dataset;

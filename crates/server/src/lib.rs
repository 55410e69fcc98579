//! The issuance backend: an HTTP server with organizations, issuers, achievements, credentials and status lists,
//! signed by the core of [`proofmark`] and kept in SQLite.
//!
//! [`run`] serves until it is told to stop; [`Server`] does the same in two steps, for those who need the address in
//! between.

mod admin;
mod backend;
mod clock;
mod config;
mod demo;
mod domain;
mod http;
mod keys;
mod log;
mod random;
mod server;
mod store;

pub use admin::{NewOrganization, create_organization};
pub use clock::{Clock, SharedClock, SystemClock};
pub use config::Config;
pub use demo::{DemoInfo, demo};
pub use domain::Timestamp;
pub use http::openapi_json;
pub use server::{Server, run};

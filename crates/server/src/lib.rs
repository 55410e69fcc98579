//! The issuance backend: an HTTP server with organizations, issuers, achievements, credentials and status lists,
//! signed by the core of [`proofmark`] and kept in SQLite or PostgreSQL.
//!
//! [`run`] serves until it is told to stop; [`Server`] does the same in two steps, for those who need the address in
//! between.

mod admin;
mod archive;
mod backend;
mod clock;
mod config;
mod csv_cell;
mod database;
mod demo;
mod domain;
mod http;
mod jobs;
mod keys;
mod limits;
mod log;
mod metrics;
mod pictures;
mod random;
mod rate_limit;
mod render;
mod server;
mod smtp;
mod store;

pub use admin::{NewKey, NewOrganization, after_restore, backup, create_key, create_organization, set_quota};
pub use archive::{Export, Exported, Imported, Progress, export, import};
pub use clock::{Clock, SharedClock, SystemClock};
pub use config::Config;
pub use database::{Database, PostgresUrl};
pub use demo::{DemoInfo, demo};
pub use domain::Timestamp;
pub use http::{openapi_3_0_json, openapi_json};
pub use limits::Limits;
pub use log::log_filter;
pub use server::{Server, run};
pub use smtp::{SmtpConfig, SmtpTls};

//! What every request passes through, and the forms that bodies, answers and errors share.

mod access;
mod answer;
mod auth;
mod body;
mod connection;
mod document;
mod error;
mod error_code;
mod formats;
mod gate;
mod idempotency;
mod public_access;
mod rate_limits;
mod request_log;
mod schema_check;
mod visit;

pub(super) use access::access;
pub(super) use answer::{Answer, answer_body};
pub(super) use auth::Caller;
pub(super) use body::Body;
pub(super) use connection::PatientAcceptor;
pub(super) use document::{Document, Media};
pub(super) use error::{ApiError, ErrorDetail, code_of};
pub(super) use error_code::ErrorCode;
pub(super) use formats::{DateTime, Email, Uri};
pub(super) use gate::Gate;
pub(super) use idempotency::idempotency_key;
pub(super) use public_access::PublicAccess;
pub(super) use rate_limits::RateLimits;
pub(super) use request_log::RequestLog;
pub(super) use schema_check::{Place, ShapeCheck};
pub(super) use visit::count_use;

//! What every request passes through, and the forms that bodies, answers and errors share.

mod answer;
mod auth;
mod body;
mod document;
mod error;
mod formats;
mod gate;
mod public_access;
mod request_log;
mod schema_check;

pub(super) use answer::{Answer, answer_body};
pub(super) use auth::Caller;
pub(super) use body::Body;
pub(super) use document::{Document, Media};
pub(super) use error::ApiError;
pub(super) use formats::{DateTime, Email, Uri};
pub(super) use gate::Gate;
pub(super) use public_access::PublicAccess;
pub(super) use request_log::RequestLog;

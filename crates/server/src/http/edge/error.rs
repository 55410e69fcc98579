//! The error envelope.

use poem::error::ResponseError;
use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::ToJSON;
use poem_openapi::{ApiResponse, Object};

use super::error_code::ErrorCode;
use super::request_log::current_request_id;
use crate::domain::{Conflict, Error, FieldProblem};

/// What a person can read about the codes.
const DOCUMENTATION: &str = "/docs";

/// Why a request was not carried out.
#[derive(Debug, Object)]
pub(crate) struct ErrorEnvelope {
    /// The error.
    error: ErrorBody,
}

#[derive(Debug, Object)]
#[oai(rename = "Error", rename_all = "camelCase")]
struct ErrorBody {
    /// One of a closed list; programs decide by it.
    code: ErrorCode,
    /// One sentence for a person.
    message: String,
    /// Every fault of the request, each with its place.
    details: Vec<ErrorDetail>,
    /// Where the codes are described.
    documentation_url: String,
    /// Identifies this request in the server's log.
    request_id: String,
}

/// One fault, with its place.
#[derive(Debug, Object)]
pub(crate) struct ErrorDetail {
    /// RFC 6901 pointer into the request body, or `/query/NAME`, `/header/NAME`.
    pointer: String,
    /// What is wrong there.
    message: String,
}

/// An error on its way to the caller.
#[derive(Debug)]
pub(crate) struct ApiError {
    code: ErrorCode,
    message: String,
    details: Vec<FieldProblem>,
    retry_after_seconds: Option<i64>,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}

impl ApiError {
    /// An error without details.
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: Vec::new(), retry_after_seconds: None }
    }

    /// The faults of a request.
    pub(crate) fn invalid(details: Vec<FieldProblem>) -> Self {
        let message = match details.len() {
            1 => "The request has a fault.".to_owned(),
            count => format!("The request has {count} faults."),
        };
        Self { details, ..Self::new(ErrorCode::ValidationFailed, message) }
    }

    /// The key lacks a scope.
    pub(crate) fn forbidden(scope: &str) -> Self {
        Self::new(ErrorCode::Forbidden, format!("This API key lacks the scope `{scope}`."))
    }

    /// The key is of the sandbox, and what it asks for is of the live environment too.
    pub(crate) fn only_live() -> Self {
        Self::new(ErrorCode::Forbidden, "This takes an API key of the live environment.")
    }

    /// Whether the caller may not do what it asks, whoever it is.
    pub(crate) fn is_forbidden(&self) -> bool {
        self.code.status() == StatusCode::FORBIDDEN
    }

    /// No key, or none that opens anything. Always the same text: it must not tell which keys exist.
    pub(crate) fn unauthorized() -> Self {
        Self::new(ErrorCode::Unauthorized, "Send a valid API key: `Authorization: Bearer pm_…`.")
    }

    /// Nothing is there.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("There is no such {what}."))
    }

    /// What poem or hyper answered with a bare status.
    pub(crate) fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found("page"),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(ErrorCode::MethodNotAllowed, "This path does not take this method.")
            }
            StatusCode::UNAUTHORIZED => Self::unauthorized(),
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(ErrorCode::BodyTooLarge, "The body is too large."),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                Self::new(ErrorCode::UnsupportedMediaType, "Send the body as `application/json`.")
            }
            status if status.is_client_error() => {
                Self::new(ErrorCode::ValidationFailed, "The request could not be read.")
            }
            _ => Self::internal(),
        }
    }

    fn internal() -> Self {
        Self::new(ErrorCode::InternalError, "Something went wrong on our side. The log has the details.")
    }

    fn envelope(&self) -> ErrorEnvelope {
        ErrorEnvelope {
            error: ErrorBody {
                code: self.code,
                message: self.message.clone(),
                details: self.details.iter().map(ErrorDetail::from).collect(),
                documentation_url: DOCUMENTATION.to_owned(),
                request_id: current_request_id(),
            },
        }
    }
}

impl From<&FieldProblem> for ErrorDetail {
    fn from(problem: &FieldProblem) -> Self {
        Self { pointer: problem.pointer.clone(), message: problem.message.clone() }
    }
}

impl From<Error> for ApiError {
    /// Known failures get their code; of the rest the log gets everything and the caller a fixed text.
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(problems) => Self::invalid(problems),
            Error::NotFound(what) => Self::not_found(what),
            Error::Conflict(conflict) => Self::new(code_of(conflict), conflict.to_string()),
            Error::QuotaExceeded { limit, resets_at } => {
                Self::new(ErrorCode::QuotaExceeded, Error::quota_text(limit, resets_at))
            }
            Error::TooMany { retry_after_seconds } => Self {
                retry_after_seconds: Some(retry_after_seconds),
                ..Self::new(ErrorCode::RateLimited, "This was asked for too often. Try again later.")
            },
            Error::Unavailable(_) => {
                tracing::error!(%error, request_id = current_request_id(), "storage unavailable");
                Self::new(ErrorCode::Unavailable, "The storage takes no changes right now. Try again later.")
            }
            Error::Busy => {
                Self::new(ErrorCode::Busy, "Too many documents are being drawn right now. Try again soon.")
            }
            Error::Internal { .. } => {
                tracing::error!(%error, request_id = current_request_id(), "internal error");
                Self::internal()
            }
        }
    }
}

/// The code of a conflict.
pub(crate) fn code_of(conflict: Conflict) -> ErrorCode {
    match conflict {
        Conflict::AlreadyRevoked => ErrorCode::AlreadyRevoked,
        Conflict::AlreadySuspended => ErrorCode::AlreadySuspended,
        Conflict::NotSuspended => ErrorCode::NotSuspended,
        Conflict::AlreadySuperseded => ErrorCode::AlreadySuperseded,
        Conflict::Duplicate => ErrorCode::DuplicateCredential,
        Conflict::ExternalIdTaken => ErrorCode::ExternalIdTaken,
        Conflict::AchievementArchived => ErrorCode::AchievementArchived,
        Conflict::Forgotten => ErrorCode::RecipientForgotten,
        Conflict::KeyCannotRotate => ErrorCode::KeyCannotRotate,
        Conflict::NextKeyExists => ErrorCode::NextKeyExists,
        Conflict::KeyNotPublished => ErrorCode::KeyNotPublished,
        Conflict::KeyState => ErrorCode::KeyStateConflict,
        Conflict::IdempotencyKeyReused => ErrorCode::IdempotencyKeyReused,
        Conflict::IdempotencyInFlight => ErrorCode::IdempotencyInFlight,
        Conflict::NothingToClaim => ErrorCode::NothingToClaim,
        Conflict::CannotSend => ErrorCode::CannotSendEmail,
        Conflict::IssuerNotVerifiable => ErrorCode::IssuerNotVerifiable,
        Conflict::BatchOver => ErrorCode::BatchOver,
        Conflict::ExportNotReady => ErrorCode::ExportNotReady,
        Conflict::NoExports => ErrorCode::ExportsNotSetUp,
    }
}

impl ResponseError for ApiError {
    fn status(&self) -> StatusCode {
        self.code.status()
    }

    fn as_response(&self) -> Response {
        let response = Response::builder().status(self.status());
        let response = match self.retry_after_seconds {
            Some(seconds) => response.header(header::RETRY_AFTER, seconds),
            None => response,
        };
        let response = match self.code {
            ErrorCode::Unauthorized => response.header(header::WWW_AUTHENTICATE, "Bearer"),
            ErrorCode::Busy | ErrorCode::Unavailable | ErrorCode::IdempotencyInFlight => {
                response.header(header::RETRY_AFTER, "1")
            }
            _ => response,
        };
        response.content_type("application/json").body(self.envelope().to_json_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.as_response()
    }
}

impl ApiResponse for ApiError {
    fn meta() -> MetaResponses {
        let response = |status: u16, description| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: vec![MetaMediaType {
                content_type: "application/json",
                schema: <Json<ErrorEnvelope> as Payload>::schema_ref(),
            }],
            headers: Vec::new(),
        };
        MetaResponses {
            responses: vec![
                response(400, "The body is not JSON."),
                response(401, "No valid API key."),
                response(403, "The API key lacks the scope, or the quota is used up."),
                response(404, "There is nothing with this identifier."),
                response(409, "The request does not fit the present state."),
                response(413, "The body is too large."),
                response(415, "The body is not `application/json`."),
                response(422, "The request has faults; `details` names all of them."),
                response(429, "Too many requests; `Retry-After` says when to come again."),
                response(500, "A fault of the server."),
                response(503, "The storage takes no changes, or too many documents are being drawn."),
            ],
        }
    }

    fn register(registry: &mut Registry) {
        <Json<ErrorEnvelope> as Payload>::register(registry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Faults of rows are kept with the code that an answer would have.
    #[test]
    fn kept_codes_are_the_codes_of_answers() {
        for conflict in [
            Conflict::AlreadyRevoked,
            Conflict::AlreadySuspended,
            Conflict::NotSuspended,
            Conflict::AlreadySuperseded,
            Conflict::Duplicate,
            Conflict::ExternalIdTaken,
            Conflict::AchievementArchived,
            Conflict::Forgotten,
            Conflict::KeyCannotRotate,
            Conflict::NextKeyExists,
            Conflict::KeyNotPublished,
            Conflict::KeyState,
            Conflict::IdempotencyKeyReused,
            Conflict::IdempotencyInFlight,
            Conflict::IssuerNotVerifiable,
            Conflict::BatchOver,
            Conflict::ExportNotReady,
            Conflict::NoExports,
        ] {
            assert_eq!(code_of(conflict).to_json(), Some(conflict.code().into()));
        }
    }
}

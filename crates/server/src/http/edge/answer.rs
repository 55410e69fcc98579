//! Answers in JSON whose bytes are made before they are stored and sent, so that a repeated request gets the same.

use std::marker::PhantomData;

use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::error::{ParseParamError, ParsePathError};
use poem_openapi::registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::{ToJSON, Type};

use super::error::ApiError;
use crate::domain::idempotency;

/// A JSON answer of type `T` with status `STATUS`.
pub(crate) struct Answer<T, const STATUS: u16 = 200> {
    response: Response,
    body: PhantomData<fn() -> T>,
}

/// The answer as it is stored and sent. `location` becomes the `Location` header.
pub(crate) fn answer_body<T: ToJSON>(status: u16, location: Option<&str>, body: &T) -> idempotency::Answer {
    idempotency::Answer { status, location: location.map(str::to_owned), body: body.to_json_string() }
}

impl<T: ToJSON, const STATUS: u16> Answer<T, STATUS> {
    /// An answer made now.
    pub(crate) fn new(body: &T) -> Self {
        answer_body(STATUS, None, body).into()
    }
}

impl<T, const STATUS: u16> From<idempotency::Answer> for Answer<T, STATUS> {
    fn from(answer: idempotency::Answer) -> Self {
        let mut response = Response::builder()
            .status(StatusCode::from_u16(answer.status).unwrap_or_default())
            .content_type("application/json");
        if let Some(location) = answer.location {
            response = response.header(header::LOCATION, location);
        }
        Self { response: response.body(answer.body), body: PhantomData }
    }
}

impl<T, const STATUS: u16> IntoResponse for Answer<T, STATUS> {
    fn into_response(self) -> Response {
        self.response
    }
}

impl<T: Type, const STATUS: u16> ApiResponse for Answer<T, STATUS> {
    const BAD_REQUEST_HANDLER: bool = true;

    fn meta() -> MetaResponses {
        let mut headers = Vec::new();
        if matches!(STATUS, 201 | 202) {
            headers.push(MetaHeader {
                name: "Location".to_owned(),
                description: Some("Where the new resource is.".to_owned()),
                required: true,
                deprecated: false,
                schema: String::schema_ref(),
            });
        }
        let description = match STATUS {
            201 => "It was made.",
            202 => "It was accepted, and is worked on.",
            _ => "The answer.",
        };
        let content = vec![MetaMediaType { content_type: "application/json", schema: T::schema_ref() }];
        let response =
            MetaResponse { description, status: Some(STATUS), status_range: None, content, headers };
        MetaResponses { responses: vec![response] }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn from_parse_request_error(error: poem::Error) -> Self {
        Self { response: error_response(error), body: PhantomData }
    }
}

/// Errors of poem-openapi's own extractors in our envelope; ours pass through.
pub(super) fn error_response(error: poem::Error) -> Response {
    let (pointer, reason) = if let Some(error) = error.downcast_ref::<ParseParamError>() {
        (format!("/query/{}", error.name), &error.reason)
    } else if let Some(error) = error.downcast_ref::<ParsePathError>() {
        (format!("/path/{}", error.name), &error.reason)
    } else if error.is::<ApiError>() {
        return error.into_response();
    } else {
        return ApiError::from_status(error.status()).into_response();
    };
    ApiError::invalid(vec![crate::domain::FieldProblem::new(pointer, reason)]).into_response()
}

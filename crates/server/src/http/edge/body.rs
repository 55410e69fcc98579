//! Request bodies: JSON of a known type, checked against its schema so that every fault is named at once.

use std::sync::Arc;

use poem::{Request, RequestBody, Result};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::ParseFromJSON;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::error::ApiError;
use super::error_code::ErrorCode;
use super::schema_check;
use crate::backend::Backend;

/// A body that has the shape of `T`.
pub(crate) struct Body<T> {
    /// The value.
    pub(crate) value: T,
    /// The bytes it was read from, which an `Idempotency-Key` is bound to.
    pub(crate) bytes: Vec<u8>,
}

impl<'a, T: ParseFromJSON> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = vec![MetaMediaType { content_type: "application/json", schema: T::schema_ref() }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        if !request.content_type().is_some_and(Json::<T>::check_content_type) {
            let message = "Send the body as `application/json`.";
            return Err(ApiError::new(ErrorCode::UnsupportedMediaType, message).into());
        }
        let most = request.data::<Arc<Backend>>().map_or(0, |backend| backend.limits.body_bytes);
        let bytes = body.take()?.into_bytes_limit(most as usize).await.map_err(|_| {
            ApiError::new(ErrorCode::BodyTooLarge, format!("A body may have {most} bytes at most."))
        })?;
        let json = serde_json::from_slice(&bytes).map_err(|error| {
            ApiError::new(ErrorCode::InvalidJson, format!("The body is not JSON: {error}."))
        })?;
        let problems = schema_check::problems::<T>(&json);
        if !problems.is_empty() {
            return Err(ApiError::invalid(problems).into());
        }
        let value = T::parse_from_json(Some(json)).map_err(|error| {
            // The check above covers everything that the type demands; this is the net under it.
            ApiError::invalid(vec![crate::domain::FieldProblem::new("", error.into_message())])
        })?;
        Ok(Self { value, bytes: bytes.to_vec() })
    }
}

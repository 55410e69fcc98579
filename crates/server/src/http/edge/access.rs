//! As what a request asks for a public document: anybody, an issuer with its key, or the holder of a signed link.

use poem::Request;

use super::auth::caller_if_any;
use super::error::ApiError;
use super::error_code::ErrorCode;
use crate::backend::Backend;
use crate::domain::document_link;
use crate::domain::public::Access;

/// Reads the request's key or signed link.
///
/// # Errors
/// 403 for a link that is not as it was signed or whose time is over: whoever meant to send one is told, instead of
/// being treated as anybody.
pub(crate) async fn access(request: &Request, backend: &Backend) -> Result<Access, ApiError> {
    let uri = request.original_uri();
    let query = uri.query().unwrap_or_default();
    if document_link::is_meant(query) {
        let expires = document_link::check(backend, uri.path(), query).await?;
        return expires.map(|expires| Access::Link { expires }).ok_or_else(refused);
    }
    Ok(caller_if_any(request, backend).await.map_or(Access::Anybody, Access::Of))
}

fn refused() -> ApiError {
    ApiError::new(
        ErrorCode::LinkRefused,
        "This link was changed, or its time is over. Ask whoever sent it for a new one.",
    )
}

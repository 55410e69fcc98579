//! What makes a repeated request safe, taken from the request.

use poem::Request;

use crate::domain::idempotency::Key;
use crate::domain::{Result, Tenant};

/// The key that came as `Idempotency-Key`, if one did. It counts for one method and path, and for these bytes.
pub(crate) fn idempotency_key(
    tenant: &Tenant,
    request: &Request,
    key: Option<String>,
    body: &[u8],
) -> Result<Option<Key>> {
    let endpoint = format!("{} {}", request.method(), request.uri().path());
    Key::new(tenant, endpoint, key, body)
}

//! How many different people an organization may issue to in one month (UTC). Only live credentials count.

use sha2::{Digest, Sha256};

use super::{Environment, Error, Result, Tenant, Timestamp};
use crate::store::{self, Connection, sql};

/// What was used this month.
#[derive(Clone, Debug)]
pub(crate) struct Usage {
    /// Such as `2026-11`.
    pub(crate) month: String,
    /// Different recipients of live credentials.
    pub(crate) recipients: i64,
    /// How many there may be; `None` is without limit.
    pub(crate) limit: Option<i64>,
    /// When counting starts again.
    pub(crate) resets_at: Timestamp,
}

/// Counts a recipient, inside the transaction that issues to them.
///
/// # Errors
/// [`Error::QuotaExceeded`] when they are new this month and the limit is reached.
pub(super) async fn count(
    connection: &mut Connection,
    tenant: &Tenant,
    recipient_key: &str,
    now: Timestamp,
) -> Result<()> {
    if tenant.environment != Environment::Live {
        return Ok(());
    }
    let (month, resets_at) = now.month();
    let hash = recipient_hash(tenant, recipient_key);
    let is_new = store::usage::insert(connection, &tenant.organization_id, &month, &hash).await?;
    if !is_new {
        return Ok(());
    }
    // Two changes that count at the same time would both find room for one.
    sql::lock(connection, &["quota", &tenant.organization_id]).await?;
    let limit = store::organizations::monthly_recipients(connection, &tenant.organization_id).await?;
    let Some(limit) = limit else { return Ok(()) };
    let used = store::usage::count(connection, &tenant.organization_id, &month).await?;
    if used > limit { Err(Error::QuotaExceeded { limit, resets_at }) } else { Ok(()) }
}

/// Counts many recipients where there is no limit.
///
/// # Errors
/// Storage.
pub(super) async fn count_all(
    connection: &mut Connection,
    tenant: &Tenant,
    recipient_keys: &[String],
    now: Timestamp,
) -> Result<()> {
    if tenant.environment != Environment::Live {
        return Ok(());
    }
    let hashes: Vec<_> = recipient_keys.iter().map(|key| recipient_hash(tenant, key)).collect();
    store::usage::insert_all(connection, &tenant.organization_id, &now.month().0, &hashes).await
}

/// The organization's identifier keeps the hashes of two organizations apart.
fn recipient_hash(tenant: &Tenant, recipient_key: &str) -> [u8; 32] {
    Sha256::new().chain_update(&tenant.organization_id).chain_update(recipient_key).finalize().into()
}

/// Whether [`count`] may refuse anybody.
///
/// # Errors
/// Storage.
pub(super) async fn is_limited(connection: &mut Connection, tenant: &Tenant) -> Result<bool> {
    let counts = tenant.environment == Environment::Live;
    Ok(counts
        && store::organizations::monthly_recipients(connection, &tenant.organization_id).await?.is_some())
}

/// What was used this month.
///
/// # Errors
/// Storage.
pub(crate) async fn usage(connection: &mut Connection, tenant: &Tenant, now: Timestamp) -> Result<Usage> {
    let (month, resets_at) = now.month();
    let recipients = store::usage::count(connection, &tenant.organization_id, &month).await?;
    let limit = store::organizations::monthly_recipients(connection, &tenant.organization_id).await?;
    Ok(Usage { month, recipients, limit, resets_at })
}

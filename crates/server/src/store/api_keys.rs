//! API keys, by their hash.

use sqlx::Row as _;

use super::Connection;
use super::organizations::tenant_from;
use crate::domain::api_key::{self, Scope};
use crate::domain::{Result, Tenant, Timestamp};

/// What a key opens.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// The environment it speaks for.
    pub(crate) tenant: Tenant,
    /// What it may do there.
    pub(crate) scopes: Vec<Scope>,
}

/// Adds a key; only its hash and last four characters are kept.
pub(crate) async fn insert(
    connection: &mut Connection,
    id: &str,
    tenant: &Tenant,
    name: &str,
    key: &str,
    scopes: &[Scope],
    now: Timestamp,
) -> Result<()> {
    let scopes: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    sqlx::query(
        "INSERT INTO api_keys (id, environment_id, name, hash, last_four, scopes, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(&tenant.environment_id)
    .bind(name)
    .bind(api_key::hash(key).as_slice())
    .bind(api_key::last_four(key))
    .bind(scopes.join(" "))
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// What the key opens now: nothing when it is unknown, revoked or expired.
pub(crate) async fn find(connection: &mut Connection, key: &str, now: Timestamp) -> Result<Option<Grant>> {
    let row = sqlx::query(
        "SELECT k.environment_id, e.kind, k.scopes FROM api_keys k \
         JOIN environments e ON e.id = k.environment_id \
         WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)",
    )
    .bind(api_key::hash(key).as_slice())
    .bind(now.as_micros())
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let scopes: String = row.try_get("scopes")?;
        Ok(Grant { tenant: tenant_from(&row)?, scopes: Scope::parse_list(&scopes) })
    })
    .transpose()
}

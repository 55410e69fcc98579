//! Issuers and their sealed keys.

use sqlx::Row as _;

use super::{Connection, Row};
use crate::domain::issuer::{Issuer, IssuerKey};
use crate::domain::{Error, Result, Tenant, Timestamp};

/// Adds an issuer with its current key.
pub(crate) async fn insert(
    connection: &mut Connection,
    environment_id: &str,
    issuer: &Issuer,
    key: &IssuerKey,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO issuers (id, environment_id, name, url, did, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&issuer.id)
    .bind(environment_id)
    .bind(&issuer.name)
    .bind(&issuer.url)
    .bind(&issuer.did)
    .bind(now.as_micros())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO issuer_keys \
         (id, issuer_id, state, verification_method, public_key_multibase, sealed_secret_key, created_at) \
         VALUES ($1, $2, 'current', $3, $4, $5, $6)",
    )
    .bind(&key.id)
    .bind(&issuer.id)
    .bind(&key.verification_method)
    .bind(&key.public_key_multibase)
    .bind(&key.sealed_secret_key)
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Any issuer, for public documents.
pub(crate) async fn find(connection: &mut Connection, id: &str) -> Result<Option<Issuer>> {
    let row = sqlx::query("SELECT id, name, url, did FROM issuers WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(issuer_from).transpose()
}

/// The issuer that signs when a request names none: the oldest of the environment.
///
/// # Errors
/// A fault of ours when there is none; every environment gets one before its first key.
pub(crate) async fn default_of(connection: &mut Connection, tenant: &Tenant) -> Result<Issuer> {
    let row = sqlx::query(
        "SELECT id, name, url, did FROM issuers WHERE environment_id = $1 ORDER BY created_at, id LIMIT 1",
    )
    .bind(&tenant.environment_id)
    .fetch_optional(connection)
    .await?;
    let row = row.ok_or_else(|| Error::internal("finding the issuer", "the environment has none"))?;
    issuer_from(&row)
}

/// The key that signs now.
pub(crate) async fn current_key(connection: &mut Connection, issuer_id: &str) -> Result<IssuerKey> {
    let row = sqlx::query(
        "SELECT id, verification_method, public_key_multibase, sealed_secret_key FROM issuer_keys \
         WHERE issuer_id = $1 AND state = 'current'",
    )
    .bind(issuer_id)
    .fetch_optional(connection)
    .await?;
    let row = row.ok_or_else(|| Error::internal("finding the signing key", "the issuer has none"))?;
    key_from(&row)
}

/// The keys that an issuer's DID document lists, oldest first.
pub(crate) async fn published_keys(connection: &mut Connection, issuer_id: &str) -> Result<Vec<IssuerKey>> {
    let rows = sqlx::query(
        "SELECT id, verification_method, public_key_multibase, sealed_secret_key FROM issuer_keys \
         WHERE issuer_id = $1 AND state <> 'revoked' ORDER BY created_at, id",
    )
    .bind(issuer_id)
    .fetch_all(connection)
    .await?;
    rows.iter().map(key_from).collect()
}

fn issuer_from(row: &Row) -> Result<Issuer> {
    Ok(Issuer {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        url: row.try_get("url")?,
        did: row.try_get("did")?,
    })
}

fn key_from(row: &Row) -> Result<IssuerKey> {
    Ok(IssuerKey {
        id: row.try_get("id")?,
        verification_method: row.try_get("verification_method")?,
        public_key_multibase: row.try_get("public_key_multibase")?,
        sealed_secret_key: row.try_get("sealed_secret_key")?,
    })
}

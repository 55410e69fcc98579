//! API keys, by their hash.

use super::organizations::tenant_from;
use super::{Connection, Row, sql};
use crate::domain::api_key::{self, ApiKey, Scope};
use crate::domain::{Cursor, Page, PageRequest, Result, Tenant, Timestamp};

/// What a key opens.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// The key's identifier.
    pub(crate) key_id: String,
    /// The environment it speaks for.
    pub(crate) tenant: Tenant,
    /// What it may do there.
    pub(crate) scopes: Vec<Scope>,
    /// When it was last used, to the minute.
    pub(crate) last_used_at: Option<Timestamp>,
    /// Since when another key is meant to be used instead.
    pub(crate) replaced_at: Option<Timestamp>,
}

/// Adds a key; of its text only hash and last four characters are kept.
pub(crate) async fn insert(
    connection: &mut Connection,
    tenant: &Tenant,
    key: &ApiKey,
    text: &str,
) -> Result<()> {
    sql::query(
        "INSERT INTO api_keys (id, environment_id, name, hash, last_four, scopes, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&key.id)
    .bind(&tenant.environment_id)
    .bind(&key.name)
    .bind(api_key::hash(text).as_slice())
    .bind(&key.last_four)
    .bind(Scope::write_list(&key.scopes))
    .bind(key.created_at.as_micros())
    .bind(key.expires_at.map(Timestamp::as_micros))
    .execute(connection)
    .await?;
    Ok(())
}

/// What the key opens now: nothing when it is unknown, revoked or expired.
pub(crate) async fn find(
    connection: &mut Connection,
    key: &str,
    server_url: &str,
    now: Timestamp,
) -> Result<Option<Grant>> {
    let row = sql::query(
        "SELECT k.id, k.environment_id, k.scopes, k.last_used_at, k.replaced_at, e.kind, e.organization_id, \
           o.base_url \
         FROM api_keys k JOIN environments e ON e.id = k.environment_id \
         JOIN organizations o ON o.id = e.organization_id \
         WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)",
    )
    .bind(api_key::hash(key).as_slice())
    .bind(now.as_micros())
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let scopes: String = row.get("scopes")?;
        Ok(Grant {
            key_id: row.get("id")?,
            tenant: tenant_from(&row, server_url)?,
            scopes: Scope::parse_list(&scopes),
            last_used_at: time(&row, "last_used_at")?,
            replaced_at: time(&row, "replaced_at")?,
        })
    })
    .transpose()
}

/// A key of the tenant.
pub(crate) async fn find_of(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
) -> Result<Option<ApiKey>> {
    let row = sql::query("SELECT * FROM api_keys WHERE environment_id = $1 AND id = $2")
        .bind(&tenant.environment_id)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(key_from).transpose()
}

/// One page of the tenant's keys, newest first.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    page: &PageRequest,
) -> Result<Page<ApiKey>> {
    let (before, before_id) = page.before();
    let rows = sql::query(
        "SELECT * FROM api_keys WHERE environment_id = $1 AND (created_at, id) < ($2, $3) \
         ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5",
    )
    .bind(&tenant.environment_id)
    .bind(before)
    .bind(before_id)
    .bind(i64::from(page.limit) + 1)
    .bind(i64::from(page.offset))
    .fetch_all(connection)
    .await?;
    let rows = rows.iter().map(key_from).collect::<Result<Vec<_>>>()?;
    let cursor_of = |row: &ApiKey| Cursor { created_at: row.created_at, id: row.id.clone() };
    Ok(Page::from_rows(rows, page.limit, cursor_of))
}

/// Writes a key's times.
pub(crate) async fn update(connection: &mut Connection, tenant: &Tenant, key: &ApiKey) -> Result<()> {
    sql::query(
        "UPDATE api_keys SET expires_at = $3, revoked_at = $4, replaced_at = $5 \
         WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(&key.id)
    .bind(key.expires_at.map(Timestamp::as_micros))
    .bind(key.revoked_at.map(Timestamp::as_micros))
    .bind(key.replaced_at.map(Timestamp::as_micros))
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that a key was used.
pub(crate) async fn set_last_used(connection: &mut Connection, id: &str, now: Timestamp) -> Result<()> {
    sql::query("UPDATE api_keys SET last_used_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now.as_micros())
        .execute(connection)
        .await?;
    Ok(())
}

fn key_from(row: &Row) -> Result<ApiKey> {
    let scopes: String = row.get("scopes")?;
    Ok(ApiKey {
        id: row.get("id")?,
        name: row.get("name")?,
        last_four: row.get("last_four")?,
        scopes: Scope::parse_list(&scopes),
        created_at: Timestamp::from_micros(row.get("created_at")?),
        expires_at: time(row, "expires_at")?,
        revoked_at: time(row, "revoked_at")?,
        last_used_at: time(row, "last_used_at")?,
        replaced_at: time(row, "replaced_at")?,
    })
}

fn time(row: &Row, column: &str) -> Result<Option<Timestamp>> {
    Ok(row.get::<Option<i64>>(column)?.map(Timestamp::from_micros))
}

//! Issuers and their sealed keys.

use super::{Connection, Row, sql};
use crate::domain::issuer::{Issuer, IssuerKey};
use crate::domain::issuer_key::KeyState;
use crate::domain::{Error, Result, Tenant, Timestamp};

/// Issuers, with the rest of the query behind.
macro_rules! issuers {
    ($rest:literal) => {
        concat!("SELECT id, name, url, did, profile, is_default, created_at FROM issuers ", $rest)
    };
}

/// Their keys, with the rest of the query behind.
macro_rules! keys {
    ($rest:literal) => {
        concat!(
            "SELECT id, state, verification_method, public_key_multibase, sealed_secret_key, created_at, \
             activated_at, retired_at, revoked_at, revoked_since, revocation_reason FROM issuer_keys ",
            $rest
        )
    };
}

/// Adds an issuer, without a key.
pub(crate) async fn insert(connection: &mut Connection, tenant: &Tenant, issuer: &Issuer) -> Result<()> {
    sql::query(
        "INSERT INTO issuers (id, environment_id, name, url, did, profile, is_default, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&issuer.id)
    .bind(&tenant.environment_id)
    .bind(&issuer.name)
    .bind(&issuer.url)
    .bind(&issuer.did)
    .bind(details(issuer)?)
    .bind(i64::from(issuer.is_default))
    .bind(issuer.created_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what may change about an issuer.
pub(crate) async fn update(connection: &mut Connection, tenant: &Tenant, issuer: &Issuer) -> Result<()> {
    sql::query(
        "UPDATE issuers SET name = $3, url = $4, profile = $5, is_default = $6 \
         WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(&issuer.id)
    .bind(&issuer.name)
    .bind(&issuer.url)
    .bind(details(issuer)?)
    .bind(i64::from(issuer.is_default))
    .execute(connection)
    .await?;
    Ok(())
}

/// Leaves the environment without a default; the caller sets another one in the same transaction.
pub(crate) async fn clear_default(connection: &mut Connection, tenant: &Tenant) -> Result<()> {
    sql::query("UPDATE issuers SET is_default = 0 WHERE environment_id = $1")
        .bind(&tenant.environment_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// How many issuers the environment has.
pub(crate) async fn count(connection: &mut Connection, tenant: &Tenant) -> Result<i64> {
    let count =
        sql::scalar("SELECT count(*) FROM issuers WHERE environment_id = $1").bind(&tenant.environment_id);
    Ok(count.fetch_one(connection).await?)
}

/// Any issuer, for public documents.
pub(crate) async fn find(connection: &mut Connection, id: &str) -> Result<Option<Issuer>> {
    let row = sql::query(issuers!("WHERE id = $1")).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(issuer_from).transpose()
}

/// An issuer of the tenant.
pub(crate) async fn find_of(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
) -> Result<Option<Issuer>> {
    let row = sql::query(issuers!("WHERE environment_id = $1 AND id = $2"))
        .bind(&tenant.environment_id)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(issuer_from).transpose()
}

/// The tenant's issuers, oldest first. They are few.
pub(crate) async fn list(connection: &mut Connection, tenant: &Tenant) -> Result<Vec<Issuer>> {
    let rows = sql::query(issuers!("WHERE environment_id = $1 ORDER BY created_at, id LIMIT 1000"))
        .bind(&tenant.environment_id)
        .fetch_all(connection)
        .await?;
    rows.iter().map(issuer_from).collect()
}

/// The issuer that signs when a request names none.
///
/// # Errors
/// A fault of ours when there is none; every environment gets one before its first key.
pub(crate) async fn default_of(connection: &mut Connection, tenant: &Tenant) -> Result<Issuer> {
    default_of_environment(connection, &tenant.environment_id).await
}

/// As [`default_of`], for public pages.
///
/// # Errors
/// As [`default_of`].
pub(crate) async fn default_of_environment(
    connection: &mut Connection,
    environment_id: &str,
) -> Result<Issuer> {
    let row = sql::query(issuers!("WHERE environment_id = $1 AND is_default = 1"))
        .bind(environment_id)
        .fetch_optional(connection)
        .await?;
    let row = row.ok_or_else(|| Error::internal("finding the issuer", "the environment has none"))?;
    issuer_from(&row)
}

/// The environment that an issuer belongs to.
pub(crate) async fn environment_of(connection: &mut Connection, id: &str) -> Result<String> {
    let environment = sql::scalar("SELECT environment_id FROM issuers WHERE id = $1").bind(id);
    Ok(environment.fetch_one(connection).await?)
}

/// Adds a key.
pub(crate) async fn insert_key(connection: &mut Connection, issuer_id: &str, key: &IssuerKey) -> Result<()> {
    sql::query(
        "INSERT INTO issuer_keys \
         (id, issuer_id, state, verification_method, public_key_multibase, sealed_secret_key, created_at, activated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&key.id)
    .bind(issuer_id)
    .bind(key.state.as_str())
    .bind(&key.verification_method)
    .bind(&key.public_key_multibase)
    .bind(&key.sealed_secret_key)
    .bind(key.created_at.as_micros())
    .bind(key.activated_at.map(Timestamp::as_micros))
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes a key's state and times.
pub(crate) async fn update_key(connection: &mut Connection, key: &IssuerKey) -> Result<()> {
    sql::query(
        "UPDATE issuer_keys SET state = $2, activated_at = $3, retired_at = $4, revoked_at = $5, \
           revoked_since = $6, revocation_reason = $7 WHERE id = $1",
    )
    .bind(&key.id)
    .bind(key.state.as_str())
    .bind(key.activated_at.map(Timestamp::as_micros))
    .bind(key.retired_at.map(Timestamp::as_micros))
    .bind(key.revoked_at.map(Timestamp::as_micros))
    .bind(key.revoked_since.map(Timestamp::as_micros))
    .bind(&key.revocation_reason)
    .execute(connection)
    .await?;
    Ok(())
}

/// The key that signs now.
pub(crate) async fn current_key(connection: &mut Connection, issuer_id: &str) -> Result<IssuerKey> {
    let row = sql::query(keys!("WHERE issuer_id = $1 AND state = 'current'"))
        .bind(issuer_id)
        .fetch_optional(connection)
        .await?;
    let row = row.ok_or_else(|| Error::internal("finding the signing key", "the issuer has none"))?;
    key_from(&row)
}

/// All keys of an issuer, oldest first.
pub(crate) async fn keys(connection: &mut Connection, issuer_id: &str) -> Result<Vec<IssuerKey>> {
    let rows = sql::query(keys!("WHERE issuer_id = $1 ORDER BY created_at, id"))
        .bind(issuer_id)
        .fetch_all(connection)
        .await?;
    rows.iter().map(key_from).collect()
}

/// How many credentials a key has signed at this time or later.
pub(crate) async fn signed_since(
    connection: &mut Connection,
    tenant: &Tenant,
    key_id: &str,
    since: Timestamp,
) -> Result<i64> {
    let count = sql::scalar(
        "SELECT count(*) FROM credentials WHERE environment_id = $1 AND issuer_key_id = $2 AND created_at >= $3",
    )
    .bind(&tenant.environment_id)
    .bind(key_id)
    .bind(since.as_micros());
    Ok(count.fetch_one(connection).await?)
}

fn details(issuer: &Issuer) -> Result<String> {
    serde_json::to_string(&issuer.details).map_err(|error| Error::internal("writing an issuer", error))
}

fn issuer_from(row: &Row) -> Result<Issuer> {
    let details: String = row.get("profile")?;
    Ok(Issuer {
        id: row.get("id")?,
        name: row.get("name")?,
        url: row.get("url")?,
        did: row.get("did")?,
        details: serde_json::from_str(&details)
            .map_err(|error| Error::internal("reading an issuer", error))?,
        is_default: row.get::<i64>("is_default")? == 1,
        created_at: Timestamp::from_micros(row.get("created_at")?),
    })
}

fn key_from(row: &Row) -> Result<IssuerKey> {
    let state: String = row.get("state")?;
    let time = |column: &str| -> Result<Option<Timestamp>> {
        Ok(row.get::<Option<i64>>(column)?.map(Timestamp::from_micros))
    };
    Ok(IssuerKey {
        id: row.get("id")?,
        state: KeyState::parse(&state).ok_or_else(|| Error::internal("reading a key", state))?,
        verification_method: row.get("verification_method")?,
        public_key_multibase: row.get("public_key_multibase")?,
        sealed_secret_key: row.get("sealed_secret_key")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        activated_at: time("activated_at")?,
        retired_at: time("retired_at")?,
        revoked_at: time("revoked_at")?,
        revoked_since: time("revoked_since")?,
        revocation_reason: row.get("revocation_reason")?,
    })
}

//! Claim links, found by the hash of their token.

use super::{Connection, Row, sql};
use crate::domain::claim_link::ClaimLink;
use crate::domain::{Error, Result, Timestamp};

const LINK: &str = "SELECT id, environment_id, credential_id, nonce, token_hash, challenge, created_at, expires_at, \
     used_at, replaced_at FROM claim_links";

/// Adds a link.
pub(crate) async fn insert(connection: &mut Connection, link: &ClaimLink) -> Result<()> {
    sql::query(
        "INSERT INTO claim_links \
         (id, environment_id, credential_id, nonce, token_hash, challenge, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&link.id)
    .bind(&link.environment_id)
    .bind(&link.credential_id)
    .bind(link.nonce.as_slice())
    .bind(link.token_hash.as_slice())
    .bind(&link.challenge)
    .bind(link.created_at.as_micros())
    .bind(link.expires_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// A link by its identifier.
pub(crate) async fn find(connection: &mut Connection, id: &str) -> Result<Option<ClaimLink>> {
    let row =
        sql::query(sql::built(format!("{LINK} WHERE id = $1"))).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(link_from).transpose()
}

/// A link by the SHA-256 of its token. Whoever has the token may see it; no environment is asked for.
pub(crate) async fn find_by_hash(
    connection: &mut Connection,
    token_hash: &[u8; 32],
) -> Result<Option<ClaimLink>> {
    let row = sql::query(sql::built(format!("{LINK} WHERE token_hash = $1")))
        .bind(token_hash.as_slice())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(link_from).transpose()
}

/// Uses an open link up. Of several attempts one gets `true`.
pub(crate) async fn take(connection: &mut Connection, id: &str, now: Timestamp) -> Result<bool> {
    let done = sql::query(
        "UPDATE claim_links SET used_at = $2 \
         WHERE id = $1 AND used_at IS NULL AND replaced_at IS NULL AND expires_at > $2",
    )
    .bind(id)
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends what links a credential has.
pub(crate) async fn replace_all(
    connection: &mut Connection,
    credential_id: &str,
    now: Timestamp,
) -> Result<()> {
    sql::query(
        "UPDATE claim_links SET replaced_at = $2 \
         WHERE credential_id = $1 AND used_at IS NULL AND replaced_at IS NULL",
    )
    .bind(credential_id)
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// How many links of a credential were made after `since`.
pub(crate) async fn made_after(
    connection: &mut Connection,
    credential_id: &str,
    since: Timestamp,
) -> Result<i64> {
    let count = sql::scalar("SELECT count(*) FROM claim_links WHERE credential_id = $1 AND created_at > $2")
        .bind(credential_id)
        .bind(since.as_micros());
    Ok(count.fetch_one(connection).await?)
}

/// Ends the links of a credential whose recipient is forgotten.
pub(crate) async fn forget(connection: &mut Connection, credential_id: &str) -> Result<()> {
    sql::query("UPDATE emails SET claim_link_id = NULL WHERE credential_id = $1")
        .bind(credential_id)
        .execute(&mut *connection)
        .await?;
    sql::query("DELETE FROM claim_links WHERE credential_id = $1")
        .bind(credential_id)
        .execute(connection)
        .await?;
    Ok(())
}

fn link_from(row: &Row) -> Result<ClaimLink> {
    let bytes = |column: &str| -> Result<[u8; 32]> {
        let bytes: Vec<u8> = row.get(column)?;
        bytes.try_into().map_err(|_| Error::internal("reading a claim link", "not 32 bytes"))
    };
    let time = |column: &str| -> Result<Option<Timestamp>> {
        Ok(row.get::<Option<i64>>(column)?.map(Timestamp::from_micros))
    };
    Ok(ClaimLink {
        id: row.get("id")?,
        environment_id: row.get("environment_id")?,
        credential_id: row.get("credential_id")?,
        nonce: bytes("nonce")?,
        token_hash: bytes("token_hash")?,
        challenge: row.get("challenge")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        expires_at: Timestamp::from_micros(row.get("expires_at")?),
        used_at: time("used_at")?,
        replaced_at: time("replaced_at")?,
    })
}

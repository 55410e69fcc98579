//! Credentials as JWTs: signed when somebody first asked, and kept, so that everybody gets the same bytes.

use super::{Connection, Row, sql};
use crate::domain::credential_jwt::StoredJwt;
use crate::domain::{Result, Timestamp};

/// The JWT of a credential that was found before.
pub(crate) async fn find(connection: &mut Connection, credential_id: &str) -> Result<Option<StoredJwt>> {
    let row =
        sql::query("SELECT issuer_key_id, jwt, created_at FROM credential_jwts WHERE credential_id = $1")
            .bind(credential_id)
            .fetch_optional(connection)
            .await?;
    row.as_ref().map(from_row).transpose()
}

/// Keeps the JWT; one that another key signed is replaced. Of a credential whose person was forgotten nothing is kept.
pub(crate) async fn put(connection: &mut Connection, credential_id: &str, jwt: &StoredJwt) -> Result<()> {
    sql::query(
        "INSERT INTO credential_jwts (credential_id, issuer_key_id, jwt, created_at) \
         SELECT id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT) FROM credentials WHERE id = $1 AND forgotten_at IS NULL \
         ON CONFLICT (credential_id) DO UPDATE \
         SET issuer_key_id = excluded.issuer_key_id, jwt = excluded.jwt, created_at = excluded.created_at",
    )
    .bind(credential_id)
    .bind(&jwt.issuer_key_id)
    .bind(&jwt.jwt)
    .bind(jwt.created_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes the JWT of a credential whose person is forgotten.
pub(crate) async fn delete(connection: &mut Connection, credential_id: &str) -> Result<()> {
    sql::query("DELETE FROM credential_jwts WHERE credential_id = $1")
        .bind(credential_id)
        .execute(connection)
        .await?;
    Ok(())
}

fn from_row(row: &Row) -> Result<StoredJwt> {
    Ok(StoredJwt {
        issuer_key_id: row.get("issuer_key_id")?,
        jwt: row.get("jwt")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
    })
}

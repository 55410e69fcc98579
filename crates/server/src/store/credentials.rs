//! Credentials.

use sqlx::Row as _;

use super::{Connection, Row};
use crate::domain::credential::{Credential, Revocation, Status};
use crate::domain::{Cursor, Error, Page, PageRequest, Result, Tenant, Timestamp};

/// Which credentials a list holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Only of this achievement.
    pub(crate) achievement_id: Option<String>,
    /// Only of the recipient with this e-mail address; letter case does not matter.
    pub(crate) email: Option<String>,
    /// Only with this status at the time of the query.
    pub(crate) status: Option<Status>,
}

/// Adds a credential.
pub(crate) async fn insert(
    connection: &mut Connection,
    environment_id: &str,
    issuer_id: &str,
    credential: &Credential,
) -> Result<()> {
    let recipient = serde_json::to_string(&credential.recipient)
        .map_err(|error| Error::internal("writing a recipient", error))?;
    sqlx::query(
        "INSERT INTO credentials \
         (id, environment_id, issuer_id, achievement_id, url, recipient, recipient_email, valid_from, valid_until, \
          document, digest, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&credential.id)
    .bind(environment_id)
    .bind(issuer_id)
    .bind(&credential.achievement_id)
    .bind(&credential.url)
    .bind(recipient)
    .bind(credential.recipient.email.as_deref().map(str::to_lowercase))
    .bind(credential.valid_from.as_micros())
    .bind(credential.valid_until.map(Timestamp::as_micros))
    .bind(credential.document.as_bytes())
    .bind(&credential.digest)
    .bind(credential.created_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// A credential of the tenant.
pub(crate) async fn find(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
) -> Result<Option<Credential>> {
    let row = sqlx::query("SELECT * FROM credentials WHERE environment_id = $1 AND id = $2")
        .bind(&tenant.environment_id)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(credential_from).transpose()
}

/// Any credential, for its public page; its identifier cannot be guessed.
pub(crate) async fn find_public(connection: &mut Connection, id: &str) -> Result<Option<Credential>> {
    let row =
        sqlx::query("SELECT * FROM credentials WHERE id = $1").bind(id).fetch_optional(connection).await?;
    row.as_ref().map(credential_from).transpose()
}

/// One page of the tenant's credentials, newest first.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    filter: &Filter,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<Credential>> {
    let (before, before_id) = page
        .after
        .as_ref()
        .map_or((i64::MAX, ""), |cursor| (cursor.created_at.as_micros(), cursor.id.as_str()));
    // The status is computed as `Credential::status` does it.
    let rows = sqlx::query(
        "SELECT * FROM credentials \
         WHERE environment_id = $1 AND (created_at, id) < ($2, $3) \
           AND ($5 IS NULL OR achievement_id = $5) \
           AND ($6 IS NULL OR recipient_email = $6) \
           AND ($7 IS NULL OR $7 = CASE \
                 WHEN revoked_at IS NOT NULL THEN 'revoked' \
                 WHEN valid_until < $8 THEN 'expired' \
                 WHEN valid_from > $8 THEN 'pending' \
                 ELSE 'valid' END) \
         ORDER BY created_at DESC, id DESC LIMIT $4",
    )
    .bind(&tenant.environment_id)
    .bind(before)
    .bind(before_id)
    .bind(i64::from(page.limit) + 1)
    .bind(&filter.achievement_id)
    .bind(filter.email.as_deref().map(str::to_lowercase))
    .bind(filter.status.map(Status::as_str))
    .bind(now.as_micros())
    .fetch_all(connection)
    .await?;
    let rows = rows.iter().map(credential_from).collect::<Result<Vec<_>>>()?;
    let cursor_of = |row: &Credential| Cursor { created_at: row.created_at, id: row.id.clone() };
    Ok(Page::from_rows(rows, page.limit, cursor_of))
}

/// Notes when and why a credential was revoked. The bit in its status list is set apart.
pub(crate) async fn set_revoked(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
    revocation: &Revocation,
) -> Result<()> {
    sqlx::query(
        "UPDATE credentials SET revoked_at = $3, revocation_reason = $4 WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(id)
    .bind(revocation.at.as_micros())
    .bind(&revocation.reason)
    .execute(connection)
    .await?;
    Ok(())
}

fn credential_from(row: &Row) -> Result<Credential> {
    let recipient: String = row.try_get("recipient")?;
    let document: Vec<u8> = row.try_get("document")?;
    let revoked_at: Option<i64> = row.try_get("revoked_at")?;
    let reason: Option<String> = row.try_get("revocation_reason")?;
    let valid_until: Option<i64> = row.try_get("valid_until")?;
    Ok(Credential {
        id: row.try_get("id")?,
        url: row.try_get("url")?,
        achievement_id: row.try_get("achievement_id")?,
        recipient: serde_json::from_str(&recipient)
            .map_err(|error| Error::internal("reading a recipient", error))?,
        valid_from: Timestamp::from_micros(row.try_get("valid_from")?),
        valid_until: valid_until.map(Timestamp::from_micros),
        revocation: revoked_at
            .map(|at| Revocation { at: Timestamp::from_micros(at), reason: reason.unwrap_or_default() }),
        document: String::from_utf8(document)
            .map_err(|error| Error::internal("reading a credential", error))?,
        digest: row.try_get("digest")?,
        created_at: Timestamp::from_micros(row.try_get("created_at")?),
    })
}

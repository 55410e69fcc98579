//! The verification log.

use super::{Connection, Row, sql};
use crate::domain::credential::Status;
use crate::domain::{Cursor, Page, PageRequest, Result, Tenant, Timestamp};

/// Somebody asked.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Opaque identifier.
    pub(crate) id: String,
    /// What the credential was worth by our records.
    pub(crate) status: String,
    /// What the verifier said.
    pub(crate) verdict: String,
    /// When.
    pub(crate) at: Timestamp,
}

/// Adds an entry.
pub(crate) async fn insert(
    connection: &mut Connection,
    id: &str,
    credential_id: &str,
    status: Status,
    verdict: &str,
    now: Timestamp,
) -> Result<()> {
    sql::query(
        "INSERT INTO verifications (id, environment_id, credential_id, status, verdict, created_at) \
         SELECT $1, environment_id, id, $3, $4, $5 FROM credentials WHERE id = $2",
    )
    .bind(id)
    .bind(credential_id)
    .bind(status.as_str())
    .bind(verdict)
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// One page of a credential's log, newest first.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    credential_id: &str,
    page: &PageRequest,
) -> Result<Page<Entry>> {
    let (before, before_id) = page.before();
    let rows = sql::query(
        "SELECT id, status, verdict, created_at FROM verifications \
         WHERE environment_id = $1 AND credential_id = $2 AND (created_at, id) < ($3, $4) \
         ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6",
    )
    .bind(&tenant.environment_id)
    .bind(credential_id)
    .bind(before)
    .bind(before_id)
    .bind(i64::from(page.limit) + 1)
    .bind(i64::from(page.offset))
    .fetch_all(connection)
    .await?;
    let rows = rows.iter().map(entry_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::from_rows(rows, page.limit, |row: &Entry| Cursor { created_at: row.at, id: row.id.clone() }))
}

fn entry_from(row: &Row) -> Result<Entry> {
    Ok(Entry {
        id: row.get("id")?,
        status: row.get("status")?,
        verdict: row.get("verdict")?,
        at: Timestamp::from_micros(row.get("created_at")?),
    })
}

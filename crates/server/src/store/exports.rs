//! Exports that were asked for over HTTP.

use super::{Connection, Row, sql};
use crate::domain::export::{Export, Made, State};
use crate::domain::{Error, Result, Timestamp};

/// Adds an export, unless one of this organization is under way. Whether it was added.
pub(crate) async fn insert(connection: &mut Connection, export: &Export) -> Result<bool> {
    let done = sql::query(
        "INSERT INTO exports (id, organization_id, documents, state, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT DO NOTHING",
    )
    .bind(&export.id)
    .bind(&export.organization_id)
    .bind(i64::from(export.documents))
    .bind(export.state.as_str())
    .bind(export.created_at.as_micros())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The organization's export that was asked for last.
pub(crate) async fn newest(connection: &mut Connection, organization_id: &str) -> Result<Option<Export>> {
    let row = sql::query(
        "SELECT * FROM exports WHERE organization_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1",
    )
    .bind(organization_id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(export_from).transpose()
}

/// An export of the organization.
pub(crate) async fn find(
    connection: &mut Connection,
    organization_id: &str,
    id: &str,
) -> Result<Option<Export>> {
    let row = sql::query("SELECT * FROM exports WHERE organization_id = $1 AND id = $2")
        .bind(organization_id)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(export_from).transpose()
}

/// An export in the hands of a job.
pub(crate) async fn of_job(connection: &mut Connection, id: &str) -> Result<Option<Export>> {
    let row = sql::query("SELECT * FROM exports WHERE id = $1").bind(id).fetch_optional(connection).await?;
    row.as_ref().map(export_from).transpose()
}

/// Notes how far an export is.
pub(crate) async fn note_progress(
    connection: &mut Connection,
    id: &str,
    done: i64,
    total: i64,
) -> Result<()> {
    sql::query(
        "UPDATE exports SET state = 'running', done = $2, total = $3 \
         WHERE id = $1 AND state IN ('queued', 'running')",
    )
    .bind(id)
    .bind(done)
    .bind(total)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes what became of an export; `made` if there is a file.
pub(crate) async fn end(
    connection: &mut Connection,
    id: &str,
    made: Option<Made>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    let state = if made.is_some() { State::Completed } else { State::Failed };
    let credentials = made.map(|made| made.credentials);
    sql::query(
        "UPDATE exports SET state = $2, bytes = $3, done = coalesce($4, done), total = coalesce($4, total), \
           finished_at = $5, expires_at = $6 WHERE id = $1",
    )
    .bind(id)
    .bind(state.as_str())
    .bind(made.map(|made| made.bytes))
    .bind(credentials)
    .bind(now.as_micros())
    .bind(expires_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets an export.
pub(crate) async fn remove(connection: &mut Connection, id: &str) -> Result<()> {
    sql::query("DELETE FROM exports WHERE id = $1").bind(id).execute(connection).await?;
    Ok(())
}

fn export_from(row: &Row) -> Result<Export> {
    let state: String = row.get("state")?;
    let documents: i64 = row.get("documents")?;
    let time = |micros: Option<i64>| micros.map(Timestamp::from_micros);
    Ok(Export {
        id: row.get("id")?,
        organization_id: row.get("organization_id")?,
        documents: documents == 1,
        state: State::parse(&state).ok_or_else(|| Error::internal("reading an export", state))?,
        done: row.get("done")?,
        total: row.get("total")?,
        bytes: row.get("bytes")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        finished_at: time(row.get("finished_at")?),
        expires_at: time(row.get("expires_at")?),
    })
}

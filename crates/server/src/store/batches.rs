//! Batches and their rows.

use super::{Connection, Row, bulk, sql};
use crate::domain::batch::{Batch, BatchRow, Fault, RowState, State, Waiting};
use crate::domain::{Cursor, Error, Page, PageRequest, Result, Tenant, Timestamp};

/// A row as it is kept until its turn.
pub(crate) struct Staged {
    /// Counts from 1.
    pub(crate) number: i64,
    /// Where it begins in the file.
    pub(crate) line: Option<i64>,
    /// The caller's own identifier.
    pub(crate) external_id: Option<String>,
    /// What was asked for, as JSON, or why it cannot be.
    pub(crate) content: Result<String, String>,
}

/// What became of a row.
pub(crate) struct Settled {
    /// Which row.
    pub(crate) number: i64,
    /// Its credential, if one was issued.
    pub(crate) credential_id: Option<String>,
    /// Why there is none, as JSON. Neither: it was only checked.
    pub(crate) error: Option<String>,
}

/// Adds a batch whose rows are still to come.
pub(crate) async fn insert(connection: &mut Connection, tenant: &Tenant, batch: &Batch) -> Result<()> {
    sql::query(
        "INSERT INTO batches (id, environment_id, state, dry_run, created_at) VALUES ($1, $2, 'receiving', $3, $4)",
    )
    .bind(&batch.id)
    .bind(&tenant.environment_id)
    .bind(i64::from(batch.dry_run))
    .bind(batch.created_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds rows.
pub(crate) async fn insert_rows(connection: &mut Connection, batch_id: &str, rows: &[Staged]) -> Result<()> {
    for rows in bulk::parts(rows) {
        let statement = format!(
            "INSERT INTO batch_rows (batch_id, number, line, state, external_id, request, error) VALUES {}",
            bulk::rows(rows.len(), 7)
        );
        let mut query = sql::query(sql::built_in_order(statement));
        for row in rows {
            let (state, request, error) = match &row.content {
                Ok(request) => (RowState::Waiting, &**request, None),
                Err(error) => (RowState::Failed, "", Some(error)),
            };
            query = query
                .bind(batch_id)
                .bind(row.number)
                .bind(row.line)
                .bind(state.as_str())
                .bind(&row.external_id)
                .bind(request)
                .bind(error);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Notes that all rows have come, and how many jobs work on them.
pub(crate) async fn set_queued(connection: &mut Connection, batch: &Batch, parts: i64) -> Result<()> {
    sql::query(
        "UPDATE batches SET state = 'queued', total = $2, failed = $3, open_parts = $4 \
         WHERE id = $1 AND state = 'receiving'",
    )
    .bind(&batch.id)
    .bind(batch.total)
    .bind(batch.failed)
    .bind(parts)
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes a batch of which nothing became.
pub(crate) async fn remove(connection: &mut Connection, id: &str) -> Result<()> {
    for statement in [
        "DELETE FROM batch_rows WHERE batch_id IN (SELECT id FROM batches WHERE id = $1 AND state = 'receiving')",
        "DELETE FROM batches WHERE id = $1 AND state = 'receiving'",
    ] {
        sql::query(statement).bind(id).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Batches whose rows stopped coming: created before `time` and still not queued.
pub(crate) async fn abandoned(connection: &mut Connection, time: Timestamp) -> Result<Vec<String>> {
    let ids = sql::scalar(
        "SELECT id FROM batches WHERE state = 'receiving' AND created_at < $1 ORDER BY created_at, id",
    )
    .bind(time.as_micros());
    Ok(ids.fetch_all(connection).await?)
}

/// A batch of the tenant.
pub(crate) async fn find(connection: &mut Connection, tenant: &Tenant, id: &str) -> Result<Option<Batch>> {
    let row =
        sql::query("SELECT * FROM batches WHERE environment_id = $1 AND id = $2 AND state <> 'receiving'")
            .bind(&tenant.environment_id)
            .bind(id)
            .fetch_optional(connection)
            .await?;
    row.as_ref().map(batch_from).transpose()
}

/// One page of the tenant's batches, newest first.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    page: &PageRequest,
) -> Result<Page<Batch>> {
    let (before, before_id) = page.before();
    let rows = sql::query(
        "SELECT * FROM batches WHERE environment_id = $1 AND state <> 'receiving' AND (created_at, id) < ($2, $3) \
         ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5",
    )
    .bind(&tenant.environment_id)
    .bind(before)
    .bind(before_id)
    .bind(i64::from(page.limit) + 1)
    .bind(i64::from(page.offset))
    .fetch_all(connection)
    .await?;
    let rows = rows.iter().map(batch_from).collect::<Result<Vec<_>>>()?;
    let cursor_of = |row: &Batch| Cursor { created_at: row.created_at, id: row.id.clone() };
    Ok(Page::from_rows(rows, page.limit, cursor_of))
}

/// Rows after `after`, in order, `limit` at most. With `state`, only those.
pub(crate) async fn rows(
    connection: &mut Connection,
    tenant: &Tenant,
    batch: &Batch,
    state: Option<RowState>,
    after: i64,
    limit: u32,
) -> Result<Vec<BatchRow>> {
    // A row that waits in a batch that was cancelled shows as cancelled.
    let is_cancelled = batch.state == State::Cancelled;
    let kept = match state {
        Some(RowState::Cancelled) if is_cancelled => Some(RowState::Waiting),
        Some(RowState::Waiting) if is_cancelled => return Ok(Vec::new()),
        Some(RowState::Cancelled) => return Ok(Vec::new()),
        state => state,
    };
    let rows = sql::query(
        "SELECT r.number, r.line, r.state, r.external_id, r.credential_id, r.error, c.code, c.url \
         FROM batch_rows r JOIN batches b ON b.id = r.batch_id \
         LEFT JOIN credentials c ON c.id = r.credential_id AND c.environment_id = b.environment_id \
         WHERE b.environment_id = $1 AND r.batch_id = $2 AND r.number > $3 \
           AND (CAST($4 AS TEXT) IS NULL OR r.state = $4) ORDER BY r.number LIMIT $5",
    )
    .bind(&tenant.environment_id)
    .bind(&batch.id)
    .bind(after)
    .bind(kept.map(RowState::as_str))
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| row_from(row, is_cancelled)).collect()
}

/// The next rows of a part that nothing has become of yet.
pub(crate) async fn waiting(
    connection: &mut Connection,
    batch_id: &str,
    first: i64,
    last: i64,
    limit: u32,
) -> Result<Vec<Waiting>> {
    let rows = sql::query(
        "SELECT number, request FROM batch_rows \
         WHERE batch_id = $1 AND number BETWEEN $2 AND $3 AND state = 'waiting' ORDER BY number LIMIT $4",
    )
    .bind(batch_id)
    .bind(first)
    .bind(last)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    let waiting = |row: &Row| Ok(Waiting { number: row.get("number")?, request: row.get("request")? });
    rows.iter().map(waiting).collect()
}

/// Writes what became of rows that waited until now. The number of rows that did: with fewer than `settled`, somebody
/// else was faster, and the caller gives its work up.
pub(crate) async fn settle(
    connection: &mut Connection,
    batch_id: &str,
    settled: &[Settled],
) -> Result<usize> {
    let mut written = 0;
    for settled in bulk::parts(settled) {
        let row = |row: usize| {
            let first = 1 + 4 * row;
            format!(
                "(CAST(${} AS BIGINT), CAST(${} AS TEXT), CAST(${} AS TEXT), CAST(${} AS TEXT))",
                first,
                first + 1,
                first + 2,
                first + 3
            )
        };
        let values: Vec<String> = (0..settled.len()).map(row).collect();
        let next = 1 + 4 * settled.len();
        // The range keeps a database that has not counted the rows yet from reading all of them.
        let statement = format!(
            "UPDATE batch_rows SET state = v.column2, credential_id = v.column3, error = v.column4, request = '' \
             FROM (VALUES {}) AS v \
             WHERE batch_rows.batch_id = ${} AND batch_rows.number BETWEEN ${} AND ${} \
               AND batch_rows.number = v.column1 AND batch_rows.state = 'waiting'",
            values.join(", "),
            next,
            next + 1,
            next + 2
        );
        let mut query = sql::query(sql::built_in_order(statement));
        for row in settled {
            let state = match (&row.credential_id, &row.error) {
                (_, Some(_)) => RowState::Failed,
                (Some(_), None) => RowState::Issued,
                (None, None) => RowState::Checked,
            };
            query = query.bind(row.number).bind(state.as_str()).bind(&row.credential_id).bind(&row.error);
        }
        let numbers = || settled.iter().map(|row| row.number);
        let query = query.bind(batch_id).bind(numbers().min()).bind(numbers().max());
        written += query.execute(&mut *connection).await?.rows_affected();
    }
    usize::try_from(written).map_err(|error| Error::internal("writing results of a batch", error))
}

/// Counts what was done. `false`: the batch was cancelled, and the caller gives its work up.
pub(crate) async fn advance(connection: &mut Connection, id: &str, issued: i64, failed: i64) -> Result<bool> {
    let done = sql::query(
        "UPDATE batches SET state = 'running', issued = issued + $2, failed = failed + $3 \
         WHERE id = $1 AND state IN ('queued', 'running')",
    )
    .bind(id)
    .bind(issued)
    .bind(failed)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that one of its jobs is over. The batch, if that was the last.
pub(crate) async fn close_part(
    connection: &mut Connection,
    id: &str,
    now: Timestamp,
) -> Result<Option<Batch>> {
    sql::query("UPDATE batches SET open_parts = open_parts - 1 WHERE id = $1")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    let row = sql::query(
        "UPDATE batches SET state = 'completed', finished_at = $2 \
         WHERE id = $1 AND open_parts = 0 AND state IN ('queued', 'running') RETURNING *",
    )
    .bind(id)
    .bind(now.as_micros())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(batch_from).transpose()
}

/// Cancels a batch of the tenant that is not over. `None`: it is over, or there is none.
pub(crate) async fn cancel(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
    now: Timestamp,
) -> Result<Option<Batch>> {
    let row = sql::query(
        "UPDATE batches SET state = 'cancelled', finished_at = $3 \
         WHERE environment_id = $1 AND id = $2 AND state IN ('queued', 'running') RETURNING *",
    )
    .bind(&tenant.environment_id)
    .bind(id)
    .bind(now.as_micros())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(batch_from).transpose()
}

/// Forgets what the rows of a part asked for, where nothing has become of them.
pub(crate) async fn forget_requests(
    connection: &mut Connection,
    batch_id: &str,
    first: i64,
    last: i64,
) -> Result<()> {
    sql::query(
        "UPDATE batch_rows SET request = '' \
         WHERE batch_id = $1 AND number BETWEEN $2 AND $3 AND state = 'waiting'",
    )
    .bind(batch_id)
    .bind(first)
    .bind(last)
    .execute(connection)
    .await?;
    Ok(())
}

fn batch_from(row: &Row) -> Result<Batch> {
    let state: String = row.get("state")?;
    Ok(Batch {
        id: row.get("id")?,
        state: State::parse(&state).ok_or_else(|| Error::internal("reading a batch", state))?,
        dry_run: row.get::<i64>("dry_run")? != 0,
        total: row.get("total")?,
        issued: row.get("issued")?,
        failed: row.get("failed")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        finished_at: row.get::<Option<i64>>("finished_at")?.map(Timestamp::from_micros),
    })
}

fn row_from(row: &Row, is_cancelled: bool) -> Result<BatchRow> {
    let state: String = row.get("state")?;
    let state = match RowState::parse(&state) {
        Some(RowState::Waiting) if is_cancelled => RowState::Cancelled,
        Some(state) => state,
        None => return Err(Error::internal("reading a row of a batch", state)),
    };
    let error: Option<String> = row.get("error")?;
    Ok(BatchRow {
        number: row.get("number")?,
        line: row.get("line")?,
        state,
        external_id: row.get("external_id")?,
        credential_id: row.get("credential_id")?,
        code: row.get("code")?,
        url: row.get("url")?,
        error: error.as_deref().map(Fault::from_json).transpose()?,
    })
}

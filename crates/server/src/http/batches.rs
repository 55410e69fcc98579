//! `/v1/batches`: many credentials from one request, their progress, what became of each row.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, Stream};
use poem::http::header;
use poem::web::Data;
use poem::{Request, Response};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::EventStream;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::batch_body::{self, Common, IncomingRows, RowsBody};
use super::edge::{self, Answer, ApiError, DateTime, Document, ErrorDetail, Media, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::csv_cell::safe_cell;
use crate::domain::api_key::Scope;
use crate::domain::batch::{self, Batch, BatchRow, Receiving, RowState, State};
use crate::domain::idempotency::{self, Stored};
use crate::domain::{Cursor, CursorSeal, Error, FieldProblem, PageRequest, Tenant, Timestamp};
use crate::store;

/// How often progress is looked at.
const PROGRESS_PAUSE: Duration = Duration::from_millis(500);
/// A sign of life on a connection that tells progress.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Rows that are read at once for a table of results.
const RESULTS_AT_ONCE: u32 = 1000;

/// A batch.
#[derive(Debug, Object)]
#[oai(rename = "Batch", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct BatchResource {
    /// Opaque identifier.
    id: String,
    /// How far it has come.
    state: BatchState,
    /// Whether rows are only checked.
    dry_run: bool,
    /// Rows.
    total: i64,
    /// Rows of which something became.
    done: i64,
    /// Rows of which a credential was issued; with `dryRun`, rows without a fault.
    succeeded: i64,
    /// Rows that were refused; `/rows` says why.
    failed: i64,
    /// When it came.
    created_at: DateTime,
    /// When it was completed or cancelled.
    finished_at: Option<DateTime>,
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum BatchState {
    /// Nothing was done yet.
    Queued,
    /// Some of it is done.
    Running,
    /// Something became of every row.
    Completed,
    /// Nothing more becomes of it.
    Cancelled,
}

/// How far a row has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum BatchRowState {
    /// Nothing was done yet.
    Waiting,
    /// A credential was issued.
    Issued,
    /// It has no fault; the batch only checks.
    Checked,
    /// It was refused.
    Failed,
    /// The batch was cancelled before its turn.
    Cancelled,
}

/// One page of batches, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct BatchPage {
    /// The batches.
    items: Vec<BatchResource>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
}

/// A row and what became of it.
#[derive(Debug, Object)]
#[oai(rename = "BatchRow", rename_all = "camelCase", skip_serializing_if_is_none)]
struct RowResource {
    /// Counts the rows from 1, without a header.
    row: i64,
    /// The line of the table on which it begins.
    line: Option<i64>,
    /// How far it has come.
    state: BatchRowState,
    /// Your own identifier.
    external_id: Option<String>,
    /// The credential.
    credential_id: Option<String>,
    /// Its short code.
    code: Option<String>,
    /// The page where anybody can verify it.
    verification_url: Option<String>,
    /// Why there is none.
    error: Option<RowError>,
}

/// Why a row was refused.
#[derive(Debug, Object)]
struct RowError {
    /// One of the closed list of codes.
    code: String,
    /// One sentence for a person.
    message: String,
    /// Every fault of the row, with a pointer into its request.
    details: Vec<ErrorDetail>,
}

/// One page of rows, in their order.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct BatchRowPage {
    /// The rows.
    items: Vec<RowResource>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
}

/// A table.
pub(super) struct Csv;

impl Media for Csv {
    const TYPES: &'static [&'static str] = &["text/csv"];
}

/// The progress of a batch, as it changes.
#[derive(ApiResponse)]
pub(super) enum Progress<T: Stream<Item = BatchResource> + Send + 'static> {
    /// One event for each change; the last one says `completed` or `cancelled`.
    #[oai(status = 200)]
    Stream(EventStream<T>),
}

/// Batches: many credentials from one request.
pub(super) struct Batches;

#[OpenApi(tag = "Tag::Batches")]
impl Batches {
    /// Issue many credentials
    ///
    /// The rows come as a JSON array of the requests that `POST /v1/credentials` takes, as an object with `defaults` and
    /// `rows`, or as a table (`text/csv`) whose header names the members: `recipient.name`, `validUntil`, `fields.grade`,
    /// `evidence.0.id`. 100,000 rows at most. A row with a fault does not stop the others; a body that cannot be taken
    /// apart issues nothing. The answer comes when all rows are received; the credentials are issued after it.
    #[oai(path = "/v1/batches", method = "post", operation_id = "createBatch")]
    #[allow(clippy::too_many_arguments, reason = "one for each parameter")]
    async fn create(
        &self,
        caller: edge::Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        /// Only check every row; issue nothing.
        #[oai(name = "dryRun")]
        dry_run: Query<Option<bool>>,
        /// The achievement of every row that does not name its own.
        #[oai(name = "achievementId")]
        achievement_id: Query<Option<String>>,
        /// What every row asks for unless it says otherwise: members of a request, as a JSON object.
        defaults: Query<Option<String>>,
        /// Which column is which member, as a JSON object: `{"Vorname":"recipient.name","Notiz":""}`. Columns that are not
        /// named are found by their name; an empty text leaves one out.
        mapping: Query<Option<String>>,
        body: RowsBody,
    ) -> Result<Answer<BatchResource, 202>, ApiError> {
        let tenant = caller.allowed(Scope::Issue)?;
        let mut common = Common {
            defaults: object("/query/defaults", defaults.0)?,
            mapping: object("/query/mapping", mapping.0)?,
        };
        if let Some(achievement_id) = achievement_id.0 {
            common.defaults.insert("achievementId".to_owned(), Value::String(achievement_id));
        }
        // Bound to the query too; the body's hash follows when the body has come.
        let query = request.uri().query().unwrap_or_default().to_owned();
        let key = edge::idempotency_key(tenant, request, idempotency_key.0, &[])?;
        let most_bytes = backend.limits.batch_bytes;
        let bind = |body: [u8; 32]| Sha256::new().chain_update(&query).chain_update(body).finalize().into();

        let Some(mut key) = key else {
            let (receiving, _) = receive(&backend, tenant, dry_run.0, common, body).await?;
            return Ok(receiving.queue(None, accepted).await?.into());
        };
        let _guard = idempotency::enter(&backend.in_flight, &key).await?;
        if let Some(Stored { fingerprint, answer }) = idempotency::stored(&backend.store, &key).await? {
            let sent: [u8; 32] = bind(body.hash(most_bytes).await?);
            return if sent[..] == fingerprint[..] {
                Ok(answer.into())
            } else {
                Err(Error::Conflict(crate::domain::Conflict::IdempotencyKeyReused).into())
            };
        }
        let (receiving, hash) = receive(&backend, tenant, dry_run.0, common, body).await?;
        key.fingerprint = bind(hash);
        Ok(receiving.queue(Some(key), accepted).await?.into())
    }

    /// List batches, newest first
    ///
    /// Each with how far it is. What became of single rows is in the rows of one batch.
    #[oai(path = "/v1/batches", method = "get", operation_id = "listBatches")]
    async fn list(
        &self,
        caller: edge::Caller,
        backend: Data<&Arc<Backend>>,
        /// Batches on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Answer<BatchPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let seal = CursorSeal::new(&backend.master_key, tenant, "batches");
        let page = PageRequest::new(&seal, limit.0, cursor.0.as_deref(), None)?;
        let mut connection = backend.store.read().await?;
        let page = store::batches::list(&mut connection, tenant, &page).await?;
        Ok(Answer::new(&BatchPage {
            items: page.rows.iter().map(BatchResource::from).collect(),
            next_cursor: page.next.map(|cursor| seal.seal(&cursor)).transpose()?,
        }))
    }

    /// Get the table to fill in
    ///
    /// The most common columns; others are named like the members of a request.
    #[oai(path = "/v1/batches/template.csv", method = "get", operation_id = "getBatchTemplate")]
    async fn template(&self, caller: edge::Caller) -> Result<Document<Csv>, ApiError> {
        caller.allowed(Scope::Read)?;
        Ok(table("batch-template.csv", batch_body::template()))
    }

    /// Get a batch
    ///
    /// How many of its rows are issued, checked or failed so far.
    #[oai(path = "/v1/batches/:id", method = "get", operation_id = "getBatch")]
    async fn get(
        &self,
        caller: edge::Caller,
        backend: Data<&Arc<Backend>>,
        /// The batch's identifier.
        id: Path<String>,
    ) -> Result<Answer<BatchResource>, ApiError> {
        let batch = find(&backend, caller.allowed(Scope::Read)?, &id).await?;
        Ok(Answer::new(&BatchResource::from(&batch)))
    }

    /// List the rows of a batch, in their order
    ///
    /// Each with its line in the table, and the credential that came of it or what is wrong with it.
    #[oai(path = "/v1/batches/:id/rows", method = "get", operation_id = "listBatchRows")]
    async fn rows(
        &self,
        caller: edge::Caller,
        backend: Data<&Arc<Backend>>,
        /// The batch's identifier.
        id: Path<String>,
        /// Only with this state.
        state: Query<Option<BatchRowState>>,
        /// Rows on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Answer<BatchRowPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let seal = CursorSeal::new(&backend.master_key, tenant, "batch rows");
        let page = PageRequest::new(&seal, limit.0, cursor.0.as_deref(), None)?;
        let batch = find(&backend, tenant, &id).await?;
        // Rows have no time of their own; their number stands in its place.
        let after = page.after.map_or(0, |cursor| cursor.created_at.as_micros());
        let state = state.0.map(RowState::from);
        let mut connection = backend.store.read().await?;
        let mut rows =
            store::batches::rows(&mut connection, tenant, &batch, state, after, page.limit + 1).await?;
        let has_more = rows.len() > page.limit as usize;
        rows.truncate(page.limit as usize);
        let next = rows
            .last()
            .filter(|_| has_more)
            .map(|row| Cursor { created_at: Timestamp::from_micros(row.number), id: String::new() });
        Ok(Answer::new(&BatchRowPage {
            items: rows.into_iter().map(RowResource::from).collect(),
            next_cursor: next.map(|cursor| seal.seal(&cursor)).transpose()?,
        }))
    }

    /// Get what became of every row, as a table
    ///
    /// A cell that a spreadsheet would take for a formula begins with an apostrophe.
    #[oai(path = "/v1/batches/:id/results.csv", method = "get", operation_id = "getBatchResults")]
    async fn results(
        &self,
        caller: edge::Caller,
        backend: Data<&Arc<Backend>>,
        /// The batch's identifier.
        id: Path<String>,
    ) -> Result<Document<Csv>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?.clone();
        let batch = find(&backend, &tenant, &id).await?;
        let name = format!("batch-{}.csv", batch.id);
        let pieces = result_pieces(backend.clone(), tenant, batch);
        Ok(table(&name, poem::Body::from_bytes_stream(pieces)))
    }

    /// Follow the progress of a batch
    ///
    /// Server-sent events: one for each change, until it is over.
    #[oai(path = "/v1/batches/:id/progress", method = "get", operation_id = "followBatch")]
    async fn progress(
        &self,
        caller: edge::Caller,
        backend: Data<&Arc<Backend>>,
        /// The batch's identifier.
        id: Path<String>,
    ) -> Result<Progress<stream::BoxStream<'static, BatchResource>>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?.clone();
        find(&backend, &tenant, &id).await?;
        let changes = changes(backend.clone(), tenant, id.0);
        Ok(Progress::Stream(EventStream::new(Box::pin(changes) as _).keep_alive(KEEP_ALIVE)))
    }

    /// Cancel a batch
    ///
    /// What was issued stays. When this answers, nothing more is issued.
    #[oai(path = "/v1/batches/:id/cancel", method = "post", operation_id = "cancelBatch")]
    async fn cancel(
        &self,
        caller: edge::Caller,
        backend: Data<&Arc<Backend>>,
        /// The batch's identifier.
        id: Path<String>,
    ) -> Result<Answer<BatchResource>, ApiError> {
        let batch = batch::cancel(&backend, caller.allowed(Scope::Issue)?, &id).await?;
        Ok(Answer::new(&BatchResource::from(&batch)))
    }
}

/// Receives all rows, or removes those that came.
async fn receive<'a>(
    backend: &'a Backend,
    tenant: &'a Tenant,
    dry_run: Option<bool>,
    common: Common,
    body: RowsBody,
) -> Result<(Receiving<'a>, [u8; 32]), ApiError> {
    let mut receiving = Receiving::begin(backend, tenant, dry_run.unwrap_or(false)).await?;
    let most_bytes = backend.limits.batch_bytes;
    let mut incoming = body.read(common, most_bytes);
    let received = add_all(&mut receiving, &mut incoming).await;
    let hash = incoming.hash().await;
    match received.and(hash) {
        Ok(hash) => Ok((receiving, hash)),
        Err(error) => {
            receiving.give_up().await;
            Err(error)
        }
    }
}

async fn add_all(receiving: &mut Receiving<'_>, incoming: &mut IncomingRows) -> Result<(), ApiError> {
    while let Some(rows) = incoming.next().await? {
        receiving.add(rows).await?;
    }
    Ok(receiving.check()?)
}

fn accepted(batch: &Batch) -> idempotency::Answer {
    let location = format!("/v1/batches/{}", batch.id);
    answer_body(202, Some(&location), &BatchResource::from(batch))
}

async fn find(backend: &Backend, tenant: &Tenant, id: &str) -> Result<Batch, ApiError> {
    let mut connection = backend.store.read().await?;
    let found = store::batches::find(&mut connection, tenant, id).await?;
    Ok(found.ok_or(Error::NotFound("batch"))?)
}

/// A parameter that is a JSON object.
fn object(pointer: &str, text: Option<String>) -> Result<Map<String, Value>, ApiError> {
    let Some(text) = text else { return Ok(Map::new()) };
    serde_json::from_str(&text).map_err(|error| {
        ApiError::invalid(vec![FieldProblem::new(pointer, format!("Must be a JSON object: {error}."))])
    })
}

/// The batch each time that it has changed, until it is over.
fn changes(backend: Arc<Backend>, tenant: Tenant, id: String) -> impl Stream<Item = BatchResource> + Send {
    stream::unfold(Some((backend, tenant, id, -1)), |state| async {
        let (backend, tenant, id, last) = state?;
        loop {
            let batch = find(&backend, &tenant, &id).await.ok()?;
            let done = batch.issued + batch.failed;
            if batch.state.is_over() {
                return Some((BatchResource::from(&batch), None));
            }
            if done != last {
                return Some((BatchResource::from(&batch), Some((backend, tenant, id, done))));
            }
            tokio::time::sleep(PROGRESS_PAUSE).await;
        }
    })
}

/// The table of results, a thousand rows at a time.
fn result_pieces(
    backend: Arc<Backend>,
    tenant: Tenant,
    batch: Batch,
) -> impl Stream<Item = std::io::Result<Vec<u8>>> + Send {
    stream::unfold(Some((backend, tenant, batch, 0)), |state| async {
        let (backend, tenant, batch, after) = state?;
        let rows = async {
            let mut connection = backend.store.read().await?;
            store::batches::rows(&mut connection, &tenant, &batch, None, after, RESULTS_AT_ONCE).await
        };
        let piece = match rows.await {
            Ok(rows) => {
                let next = rows.last().map(|row| row.number);
                result_table(&rows, after == 0).map(|bytes| (bytes, next))
            }
            // The caller sees the table break off.
            Err(error) => Err(std::io::Error::other(error.to_string())),
        };
        match piece {
            Ok((bytes, Some(next))) => Some((Ok(bytes), Some((backend, tenant, batch, next)))),
            Ok((bytes, None)) if bytes.is_empty() => None,
            Ok((bytes, None)) => Some((Ok(bytes), None)),
            Err(error) => Some((Err(error), None)),
        }
    })
}

fn result_table(rows: &[BatchRow], with_header: bool) -> std::io::Result<Vec<u8>> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if with_header {
        table.write_record([
            "row",
            "line",
            "state",
            "externalId",
            "credentialId",
            "code",
            "verificationUrl",
            "errorCode",
            "error",
        ])?;
    }
    for row in rows {
        let line = row.line.map(|line| line.to_string()).unwrap_or_default();
        let (code, error) = match &row.error {
            Some(fault) => {
                let details: Vec<String> = fault
                    .details
                    .iter()
                    .map(|detail| format!("{}: {}", detail.pointer, detail.message))
                    .collect();
                let message = if details.is_empty() { fault.message.clone() } else { details.join(" ") };
                (fault.code.clone(), message)
            }
            None => Default::default(),
        };
        table.write_record([
            &*row.number.to_string(),
            &line,
            row.state.as_str(),
            &safe_cell(row.external_id.as_deref().unwrap_or_default()),
            row.credential_id.as_deref().unwrap_or_default(),
            row.code.as_deref().unwrap_or_default(),
            row.url.as_deref().unwrap_or_default(),
            &code,
            &safe_cell(&error),
        ])?;
    }
    table.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

fn table(name: &str, body: impl Into<poem::Body>) -> Document<Csv> {
    let response = Response::builder()
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
        .content_type("text/csv; charset=utf-8")
        .body(body);
    Document::from_response(response)
}

impl From<&Batch> for BatchResource {
    fn from(batch: &Batch) -> Self {
        Self {
            id: batch.id.clone(),
            state: match batch.state {
                State::Receiving | State::Queued => BatchState::Queued,
                State::Running => BatchState::Running,
                State::Completed => BatchState::Completed,
                State::Cancelled => BatchState::Cancelled,
            },
            dry_run: batch.dry_run,
            total: batch.total,
            done: batch.issued + batch.failed,
            succeeded: batch.issued,
            failed: batch.failed,
            created_at: DateTime(batch.created_at),
            finished_at: batch.finished_at.map(DateTime),
        }
    }
}

impl From<BatchRow> for RowResource {
    fn from(row: BatchRow) -> Self {
        Self {
            row: row.number,
            line: row.line,
            state: match row.state {
                RowState::Waiting => BatchRowState::Waiting,
                RowState::Issued => BatchRowState::Issued,
                RowState::Checked => BatchRowState::Checked,
                RowState::Failed => BatchRowState::Failed,
                RowState::Cancelled => BatchRowState::Cancelled,
            },
            external_id: row.external_id,
            credential_id: row.credential_id,
            code: row.code,
            verification_url: row.url,
            error: row.error.map(|fault| RowError {
                code: fault.code,
                message: fault.message,
                details: fault.details.iter().map(ErrorDetail::from).collect(),
            }),
        }
    }
}

impl From<BatchRowState> for RowState {
    fn from(state: BatchRowState) -> Self {
        match state {
            BatchRowState::Waiting => Self::Waiting,
            BatchRowState::Issued => Self::Issued,
            BatchRowState::Checked => Self::Checked,
            BatchRowState::Failed => Self::Failed,
            BatchRowState::Cancelled => Self::Cancelled,
        }
    }
}

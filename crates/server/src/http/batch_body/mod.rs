//! The rows of a batch as they arrive: read piece by piece, so that a hundred thousand need no more memory than a few.
//!
//! The bytes go to a thread that takes them apart ([`csv`], [`json`]); its rows come back some at a time.

mod csv;
mod json;

use std::cell::RefCell;
use std::io::Read;
use std::rc::Rc;

use futures_util::{Stream, StreamExt};
use poem::{Body, Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{Any, ParseFromJSON, Type};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, Object};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::credential_model::IssueRequest;
use super::edge::{ApiError, ErrorCode, ShapeCheck};
use crate::domain::batch::{Fault, NewRow};

/// Rows that are handed on together.
const ROWS_AT_ONCE: usize = 500;
/// Bytes of one row at most.
const MAX_ROW_BYTES: usize = 256 << 10;
/// Bytes that are read and thrown away after a fault, at most.
const MAX_DRAINED_BYTES: usize = 8 << 20;

/// The body of `POST /v1/batches`.
pub(super) struct RowsBody {
    format: Format,
    body: Body,
}

#[derive(Clone, Copy)]
enum Format {
    Csv,
    Json,
}

/// Rows with what they have in common.
#[derive(Debug, Object)]
struct BatchRequest {
    /// What every row asks for, unless it says otherwise itself. Stands before `rows`.
    defaults: Option<Any<Map<String, Value>>>,
    /// One request each, as for `POST /v1/credentials`.
    rows: Vec<Any<Map<String, Value>>>,
}

/// What the request says about all rows.
#[derive(Default)]
pub(super) struct Common {
    /// Members that a row has unless it has its own.
    pub(super) defaults: Map<String, Value>,
    /// Which column of a table is which member; one that is not named is found by its name.
    pub(super) mapping: Map<String, Value>,
}

/// Rows on their way; an error ends the request.
type Rows = mpsc::Sender<Result<Vec<NewRow>, ApiError>>;

impl RowsBody {
    /// Begins to read.
    pub(super) fn read(self, common: Common, most_bytes: u32) -> IncomingRows {
        let (feed, bytes) = mpsc::channel(4);
        let (rows, taken) = mpsc::channel(2);
        let format = self.format;
        tokio::task::spawn_blocking(move || parse(format, bytes, &common, rows));
        let mut feeding = JoinSet::new();
        feeding.spawn(feed_bytes(self.body, Some(feed), most_bytes));
        IncomingRows { rows: taken, feeding }
    }

    /// Reads all bytes for their SHA-256 alone.
    ///
    /// # Errors
    /// A body that is too large or breaks off.
    pub(super) async fn hash(self, most_bytes: u32) -> Result<[u8; 32], ApiError> {
        feed_bytes(self.body, None, most_bytes).await
    }
}

/// Rows, as they come.
pub(super) struct IncomingRows {
    rows: mpsc::Receiver<Result<Vec<NewRow>, ApiError>>,
    feeding: JoinSet<Result<[u8; 32], ApiError>>,
}

impl IncomingRows {
    /// The next rows; `None` when all have come.
    ///
    /// # Errors
    /// A body that is too large or cannot be taken apart.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<NewRow>>, ApiError> {
        self.rows.recv().await.transpose()
    }

    /// The SHA-256 of the bytes, when all rows have come. After a fault it reads the rest of the body, because a client
    /// that is still writing does not see the answer.
    ///
    /// # Errors
    /// A body that is too large or breaks off.
    pub(super) async fn hash(mut self) -> Result<[u8; 32], ApiError> {
        drop(self.rows);
        let fed = self.feeding.join_next().await.and_then(Result::ok);
        fed.unwrap_or_else(|| Err(ApiError::new(ErrorCode::InternalError, "The body could not be read.")))
    }
}

/// Takes the bytes apart, on a thread that may block.
fn parse(format: Format, bytes: mpsc::Receiver<Result<Vec<u8>, ApiError>>, common: &Common, rows: Rows) {
    let failure = Rc::default();
    let input = ChannelReader { bytes, rest: Vec::new(), at: 0, failure: Rc::clone(&failure) };
    let mut out =
        Out { rows, kept: Vec::with_capacity(ROWS_AT_ONCE), shape: ShapeCheck::of::<IssueRequest>() };
    let read = match format {
        Format::Csv => csv::read(input, common, &mut out),
        Format::Json => json::read(input, common, &mut out),
    };
    // What broke off looks broken; why it broke off is the better answer.
    out.end(failure.take().map_or(read, |error| Err(Stop::Fault(error))));
}

async fn feed_bytes(
    body: Body,
    feed: Option<mpsc::Sender<Result<Vec<u8>, ApiError>>>,
    most_bytes: u32,
) -> Result<[u8; 32], ApiError> {
    let mut stream = Box::pin(body.into_bytes_stream());
    let mut hash = Sha256::new();
    let mut length = 0_usize;
    while let Some(bytes) = stream.next().await {
        let bytes = match bytes {
            Ok(bytes) if length + bytes.len() <= most_bytes as usize => bytes,
            bytes => {
                let fault = move || match &bytes {
                    Ok(_) => ApiError::new(
                        ErrorCode::BodyTooLarge,
                        format!("The rows of a batch may have {most_bytes} bytes together at most."),
                    ),
                    Err(error) => {
                        ApiError::new(ErrorCode::InvalidJson, format!("The body broke off: {error}."))
                    }
                };
                if let Some(feed) = feed {
                    let _ = feed.send(Err(fault())).await;
                }
                drain(stream).await;
                return Err(fault());
            }
        };
        length += bytes.len();
        hash.update(&bytes);
        if let Some(feed) = &feed {
            // Closed when the parser found a fault; the rest is read all the same.
            let _ = feed.send(Ok(bytes.to_vec())).await;
        }
    }
    Ok(hash.finalize().into())
}

/// Reads on for a while, so that the client comes to read the answer.
async fn drain(mut stream: impl Stream<Item = std::io::Result<impl AsRef<[u8]>>> + Unpin) {
    let mut length = 0;
    while let Some(Ok(bytes)) = stream.next().await {
        length += bytes.as_ref().len();
        if length > MAX_DRAINED_BYTES {
            return;
        }
    }
}

/// The receiving end of the bytes, for code that blocks.
struct ChannelReader {
    bytes: mpsc::Receiver<Result<Vec<u8>, ApiError>>,
    rest: Vec<u8>,
    at: usize,
    /// Why the bytes ended early, if they did.
    failure: Rc<RefCell<Option<ApiError>>>,
}

impl Read for ChannelReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.rest.len() {
            match self.bytes.blocking_recv() {
                None => return Ok(0),
                Some(Ok(next)) => (self.rest, self.at) = (next, 0),
                Some(Err(error)) => {
                    self.failure.replace(Some(error));
                    return Err(std::io::Error::other("the body ended early"));
                }
            }
        }
        let length = buffer.len().min(self.rest.len() - self.at);
        buffer[..length].copy_from_slice(&self.rest[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

/// Where the parser's rows go.
struct Out {
    rows: Rows,
    kept: Vec<NewRow>,
    shape: ShapeCheck,
}

/// Why the parser stops.
enum Stop {
    /// The body is at fault.
    Fault(ApiError),
    /// Nobody takes rows any more.
    Closed,
}

impl Out {
    /// A row whose members are known: checked against the schema, as the body of a single request is.
    fn push(&mut self, line: Option<u64>, value: Value) -> Result<(), Stop> {
        let external_id = value.get("externalId").and_then(Value::as_str);
        let external_id = external_id.map(|id| id.chars().take(200).collect());
        let problems = self.shape.problems(&value);
        let content = if problems.is_empty() {
            match IssueRequest::parse_from_json(Some(value)) {
                Ok(request) => Ok(request.into()),
                // The check above covers everything that the type demands; this is the net under it.
                Err(error) => {
                    Err(Fault::invalid(vec![crate::domain::FieldProblem::new("", error.into_message())]))
                }
            }
        } else {
            Err(Fault::invalid(problems))
        };
        self.keep(NewRow { line: line.and_then(|line| i64::try_from(line).ok()), external_id, content })
    }

    fn keep(&mut self, row: NewRow) -> Result<(), Stop> {
        self.kept.push(row);
        if self.kept.len() < ROWS_AT_ONCE { Ok(()) } else { self.hand_on() }
    }

    fn hand_on(&mut self) -> Result<(), Stop> {
        let rows = std::mem::take(&mut self.kept);
        self.rows.blocking_send(Ok(rows)).map_err(|_| Stop::Closed)
    }

    fn end(mut self, read: Result<(), Stop>) {
        let ended = match read {
            Ok(()) if self.kept.is_empty() => Ok(()),
            Ok(()) => self.hand_on(),
            Err(stop) => Err(stop),
        };
        if let Err(Stop::Fault(error)) = ended {
            drop(self.rows.blocking_send(Err(error)));
        }
    }
}

/// `row` with the members of `defaults` that it does not have; objects are merged member by member.
fn with_defaults(defaults: &Map<String, Value>, row: Value) -> Value {
    let Value::Object(mut members) = row else { return row };
    for (name, default) in defaults {
        match (members.get_mut(name), default) {
            (None, _) => {
                members.insert(name.clone(), default.clone());
            }
            (Some(Value::Object(own)), Value::Object(default)) => {
                *own = match with_defaults(default, Value::Object(std::mem::take(own))) {
                    Value::Object(merged) => merged,
                    _ => Map::new(),
                };
            }
            (Some(_), _) => {}
        }
    }
    Value::Object(members)
}

impl<'a> ApiExtractor<'a> for RowsBody {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        IssueRequest::register(registry);
        BatchRequest::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let either = MetaSchema {
            any_of: vec![Vec::<IssueRequest>::schema_ref(), BatchRequest::schema_ref()],
            ..MetaSchema::ANY
        };
        let content = vec![
            MetaMediaType {
                content_type: "application/json",
                schema: MetaSchemaRef::Inline(Box::new(either)),
            },
            MetaMediaType {
                content_type: "text/csv",
                schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new("string"))),
            },
        ];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let media = request.content_type().unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let format = match &*media {
            "text/csv" => Format::Csv,
            "application/json" => Format::Json,
            _ => {
                let message = "Send the rows as `text/csv` or `application/json`.";
                return Err(ApiError::new(ErrorCode::UnsupportedMediaType, message).into());
            }
        };
        Ok(Self { format, body: body.take()? })
    }
}

/// The columns of a table, as people find them in the template.
pub(super) fn template() -> String {
    csv::TEMPLATE.to_owned()
}

/// Refuses the whole body.
fn refuse(message: impl Into<String>) -> Stop {
    Stop::Fault(ApiError::invalid(vec![crate::domain::FieldProblem::new("", message)]))
}

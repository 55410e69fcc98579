//! Batches: many credentials from one request. The rows are all received before any is worked on; then parts of them
//! are jobs, so that several workers share a batch and a restart goes on where it ended.

mod receive;
mod work;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::credential::{NewCredential, Visibility};
use super::supersede::OnDuplicate;
use super::{Conflict, Error, FieldProblem, Result, Tenant, Timestamp};
use crate::backend::Backend;
use crate::store;

pub(crate) use receive::{NewRow, Receiving};
pub(crate) use work::{Part, work_on};

/// Many credentials from one request.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    /// Opaque identifier.
    pub(crate) id: String,
    /// How far it has come.
    pub(crate) state: State,
    /// Whether rows are only checked.
    pub(crate) dry_run: bool,
    /// Rows.
    pub(crate) total: i64,
    /// Rows of which a credential was issued; with `dry_run`, rows without a fault.
    pub(crate) issued: i64,
    /// Rows that were refused.
    pub(crate) failed: i64,
    /// When it came.
    pub(crate) created_at: Timestamp,
    /// When it was completed or cancelled.
    pub(crate) finished_at: Option<Timestamp>,
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Its rows are still coming; nobody sees it.
    Receiving,
    /// Nothing was done yet.
    Queued,
    /// Some of it is done.
    Running,
    /// Something became of every row.
    Completed,
    /// Nothing more becomes of it.
    Cancelled,
}

/// A row and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct BatchRow {
    /// Counts from 1, without the header.
    pub(crate) number: i64,
    /// Where it begins in the file.
    pub(crate) line: Option<i64>,
    /// How far it has come.
    pub(crate) state: RowState,
    /// The caller's own identifier.
    pub(crate) external_id: Option<String>,
    /// The credential.
    pub(crate) credential_id: Option<String>,
    /// Its short code.
    pub(crate) code: Option<String>,
    /// Its page.
    pub(crate) url: Option<String>,
    /// Why there is none.
    pub(crate) error: Option<Fault>,
}

/// How far a row has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowState {
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

/// A row in its turn.
pub(crate) struct Waiting {
    /// Counts from 1.
    pub(crate) number: i64,
    /// What was asked for, as JSON.
    pub(crate) request: String,
}

/// Why a row was refused. Kept as JSON in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fault {
    /// As in the error envelope.
    pub(crate) code: String,
    /// One sentence.
    pub(crate) message: String,
    /// Every fault with its place.
    #[serde(default)]
    pub(crate) details: Vec<FieldProblem>,
}

impl State {
    const ALL: [Self; 5] = [Self::Receiving, Self::Queued, Self::Running, Self::Completed, Self::Cancelled];

    /// The text in the database and in answers.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the text of [`State::as_str`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether nothing more becomes of it.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }
}

impl RowState {
    const ALL: [Self; 5] = [Self::Waiting, Self::Issued, Self::Checked, Self::Failed, Self::Cancelled];

    /// The text in the database and in answers.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Issued => "issued",
            Self::Checked => "checked",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the text of [`RowState::as_str`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl Fault {
    /// The faults of a request.
    pub(crate) fn invalid(details: Vec<FieldProblem>) -> Self {
        let message = match details.len() {
            1 => "The row has a fault.".to_owned(),
            count => format!("The row has {count} faults."),
        };
        Self { code: "validation_failed".to_owned(), message, details }
    }

    /// What a row's owner may know of an error. `None`: it says nothing about the row; the whole can be tried again.
    fn of(error: Error) -> Result<Self> {
        let (code, message) = match error {
            Error::Invalid(problems) => return Ok(Self::invalid(problems)),
            Error::Conflict(conflict) => (conflict.code(), conflict.to_string()),
            Error::QuotaExceeded { limit, resets_at } => {
                ("quota_exceeded", Error::quota_text(limit, resets_at))
            }
            Error::NotFound(what) => ("not_found", format!("There is no such {what}.")),
            error @ (Error::Unavailable(_) | Error::Busy | Error::TooMany { .. }) => return Err(error),
            error @ Error::Internal { .. } => {
                tracing::error!(%error, "a row of a batch");
                ("internal_error", "Something went wrong on our side. The log has the details.".to_owned())
            }
        };
        Ok(Self { code: code.to_owned(), message, details: Vec::new() })
    }

    fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::internal("writing the fault of a row", error))
    }

    /// Reads the column.
    ///
    /// # Errors
    /// When it was not written by us.
    pub(crate) fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| Error::internal("reading the fault of a row", error))
    }
}

/// What a row asks for, with the members that [`NewCredential`] leaves out of its own JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StagedRequest {
    request: NewCredential,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_duplicate: Option<OnDuplicate>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    private_metadata: Map<String, Value>,
    visibility: Visibility,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    send_email: Option<bool>,
}

impl StagedRequest {
    fn to_json(mut request: NewCredential) -> Result<String> {
        let staged = Self {
            on_duplicate: request.on_duplicate,
            private_metadata: std::mem::take(&mut request.private_metadata),
            visibility: request.visibility,
            claim: request.claim,
            send_email: request.send_email,
            request,
        };
        serde_json::to_string(&staged).map_err(|error| Error::internal("keeping a row", error))
    }

    fn from_json(text: &str) -> Result<NewCredential> {
        let staged: Self =
            serde_json::from_str(text).map_err(|error| Error::internal("reading a row", error))?;
        let Self { request, on_duplicate, private_metadata, visibility, claim, send_email } = staged;
        Ok(NewCredential { on_duplicate, private_metadata, visibility, claim, send_email, ..request })
    }
}

/// Stops a batch: when this answers, nothing more is issued.
///
/// # Errors
/// [`Error::NotFound`]; [`Conflict::BatchOver`]; storage.
pub(crate) async fn cancel(backend: &Backend, tenant: &Tenant, id: &str) -> Result<Batch> {
    let (tenant, id, now) = (tenant.clone(), id.to_owned(), backend.now());
    let cancelling = backend.store.write(move |connection| {
        Box::pin(async move {
            match store::batches::cancel(connection, &tenant, &id, now).await? {
                Some(batch) => Ok(batch),
                None if store::batches::find(connection, &tenant, &id).await?.is_some() => {
                    Err(Error::Conflict(Conflict::BatchOver))
                }
                None => Err(Error::NotFound("batch")),
            }
        })
    });
    cancelling.await
}

//! Exports that are asked for over HTTP: a job writes the organization into one file, which can be taken for a day.
//!
//! One at a time for each organization: whoever asks while one is under way gets that one. The file lies in a folder that
//! every process with exports sees; only such processes make them and hand them out.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Conflict, Error, Result, Tenant, Timestamp, new_id};
use crate::backend::Backend;
use crate::store::{self, Connection};

/// The kind of the jobs that make exports, and remove them when their time is over.
pub(crate) const JOB: &str = "export";

/// An export, and what becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct Export {
    /// Opaque identifier.
    pub(crate) id: String,
    /// Whose it is: both environments are in it.
    pub(crate) organization_id: String,
    /// Whether pictures and PDF documents are in it.
    pub(crate) documents: bool,
    /// How far it has come.
    pub(crate) state: State,
    /// Credentials that are written.
    pub(crate) done: i64,
    /// Credentials.
    pub(crate) total: i64,
    /// Bytes of the file, when there is one.
    pub(crate) bytes: Option<i64>,
    /// When it was asked for.
    pub(crate) created_at: Timestamp,
    /// When it was completed or failed.
    pub(crate) finished_at: Option<Timestamp>,
    /// When it is removed.
    pub(crate) expires_at: Option<Timestamp>,
}

/// What a completed export holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made {
    /// Bytes of its file.
    pub(crate) bytes: i64,
    /// Credentials.
    pub(crate) credentials: i64,
}

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing was done yet.
    Queued,
    /// It is being written.
    Running,
    /// The file is there.
    Completed,
    /// There is no file and there will be none.
    Failed,
}

impl State {
    const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Completed, Self::Failed];

    /// The text in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    /// Reads the text of [`State::as_str`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether nothing more becomes of it.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}

/// What a job of this kind does. Kept as JSON in the queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Task {
    /// Makes the export with this identifier.
    Make(String),
    /// Removes it.
    Remove(String),
}

impl Task {
    /// Queues this task for `run_at`, inside the transaction that makes it necessary.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn queue(
        &self,
        connection: &mut Connection,
        environment_id: Option<&str>,
        run_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let id = match self {
            Self::Make(id) => format!("{JOB}-{id}"),
            Self::Remove(id) => format!("{JOB}-{id}-remove"),
        };
        let payload =
            serde_json::to_string(self).map_err(|error| Error::internal("queueing an export", error))?;
        store::jobs::insert(connection, &id, environment_id, JOB, &payload, run_at, now).await
    }
}

/// Asks for an export of the tenant's whole organization, or gives the one that is under way.
///
/// # Errors
/// [`Conflict::NoExports`] on a server without a folder for them; storage.
pub(crate) async fn request(backend: &Backend, tenant: &Tenant, documents: bool) -> Result<Export> {
    folder(backend)?;
    let now = backend.now();
    let export = Export {
        id: new_id(now)?,
        organization_id: tenant.organization_id.clone(),
        documents,
        state: State::Queued,
        done: 0,
        total: 0,
        bytes: None,
        created_at: now,
        finished_at: None,
        expires_at: None,
    };
    let environment_id = tenant.environment_id.clone();
    let asking = backend.store.write(move |connection| {
        Box::pin(async move {
            if store::exports::insert(connection, &export).await? {
                Task::Make(export.id.clone()).queue(connection, Some(&environment_id), now, now).await?;
                return Ok(Some(export));
            }
            store::exports::newest(connection, &export.organization_id).await
        })
    });
    // Nobody removes an export between these two statements; the next request would be right again.
    asking.await?.ok_or_else(|| Error::internal("asking for an export", "the other one is gone"))
}

/// An export of the tenant's organization.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn find(backend: &Backend, tenant: &Tenant, id: &str) -> Result<Export> {
    let mut connection = backend.store.read().await?;
    let found = store::exports::find(&mut connection, &tenant.organization_id, id).await?;
    found.ok_or(Error::NotFound("export"))
}

/// Where the file of a completed export is.
///
/// # Errors
/// [`Conflict::ExportNotReady`]; [`Conflict::NoExports`] on a server without a folder for them.
pub(crate) fn file(backend: &Backend, export: &Export) -> Result<PathBuf> {
    let folder = folder(backend)?;
    match export.state {
        State::Completed => Ok(path(folder, &export.id)),
        _ => Err(Error::Conflict(Conflict::ExportNotReady)),
    }
}

/// The file of an export in the folder for exports.
pub(crate) fn path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.tar"))
}

fn folder(backend: &Backend) -> Result<&Path> {
    backend.exports.as_deref().ok_or(Error::Conflict(Conflict::NoExports))
}

//! `/v1/exports`: the whole organization as one file, to leave with.

use std::sync::Arc;
use std::time::Duration;

use poem::Response;
use poem::http::header;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::{Enum, Object, OpenApi};

use super::edge::{Answer, ApiError, Body, Caller, DateTime, Document, Media, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::export::{self, Export, State};
use crate::domain::{Environment, Error, Tenant};

/// How long the archive's operation waits for one that is under way, and how often it looks.
const LOOKS: u32 = 100;
const LOOK_PAUSE: Duration = Duration::from_millis(200);

/// An export of the organization, with both environments.
#[derive(Debug, Object)]
#[oai(rename = "Export", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct ExportResource {
    /// Opaque identifier.
    id: String,
    /// How far it has come.
    state: ExportState,
    /// Whether pictures and PDF documents are in it.
    documents: bool,
    /// Credentials that are written.
    done: i64,
    /// Credentials there are, as far as it is known.
    total: i64,
    /// Size of the archive, when there is one.
    bytes: Option<i64>,
    /// Where the archive is, when there is one.
    archive_url: Option<String>,
    /// When it was asked for.
    created_at: DateTime,
    /// When it was completed or failed.
    finished_at: Option<DateTime>,
    /// When it is removed.
    expires_at: Option<DateTime>,
}

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(super) enum ExportState {
    /// Nothing was done yet.
    Queued,
    /// It is being written.
    Running,
    /// The archive can be taken until `expiresAt`.
    Completed,
    /// There is no archive; the server's log says why.
    Failed,
}

/// What is wanted.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct ExportRequest {
    /// Whether pictures and PDF documents are made for each credential: most of the time and most of the bytes. Yes, if not said.
    documents: Option<bool>,
}

/// An archive.
pub(super) struct Tar;

impl Media for Tar {
    const TYPES: &'static [&'static str] = &["application/x-tar"];
}

/// The organization as one file.
pub(super) struct Exports;

#[OpenApi(tag = "Tag::Organization")]
impl Exports {
    /// Export the organization
    ///
    /// Everything that `proofmark export` writes, as one archive: a folder `site` that any web server can host and that
    /// keeps verifying without this server, and a folder `records` that `proofmark import` reads, which names people and
    /// holds the sealed keys. It has both environments, so a live key with the scope `admin` is needed. One is made at a
    /// time: while one is under way, that one is the answer.
    #[oai(path = "/v1/exports", method = "post", operation_id = "createExport")]
    async fn create(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        body: Body<ExportRequest>,
    ) -> Result<Answer<ExportResource, 202>, ApiError> {
        let tenant = allowed(&caller)?;
        let export = export::request(&backend, tenant, body.value.documents.unwrap_or(true)).await?;
        let location = format!("/v1/exports/{}", export.id);
        Ok(answer_body(202, Some(&location), &ExportResource::from(export)).into())
    }

    /// See how far an export is
    ///
    /// A day after it is over it is removed.
    #[oai(path = "/v1/exports/:id", method = "get", operation_id = "getExport")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The export's identifier.
        id: Path<String>,
    ) -> Result<Answer<ExportResource>, ApiError> {
        let tenant = allowed(&caller)?;
        Ok(Answer::new(&ExportResource::from(export::find(&backend, tenant, &id).await?)))
    }

    /// Take the archive of an export
    ///
    /// A tar archive, which unpacks to the folder `proofmark-export`. One that is still being made is waited for, for
    /// twenty seconds at most.
    #[oai(path = "/v1/exports/:id/archive", method = "get", operation_id = "getExportArchive")]
    async fn archive(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The export's identifier.
        id: Path<String>,
    ) -> Result<Document<Tar>, ApiError> {
        let tenant = allowed(&caller)?;
        let export = when_over(&backend, tenant, &id).await?;
        let path = export::file(&backend, &export)?;
        // Removed by hand, or in a folder that this process does not share.
        let file = tokio::fs::File::open(path).await.map_err(|error| {
            tracing::error!(export = export.id, %error, "the archive of an export");
            Error::NotFound("archive")
        })?;
        let bytes = file.metadata().await.map_err(|error| Error::internal("sending an export", error))?.len();
        let response = Response::builder()
            .content_type("application/x-tar")
            .header(header::CONTENT_DISPOSITION, "attachment; filename=\"proofmark-export.tar\"")
            .header(header::CONTENT_LENGTH, bytes)
            .body(poem::Body::from_async_read(file));
        Ok(Document::from_response(response).for_nobody_else())
    }
}

/// The keys and people of both environments leave: neither a sandbox key nor one without `admin` takes them.
fn allowed(caller: &Caller) -> Result<&Tenant, ApiError> {
    let tenant = caller.allowed(Scope::Admin)?;
    match tenant.environment {
        Environment::Live => Ok(tenant),
        Environment::Sandbox => Err(ApiError::only_live()),
    }
}

async fn when_over(backend: &Backend, tenant: &Tenant, id: &str) -> Result<Export, Error> {
    let mut export = export::find(backend, tenant, id).await?;
    for _ in 0..LOOKS {
        if export.state.is_over() {
            break;
        }
        tokio::time::sleep(LOOK_PAUSE).await;
        export = export::find(backend, tenant, id).await?;
    }
    Ok(export)
}

impl From<Export> for ExportResource {
    fn from(export: Export) -> Self {
        Self {
            state: match export.state {
                State::Queued => ExportState::Queued,
                State::Running => ExportState::Running,
                State::Completed => ExportState::Completed,
                State::Failed => ExportState::Failed,
            },
            archive_url: export.bytes.map(|_| format!("/v1/exports/{}/archive", export.id)),
            id: export.id,
            documents: export.documents,
            done: export.done,
            total: export.total,
            bytes: export.bytes,
            created_at: DateTime(export.created_at),
            finished_at: export.finished_at.map(DateTime),
            expires_at: export.expires_at.map(DateTime),
        }
    }
}

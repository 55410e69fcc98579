//! What anybody may see of a credential: nothing of a private one, unless its issuer asks.

use proofmark::Report;

use super::credential::{Credential, Status};
use super::{Error, Result, Tenant, Timestamp, code, documents, new_id};
use crate::backend::Backend;
use crate::store::events::Event;
use crate::store::{self};

/// A credential with what the verifier found.
pub(crate) struct Verified {
    /// As it is kept.
    pub(crate) credential: Credential,
    /// What it is worth now, by our records.
    pub(crate) status: Status,
    /// What the verifier says, from the signed documents alone. Nothing while the credential waits to be claimed: a
    /// report repeats what is signed.
    pub(crate) report: Option<Report>,
}

/// The credential with this identifier or short code. A private one is found by its own environment only; to everybody
/// else it is as unknown as one that never was. One that waits to be claimed is found by nobody: whoever got its signed
/// document would hold a credential that verifies.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn find(backend: &Backend, name: &str, asked_by: Option<&Tenant>) -> Result<Credential> {
    let credential = find_even_unclaimed(backend, name, asked_by).await?;
    if credential.awaits_claim { Err(Error::NotFound("credential")) } else { Ok(credential) }
}

/// As [`find`], for those who only say that it waits to be claimed.
///
/// # Errors
/// As [`find`].
pub(crate) async fn find_even_unclaimed(
    backend: &Backend,
    name: &str,
    asked_by: Option<&Tenant>,
) -> Result<Credential> {
    let code = code::normalize(name);
    let mut connection = backend.store.read().await?;
    store::credentials::find_public(&mut connection, name, code.as_deref(), asked_by)
        .await?
        .filter(|credential| credential.forgotten_at.is_none())
        .ok_or(Error::NotFound("credential"))
}

/// As what somebody asks for a public document.
pub(crate) enum Access {
    /// Anybody.
    Anybody,
    /// With an API key that may read.
    Of(Tenant),
    /// With a signed link to this very document.
    Link {
        /// Until when the link is good.
        expires: Timestamp,
    },
}

impl Access {
    /// Whose key it is.
    pub(crate) fn tenant(&self) -> Option<&Tenant> {
        match self {
            Self::Of(tenant) => Some(tenant),
            Self::Anybody | Self::Link { .. } => None,
        }
    }
}

/// As [`find`]; a signed link opens the credential it names whatever its visibility.
///
/// # Errors
/// As [`find`].
pub(crate) async fn find_for(backend: &Backend, name: &str, access: &Access) -> Result<Credential> {
    if !matches!(access, Access::Link { .. }) {
        return find(backend, name, access.tenant()).await;
    }
    let mut connection = backend.store.read().await?;
    store::credentials::find_linked(&mut connection, name)
        .await?
        .filter(|credential| credential.forgotten_at.is_none() && !credential.awaits_claim)
        .ok_or(Error::NotFound("credential"))
}

/// Where the credential is that took the place of this one, if the one who asks may see it.
///
/// # Errors
/// Storage.
pub(crate) async fn successor_url(
    backend: &Backend,
    credential: &Credential,
    asked_by: Option<&Tenant>,
) -> Result<Option<String>> {
    let Some(id) = &credential.superseded_by_id else { return Ok(None) };
    match find(backend, id, asked_by).await {
        Ok(successor) => Ok(Some(successor.url)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Verifies a stored credential as anybody would, and notes that somebody did.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn verify(backend: &Backend, name: &str, asked_by: Option<&Tenant>) -> Result<Verified> {
    let now = backend.now();
    let credential = find_even_unclaimed(backend, name, asked_by).await?;
    let report = documents::verify(backend, &credential.document, now).await?;
    let status = credential.status(now);
    note(backend, &credential, status, &report, now)?;
    let report = (!credential.awaits_claim).then_some(report);
    Ok(Verified { status, credential, report })
}

/// The log entry and the event. Nobody waits for them, and a full queue drops them: an answer to the public must not
/// depend on them.
fn note(
    backend: &Backend,
    credential: &Credential,
    status: Status,
    report: &Report,
    now: Timestamp,
) -> Result<()> {
    let id = new_id(now)?;
    let (credential_id, verdict) = (credential.id.clone(), report.verdict.as_str());
    let event = Event::credential_verified(credential, status, now)?;
    backend.metrics.verifications.inc();
    backend.store.write_later(move |connection| {
        Box::pin(async move {
            store::verifications::insert(connection, &id, &credential_id, status, verdict, now).await?;
            store::events::insert_for(connection, &event).await
        })
    });
    Ok(())
}

//! The public answer about one credential of this server.

use proofmark::Report;

use super::credential::{Credential, Status};
use super::documents;
use super::{Error, Result};
use crate::backend::Backend;
use crate::store;

/// A credential with what the verifier found.
pub(crate) struct Verified {
    /// As it is kept.
    pub(crate) credential: Credential,
    /// What it is worth now, by our records.
    pub(crate) status: Status,
    /// What the verifier says, from the signed documents alone.
    pub(crate) report: Report,
}

/// Verifies a stored credential as anybody would.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn verify(backend: &Backend, id: &str) -> Result<Verified> {
    let now = backend.now();
    let credential = {
        let mut connection = backend.store.read().await?;
        store::credentials::find_public(&mut connection, id).await?.ok_or(Error::NotFound("credential"))?
    };
    let report = documents::verify(backend, &credential.document, now).await?;
    Ok(Verified { status: credential.status(now), credential, report })
}

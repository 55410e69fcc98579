//! Re-issue: the same credential again with something changed, in the place of the old one. And the changes that need
//! no new signature.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::credential::{Credential, NewCredential, Visibility};
use super::idempotency::{Answer, Key};
use super::issue::issue_as;
use super::supersede::Supersession;
use super::{Conflict, Error, Result, Tenant};
use crate::backend::Backend;
use crate::store;

/// What changes in place.
#[derive(Clone, Debug, Default)]
pub(crate) struct InPlace {
    /// Replaces all of it.
    pub(crate) private_metadata: Option<Map<String, Value>>,
    /// Who may see it from now on.
    pub(crate) visibility: Option<Visibility>,
}

/// Issues again what was asked for, after `change`. The old credential is superseded and, if it still stood, revoked.
///
/// # Errors
/// [`Error::NotFound`]; [`Conflict::AlreadySuperseded`]; what issuing answers.
pub(crate) async fn reissue(
    backend: &Arc<Backend>,
    tenant: &Tenant,
    name: &str,
    change: impl FnOnce(&mut NewCredential),
    key: Option<Key>,
    answer: impl Fn(&Credential) -> Answer + Send + Sync + 'static,
) -> Result<Answer> {
    let old = find(backend, tenant, name).await?;
    if old.forgotten_at.is_some() {
        return Err(Error::Conflict(Conflict::Forgotten));
    }
    let mut request = NewCredential {
        achievement_id: old.achievement_id,
        issuer_id: Some(old.issuer_id),
        recipient: old.recipient,
        external_id: old.external_id,
        private_metadata: old.private_metadata,
        visibility: old.visibility,
        // What was left to us then stays as it was.
        valid_from: Some(old.valid_from),
        // One that waits to be claimed goes on waiting, with a new link.
        claim: Some(old.awaits_claim),
        send_email: Some(old.notify),
        valid_until: old.valid_until,
        ..old.request
    };
    change(&mut request);
    issue_as(backend, tenant, request, Supersession::Of(old.id), key, answer).await
}

/// Changes what stands outside of the signed document.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn change_in_place(
    backend: &Backend,
    tenant: &Tenant,
    name: &str,
    change: InPlace,
) -> Result<Credential> {
    let mut credential = find(backend, tenant, name).await?;
    if let Some(private_metadata) = change.private_metadata {
        credential.private_metadata = private_metadata;
    }
    credential.visibility = change.visibility.unwrap_or(credential.visibility);
    let (tenant, row) = (tenant.clone(), credential.clone());
    backend
        .store
        .write(move |connection| {
            Box::pin(async move { store::credentials::update_in_place(connection, &tenant, &row).await })
        })
        .await?;
    Ok(credential)
}

async fn find(backend: &Backend, tenant: &Tenant, name: &str) -> Result<Credential> {
    let mut connection = backend.store.read().await?;
    store::credentials::find_named(&mut connection, tenant, name).await?.ok_or(Error::NotFound("credential"))
}

//! Issue: from requests to signed, verified and durably stored credentials. The steps take one request or many:
//! [`prepare`], [`draft`], and, inside the transaction, [`record`] or [`record_all`].

mod delivery;
mod draft;
mod prepare;
mod record;

use super::credential::{Credential, NewCredential};
use super::idempotency::{self, Answer, Key};
use super::supersede::{self, Supersession};
use super::{Error, Result, Tenant};
use crate::backend::Backend;
use crate::store::Connection;

pub(crate) use draft::{Draft, draft, secure};
pub(crate) use prepare::{Order, Prepared, prepare};
pub(crate) use record::{record, record_all};

/// Issues one credential, or gives the stored answer of an earlier request with the same `Idempotency-Key`.
///
/// `answer` puts the credential into the form in which it is sent and stored.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the request; [`super::Conflict::Duplicate`]; [`Error::QuotaExceeded`];
/// conflicts of the `Idempotency-Key`; storage.
pub(crate) async fn issue(
    backend: &Backend,
    tenant: &Tenant,
    request: NewCredential,
    key: Option<Key>,
    answer: impl FnOnce(&Credential) -> Answer + Send + 'static,
) -> Result<Answer> {
    let supersession = Supersession::OfRecipient(request.on_duplicate);
    issue_as(backend, tenant, request, supersession, key, answer).await
}

/// As [`issue`], in the place of the credential that `supersession` says.
pub(super) async fn issue_as(
    backend: &Backend,
    tenant: &Tenant,
    request: NewCredential,
    supersession: Supersession,
    key: Option<Key>,
    answer: impl FnOnce(&Credential) -> Answer + Send + 'static,
) -> Result<Answer> {
    idempotency::once(&backend.store, &backend.in_flight, key, |key| async {
        let now = backend.now();
        let order = Order { request, supersession, batch_id: None };
        let prepared = only(prepare(backend, tenant, vec![order], now).await?)?;
        let mut connection = backend.store.read().await?;
        refuse_early(&mut connection, tenant, &prepared, now).await?;
        drop(connection);
        let made = only(draft(backend, tenant, vec![prepared], now).await?)?;

        // Credential, status entries, what it supersedes, events and stored answer: all of it or nothing.
        let (tenant, publisher) = (tenant.clone(), backend.publisher.clone());
        let (answer, _) = backend
            .store
            .write_then(
                move |connection| {
                    Box::pin(async move {
                        let (credential, changed) = record(connection, &tenant, made).await?;
                        let answer = answer(&credential);
                        if let Some(key) = key {
                            key.store(connection, &answer, Some(&credential.id), now).await?;
                        }
                        Ok((answer, changed))
                    })
                },
                move |(_, changed)| publisher.changed_all(changed.as_slice()),
            )
            .await?;
        backend.metrics.credentials_issued.inc();
        Ok(answer)
    })
    .await
}

/// Looks for a credential that is in the way. It is looked up again inside the transaction; here it only saves a
/// signature.
///
/// # Errors
/// As [`supersede::find`].
pub(crate) async fn refuse_early(
    connection: &mut Connection,
    tenant: &Tenant,
    prepared: &Prepared,
    now: super::Timestamp,
) -> Result<()> {
    let Order { request, supersession, .. } = &prepared.order;
    let recipient_key = request.recipient.key().unwrap_or_default();
    let achievement_id = &request.achievement_id;
    supersede::find(connection, tenant, supersession, achievement_id, &recipient_key, now).await?;
    Ok(())
}

/// The result of a step that was done for one.
fn only<T>(mut results: Vec<Result<T>>) -> Result<T> {
    results.pop().ok_or_else(|| Error::internal("issuing", "a step gave no result"))?
}

//! Issue: from requests to signed, verified and durably stored credentials. The steps take one request or many:
//! [`prepare`], [`draft`], and, inside the transaction, [`record`] or [`record_all`]. Requests that come at the same time
//! go through them [`together`].

mod delivery;
mod draft;
mod prepare;
mod record;
mod together;

use std::sync::Arc;

use super::credential::{Credential, NewCredential};
use super::idempotency::{self, Answer, Key};
use super::supersede::{self, Supersession};
use super::{Error, Result, Tenant, Timestamp};
use crate::backend::Backend;
use crate::store::Connection;

pub(crate) use draft::{Draft, draft, secure};
pub(crate) use prepare::{Order, Prepared, prepare};
use record::record;
pub(crate) use record::record_all;
pub(crate) use together::Together;

/// Issues one credential, or gives the stored answer of an earlier request with the same `Idempotency-Key`.
///
/// `answer` puts the credential into the form in which it is sent and stored.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the request; [`super::Conflict::Duplicate`]; [`Error::QuotaExceeded`];
/// conflicts of the `Idempotency-Key`; storage.
pub(crate) async fn issue(
    backend: &Arc<Backend>,
    tenant: &Tenant,
    request: NewCredential,
    key: Option<Key>,
    answer: impl Fn(&Credential) -> Answer + Send + Sync + 'static,
) -> Result<Answer> {
    let supersession = Supersession::OfRecipient(request.on_duplicate);
    issue_as(backend, tenant, request, supersession, key, answer).await
}

/// As [`issue`], in the place of the credential that `supersession` says.
pub(super) async fn issue_as(
    backend: &Arc<Backend>,
    tenant: &Tenant,
    request: NewCredential,
    supersession: Supersession,
    key: Option<Key>,
    answer: impl Fn(&Credential) -> Answer + Send + Sync + 'static,
) -> Result<Answer> {
    let order = Order { request, supersession, batch_id: None };
    idempotency::once(&backend.store, &backend.in_flight, key, |key| {
        together::issue(backend, tenant, order, key, Box::new(answer))
    })
    .await
}

/// Refuses the orders that have a credential in their way. It is looked for again inside the transaction; here it saves
/// signatures, and tells what a dry run would meet.
///
/// # Errors
/// Storage.
pub(crate) async fn refuse_early(
    connection: &mut Connection,
    tenant: &Tenant,
    prepared: &mut [Result<Prepared>],
    now: Timestamp,
) -> Result<()> {
    let requests = prepared.iter().flatten().map(|prepared| &prepared.order.request);
    let people = requests.map(|request| (&*request.achievement_id, request.recipient.key()));
    let holders = supersede::holders(connection, tenant, people).await?;
    for result in prepared {
        let Ok(Prepared { order: Order { request, supersession, .. }, .. }) = result else { continue };
        let person = (request.achievement_id.clone(), request.recipient.key().unwrap_or_default());
        if !holders.contains(&person) {
            continue;
        }
        match supersede::find(connection, tenant, supersession, &person.0, &person.1, now).await {
            Ok(_) => {}
            Err(error @ (Error::Unavailable(_) | Error::Busy)) => return Err(error),
            Err(error) => *result = Err(error),
        }
    }
    Ok(())
}

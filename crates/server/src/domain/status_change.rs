//! Revoke, suspend and reinstate: with a reason, in effect in the status list before the answer.

use super::credential::{Credential, Mark};
use super::idempotency::{self, Answer, Key};
use super::status_list::{REVOCATION, SUSPENSION};
use super::{Conflict, Error, Result, Tenant, Timestamp, mail};
use crate::backend::Backend;
use crate::store::credentials::Filter;
use crate::store::events::Event;
use crate::store::status_lists::Changed;
use crate::store::{self, Connection};

/// Credentials that one request may change at most: they share one transaction.
pub(crate) const MAX_BULK: u32 = 1000;

/// What is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Taken back for ever; there is no way back (Bitstring Status List 1.0 §2.1).
    Revoke,
    /// Taken back for now.
    Suspend,
    /// The suspension ends.
    Reinstate,
}

/// Which credentials a bulk change is for.
#[derive(Clone, Debug)]
pub(crate) enum Selection {
    /// These.
    Ids(Vec<String>),
    /// All that the filter finds.
    Filter(Filter),
}

/// What became of one credential of a bulk change.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// As the request named it.
    pub(crate) id: String,
    /// The credential, or why it was not changed.
    pub(crate) result: std::result::Result<Credential, Refusal>,
}

/// Why one credential of a bulk change was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is none.
    NotFound,
    /// Its state does not allow it.
    Conflict(Conflict),
}

/// Changes one credential of the tenant.
///
/// # Errors
/// [`Error::NotFound`]; the conflicts of [`Change`]; storage.
pub(crate) async fn change(
    backend: &Backend,
    tenant: &Tenant,
    name: &str,
    change: Change,
    reason: String,
    key: Option<Key>,
    answer: impl FnOnce(&Credential) -> Answer + Send + 'static,
) -> Result<Answer> {
    idempotency::once(&backend.store, &backend.in_flight, key, |key| async {
        let now = backend.now();
        let (tenant, name) = (tenant.clone(), name.to_owned());
        let publisher = backend.publisher.clone();
        let (answer, _) = backend
            .store
            .write_then(
                move |connection| {
                    Box::pin(async move {
                        let mark = Mark { at: now, reason };
                        let (credential, changed) = apply(connection, &tenant, &name, change, mark).await?;
                        let answer = answer(&credential);
                        if let Some(key) = key {
                            key.store(connection, &answer, Some(&credential.id), now).await?;
                        }
                        Ok((answer, changed))
                    })
                },
                // Even if the caller hangs up while this is committed, the list must not be served as it was.
                move |(_, changed)| publisher.changed_all(std::slice::from_ref(changed)),
            )
            .await?;
        Ok(answer)
    })
    .await
}

/// Changes many credentials in one transaction. Those that cannot be changed are named and do not stop the others.
///
/// # Errors
/// [`Error::Invalid`] when a filter finds more than [`MAX_BULK`]; storage.
pub(crate) async fn change_many(
    backend: &Backend,
    tenant: &Tenant,
    selection: Selection,
    change: Change,
    reason: String,
    key: Option<Key>,
    answer: impl FnOnce(&[Outcome]) -> Answer + Send + 'static,
) -> Result<Answer> {
    idempotency::once(&backend.store, &backend.in_flight, key, |key| async {
        let now = backend.now();
        let tenant = tenant.clone();
        let publisher = backend.publisher.clone();
        let (answer, _) = backend
            .store
            .write_then(
                move |connection| {
                    Box::pin(async move {
                        let names = names(connection, &tenant, selection, now).await?;
                        store::credentials::lock_named(connection, &tenant, &names).await?;
                        let (mut outcomes, mut lists) = (Vec::new(), Vec::new());
                        for id in names {
                            let mark = Mark { at: now, reason: reason.clone() };
                            let result = match apply(connection, &tenant, &id, change, mark).await {
                                Ok((credential, changed)) => {
                                    lists.push(changed);
                                    Ok(credential)
                                }
                                Err(Error::NotFound(_)) => Err(Refusal::NotFound),
                                Err(Error::Conflict(conflict)) => Err(Refusal::Conflict(conflict)),
                                Err(error) => return Err(error),
                            };
                            outcomes.push(Outcome { id, result });
                        }
                        let answer = answer(&outcomes);
                        if let Some(key) = key {
                            key.store(connection, &answer, None, now).await?;
                        }
                        Ok((answer, lists))
                    })
                },
                move |(_, lists)| publisher.changed_all(lists),
            )
            .await?;
        Ok(answer)
    })
    .await
}

async fn names(
    connection: &mut Connection,
    tenant: &Tenant,
    selection: Selection,
    now: Timestamp,
) -> Result<Vec<String>> {
    match selection {
        Selection::Ids(ids) => Ok(ids),
        Selection::Filter(filter) => {
            let found = store::credentials::ids(connection, tenant, &filter, MAX_BULK + 1, now).await?;
            if found.len() > MAX_BULK as usize {
                let message = format!("Finds more than {MAX_BULK} credentials; narrow it down.");
                return Err(Error::invalid("/filter", message));
            }
            Ok(found)
        }
    }
}

/// The record, the bit and the event, inside one transaction. Refuses before it has written anything.
async fn apply(
    connection: &mut Connection,
    tenant: &Tenant,
    name: &str,
    change: Change,
    mark: Mark,
) -> Result<(Credential, Changed)> {
    let found = store::credentials::find_to_change(connection, tenant, name).await?;
    let mut credential = found.ok_or(Error::NotFound("credential"))?;
    let now = mark.at;
    if credential.revocation.is_some() {
        return Err(Error::Conflict(Conflict::AlreadyRevoked));
    }
    let (purpose, bit) = match change {
        Change::Revoke => {
            store::credentials::set_revoked(connection, tenant, &credential.id, &mark).await?;
            credential.revocation = Some(mark.clone());
            if credential.notify {
                let environment_id = &tenant.environment_id;
                mail::queue(connection, environment_id, &credential, mail::Kind::Revoked, None, now).await?;
            }
            (REVOCATION, true)
        }
        Change::Suspend if credential.suspension.is_some() => {
            return Err(Error::Conflict(Conflict::AlreadySuspended));
        }
        Change::Suspend => {
            store::credentials::set_suspension(connection, tenant, &credential.id, Some(&mark)).await?;
            credential.suspension = Some(mark.clone());
            (SUSPENSION, true)
        }
        Change::Reinstate if credential.suspension.is_none() => {
            return Err(Error::Conflict(Conflict::NotSuspended));
        }
        Change::Reinstate => {
            store::credentials::set_suspension(connection, tenant, &credential.id, None).await?;
            credential.suspension = None;
            (SUSPENSION, false)
        }
    };
    let changed = store::status_lists::set_bit(connection, &credential.id, purpose, bit, now).await?;
    let event = Event::status_changed(&credential, change, &mark.reason, now)?;
    store::events::insert(connection, &tenant.environment_id, &event).await?;
    Ok((credential, changed))
}

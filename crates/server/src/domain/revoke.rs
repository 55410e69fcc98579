//! Revoke: for ever, with a reason, in effect in the status list before the answer.

use super::credential::{Credential, Revocation};
use super::idempotency::{self, Answer, Key};
use super::{Conflict, Error, Result, Tenant, Timestamp};
use crate::backend::Backend;
use crate::store::events::Event;
use crate::store::status_lists::Changed;
use crate::store::{self, Connection};

/// Revokes a credential of the tenant.
///
/// # Errors
/// [`Error::NotFound`]; [`Conflict::AlreadyRevoked`]; storage.
pub(crate) async fn revoke(
    backend: &Backend,
    tenant: &Tenant,
    id: &str,
    reason: String,
    key: Option<Key>,
    answer: impl FnOnce(&Credential) -> Answer + Send + 'static,
) -> Result<Answer> {
    idempotency::once(&backend.store, &backend.in_flight, key, |key| async {
        let now = backend.now();
        let (tenant, id) = (tenant.clone(), id.to_owned());
        let revocation = Revocation { at: now, reason };
        let publisher = backend.publisher.clone();
        let (answer, _) = backend
            .store
            .write_then(
                move |connection| {
                    Box::pin(async move {
                        let (credential, changed) = change(connection, &tenant, &id, revocation, now).await?;
                        let answer = answer(&credential);
                        if let Some(key) = key {
                            key.store(connection, &answer, now).await?;
                        }
                        Ok((answer, changed))
                    })
                },
                // Even if the caller hangs up while this is committed, the list must not be served as it was.
                move |(_, changed)| publisher.changed(&changed.list_id, changed.version),
            )
            .await?;
        Ok(answer)
    })
    .await
}

/// The record, the bit and the event, inside one transaction.
async fn change(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
    revocation: Revocation,
    now: Timestamp,
) -> Result<(Credential, Changed)> {
    let found = store::credentials::find(connection, tenant, id).await?;
    let mut credential = found.ok_or(Error::NotFound("credential"))?;
    if credential.revocation.is_some() {
        return Err(Error::Conflict(Conflict::AlreadyRevoked));
    }
    store::credentials::set_revoked(connection, tenant, id, &revocation).await?;
    let changed = store::status_lists::set_bit(connection, id, now).await?;
    credential.revocation = Some(revocation);
    let event = Event::credential_revoked(&credential, now)?;
    store::events::insert(connection, &tenant.environment_id, &event).await?;
    Ok((credential, changed))
}

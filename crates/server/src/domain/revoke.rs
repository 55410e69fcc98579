//! Revoke: for ever, with a reason, in effect in the status list before the answer.

use super::credential::{Credential, Revocation};
use super::idempotency::{self, Answer, Key};
use super::{Conflict, Error, Result, Tenant};
use crate::backend::Backend;
use crate::store;
use crate::store::events::Event;

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
        let (answer, changed) = backend
            .store
            .write(move |connection| {
                Box::pin(async move {
                    let mut credential = store::credentials::find(connection, &tenant, &id)
                        .await?
                        .ok_or(Error::NotFound("credential"))?;
                    if credential.revocation.is_some() {
                        return Err(Error::Conflict(Conflict::AlreadyRevoked));
                    }
                    store::credentials::set_revoked(connection, &tenant, &id, &revocation).await?;
                    let changed = store::status_lists::set_bit(connection, &id, now).await?;
                    credential.revocation = Some(revocation);
                    let event = Event::credential_revoked(&credential, now)?;
                    store::events::insert(connection, &tenant.environment_id, &event).await?;
                    let answer = answer(&credential);
                    if let Some(key) = key {
                        key.store(connection, &answer, now).await?;
                    }
                    Ok((answer, changed))
                })
            })
            .await?;
        backend.publisher.changed(&changed.list_id, changed.version);
        Ok(answer)
    })
    .await
}

//! Forgets a person: their data and documents go; status index and digest stay, so that what they hold keeps
//! verifying and nobody else ever gets their place in a list.

use super::{Error, Result, Tenant};
use crate::backend::Backend;
use crate::store::events::Event;
use crate::store::{self};

/// Removes the personal data of everybody with this address from the environment, and gives how many credentials it
/// stood in. Their number in this month's usage stays; it names nobody.
///
/// # Errors
/// [`Error::NotFound`] when nobody has this address; storage.
pub(crate) async fn forget(backend: &Backend, tenant: &Tenant, email: &str) -> Result<usize> {
    let (tenant, email, now) = (tenant.clone(), email.to_owned(), backend.now());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            let ids = store::credentials::ids_of_email(connection, &tenant, &email).await?;
            if ids.is_empty() {
                return Err(Error::NotFound("recipient"));
            }
            for id in &ids {
                store::credentials::forget(connection, &tenant, id, now).await?;
                store::credential_jwts::delete(connection, id).await?;
                store::claim_links::forget(connection, id).await?;
                // A stored answer repeats the whole credential.
                store::idempotency::forget(connection, id).await?;
                let event = Event::recipient_forgotten(id, now)?;
                store::events::insert(connection, &tenant.environment_id, &event).await?;
            }
            Ok(ids.len())
        })
    });
    let forgotten = work.await?;
    backend.renderer.forget();
    Ok(forgotten)
}

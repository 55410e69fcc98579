//! `Idempotency-Key`: the same request twice is carried out once and answered alike.
//!
//! The answer is stored in the transaction of the change, so that no crash can part them. Within one process a second
//! request waits for the first; between processes the table's primary key lets only one of them commit.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{Conflict, Error, Result, Tenant, Timestamp};
use crate::store::{self, Connection, Store};

/// How long a request waits for an earlier one with the same key before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request that carries an `Idempotency-Key`.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// Whose key it is: the same text of two environments is two keys.
    pub(crate) environment_id: String,
    /// Method and path; the same text at two endpoints is two keys.
    pub(crate) endpoint: String,
    /// The header's value.
    pub(crate) key: String,
    /// SHA-256 of the body.
    pub(crate) fingerprint: [u8; 32],
}

/// An answer as it is sent and stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// The `Location` header.
    pub(crate) location: Option<String>,
    /// The JSON body.
    pub(crate) body: String,
}

/// A stored answer with what it was given for.
pub(crate) struct Stored {
    /// SHA-256 of the first request's body.
    pub(crate) fingerprint: Vec<u8>,
    /// Its answer.
    pub(crate) answer: Answer,
}

/// Requests that are being worked on in this process.
#[derive(Default)]
pub(crate) struct InFlight {
    locks: std::sync::Mutex<HashMap<KeyName, Arc<Mutex<()>>>>,
}

/// Environment, endpoint and text of a key.
type KeyName = (String, String, String);

impl Key {
    /// The key of a request, if it carries one.
    pub(crate) fn new(
        tenant: &Tenant,
        endpoint: String,
        key: Option<String>,
        body: &[u8],
    ) -> Result<Option<Self>> {
        let Some(key) = key else { return Ok(None) };
        if key.is_empty() || key.len() > 255 || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid(
                "/header/Idempotency-Key",
                "Must be 1 to 255 visible ASCII characters without spaces.",
            ));
        }
        let fingerprint = Sha256::digest(body).into();
        Ok(Some(Self { environment_id: tenant.environment_id.clone(), endpoint, key, fingerprint }))
    }

    /// Stores the answer, with the credential it repeats, inside the transaction of the change.
    ///
    /// # Errors
    /// When another request with this key has stored its answer first; the whole change is then undone.
    pub(crate) async fn store(
        &self,
        connection: &mut Connection,
        answer: &Answer,
        subject_id: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        store::idempotency::insert(connection, self, answer, subject_id, now).await
    }
}

/// Gives the stored answer when there is one, else carries out `work`, which has to call [`Key::store`].
///
/// # Errors
/// What `work` answers; [`Conflict::IdempotencyKeyReused`] for another body; [`Conflict::IdempotencyInFlight`] when
/// the first request takes too long.
pub(crate) async fn once<F>(
    store: &Store,
    in_flight: &InFlight,
    key: Option<Key>,
    work: impl FnOnce(Option<Key>) -> F,
) -> Result<Answer>
where
    F: Future<Output = Result<Answer>>,
{
    let Some(key) = key else { return work(None).await };
    let _guard = enter(in_flight, &key).await?;
    if let Some(answer) = stored_answer(store, &key).await? {
        return Ok(answer);
    }
    match work(Some(key.clone())).await {
        Ok(answer) => Ok(answer),
        // Another process may have been first; then its answer stands.
        Err(error) => match stored_answer(store, &key).await? {
            Some(answer) => Ok(answer),
            None => Err(error),
        },
    }
}

/// Waits until no other request with this key is being worked on, and keeps others out while the answer lives.
///
/// # Errors
/// [`Conflict::IdempotencyInFlight`] when that takes too long.
pub(crate) async fn enter(in_flight: &InFlight, key: &Key) -> Result<OwnedMutexGuard<()>> {
    in_flight.enter(key).await
}

/// What was answered to this key, whatever the body was.
///
/// # Errors
/// Storage.
pub(crate) async fn stored(store: &Store, key: &Key) -> Result<Option<Stored>> {
    let mut connection = store.read().await?;
    store::idempotency::find(&mut connection, key).await
}

async fn stored_answer(store: &Store, key: &Key) -> Result<Option<Answer>> {
    match stored(store, key).await? {
        None => Ok(None),
        Some(stored) if stored.fingerprint == key.fingerprint => Ok(Some(stored.answer)),
        Some(_) => Err(Error::Conflict(Conflict::IdempotencyKeyReused)),
    }
}

impl InFlight {
    /// Waits until no other request with this key is being worked on.
    async fn enter(&self, key: &Key) -> Result<OwnedMutexGuard<()>> {
        let lock = {
            let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
            // Locks that only this table still holds belong to requests that are over.
            locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            let name = (key.environment_id.clone(), key.endpoint.clone(), key.key.clone());
            locks.entry(name).or_default().clone()
        };
        tokio::time::timeout(PATIENCE, lock.lock_owned())
            .await
            .map_err(|_| Error::Conflict(Conflict::IdempotencyInFlight))
    }
}

//! The keys of an issuer: the next one is published before it signs, the current one signs, retired ones keep
//! verifying, and a revoked one counts only for what it signed before a time.

use proofmark::SecretKey;

use super::issuer::Issuer;
use super::{Conflict, Error, Result, Tenant, Timestamp};
use crate::backend::Backend;
use crate::keys::MasterKey;
use crate::store::{self, Connection, sql};

/// A key of an issuer; the secret half is sealed.
#[derive(Clone)]
pub(crate) struct IssuerKey {
    /// Opaque identifier; the seal is bound to it.
    pub(crate) id: String,
    /// What it is for now.
    pub(crate) state: KeyState,
    /// The DID URL that proofs name.
    pub(crate) verification_method: String,
    /// Multikey text of the public half.
    pub(crate) public_key_multibase: String,
    /// What [`MasterKey::seal`] gave for the 32 secret bytes.
    pub(crate) sealed_secret_key: Vec<u8>,
    /// When it was made; the DID document lists it since then.
    pub(crate) created_at: Timestamp,
    /// Since when it signs.
    pub(crate) activated_at: Option<Timestamp>,
    /// Since when it no longer signs.
    pub(crate) retired_at: Option<Timestamp>,
    /// When it was revoked.
    pub(crate) revoked_at: Option<Timestamp>,
    /// Proofs made since then do not count.
    pub(crate) revoked_since: Option<Timestamp>,
    /// Why it was revoked.
    pub(crate) revocation_reason: Option<String>,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyState {
    /// Published, does not sign yet.
    Next,
    /// Signs.
    Current,
    /// No longer signs; what it signed counts.
    Retired,
    /// What it signed since a time does not count.
    Revoked,
}

impl KeyState {
    const ALL: [Self; 4] = [Self::Next, Self::Current, Self::Retired, Self::Revoked];

    /// The text in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Current => "current",
            Self::Retired => "retired",
            Self::Revoked => "revoked",
        }
    }

    /// Reads the text of [`KeyState::as_str`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl IssuerKey {
    /// Opens the secret half.
    ///
    /// # Errors
    /// When the master key is not the one that sealed it.
    pub(crate) fn open(&self, master_key: &MasterKey) -> Result<SecretKey> {
        let bytes = master_key.open(&self.id, &self.sealed_secret_key)?;
        let bytes: &[u8; 32] = bytes
            .as_slice()
            .try_into()
            .map_err(|_| Error::internal("opening a secret key", "not 32 bytes"))?;
        Ok(SecretKey::from_bytes(bytes))
    }

    /// The earliest time that a proof of it may carry.
    pub(crate) fn usable_since(&self) -> Timestamp {
        self.activated_at.unwrap_or(self.created_at)
    }
}

/// Makes the next key and publishes it. It signs nothing until it is [activated](activate).
///
/// # Errors
/// [`Error::NotFound`]; [`Conflict::KeyCannotRotate`]; [`Conflict::NextKeyExists`]; storage.
pub(crate) async fn create_next(backend: &Backend, tenant: &Tenant, issuer_id: &str) -> Result<IssuerKey> {
    let now = backend.now();
    let master_key = backend.master_key.clone();
    let (tenant, issuer_id) = (tenant.clone(), issuer_id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            let issuer = rotating_issuer(connection, &tenant, &issuer_id).await?;
            let keys = store::issuers::keys(connection, &issuer_id).await?;
            if keys.iter().any(|key| key.state == KeyState::Next) {
                return Err(Error::Conflict(Conflict::NextKeyExists));
            }
            let key = issuer.fresh_key(&master_key, KeyState::Next, now)?;
            store::issuers::insert_key(connection, &issuer_id, &key).await?;
            Ok(key)
        })
    });
    work.await
}

/// Lets the next key sign and retires the current one. Refused until the key has been published for as long as the
/// configuration says, so that no verifier meets a signature whose key it cannot find.
///
/// # Errors
/// [`Error::NotFound`]; [`Conflict::KeyState`]; [`Conflict::KeyNotPublished`]; storage.
pub(crate) async fn activate(
    backend: &Backend,
    tenant: &Tenant,
    issuer_id: &str,
    key_id: &str,
) -> Result<Vec<IssuerKey>> {
    let now = backend.now();
    let published_before = now.plus_seconds(-i64::from(backend.limits.key_publication_seconds));
    let (tenant, issuer_id, key_id) = (tenant.clone(), issuer_id.to_owned(), key_id.to_owned());
    let publisher = backend.publisher.clone();
    let work = backend.store.write_then(
        move |connection| {
            Box::pin(async move {
                rotating_issuer(connection, &tenant, &issuer_id).await?;
                let key = find(connection, &issuer_id, &key_id).await?;
                if key.state != KeyState::Next {
                    return Err(Error::Conflict(Conflict::KeyState));
                }
                if key.created_at > published_before {
                    return Err(Error::Conflict(Conflict::KeyNotPublished));
                }
                promote(connection, &issuer_id, key, now).await?;
                store::issuers::keys(connection, &issuer_id).await
            })
        },
        move |_| publisher.forget_signatures(),
    );
    work.await
}

/// Revokes a key after it was stolen or lost. `since`: proofs that say they were made then or later do not count; the
/// key's beginning by default, because whoever has the key writes any time into a proof. If it is the current key,
/// the next one, or a fresh one, signs from now on without waiting. Gives how many credentials no longer verify, because
/// the key signed them at that time or later.
///
/// # Errors
/// [`Error::NotFound`]; [`Conflict::KeyCannotRotate`]; [`Conflict::KeyState`] when it was revoked before; storage.
pub(crate) async fn revoke(
    backend: &Backend,
    tenant: &Tenant,
    issuer_id: &str,
    key_id: &str,
    since: Option<Timestamp>,
    reason: String,
) -> Result<i64> {
    let now = backend.now();
    let master_key = backend.master_key.clone();
    let (tenant, issuer_id, key_id) = (tenant.clone(), issuer_id.to_owned(), key_id.to_owned());
    let publisher = backend.publisher.clone();
    let work = backend.store.write_then(
        move |connection| {
            Box::pin(async move {
                let issuer = rotating_issuer(connection, &tenant, &issuer_id).await?;
                let mut key = find(connection, &issuer_id, &key_id).await?;
                let was = key.state;
                if was == KeyState::Revoked {
                    return Err(Error::Conflict(Conflict::KeyState));
                }
                let since = since.unwrap_or(key.created_at).to_second();
                key.state = KeyState::Revoked;
                key.revoked_at = Some(now);
                key.revoked_since = Some(since);
                key.revocation_reason = Some(reason);
                store::issuers::update_key(connection, &key).await?;
                if was == KeyState::Current {
                    let keys = store::issuers::keys(connection, &issuer_id).await?;
                    match keys.into_iter().find(|key| key.state == KeyState::Next) {
                        Some(next) => promote(connection, &issuer_id, next, now).await?,
                        None => {
                            let fresh = issuer.fresh_key(&master_key, KeyState::Current, now)?;
                            store::issuers::insert_key(connection, &issuer_id, &fresh).await?;
                        }
                    }
                }
                store::issuers::signed_since(connection, &tenant, &key.id, since).await
            })
        },
        move |_| publisher.forget_signatures(),
    );
    work.await
}

async fn promote(
    connection: &mut Connection,
    issuer_id: &str,
    mut next: IssuerKey,
    now: Timestamp,
) -> Result<()> {
    let keys = store::issuers::keys(connection, issuer_id).await?;
    for mut key in keys.into_iter().filter(|key| key.state == KeyState::Current) {
        key.state = KeyState::Retired;
        key.retired_at = Some(now);
        store::issuers::update_key(connection, &key).await?;
    }
    next.state = KeyState::Current;
    next.activated_at = Some(now);
    store::issuers::update_key(connection, &next).await
}

async fn rotating_issuer(connection: &mut Connection, tenant: &Tenant, id: &str) -> Result<Issuer> {
    sql::lock(connection, &["issuer", id]).await?;
    let issuer = store::issuers::find_of(connection, tenant, id).await?.ok_or(Error::NotFound("issuer"))?;
    if issuer.can_rotate() { Ok(issuer) } else { Err(Error::Conflict(Conflict::KeyCannotRotate)) }
}

async fn find(connection: &mut Connection, issuer_id: &str, key_id: &str) -> Result<IssuerKey> {
    let keys = store::issuers::keys(connection, issuer_id).await?;
    keys.into_iter().find(|key| key.id == key_id).ok_or(Error::NotFound("key"))
}

//! A credential as a JWT (Open Badges 3.0 §8.2): the same statement with the same status entries, signed with the
//! issuer's key when somebody first asks for it, and stored before it is given out (decision 0019).

use proofmark::{CheckId, Outcome};
use serde_json::Value;

use super::credential::Credential;
use super::issuer_key::{IssuerKey, KeyState};
use super::{Conflict, Error, Result, Timestamp, documents};
use crate::backend::Backend;
use crate::keys::Tools;
use crate::store;

/// A JWT as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct StoredJwt {
    /// The key that signed it.
    pub(crate) issuer_key_id: String,
    /// In compact form.
    pub(crate) jwt: String,
    /// When it was signed.
    pub(crate) created_at: Timestamp,
}

/// The credential as a JWT: the stored one, or one that is signed now with the issuer's current key.
///
/// # Errors
/// [`Conflict::KeyState`] when the credential's own key was revoked, because a new signature would bring back what the
/// issuer took back; storage.
pub(crate) async fn of(backend: &Backend, credential: &Credential) -> Result<String> {
    let mut connection = backend.store.read().await?;
    let keys = store::issuers::keys(&mut connection, &credential.issuer_id).await?;
    let stored = store::credential_jwts::find(&mut connection, &credential.id).await?;
    drop(connection);
    if is_revoked(&keys, &credential.issuer_key_id, credential.created_at) {
        return Err(Error::Conflict(Conflict::KeyState));
    }
    match stored {
        Some(stored) if !is_revoked(&keys, &stored.issuer_key_id, stored.created_at) => Ok(stored.jwt),
        _ => sign(backend, credential, keys).await,
    }
}

async fn sign(backend: &Backend, credential: &Credential, keys: Vec<IssuerKey>) -> Result<String> {
    let now = backend.now();
    let key = keys.into_iter().find(|key| key.state == KeyState::Current);
    let key = key.ok_or_else(|| Error::internal("signing a JWT", "the issuer has no current key"))?;
    let issuer_key_id = key.id.clone();
    let unsecured = without_proof(&credential.document)?;
    let signer = backend.signer.clone();
    let sign = move |tools: &mut Tools| signer.sign_jwt(unsecured.as_bytes(), &key, &mut tools.contexts);
    let signed = backend.engine.run(sign).await??;
    let jwt = signed.map_err(|problem| Error::internal("signing a JWT", problem.detail()))?;

    // Our own verifier, as anybody would run it. Expired or revoked it may be; the status is not the signature's matter.
    let report = documents::verify(backend, &jwt, now).await?;
    let holds =
        |id: CheckId| report.checks.iter().any(|check| check.id == id && check.outcome == Outcome::Passed);
    if !holds(CheckId::Signature) || !holds(CheckId::IssuerKey) {
        return Err(Error::internal("our own verifier refuses a new JWT", report.verdict.as_str()));
    }

    let (id, stored) =
        (credential.id.clone(), StoredJwt { issuer_key_id, jwt: jwt.clone(), created_at: now });
    let work = backend.store.write(move |connection| {
        Box::pin(async move { store::credential_jwts::put(connection, &id, &stored).await })
    });
    work.await?;
    Ok(jwt)
}

/// Whether what this key signed at that time does not count any longer.
fn is_revoked(keys: &[IssuerKey], id: &str, signed_at: Timestamp) -> bool {
    let key = keys.iter().find(|key| key.id == id && key.state == KeyState::Revoked);
    key.is_some_and(|key| key.revoked_since.is_none_or(|since| signed_at >= since))
}

/// The unsecured document, letter by letter but for the proof.
fn without_proof(document: &str) -> Result<String> {
    let mut document: Value =
        serde_json::from_str(document).map_err(|error| Error::internal("reading a credential", error))?;
    if let Value::Object(members) = &mut document {
        // `remove` would put the last member in its place.
        members.shift_remove("proof");
    }
    Ok(document.to_string())
}

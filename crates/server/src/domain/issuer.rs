//! Issuers: the profile, the identifier and the signing key behind credentials.

use proofmark::SecretKey;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Environment, Error, Result, Tenant, Timestamp, did, new_id};
use crate::keys::MasterKey;
use crate::random;
use crate::store::{self, Store};

/// Verifiers recognise a sandbox issuer by this beginning of its name.
const TEST_PREFIX: &str = "TEST – ";

/// An Open Badges `Profile` that issues.
#[derive(Clone, Debug)]
pub(crate) struct Issuer {
    /// Opaque identifier.
    pub(crate) id: String,
    /// As people know it; a sandbox issuer's begins with `TEST – `.
    pub(crate) name: String,
    /// Its home page.
    pub(crate) url: Option<String>,
    /// did:key in the sandbox, did:web when live.
    pub(crate) did: String,
}

/// A key of an issuer; the secret half is sealed.
#[derive(Clone)]
pub(crate) struct IssuerKey {
    /// Opaque identifier; the seal is bound to it.
    pub(crate) id: String,
    /// The DID URL that proofs name.
    pub(crate) verification_method: String,
    /// Multikey text of the public half.
    pub(crate) public_key_multibase: String,
    /// What [`MasterKey::seal`] gave for the 32 secret bytes.
    pub(crate) sealed_secret_key: Vec<u8>,
}

impl Issuer {
    /// The `Profile` as credentials carry it.
    pub(crate) fn profile(&self) -> Value {
        let mut profile = json!({ "id": self.did, "type": ["Profile"], "name": self.name });
        if let Some(url) = &self.url {
            profile["url"] = json!(url);
        }
        profile
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
}

/// Creates an issuer with a fresh key. In the sandbox its identifier is the key itself (did:key) and its name says
/// TEST; a live issuer lives at `base_url` (did:web), so that its key can be changed later.
///
/// # Errors
/// When the database or the randomness fails.
pub(crate) async fn create(
    store: &Store,
    master_key: &MasterKey,
    tenant: &Tenant,
    name: &str,
    base_url: &str,
    now: Timestamp,
) -> Result<Issuer> {
    let id = new_id(now)?;
    let secret = Zeroizing::new(random::bytes::<32>()?);
    let public_key = SecretKey::from_bytes(&secret).public_key();
    let (did, verification_method, name) = match tenant.environment {
        Environment::Sandbox => {
            (public_key.did_key(), public_key.did_key_verification_method(), format!("{TEST_PREFIX}{name}"))
        }
        Environment::Live => {
            let did = did::web(base_url, &id)?;
            let method = format!("{did}#{}", public_key.to_multibase());
            (did, method, name.to_owned())
        }
    };
    let key_id = new_id(now)?;
    let key = IssuerKey {
        sealed_secret_key: master_key.seal(&key_id, &*secret)?,
        id: key_id,
        verification_method,
        public_key_multibase: public_key.to_multibase(),
    };
    let issuer = Issuer { id, name, url: Some(base_url.to_owned()), did };
    let (row, environment_id) = (issuer.clone(), tenant.environment_id.clone());
    store
        .write(move |connection| {
            Box::pin(
                async move { store::issuers::insert(connection, &environment_id, &row, &key, now).await },
            )
        })
        .await?;
    Ok(issuer)
}

/// The DID document of a live issuer, if this is one: <https://w3c-ccg.github.io/did-method-web/>. A did:key needs
/// no document.
///
/// # Errors
/// When the database fails; [`Error::NotFound`] when no live issuer has this identifier.
pub(crate) async fn did_document(store: &Store, issuer_id: &str) -> Result<Value> {
    let mut connection = store.read().await?;
    let issuer = store::issuers::find(&mut connection, issuer_id)
        .await?
        .filter(|issuer| issuer.did.starts_with("did:web:"))
        .ok_or(Error::NotFound("issuer"))?;
    // Retired keys stay listed, so that what they signed keeps verifying; revoked ones do not.
    let keys = store::issuers::published_keys(&mut connection, issuer_id).await?;
    Ok(did::document(&issuer.did, &keys))
}

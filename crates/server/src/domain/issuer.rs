//! Issuers: the profile and the identifier behind credentials. Their keys are in [`super::issuer_key`].

use proofmark::SecretKey;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::credential::CONTEXTS;
pub(crate) use super::issuer_key::IssuerKey;
use super::issuer_key::KeyState;
use super::{Environment, Error, Result, Tenant, Timestamp, did, new_id};
use crate::backend::Backend;
use crate::keys::MasterKey;
use crate::random;
use crate::store::{self, Store, sql};

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
    /// Further members of its profile.
    pub(crate) details: Details,
    /// Whether it signs when a request names no issuer.
    pub(crate) is_default: bool,
    /// When it was made.
    pub(crate) created_at: Timestamp,
}

/// Further members of a profile. Kept as JSON in one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Details {
    /// A sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// URL of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
    /// Where to write to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// Where to call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
}

/// What an issuer says about itself.
#[derive(Clone, Debug)]
pub(crate) struct NewIssuer {
    /// As people know it; the sandbox puts `TEST – ` before it.
    pub(crate) name: String,
    /// Its home page; the organization's address, if not said.
    pub(crate) url: Option<String>,
    /// The rest.
    pub(crate) details: Details,
}

impl Issuer {
    /// The `Profile` as credentials carry it.
    pub(crate) fn profile(&self) -> Value {
        let mut profile = json!({ "id": self.did, "type": ["Profile"], "name": self.name });
        let Details { description, image, email, phone } = &self.details;
        for (name, value) in
            [("url", &self.url), ("phone", phone), ("description", description), ("email", email)]
        {
            if let Some(value) = value {
                profile[name] = json!(value);
            }
        }
        if let Some(image) = image {
            profile["image"] = json!({ "id": image, "type": "Image" });
        }
        profile
    }

    /// The profile at its own address: the same, with the context that explains its words.
    pub(crate) fn public_document(&self) -> Value {
        let mut document = json!({ "@context": CONTEXTS });
        if let (Value::Object(document), Value::Object(profile)) = (&mut document, self.profile()) {
            document.extend(profile);
        }
        document
    }

    /// Whether its identifier is a document that can list other keys.
    pub(crate) fn can_rotate(&self) -> bool {
        self.did.starts_with("did:web:")
    }

    /// A fresh key of this issuer, sealed.
    ///
    /// # Errors
    /// When the operating system has no randomness.
    pub(super) fn fresh_key(
        &self,
        master_key: &MasterKey,
        state: KeyState,
        now: Timestamp,
    ) -> Result<IssuerKey> {
        let secret = Zeroizing::new(random::bytes::<32>()?);
        let multibase = SecretKey::from_bytes(&secret).public_key().to_multibase();
        sealed_key(master_key, &secret, format!("{}#{multibase}", self.did), state, now)
    }
}

fn sealed_key(
    master_key: &MasterKey,
    secret: &[u8; 32],
    verification_method: String,
    state: KeyState,
    now: Timestamp,
) -> Result<IssuerKey> {
    let id = new_id(now)?;
    Ok(IssuerKey {
        sealed_secret_key: master_key.seal(&id, secret)?,
        id,
        state,
        verification_method,
        public_key_multibase: SecretKey::from_bytes(secret).public_key().to_multibase(),
        created_at: now,
        activated_at: (state == KeyState::Current).then_some(now),
        retired_at: None,
        revoked_at: None,
        revoked_since: None,
        revocation_reason: None,
    })
}

/// The name under which an issuer of this environment may appear.
fn name_in(environment: Environment, name: String) -> String {
    match environment {
        Environment::Sandbox if !name.starts_with(TEST_PREFIX) => format!("{TEST_PREFIX}{name}"),
        _ => name,
    }
}

/// Creates an issuer with a fresh key. In the sandbox its identifier is the key itself (did:key) and its name says
/// TEST; a live issuer lives at the organization's address (did:web), so that its key can be changed later. The first
/// of an environment is its default.
///
/// # Errors
/// When the database or the randomness fails.
pub(crate) async fn create(backend: &Backend, tenant: &Tenant, new: NewIssuer) -> Result<Issuer> {
    let now = backend.now();
    let id = new_id(now)?;
    let secret = Zeroizing::new(random::bytes::<32>()?);
    let public_key = SecretKey::from_bytes(&secret).public_key();
    let (did, method) = match tenant.environment {
        Environment::Sandbox => (public_key.did_key(), public_key.did_key_verification_method()),
        Environment::Live => {
            let did = did::web(&tenant.base_url, &id)?;
            let method = format!("{did}#{}", public_key.to_multibase());
            (did, method)
        }
    };
    let key = sealed_key(&backend.master_key, &secret, method, KeyState::Current, now)?;
    let issuer = Issuer {
        id,
        name: name_in(tenant.environment, new.name),
        url: new.url.or_else(|| Some(tenant.base_url.clone())),
        did,
        details: new.details,
        is_default: false,
        created_at: now,
    };
    let tenant = tenant.clone();
    backend
        .store
        .write(move |connection| {
            Box::pin(async move {
                sql::lock(connection, &["issuers", &tenant.environment_id]).await?;
                let is_default = store::issuers::count(connection, &tenant).await? == 0;
                let issuer = Issuer { is_default, ..issuer };
                store::issuers::insert(connection, &tenant, &issuer).await?;
                store::issuers::insert_key(connection, &issuer.id, &key).await?;
                Ok(issuer)
            })
        })
        .await
}

/// What may change about an issuer. Credentials that were issued before keep what they say.
#[derive(Clone, Debug, Default)]
pub(crate) struct IssuerChange {
    /// As people know it.
    pub(crate) name: Option<String>,
    /// Its home page.
    pub(crate) url: Option<String>,
    /// Members that are named replace what was there.
    pub(crate) details: Details,
    /// Makes it the one that signs when a request names none.
    pub(crate) make_default: bool,
}

/// Changes an issuer's profile.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn update(
    backend: &Backend,
    tenant: &Tenant,
    id: &str,
    change: IssuerChange,
) -> Result<Issuer> {
    let (tenant, id) = (tenant.clone(), id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            sql::lock(connection, &["issuers", &tenant.environment_id]).await?;
            let found = store::issuers::find_of(connection, &tenant, &id).await?;
            let mut issuer = found.ok_or(Error::NotFound("issuer"))?;
            if let Some(name) = change.name {
                issuer.name = name_in(tenant.environment, name);
            }
            issuer.url = change.url.or(issuer.url);
            let (new, old) = (change.details, issuer.details);
            issuer.details = Details {
                description: new.description.or(old.description),
                image: new.image.or(old.image),
                email: new.email.or(old.email),
                phone: new.phone.or(old.phone),
            };
            if change.make_default {
                store::issuers::clear_default(connection, &tenant).await?;
                issuer.is_default = true;
            }
            store::issuers::update(connection, &tenant, &issuer).await?;
            Ok(issuer)
        })
    });
    work.await
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
        .filter(Issuer::can_rotate)
        .ok_or(Error::NotFound("issuer"))?;
    // All of them: the next one before it signs, retired ones so that what they signed keeps verifying, revoked ones
    // with the time since when they do not count.
    let keys = store::issuers::keys(&mut connection, issuer_id).await?;
    Ok(did::document(&issuer.did, &keys))
}

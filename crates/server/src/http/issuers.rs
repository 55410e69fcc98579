//! `/v1/issuers`: profiles and their keys.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::{Enum, Object, OpenApi};

use super::edge::{Answer, ApiError, Body, Caller, DateTime, Email, Uri, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::issuer::{self, Details, Issuer, IssuerChange, NewIssuer};
use crate::domain::issuer_key::{self, IssuerKey, KeyState};
use crate::domain::{Error, Tenant};
use crate::store;

/// Who issues.
#[derive(Debug, Object)]
pub(super) struct NewIssuerRequest {
    /// As people know it; the sandbox puts `TEST – ` before it.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: String,
    /// Its home page; by default the organization's address.
    url: Option<Uri>,
    /// One or two sentences.
    #[oai(validator(min_length = 1, max_length = 2000))]
    description: Option<String>,
    /// A picture.
    image: Option<Uri>,
    /// Where to write to; readable by everybody.
    email: Option<Email>,
    /// Where to call; readable by everybody.
    #[oai(validator(min_length = 1, max_length = 50))]
    phone: Option<String>,
}

/// What to change; whatever is not named stays. Credentials that were issued before keep what they say.
#[derive(Debug, Object)]
pub(super) struct IssuerChangeRequest {
    /// As people know it; the sandbox puts `TEST – ` before it.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: Option<String>,
    /// Its home page.
    url: Option<Uri>,
    /// One or two sentences.
    #[oai(validator(min_length = 1, max_length = 2000))]
    description: Option<String>,
    /// A picture.
    image: Option<Uri>,
    /// Where to write to; readable by everybody.
    email: Option<Email>,
    /// Where to call; readable by everybody.
    #[oai(validator(min_length = 1, max_length = 50))]
    phone: Option<String>,
    /// `true` makes it the one that signs when a request names no issuer.
    #[oai(default)]
    default: bool,
}

/// Who issues.
#[derive(Debug, Object)]
#[oai(rename = "Issuer", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct IssuerResource {
    /// Opaque identifier.
    id: String,
    /// Its identifier in credentials: did:web when live, did:key in the sandbox.
    did: String,
    /// As people know it.
    name: String,
    /// Its home page.
    url: Option<String>,
    /// One or two sentences.
    description: Option<String>,
    /// A picture.
    image: Option<String>,
    /// Where to write to.
    email: Option<String>,
    /// Where to call.
    phone: Option<String>,
    /// Whether it signs when a request names no issuer.
    default: bool,
    /// Its keys, oldest first.
    keys: Vec<Key>,
    /// When it was made.
    created_at: DateTime,
}

/// A key of an issuer. Its secret half never leaves the server.
#[derive(Debug, Object)]
#[oai(rename = "IssuerKey", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct Key {
    /// Opaque identifier.
    id: String,
    /// What it is for now.
    state: State,
    /// The DID URL that proofs name.
    verification_method: String,
    /// The public half, as Multikey.
    public_key_multibase: String,
    /// When it was made and published.
    created_at: DateTime,
    /// Since when it signs.
    activated_at: Option<DateTime>,
    /// Since when it no longer signs.
    retired_at: Option<DateTime>,
    /// When it was revoked.
    revoked_at: Option<DateTime>,
    /// Proofs made since then do not count.
    revoked_since: Option<DateTime>,
    /// Why it was revoked.
    revocation_reason: Option<String>,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "IssuerKeyState", rename_all = "snake_case")]
enum State {
    /// Published, does not sign yet.
    Next,
    /// Signs.
    Current,
    /// No longer signs; what it signed counts.
    Retired,
    /// What it signed since a time does not count.
    Revoked,
}

/// All issuers, oldest first.
#[derive(Debug, Object)]
pub(super) struct IssuerList {
    /// The issuers.
    items: Vec<IssuerResource>,
}

/// Why a key is revoked.
#[derive(Debug, Object)]
pub(super) struct RevokeKeyRequest {
    /// For the record.
    #[oai(validator(min_length = 1, max_length = 1000))]
    reason: String,
    /// Proofs made then or later do not count. By default none of the key's does, because whoever stole it can write
    /// any time into a proof.
    since: Option<DateTime>,
}

/// What revoking a key has done.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct RevokedKey {
    /// The issuer with its keys now.
    issuer: IssuerResource,
    /// How many credentials no longer verify. `GET /v1/credentials?issuerKeyId=` names them, and
    /// `POST /v1/credentials/{id}/reissue` issues each again.
    affected_credentials: i64,
}

/// Issuers: the profiles and keys behind credentials.
pub(super) struct Issuers;

#[OpenApi(tag = "Tag::Issuers")]
impl Issuers {
    /// Create an issuer with a fresh key
    ///
    /// It gets a key of its own. In the live environment its identifier is a did:web, whose keys can be replaced; in
    /// the sandbox it is a did:key.
    #[oai(path = "/v1/issuers", method = "post", operation_id = "createIssuer")]
    async fn create(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        body: Body<NewIssuerRequest>,
    ) -> Result<Answer<IssuerResource, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        let new = body.value;
        let new = NewIssuer {
            name: new.name,
            url: new.url.map(|uri| uri.0),
            details: details(new.description, new.image, new.email, new.phone),
        };
        let issuer = issuer::create(&backend, tenant, new).await?;
        let location = format!("/v1/issuers/{}", issuer.id);
        Ok(answer_body(201, Some(&location), &with_keys(&backend, issuer).await?).into())
    }

    /// List issuers, oldest first
    ///
    /// All of them with their keys; there are few.
    #[oai(path = "/v1/issuers", method = "get", operation_id = "listIssuers")]
    async fn list(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
    ) -> Result<Answer<IssuerList>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let issuers = store::issuers::list(&mut connection, tenant).await?;
        let mut items = Vec::with_capacity(issuers.len());
        for issuer in issuers {
            let keys = store::issuers::keys(&mut connection, &issuer.id).await?;
            items.push(IssuerResource::new(issuer, keys));
        }
        Ok(Answer::new(&IssuerList { items }))
    }

    /// Get an issuer
    ///
    /// With its keys: the present one, a next one that is published already, and former ones.
    #[oai(path = "/v1/issuers/:id", method = "get", operation_id = "getIssuer")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The issuer's identifier.
        id: Path<String>,
    ) -> Result<Answer<IssuerResource>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        Ok(Answer::new(&find(&backend, tenant, &id).await?))
    }

    /// Change an issuer's profile
    ///
    /// Verifiers that look the issuer up see the change; what was signed stays as it is.
    #[oai(path = "/v1/issuers/:id", method = "patch", operation_id = "updateIssuer")]
    async fn update(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The issuer's identifier.
        id: Path<String>,
        body: Body<IssuerChangeRequest>,
    ) -> Result<Answer<IssuerResource>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        let change = body.value;
        let change = IssuerChange {
            name: change.name,
            url: change.url.map(|uri| uri.0),
            details: details(change.description, change.image, change.email, change.phone),
            make_default: change.default,
        };
        let issuer = issuer::update(&backend, tenant, &id, change).await?;
        Ok(Answer::new(&with_keys(&backend, issuer).await?))
    }

    /// Make the next key of an issuer
    ///
    /// It is published in the DID document at once and signs nothing until it is activated.
    #[oai(path = "/v1/issuers/:id/keys", method = "post", operation_id = "createIssuerKey")]
    async fn create_key(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The issuer's identifier.
        id: Path<String>,
    ) -> Result<Answer<Key, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        let key = issuer_key::create_next(&backend, tenant, &id).await?;
        let location = format!("/v1/issuers/{}", id.0);
        Ok(answer_body(201, Some(&location), &Key::from(key)).into())
    }

    /// Let the next key sign
    ///
    /// The present key is retired: what it signed keeps verifying. Refused until the next key has been published for
    /// an hour, or as long as the operator says.
    #[oai(path = "/v1/issuers/:id/keys/:key/activate", method = "post", operation_id = "activateIssuerKey")]
    async fn activate_key(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The issuer's identifier.
        id: Path<String>,
        /// The key's identifier.
        key: Path<String>,
    ) -> Result<Answer<IssuerResource>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        issuer_key::activate(&backend, tenant, &id, &key).await?;
        Ok(Answer::new(&find(&backend, tenant, &id).await?))
    }

    /// Revoke a key that was stolen or lost
    ///
    /// If it is the present key, the next one, or a fresh one, signs from now on.
    #[oai(path = "/v1/issuers/:id/keys/:key/revoke", method = "post", operation_id = "revokeIssuerKey")]
    async fn revoke_key(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The issuer's identifier.
        id: Path<String>,
        /// The key's identifier.
        key: Path<String>,
        body: Body<RevokeKeyRequest>,
    ) -> Result<Answer<RevokedKey>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        let since = body.value.since.map(|time| time.0);
        let affected_credentials =
            issuer_key::revoke(&backend, tenant, &id, &key, since, body.value.reason).await?;
        Ok(Answer::new(&RevokedKey { issuer: find(&backend, tenant, &id).await?, affected_credentials }))
    }
}

fn details(
    description: Option<String>,
    image: Option<Uri>,
    email: Option<Email>,
    phone: Option<String>,
) -> Details {
    Details { description, image: image.map(|uri| uri.0), email: email.map(|email| email.0), phone }
}

async fn find(backend: &Backend, tenant: &Tenant, id: &str) -> Result<IssuerResource, ApiError> {
    let mut connection = backend.store.read().await?;
    let issuer = store::issuers::find_of(&mut connection, tenant, id).await?;
    drop(connection);
    with_keys(backend, issuer.ok_or(Error::NotFound("issuer"))?).await
}

async fn with_keys(backend: &Backend, issuer: Issuer) -> Result<IssuerResource, ApiError> {
    let mut connection = backend.store.read().await?;
    let keys = store::issuers::keys(&mut connection, &issuer.id).await?;
    Ok(IssuerResource::new(issuer, keys))
}

impl IssuerResource {
    fn new(issuer: Issuer, keys: Vec<IssuerKey>) -> Self {
        Self {
            id: issuer.id,
            did: issuer.did,
            name: issuer.name,
            url: issuer.url,
            description: issuer.details.description,
            image: issuer.details.image,
            email: issuer.details.email,
            phone: issuer.details.phone,
            default: issuer.is_default,
            keys: keys.into_iter().map(Key::from).collect(),
            created_at: DateTime(issuer.created_at),
        }
    }
}

impl From<IssuerKey> for Key {
    fn from(key: IssuerKey) -> Self {
        Self {
            id: key.id,
            state: match key.state {
                KeyState::Next => State::Next,
                KeyState::Current => State::Current,
                KeyState::Retired => State::Retired,
                KeyState::Revoked => State::Revoked,
            },
            verification_method: key.verification_method,
            public_key_multibase: key.public_key_multibase,
            created_at: DateTime(key.created_at),
            activated_at: key.activated_at.map(DateTime),
            retired_at: key.retired_at.map(DateTime),
            revoked_at: key.revoked_at.map(DateTime),
            revoked_since: key.revoked_since.map(DateTime),
            revocation_reason: key.revocation_reason,
        }
    }
}

//! `/v1/api-keys`

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::{Enum, Object, OpenApi};

use super::edge::{Answer, ApiError, Body, Caller, DateTime, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::{self, ApiKey, NewApiKey, Scope};
use crate::domain::{CursorSeal, Error, PageRequest};
use crate::store;

/// How long a replaced key works when the request does not say: a day.
const DEFAULT_OVERLAP_SECONDS: u32 = 86_400;

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "ApiKeyScope", rename_all = "snake_case")]
enum KeyScope {
    /// Issue credentials.
    Issue,
    /// Read everything of the environment.
    Read,
    /// Change achievements and credentials, revoke.
    Manage,
    /// Everything, and manage keys, issuers and the organization.
    Admin,
}

/// What a new key is for.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct NewKeyRequest {
    /// In your words.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: String,
    /// What it may do.
    #[oai(validator(min_items = 1, max_items = 4))]
    scopes: Vec<KeyScope>,
    /// From when on it opens nothing; never, if not said.
    expires_at: Option<DateTime>,
}

/// How to replace a key.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct RotateRequest {
    /// Seconds for which the old key still works: a day by default, 30 days at most.
    #[oai(validator(maximum(value = "2592000")))]
    overlap_seconds: Option<u32>,
}

/// An API key, without its text.
#[derive(Debug, Object)]
#[oai(rename = "ApiKey", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct KeyResource {
    /// Opaque identifier.
    id: String,
    /// In your words.
    name: String,
    /// What it ends with, to recognise it.
    last_four: String,
    /// What it may do.
    scopes: Vec<KeyScope>,
    /// When it was made.
    created_at: DateTime,
    /// From when on it opens nothing.
    expires_at: Option<DateTime>,
    /// When it was revoked.
    revoked_at: Option<DateTime>,
    /// When it was last used, to the minute.
    last_used_at: Option<DateTime>,
    /// Since when another key is meant to be used instead.
    replaced_at: Option<DateTime>,
}

/// A new API key with its text, which is shown this once.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct NewKeyResource {
    /// What to send as `Authorization: Bearer`. Only its hash is kept.
    key: String,
    /// What is kept.
    api_key: KeyResource,
}

/// One page of keys, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct KeyPage {
    /// The keys.
    items: Vec<KeyResource>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
}

/// API keys: who may do what.
pub(super) struct ApiKeys;

#[OpenApi(tag = "Tag::Organization")]
impl ApiKeys {
    /// Create an API key for this environment
    ///
    /// The key itself is in this answer only: just its hash is stored.
    #[oai(path = "/v1/api-keys", method = "post", operation_id = "createApiKey")]
    async fn create(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        body: Body<NewKeyRequest>,
    ) -> Result<Answer<NewKeyResource, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        let new = body.value;
        let scopes = new.scopes.into_iter().map(Scope::from).collect();
        let expires_at = new.expires_at.map(|time| time.0);
        Ok(made(api_key::create(&backend, tenant, new.name, scopes, expires_at).await?))
    }

    /// List API keys, newest first
    ///
    /// Newest first, without the keys themselves.
    #[oai(path = "/v1/api-keys", method = "get", operation_id = "listApiKeys")]
    async fn list(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Keys on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Answer<KeyPage>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        let seal = CursorSeal::new(&backend.master_key, tenant, "api-keys");
        let page = PageRequest::new(&seal, limit.0, cursor.0.as_deref(), None)?;
        let mut connection = backend.store.read().await?;
        let page = store::api_keys::list(&mut connection, tenant, &page).await?;
        Ok(Answer::new(&KeyPage {
            items: page.rows.into_iter().map(KeyResource::from).collect(),
            next_cursor: page.next.map(|cursor| seal.seal(&cursor)).transpose()?,
        }))
    }

    /// Get an API key, without its text
    ///
    /// What it may do, when it was used last and when it ends; not the key itself.
    #[oai(path = "/v1/api-keys/:id", method = "get", operation_id = "getApiKey")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The key's identifier.
        id: Path<String>,
    ) -> Result<Answer<KeyResource>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        let mut connection = backend.store.read().await?;
        let key = store::api_keys::find_of(&mut connection, tenant, &id).await?;
        Ok(Answer::new(&KeyResource::from(key.ok_or(Error::NotFound("API key"))?)))
    }

    /// Replace an API key
    ///
    /// The new key does what the old one does. Both work until the overlap is over.
    #[oai(path = "/v1/api-keys/:id/rotate", method = "post", operation_id = "rotateApiKey")]
    async fn rotate(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The key's identifier.
        id: Path<String>,
        body: Body<RotateRequest>,
    ) -> Result<Answer<NewKeyResource, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        let overlap = body.value.overlap_seconds.unwrap_or(DEFAULT_OVERLAP_SECONDS);
        Ok(made(api_key::rotate(&backend, tenant, &id, overlap).await?))
    }

    /// Revoke an API key at once
    ///
    /// It opens nothing from now on. That cannot be taken back.
    #[oai(path = "/v1/api-keys/:id", method = "delete", operation_id = "revokeApiKey")]
    async fn revoke(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The key's identifier.
        id: Path<String>,
    ) -> Result<Answer<KeyResource>, ApiError> {
        let tenant = caller.allowed(Scope::Admin)?;
        Ok(Answer::new(&KeyResource::from(api_key::revoke(&backend, tenant, &id).await?)))
    }
}

fn made(new: NewApiKey) -> Answer<NewKeyResource, 201> {
    let location = format!("/v1/api-keys/{}", new.key.id);
    let body = NewKeyResource { key: new.text.to_string(), api_key: KeyResource::from(new.key) };
    answer_body(201, Some(&location), &body).into()
}

impl From<ApiKey> for KeyResource {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            last_four: key.last_four,
            scopes: key.scopes.into_iter().map(KeyScope::from).collect(),
            created_at: DateTime(key.created_at),
            expires_at: key.expires_at.map(DateTime),
            revoked_at: key.revoked_at.map(DateTime),
            last_used_at: key.last_used_at.map(DateTime),
            replaced_at: key.replaced_at.map(DateTime),
        }
    }
}

impl From<KeyScope> for Scope {
    fn from(scope: KeyScope) -> Self {
        match scope {
            KeyScope::Issue => Self::Issue,
            KeyScope::Read => Self::Read,
            KeyScope::Manage => Self::Manage,
            KeyScope::Admin => Self::Admin,
        }
    }
}

impl From<Scope> for KeyScope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Issue => Self::Issue,
            Scope::Read => Self::Read,
            Scope::Manage => Self::Manage,
            Scope::Admin => Self::Admin,
        }
    }
}

//! `/v1/credentials/…/revoke`, `suspend` and `reinstate`, for one and for many.

use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::{Object, OpenApi};

use super::credential_model::{CredentialResource, CredentialStatus};
use super::edge::{self, Answer, ApiError, Body, Caller, DateTime, Email, ErrorCode, answer_body, code_of};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::credential::{Credential, Status};
use crate::domain::status_change::{self, Change, Outcome, Refusal, Selection};
use crate::domain::{Error, Timestamp};
use crate::store::credentials::Filter;

/// Why.
#[derive(Debug, Object)]
pub(super) struct Reason {
    /// For the record and the recipient.
    #[oai(validator(min_length = 1, max_length = 1000))]
    reason: String,
}

/// Why, and for which credentials: either `ids` or `filter`.
#[derive(Debug, Object)]
pub(super) struct BulkRequest {
    /// For the record and the recipients.
    #[oai(validator(min_length = 1, max_length = 1000))]
    reason: String,
    /// Identifiers, short codes or your own identifiers.
    #[oai(validator(min_items = 1, max_items = 1000))]
    ids: Option<Vec<String>>,
    /// What the credentials have in common; 1000 at most.
    filter: Option<BulkFilter>,
}

/// What credentials have in common; at least one field.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
struct BulkFilter {
    /// Only of this achievement.
    achievement_id: Option<String>,
    /// Only of the recipient with this e-mail address.
    email: Option<Email>,
    /// Only with this status now.
    status: Option<CredentialStatus>,
    /// Only issued at this time or later.
    issued_from: Option<DateTime>,
    /// Only issued before this time.
    issued_before: Option<DateTime>,
    /// Only signed with this key of an issuer.
    issuer_key_id: Option<String>,
    /// Only issued by this batch.
    batch_id: Option<String>,
}

/// What became of each credential.
#[derive(Debug, Object)]
pub(super) struct BulkResult {
    /// How many were changed.
    changed: u32,
    /// How many were not.
    refused: u32,
    /// One for each credential, in the order of the request.
    results: Vec<BulkItem>,
}

/// What became of one credential.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
struct BulkItem {
    /// As the request named it.
    id: String,
    /// What it is worth now, if it was changed.
    status: Option<CredentialStatus>,
    /// Why it was not changed.
    error: Option<ErrorCode>,
}

/// Takes credentials back, for ever or for now.
pub(super) struct CredentialStatuses;

#[OpenApi(tag = "Tag::Credentials")]
impl CredentialStatuses {
    /// Revoke a credential, for ever
    ///
    /// The status list says so before this answers.
    #[oai(path = "/v1/credentials/:id/revoke", method = "post", operation_id = "revokeCredential")]
    async fn revoke(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<Reason>,
    ) -> Result<Answer<CredentialResource>, ApiError> {
        one(&caller, request, &backend, &id, idempotency_key.0, body, Change::Revoke).await
    }

    /// Suspend a credential, until it is reinstated
    ///
    /// The status list says so before this answers.
    #[oai(path = "/v1/credentials/:id/suspend", method = "post", operation_id = "suspendCredential")]
    async fn suspend(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<Reason>,
    ) -> Result<Answer<CredentialResource>, ApiError> {
        one(&caller, request, &backend, &id, idempotency_key.0, body, Change::Suspend).await
    }

    /// Reinstate a suspended credential
    ///
    /// The status list says so before this answers. A revoked credential cannot be reinstated.
    #[oai(path = "/v1/credentials/:id/reinstate", method = "post", operation_id = "reinstateCredential")]
    async fn reinstate(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<Reason>,
    ) -> Result<Answer<CredentialResource>, ApiError> {
        one(&caller, request, &backend, &id, idempotency_key.0, body, Change::Reinstate).await
    }

    /// Revoke many credentials, for ever
    ///
    /// All in one transaction. Those that cannot be revoked are named and do not stop the others.
    #[oai(path = "/v1/credentials/revoke", method = "post", operation_id = "revokeCredentials")]
    async fn revoke_many(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<BulkRequest>,
    ) -> Result<Answer<BulkResult>, ApiError> {
        many(&caller, request, &backend, idempotency_key.0, body, Change::Revoke).await
    }

    /// Suspend many credentials
    ///
    /// All in one transaction. Those that cannot be suspended are named and do not stop the others.
    #[oai(path = "/v1/credentials/suspend", method = "post", operation_id = "suspendCredentials")]
    async fn suspend_many(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<BulkRequest>,
    ) -> Result<Answer<BulkResult>, ApiError> {
        many(&caller, request, &backend, idempotency_key.0, body, Change::Suspend).await
    }

    /// Reinstate many suspended credentials
    ///
    /// All in one transaction. Those that cannot be reinstated are named and do not stop the others.
    #[oai(path = "/v1/credentials/reinstate", method = "post", operation_id = "reinstateCredentials")]
    async fn reinstate_many(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<BulkRequest>,
    ) -> Result<Answer<BulkResult>, ApiError> {
        many(&caller, request, &backend, idempotency_key.0, body, Change::Reinstate).await
    }
}

async fn one(
    caller: &Caller,
    request: &Request,
    backend: &Backend,
    id: &str,
    idempotency_key: Option<String>,
    body: Body<Reason>,
    change: Change,
) -> Result<Answer<CredentialResource>, ApiError> {
    let tenant = caller.allowed(Scope::Manage)?;
    let key = edge::idempotency_key(tenant, request, idempotency_key, &body.bytes)?;
    let now = backend.now();
    let answer = move |credential: &Credential| {
        answer_body(200, None, &CredentialResource::with_document(credential, now))
    };
    let answer = status_change::change(backend, tenant, id, change, body.value.reason, key, answer).await?;
    Ok(answer.into())
}

async fn many(
    caller: &Caller,
    request: &Request,
    backend: &Backend,
    idempotency_key: Option<String>,
    body: Body<BulkRequest>,
    change: Change,
) -> Result<Answer<BulkResult>, ApiError> {
    let tenant = caller.allowed(Scope::Manage)?;
    let key = edge::idempotency_key(tenant, request, idempotency_key, &body.bytes)?;
    let now = backend.now();
    let selection = match (body.value.ids, body.value.filter.map(Filter::from)) {
        (Some(ids), None) => Selection::Ids(ids),
        (None, Some(filter)) if filter != Filter::default() => Selection::Filter(filter),
        (None, Some(_)) => {
            return Err(Error::invalid("/filter", "Name at least one thing they have in common.").into());
        }
        _ => return Err(Error::invalid("", "Send either `ids` or `filter`.").into()),
    };
    let answer = move |outcomes: &[Outcome]| answer_body(200, None, &BulkResult::new(outcomes, now));
    let answer =
        status_change::change_many(backend, tenant, selection, change, body.value.reason, key, answer)
            .await?;
    Ok(answer.into())
}

impl BulkResult {
    fn new(outcomes: &[Outcome], now: Timestamp) -> Self {
        let changed = outcomes.iter().filter(|outcome| outcome.result.is_ok()).count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            changed: number(changed),
            refused: number(outcomes.len() - changed),
            results: outcomes
                .iter()
                .map(|outcome| BulkItem {
                    id: outcome.id.clone(),
                    status: outcome.result.as_ref().ok().map(|credential| credential.status(now).into()),
                    error: outcome.result.as_ref().err().map(|refusal| match refusal {
                        Refusal::NotFound => ErrorCode::NotFound,
                        Refusal::Conflict(conflict) => code_of(*conflict),
                    }),
                })
                .collect(),
        }
    }
}

impl From<BulkFilter> for Filter {
    fn from(filter: BulkFilter) -> Self {
        Self {
            achievement_id: filter.achievement_id,
            email: filter.email.map(|email| email.0),
            status: filter.status.map(Status::from),
            issued_from: filter.issued_from.map(|time| time.0),
            issued_before: filter.issued_before.map(|time| time.0),
            issuer_key_id: filter.issuer_key_id,
            batch_id: filter.batch_id,
            ..Self::default()
        }
    }
}

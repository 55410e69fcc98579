//! `/v1/credentials`: issue, list, get, change, re-issue, and the verification log.

use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Object, OpenApi};

use super::credential_model::{
    CredentialResource, CredentialStatus, IssueRequest, UpdateRequest, into_object,
};
use super::edge::{self, Answer, ApiError, Body, Caller, DateTime, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::credential::{Credential, Status};
use crate::domain::reissue::{self, InPlace};
use crate::domain::{CursorSeal, Error, PageRequest, issue};
use crate::store;
use crate::store::credentials::Filter;

/// One page of credentials, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct CredentialPage {
    /// The credentials, without their signed documents.
    items: Vec<CredentialResource>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
    /// How many there are on all pages; only with `?total=true`.
    total: Option<i64>,
}

/// Somebody asked whether a credential is valid.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
struct Verification {
    /// Opaque identifier.
    id: String,
    /// What the credential was worth by the server's records.
    status: String,
    /// What the verifier said: `valid`, `invalid` or `inconclusive`.
    verdict: String,
    /// When.
    at: DateTime,
}

/// One page of verifications, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct VerificationPage {
    /// The verifications.
    items: Vec<Verification>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
}

/// Credentials: issue, list, get, change.
pub(super) struct Credentials;

#[OpenApi(tag = "Tag::Credentials")]
impl Credentials {
    /// Issue a credential
    ///
    /// It is signed, verified by our own verifier and durably stored before this answers.
    #[oai(path = "/v1/credentials", method = "post", operation_id = "issueCredential")]
    async fn issue(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<IssueRequest>,
    ) -> Result<Answer<CredentialResource, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Issue)?;
        let key = edge::idempotency_key(tenant, request, idempotency_key.0, &body.bytes)?;
        let now = backend.now();
        let answer = move |credential: &Credential| {
            let location = format!("/v1/credentials/{}", credential.id);
            answer_body(201, Some(&location), &CredentialResource::with_document(credential, now))
        };
        Ok(issue::issue(&backend, tenant, body.value.into(), key, answer).await?.into())
    }

    /// List credentials, newest first
    ///
    /// Filters add up: a credential has to fit all of them. The signed documents are left out; `getCredential` has
    /// them.
    #[oai(path = "/v1/credentials", method = "get", operation_id = "listCredentials")]
    #[allow(clippy::too_many_arguments, reason = "one for each query parameter")]
    async fn list(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Credentials on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
        /// Credentials to skip, 10,000 at most. A cursor is faster, and stays right while credentials are added.
        offset: Query<Option<u32>>,
        /// Whether to count all pages.
        total: Query<Option<bool>>,
        /// Only of this achievement.
        #[oai(name = "achievementId")]
        achievement_id: Query<Option<String>>,
        /// Only of the recipient with this e-mail address.
        email: Query<Option<String>>,
        /// Only with this status now.
        status: Query<Option<CredentialStatus>>,
        /// Only with this identifier of yours.
        #[oai(name = "externalId")]
        external_id: Query<Option<String>>,
        /// Only issued at this time or later.
        #[oai(name = "issuedFrom")]
        issued_from: Query<Option<DateTime>>,
        /// Only issued before this time.
        #[oai(name = "issuedBefore")]
        issued_before: Query<Option<DateTime>>,
        /// Only if the recipient's name holds this text; letter case does not matter.
        name: Query<Option<String>>,
        /// Only signed with this key of an issuer.
        #[oai(name = "issuerKeyId")]
        issuer_key_id: Query<Option<String>>,
        /// Only issued by this batch.
        #[oai(name = "batchId")]
        batch_id: Query<Option<String>>,
    ) -> Result<Answer<CredentialPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let seal = CursorSeal::new(&backend.master_key, tenant, "credentials");
        let page = PageRequest::new(&seal, limit.0, cursor.0.as_deref(), offset.0)?;
        let filter = Filter {
            achievement_id: achievement_id.0,
            email: email.0,
            status: status.0.map(Status::from),
            external_id: external_id.0,
            issued_from: issued_from.0.map(|time| time.0),
            issued_before: issued_before.0.map(|time| time.0),
            name: name.0,
            issuer_key_id: issuer_key_id.0,
            batch_id: batch_id.0,
        };
        let now = backend.now();
        let mut connection = backend.store.read().await?;
        let page = store::credentials::list(&mut connection, tenant, &filter, &page, now).await?;
        let total = match total.0 {
            Some(true) => Some(store::credentials::count(&mut connection, tenant, &filter, now).await?),
            _ => None,
        };
        Ok(Answer::new(&CredentialPage {
            items: page.rows.iter().map(|row| CredentialResource::without_document(row, now)).collect(),
            next_cursor: page.next.map(|cursor| seal.seal(&cursor)).transpose()?,
            total,
        }))
    }

    /// Get a credential
    ///
    /// With the signed document, as the recipient holds it.
    #[oai(path = "/v1/credentials/:id", method = "get", operation_id = "getCredential")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
    ) -> Result<Answer<CredentialResource>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let credential = store::credentials::find_named(&mut connection, tenant, &id)
            .await?
            .ok_or(Error::NotFound("credential"))?;
        Ok(Answer::new(&CredentialResource::with_document(&credential, backend.now())))
    }

    /// Change a credential
    ///
    /// Who may see it and its private metadata change in place. What is signed cannot change: then the credential is
    /// issued again, the answer is the new one, and the old one is superseded and revoked.
    #[oai(path = "/v1/credentials/:id", method = "patch", operation_id = "updateCredential")]
    async fn update(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<UpdateRequest>,
    ) -> Result<Answer<CredentialResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let now = backend.now();
        let change = body.value;
        if change.needs_new_signature() {
            let key = edge::idempotency_key(tenant, request, idempotency_key.0, &body.bytes)?;
            let answer = move |credential: &Credential| {
                let location = format!("/v1/credentials/{}", credential.id);
                answer_body(200, Some(&location), &CredentialResource::with_document(credential, now))
            };
            let apply = |request: &mut _| change.apply(request);
            return Ok(reissue::reissue(&backend, tenant, &id, apply, key, answer).await?.into());
        }
        let change = InPlace {
            private_metadata: change.private_metadata.map(into_object),
            visibility: change.visibility.map(Into::into),
        };
        let credential = reissue::change_in_place(&backend, tenant, &id, change).await?;
        Ok(Answer::new(&CredentialResource::with_document(&credential, now)))
    }

    /// Issue a credential again, as it is
    ///
    /// With the issuer's present key, for one after a key was revoked. The old credential is superseded.
    #[oai(path = "/v1/credentials/:id/reissue", method = "post", operation_id = "reissueCredential")]
    async fn reissue(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
    ) -> Result<Answer<CredentialResource, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Issue)?;
        let key = edge::idempotency_key(tenant, request, idempotency_key.0, &[])?;
        let now = backend.now();
        let answer = move |credential: &Credential| {
            let location = format!("/v1/credentials/{}", credential.id);
            answer_body(201, Some(&location), &CredentialResource::with_document(credential, now))
        };
        Ok(reissue::reissue(&backend, tenant, &id, |_| {}, key, answer).await?.into())
    }

    /// List the verifications of a credential, newest first
    ///
    /// Nothing is kept about who asked.
    #[oai(path = "/v1/credentials/:id/verifications", method = "get", operation_id = "listVerifications")]
    async fn verifications(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
        /// Entries on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Answer<VerificationPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let seal = CursorSeal::new(&backend.master_key, tenant, "verifications");
        let page = PageRequest::new(&seal, limit.0, cursor.0.as_deref(), None)?;
        let mut connection = backend.store.read().await?;
        let credential = store::credentials::find_named(&mut connection, tenant, &id)
            .await?
            .ok_or(Error::NotFound("credential"))?;
        let page = store::verifications::list(&mut connection, tenant, &credential.id, &page).await?;
        let items = page.rows.into_iter().map(|row| Verification {
            id: row.id,
            status: row.status,
            verdict: row.verdict,
            at: DateTime(row.at),
        });
        Ok(Answer::new(&VerificationPage {
            items: items.collect(),
            next_cursor: page.next.map(|cursor| seal.seal(&cursor)).transpose()?,
        }))
    }
}

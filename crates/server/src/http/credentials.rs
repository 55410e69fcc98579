//! `/v1/credentials`

use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::types::Any;
use poem_openapi::{Enum, Object, OpenApi};
use serde_json::Value;

use super::edge::{Answer, ApiError, Body, Caller, DateTime, Email, Uri, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::credential::{self, Credential, NewCredential, Status};
use crate::domain::idempotency::Key;
use crate::domain::{Error, PageRequest, Timestamp};
use crate::domain::{issue, revoke};
use crate::store;
use crate::store::credentials::Filter;

/// What is to be issued.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct IssueRequest {
    /// The achievement's identifier.
    #[oai(validator(min_length = 1, max_length = 100))]
    achievement_id: String,
    /// Who earned it.
    recipient: Recipient,
    /// Valid from; now by default.
    valid_from: Option<DateTime>,
    /// Valid until; for ever by default.
    valid_until: Option<DateTime>,
    /// About this one achievement of this one recipient. Markdown.
    #[oai(validator(min_length = 1, max_length = 10000))]
    narrative: Option<String>,
    /// What shows that it was earned.
    #[oai(default, validator(max_items = 20))]
    evidence: Vec<Evidence>,
}

/// Who earned it: at least one of `email`, `id` and `identifier`.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
struct Recipient {
    /// Stands in the credential, readable by everybody.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: Option<String>,
    /// Stands in the credential only as a salted hash.
    email: Option<Email>,
    /// A DID or URL; the `id` of the credential's subject.
    id: Option<Uri>,
    /// Another identifier, of `identifierType`; stands in the credential only as a salted hash.
    #[oai(validator(min_length = 1, max_length = 200))]
    identifier: Option<String>,
    /// Which kind of identifier that is.
    identifier_type: Option<IdentifierType>,
}

/// The identifier types of Open Badges 3.0 that can tell a person; an e-mail address has its own field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "camelCase")]
enum IdentifierType {
    SourcedId,
    SystemId,
    UserName,
    AccountId,
    NationalIdentityNumber,
    LisSourcedId,
    OneRosterSourcedId,
    SisSourcedId,
    LtiUserId,
    Identifier,
}

/// One piece of evidence: at least one of `id`, `name` and `narrative`.
#[derive(Debug, Object)]
struct Evidence {
    /// A page that shows it.
    id: Option<Uri>,
    /// A short name.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: Option<String>,
    /// One or two sentences.
    #[oai(validator(min_length = 1, max_length = 2000))]
    description: Option<String>,
    /// A longer text. Markdown.
    #[oai(validator(min_length = 1, max_length = 10000))]
    narrative: Option<String>,
}

/// Why a credential is revoked.
#[derive(Debug, Object)]
pub(super) struct RevokeRequest {
    /// For the record and the recipient.
    #[oai(validator(min_length = 1, max_length = 1000))]
    reason: String,
}

/// A credential.
#[derive(Debug, Object)]
#[oai(rename = "Credential", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct CredentialResource {
    /// Opaque identifier.
    id: String,
    /// What it is worth now.
    status: CredentialStatus,
    /// The achievement's identifier.
    achievement_id: String,
    /// Who earned it.
    recipient: Recipient,
    /// Start of the validity period.
    valid_from: DateTime,
    /// End of the validity period.
    valid_until: Option<DateTime>,
    /// When it was issued.
    issued_at: DateTime,
    /// When it was revoked.
    revoked_at: Option<DateTime>,
    /// Why it was revoked.
    revocation_reason: Option<String>,
    /// The page where anybody can verify it.
    verification_url: String,
    /// Its documents.
    links: Links,
    /// SHA-256 of the signed document's bytes, hex.
    digest: String,
    /// The signed `OpenBadgeCredential`; lists leave it out.
    credential: Option<Any<Value>>,
}

/// The documents of a credential.
#[derive(Debug, Object)]
struct Links {
    /// The page for people.
    html: String,
    /// The signed credential.
    json: String,
}

/// What a credential is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum CredentialStatus {
    /// Not valid yet.
    Pending,
    /// Valid.
    Valid,
    /// The validity period is over.
    Expired,
    /// The issuer took it back.
    Revoked,
}

/// One page of credentials, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct CredentialPage {
    /// The credentials, without their signed documents.
    items: Vec<CredentialResource>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
}

/// Credentials: issue, list, get, revoke.
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
        let endpoint = format!("POST {}", request.uri().path());
        let key = Key::new(tenant, endpoint, idempotency_key.0, &body.bytes)?;
        let now = backend.now();
        let answer = move |credential: &Credential| {
            let location = format!("/v1/credentials/{}", credential.id);
            answer_body(201, Some(&location), &CredentialResource::with_document(credential, now))
        };
        Ok(issue::issue(&backend, tenant, body.value.into(), key, answer).await?.into())
    }

    /// List credentials, newest first
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
        /// Only of this achievement.
        #[oai(name = "achievementId")]
        achievement_id: Query<Option<String>>,
        /// Only of the recipient with this e-mail address.
        email: Query<Option<String>>,
        /// Only with this status now.
        status: Query<Option<CredentialStatus>>,
    ) -> Result<Answer<CredentialPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let page = PageRequest::new(limit.0, cursor.0.as_deref())?;
        let filter =
            Filter { achievement_id: achievement_id.0, email: email.0, status: status.0.map(Status::from) };
        let now = backend.now();
        let mut connection = backend.store.read().await?;
        let page = store::credentials::list(&mut connection, tenant, &filter, &page, now).await?;
        Ok(Answer::new(&CredentialPage {
            items: page.rows.iter().map(|row| CredentialResource::without_document(row, now)).collect(),
            next_cursor: page.next.map(|cursor| cursor.encode()),
        }))
    }

    /// Get a credential
    #[oai(path = "/v1/credentials/:id", method = "get", operation_id = "getCredential")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier.
        id: Path<String>,
    ) -> Result<Answer<CredentialResource>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let credential = store::credentials::find(&mut connection, tenant, &id)
            .await?
            .ok_or(Error::NotFound("credential"))?;
        Ok(Answer::new(&CredentialResource::with_document(&credential, backend.now())))
    }

    /// Revoke a credential, for ever
    ///
    /// The status list says so before this answers.
    #[oai(path = "/v1/credentials/:id/revoke", method = "post", operation_id = "revokeCredential")]
    async fn revoke(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier.
        id: Path<String>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<RevokeRequest>,
    ) -> Result<Answer<CredentialResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let endpoint = format!("POST {}", request.uri().path());
        let key = Key::new(tenant, endpoint, idempotency_key.0, &body.bytes)?;
        let now = backend.now();
        let answer = move |credential: &Credential| {
            answer_body(200, None, &CredentialResource::with_document(credential, now))
        };
        Ok(revoke::revoke(&backend, tenant, &id, body.value.reason, key, answer).await?.into())
    }
}

impl CredentialResource {
    fn without_document(credential: &Credential, now: Timestamp) -> Self {
        let revocation = credential.revocation.clone();
        Self {
            id: credential.id.clone(),
            status: credential.status(now).into(),
            achievement_id: credential.achievement_id.clone(),
            recipient: Recipient::from(&credential.recipient),
            valid_from: DateTime(credential.valid_from),
            valid_until: credential.valid_until.map(DateTime),
            issued_at: DateTime(credential.created_at),
            revoked_at: revocation.as_ref().map(|revocation| DateTime(revocation.at)),
            revocation_reason: revocation.map(|revocation| revocation.reason),
            verification_url: credential.url.clone(),
            links: Links { html: credential.url.clone(), json: format!("{}.json", credential.url) },
            digest: credential.digest.clone(),
            credential: None,
        }
    }

    fn with_document(credential: &Credential, now: Timestamp) -> Self {
        let document = serde_json::from_str(&credential.document).ok().map(Any);
        Self { credential: document, ..Self::without_document(credential, now) }
    }
}

impl From<IssueRequest> for NewCredential {
    fn from(request: IssueRequest) -> Self {
        let recipient = request.recipient;
        Self {
            achievement_id: request.achievement_id,
            recipient: credential::Recipient {
                name: recipient.name,
                email: recipient.email.map(|email| email.0),
                id: recipient.id.map(|uri| uri.0),
                identifier: recipient.identifier,
                identifier_type: recipient.identifier_type.map(|kind| kind.as_str().to_owned()),
            },
            valid_from: request.valid_from.map(|time| time.0.to_second()),
            valid_until: request.valid_until.map(|time| time.0.to_second()),
            narrative: request.narrative,
            evidence: request
                .evidence
                .into_iter()
                .map(|evidence| credential::Evidence {
                    id: evidence.id.map(|uri| uri.0),
                    name: evidence.name,
                    description: evidence.description,
                    narrative: evidence.narrative,
                })
                .collect(),
        }
    }
}

impl From<&credential::Recipient> for Recipient {
    fn from(recipient: &credential::Recipient) -> Self {
        let recipient = recipient.clone();
        Self {
            name: recipient.name,
            email: recipient.email.map(Email),
            id: recipient.id.map(Uri),
            identifier: recipient.identifier,
            identifier_type: recipient.identifier_type.and_then(|kind| IdentifierType::from_text(&kind)),
        }
    }
}

impl IdentifierType {
    const ALL: [Self; 10] = [
        Self::SourcedId,
        Self::SystemId,
        Self::UserName,
        Self::AccountId,
        Self::NationalIdentityNumber,
        Self::LisSourcedId,
        Self::OneRosterSourcedId,
        Self::SisSourcedId,
        Self::LtiUserId,
        Self::Identifier,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::SourcedId => "sourcedId",
            Self::SystemId => "systemId",
            Self::UserName => "userName",
            Self::AccountId => "accountId",
            Self::NationalIdentityNumber => "nationalIdentityNumber",
            Self::LisSourcedId => "lisSourcedId",
            Self::OneRosterSourcedId => "oneRosterSourcedId",
            Self::SisSourcedId => "sisSourcedId",
            Self::LtiUserId => "ltiUserId",
            Self::Identifier => "identifier",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl From<Status> for CredentialStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending => Self::Pending,
            Status::Valid => Self::Valid,
            Status::Expired => Self::Expired,
            Status::Revoked => Self::Revoked,
        }
    }
}

impl From<CredentialStatus> for Status {
    fn from(status: CredentialStatus) -> Self {
        match status {
            CredentialStatus::Pending => Self::Pending,
            CredentialStatus::Valid => Self::Valid,
            CredentialStatus::Expired => Self::Expired,
            CredentialStatus::Revoked => Self::Revoked,
        }
    }
}

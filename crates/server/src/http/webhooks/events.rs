//! `/v1/events`

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::types::Any;
use poem_openapi::{Enum, Object, OpenApi};
use serde_json::Value;

use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::event::{self, EventKind, RecordedEvent};
use crate::domain::{Error, Tenant};
use crate::http::edge::{Answer, ApiError, Caller, DateTime};
use crate::http::openapi::Tag;
use crate::store;

/// Events on one page when the request does not say.
const DEFAULT_LIMIT: u32 = 20;

macro_rules! event_types {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        pub(super) enum EventType {
            $($(#[$doc])* #[oai(rename = $text)] $name,)*
        }

        impl From<EventType> for EventKind {
            fn from(kind: EventType) -> Self {
                match kind { $(EventType::$name => Self::$name,)* }
            }
        }

        impl From<EventKind> for EventType {
            fn from(kind: EventKind) -> Self {
                match kind { $(EventKind::$name => Self::$name,)* }
            }
        }
    };
}

event_types! {
    /// A credential was issued.
    CredentialIssued = "credential.issued",
    /// Its recipient claimed it.
    CredentialClaimed = "credential.claimed",
    /// Somebody opened its page.
    CredentialViewed = "credential.viewed",
    /// Somebody shared it from its page.
    CredentialShared = "credential.shared",
    /// Somebody asked whether it is valid.
    CredentialVerified = "credential.verified",
    /// Somebody downloaded one of its documents.
    CredentialDownloaded = "credential.downloaded",
    /// It was revoked.
    CredentialRevoked = "credential.revoked",
    /// It was suspended.
    CredentialSuspended = "credential.suspended",
    /// Its suspension ended.
    CredentialReinstated = "credential.reinstated",
    /// Its validity ends soon.
    CredentialExpiring = "credential.expiring",
    /// Its validity has ended.
    CredentialExpired = "credential.expired",
    /// Another credential took its place.
    CredentialSuperseded = "credential.superseded",
    /// An e-mail to its recipient was given up.
    EmailFailed = "email.failed",
    /// Every row of a batch was worked on.
    BatchCompleted = "batch.completed",
    /// A person's data was removed from a credential.
    RecipientForgotten = "recipient.forgotten",
    /// Somebody tried a webhook endpoint out.
    WebhookTest = "webhook.test",
}

/// Something that happened: what webhooks carry.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct Event {
    /// Opaque identifier; the header `webhook-id`.
    id: String,
    /// What happened.
    #[oai(rename = "type")]
    kind: EventType,
    /// When.
    timestamp: DateTime,
    /// `sandbox` or `live`.
    environment: String,
    /// Counts the events of one credential from 1, in the order in which they happened.
    sequence: i64,
    /// More about it: identifiers and links, never names or addresses of people.
    data: Any<Value>,
}

/// Some events, oldest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct EventPage {
    /// The events.
    items: Vec<Event>,
    /// Ask for `?after=` this to get what comes next, now or later.
    cursor: String,
    /// Whether more are there already.
    has_more: bool,
}

/// Events: what happened.
pub(in crate::http) struct Events;

#[OpenApi(tag = "Tag::Webhooks")]
impl Events {
    /// List what happened, oldest first
    ///
    /// For catching up. Keep `cursor` and ask for what comes after it: no event is skipped and none comes twice.
    #[oai(path = "/v1/events", method = "get", operation_id = "listEvents")]
    async fn list(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// `cursor` of an earlier answer; from the first event on, if not said.
        after: Query<Option<String>>,
        /// Only events of this type.
        #[oai(name = "type")]
        kind: Query<Option<EventType>>,
        /// Events in one answer, 1 to 100; 20 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
    ) -> Result<Answer<EventPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let after = read_cursor(after.0.as_deref())?;
        let kind = kind.0.map(EventKind::from);
        let page = event::after(&backend, tenant, after, kind, limit.0.unwrap_or(DEFAULT_LIMIT)).await?;
        Ok(Answer::new(&EventPage {
            items: page.events.into_iter().map(|event| Event::new(event, tenant)).collect(),
            cursor: page.last.to_string(),
            has_more: page.more,
        }))
    }

    /// Get an event
    ///
    /// What a webhook with this `webhook-id` told.
    #[oai(path = "/v1/events/:id", method = "get", operation_id = "getEvent")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The event's identifier.
        id: Path<String>,
    ) -> Result<Answer<Event>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let event = store::events::find(&mut connection, tenant, &id).await?;
        Ok(Answer::new(&Event::new(event.ok_or(Error::NotFound("event"))?, tenant)))
    }
}

impl Event {
    pub(super) fn new(event: RecordedEvent, tenant: &Tenant) -> Self {
        Self {
            id: event.id,
            kind: event.kind.into(),
            timestamp: DateTime(event.created_at),
            environment: tenant.environment.as_str().to_owned(),
            sequence: event.sequence,
            data: Any(event.data),
        }
    }
}

fn read_cursor(text: Option<&str>) -> Result<i64, Error> {
    let Some(text) = text else { return Ok(0) };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let place = if digits { text.parse().ok() } else { None };
    place.ok_or_else(|| Error::invalid("/query/after", "Must be the `cursor` of an earlier answer."))
}

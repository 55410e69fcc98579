//! `/v1/webhook-endpoints`

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::{Enum, Object, OpenApi};

use super::deliveries::{Delivery, DeliveryPage, DeliveryStatus};
use super::events::EventType;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::event::EventKind;
use crate::domain::webhook::{
    self, DeliveryState, DisabledReason, Endpoint, EndpointChange, Redelivery, WithSecret,
};
use crate::domain::{CursorSeal, Error, PageRequest};
use crate::http::edge::{Answer, ApiError, Body, Caller, DateTime, Email, Uri, answer_body};
use crate::http::openapi::Tag;
use crate::store;

/// How long a replaced secret still signs when the request does not say: a day.
const DEFAULT_OVERLAP_SECONDS: u32 = 86_400;

/// Who is to be told of what.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct NewEndpointRequest {
    /// Where messages are posted to: `https`, a public name, port 443 or 8443. Without a user name, because it would be
    /// shown to everybody who may read this resource.
    url: Uri,
    /// In your words.
    #[oai(validator(max_length = 500))]
    description: Option<String>,
    /// What it is told of; everything, if not said or empty.
    #[oai(validator(max_items = 16))]
    event_types: Option<Vec<EventType>>,
    /// Whether it is told anything; yes, if not said.
    enabled: Option<bool>,
    /// Who is written to, once a day at most, when it answered 410 or a delivery was given up. Needs a mail server.
    notify_email: Option<Email>,
}

/// What to change about an endpoint; what is not said stays.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct EndpointUpdate {
    /// Where messages are posted to.
    url: Option<Uri>,
    /// In your words.
    #[oai(validator(max_length = 500))]
    description: Option<String>,
    /// What it is told of; everything, if empty.
    #[oai(validator(max_items = 16))]
    event_types: Option<Vec<EventType>>,
    /// Whether it is told anything. What waits while it is not goes out when it is again.
    enabled: Option<bool>,
    /// Who is written to when it stops working: an e-mail address, or an empty text for nobody.
    #[oai(validator(max_length = 320))]
    notify_email: Option<String>,
}

/// How to replace a secret.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct RotateSecretRequest {
    /// Seconds for which messages are signed with the old secret too: a day by default, 30 days at most.
    #[oai(validator(maximum(value = "2592000")))]
    overlap_seconds: Option<u32>,
}

/// Which deliveries to send again.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct RedeliverRequest {
    /// Those of events from then on.
    since: DateTime,
    /// Those of events before then; now, if not said.
    until: Option<DateTime>,
    /// Also those that arrived; no, if not said.
    include_delivered: Option<bool>,
}

/// How many are sent again.
#[derive(Debug, Object)]
pub(super) struct Redelivered {
    /// Deliveries that wait now.
    deliveries: i64,
}

/// Why an endpoint is told nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum EndpointDisabledReason {
    /// You said so.
    Owner,
    /// It answered 410 Gone.
    Gone,
}

/// Who is told of what, without the secret.
#[derive(Debug, Object)]
#[oai(rename = "WebhookEndpoint", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct EndpointResource {
    /// Opaque identifier.
    id: String,
    /// Where messages are posted to.
    url: String,
    /// In your words.
    description: String,
    /// What it is told of; everything, if empty.
    event_types: Vec<EventType>,
    /// Whether it is told anything.
    enabled: bool,
    /// Since when it is not.
    disabled_at: Option<DateTime>,
    /// Why it is not.
    disabled_reason: Option<EndpointDisabledReason>,
    /// Who is written to when it stops working.
    notify_email: Option<String>,
    /// Deliveries that wait for an attempt.
    pending_deliveries: i64,
    /// Deliveries that were given up after three days of attempts.
    dead_deliveries: i64,
    /// When it was made.
    created_at: DateTime,
    /// When it was last changed.
    updated_at: Option<DateTime>,
}

/// An endpoint with a new secret, which is shown this once.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct NewSecretResource {
    /// What to check signatures with: `whsec_` and 32 bytes in base64.
    secret: String,
    /// The endpoint.
    webhook_endpoint: EndpointResource,
}

/// One page of endpoints, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct EndpointPage {
    /// The endpoints.
    items: Vec<EndpointResource>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
}

/// Webhook endpoints: who is told.
pub(in crate::http) struct WebhookEndpoints;

#[OpenApi(tag = "Tag::Webhooks")]
impl WebhookEndpoints {
    /// Create a webhook endpoint
    ///
    /// The answer has the secret, this once.
    #[oai(path = "/v1/webhook-endpoints", method = "post", operation_id = "createWebhookEndpoint")]
    async fn create(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        body: Body<NewEndpointRequest>,
    ) -> Result<Answer<NewSecretResource, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let new = EndpointChange {
            url: Some(body.value.url.0),
            description: body.value.description,
            kinds: body.value.event_types.map(kinds),
            enabled: body.value.enabled,
            notify_email: body.value.notify_email.map(|email| email.0),
        };
        let made = webhook::create(&backend, tenant, new).await?;
        let location = format!("/v1/webhook-endpoints/{}", made.endpoint.id);
        Ok(answer_body(201, Some(&location), &NewSecretResource::from(made)).into())
    }

    /// List webhook endpoints, newest first
    ///
    /// Without their secrets, and with how many deliveries of each wait or were given up.
    #[oai(path = "/v1/webhook-endpoints", method = "get", operation_id = "listWebhookEndpoints")]
    async fn list(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Endpoints on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Answer<EndpointPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let seal = CursorSeal::new(&backend.master_key, tenant, "webhook-endpoints");
        let page = PageRequest::new(&seal, limit.0, cursor.0.as_deref(), None)?;
        let mut connection = backend.store.read().await?;
        let page = store::webhooks::list(&mut connection, tenant, &page).await?;
        Ok(Answer::new(&EndpointPage {
            items: page.rows.into_iter().map(EndpointResource::from).collect(),
            next_cursor: page.next.map(|cursor| seal.seal(&cursor)).transpose()?,
        }))
    }

    /// Get a webhook endpoint
    ///
    /// Without its secret, which is shown only when it is made.
    #[oai(path = "/v1/webhook-endpoints/:id", method = "get", operation_id = "getWebhookEndpoint")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The endpoint's identifier.
        id: Path<String>,
    ) -> Result<Answer<EndpointResource>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let endpoint = store::webhooks::find(&mut connection, tenant, &id).await?;
        Ok(Answer::new(&EndpointResource::from(endpoint.ok_or(Error::NotFound("webhook endpoint"))?)))
    }

    /// Change, enable or disable a webhook endpoint
    ///
    /// What waits while it is disabled goes out when it is enabled again.
    #[oai(path = "/v1/webhook-endpoints/:id", method = "patch", operation_id = "updateWebhookEndpoint")]
    async fn update(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The endpoint's identifier.
        id: Path<String>,
        body: Body<EndpointUpdate>,
    ) -> Result<Answer<EndpointResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let change = EndpointChange {
            url: body.value.url.map(|url| url.0),
            description: body.value.description,
            kinds: body.value.event_types.map(kinds),
            enabled: body.value.enabled,
            notify_email: body.value.notify_email,
        };
        Ok(Answer::new(&EndpointResource::from(webhook::update(&backend, tenant, &id, change).await?)))
    }

    /// Remove a webhook endpoint
    ///
    /// With its secrets and deliveries. The events stay.
    #[oai(path = "/v1/webhook-endpoints/:id", method = "delete", operation_id = "deleteWebhookEndpoint")]
    async fn remove(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The endpoint's identifier.
        id: Path<String>,
    ) -> Result<Answer<EndpointResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        Ok(Answer::new(&EndpointResource::from(webhook::remove(&backend, tenant, &id).await?)))
    }

    /// Replace the secret of a webhook endpoint
    ///
    /// Until the overlap is over each message carries a signature by either secret.
    #[oai(
        path = "/v1/webhook-endpoints/:id/rotate",
        method = "post",
        operation_id = "rotateWebhookEndpointSecret"
    )]
    async fn rotate(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The endpoint's identifier.
        id: Path<String>,
        body: Body<RotateSecretRequest>,
    ) -> Result<Answer<NewSecretResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let overlap = body.value.overlap_seconds.unwrap_or(DEFAULT_OVERLAP_SECONDS);
        let rotated = webhook::rotate(&backend, tenant, &id, overlap).await?;
        Ok(Answer::new(&NewSecretResource::from(rotated)))
    }

    /// Send a test event to a webhook endpoint
    ///
    /// An event of the type `webhook.test` goes to this endpoint alone, whatever it is told of otherwise. Five in a
    /// minute by default.
    #[oai(path = "/v1/webhook-endpoints/:id/test", method = "post", operation_id = "testWebhookEndpoint")]
    async fn test(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The endpoint's identifier.
        id: Path<String>,
    ) -> Result<Answer<Delivery, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let delivery_id = webhook::test(&backend, tenant, &id).await?;
        let delivery = Delivery::find(&backend, tenant, &delivery_id).await?;
        let location = format!("/v1/webhook-deliveries/{delivery_id}");
        Ok(answer_body(201, Some(&location), &delivery).into())
    }

    /// List the deliveries to a webhook endpoint, newest first
    ///
    /// One for each event that it was told of. With `status=dead`: what did not arrive.
    #[oai(
        path = "/v1/webhook-endpoints/:id/deliveries",
        method = "get",
        operation_id = "listWebhookDeliveries"
    )]
    async fn deliveries(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The endpoint's identifier.
        id: Path<String>,
        /// Only deliveries of which this became.
        status: Query<Option<DeliveryStatus>>,
        /// Deliveries on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Answer<DeliveryPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let seal = CursorSeal::new(&backend.master_key, tenant, "webhook-deliveries");
        let page = PageRequest::new(&seal, limit.0, cursor.0.as_deref(), None)?;
        let state = status.0.map(DeliveryState::from);
        let mut connection = backend.store.read().await?;
        let endpoint = store::webhooks::find(&mut connection, tenant, &id).await?;
        let endpoint = endpoint.ok_or(Error::NotFound("webhook endpoint"))?;
        let page = store::deliveries::list(&mut connection, tenant, &endpoint.id, state, &page).await?;
        Ok(Answer::new(&DeliveryPage {
            items: page.rows.into_iter().map(Delivery::from).collect(),
            next_cursor: page.next.map(|cursor| seal.seal(&cursor)).transpose()?,
        }))
    }

    /// Send the deliveries of a span of time again
    ///
    /// Those that were given up; with `includeDelivered` also those that arrived. 10,000 at most.
    #[oai(
        path = "/v1/webhook-endpoints/:id/redeliver",
        method = "post",
        operation_id = "redeliverWebhookRange"
    )]
    async fn redeliver(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The endpoint's identifier.
        id: Path<String>,
        body: Body<RedeliverRequest>,
    ) -> Result<Answer<Redelivered>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let range = Redelivery {
            since: body.value.since.0,
            until: body.value.until.map_or_else(|| backend.now(), |until| until.0),
            delivered_too: body.value.include_delivered.unwrap_or(false),
        };
        let deliveries = webhook::redeliver_range(&backend, tenant, &id, range).await?;
        Ok(Answer::new(&Redelivered { deliveries }))
    }
}

fn kinds(types: Vec<EventType>) -> Vec<EventKind> {
    types.into_iter().map(EventKind::from).collect()
}

impl From<Endpoint> for EndpointResource {
    fn from(endpoint: Endpoint) -> Self {
        Self {
            id: endpoint.id,
            url: endpoint.url,
            description: endpoint.description,
            event_types: endpoint.kinds.into_iter().map(EventType::from).collect(),
            enabled: endpoint.disabled.is_none(),
            disabled_at: endpoint.disabled.as_ref().map(|disabled| DateTime(disabled.at)),
            disabled_reason: endpoint.disabled.map(|disabled| match disabled.reason {
                DisabledReason::Owner => EndpointDisabledReason::Owner,
                DisabledReason::Gone => EndpointDisabledReason::Gone,
            }),
            notify_email: endpoint.notify_email,
            pending_deliveries: endpoint.pending,
            dead_deliveries: endpoint.dead,
            created_at: DateTime(endpoint.created_at),
            updated_at: endpoint.updated_at.map(DateTime),
        }
    }
}

impl From<WithSecret> for NewSecretResource {
    fn from(made: WithSecret) -> Self {
        Self { secret: made.secret.to_string(), webhook_endpoint: EndpointResource::from(made.endpoint) }
    }
}

//! `/v1/webhook-deliveries`

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::{Enum, Object, OpenApi};

use super::events::EventType;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::webhook::{self, DeliveryState};
use crate::domain::{Error, Tenant};
use crate::http::edge::{Answer, ApiError, Caller, DateTime};
use crate::http::openapi::Tag;
use crate::store::{self, deliveries};

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "WebhookDeliveryStatus", rename_all = "snake_case")]
pub(super) enum DeliveryStatus {
    /// It waits for an attempt, or one is under way.
    Pending,
    /// The receiver answered 2xx.
    Delivered,
    /// It was given up: ten attempts in three days failed, or the receiver said 410 Gone.
    Dead,
}

/// An event on its way to an endpoint.
#[derive(Debug, Object)]
#[oai(rename = "WebhookDelivery", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct Delivery {
    /// Opaque identifier.
    id: String,
    /// Who is told.
    webhook_endpoint_id: String,
    /// Of what: the header `webhook-id`, the same at each attempt.
    event_id: String,
    /// Of which type that is.
    event_type: EventType,
    /// What became of it.
    status: DeliveryStatus,
    /// Attempts that failed since it was made or last sent again.
    failures: i64,
    /// When the next attempt is due; absent while one is under way and when there is none.
    next_attempt_at: Option<DateTime>,
    /// When the event happened.
    created_at: DateTime,
    /// When it was delivered or given up.
    finished_at: Option<DateTime>,
}

/// One page of deliveries, newest first.
#[derive(Debug, Object)]
#[oai(rename = "WebhookDeliveryPage", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct DeliveryPage {
    /// The deliveries.
    pub(super) items: Vec<Delivery>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    pub(super) next_cursor: Option<String>,
}

/// A delivery with its body and every attempt.
#[derive(Debug, Object)]
#[oai(rename = "WebhookDeliveryLog", rename_all = "camelCase")]
pub(super) struct DeliveryLog {
    /// The delivery.
    delivery: Delivery,
    /// What is posted, the same at each attempt.
    body: String,
    /// The attempts, oldest first; of very many the last 100.
    attempts: Vec<Attempt>,
}

/// One attempt.
#[derive(Debug, Object)]
#[oai(rename = "WebhookAttempt", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct Attempt {
    /// Opaque identifier.
    id: String,
    /// Where to.
    url: String,
    /// The header `webhook-timestamp`: seconds since 1970.
    timestamp: i64,
    /// The header `webhook-signature`.
    signature: String,
    /// What the receiver answered.
    response: Option<AttemptResponse>,
    /// Why there was no answer.
    error: Option<String>,
    /// When it was begun.
    started_at: DateTime,
    /// When it was over.
    ended_at: DateTime,
}

/// What a receiver answered.
#[derive(Debug, Object)]
#[oai(rename = "WebhookResponse", rename_all = "camelCase")]
pub(super) struct AttemptResponse {
    /// The HTTP status.
    status: u16,
    /// The body, its first 16 KiB at most.
    body: String,
    /// Whether that is all of it.
    complete: bool,
}

/// Webhook deliveries: what became of each message.
pub(in crate::http) struct WebhookDeliveries;

#[OpenApi(tag = "Tag::Webhooks")]
impl WebhookDeliveries {
    /// Get a delivery with every attempt
    ///
    /// Finished deliveries are kept for 30 days by default.
    #[oai(path = "/v1/webhook-deliveries/:id", method = "get", operation_id = "getWebhookDelivery")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The delivery's identifier.
        id: Path<String>,
    ) -> Result<Answer<DeliveryLog>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let delivery = deliveries::find(&mut connection, tenant, &id).await?;
        let delivery = delivery.ok_or(Error::NotFound("webhook delivery"))?;
        let event = store::events::find(&mut connection, tenant, &delivery.event_id).await?;
        let attempts = deliveries::attempts(&mut connection, &delivery.id).await?;
        Ok(Answer::new(&DeliveryLog {
            body: event.ok_or(Error::NotFound("event"))?.body(tenant.environment),
            attempts: attempts.into_iter().map(Attempt::from).collect(),
            delivery: Delivery::from(delivery),
        }))
    }

    /// Send a delivery again
    ///
    /// With the same identifier, and from the first attempt on.
    #[oai(path = "/v1/webhook-deliveries/:id/redeliver", method = "post", operation_id = "redeliverWebhook")]
    async fn redeliver(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The delivery's identifier.
        id: Path<String>,
    ) -> Result<Answer<Delivery>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        webhook::redeliver(&backend, tenant, &id).await?;
        Ok(Answer::new(&Delivery::find(&backend, tenant, &id).await?))
    }
}

impl Delivery {
    pub(super) async fn find(backend: &Backend, tenant: &Tenant, id: &str) -> Result<Self, Error> {
        let mut connection = backend.store.read().await?;
        let delivery = deliveries::find(&mut connection, tenant, id).await?;
        delivery.map(Self::from).ok_or(Error::NotFound("webhook delivery"))
    }
}

impl From<deliveries::Delivery> for Delivery {
    fn from(delivery: deliveries::Delivery) -> Self {
        Self {
            id: delivery.id,
            webhook_endpoint_id: delivery.endpoint_id,
            event_id: delivery.event_id,
            event_type: delivery.kind.into(),
            status: match delivery.state {
                DeliveryState::Pending => DeliveryStatus::Pending,
                DeliveryState::Delivered => DeliveryStatus::Delivered,
                DeliveryState::Dead => DeliveryStatus::Dead,
            },
            failures: delivery.failures,
            next_attempt_at: delivery.next_attempt_at.map(DateTime),
            created_at: DateTime(delivery.created_at),
            finished_at: delivery.finished_at.map(DateTime),
        }
    }
}

impl From<deliveries::Attempt> for Attempt {
    fn from(attempt: deliveries::Attempt) -> Self {
        Self {
            id: attempt.id,
            url: attempt.url,
            timestamp: attempt.timestamp,
            signature: attempt.signature,
            response: attempt.answer.map(|answer| AttemptResponse {
                status: answer.status,
                body: answer.body,
                complete: answer.complete,
            }),
            error: attempt.error,
            started_at: DateTime(attempt.started_at),
            ended_at: DateTime(attempt.ended_at),
        }
    }
}

impl From<DeliveryStatus> for DeliveryState {
    fn from(status: DeliveryStatus) -> Self {
        match status {
            DeliveryStatus::Pending => Self::Pending,
            DeliveryStatus::Delivered => Self::Delivered,
            DeliveryStatus::Dead => Self::Dead,
        }
    }
}

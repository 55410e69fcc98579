//! What happened, and who is told: `/v1/events`, `/v1/webhook-endpoints`, `/v1/webhook-deliveries`.

mod deliveries;
mod endpoints;
mod events;

pub(super) use deliveries::WebhookDeliveries;
pub(super) use endpoints::WebhookEndpoints;
pub(super) use events::Events;

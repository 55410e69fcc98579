//! Events: what happened, in which order clients read it, and the body under which webhooks tell it.
//!
//! An event is written in the transaction of the change. Its place in the list that clients page through is given
//! later, in a transaction of its own that holds the environment's row: transactions end in another order than they
//! begin, so a number taken before the commit could become visible after a higher one, and a client that had read the
//! higher one would never see it. A number given afterwards is always higher than every number anybody has read.

use serde_json::{Map, Value, json};

use super::{Environment, Result, Tenant, Timestamp};
use crate::backend::Backend;
use crate::store;

/// Events that get their place in one transaction.
const NUMBERED_AT_ONCE: i64 = 1000;

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum EventKind {
    /// A credential was issued.
    CredentialIssued,
    /// Its recipient claimed it.
    CredentialClaimed,
    /// Somebody opened its page.
    CredentialViewed,
    /// Somebody shared it from its page.
    CredentialShared,
    /// Somebody asked whether it is valid.
    CredentialVerified,
    /// Somebody downloaded one of its documents.
    CredentialDownloaded,
    /// It was revoked.
    CredentialRevoked,
    /// It was suspended.
    CredentialSuspended,
    /// Its suspension ended.
    CredentialReinstated,
    /// Its validity ends soon.
    CredentialExpiring,
    /// Its validity has ended.
    CredentialExpired,
    /// Another credential took its place.
    CredentialSuperseded,
    /// An e-mail to its recipient was given up.
    EmailFailed,
    /// Every row of a batch was worked on.
    BatchCompleted,
    /// A person's data was removed from a credential.
    RecipientForgotten,
    /// Somebody tried a webhook endpoint out.
    WebhookTest,
}

impl EventKind {
    /// All of them, with their names.
    pub(crate) const ALL: [(Self, &'static str); 16] = [
        (Self::CredentialIssued, "credential.issued"),
        (Self::CredentialClaimed, "credential.claimed"),
        (Self::CredentialViewed, "credential.viewed"),
        (Self::CredentialShared, "credential.shared"),
        (Self::CredentialVerified, "credential.verified"),
        (Self::CredentialDownloaded, "credential.downloaded"),
        (Self::CredentialRevoked, "credential.revoked"),
        (Self::CredentialSuspended, "credential.suspended"),
        (Self::CredentialReinstated, "credential.reinstated"),
        (Self::CredentialExpiring, "credential.expiring"),
        (Self::CredentialExpired, "credential.expired"),
        (Self::CredentialSuperseded, "credential.superseded"),
        (Self::EmailFailed, "email.failed"),
        (Self::BatchCompleted, "batch.completed"),
        (Self::RecipientForgotten, "recipient.forgotten"),
        (Self::WebhookTest, "webhook.test"),
    ];

    /// The name in the database, in answers and in webhooks.
    pub(crate) fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Reads a name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(kind, _)| kind)
    }

    /// Whether nothing can have happened to the subject before.
    pub(crate) fn is_first(self) -> bool {
        matches!(self, Self::CredentialIssued | Self::BatchCompleted)
    }
}

/// An event as it was written.
#[derive(Clone, Debug)]
pub(crate) struct RecordedEvent {
    /// Opaque identifier; the `webhook-id` of its deliveries.
    pub(crate) id: String,
    /// What happened.
    pub(crate) kind: EventKind,
    /// Counts the events of one credential from 1.
    pub(crate) sequence: i64,
    /// More about it.
    pub(crate) data: Value,
    /// When.
    pub(crate) created_at: Timestamp,
    /// Its place in the environment's list, once it has one.
    pub(crate) number: Option<i64>,
}

impl RecordedEvent {
    /// What webhooks carry: the same bytes at each attempt.
    pub(crate) fn body(&self, environment: Environment) -> String {
        let mut body = Map::new();
        body.insert("id".to_owned(), json!(self.id));
        body.insert("type".to_owned(), json!(self.kind.as_str()));
        body.insert("timestamp".to_owned(), json!(self.created_at.to_string()));
        body.insert("environment".to_owned(), json!(environment.as_str()));
        body.insert("sequence".to_owned(), json!(self.sequence));
        body.insert("data".to_owned(), self.data.clone());
        Value::Object(body).to_string()
    }
}

/// Some of the environment's events, oldest first.
pub(crate) struct EventPage {
    /// The events.
    pub(crate) events: Vec<RecordedEvent>,
    /// The place of the last one; what was asked for when there is none.
    pub(crate) last: i64,
    /// Whether there are more by now.
    pub(crate) more: bool,
}

/// The events behind the place `after`, oldest first. Whoever asks again with [`EventPage::last`] sees every event once.
///
/// # Errors
/// Storage.
pub(crate) async fn after(
    backend: &Backend,
    tenant: &Tenant,
    after: i64,
    kind: Option<EventKind>,
    limit: u32,
) -> Result<EventPage> {
    loop {
        let mut connection = backend.store.read().await?;
        // Asked first: another reader may give them their places between two questions.
        let some_wait = store::events::wait_for_number(&mut connection, tenant).await?;
        let mut events = store::events::after(&mut connection, tenant, after, kind, limit + 1).await?;
        let more = events.len() > limit as usize;
        if more || !some_wait {
            events.truncate(limit as usize);
            let last = events.last().and_then(|event| event.number).unwrap_or(after);
            return Ok(EventPage { events, last, more });
        }
        drop(connection);
        let tenant = tenant.clone();
        let work = backend.store.write(move |connection| {
            Box::pin(async move { store::events::number(connection, &tenant, NUMBERED_AT_ONCE).await })
        });
        work.await?;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for (kind, name) in EventKind::ALL {
            assert_eq!((kind.as_str(), EventKind::parse(name)), (name, Some(kind)));
            assert!(!name.contains(' '), "lists of names are separated by spaces");
        }
        assert_eq!(EventKind::parse("credential.lost"), None);
    }

    /// K61: the signed text is `id.timestamp.body`.
    #[test]
    fn bodies_are_the_same_at_each_attempt_and_identifiers_have_no_dot() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let event = RecordedEvent {
            id: crate::domain::new_id(now).unwrap(),
            kind: EventKind::CredentialIssued,
            sequence: 1,
            data: json!({ "b": 1, "a": 2 }),
            created_at: now,
            number: None,
        };
        assert_eq!(event.body(Environment::Live), event.body(Environment::Live));
        assert!(event.body(Environment::Live).ends_with(r#""sequence":1,"data":{"b":1,"a":2}}"#));
        assert!(!event.id.contains('.'));
    }
}

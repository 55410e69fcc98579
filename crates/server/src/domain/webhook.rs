//! Webhook endpoints: who is told what happened, with which secrets the messages are signed, and what may be asked of
//! their deliveries. Sending is in `jobs::webhooks`.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use proofmark_fetch::Sender;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::event::EventKind;
use super::{Error, FieldProblem, Result, Tenant, Timestamp, new_id, text};
use crate::backend::Backend;
use crate::keys::MasterKey;
use crate::random;
use crate::store::deliveries::Due;
use crate::store::webhooks::SealedSecret;
use crate::store::{self};

/// Endpoints of one environment at most: each event is written once for each of them.
const MAX_ENDPOINTS: i64 = 20;
/// What secrets begin with (Standard Webhooks, "Signature scheme").
const SECRET_PREFIX: &str = "whsec_";
/// Deliveries that one request may send again at most.
pub(crate) const MAX_REDELIVERIES: i64 = 10_000;

/// Who is told.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    /// Opaque identifier.
    pub(crate) id: String,
    /// Where messages are posted to.
    pub(crate) url: String,
    /// In the words of its owner.
    pub(crate) description: String,
    /// What it is told of; everything, if empty.
    pub(crate) kinds: Vec<EventKind>,
    /// Since when it is told nothing, and why.
    pub(crate) disabled: Option<Disabled>,
    /// Who is written to when it stops working.
    pub(crate) notify_email: Option<String>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Option<Timestamp>,
    /// Deliveries that were given up.
    pub(crate) dead: i64,
    /// Deliveries that wait for an attempt.
    pub(crate) pending: i64,
}

/// Since when an endpoint is told nothing.
#[derive(Clone, Debug)]
pub(crate) struct Disabled {
    /// Since when.
    pub(crate) at: Timestamp,
    /// Why.
    pub(crate) reason: DisabledReason,
}

/// Why an endpoint is told nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DisabledReason {
    /// Its owner said so.
    Owner,
    /// It answered 410 Gone.
    Gone,
}

impl DisabledReason {
    /// The text in the database and in answers.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Gone => "gone",
        }
    }

    /// Reads the text of [`DisabledReason::as_str`].
    pub(crate) fn parse(text: &str) -> Self {
        if text == "gone" { Self::Gone } else { Self::Owner }
    }
}

/// What an endpoint is made of, or changed to.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointChange {
    /// Where messages are posted to.
    pub(crate) url: Option<String>,
    /// In the words of its owner.
    pub(crate) description: Option<String>,
    /// What it is told of.
    pub(crate) kinds: Option<Vec<EventKind>>,
    /// Whether it is told anything.
    pub(crate) enabled: Option<bool>,
    /// Who is written to when it stops working; nobody, if empty.
    pub(crate) notify_email: Option<String>,
}

/// An endpoint with a new secret, which is shown once.
pub(crate) struct WithSecret {
    /// The endpoint.
    pub(crate) endpoint: Endpoint,
    /// What its messages are signed with: `whsec_` and 32 bytes in base64.
    pub(crate) secret: Zeroizing<String>,
}

/// Which deliveries are to be sent again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Redelivery {
    /// Of events from then on.
    pub(crate) since: Timestamp,
    /// Of events before then.
    pub(crate) until: Timestamp,
    /// Also those that arrived.
    pub(crate) delivered_too: bool,
}

/// What became of a delivery so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeliveryState {
    /// It waits for an attempt.
    Pending,
    /// The receiver answered 2xx.
    Delivered,
    /// It was given up.
    Dead,
}

impl DeliveryState {
    /// The text in the database and in answers.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    /// Reads the text of [`DeliveryState::as_str`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Delivered, Self::Dead].into_iter().find(|state| state.as_str() == text)
    }
}

/// Makes an endpoint.
///
/// # Errors
/// [`Error::Invalid`] for an address that is not contacted, or one endpoint too many; storage.
pub(crate) async fn create(backend: &Backend, tenant: &Tenant, new: EndpointChange) -> Result<WithSecret> {
    let now = backend.now();
    let mut endpoint = Endpoint {
        id: new_id(now)?,
        url: String::new(),
        description: String::new(),
        kinds: Vec::new(),
        disabled: None,
        notify_email: None,
        created_at: now,
        updated_at: None,
        dead: 0,
        pending: 0,
    };
    apply(&backend.webhooks.sender, &mut endpoint, new, now)?;
    let (secret, sealed) = new_secret(&backend.master_key, now)?;
    let tenant = tenant.clone();
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            if store::webhooks::count(connection, &tenant).await? >= MAX_ENDPOINTS {
                let message = format!("There are {MAX_ENDPOINTS} endpoints already; remove one first.");
                return Err(Error::invalid("", message));
            }
            store::webhooks::insert(connection, &tenant, &endpoint).await?;
            store::webhooks::insert_secret(connection, &endpoint.id, &sealed, now).await?;
            Ok(WithSecret { endpoint, secret })
        })
    });
    work.await
}

/// Changes an endpoint. What waits for one that is enabled again is sent at once.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`]; storage.
pub(crate) async fn update(
    backend: &Backend,
    tenant: &Tenant,
    id: &str,
    change: EndpointChange,
) -> Result<Endpoint> {
    let now = backend.now();
    let (tenant, id, sender) = (tenant.clone(), id.to_owned(), backend.webhooks.sender.clone());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            let found = store::webhooks::find(connection, &tenant, &id).await?;
            let mut endpoint = found.ok_or(Error::NotFound("webhook endpoint"))?;
            apply(&sender, &mut endpoint, change, now)?;
            endpoint.updated_at = Some(now);
            store::webhooks::update(connection, &tenant, &endpoint).await?;
            Ok(endpoint)
        })
    });
    work.await
}

/// Removes an endpoint with its secrets and deliveries.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn remove(backend: &Backend, tenant: &Tenant, id: &str) -> Result<Endpoint> {
    let now = backend.now();
    let (tenant, id) = (tenant.clone(), id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            let found = store::webhooks::find(connection, &tenant, &id).await?;
            let endpoint = found.ok_or(Error::NotFound("webhook endpoint"))?;
            store::webhooks::remove(connection, &tenant, &id, now).await?;
            Ok(endpoint)
        })
    });
    work.await
}

/// Gives an endpoint a new secret. For `overlap_seconds` messages are signed with both.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn rotate(
    backend: &Backend,
    tenant: &Tenant,
    id: &str,
    overlap_seconds: u32,
) -> Result<WithSecret> {
    let now = backend.now();
    let (secret, sealed) = new_secret(&backend.master_key, now)?;
    let (tenant, id) = (tenant.clone(), id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            let found = store::webhooks::find(connection, &tenant, &id).await?;
            let endpoint = found.ok_or(Error::NotFound("webhook endpoint"))?;
            let cut_off = now.plus_seconds(overlap_seconds.into());
            store::webhooks::end_secrets(connection, &endpoint.id, now, cut_off).await?;
            store::webhooks::insert_secret(connection, &endpoint.id, &sealed, now).await?;
            Ok(WithSecret { endpoint, secret })
        })
    });
    work.await
}

/// Sends an event of the kind `webhook.test` to one endpoint, and gives the delivery's identifier.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn test(backend: &Backend, tenant: &Tenant, id: &str) -> Result<String> {
    let now = backend.now();
    let (tenant, id) = (tenant.clone(), id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            let found = store::webhooks::find(connection, &tenant, &id).await?;
            let endpoint = found.ok_or(Error::NotFound("webhook endpoint"))?;
            let event = store::events::Event::webhook_test(&endpoint.id, now)?;
            let environment_id = &tenant.environment_id;
            let due = Due::new(&endpoint.id, event.id(), now)?;
            store::events::insert_only(connection, environment_id, std::slice::from_ref(&event)).await?;
            store::deliveries::insert(connection, environment_id, std::slice::from_ref(&due)).await?;
            Ok(due.id)
        })
    });
    work.await
}

/// Sends one delivery again, with its identifier and from the first attempt on.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn redeliver(backend: &Backend, tenant: &Tenant, id: &str) -> Result<()> {
    let now = backend.now();
    let (tenant, id) = (tenant.clone(), id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            if !store::deliveries::send_again(connection, &tenant, &id, now).await? {
                return Err(Error::NotFound("webhook delivery"));
            }
            Ok(())
        })
    });
    work.await
}

/// Sends the deliveries of a span of time again, and gives how many.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for more than [`MAX_REDELIVERIES`]; storage.
pub(crate) async fn redeliver_range(
    backend: &Backend,
    tenant: &Tenant,
    endpoint_id: &str,
    range: Redelivery,
) -> Result<i64> {
    if range.since >= range.until {
        return Err(Error::invalid("/until", "Must be later than `since`."));
    }
    let now = backend.now();
    let (tenant, id) = (tenant.clone(), endpoint_id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            let found = store::webhooks::find(connection, &tenant, &id).await?;
            let endpoint = found.ok_or(Error::NotFound("webhook endpoint"))?;
            let sent =
                store::deliveries::send_range_again(connection, &tenant, &endpoint.id, range, now).await?;
            if sent > MAX_REDELIVERIES {
                let message = format!("These are more than {MAX_REDELIVERIES} deliveries; narrow it down.");
                return Err(Error::invalid("/since", message));
            }
            Ok(sent)
        })
    });
    work.await
}

/// Opens secrets from the database, the newest first.
///
/// # Errors
/// When one does not open.
pub(crate) fn open_secrets(
    master_key: &MasterKey,
    sealed: &[SealedSecret],
) -> Result<Vec<Zeroizing<Vec<u8>>>> {
    sealed.iter().map(|secret| master_key.open(&secret.id, &secret.sealed)).collect()
}

/// The header `webhook-signature`: one signature for each secret, separated by spaces (Standard Webhooks, "Signature
/// scheme": `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64).
pub(crate) fn signatures(secrets: &[Zeroizing<Vec<u8>>], id: &str, timestamp: i64, body: &str) -> String {
    let one = |secret: &Zeroizing<Vec<u8>>| {
        // An HMAC takes keys of any length; a secret that it refused would leave the message without this signature.
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        Some(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
    };
    secrets.iter().filter_map(one).collect::<Vec<_>>().join(" ")
}

fn apply(sender: &Sender, endpoint: &mut Endpoint, change: EndpointChange, now: Timestamp) -> Result<()> {
    if let Some(url) = change.url {
        if let Err(why) = sender.check_url(&url) {
            return Err(Error::Invalid(vec![FieldProblem::new("/url", why)]));
        }
        endpoint.url = url;
    }
    endpoint.description = change.description.unwrap_or_else(|| std::mem::take(&mut endpoint.description));
    if let Some(kinds) = change.kinds {
        endpoint.kinds = kinds;
    }
    if let Some(email) = change.notify_email {
        endpoint.notify_email = Some(email).filter(|email| !email.is_empty());
        if endpoint.notify_email.as_deref().is_some_and(|email| !text::is_email(email)) {
            return Err(Error::invalid("/notifyEmail", "Must be an e-mail address."));
        }
    }
    endpoint.disabled = match change.enabled {
        Some(true) => None,
        Some(false) => endpoint.disabled.take().or(Some(Disabled { at: now, reason: DisabledReason::Owner })),
        None => endpoint.disabled.take(),
    };
    Ok(())
}

fn new_secret(master_key: &MasterKey, now: Timestamp) -> Result<(Zeroizing<String>, SealedSecret)> {
    let bytes = Zeroizing::new(random::bytes::<32>()?);
    let id = new_id(now)?;
    let sealed = master_key.seal(&id, &*bytes)?;
    let text = Zeroizing::new(format!("{SECRET_PREFIX}{}", BASE64.encode(&*bytes)));
    Ok((text, SealedSecret { id, sealed }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification and its libraries.
    #[test]
    fn signs_as_the_specification_does() {
        let secret =
            BASE64.decode(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").map(Zeroizing::new).unwrap_or_default();
        let signature = |secrets: &[_]| {
            signatures(secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#)
        };
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature(std::slice::from_ref(&secret)), expected);
        assert_eq!(signature(&[secret.clone(), secret]), format!("{expected} {expected}"));
        assert_eq!(signature(&[]), "");
    }
}

//! One attempt: sign, post, and write down what came of it.

use chrono::DateTime;
use proofmark_fetch::Message;
use zeroize::Zeroizing;

use crate::backend::Backend;
use crate::domain::{Result, Timestamp, new_id, webhook};
use crate::jobs::notice;
use crate::random;
use crate::store;
use crate::store::deliveries::{Answer, Attempt, Taken, Verdict};

/// Seconds from each failed attempt to the next one; after the last attempt the delivery is given up. With the first
/// attempt at once that makes ten in three days (Standard Webhooks, "Deliverability and reliability").
const WAITS: [i64; 9] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// A receiver may ask for this much patience at most.
const MAX_RETRY_AFTER_SECONDS: i64 = 86_400;
/// Bytes of an answer that are read and kept.
const MAX_ANSWER: usize = 16 << 10;
/// A receiver that answers this is not written to again.
const GONE: u16 = 410;

/// Whether the receiver answered, whatever it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// It did.
    Yes,
    /// It did not, or not in time.
    No,
}

/// Attempts a delivery and writes down the result. When that cannot be written, the lease runs out and the delivery is
/// attempted again.
pub(super) async fn attempt(
    backend: &Backend,
    endpoint_id: &str,
    delivery: Taken,
    lease: &str,
    secrets: &[Zeroizing<Vec<u8>>],
) -> Reached {
    let sent = send(backend, &delivery, secrets).await;
    let written = match sent {
        Ok(sent) => {
            let reached = if sent.attempt.answer.is_some() { Reached::Yes } else { Reached::No };
            record(backend, endpoint_id, &delivery, lease, sent).await.map(|()| reached)
        }
        Err(error) => Err(error),
    };
    written.unwrap_or_else(|error| {
        tracing::error!(%error, delivery = delivery.id, "a webhook's attempt was not written down");
        Reached::No
    })
}

/// An attempt with the wish of the receiver to be left alone for a while.
struct Sent {
    attempt: Attempt,
    not_before: Option<Timestamp>,
}

async fn send(backend: &Backend, delivery: &Taken, secrets: &[Zeroizing<Vec<u8>>]) -> Result<Sent> {
    let started_at = backend.now();
    let body = delivery.event.body(delivery.environment);
    let timestamp = started_at.as_micros().div_euclid(1_000_000);
    let signature = webhook::signatures(secrets, &delivery.event.id, timestamp, &body);
    let timestamp_text = timestamp.to_string();
    let headers = [
        ("webhook-id", delivery.event.id.as_str()),
        ("webhook-timestamp", &timestamp_text),
        ("webhook-signature", &signature),
    ];
    let message = Message {
        url: &delivery.url,
        headers: &headers,
        content_type: "application/json",
        body: body.as_bytes(),
        max_answer: MAX_ANSWER,
    };
    let receipt = backend.webhooks.sender.post(&message).await;
    let ended_at = backend.now();
    let (answer, error, retry_after) = match receipt {
        Ok(receipt) => {
            let answer = Answer {
                status: receipt.status,
                // PostgreSQL keeps no text with this character.
                body: String::from_utf8_lossy(&receipt.body).replace('\0', "\u{fffd}"),
                complete: receipt.complete,
            };
            (Some(answer), None, receipt.retry_after)
        }
        Err((failure, why)) => (None, Some(format!("{}: {why}", failure.as_str())), None),
    };
    let not_before = retry_after.and_then(|text| not_before(&text, ended_at));
    let id = new_id(started_at)?;
    let url = delivery.url.clone();
    let attempt = Attempt { id, url, timestamp, signature, answer, error, started_at, ended_at };
    Ok(Sent { attempt, not_before })
}

async fn record(
    backend: &Backend,
    endpoint_id: &str,
    delivery: &Taken,
    lease: &str,
    sent: Sent,
) -> Result<()> {
    let now = sent.attempt.ended_at;
    let status = sent.attempt.answer.as_ref().map(|answer| answer.status);
    let delivered = status.is_some_and(|status| (200..300).contains(&status));
    let failures = if delivered { delivery.failures } else { delivery.failures + 1 };
    let verdict = match next_attempt(failures, now, u32::from_le_bytes(random::bytes()?)) {
        _ if delivered => Verdict::Delivered,
        Some(at) if status != Some(GONE) => {
            Verdict::Retry { at: sent.not_before.map_or(at, |not_before| at.max(not_before)) }
        }
        _ => Verdict::Dead,
    };
    let (id, lease, endpoint_id) = (delivery.id.clone(), lease.to_owned(), endpoint_id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            let held = store::deliveries::finish(connection, &id, &lease, failures, verdict, now).await?;
            store::deliveries::log(connection, &id, &sent.attempt).await?;
            if status == Some(GONE) {
                store::webhooks::disable_gone(connection, &endpoint_id, now).await?;
            }
            if held && verdict == Verdict::Dead {
                notice::queue(connection, &endpoint_id, now).await?;
            }
            Ok(held)
        })
    });
    if !work.await? {
        return Ok(());
    }
    match verdict {
        Verdict::Delivered => backend.metrics.webhooks_delivered.inc(),
        Verdict::Retry { .. } => backend.metrics.webhook_failures.inc(),
        Verdict::Dead => {
            backend.metrics.webhook_failures.inc();
            backend.metrics.webhooks_dead.inc();
            tracing::warn!(delivery = delivery.id, "a webhook was given up");
        }
    }
    Ok(())
}

/// When to try again after so many failures; nothing when it is enough. `random` spreads attempts over a tenth of the
/// wait, so that what failed together does not come back together.
fn next_attempt(failures: i64, now: Timestamp, random: u32) -> Option<Timestamp> {
    let wait = WAITS.get(usize::try_from(failures).ok()?.checked_sub(1)?)?;
    // Sixteen bits are enough to spread, and more would not fit beside a day in microseconds.
    let jitter = (wait * 100_000 * i64::from(random >> 16)) >> 16;
    Some(Timestamp::from_micros(now.as_micros().saturating_add(wait * 1_000_000 + jitter)))
}

/// Reads `Retry-After`: seconds or an HTTP date (RFC 9110 §10.2.3).
fn not_before(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let asked = match text.parse::<u32>() {
        Ok(seconds) => now.plus_seconds(seconds.into()),
        Err(_) => Timestamp::from_micros(DateTime::parse_from_rfc2822(text).ok()?.timestamp_micros()),
    };
    Some(asked.min(now.plus_seconds(MAX_RETRY_AFTER_SECONDS)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// K62: the times of the specification, never earlier, at most a tenth later.
    #[test]
    fn ten_attempts_in_three_days() {
        let start = Timestamp::from_micros(1_800_000_000_000_000);
        for (random, most) in [(0, 272_105), (u32::MAX, 299_316)] {
            let (mut now, mut attempts) = (start, 1);
            while let Some(next) = next_attempt(attempts, now, random) {
                (now, attempts) = (next, attempts + 1);
            }
            assert_eq!(attempts, 10);
            let seconds = (now.as_micros() - start.as_micros()).div_euclid(1_000_000);
            assert!((272_105..=most).contains(&seconds), "{seconds}");
        }
        assert_eq!(next_attempt(0, start, 0), None);
    }

    #[test]
    fn reads_how_long_a_receiver_wants_to_be_left_alone() {
        let now = Timestamp::parse("2026-11-21T10:00:00Z").unwrap();
        for (text, expected) in [
            ("0", Some("2026-11-21T10:00:00Z")),
            ("120", Some("2026-11-21T10:02:00Z")),
            (" 7 ", Some("2026-11-21T10:00:07Z")),
            ("999999999", Some("2026-11-22T10:00:00Z")),
            ("Sat, 21 Nov 2026 11:30:00 GMT", Some("2026-11-21T11:30:00Z")),
            ("Thu, 21 Nov 2126 11:30:00 GMT", Some("2026-11-22T10:00:00Z")),
            ("-5", None),
            ("soon", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(not_before(text, now).map(|time| time.to_string()).as_deref(), expected, "{text}");
        }
    }
}

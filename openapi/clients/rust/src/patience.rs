//! Requests that are sent again, and how long to wait before.

use std::time::Duration;

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Request, Response, StatusCode};

use crate::Client;
use crate::generated::TAKES_IDEMPOTENCY_KEY;

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// How patient a client is.
#[derive(Clone, Debug)]
pub struct Patience {
    /// How often a request is sent again; 0 for never.
    pub retries: u32,
    /// A longer `Retry-After` is not waited for: the call fails.
    pub longest_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { retries: 3, longest_wait: Duration::from_secs(90) }
    }
}

impl ClientHooks<Patience> for Client {
    async fn exec(&self, mut request: Request, info: &OperationInfo) -> reqwest::Result<Response> {
        let takes_key = TAKES_IDEMPOTENCY_KEY.contains(&info.operation_id);
        if takes_key
            && !request.headers().contains_key(IDEMPOTENCY_KEY)
            && let Some(key) = fresh_key()
        {
            request.headers_mut().insert(IDEMPOTENCY_KEY, key);
        }
        let repeatable = is_repeatable(request.method()) || request.headers().contains_key(IDEMPOTENCY_KEY);
        for attempt in 0..self.inner().retries {
            // A body that is a stream cannot be sent twice.
            let Some(copy) = request.try_clone() else { break };
            let wait = match self.client().execute(copy).await {
                Ok(response) => {
                    match wait_after(response.status(), response.headers(), attempt, repeatable) {
                        Some(wait) if wait <= self.inner().longest_wait => wait,
                        _ => return Ok(response),
                    }
                }
                // No answer at all: whether the request was carried out, only a repetition can tell.
                Err(_) if repeatable => back_off(attempt),
                Err(error) => return Err(error),
            };
            tokio::time::sleep(wait).await;
        }
        self.client().execute(request).await
    }
}

/// How long until the next attempt; `None` when this answer stands.
fn wait_after(status: StatusCode, headers: &HeaderMap, attempt: u32, repeatable: bool) -> Option<Duration> {
    // Answers that may be others a moment later, if the server or something before it was just not ready.
    let passes = matches!(status.as_u16(), 500 | 502 | 503 | 504);
    // A limited request was not carried out, whatever it was.
    if status != StatusCode::TOO_MANY_REQUESTS && !(repeatable && passes) {
        return None;
    }
    let told = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Some(told.map_or_else(|| back_off(attempt), Duration::from_secs))
}

/// RFC 9110, section 9.2.2: sending these again changes nothing more.
fn is_repeatable(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::PUT, Method::DELETE].contains(method)
}

/// Half a second, one, two …, and by chance up to as much more, so that many callers do not come back together.
fn back_off(attempt: u32) -> Duration {
    let chance = random::<1>().map_or(0, |[byte]| u64::from(byte));
    Duration::from_millis(500 * 2_u64.pow(attempt.min(6)) * (256 + chance) / 256)
}

/// 128 random bits. Without randomness there is no key, and the request is not repeated.
fn fresh_key() -> Option<HeaderValue> {
    let key: String = random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&key).ok()
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn it_waits_as_long_as_it_is_told_and_only_where_that_is_safe() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("17"));
        let told = Some(Duration::from_secs(17));
        assert_eq!(wait_after(StatusCode::TOO_MANY_REQUESTS, &headers, 0, false), told);
        assert_eq!(wait_after(StatusCode::SERVICE_UNAVAILABLE, &headers, 0, true), told);
        assert_eq!(wait_after(StatusCode::SERVICE_UNAVAILABLE, &headers, 0, false), None);
        assert_eq!(wait_after(StatusCode::UNPROCESSABLE_ENTITY, &headers, 0, true), None);
        assert_eq!(wait_after(StatusCode::OK, &headers, 0, true), None);
    }

    #[test]
    fn waits_grow_and_keys_differ() {
        for attempt in 0..4 {
            let wait = wait_after(StatusCode::BAD_GATEWAY, &HeaderMap::new(), attempt, true).unwrap();
            let least = Duration::from_millis(500 * 2_u64.pow(attempt));
            assert!((least..least * 2).contains(&wait), "{wait:?}");
        }
        assert_ne!(fresh_key(), fresh_key());
    }
}

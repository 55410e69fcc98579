// Verifies a webhook in Rust, with the crates `hmac`, `sha2` and `data-encoding`. Call it with the body as it arrived,
// before anything parses it, and answer 400 when there is no event.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const TOLERANCE_SECONDS: i64 = 300;

/// The event, or `None` when the message is not to be believed. `header` gives a header's value; `now` is in seconds
/// since 1970. There are several secrets while one replaces another.
pub fn verify<'a>(
    body: &[u8],
    header: impl Fn(&str) -> Option<&'a str>,
    secrets: &[&str],
    now: i64,
) -> Option<serde_json::Value> {
    let id = header("webhook-id")?;
    let timestamp = header("webhook-timestamp")?;
    let signatures = header("webhook-signature")?;
    // An old message that somebody recorded is refused.
    let sent: i64 = timestamp.parse().ok()?;
    if now.checked_sub(sent)?.checked_abs()? > TOLERANCE_SECONDS {
        return None;
    }
    for secret in secrets {
        let key = BASE64.decode(secret.strip_prefix("whsec_")?.as_bytes()).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        for signature in signatures.split(' ').filter_map(|signature| signature.strip_prefix("v1,")) {
            let Ok(given) = BASE64.decode(signature.as_bytes()) else { continue };
            // Looks at the length first and then compares in constant time.
            if mac.clone().verify_slice(&given).is_ok() {
                return serde_json::from_slice(body).ok();
            }
        }
    }
    None
}

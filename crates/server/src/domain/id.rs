//! Identifiers: UUID version 7 (RFC 9562), so that they sort by time and are never guessed.

use uuid::Builder;

use super::{Error, Timestamp};
use crate::random;

/// A new identifier: the time in milliseconds, then 74 random bits.
///
/// # Errors
/// When the operating system has no randomness.
pub(crate) fn new_id(now: Timestamp) -> Result<String, Error> {
    let millis = u64::try_from(now.as_micros() / 1000).unwrap_or(0);
    Ok(Builder::from_unix_timestamp_millis(millis, &random::bytes()?).into_uuid().to_string())
}

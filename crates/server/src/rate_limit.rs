//! Counts requests in windows of one minute, for each caller apart.
//!
//! A process that has its database for itself counts in memory. Processes that share one take their requests from a
//! common count, a few at a time, so that all of them together allow no more than the limit and most requests cost no
//! query.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::domain::{Result, Timestamp};
use crate::store::{self, Store};

/// Length of a window.
const WINDOW_SECONDS: i64 = 60;
/// A process takes this part of a limit at once from the common count, one request at least.
const PART: u32 = 64;

/// How often each caller has asked in the present minute. Callers of past minutes are forgotten, so that the table
/// does not grow for ever.
#[derive(Default)]
pub(crate) struct RateLimiter {
    present: Mutex<Window>,
}

#[derive(Default)]
struct Window {
    number: i64,
    counts: HashMap<String, Count>,
}

/// Of one caller.
#[derive(Clone, Copy, Default)]
struct Count {
    /// Requests counted: here, or, as far as it is known here, by all processes.
    used: u32,
    /// Of these, taken from the common count for requests that have not come yet.
    in_hand: u32,
}

/// What a caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Whether this request may go on.
    pub(crate) allowed: bool,
    /// Requests in one minute.
    pub(crate) limit: u32,
    /// Requests left in this minute.
    pub(crate) remaining: u32,
    /// Seconds until the next minute, at least 1.
    pub(crate) reset_seconds: i64,
}

/// The minute that requests are counted in, and how long it lasts.
fn window_of(now: Timestamp) -> (i64, i64) {
    let seconds = now.as_micros().div_euclid(1_000_000);
    (seconds.div_euclid(WINDOW_SECONDS), WINDOW_SECONDS - seconds.rem_euclid(WINDOW_SECONDS))
}

impl RateLimiter {
    /// Counts one request of `caller`; it is allowed while there are no more than `limit` in the present minute, of
    /// all processes on this database together.
    pub(crate) async fn count(&self, store: &Store, caller: String, limit: u32, now: Timestamp) -> Allowance {
        if !store.is_shared() {
            return self.count_here(caller, limit, now);
        }
        let (minute, _) = window_of(now);
        let known = self.with_count(&caller, now, |count| {
            let had = count.in_hand > 0;
            count.in_hand = count.in_hand.saturating_sub(1);
            (had, *count)
        });
        if let (true, count) = known {
            return allowance(true, limit, count, now);
        }
        if known.1.used >= limit {
            return allowance(false, limit, known.1, now);
        }
        let part = (limit / PART).max(1);
        match take(store, &caller, minute, part).await {
            Ok(before) => self.with_count(&caller, now, |count| {
                let before = u32::try_from(before).unwrap_or(u32::MAX);
                let granted = limit.saturating_sub(before).min(part);
                count.used = count.used.max(before.saturating_add(part).min(limit));
                count.in_hand += granted.saturating_sub(1);
                allowance(granted > 0, limit, *count, now)
            }),
            // The request itself will hear that the database is gone; counting must not be what stops it.
            Err(error) => {
                tracing::debug!(%error, "counting a request");
                self.count_here(caller, limit, now)
            }
        }
    }

    /// What is known here, without counting.
    pub(crate) fn peek(&self, caller: &str, limit: u32, now: Timestamp) -> Allowance {
        let count = self.with_count(caller, now, |count| *count);
        allowance(count.used.saturating_sub(count.in_hand) < limit, limit, count, now)
    }

    fn count_here(&self, caller: String, limit: u32, now: Timestamp) -> Allowance {
        self.with_count(&caller, now, |count| {
            let allowed = count.used < limit;
            count.used = count.used.saturating_add(1);
            allowance(allowed, limit, *count, now)
        })
    }

    fn with_count<T>(&self, caller: &str, now: Timestamp, change: impl FnOnce(&mut Count) -> T) -> T {
        let (number, _) = window_of(now);
        let mut window = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that goes back must not open a new window.
        if number > window.number {
            *window = Window { number, counts: HashMap::new() };
        }
        change(window.counts.entry(caller.to_owned()).or_default())
    }
}

/// Forgets the common counts of past minutes.
///
/// # Errors
/// Storage.
pub(crate) async fn clean_up(connection: &mut store::Connection, now: Timestamp) -> Result<u64> {
    // One more for clocks that disagree.
    store::rate_limits::remove_older(connection, window_of(now).0 - 1).await
}

/// Takes from the common count; gives how much was taken before.
async fn take(store: &Store, caller: &str, minute: i64, part: u32) -> Result<i64> {
    // Addresses are nobody's business: what is stored is a hash that is another one in the next minute.
    let bucket = Sha256::new().chain_update(minute.to_be_bytes()).chain_update(caller).finalize();
    let mut connection = store.count().await?;
    store::rate_limits::add(&mut connection, &bucket, minute, part).await
}

fn allowance(allowed: bool, limit: u32, count: Count, now: Timestamp) -> Allowance {
    let (_, reset_seconds) = window_of(now);
    let remaining = limit.saturating_sub(count.used).saturating_add(count.in_hand).min(limit);
    Allowance { allowed, limit, remaining, reset_seconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_limit_in_each_window_and_for_each_caller() {
        let limiter = RateLimiter::default();
        let allowed = |caller: &str, second: i64| {
            limiter.count_here(caller.to_owned(), 3, Timestamp::from_micros(second * 1_000_000))
        };
        for remaining in [2, 1, 0] {
            let answer = allowed("a", 125);
            assert_eq!((answer.allowed, answer.remaining, answer.reset_seconds), (true, remaining, 55));
        }
        assert!(!allowed("a", 179).allowed);
        assert!(allowed("b", 179).allowed);
        assert!(allowed("a", 180).allowed);
        // Back in time: still the window of 180.
        assert_eq!(allowed("a", 100).remaining, 1);
    }
}

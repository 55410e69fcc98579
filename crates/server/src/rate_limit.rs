//! Counts requests in windows of one minute, for each caller apart.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::domain::Timestamp;

/// Length of a window.
const WINDOW_SECONDS: i64 = 60;

/// How often each caller has asked in the present minute. Callers of past minutes are forgotten, so that the table
/// does not grow for ever.
#[derive(Default)]
pub(crate) struct RateLimiter {
    present: Mutex<Window>,
}

#[derive(Default)]
struct Window {
    number: i64,
    counts: HashMap<String, u32>,
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

impl RateLimiter {
    /// Counts one request of `caller`; it is allowed while there are no more than `limit` in the present minute.
    pub(crate) fn count(&self, caller: String, limit: u32, now: Timestamp) -> Allowance {
        self.look(caller, limit, now, 1)
    }

    /// What [`RateLimiter::count`] would say, without counting.
    pub(crate) fn peek(&self, caller: String, limit: u32, now: Timestamp) -> Allowance {
        self.look(caller, limit, now, 0)
    }

    fn look(&self, caller: String, limit: u32, now: Timestamp, more: u32) -> Allowance {
        let seconds = now.as_micros().div_euclid(1_000_000);
        let number = seconds.div_euclid(WINDOW_SECONDS);
        let mut window = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that goes back must not open a new window.
        if number > window.number {
            *window = Window { number, counts: HashMap::new() };
        }
        let count = if more == 0 {
            window.counts.get(&caller).copied().unwrap_or(0)
        } else {
            let count = window.counts.entry(caller).or_default();
            *count = count.saturating_add(more);
            *count
        };
        Allowance {
            allowed: if more == 0 { count < limit } else { count <= limit },
            limit,
            remaining: limit.saturating_sub(count),
            reset_seconds: WINDOW_SECONDS - seconds.rem_euclid(WINDOW_SECONDS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_limit_in_each_window_and_for_each_caller() {
        let limiter = RateLimiter::default();
        let allowed = |caller: &str, second: i64| {
            limiter.count(caller.to_owned(), 3, Timestamp::from_micros(second * 1_000_000))
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

//! What the process counts, in the text format of Prometheus (version 0.0.4).

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the buckets for how long requests take, in seconds.
const BOUNDS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0];

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub(crate) fn inc(&self) {
        self.add(1);
    }

    /// So many more.
    pub(crate) fn add(&self, number: usize) {
        self.0.fetch_add(number as u64, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Everything that is counted. None of it names a tenant or a person.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// Credentials issued.
    pub(crate) credentials_issued: Counter,
    /// Public verifications.
    pub(crate) verifications: Counter,
    /// Requests refused because of a rate limit.
    pub(crate) rate_limited: Counter,
    /// Webhooks that arrived.
    pub(crate) webhooks_delivered: Counter,
    /// Attempts at webhooks that failed.
    pub(crate) webhook_failures: Counter,
    /// Webhooks that were given up.
    pub(crate) webhooks_dead: Counter,
    /// Requests that are being worked on.
    under_way: AtomicU64,
    /// Answers by the first digit of their status, 1 to 5.
    answers: [Counter; 5],
    buckets: [Counter; BOUNDS.len()],
    microseconds: AtomicU64,
}

impl Metrics {
    /// A request was begun.
    pub(crate) fn begin(&self) {
        self.under_way.fetch_add(1, Ordering::Relaxed);
    }

    /// A request was answered.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        self.under_way.fetch_sub(1, Ordering::Relaxed);
        if let Some(class) = self.answers.get(usize::from(status / 100).wrapping_sub(1)) {
            class.inc();
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(micros, Ordering::Relaxed);
        let seconds = took.as_secs_f64();
        if let Some(bucket) =
            BOUNDS.iter().position(|bound| seconds <= *bound).and_then(|at| self.buckets.get(at))
        {
            bucket.inc();
        }
    }

    /// The exposition text. `changes_waiting`: for the database.
    pub(crate) fn text(&self, changes_waiting: usize) -> String {
        let mut text = String::new();
        for (name, help, counter) in [
            ("proofmark_credentials_issued_total", "Credentials issued.", &self.credentials_issued),
            ("proofmark_verifications_total", "Public verifications.", &self.verifications),
            ("proofmark_rate_limited_total", "Requests refused by a rate limit.", &self.rate_limited),
            ("proofmark_webhooks_delivered_total", "Webhooks that arrived.", &self.webhooks_delivered),
            ("proofmark_webhook_failures_total", "Failed attempts at webhooks.", &self.webhook_failures),
            ("proofmark_webhooks_dead_total", "Webhooks that were given up.", &self.webhooks_dead),
        ] {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {}", counter.get());
        }
        let name = "proofmark_http_requests_under_way";
        let under_way = self.under_way.load(Ordering::Relaxed);
        let _ = writeln!(
            text,
            "# HELP {name} Requests being worked on.\n# TYPE {name} gauge\n{name} {under_way}"
        );
        let name = "proofmark_changes_waiting";
        let _ = writeln!(
            text,
            "# HELP {name} Changes that wait for the database.\n# TYPE {name} gauge\n{name} {changes_waiting}"
        );
        let name = "proofmark_http_answers_total";
        let _ = writeln!(text, "# HELP {name} Answers by class of status.\n# TYPE {name} counter");
        for (class, counter) in (1..).zip(&self.answers) {
            let _ = writeln!(text, "{name}{{class=\"{class}xx\"}} {}", counter.get());
        }
        let name = "proofmark_http_request_seconds";
        let _ = writeln!(text, "# HELP {name} How long requests took.\n# TYPE {name} histogram");
        let mut sum = 0;
        for (bound, bucket) in BOUNDS.iter().zip(&self.buckets) {
            sum += bucket.get();
            let _ = writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {sum}");
        }
        let all: u64 = self.answers.iter().map(Counter::get).sum();
        let seconds = Duration::from_micros(self.microseconds.load(Ordering::Relaxed)).as_secs_f64();
        let _ =
            writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {all}\n{name}_sum {seconds}\n{name}_count {all}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up() {
        let metrics = Metrics::default();
        for (status, millis) in [(200, 1), (201, 4), (404, 4), (500, 9000)] {
            metrics.begin();
            metrics.answered(status, Duration::from_millis(millis));
        }
        let text = metrics.text(7);
        for line in [
            "proofmark_http_answers_total{class=\"2xx\"} 2",
            "proofmark_http_request_seconds_bucket{le=\"0.001\"} 1",
            "proofmark_http_request_seconds_bucket{le=\"0.005\"} 3",
            "proofmark_http_request_seconds_bucket{le=\"2\"} 3",
            "proofmark_http_request_seconds_bucket{le=\"+Inf\"} 4",
            "proofmark_http_requests_under_way 0",
            "proofmark_changes_waiting 7",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is missing in {text}");
        }
    }
}

//! What an operator can limit. Reaching one is an error that names it, never a truncation.

use serde::Deserialize;

/// Limits of one process. 0 requests per minute means: without limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// Requests of one API key in a minute.
    pub key_requests_per_minute: u32,
    /// Public verifications from one address in a minute.
    pub verifications_per_minute: u32,
    /// Public documents to one address in a minute.
    pub documents_per_minute: u32,
    /// Requests with a wrong API key from one address in a minute.
    pub wrong_keys_per_minute: u32,
    /// Connections to the database that read, of this process.
    pub read_connections: u32,
    /// Connections to a PostgreSQL database that write, of this process. SQLite has one.
    pub write_connections: u32,
    /// Requests worked on at the same time; more wait.
    pub requests_at_once: u32,
    /// Connections held at the same time; more wait.
    pub connections: u32,
    /// Bytes of a request body.
    pub body_bytes: u32,
    /// Bytes of a batch's rows.
    pub batch_bytes: u32,
    /// Rows of a batch.
    pub batch_rows: u32,
    /// Seconds from the first byte of a request to the first byte of its answer.
    pub request_seconds: u32,
    /// Seconds that a connection may be silent between requests.
    pub idle_seconds: u32,
    /// Seconds for requests under way after the signal to stop.
    pub shutdown_seconds: u32,
    /// Documents drawn at the same time.
    pub renders_at_once: u32,
    /// Documents that may wait to be drawn; more are told to come again.
    pub renders_waiting: u32,
    /// Bytes of drawn documents kept in memory.
    pub document_cache_bytes: u32,
    /// Seconds that an issuer's next key has to be published before it signs.
    pub key_publication_seconds: u32,
    /// Test events of one API key in a minute.
    pub webhook_tests_per_minute: u32,
    /// Seconds from looking a receiver's name up to its answer.
    pub webhook_seconds: u32,
    /// Webhooks on their way at the same time.
    pub webhook_requests_at_once: u32,
    /// Days for which finished webhook deliveries are kept.
    pub webhook_log_days: u32,
    /// Seconds that a claim link can be used.
    pub claim_link_seconds: u32,
    /// Claim links and e-mails that can be asked for again for one credential in an hour.
    pub resends_per_hour: u32,
    /// Seconds before the end of a credential at which its recipient is reminded.
    pub expiry_notice_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            key_requests_per_minute: 120,
            verifications_per_minute: 60,
            documents_per_minute: 600,
            wrong_keys_per_minute: 30,
            read_connections: 8,
            write_connections: 16,
            requests_at_once: 1024,
            connections: 10_000,
            body_bytes: 1 << 20,
            batch_bytes: 256 << 20,
            batch_rows: 100_000,
            request_seconds: 30,
            idle_seconds: 60,
            shutdown_seconds: 30,
            renders_at_once: 2,
            renders_waiting: 32,
            document_cache_bytes: 64 << 20,
            key_publication_seconds: 3600,
            webhook_tests_per_minute: 5,
            webhook_seconds: 20,
            webhook_requests_at_once: 256,
            webhook_log_days: 30,
            claim_link_seconds: 14 * 24 * 3600,
            resends_per_hour: 5,
            expiry_notice_seconds: 30 * 24 * 3600,
        }
    }
}

impl Limits {
    /// The names as they stand in the file; the environment has them in capitals behind `PROOFMARK_LIMIT_`.
    pub(crate) const NAMES: [&str; 25] = [
        "key_requests_per_minute",
        "verifications_per_minute",
        "documents_per_minute",
        "wrong_keys_per_minute",
        "read_connections",
        "write_connections",
        "requests_at_once",
        "connections",
        "body_bytes",
        "batch_bytes",
        "batch_rows",
        "request_seconds",
        "idle_seconds",
        "shutdown_seconds",
        "renders_at_once",
        "renders_waiting",
        "document_cache_bytes",
        "key_publication_seconds",
        "webhook_tests_per_minute",
        "webhook_seconds",
        "webhook_requests_at_once",
        "webhook_log_days",
        "claim_link_seconds",
        "resends_per_hour",
        "expiry_notice_seconds",
    ];

    /// The limit with this name.
    pub(crate) fn by_name(&mut self, name: &str) -> Option<&mut u32> {
        Some(match name {
            "key_requests_per_minute" => &mut self.key_requests_per_minute,
            "verifications_per_minute" => &mut self.verifications_per_minute,
            "documents_per_minute" => &mut self.documents_per_minute,
            "wrong_keys_per_minute" => &mut self.wrong_keys_per_minute,
            "read_connections" => &mut self.read_connections,
            "write_connections" => &mut self.write_connections,
            "requests_at_once" => &mut self.requests_at_once,
            "connections" => &mut self.connections,
            "body_bytes" => &mut self.body_bytes,
            "batch_bytes" => &mut self.batch_bytes,
            "batch_rows" => &mut self.batch_rows,
            "request_seconds" => &mut self.request_seconds,
            "idle_seconds" => &mut self.idle_seconds,
            "shutdown_seconds" => &mut self.shutdown_seconds,
            "renders_at_once" => &mut self.renders_at_once,
            "renders_waiting" => &mut self.renders_waiting,
            "document_cache_bytes" => &mut self.document_cache_bytes,
            "key_publication_seconds" => &mut self.key_publication_seconds,
            "webhook_tests_per_minute" => &mut self.webhook_tests_per_minute,
            "webhook_seconds" => &mut self.webhook_seconds,
            "webhook_requests_at_once" => &mut self.webhook_requests_at_once,
            "webhook_log_days" => &mut self.webhook_log_days,
            "claim_link_seconds" => &mut self.claim_link_seconds,
            "resends_per_hour" => &mut self.resends_per_hour,
            "expiry_notice_seconds" => &mut self.expiry_notice_seconds,
            _ => return None,
        })
    }

    /// The name of a limit that nothing could work under.
    pub(crate) fn unusable(&mut self) -> Option<&'static str> {
        let needed = [
            "read_connections",
            "write_connections",
            "requests_at_once",
            "connections",
            "body_bytes",
            "request_seconds",
            "idle_seconds",
            "renders_at_once",
            "webhook_seconds",
            "webhook_requests_at_once",
        ];
        needed.into_iter().find(|name| self.by_name(name).is_some_and(|limit| *limit == 0))
    }
}

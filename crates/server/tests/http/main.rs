//! The server at its HTTP edge: each test starts a real one on 127.0.0.1 with its own database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod achievements;
mod analytics;
mod api_keys;
mod backup;
mod batch_kills;
mod batches;
mod claims;
mod concurrency;
mod crashes;
mod credentials;
mod database;
mod demo;
mod document_links;
mod documents;
mod email_tls;
mod emails;
mod exports;
mod forgetting;
mod http2;
mod idempotency;
mod issuers;
mod issuing;
mod jobs;
mod keys_and_limits;
mod leaving;
// Only there a process's peak can be read.
#[cfg(target_os = "linux")]
mod leaving_memory;
mod logs;
mod open_badges_2;
mod openapi;
mod openapi_changes;
mod pages;
mod power_loss;
mod processes;
mod public_documents;
mod public_pages;
mod revocation;
mod same_answers;
mod schedule;
mod simulation;
mod smtp_sink;
mod soak;
mod status_changes;
mod storage;
mod storage_failures;
mod support;
mod templates;
mod tenancy;
mod validation;
mod verification;
mod webhooks;

//! The jobs table.

use std::time::Duration;

use crate::support::{TestServer, issue_body};

/// The clean-up runs by itself after the hour is over, once, and leaves answers alone that are still promised.
#[tokio::test]
async fn stored_answers_are_kept_for_a_day_and_then_removed() {
    let mut server = TestServer::start().await;
    let body = issue_body(&server.achievement().await);
    let key = server.organization.sandbox_api_key.clone();
    server.post_with("/v1/credentials", &body, &key, Some("old")).await;
    server.clock.advance_seconds(24 * 3600);
    server.post_with("/v1/credentials", &body, &key, Some("new")).await;
    assert_eq!(server.sql_count("SELECT count(*) FROM idempotency_keys").await, 2);
    // The next one waits for the end of the hour.
    let next = format!("SELECT id, kind FROM jobs WHERE run_at > {}000000", server.clock.now_seconds());
    until(async || server.rows(&next).await.len() == 1).await;
    server.stop().await;
    // A worker that died holding it: its lease has run out.
    server.sql("UPDATE jobs SET lease = 'dead', lease_until = 1, attempts = 1").await;
    server.clock.advance_seconds(3 * 3600);
    server.resume().await;
    until(async || server.sql_count("SELECT count(*) FROM idempotency_keys").await == 1).await;
    assert_eq!(
        server.sql_count("SELECT count(*) FROM idempotency_keys WHERE idempotency_key = 'new'").await,
        1
    );
    assert_eq!(server.sql_count("SELECT count(*) FROM jobs WHERE lease IS NOT NULL").await, 0);
}

/// Looks again and again, for ten seconds at most.
async fn until(is_so: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it did not happen");
}

use std::time::Duration;

use proofmark_server::Timestamp;
use serde_json::{Value, json};

use super::receiver::{Answer, Receiver};
use super::{delivery, endpoint, issue, log, server, server_with_deadline};
use crate::support::TestServer;

/// Seconds from each failed attempt to the next (Standard Webhooks).
const WAITS: [i64; 9] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

fn micros(value: &Value) -> i64 {
    Timestamp::parse(value.as_str().unwrap()).unwrap().as_micros()
}

/// Moves the clock to the next attempt of the endpoint's only delivery, and gives how many seconds that is.
async fn skip_to_next_attempt(server: &TestServer, endpoint_id: &str, failures: usize) -> i64 {
    let waiting = delivery(server, endpoint_id, |delivery| {
        delivery["failures"] == failures && delivery.get("nextAttemptAt").is_some()
    })
    .await;
    let log = log(server, &waiting).await;
    let ended = micros(&log["attempts"][failures - 1]["endedAt"]);
    let wait = (micros(&waiting["nextAttemptAt"]) - ended) / 1_000_000;
    server.clock.advance_seconds(wait + 1);
    wait
}

/// K62 and K63: three days in which nobody answers well, then the dead letter, then a replay by hand.
#[tokio::test]
async fn ten_attempts_in_three_days_then_a_dead_letter_that_can_be_sent_again() {
    let server = server().await;
    let mut receiver =
        Receiver::start(|before| if before < 10 { Answer::Status(500) } else { Answer::Status(200) }).await;
    let (id, secret) = endpoint(&server, &receiver).await;
    issue(&server, 1).await;
    let first = receiver.next().await;
    for (failures, expected) in (1..).zip(WAITS) {
        let wait = skip_to_next_attempt(&server, &id, failures).await;
        assert!((expected..=expected + expected / 10).contains(&wait), "{wait} after {failures} failures");
        let again = receiver.next().await;
        assert_eq!(again.header("webhook-id"), first.header("webhook-id"));
        assert_eq!(again.body, first.body);
        assert_ne!(again.header("webhook-timestamp"), first.header("webhook-timestamp"));
        assert_eq!(again.signed_by(&[&secret]), [true], "each attempt is signed for its own time");
    }
    let dead = delivery(&server, &id, |delivery| delivery["status"] == "dead").await;
    assert_eq!(dead["failures"], 10);
    assert!(dead.get("nextAttemptAt").is_none());
    let endpoint = format!("/v1/webhook-endpoints/{id}");
    let told = server.get(&endpoint).await.body;
    assert_eq!((&told["deadDeliveries"], &told["pendingDeliveries"]), (&json!(1), &json!(0)));
    assert_eq!(log(&server, &dead).await["attempts"].as_array().unwrap().len(), 10);

    // A range, which finds it; then the same again, which finds nothing that failed.
    let range = json!({ "since": "2026-01-01T00:00:00Z" });
    let again = server.post(&format!("{endpoint}/redeliver"), &range).await;
    assert_eq!(again.body, json!({ "deliveries": 1 }));
    assert_eq!(receiver.next().await.header("webhook-id"), first.header("webhook-id"));
    let delivered = delivery(&server, &id, |delivery| delivery["status"] == "delivered").await;
    let again = server.post(&format!("{endpoint}/redeliver"), &range).await;
    assert_eq!(again.body, json!({ "deliveries": 0 }));

    // One, though it arrived.
    let path = format!("/v1/webhook-deliveries/{}/redeliver", delivered["id"].as_str().unwrap());
    assert_eq!(server.post(&path, &json!({})).await.status, 200);
    assert_eq!(receiver.next().await.body, first.body);
    // The range, with those that arrived.
    delivery(&server, &id, |delivery| delivery["status"] == "delivered").await;
    let all = json!({ "since": "2026-01-01T00:00:00Z", "includeDelivered": true });
    assert_eq!(server.post(&format!("{endpoint}/redeliver"), &all).await.body, json!({ "deliveries": 1 }));
    receiver.next().await;
    let backwards = json!({ "since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z" });
    let refused = server.post(&format!("{endpoint}/redeliver"), &backwards).await;
    assert_eq!(refused.pointers(), ["/until"]);
}

#[tokio::test]
async fn a_receiver_may_ask_for_patience() {
    let server = server().await;
    let busy = "HTTP/1.1 503 Busy\r\nRetry-After: 4000\r\nContent-Length: 0\r\n\r\n";
    let mut receiver = Receiver::start(move |_| Answer::Bytes(busy.to_owned())).await;
    let (id, _) = endpoint(&server, &receiver).await;
    issue(&server, 1).await;
    receiver.next().await;
    let wait = skip_to_next_attempt(&server, &id, 1).await;
    assert!((4000..=4001).contains(&wait), "{wait}");
    receiver.next().await;
}

#[tokio::test]
async fn gone_disables_the_endpoint() {
    let server = server().await;
    let mut receiver = Receiver::start(|_| Answer::Status(410)).await;
    let (id, _) = endpoint(&server, &receiver).await;
    issue(&server, 1).await;
    receiver.next().await;
    let dead = delivery(&server, &id, |delivery| delivery["status"] == "dead").await;
    assert_eq!(dead["failures"], 1);
    let told = server.get(&format!("/v1/webhook-endpoints/{id}")).await.body;
    assert_eq!((&told["enabled"], &told["disabledReason"]), (&json!(false), &json!("gone")));
    issue(&server, 1).await;
    assert_eq!(receiver.connections(), 1);
}

/// K62: a redirect is a failure, whatever it points at, and nobody goes there.
#[tokio::test]
async fn redirects_are_failures_and_are_not_followed() {
    let server = server().await;
    let elsewhere = Receiver::kind().await;
    for status in [301, 302, 303, 307, 308, 300, 304] {
        let answer = format!(
            "HTTP/1.1 {status} Elsewhere\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
            elsewhere.url
        );
        let mut receiver = Receiver::start(move |_| Answer::Bytes(answer.clone())).await;
        let (id, _) = endpoint(&server, &receiver).await;
        server.post(&format!("/v1/webhook-endpoints/{id}/test"), &json!({})).await;
        receiver.next().await;
        let failed = delivery(&server, &id, |delivery| delivery["failures"] == 1).await;
        assert_eq!(failed["status"], "pending");
        assert_eq!(log(&server, &failed).await["attempts"][0]["response"]["status"], status);
    }
    assert_eq!(elsewhere.connections(), 0);
}

/// K66: whatever comes after the status, 16 KiB of it are read and the connection is closed.
#[tokio::test]
async fn answers_without_end_are_cut() {
    let server = server().await;
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    let block: &'static str = Box::leak("x".repeat(1 << 16).into_boxed_str());
    let mut stream = Receiver::start(move |_| Answer::Repeat(head, block, Duration::ZERO)).await;
    let mut drip = Receiver::start(move |_| Answer::Repeat(head, "y", Duration::from_millis(20))).await;
    let bomb = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n\u{1f}\0\u{8}\0\0";
    let mut bomb = Receiver::start(move |_| Answer::Bytes(bomb.to_owned())).await;
    for receiver in [&mut stream, &mut drip, &mut bomb] {
        let (id, _) = endpoint(&server, receiver).await;
        server.post(&format!("/v1/webhook-endpoints/{id}/test"), &json!({})).await;
        receiver.next().await;
        let done = delivery(&server, &id, |delivery| delivery["status"] == "delivered").await;
        let response = &log(&server, &done).await["attempts"][0]["response"];
        assert!(response["body"].as_str().unwrap().len() <= 16 << 10);
        assert!(!response["body"].as_str().unwrap().contains('\0'), "no database takes this in a text");
    }
    super::eventually(async || (stream.open() + drip.open() == 0).then_some(())).await;
    assert!(stream.written() < 64 << 20, "what fits into the buffers of two kernels, not more");
}

/// K66: a receiver that never gets to its status has failed when the time is over.
#[tokio::test]
async fn silence_and_heads_without_end_are_failures() {
    let server = server_with_deadline(1).await;
    for answer in [
        Answer::Silence,
        Answer::Repeat("HTTP/1.1 200 OK\r\n", "X-Padding: y\r\n", Duration::from_millis(20)),
        Answer::Repeat("HTTP/1.1 200 OK\r\n", "X-Padding: 0123456789\r\n", Duration::ZERO),
        Answer::Bytes("SSH-2.0-OpenSSH_9.6\r\n".to_owned()),
        Answer::Bytes(String::new()),
    ] {
        let name = format!("{answer:?}");
        let mut receiver = Receiver::start(move |_| answer.clone()).await;
        let (id, _) = endpoint(&server, &receiver).await;
        server.post(&format!("/v1/webhook-endpoints/{id}/test"), &json!({})).await;
        receiver.next().await;
        let failed = delivery(&server, &id, |delivery| delivery["failures"] == 1).await;
        let attempt = &log(&server, &failed).await["attempts"][0];
        assert!(attempt.get("response").is_none(), "{name}: {attempt}");
        assert!(attempt["error"].as_str().unwrap().contains(": "), "{name}: {attempt}");
    }
}

//! K65, B19 to B21: no form of a forbidden address leads to a connection. The fetch crate's own tests have names that
//! resolve to forbidden addresses and that change their answer.

use serde_json::json;

use super::{delivery, log};
use crate::support::TestServer;

/// Forms of addresses that webhooks must not be sent to; `PORT` is where a trap listens, on IPv4 and IPv6.
const FORBIDDEN: &[&str] = include!("../../../../fetch/tests/hostile_urls.in");

#[tokio::test]
async fn forbidden_addresses_are_refused_and_never_connected_to() {
    let trap = super::receiver::Receiver::kind().await;
    let port = trap.url.split([':', '/']).nth(4).unwrap();
    let server = TestServer::start().await;
    assert!(FORBIDDEN.len() >= 120, "{}", FORBIDDEN.len());
    for form in FORBIDDEN {
        let url = form.replace("PORT", port);
        let refused = server.post("/v1/webhook-endpoints", &json!({ "url": url })).await;
        assert_eq!(refused.status, 422, "{url:?}: {}", refused.body);
        // Some are wrong for two reasons.
        assert!(refused.pointers().iter().all(|pointer| *pointer == "/url"), "{url:?}: {}", refused.body);
    }
    // One that got into the database all the same, as when the operator's switch was turned off again.
    let good = json!({ "url": "https://receiver.example.edu/hook" });
    let made = server.post("/v1/webhook-endpoints", &good).await;
    let id = made.body["webhookEndpoint"]["id"].as_str().unwrap();
    let smuggled = format!("UPDATE webhook_endpoints SET url = 'https://127.0.0.1:{port}/'");
    server.sql(Box::leak(smuggled.into_boxed_str())).await;
    server.post(&format!("/v1/webhook-endpoints/{id}/test"), &json!({})).await;
    let failed = delivery(&server, id, |delivery| delivery["failures"] == 1).await;
    let error = log(&server, &failed).await["attempts"][0]["error"].as_str().unwrap().to_owned();
    assert!(error.starts_with("blocked"), "{error}");
    assert_eq!(trap.connections(), 0);
}

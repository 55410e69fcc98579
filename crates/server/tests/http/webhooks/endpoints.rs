use reqwest::Method;
use serde_json::json;

use super::receiver::Receiver;
use super::{endpoint, server};
use crate::support::TestServer;

#[tokio::test]
async fn an_endpoint_is_made_changed_and_removed_and_its_secret_is_shown_once() {
    let server = TestServer::start().await;
    let body = json!({
        "url": "https://receiver.example.edu/hook",
        "description": "The student register",
        "eventTypes": ["credential.issued", "batch.completed"],
    });
    let made = server.post("/v1/webhook-endpoints", &body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let secret = made.body["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "32 bytes in base64");
    let endpoint = &made.body["webhookEndpoint"];
    let path = format!("/v1/webhook-endpoints/{}", endpoint["id"].as_str().unwrap());
    assert_eq!(made.headers["location"], path.as_str());
    assert_eq!(endpoint["eventTypes"], body["eventTypes"]);
    assert_eq!(endpoint["enabled"], true);

    let got = server.get(&path).await;
    assert_eq!(&got.body, endpoint);
    assert_eq!(server.get("/v1/webhook-endpoints").await.body["items"], json!([endpoint]));
    assert!(!got.body.to_string().contains(secret));

    let changed = server.patch(&path, &json!({ "enabled": false, "eventTypes": [] })).await;
    assert_eq!(changed.body["enabled"], false);
    assert_eq!(changed.body["disabledReason"], "owner");
    assert_eq!(changed.body["eventTypes"], json!([]));
    assert_eq!(changed.body["description"], "The student register");

    assert_eq!(server.delete(&path).await.status, 200);
    assert_eq!(server.get(&path).await.status, 404);
    assert_eq!(server.sql_count("SELECT count(*) FROM webhook_secrets").await, 0);
}

/// At rest there are only bytes sealed under the master key.
#[tokio::test]
async fn secrets_are_not_in_the_database_file() {
    let mut server = server().await;
    let receiver = Receiver::kind().await;
    let (_, secret) = endpoint(&server, &receiver).await;
    if crate::database::is_postgres() {
        return;
    }
    server.stop().await;
    let file = std::fs::read(server.folder().join("test.db")).unwrap();
    let text = secret.strip_prefix("whsec_").unwrap();
    let key = data_encoding::BASE64.decode(text.as_bytes()).unwrap();
    for needle in [text.as_bytes(), &key] {
        assert!(!file.windows(needle.len()).any(|window| window == needle));
    }
}

#[tokio::test]
async fn faults_are_named_all_at_once_and_scopes_are_asked_for() {
    let server = TestServer::start().await;
    let body = json!({ "url": "not a url", "eventTypes": ["credential.lost"], "enabled": "yes" });
    let refused = server.post("/v1/webhook-endpoints", &body).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.pointers(), ["/enabled", "/eventTypes/0", "/url"]);

    let key = json!({ "name": "reader", "scopes": ["read", "issue"] });
    let key = server.post("/v1/api-keys", &key).await.body["key"].as_str().unwrap().to_owned();
    let good = json!({ "url": "https://receiver.example.edu/hook" });
    let refused = server.send_as(Method::POST, "/v1/webhook-endpoints", &key, Some(&good)).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "forbidden"));
    assert_eq!(server.send_as(Method::GET, "/v1/webhook-endpoints", &key, None).await.status, 200);

    for _ in 0..20 {
        assert_eq!(server.post("/v1/webhook-endpoints", &good).await.status, 201);
    }
    assert_eq!(server.post("/v1/webhook-endpoints", &good).await.status, 422);
}

#[tokio::test]
async fn five_test_events_in_a_minute() {
    let server = TestServer::start_with(|config| {
        config.allow_private_webhooks = true;
        config.limits.webhook_tests_per_minute = 5;
    })
    .await;
    let mut receiver = Receiver::kind().await;
    let (id, secret) = endpoint(&server, &receiver).await;
    let path = format!("/v1/webhook-endpoints/{id}/test");
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let reply = server.post(&path, &json!({})).await;
        statuses.push(reply.status.as_u16());
        if reply.status == 429 {
            assert_eq!(reply.code(), "rate_limited");
            assert!(reply.headers.contains_key("retry-after"));
        }
    }
    // A minute may end in between.
    assert!(statuses.iter().filter(|status| **status == 201).count() >= 5, "{statuses:?}");
    assert!(statuses.contains(&429) || server.clock.now_seconds() % 60 < 10, "{statuses:?}");
    let message = receiver.next().await;
    assert_eq!(message.json()["type"], "webhook.test");
    assert_eq!(message.json()["data"]["webhookEndpointId"], id);
    assert_eq!(message.signed_by(&[&secret]), [true]);
    server.clock.advance_seconds(60);
    assert_eq!(server.post(&path, &json!({})).await.status, 201);
}

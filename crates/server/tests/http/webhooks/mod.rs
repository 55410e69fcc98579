//! Webhooks over real sockets: endpoints, deliveries, what receivers may do to us. ATTACKS K60 to K69.

mod consumers;
mod endpoints;
mod events;
pub(crate) mod killing;
mod notices;
pub(crate) mod receiver;
mod refusals;
mod retries;
mod sending;

use std::future::Future;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{TestServer, issue_body};
use receiver::Receiver;

/// A server that may write to loopback.
async fn server() -> TestServer {
    server_with_deadline(20).await
}

/// The same, with as many seconds for an answer: few where a test waits for them to be over.
async fn server_with_deadline(seconds: u32) -> TestServer {
    TestServer::start_with(|config| {
        config.allow_private_webhooks = true;
        config.limits.webhook_seconds = seconds;
    })
    .await
}

/// An endpoint of the sandbox that leads to the receiver: its identifier and its secret.
pub(crate) async fn endpoint(server: &TestServer, receiver: &Receiver) -> (String, String) {
    endpoint_with(server, json!({ "url": receiver.url })).await
}

async fn endpoint_with(server: &TestServer, body: Value) -> (String, String) {
    let reply = server.post("/v1/webhook-endpoints", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&reply.body["webhookEndpoint"]["id"]), text(&reply.body["secret"]))
}

/// Issues as many credentials; each is one event.
async fn issue(server: &TestServer, count: usize) -> Vec<String> {
    let body = issue_body(&server.achievement().await);
    let mut ids = Vec::new();
    for _ in 0..count {
        let reply = server.post("/v1/credentials", &body).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        ids.push(reply.body["id"].as_str().unwrap().to_owned());
    }
    ids
}

/// The only delivery of an endpoint, once it is as `is_ready` wants it.
async fn delivery(server: &TestServer, endpoint_id: &str, is_ready: impl Fn(&Value) -> bool) -> Value {
    eventually(async || {
        let reply = server.get(&format!("/v1/webhook-endpoints/{endpoint_id}/deliveries")).await;
        let items = reply.body["items"].as_array().unwrap();
        assert!(items.len() <= 1, "{}", reply.body);
        items.first().filter(|delivery| is_ready(delivery)).cloned()
    })
    .await
}

/// The log of a delivery.
async fn log(server: &TestServer, delivery: &Value) -> Value {
    server.get(&format!("/v1/webhook-deliveries/{}", delivery["id"].as_str().unwrap())).await.body
}

/// Asks again and again, for a minute at most, until there is an answer.
async fn eventually<T, F: Future<Output = Option<T>>>(ask: impl Fn() -> F) -> T {
    for _ in 0..3000 {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not happen");
}

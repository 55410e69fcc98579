//! K63: whoever looks after an endpoint is written to when it stops working.

use serde_json::{Value, json};

use super::receiver::{Answer, Receiver};
use super::{endpoint_with, eventually, issue};
use crate::smtp_sink::Sink;
use crate::support::TestServer;

async fn start(sink: &Sink) -> TestServer {
    TestServer::start_with(|config| {
        sink.configure(config);
        config.allow_private_webhooks = true;
    })
    .await
}

/// Waits until so many deliveries were given up, and nobody is about to be written to.
async fn given_up(server: &TestServer, id: &str, count: i64) {
    let path = format!("/v1/webhook-endpoints/{id}");
    eventually(async || (server.get(&path).await.body["deadDeliveries"] == count).then_some(())).await;
    let queued = "SELECT count(*) FROM jobs WHERE kind = 'notice'";
    eventually(async || (server.sql_count(queued).await == 0).then_some(())).await;
}

#[tokio::test]
async fn its_keeper_is_told_of_an_endpoint_that_is_gone_once_a_day() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    let receiver = Receiver::start(|_| Answer::Status(410)).await;
    let description = "The <student> register\r\nBcc: all@example.com";
    let body =
        json!({ "url": receiver.url, "description": description, "notifyEmail": "office@school.example" });
    let (id, _) = endpoint_with(&server, body).await;
    issue(&server, 1).await;
    let received = sink.wait_for(1).await;
    assert_eq!(received[0].to, ["office@school.example"]);
    let mail = received[0].mail();
    assert_eq!(mail.header("subject"), "TEST – A webhook endpoint stopped working");
    assert!(!mail.header_names().contains(&"bcc"));
    assert!(mail.text.contains(&receiver.url) && mail.text.contains("410 Gone"), "{}", mail.text);
    assert!(mail.text.contains(&format!("/v1/webhook-endpoints/{id}/redeliver")), "{}", mail.text);
    assert!(mail.html.contains("The &lt;student&gt; register"), "{}", mail.html);
    given_up(&server, &id, 1).await;

    // It is enabled and gone again: known already today, told again tomorrow.
    let path = format!("/v1/webhook-endpoints/{id}");
    for (dead, hours, mails) in [(2, 1, 1), (3, 24, 2)] {
        server.clock.advance_seconds(hours * 3600);
        server.patch(&path, &json!({ "enabled": true })).await;
        issue(&server, 1).await;
        given_up(&server, &id, dead).await;
        assert_eq!(sink.received().len(), mails, "{hours} hours later");
    }

    // Nobody wants to know any more.
    let changed = server.patch(&path, &json!({ "enabled": true, "notifyEmail": "" })).await;
    assert_eq!(changed.body.get("notifyEmail"), None, "{}", changed.body);
    server.clock.advance_seconds(25 * 3600);
    issue(&server, 1).await;
    given_up(&server, &id, 4).await;
    assert_eq!(sink.received().len(), 2);
}

#[tokio::test]
async fn its_keeper_is_told_of_deliveries_that_were_given_up() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    let receiver = Receiver::start(|_| Answer::Status(500)).await;
    let body = json!({ "url": receiver.url, "notifyEmail": "office@school.example" });
    let (id, _) = endpoint_with(&server, body).await;
    let settings = json!({ "language": "de" });
    let key = server.organization.sandbox_api_key.clone();
    server.send_as(reqwest::Method::PUT, "/v1/email-settings", &key, Some(&settings)).await;
    issue(&server, 1).await;
    for failures in 1..=9 {
        let waits = async || {
            let path = format!("/v1/webhook-endpoints/{id}/deliveries");
            let delivery: Value = server.get(&path).await.body["items"][0].clone();
            (delivery["failures"] == failures && delivery.get("nextAttemptAt").is_some()).then_some(())
        };
        eventually(waits).await;
        assert!(sink.received().is_empty(), "it may still arrive");
        server.clock.advance_seconds(30 * 3600);
    }
    let mail = sink.wait_for(1).await[0].mail();
    assert_eq!(mail.header("subject"), "TEST – Ein Webhook-Endpunkt arbeitet nicht mehr");
    assert!(mail.text.contains("Bisher aufgegeben: 1."), "{}", mail.text);
}

#[tokio::test]
async fn only_an_address_is_written_to() {
    let server = TestServer::start().await;
    let body = json!({ "url": "https://receiver.example.edu/hook", "notifyEmail": "a@b.example\r\nBcc: c@d.example" });
    let refused = server.post("/v1/webhook-endpoints", &body).await;
    assert_eq!((refused.status.as_u16(), refused.pointers()), (422, vec!["/notifyEmail"]));
    let body = json!({ "url": "https://receiver.example.edu/hook", "notifyEmail": "a@b.example" });
    let (id, _) = endpoint_with(&server, body).await;
    let path = format!("/v1/webhook-endpoints/{id}");
    let refused = server.patch(&path, &json!({ "notifyEmail": "nobody" })).await;
    assert_eq!((refused.status.as_u16(), refused.pointers()), (422, vec!["/notifyEmail"]));
    // What is not said stays.
    let changed = server.patch(&path, &json!({ "description": "mine" })).await;
    assert_eq!(changed.body["notifyEmail"], "a@b.example");
}

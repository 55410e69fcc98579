use std::collections::HashSet;

use serde_json::{Value, json};

use super::receiver::{Answer, Receiver};
use super::{delivery, endpoint, endpoint_with, eventually, issue, log, server, server_with_deadline};
use crate::support::TestServer;

/// K60: what the specification asks for, checked against a signature computed anew.
#[tokio::test]
async fn a_change_arrives_signed_and_the_log_shows_request_and_answer() {
    let server = server().await;
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nthanks";
    let mut receiver = Receiver::start(move |_| Answer::Bytes(answer.to_owned())).await;
    let (id, secret) = endpoint(&server, &receiver).await;
    let credential_id = issue(&server, 1).await.remove(0);

    let message = receiver.next().await;
    assert_eq!(message.request_line, "POST /hook?from=test HTTP/1.1");
    assert_eq!(message.header("content-type"), "application/json");
    assert_eq!(message.signed_by(&[&secret]), [true]);
    let body = message.json();
    assert_eq!(body["type"], "credential.issued");
    assert_eq!(body["environment"], "sandbox");
    assert_eq!(body["sequence"], 1);
    assert_eq!(body["data"]["credentialId"], json!(credential_id));
    assert_eq!(body["id"], message.header("webhook-id"));
    assert!(!message.body.contains("Grace") && !message.body.contains("example.com"), "names nobody");
    let drift = server.clock.now_seconds() - message.header("webhook-timestamp").parse::<i64>().unwrap();
    assert!((0..60).contains(&drift));

    let delivered = delivery(&server, &id, |delivery| delivery["status"] == "delivered").await;
    assert_eq!(delivered["eventId"], body["id"]);
    let log = log(&server, &delivered).await;
    assert_eq!(log["body"], json!(message.body));
    let attempt = &log["attempts"][0];
    assert_eq!(attempt["url"], json!(receiver.url));
    assert_eq!(attempt["signature"], message.header("webhook-signature"));
    assert_eq!(attempt["response"], json!({ "status": 200, "body": "thanks", "complete": true }));
    let event = server.get(&format!("/v1/events/{}", body["id"].as_str().unwrap())).await;
    assert_eq!(event.body, body);
}

/// K64: the events of one credential can be put in order by whoever receives them.
#[tokio::test]
async fn events_of_a_credential_are_counted() {
    let server = server().await;
    let mut receiver = Receiver::kind().await;
    endpoint(&server, &receiver).await;
    let id = issue(&server, 1).await.remove(0);
    for (action, _) in [("suspend", 2), ("reinstate", 3), ("revoke", 4)] {
        let reply =
            server.post(&format!("/v1/credentials/{id}/{action}"), &json!({ "reason": "test" })).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
    let mut seen = Vec::new();
    for _ in 0..4 {
        let body = receiver.next().await.json();
        seen.push((body["sequence"].as_i64().unwrap(), body["type"].as_str().unwrap().to_owned()));
    }
    seen.sort();
    let kinds: Vec<&str> = seen.iter().map(|(_, kind)| kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["credential.issued", "credential.suspended", "credential.reinstated", "credential.revoked"]
    );
    assert_eq!(seen.iter().map(|(sequence, _)| *sequence).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[tokio::test]
async fn an_endpoint_is_told_only_what_it_asked_for_and_nothing_while_disabled() {
    let server = server().await;
    let (mut revocations, mut everything) = (Receiver::kind().await, Receiver::kind().await);
    let wanted = json!({ "url": revocations.url, "eventTypes": ["credential.revoked"] });
    endpoint_with(&server, wanted).await;
    let (all, _) = endpoint(&server, &everything).await;
    // Another environment of the same organization.
    let live = Receiver::kind().await;
    let body = json!({ "url": live.url });
    let key = &server.organization.live_api_key;
    assert_eq!(server.post_with("/v1/webhook-endpoints", &body, key, None).await.status, 201);

    let id = issue(&server, 1).await.remove(0);
    server.post(&format!("/v1/credentials/{id}/revoke"), &json!({ "reason": "test" })).await;
    assert_eq!(revocations.next().await.json()["type"], "credential.revoked");
    for _ in 0..2 {
        everything.next().await;
    }
    server.patch(&format!("/v1/webhook-endpoints/{all}"), &json!({ "enabled": false })).await;
    issue(&server, 1).await;
    server.patch(&format!("/v1/webhook-endpoints/{all}"), &json!({ "enabled": true })).await;
    let last = issue(&server, 1).await.remove(0);
    assert_eq!(everything.next().await.json()["data"]["credentialId"], json!(last));
    assert_eq!((revocations.waiting(), everything.waiting(), live.connections()), (0, 0, 0));
}

/// K67: a receiver that never answers holds its own queue and nobody else's. Nothing here is measured in time: while
/// all requests to the one hang, the other gets everything.
#[tokio::test]
async fn a_slow_receiver_delays_nobody() {
    let server = server().await;
    let slow = Receiver::start(|_| Answer::Silence).await;
    let mut quick = Receiver::kind().await;
    endpoint(&server, &slow).await;
    endpoint(&server, &quick).await;
    let issued: HashSet<String> = issue(&server, 40).await.into_iter().collect();
    let mut arrived = HashSet::new();
    while arrived.len() < issued.len() {
        let body = quick.next().await.json();
        arrived.insert(body["data"]["credentialId"].as_str().unwrap().to_owned());
        assert!(slow.open() <= 8, "requests to one endpoint are bounded");
    }
    assert_eq!(arrived, issued);
    assert!(slow.connections() < issued.len(), "the slow queue is far from done");
    assert_eq!(quick.connections(), issued.len(), "nothing was sent twice");
}

#[tokio::test]
async fn both_secrets_sign_until_the_overlap_is_over() {
    let server = server().await;
    let mut receiver = Receiver::kind().await;
    let (id, old) = endpoint(&server, &receiver).await;
    let rotate = format!("/v1/webhook-endpoints/{id}/rotate");
    let rotated = server.post(&rotate, &json!({ "overlapSeconds": 3600 })).await;
    assert_eq!(rotated.status, 200, "{}", rotated.body);
    let new = rotated.body["secret"].as_str().unwrap().to_owned();
    issue(&server, 1).await;
    let message = receiver.next().await;
    assert_eq!(message.signed_by(&[&old, &new]), [true, true]);
    assert_eq!(message.header("webhook-signature").split(' ').count(), 2);
    // Else the jump of the clock would let it be sent again, as if this process had died.
    nothing_waits(&server).await;
    server.clock.advance_seconds(3601);
    issue(&server, 1).await;
    let message = receiver.next().await;
    assert_eq!(message.signed_by(&[&old, &new]), [false, true]);
    // At once, as after a leak.
    let rotated = server.post(&rotate, &json!({ "overlapSeconds": 0 })).await;
    let newest = rotated.body["secret"].as_str().unwrap().to_owned();
    issue(&server, 1).await;
    assert_eq!(receiver.next().await.signed_by(&[&old, &new, &newest]), [false, false, true]);
}

async fn nothing_waits(server: &TestServer) {
    let waiting = "SELECT count(*) FROM webhook_deliveries WHERE state = 'pending'";
    eventually(async || (server.sql_count(waiting).await == 0).then_some(())).await;
}

/// K68 and K22: what was committed is sent by whoever runs next, with the same identifier.
#[tokio::test]
async fn a_stopped_server_sends_after_its_next_start() {
    let mut server = server_with_deadline(2).await;
    let mut receiver =
        Receiver::start(|before| if before == 0 { Answer::Silence } else { Answer::Status(204) }).await;
    let (id, _) = endpoint(&server, &receiver).await;
    issue(&server, 1).await;
    let first = receiver.next().await;
    server.stop().await;
    server.resume().await;
    server.clock.advance_seconds(60);
    let second = receiver.next().await;
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    assert_eq!(first.body, second.body);
    delivery(&server, &id, |delivery| delivery["status"] == "delivered").await;
}

#[tokio::test]
async fn old_deliveries_are_removed_and_events_stay() {
    let mut server = server().await;
    let mut receiver = Receiver::kind().await;
    let (id, _) = endpoint(&server, &receiver).await;
    issue(&server, 1).await;
    receiver.next().await;
    delivery(&server, &id, |delivery| delivery["status"] == "delivered").await;
    server.clock.advance_seconds(31 * 86_400);
    server.stop().await;
    server.resume().await;
    eventually(async || {
        let left: Value = server.get(&format!("/v1/webhook-endpoints/{id}/deliveries")).await.body;
        left["items"].as_array().unwrap().is_empty().then_some(())
    })
    .await;
    assert_eq!(server.sql_count("SELECT count(*) FROM webhook_attempts").await, 0);
    assert_eq!(server.get("/v1/events").await.body["items"].as_array().unwrap().len(), 1);
}

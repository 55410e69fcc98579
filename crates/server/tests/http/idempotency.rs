use std::collections::HashSet;
use std::sync::Arc;

use serde_json::json;

use crate::support::{TestServer, issue_body};

#[tokio::test]
async fn the_same_request_twice_is_one_credential_and_one_answer() {
    let mut server = TestServer::start().await;
    let body = issue_body(&server.achievement().await);
    let key = server.organization.sandbox_api_key.clone();
    let first = server.post_with("/v1/credentials", &body, &key, Some("order-1")).await;
    assert_eq!(first.status, 201);
    let second = server.post_with("/v1/credentials", &body, &key, Some("order-1")).await;
    assert_eq!((second.status, &second.body), (first.status, &first.body));
    assert_eq!(second.headers["location"], first.headers["location"]);

    // The stored answer survives a restart.
    server.stop().await;
    server.resume().await;
    let third = server.post_with("/v1/credentials", &body, &key, Some("order-1")).await;
    assert_eq!(third.body, first.body);
    assert_eq!(server.get("/v1/credentials").await.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn another_body_is_refused_and_another_endpoint_is_independent() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let key = server.organization.sandbox_api_key.clone();
    let first = server.post_with("/v1/credentials", &issue_body(&achievement), &key, Some("k")).await;
    let mut other = issue_body(&achievement);
    other["recipient"]["name"] = json!("Somebody else");
    let refused = server.post_with("/v1/credentials", &other, &key, Some("k")).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "idempotency_key_reused"));
    assert_eq!(server.get("/v1/credentials").await.body["items"].as_array().unwrap().len(), 1);

    let path = format!("/v1/credentials/{}/revoke", first.body["id"].as_str().unwrap());
    let revoked = server.post_with(&path, &json!({ "reason": "x" }), &key, Some("k")).await;
    assert_eq!(revoked.status, 200);
    let again = server.post_with(&path, &json!({ "reason": "x" }), &key, Some("k")).await;
    assert_eq!((again.status.as_u16(), again.body), (200, revoked.body));
}

#[tokio::test]
async fn a_refused_request_is_not_remembered() {
    let server = TestServer::start().await;
    let key = server.organization.sandbox_api_key.clone();
    let bad = server.post_with("/v1/credentials", &json!({}), &key, Some("k")).await;
    assert_eq!(bad.status, 422);
    let body = issue_body(&server.achievement().await);
    let good = server.post_with("/v1/credentials", &body, &key, Some("k")).await;
    assert_eq!(good.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_parallel_requests_with_one_key_are_one_credential() {
    let server = Arc::new(TestServer::start().await);
    let body = issue_body(&server.achievement().await);
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (server, body) = (server.clone(), body.clone());
            tokio::spawn(async move {
                let key = server.organization.sandbox_api_key.clone();
                server.post_with("/v1/credentials", &body, &key, Some("k")).await
            })
        })
        .collect();
    let mut answers = HashSet::new();
    for task in tasks {
        let reply = task.await.unwrap();
        assert_eq!(reply.status, 201, "{}", reply.body);
        answers.insert(reply.body.to_string());
    }
    assert_eq!(answers.len(), 1);
    assert_eq!(server.get("/v1/credentials").await.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_that_is_no_token_is_refused() {
    let server = TestServer::start().await;
    let body = issue_body(&server.achievement().await);
    let key = server.organization.sandbox_api_key.clone();
    for idempotency in ["", "with space", &"x".repeat(256)] {
        let reply = server.post_with("/v1/credentials", &body, &key, Some(idempotency)).await;
        assert_eq!(
            (reply.status.as_u16(), reply.pointers()),
            (422, vec!["/header/Idempotency-Key"]),
            "{idempotency:?}"
        );
    }
}

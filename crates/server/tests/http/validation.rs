use reqwest::Method;
use serde_json::json;

use crate::support::{TestServer, achievement_body, issue_body, send};

#[tokio::test]
async fn every_fault_of_an_achievement_is_named_at_once() {
    let server = TestServer::start().await;
    let body = json!({
        "description": 7,
        "criteria": { "id": "not a uri", "page": "x" },
        "image": "javascript:alert(1)",
        "tags": ["ok", 1],
        "colour": "red",
    });
    let reply = server.post("/v1/achievements", &body).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (422, "validation_failed"));
    assert_eq!(
        reply.pointers(),
        ["/colour", "/criteria/id", "/criteria/page", "/description", "/image", "/name", "/tags/1"]
    );
    let error = &reply.body["error"];
    assert_eq!(error["message"], "The request has 7 faults.");
    assert_eq!(error["requestId"], reply.headers["x-request-id"].to_str().unwrap());
    assert!(error["documentationUrl"].is_string());
}

#[tokio::test]
async fn rules_that_span_fields_are_named_together() {
    let server = TestServer::start().await;
    let body = json!({
        "achievementId": "unknown",
        "recipient": { "name": "Nobody", "identifierType": "userName" },
        "validFrom": "2026-01-02T00:00:00Z",
        "validUntil": "2026-01-01T00:00:00Z",
        "evidence": [{ "name": "ok" }, { "description": "only" }],
    });
    let reply = server.post("/v1/credentials", &body).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (422, "validation_failed"));
    assert_eq!(
        reply.pointers(),
        ["/achievementId", "/evidence/1", "/recipient", "/recipient/identifier", "/validUntil"]
    );
}

#[tokio::test]
async fn one_wrong_field_is_one_fault() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    for (pointer, value) in [
        ("/recipient/email", json!("nobody")),
        ("/recipient/email", json!("a@example.com\r\nBcc: b@example.com")),
        ("/recipient/name", json!("")),
        ("/recipient/name", json!("x".repeat(201))),
        ("/recipient/name", json!("bell \u{7}")),
        ("/recipient/id", json!("no scheme")),
        ("/recipient", json!("grace@example.com")),
        ("/validFrom", json!("2026-11-21")),
        ("/validFrom", json!("2026-02-30T00:00:00Z")),
        ("/validUntil", json!(1_800_000_000)),
        ("/narrative", json!([])),
        ("/evidence", json!({})),
        ("/evidence/0/id", json!("https://")),
        ("/achievementId", json!(null)),
    ] {
        let mut body = issue_body(&achievement);
        body["evidence"] = json!([{ "name": "x" }]);
        set(&mut body, pointer, value.clone());
        let reply = server.post("/v1/credentials", &body).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (422, "validation_failed"), "{pointer} {value}");
        let named = reply.pointers();
        assert!(named.iter().all(|named| *named == pointer), "{pointer} {value}: {named:?}");
    }
    for (pointer, value) in [
        ("/achievementType", json!("Medal")),
        ("/achievementType", json!("ext:")),
        ("/tags", json!(["", "a"])),
        ("/criteria", json!({})),
    ] {
        let mut body = achievement_body();
        set(&mut body, pointer, value.clone());
        let reply = server.post("/v1/achievements", &body).await;
        assert_eq!(reply.status, 422, "{pointer} {value}");
        assert!(reply.pointers()[0].starts_with(pointer), "{pointer} {value}");
    }
    assert_eq!(server.get("/v1/credentials").await.body["items"], json!([]));
}

#[tokio::test]
async fn an_optional_field_may_be_null() {
    let server = TestServer::start().await;
    let mut body = issue_body(&server.achievement().await);
    body["validUntil"] = json!(null);
    body["narrative"] = json!(null);
    assert_eq!(server.post("/v1/credentials", &body).await.status, 201);
}

#[tokio::test]
async fn what_is_no_json_is_told_so() {
    let server = TestServer::start().await;
    let key = &*server.organization.sandbox_api_key;
    for body in ["", "{", "{\"a\":1}}", "\u{feff}{}"] {
        let request = server.request(Method::POST, "/v1/credentials").bearer_auth(key);
        let reply = send(request.header("Content-Type", "application/json").body(body)).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (400, "invalid_json"), "{body:?}");
    }
    let request = server.request(Method::POST, "/v1/credentials").bearer_auth(key);
    let reply = send(request.header("Content-Type", "text/plain").body("{}")).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (415, "unsupported_media_type"));
    let request = server.request(Method::POST, "/v1/credentials").bearer_auth(key);
    let large = format!("{{\"narrative\":\"{}\"}}", "x".repeat(2 << 20));
    let reply = send(request.header("Content-Type", "application/json").body(large)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (413, "body_too_large"));
}

#[tokio::test]
async fn unknown_paths_and_methods_use_the_envelope() {
    let server = TestServer::start().await;
    for path in [
        "/v1/nothing",
        "/nothing",
        "/assets/nothing.js",
        "/v1/verify/unknown",
        "/status/unknown",
        "/credentials/unknown.json",
    ] {
        let reply = server.get(path).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (404, "not_found"), "{path}");
        assert!(!reply.body["error"]["requestId"].as_str().unwrap().is_empty());
    }
    let reply = send(server.request(Method::DELETE, "/v1/credentials")).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (405, "method_not_allowed"));
    assert_eq!(reply.headers["allow"], "GET, HEAD, POST");
}

fn set(body: &mut serde_json::Value, pointer: &str, value: serde_json::Value) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
}

//! Suspend, reinstate, bulk changes, visibility.

use reqwest::Method;
use serde_json::json;

use crate::credentials::verify_over_http;
use crate::support::{TestServer, issue_body, send};

#[tokio::test]
async fn a_suspension_is_seen_at_once_and_can_be_taken_back() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let url = credential["links"]["json"].as_str().unwrap();
    let path = format!("/v1/credentials/{}", credential["id"].as_str().unwrap());
    let reason = json!({ "reason": "Under review." });
    assert_eq!(server.post(&format!("{path}/reinstate"), &reason).await.code(), "not_suspended");
    let suspended = server.post(&format!("{path}/suspend"), &reason).await;
    assert_eq!((suspended.status.as_u16(), &suspended.body["status"]), (200, &json!("suspended")));
    assert_eq!(verify_over_http(&server, url).await["reason"], "suspended");
    assert_eq!(server.get_public(&path.replace("credentials", "verify")).await.body["status"], "suspended");
    assert_eq!(server.post(&format!("{path}/suspend"), &reason).await.code(), "already_suspended");
    let reinstated = server.post(&format!("{path}/reinstate"), &reason).await;
    assert_eq!(reinstated.body["status"], "valid");
    assert!(reinstated.body.get("suspendedAt").is_none());
    assert_eq!(verify_over_http(&server, url).await["verdict"], "valid");

    // A revocation is for ever.
    server.post(&format!("{path}/revoke"), &reason).await;
    for verb in ["suspend", "reinstate", "revoke"] {
        assert_eq!(server.post(&format!("{path}/{verb}"), &reason).await.code(), "already_revoked", "{verb}");
    }
    for kind in ["credential.suspended", "credential.reinstated", "credential.revoked"] {
        let query: &'static str =
            Box::leak(format!("SELECT count(*) FROM events WHERE type = '{kind}'").into_boxed_str());
        assert_eq!(server.sql_count(query).await, 1, "{kind}");
    }
}

/// A clock that was put back stands before the last change of the lists. The lists are valid all the same.
#[tokio::test]
async fn issuing_and_verifying_go_on_after_the_clock_was_put_back() {
    let server = TestServer::start().await;
    let (one, two) = (server.credential().await, server.credential().await);
    let revoke = format!("/v1/credentials/{}/revoke", one["id"].as_str().unwrap());
    server.clock.advance_seconds(3000);
    assert_eq!(server.post(&revoke, &json!({ "reason": "x" })).await.status, 200);
    server.clock.advance_seconds(-2900);
    for (credential, verdict) in [(&one, "invalid"), (&two, "valid"), (&server.credential().await, "valid")] {
        let report = verify_over_http(&server, credential["links"]["json"].as_str().unwrap()).await;
        assert_eq!(report["verdict"], verdict, "{report}");
        let id = credential["id"].as_str().unwrap();
        let public = server.get_public(&format!("/v1/verify/{id}")).await.body;
        assert_eq!(public["report"]["verdict"], verdict, "{public}");
    }
}

#[tokio::test]
async fn many_are_changed_at_once_and_those_that_cannot_be_are_named() {
    let server = TestServer::start().await;
    let (one, two) = (server.achievement().await, server.achievement().await);
    let mut ids = Vec::new();
    for achievement in [&one, &one, &one, &two] {
        ids.push(server.post("/v1/credentials", &issue_body(achievement)).await.body["id"].clone());
    }
    let body = json!({ "reason": "x", "ids": [ids[0], "unknown", ids[0]] });
    let key = server.organization.sandbox_api_key.clone();
    let bulk = server.post_with("/v1/credentials/revoke", &body, &key, Some("bulk")).await;
    assert_eq!(bulk.status, 200, "{}", bulk.body);
    assert_eq!((&bulk.body["changed"], &bulk.body["refused"]), (&json!(1), &json!(2)));
    assert_eq!(bulk.body["results"][1]["error"], "not_found");
    assert_eq!(bulk.body["results"][2]["error"], "already_revoked");
    let again = server.post_with("/v1/credentials/revoke", &body, &key, Some("bulk")).await;
    assert_eq!(again.body, bulk.body);

    let filter = json!({ "reason": "x", "filter": { "achievementId": one, "status": "valid" } });
    for (verb, status) in [("suspend", "suspended"), ("reinstate", "valid")] {
        let mut filter = filter.clone();
        if verb == "reinstate" {
            filter["filter"]["status"] = json!("suspended");
        }
        let bulk = server.post(&format!("/v1/credentials/{verb}"), &filter).await;
        assert_eq!(bulk.body["changed"], 2, "{verb}: {}", bulk.body);
        let list =
            server.get(&format!("/v1/credentials?achievementId={one}&status={status}&total=true")).await;
        assert_eq!(list.body["total"], 2);
    }
    for body in [
        json!({ "reason": "x" }),
        json!({ "reason": "x", "filter": {} }),
        json!({ "reason": "x", "ids": [] }),
        json!({ "reason": "x", "ids": ["a"], "filter": { "achievementId": one } }),
    ] {
        assert_eq!(server.post("/v1/credentials/revoke", &body).await.status, 422, "{body}");
    }
}

#[tokio::test]
async fn a_private_credential_is_as_unknown_as_one_that_never_was() {
    let server = TestServer::start().await;
    let mut body = issue_body(&server.achievement().await);
    body["visibility"] = json!("private");
    let credential = server.post("/v1/credentials", &body).await.body;
    let (id, code) = (credential["id"].as_str().unwrap(), credential["code"].as_str().unwrap());
    let sandbox = server.organization.sandbox_api_key.clone();
    let live = server.organization.live_api_key.clone();
    for (path, unknown) in [
        (format!("/v1/verify/{id}"), "/v1/verify/0"),
        (format!("/v1/verify/{code}"), "/v1/verify/0"),
        (format!("/credentials/{id}.json"), "/credentials/0.json"),
        (format!("/credentials/{id}"), "/credentials/0"),
    ] {
        let never = server.get_public(unknown).await;
        let as_live = server.send_as(Method::GET, &path, &live, None).await;
        for reply in [server.get_public(&path).await, as_live] {
            assert_eq!(reply.status, 404, "{path}");
            assert_eq!(reply.body["error"]["message"], never.body["error"]["message"], "{path}");
            assert_eq!(reply.body["text"], never.body["text"], "{path}");
        }
        assert_eq!(server.send_as(Method::GET, &path, &sandbox, None).await.status, 200, "{path}");
    }
    // Search engines list public ones only.
    for (visibility, listed) in [("unlisted", false), ("public", true)] {
        server.patch(&format!("/v1/credentials/{id}"), &json!({ "visibility": visibility })).await;
        let page = send(server.request(Method::GET, &format!("/credentials/{id}"))).await;
        assert_eq!(
            (page.status.as_u16(), page.headers.contains_key("x-robots-tag")),
            (200, !listed),
            "{visibility}"
        );
    }
}

#[tokio::test]
async fn verifications_are_logged_without_who_asked() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let path = format!("/v1/credentials/{}", credential["id"].as_str().unwrap());
    for _ in 0..3 {
        server.get_public(&format!("/v1/verify/{}", credential["id"].as_str().unwrap())).await;
    }
    server.settle().await;
    let first = server.get(&format!("{path}/verifications?limit=2")).await;
    assert_eq!(first.body["items"].as_array().unwrap().len(), 2, "{}", first.body);
    assert_eq!(
        (&first.body["items"][0]["status"], &first.body["items"][0]["verdict"]),
        (&json!("valid"), &json!("valid"))
    );
    let next = first.body["nextCursor"].as_str().unwrap();
    let second = server.get(&format!("{path}/verifications?limit=2&cursor={next}")).await;
    assert_eq!(second.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'credential.verified'").await, 3);
}

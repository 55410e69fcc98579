use reqwest::Method;
use serde_json::json;

use crate::support::{TestServer, achievement_body, issue_body, send};

#[tokio::test]
async fn without_a_good_key_nothing_opens() {
    let server = TestServer::start().await;
    let good = server.organization.sandbox_api_key.to_string();
    let mut mistyped = good.clone();
    mistyped.replace_range(20..21, if &good[20..21] == "a" { "b" } else { "a" });
    // Well-formed, but never given out: another server's key.
    let foreign = TestServer::start().await.organization.sandbox_api_key.to_string();
    let prefix_swapped = good.replace("pm_sandbox_", "pm_live_");
    let attempts =
        [None, Some(""), Some("nonsense"), Some(&*mistyped), Some(&*foreign), Some(&*prefix_swapped)];
    for key in attempts {
        for (method, path) in [
            (Method::GET, "/v1/achievements"),
            (Method::POST, "/v1/achievements"),
            (Method::GET, "/v1/credentials"),
            (Method::POST, "/v1/credentials"),
            (Method::GET, "/v1/credentials/x"),
            (Method::POST, "/v1/credentials/x/revoke"),
        ] {
            let mut request = server.request(method.clone(), path);
            if let Some(key) = key {
                request = request.bearer_auth(key);
            }
            let reply = send(request).await;
            assert_eq!(
                (reply.status.as_u16(), reply.code()),
                (401, "unauthorized"),
                "{method} {path} with {key:?}"
            );
            assert_eq!(reply.headers["www-authenticate"], "Bearer");
        }
    }
}

#[tokio::test]
async fn a_key_in_the_query_is_not_read() {
    let server = TestServer::start().await;
    let key = &*server.organization.sandbox_api_key;
    let reply = server.get_public(&format!("/v1/achievements?api_key={key}&access_token={key}")).await;
    assert_eq!(reply.status, 401);
}

#[tokio::test]
async fn keys_have_the_documented_form() {
    let server = TestServer::start().await;
    for (key, prefix) in [
        (&server.organization.sandbox_api_key, "pm_sandbox_"),
        (&server.organization.live_api_key, "pm_live_"),
    ] {
        let secret = key.strip_prefix(prefix).unwrap();
        assert_eq!(secret.len(), 43 + 6);
        assert!(secret.chars().all(|c| c.is_ascii_alphanumeric()));
    }
}

#[tokio::test]
async fn revoked_and_expired_keys_open_nothing() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/v1/achievements").await.status, 200);
    server.sql("UPDATE api_keys SET expires_at = 1").await;
    assert_eq!(server.get("/v1/achievements").await.status, 401);
    server.sql("UPDATE api_keys SET expires_at = NULL").await;
    assert_eq!(server.get("/v1/achievements").await.status, 200);
    server.sql("UPDATE api_keys SET revoked_at = 1").await;
    assert_eq!(server.get("/v1/achievements").await.status, 401);
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let revoke = format!("/v1/credentials/{}/revoke", credential["id"].as_str().unwrap());
    let body = issue_body(credential["achievementId"].as_str().unwrap());
    let reason = json!({ "reason": "x" });

    server.sql("UPDATE api_keys SET scopes = 'read'").await;
    assert_eq!(server.get("/v1/credentials").await.status, 200);
    let refused = server.post("/v1/credentials", &body).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "forbidden"));
    assert_eq!(server.post(&revoke, &reason).await.status, 403);
    assert_eq!(server.post("/v1/achievements", &achievement_body()).await.status, 403);

    server.sql("UPDATE api_keys SET scopes = 'issue'").await;
    assert_eq!(server.post("/v1/credentials", &body).await.status, 201);
    assert_eq!(server.get("/v1/credentials").await.status, 403);

    server.sql("UPDATE api_keys SET scopes = 'manage'").await;
    assert_eq!(server.post("/v1/achievements", &achievement_body()).await.status, 201);
    assert_eq!(server.post(&revoke, &reason).await.status, 200);
}

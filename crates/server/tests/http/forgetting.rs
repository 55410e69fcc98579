//! A person is forgotten.

use reqwest::Method;
use serde_json::json;

use crate::database;
use crate::support::{TestServer, issue_body};

#[tokio::test]
async fn nothing_of_the_person_is_left_and_the_place_in_the_list_stays_taken() {
    let mut server = TestServer::start().await;
    let mut body = issue_body(&server.achievement().await);
    body["recipient"] = json!({ "name": "Forgettable Name", "email": "Forget.Me@example.com" });
    body["privateMetadata"] = json!({ "note": "forgettable note" });
    body["narrative"] = json!("forgettable narrative");
    body["externalId"] = json!("forgettable-external");
    let key = server.organization.sandbox_api_key.clone();
    let issued = server.post_with("/v1/credentials", &body, &key, Some("once")).await.body;
    let id = issued["id"].as_str().unwrap().to_owned();
    let other = server.credential().await;

    let forgotten = server.delete("/v1/recipients/forget.me@EXAMPLE.com").await;
    assert_eq!(
        (forgotten.status.as_u16(), &forgotten.body["credentials"]),
        (200, &json!(1)),
        "{}",
        forgotten.body
    );
    let read = server.get(&format!("/v1/credentials/{id}")).await.body;
    assert_eq!((&read["digest"], &read["recipient"]), (&issued["digest"], &json!({})));
    assert!(read["forgottenAt"].is_string() && read.get("credential").is_none());
    for path in [format!("/credentials/{id}"), format!("/credentials/{id}.json"), format!("/v1/verify/{id}")]
    {
        assert_eq!(server.get_public(&path).await.status, 404, "{path}");
    }
    assert_eq!(
        server.post(&format!("/v1/credentials/{id}/reissue"), &json!({})).await.code(),
        "recipient_forgotten"
    );
    assert_eq!(server.delete("/v1/recipients/forget.me@example.com").await.status, 404);
    assert_eq!(server.delete("/v1/recipients/nonsense").await.pointers(), ["/path/email"]);
    assert_eq!(server.sql_count("SELECT count(*) FROM status_entries").await, 4, "two of each credential");
    // What they hold themselves still verifies, and can still be revoked.
    let revoked = server.post(&format!("/v1/credentials/{id}/revoke"), &json!({ "reason": "x" })).await;
    assert_eq!(revoked.status, 200);
    assert_eq!(server.get(&format!("/v1/credentials/{}", other["id"].as_str().unwrap())).await.body, other);

    server.stop().await;
    let bytes = database::contents(&server.config.database).to_ascii_lowercase();
    let holds = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(holds("grace@example.com"), "the search works");
    for needle in ["forgettable", "forget.me"] {
        assert!(!holds(needle), "{needle} is still in the database");
    }
}

#[tokio::test]
async fn only_an_admin_forgets_and_only_in_its_environment() {
    let server = TestServer::start().await;
    server.credential().await;
    let live = server.organization.live_api_key.clone();
    let path = "/v1/recipients/grace@example.com";
    assert_eq!(server.send_as(Method::DELETE, path, &live, None).await.status, 404);
    server.sql("UPDATE api_keys SET scopes = 'issue read manage'").await;
    assert_eq!(server.delete(path).await.status, 403);
    let log = crate::logs::text();
    assert!(!log.contains("grace@example.com"), "{:?}", log.lines().find(|line| line.contains("grace@")));
}

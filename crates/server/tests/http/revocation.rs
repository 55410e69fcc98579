use serde_json::json;

use crate::credentials::verify_over_http;
use crate::support::{TestServer, issue_body};

#[tokio::test]
async fn a_revocation_is_seen_at_once_and_once_only() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let id = credential["id"].as_str().unwrap();
    let json_url = credential["links"]["json"].as_str().unwrap();
    let list_url = credential["credential"]["credentialStatus"][0]["statusListCredential"].as_str().unwrap();
    assert_eq!(verify_over_http(&server, json_url).await["verdict"], "valid");
    let before = server.get_public(list_url).await;

    server.clock.advance_seconds(5);
    let path = format!("/v1/credentials/{id}/revoke");
    let revoked = server.post(&path, &json!({ "reason": "The plates came apart." })).await;
    assert_eq!((revoked.status.as_u16(), &revoked.body["status"]), (200, &json!("revoked")));
    assert_eq!(revoked.body["revocationReason"], "The plates came apart.");
    assert!(revoked.body["revokedAt"].is_string());

    let after = server.get_public(list_url).await;
    assert_ne!(before.headers["etag"], after.headers["etag"]);
    let report = verify_over_http(&server, json_url).await;
    assert_eq!((&report["verdict"], &report["reason"]), (&json!("invalid"), &json!("revoked")), "{report:#}");
    assert_eq!(server.get_public(&format!("/v1/verify/{id}")).await.body["status"], "revoked");

    let again = server.post(&path, &json!({ "reason": "Again." })).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "already_revoked"));
    let read = server.get(&format!("/v1/credentials/{id}")).await;
    assert_eq!(read.body["revocationReason"], "The plates came apart.");
}

#[tokio::test]
async fn only_the_revoked_one_of_two_is_revoked() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let first = server.post("/v1/credentials", &issue_body(&achievement)).await.body;
    let second = server.post("/v1/credentials", &issue_body(&achievement)).await.body;
    assert_eq!(
        first["credential"]["credentialStatus"][0]["statusListCredential"],
        second["credential"]["credentialStatus"][0]["statusListCredential"]
    );
    let path = format!("/v1/credentials/{}/revoke", first["id"].as_str().unwrap());
    assert_eq!(server.post(&path, &json!({ "reason": "x" })).await.status, 200);
    for (credential, verdict) in [(&first, "invalid"), (&second, "valid")] {
        let report = verify_over_http(&server, credential["links"]["json"].as_str().unwrap()).await;
        assert_eq!(report["verdict"], verdict);
    }
}

#[tokio::test]
async fn a_reason_is_required() {
    let server = TestServer::start().await;
    let id = server.credential().await["id"].as_str().unwrap().to_owned();
    for body in [json!({}), json!({ "reason": "" }), json!({ "reason": 1 })] {
        let reply = server.post(&format!("/v1/credentials/{id}/revoke"), &body).await;
        assert_eq!((reply.status.as_u16(), reply.pointers()), (422, vec!["/reason"]), "{body}");
    }
    let reply = server.post("/v1/credentials/unknown/revoke", &json!({ "reason": "x" })).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (404, "not_found"));
}

use serde_json::json;

use crate::support::{TestServer, issue_body, send};

#[tokio::test]
async fn anybody_may_ask_whether_a_credential_is_valid() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let id = credential["id"].as_str().unwrap();
    let reply = server.get_public(&format!("/v1/verify/{id}")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.headers["access-control-allow-origin"], "*");
    assert_eq!(reply.body["status"], "never_expires");
    assert_eq!(reply.body["verificationUrl"], credential["verificationUrl"]);
    let report = &reply.body["report"];
    assert_eq!(report["verdict"], "valid", "{report:#}");
    assert_eq!(report["digest"], credential["digest"]);
    assert_eq!(report["credential"]["achievement"]["name"], "Welding 101");
    assert_eq!(report["hosts"], json!([]), "nothing is fetched over the network");
}

#[tokio::test]
async fn the_status_says_what_kind_of_valid() {
    let server = TestServer::start().await;
    let mut body = issue_body(&server.achievement().await);
    body["validUntil"] = json!("2099-01-01T00:00:00Z");
    let id = server.post("/v1/credentials", &body).await.body["id"].as_str().unwrap().to_owned();
    assert_eq!(server.get_public(&format!("/v1/verify/{id}")).await.body["status"], "valid");
}

#[tokio::test]
async fn an_unknown_credential_is_a_clear_404() {
    let server = TestServer::start().await;
    let reply = send(server.request(reqwest::Method::GET, "/v1/verify/0")).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (404, "not_found"));
    assert_eq!(reply.body["error"]["message"], "There is no such credential.");
    assert_eq!(reply.headers["access-control-allow-origin"], "*");
}

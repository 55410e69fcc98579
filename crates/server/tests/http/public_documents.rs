use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::credentials::verify_over_http;
use crate::support::{Reply, TestServer, achievement_body, issue_body, send};

#[tokio::test]
async fn public_documents_are_open_to_every_origin() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let id = credential["id"].as_str().unwrap();
    let list = credential["credential"]["credentialStatus"][0]["statusListCredential"].as_str().unwrap();
    let achievement = credential["credential"]["credentialSubject"]["achievement"]["id"].as_str().unwrap();
    for path in
        [list, achievement, &format!("/credentials/{id}.json"), &format!("/v1/verify/{id}"), "/status/none"]
    {
        let reply = server.get_public(path).await;
        assert_eq!(reply.headers["access-control-allow-origin"], "*", "{path}");
        let preflight = send(
            server
                .request(Method::OPTIONS, path)
                .header("Origin", "https://example.com")
                .header("Access-Control-Request-Method", "GET"),
        )
        .await;
        assert_eq!(preflight.status, 204, "{path}");
        assert_eq!(preflight.headers["access-control-allow-origin"], "*");
    }
    let private = server.get("/v1/credentials").await;
    assert!(!private.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn a_status_list_is_signed_and_cheap_to_ask_for_again() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let list_url = credential["credential"]["credentialStatus"][0]["statusListCredential"].as_str().unwrap();
    let list = server.get_public(list_url).await;
    assert_eq!(list.headers["content-type"], "application/vc");
    assert_eq!(list.body["id"], list_url);
    assert_eq!(list.body["type"], json!(["VerifiableCredential", "BitstringStatusListCredential"]));
    assert_eq!(list.body["issuer"], credential["credential"]["issuer"]["id"]);
    assert_eq!(list.body["proof"]["cryptosuite"], "eddsa-rdfc-2022");
    let subject = &list.body["credentialSubject"];
    assert_eq!(
        (&subject["type"], &subject["statusPurpose"]),
        (&json!("BitstringStatusList"), &json!("revocation"))
    );
    assert!(subject["encodedList"].as_str().unwrap().starts_with("uH4sI"));

    let etag = list.headers["etag"].to_str().unwrap();
    assert_eq!(list.headers["cache-control"], "public, no-cache");
    for tag in [etag.to_owned(), format!("\"other\", W/{etag}"), "*".to_owned()] {
        let again = server.request(Method::GET, list_url).header("If-None-Match", &tag).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{tag}");
        assert_eq!(again.bytes().await.unwrap().len(), 0);
    }
    let other =
        server.request(Method::GET, list_url).header("If-None-Match", "\"other\"").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_status_list_is_the_same_after_a_restart() {
    let mut server = TestServer::start().await;
    let credential = server.credential().await;
    let list_url = credential["credential"]["credentialStatus"][0]["statusListCredential"].as_str().unwrap();
    let path = format!("/v1/credentials/{}/revoke", credential["id"].as_str().unwrap());
    server.post(&path, &json!({ "reason": "x" })).await;
    let before = server.get_public(list_url).await;
    server.stop().await;
    server.resume().await;
    let after = server.get_public(list_url).await;
    assert_eq!(before.body, after.body);
    assert_eq!(before.headers["etag"], after.headers["etag"]);
}

#[tokio::test]
async fn a_live_issuer_has_a_did_document_that_verifies_what_it_issues() {
    let server = TestServer::start_public().await;
    let issued = issue_live(&server).await;
    assert_eq!(issued.status, 201, "{}", issued.body);
    let document = &issued.body["credential"];
    let did = document["issuer"]["id"].as_str().unwrap();
    let issuer_id = did.strip_prefix("did:web:badges.example.edu:issuers:").unwrap();
    assert_eq!(document["issuer"]["name"], "Example College");

    let did_document = server.get_public(&format!("/issuers/{issuer_id}/did.json")).await;
    assert_eq!(did_document.headers["access-control-allow-origin"], "*");
    assert_eq!(did_document.body["id"], did);
    let method = &did_document.body["verificationMethod"][0];
    assert_eq!((&method["type"], &method["controller"]), (&json!("Multikey"), &json!(did)));
    assert_eq!(did_document.body["assertionMethod"], json!([method["id"]]));
    assert_eq!(document["proof"]["verificationMethod"], method["id"]);
    assert!(!did_document.body.to_string().contains("secret"));

    let report = verify_over_http(&server, issued.body["links"]["json"].as_str().unwrap()).await;
    assert_eq!(report["verdict"], "valid", "{report:#}");
    assert_eq!(report["credential"]["issuer"]["test"], false);
    let own = server.get_public(&format!("/v1/verify/{}", issued.body["id"].as_str().unwrap())).await;
    assert_eq!(own.body["report"]["verdict"], "valid", "{:#}", own.body);
}

#[tokio::test]
async fn a_live_issuer_at_an_address_that_nobody_can_resolve_issues_nothing() {
    let server = TestServer::start().await;
    let refused = issue_live(&server).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "issuer_not_verifiable"));
}

#[tokio::test]
async fn an_unknown_issuer_has_no_did_document() {
    let server = TestServer::start().await;
    let reply = server.get_public("/issuers/unknown/did.json").await;
    assert_eq!((reply.status.as_u16(), reply.code()), (404, "not_found"));
}

async fn issue_live(server: &TestServer) -> Reply {
    let key = server.organization.live_api_key.clone();
    let achievement = server.post_with("/v1/achievements", &achievement_body(), &key, None).await;
    let body = issue_body(achievement.body["id"].as_str().unwrap());
    server.post_with("/v1/credentials", &body, &key, None).await
}

#[tokio::test]
async fn an_achievement_is_linked_data_at_its_id() {
    let server = TestServer::start().await;
    let id = server.achievement().await;
    let document = server.get_public(&format!("/achievements/{id}")).await;
    assert_eq!(document.headers["content-type"], "application/ld+json");
    assert_eq!(document.body["id"], format!("{}/achievements/{id}", server.base_url));
    assert_eq!(document.body["type"], json!(["Achievement"]));
    assert_eq!(document.body["criteria"]["narrative"], "Weld two plates under supervision.");
}

use proofmark::{Contexts, FetchFailure, Options, Step, Verification};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{TestServer, issue_body, send};

#[tokio::test]
async fn an_issued_credential_is_answered_listed_and_public() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let issued = server.post("/v1/credentials", &issue_body(&achievement)).await;
    assert_eq!(issued.status, 201, "{}", issued.body);
    let id = issued.body["id"].as_str().unwrap();
    assert_eq!(issued.headers["location"], format!("/v1/credentials/{id}"));
    assert_eq!(issued.body["status"], "valid");
    assert_eq!(issued.body["verificationUrl"], format!("{}/credentials/{id}", server.base_url));
    assert_eq!(issued.body["links"]["json"], format!("{}/credentials/{id}.json", server.base_url));

    let read = server.get(&format!("/v1/credentials/{id}")).await;
    assert_eq!(read.body, issued.body);
    let list = server.get("/v1/credentials").await;
    assert_eq!(list.body["items"][0]["id"], id);
    assert!(list.body["items"][0].get("credential").is_none());

    let public =
        server.request(reqwest::Method::GET, &format!("/credentials/{id}.json")).send().await.unwrap();
    assert_eq!(public.headers()["content-type"], "application/vc");
    let bytes = public.bytes().await.unwrap();
    assert_eq!(
        data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)),
        issued.body["digest"].as_str().unwrap()
    );
    assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), issued.body["credential"]);
}

#[tokio::test]
async fn the_document_is_an_open_badge_with_a_hashed_address() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let mut body = issue_body(&achievement);
    body["validUntil"] = json!("2099-01-01T00:00:00+01:00");
    body["narrative"] = json!("Welded **two** plates.");
    body["evidence"] = json!([{ "id": "https://example.com/plates", "name": "Plates" }]);
    body["recipient"]["id"] = json!("did:example:grace");
    let issued = server.post("/v1/credentials", &body).await;
    assert_eq!(issued.status, 201, "{}", issued.body);
    let document = &issued.body["credential"];
    assert_eq!(document["type"], json!(["VerifiableCredential", "OpenBadgeCredential"]));
    assert_eq!(document["id"], issued.body["verificationUrl"]);
    assert_eq!(document["issuer"]["name"], "TEST – Example College");
    assert!(document["issuer"]["id"].as_str().unwrap().starts_with("did:key:z6Mk"));
    assert_eq!(document["validUntil"], "2098-12-31T23:00:00Z");
    assert_eq!(document["evidence"][0]["type"], json!(["Evidence"]));
    assert_eq!(document["proof"]["cryptosuite"], "eddsa-rdfc-2022");

    let subject = &document["credentialSubject"];
    assert_eq!(subject["id"], "did:example:grace");
    assert_eq!(subject["achievement"]["id"], format!("{}/achievements/{achievement}", server.base_url));
    let identity = &subject["identifier"][0];
    assert_eq!((&identity["hashed"], &identity["identityType"]), (&json!(true), &json!("emailAddress")));
    let salt = identity["salt"].as_str().unwrap();
    assert_eq!(salt.len(), 22, "128 bits in base64url");
    let hash = Sha256::digest(format!("grace@example.com{salt}"));
    assert_eq!(identity["identityHash"], format!("sha256${}", data_encoding::HEXLOWER.encode(&hash)));
    assert!(!document.to_string().contains("grace@example.com"));

    let status = &document["credentialStatus"][0];
    assert_eq!(
        (&status["type"], &status["statusPurpose"]),
        (&json!("BitstringStatusListEntry"), &json!("revocation"))
    );
    assert!(status["statusListIndex"].as_str().unwrap().parse::<u32>().unwrap() < 131_072);
}

/// The core is asked here with documents taken over HTTP, as any verifier would.
#[tokio::test]
async fn every_issued_credential_verifies_with_the_core() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let bodies = [
        json!({ "achievementId": achievement, "recipient": { "email": "a@example.com" } }),
        json!({ "achievementId": achievement, "recipient": { "id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK" } }),
        json!({ "achievementId": achievement, "recipient": { "identifier": "s-42", "identifierType": "sisSourcedId", "name": "Zoë <b>\"&' 名" } }),
        json!({ "achievementId": achievement, "recipient": { "email": "b@example.com" }, "validFrom": "2020-02-29T23:59:59.999-11:00", "validUntil": "2199-12-31T00:00:00Z",
                "narrative": "line\nline\ttab \\ \"quoted\" \u{1F600}", "evidence": [{ "narrative": "n" }, { "name": "x", "description": "y" }] }),
    ];
    for body in bodies {
        let issued = server.post("/v1/credentials", &body).await;
        assert_eq!(issued.status, 201, "{}", issued.body);
        let report = verify_over_http(&server, issued.body["links"]["json"].as_str().unwrap()).await;
        assert_eq!(report["verdict"], "valid", "{report:#}");
        assert_eq!(report["credential"]["issuer"]["test"], true);
        assert_eq!(report["status"][0]["state"], "clear");
    }
}

/// Runs the core over what the server serves.
pub(crate) async fn verify_over_http(server: &TestServer, url: &str) -> Value {
    let bytes =
        server.request(reqwest::Method::GET, url).send().await.unwrap().bytes().await.unwrap().to_vec();
    verify_file(server, bytes).await
}

/// Runs the core over a file, with what the server publishes.
pub(crate) async fn verify_file(server: &TestServer, bytes: Vec<u8>) -> Value {
    let now = proofmark::Timestamp::parse(&server_time(server)).unwrap();
    let mut verification = Verification::new(bytes, Options::at(now));
    let mut contexts = Contexts::new();
    for _ in 0..8 {
        match verification.step(&mut contexts) {
            Step::Done(report) => return serde_json::from_str(&report.to_json()).unwrap(),
            Step::Needs(requests) => {
                for request in requests {
                    let response = server.request(reqwest::Method::GET, &request.url).send().await.unwrap();
                    let answer = if response.status().is_success() {
                        let bytes = response.bytes().await.unwrap().to_vec();
                        Ok(proofmark::Document {
                            bytes,
                            retrieved_at: now,
                            source: proofmark::Source::Network,
                        })
                    } else {
                        Err((FetchFailure::NotFound, String::new()))
                    };
                    verification.supply(&request.url, answer);
                }
            }
        }
    }
    panic!("the verification does not end");
}

fn server_time(server: &TestServer) -> String {
    use proofmark_server::Clock;
    server.clock.now().to_second().to_string()
}

#[tokio::test]
async fn the_status_follows_the_clock() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let now = proofmark::Timestamp::parse(&server_time(&server)).unwrap();
    let mut body = issue_body(&achievement);
    body["validFrom"] = json!(now.plus_seconds(3600).to_string());
    body["validUntil"] = json!(now.plus_seconds(7200).to_string());
    let issued = server.post("/v1/credentials", &body).await;
    assert_eq!((issued.status.as_u16(), &issued.body["status"]), (201, &json!("pending")), "{}", issued.body);
    let path = format!("/v1/credentials/{}", issued.body["id"].as_str().unwrap());
    for (seconds, status) in [(3700, "valid"), (3700, "expired")] {
        server.clock.advance_seconds(seconds);
        assert_eq!(server.get(&path).await.body["status"], status);
        let filtered = server.get(&format!("/v1/credentials?status={status}")).await;
        assert_eq!(filtered.body["items"].as_array().unwrap().len(), 1, "{}", filtered.body);
    }
    assert_eq!(server.get("/v1/credentials?status=valid").await.body["items"], json!([]));
}

#[tokio::test]
async fn lists_filter_by_achievement_and_address() {
    let server = TestServer::start().await;
    let (one, two) = (server.achievement().await, server.achievement().await);
    for (achievement, email) in [(&one, "a@example.com"), (&one, "B@Example.com"), (&two, "a@example.com")] {
        let body = json!({ "achievementId": achievement, "recipient": { "email": email } });
        assert_eq!(server.post("/v1/credentials", &body).await.status, 201);
    }
    for (query, count) in [
        ("", 3),
        (&*format!("?achievementId={one}"), 2),
        ("?email=a@example.com", 2),
        ("?email=b@example.com", 1),
        (&*format!("?email=A@example.com&achievementId={two}"), 1),
        ("?email=nobody@example.com", 0),
        ("?status=revoked", 0),
    ] {
        let list = server.get(&format!("/v1/credentials{query}")).await;
        assert_eq!(list.body["items"].as_array().unwrap().len(), count, "{query}");
    }
    let reply = server.get("/v1/credentials?status=lost").await;
    assert_eq!((reply.status.as_u16(), reply.pointers()), (422, vec!["/query/status"]));
}

#[tokio::test]
async fn another_environment_cannot_read_or_revoke() {
    let server = TestServer::start().await;
    let id = server.credential().await["id"].as_str().unwrap().to_owned();
    let live = &*server.organization.live_api_key;
    let read =
        send(server.request(reqwest::Method::GET, &format!("/v1/credentials/{id}")).bearer_auth(live)).await;
    assert_eq!((read.status.as_u16(), read.code()), (404, "not_found"));
    let path = format!("/v1/credentials/{id}/revoke");
    let revoke = server.post_with(&path, &json!({ "reason": "x" }), live, None).await;
    assert_eq!((revoke.status.as_u16(), revoke.code()), (404, "not_found"));
    assert_eq!(server.get(&format!("/v1/credentials/{id}")).await.body["status"], "valid");
}

//! Issuers and their keys: rotation, compromise, own addresses.

use proofmark::{Contexts, FetchFailure, Limits, Options, Step, TrustPack, Verification};
use reqwest::Method;
use serde_json::{Value, json};

use crate::credentials::verify_over_http;
use crate::support::{Reply, TestServer, achievement_body, issue_body};

/// A live issuer, asked about with the live key.
struct Live {
    server: TestServer,
    achievement: String,
    path: String,
}

impl Live {
    async fn start() -> Self {
        let server = TestServer::start_public().await;
        let key = server.organization.live_api_key.clone();
        let achievement = server.post_with("/v1/achievements", &achievement_body(), &key, None).await;
        let issuers = server.send_as(Method::GET, "/v1/issuers", &key, None).await;
        let id = issuers.body["items"][0]["id"].as_str().unwrap().to_owned();
        let achievement = achievement.body["id"].as_str().unwrap().to_owned();
        Self { server, achievement, path: format!("/v1/issuers/{id}") }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.server.send_as(method, path, &self.server.organization.live_api_key, body.as_ref()).await
    }

    async fn issue(&self) -> Value {
        let reply = self.ask(Method::POST, "/v1/credentials", Some(issue_body(&self.achievement))).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.body
    }

    async fn verdict(&self, credential: &Value) -> Value {
        let report = verify_over_http(&self.server, credential["links"]["json"].as_str().unwrap()).await;
        report["verdict"].clone()
    }

    async fn keys(&self) -> Vec<Value> {
        self.ask(Method::GET, &self.path, None).await.body["keys"].as_array().unwrap().clone()
    }

    async fn published(&self) -> Value {
        self.server.get_public(&format!("{}/did.json", self.path.replace("/v1", ""))).await.body
    }
}

/// K51 and K52: over three keys, every credential keeps verifying, and none signs before it was published for long enough.
#[tokio::test]
async fn a_key_is_published_before_it_signs_and_old_credentials_keep_verifying() {
    let live = Live::start().await;
    let mut credentials = vec![live.issue().await];
    for round in 1..=2 {
        let next = live.ask(Method::POST, &format!("{}/keys", live.path), None).await;
        assert_eq!((next.status.as_u16(), &next.body["state"]), (201, &json!("next")), "{}", next.body);
        let method = &next.body["verificationMethod"];
        assert!(live.published().await["assertionMethod"].as_array().unwrap().contains(method), "at once");
        let twice = live.ask(Method::POST, &format!("{}/keys", live.path), None).await;
        assert_eq!(twice.code(), "next_key_exists");

        let activate = format!("{}/keys/{}/activate", live.path, next.body["id"].as_str().unwrap());
        let early = live.ask(Method::POST, &activate, None).await;
        assert_eq!((early.status.as_u16(), early.code()), (409, "key_not_published"));
        credentials.push(live.issue().await);
        assert_ne!(credentials.last().unwrap()["credential"]["proof"]["verificationMethod"], *method);
        live.server.clock.advance_seconds(3601);
        assert_eq!(live.ask(Method::POST, &activate, None).await.status, 200);
        assert_eq!(live.ask(Method::POST, &activate, None).await.code(), "key_state_conflict");
        credentials.push(live.issue().await);
        assert_eq!(credentials.last().unwrap()["credential"]["proof"]["verificationMethod"], *method);
        let states: Vec<_> = live.keys().await.iter().map(|key| key["state"].clone()).collect();
        assert_eq!(states.len(), round + 1);
        assert_eq!((&states[round - 1], &states[round]), (&json!("retired"), &json!("current")));
        for credential in &credentials {
            assert_eq!(live.verdict(credential).await, "valid");
        }
    }
}

/// K53: the drill of docs/OPERATIONS.md. The key is stolen; what it signed no longer counts, and everything is issued
/// again with a fresh key.
#[tokio::test]
async fn a_compromise_drill() {
    let live = Live::start().await;
    let old = [live.issue().await, live.issue().await];
    let stolen = live.keys().await[0]["id"].as_str().unwrap().to_owned();
    live.server.clock.advance_seconds(10);
    let path = format!("{}/keys/{stolen}/revoke", live.path);
    let revoked = live.ask(Method::POST, &path, Some(json!({ "reason": "A laptop was stolen." }))).await;
    assert_eq!(
        (revoked.status.as_u16(), &revoked.body["affectedCredentials"]),
        (200, &json!(2)),
        "{}",
        revoked.body
    );
    let method = live.published().await["verificationMethod"].clone();
    assert!(method[0]["revoked"].is_string() && method[1].get("revoked").is_none(), "{method}");
    for credential in &old {
        assert_eq!(live.verdict(credential).await, "invalid");
    }
    let again = live.ask(Method::POST, &path, Some(json!({ "reason": "x" }))).await;
    assert_eq!(again.code(), "key_state_conflict");

    let affected = live.ask(Method::GET, &format!("/v1/credentials?issuerKeyId={stolen}"), None).await;
    for credential in affected.body["items"].as_array().unwrap() {
        let path = format!("/v1/credentials/{}/reissue", credential["id"].as_str().unwrap());
        let new = live.ask(Method::POST, &path, None).await;
        assert_eq!(
            (new.status.as_u16(), &new.body["supersedesId"]),
            (201, &credential["id"]),
            "{}",
            new.body
        );
        assert_eq!(live.verdict(&new.body).await, "valid");
    }
    // A key revoked from a time on: what it signed before still counts.
    let before = live.issue().await;
    live.server.clock.advance_seconds(100);
    let since = live.server.clock.now_text();
    live.server.clock.advance_seconds(100);
    let after = live.issue().await;
    let current = live.keys().await.iter().find(|key| key["state"] == "current").unwrap()["id"].clone();
    let path = format!("{}/keys/{}/revoke", live.path, current.as_str().unwrap());
    live.server.clock.advance_seconds(10);
    let revoked = live.ask(Method::POST, &path, Some(json!({ "reason": "x", "since": since }))).await;
    assert_eq!(revoked.body["affectedCredentials"], 1, "{}", revoked.body);
    assert_eq!((live.verdict(&before).await, live.verdict(&after).await), (json!("valid"), json!("invalid")));
}

#[tokio::test]
async fn a_sandbox_issuer_is_its_key_and_cannot_rotate() {
    let server = TestServer::start().await;
    let issuer = server.get("/v1/issuers").await.body["items"][0].clone();
    assert_eq!(issuer["keys"].as_array().unwrap().len(), 1);
    assert!(issuer["did"].as_str().unwrap().starts_with("did:key:"));
    let reply =
        server.post(&format!("/v1/issuers/{}/keys", issuer["id"].as_str().unwrap()), &json!({})).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (409, "key_cannot_rotate"));
    assert!(!issuer.to_string().to_lowercase().contains("secret"));
}

#[tokio::test]
async fn a_second_issuer_signs_when_named_or_made_the_default() {
    let server = TestServer::start().await;
    let body = json!({ "name": "Evening School", "url": "https://evening.example", "description": "After work.",
        "email": "hello@evening.example", "image": "https://evening.example/logo.png", "phone": "+44 1" });
    let made = server.post("/v1/issuers", &body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!((&made.body["name"], &made.body["default"]), (&json!("TEST – Evening School"), &json!(false)));
    let mut issue = issue_body(&server.achievement().await);
    let first = server.post("/v1/credentials", &issue).await.body;
    assert_eq!(first["credential"]["issuer"]["name"], "TEST – Example College");
    issue["issuerId"] = made.body["id"].clone();
    let named = server.post("/v1/credentials", &issue).await.body;
    assert_eq!(named["credential"]["issuer"]["description"], "After work.");
    assert_eq!(named["credential"]["issuer"]["image"]["id"], "https://evening.example/logo.png");
    assert_eq!(verify_over_http(&server, named["links"]["json"].as_str().unwrap()).await["verdict"], "valid");
    let path = format!("/v1/issuers/{}", made.body["id"].as_str().unwrap());
    let changed = server.patch(&path, &json!({ "default": true, "name": "Night School" })).await;
    assert_eq!(
        (&changed.body["default"], &changed.body["description"]),
        (&json!(true), &json!("After work."))
    );
    issue.as_object_mut().unwrap().remove("issuerId");
    let third = server.post("/v1/credentials", &issue).await.body;
    assert_eq!(third["credential"]["issuer"]["name"], "TEST – Night School");
}

#[tokio::test]
async fn an_own_address_is_used_from_then_on_and_what_was_signed_stays() {
    let live = Live::start().await;
    let old = live.issue().await;
    let change = Some(json!({ "baseUrl": "https://badges.own.example" }));
    let changed = live.ask(Method::PATCH, "/v1/organization", change).await;
    assert_eq!(changed.body["baseUrl"], "https://badges.own.example", "{}", changed.body);
    let new = live.issue().await;
    assert!(new["verificationUrl"].as_str().unwrap().starts_with("https://badges.own.example/credentials/"));
    assert_eq!(
        new["credential"]["issuer"]["id"], old["credential"]["issuer"]["id"],
        "identifiers are for ever"
    );
    let issuer = live.ask(Method::POST, "/v1/issuers", Some(json!({ "name": "Own" }))).await;
    assert!(
        issuer.body["did"].as_str().unwrap().starts_with("did:web:badges.own.example:issuers:"),
        "{}",
        issuer.body
    );
    for credential in [&old, &new] {
        let id = credential["id"].as_str().unwrap();
        let public = live.server.get_public(&format!("/v1/verify/{id}")).await;
        assert_eq!(public.body["report"]["verdict"], "valid", "{:#}", public.body);
    }
    for url in ["https://a.example/path", "ftp://a.example", "https://"] {
        let reply = live.ask(Method::PATCH, "/v1/organization", Some(json!({ "baseUrl": url }))).await;
        assert_eq!((reply.status.as_u16(), reply.pointers()), (422, vec!["/baseUrl"]), "{url}");
    }
}

/// The pack alone is enough: every credential of three keys verifies offline, and one that was revoked does not.
#[tokio::test]
async fn a_trust_pack_verifies_everything_offline() {
    let live = Live::start().await;
    let mut credentials = vec![live.issue().await];
    for _ in 0..2 {
        let next = live.ask(Method::POST, &format!("{}/keys", live.path), None).await;
        live.server.clock.advance_seconds(3601);
        let activate = format!("{}/keys/{}/activate", live.path, next.body["id"].as_str().unwrap());
        assert_eq!(live.ask(Method::POST, &activate, None).await.status, 200);
        credentials.push(live.issue().await);
    }
    let revoked = live.issue().await;
    let path = format!("/v1/credentials/{}/revoke", revoked["id"].as_str().unwrap());
    live.ask(Method::POST, &path, Some(json!({ "reason": "x" }))).await;
    let answer = live.server.get_public(&format!("{}/trust-pack", live.path)).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.headers["access-control-allow-origin"]),
        (200, &"*".parse().unwrap())
    );
    let pack = TrustPack::read(answer.body.to_string().as_bytes(), &Limits::default()).unwrap();
    assert_eq!(pack.issuers().count(), 1);
    credentials.push(revoked);
    for (at, credential) in credentials.iter().enumerate() {
        let now = proofmark::Timestamp::parse(&live.server.clock.now_text()).unwrap();
        let mut options = Options::at(now);
        options.policy.trusted_publishers = vec![pack.publisher_key()];
        let bytes = credential["credential"].to_string().into_bytes();
        let mut verification = Verification::new(bytes, options);
        verification.trust(pack.clone()).unwrap();
        let report = loop {
            match verification.step(&mut Contexts::default()) {
                Step::Done(report) => break report,
                Step::Needs(requests) => {
                    for request in requests {
                        verification.supply(&request.url, Err((FetchFailure::NotSupplied, String::new())));
                    }
                }
            }
        };
        let expected = if at == 3 { "invalid" } else { "valid" };
        assert_eq!(report.verdict.as_str(), expected, "{at}: {}", report.to_json());
    }
    assert_eq!(live.server.get_public("/v1/issuers/unknown/trust-pack").await.status, 404);
}

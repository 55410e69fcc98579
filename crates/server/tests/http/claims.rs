//! Claims: a credential that waits for its recipient (K90 to K92).

use proofmark::{Limits, SecretKey};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::credentials::verify_over_http;
use crate::smtp_sink::Sink;
use crate::support::{Reply, TestServer, issue_body, send};

async fn start(sink: &Sink) -> TestServer {
    TestServer::start_with(|config| sink.configure(config)).await
}

/// Issues a credential that waits to be claimed; without e-mail, so that the test asks for links itself.
async fn waiting(server: &TestServer) -> Value {
    let mut body = issue_body(&server.achievement().await);
    body["claim"] = json!(true);
    body["sendEmail"] = json!(false);
    let reply = server.post("/v1/credentials", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.body
}

/// A new claim link's path.
async fn link(server: &TestServer, credential: &Value) -> String {
    let path = format!("/v1/credentials/{}/claim-link", credential["id"].as_str().unwrap());
    let reply = server.post(&path, &json!({})).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let url = reply.body["claimUrl"].as_str().unwrap();
    url[url.find("/claim/").unwrap()..].to_owned()
}

async fn open(server: &TestServer, path: &str) -> Reply {
    send(server.request(Method::GET, path)).await
}

pub(crate) async fn submit(server: &TestServer, path: &str, proof: Option<&str>) -> Reply {
    let body = proof.map(|proof| format!("proof={proof}")).unwrap_or_default();
    send(
        server
            .request(Method::POST, path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body),
    )
    .await
}

fn state(reply: &Reply) -> String {
    let html = reply.body["text"].as_str().unwrap_or_default();
    html.split_once("data-state=\"")
        .map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_credential_is_pending_until_its_recipient_posts_the_form() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    let mut body = issue_body(&server.achievement().await);
    body["claim"] = json!(true);
    let issued = server.post("/v1/credentials", &body).await.body;
    let id = issued["id"].as_str().unwrap();
    assert_eq!((&issued["status"], &issued["awaitsClaim"]), (&json!("pending"), &json!(true)));

    // Nobody gets the signed document, not even its issuer.
    let api = format!("/v1/credentials/{id}");
    assert!(issued.get("credential").is_none() && server.get(&api).await.body.get("credential").is_none());
    assert_eq!(server.get(&format!("/credentials/{id}.json")).await.status, 404);
    assert_eq!(server.get_public(&format!("/credentials/{id}.json")).await.status, 404);
    let verdict = server.get_public(&format!("/v1/verify/{id}")).await.body;
    assert_eq!((&verdict["status"], &verdict["achievement"]), (&json!("pending"), &json!("Welding 101")));
    assert!(!verdict.to_string().contains("Grace"), "{verdict}");
    assert!(verdict.get("report").is_none());
    let page = open(&server, &format!("/credentials/{id}")).await;
    let html = page.body["text"].as_str().unwrap();
    assert!(html.contains("Not claimed yet") && !html.contains("Grace"), "{html}");
    assert_eq!(server.get("/v1/credentials?status=pending&total=true").await.body["total"], 1);

    // A scanner opens the link, twice and with HEAD; that claims nothing.
    let mail = sink.wait_for(1).await[0].mail();
    let path = mail.claim_path();
    for (page, words) in
        [(format!("/credentials/{id}"), "Noch nicht"), (path.clone(), "hat Ihnen diesen Badge verliehen")]
    {
        let request = server.request(Method::GET, &page).header("Accept", "text/html");
        let page = send(request.header("Accept-Language", "de-AT, en;q=0.5")).await;
        let html = page.body["text"].as_str().unwrap();
        assert!(html.contains("<html lang=\"de\">") && html.contains(words), "{html}");
    }
    for _ in 0..2 {
        let page = open(&server, &path).await;
        assert_eq!((page.status, state(&page).as_str()), (StatusCode::OK, "open"));
    }
    server.request(Method::HEAD, &path).send().await.unwrap();
    assert_eq!(server.get(&api).await.body["status"], "pending");

    let claimed = submit(&server, &path, None).await;
    assert_eq!((claimed.status, state(&claimed).as_str()), (StatusCode::OK, "just_claimed"));
    let credential = server.get(&api).await.body;
    assert_eq!((&credential["status"], &credential["awaitsClaim"]), (&json!("valid"), &json!(false)));
    assert!(credential["claimedAt"].is_string());
    let url = credential["links"]["json"].as_str().unwrap();
    assert_eq!(verify_over_http(&server, url).await["verdict"], "valid");
    assert_eq!(credential["digest"], issued["digest"]);

    // A second time is answered plainly.
    let again = submit(&server, &path, None).await;
    assert_eq!((again.status, state(&again).as_str()), (StatusCode::CONFLICT, "claimed"));
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'credential.claimed'").await, 1);
}

#[tokio::test]
async fn of_many_attempts_at_once_one_claims() {
    let server = TestServer::start().await;
    let credential = waiting(&server).await;
    let path = link(&server, &credential).await;
    let mut attempts = Vec::new();
    for _ in 0..12 {
        let request = server.request(Method::POST, &path);
        attempts.push(tokio::spawn(async move { request.send().await.unwrap().status().as_u16() }));
    }
    let mut statuses = Vec::new();
    for attempt in attempts {
        statuses.push(attempt.await.unwrap());
    }
    statuses.sort_unstable();
    let mut expected = vec![409; 12];
    expected[0] = 200;
    assert_eq!(statuses, expected);
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'credential.claimed'").await, 1);
}

#[tokio::test]
async fn other_tokens_open_nothing_and_a_token_lies_nowhere() {
    let mut server = TestServer::start().await;
    let credential = waiting(&server).await;
    let path = link(&server, &credential).await;
    let token = path.strip_prefix("/claim/").unwrap().to_owned();
    let first = if token.starts_with('A') { 'B' } else { 'A' };
    for other in [
        format!("{first}{}", &token[1..]),
        token[1..].to_owned(),
        format!("{token}A"),
        format!("{token}="),
        format!("%{:02X}{}", token.as_bytes()[0], &token[1..]).replace('%', "%25"),
        credential["id"].as_str().unwrap().to_owned(),
        "..%2F..%2Fv1%2Forganization".to_owned(),
        "x".repeat(5000),
    ] {
        let path = format!("/claim/{other}");
        assert_eq!(open(&server, &path).await.status, 404, "{other}");
        assert_eq!(submit(&server, &path, None).await.status, 404, "{other}");
    }
    // Parameters change nothing.
    let page = open(&server, &format!("{path}?expires=9999999999&id=1")).await;
    assert_eq!(state(&page), "open");
    for (name, value) in
        [("referrer-policy", "no-referrer"), ("cache-control", "no-store"), ("x-robots-tag", "noindex")]
    {
        assert_eq!(page.headers[name], value);
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("form-action 'self'") && !policy.contains("script-src"), "{policy}");
    assert!(!page.body["text"].as_str().unwrap().contains("<script"));

    submit(&server, &path, None).await;
    server.stop().await;
    for entry in std::fs::read_dir(server.folder()).unwrap() {
        let file = entry.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()), "{}", file.display());
    }
    let log = crate::logs::text();
    assert!(log.contains("path=\"/claim/\"") || log.contains("path=/claim/"), "requests are logged");
    assert!(!log.contains(&token));
}

#[tokio::test]
async fn a_link_ends_and_a_new_one_ends_those_before() {
    let server = TestServer::start_with(|config| config.limits.resends_per_hour = 3).await;
    let credential = waiting(&server).await;
    let old = link(&server, &credential).await;
    let new = link(&server, &credential).await;
    let replaced = submit(&server, &old, None).await;
    assert_eq!((replaced.status, state(&replaced).as_str()), (StatusCode::GONE, "replaced"));
    // One more is allowed in this hour, the next is not.
    let latest = link(&server, &credential).await;
    assert_eq!(state(&open(&server, &new).await), "replaced");
    let path = format!("/v1/credentials/{}/claim-link", credential["id"].as_str().unwrap());
    let refused = server.post(&path, &json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "rate_limited"));
    assert_eq!(refused.headers["retry-after"], "3600");

    server.clock.advance_seconds(14 * 24 * 3600 - 60);
    assert_eq!(state(&open(&server, &latest).await), "open");
    server.clock.advance_seconds(120);
    let expired = submit(&server, &latest, None).await;
    assert_eq!((expired.status, state(&expired).as_str()), (StatusCode::GONE, "expired"));
    assert_eq!(server.get(&path.replace("/claim-link", "")).await.body["status"], "pending");
    let fresh = link(&server, &credential).await;
    assert_eq!(state(&submit(&server, &fresh, None).await), "just_claimed");
    assert_eq!(server.post(&path, &json!({})).await.code(), "nothing_to_claim");
    // The page of a server without mail cannot write to anybody.
    assert_eq!(
        server.post(&path.replace("claim-link", "resend"), &json!({})).await.code(),
        "cannot_send_email"
    );
}

#[tokio::test]
async fn a_recipient_binds_an_identifier_of_their_own() {
    let server = TestServer::start().await;
    let credential = waiting(&server).await;
    let id = credential["id"].as_str().unwrap();
    let path = link(&server, &credential).await;
    let page = open(&server, &path).await.body["text"].as_str().unwrap().to_owned();
    let challenge = page.split_once("id=\"challenge\">").unwrap().1.split('<').next().unwrap().to_owned();

    let (key, other) = (SecretKey::from_bytes(&[41; 32]), SecretKey::from_bytes(&[42; 32]));
    let proof = |signer: &SecretKey, nonce: &str, aud: &str| {
        let claims = json!({ "aud": aud, "nonce": nonce, "iat": server.clock.now_seconds() });
        let method = key.public_key().did_key_verification_method();
        proofmark::jws::sign(
            claims.to_string().as_bytes(),
            signer,
            &method,
            "openid4vci-proof+jwt",
            &Limits::default(),
        )
        .unwrap()
    };
    for bad in [
        proof(&other, &challenge, &server.base_url),
        proof(&key, "another", &server.base_url),
        proof(&key, &challenge, "https://elsewhere.example"),
        "not a proof".to_owned(),
    ] {
        let refused = submit(&server, &path, Some(&bad)).await;
        assert_eq!((refused.status.as_u16(), state(&refused).as_str()), (422, "open"), "{bad}");
        assert!(refused.body["text"].as_str().unwrap().contains("role=\"alert\""));
    }
    assert_eq!(server.get(&format!("/v1/credentials/{id}")).await.body["status"], "pending");

    let claimed = submit(&server, &path, Some(&proof(&key, &challenge, &server.base_url))).await;
    assert_eq!(state(&claimed), "just_claimed", "{}", claimed.body);
    let did = key.public_key().did_key();
    assert!(claimed.body["text"].as_str().unwrap().contains(&did));
    let bound = server.get(&format!("/v1/credentials/{id}")).await.body;
    assert_eq!(bound["credential"]["credentialSubject"]["id"], json!(did));
    assert_eq!(bound["credential"]["id"], credential["verificationUrl"]);
    assert_eq!(bound["recipient"]["id"], json!(did));
    assert_ne!(bound["digest"], credential["digest"]);
    assert!(bound.get("supersedesId").is_none(), "nothing public was replaced");
    // It verifies, and its bits are where they were: a revocation is seen.
    let url = bound["links"]["json"].as_str().unwrap();
    assert_eq!(verify_over_http(&server, url).await["verdict"], "valid");
    server.post(&format!("/v1/credentials/{id}/revoke"), &json!({ "reason": "x" })).await;
    assert_eq!(verify_over_http(&server, url).await["reason"], "revoked");
}

#[tokio::test]
async fn a_renewal_leaves_the_old_one_standing_until_it_is_claimed() {
    let server = TestServer::start().await;
    let mut body = issue_body(&server.achievement().await);
    body["onDuplicate"] = json!("reissue");
    let old = server.post("/v1/credentials", &body).await.body;
    let old_path = format!("/v1/credentials/{}", old["id"].as_str().unwrap());
    body["claim"] = json!(true);
    let first = server.post("/v1/credentials", &body).await.body;
    let first_link = link(&server, &first).await;
    assert_eq!(server.get(&old_path).await.body["status"], "valid");

    // Another attempt takes the place of the unclaimed one at once, and of the old one when it is claimed.
    let second = server.post("/v1/credentials", &body).await.body;
    assert_eq!(state(&submit(&server, &first_link, None).await), "withdrawn");
    assert_eq!(server.get(&old_path).await.body["status"], "valid");
    let second_link = link(&server, &second).await;
    assert_eq!(state(&submit(&server, &second_link, None).await), "just_claimed");
    let old = server.get(&old_path).await.body;
    assert_eq!((&old["status"], &old["supersededById"]), (&json!("renewed"), &second["id"]));
    assert_eq!(verify_over_http(&server, old["links"]["json"].as_str().unwrap()).await["reason"], "revoked");
}

#[tokio::test]
async fn what_was_taken_back_or_forgotten_cannot_be_claimed() {
    let server = TestServer::start().await;
    let revoked = waiting(&server).await;
    let path = link(&server, &revoked).await;
    let api = format!("/v1/credentials/{}", revoked["id"].as_str().unwrap());
    server.post(&format!("{api}/revoke"), &json!({ "reason": "x" })).await;
    let reply = submit(&server, &path, None).await;
    assert_eq!((reply.status, state(&reply).as_str()), (StatusCode::GONE, "withdrawn"));
    assert_eq!(server.post(&format!("{api}/claim-link"), &json!({})).await.code(), "already_revoked");

    // Re-issued while it waits: the new one waits too, and the old link ends.
    let waits = waiting(&server).await;
    let path = link(&server, &waits).await;
    let again = format!("/v1/credentials/{}/reissue", waits["id"].as_str().unwrap());
    let again = server.post(&again, &json!({})).await;
    assert_eq!((again.status.as_u16(), &again.body["awaitsClaim"]), (201, &json!(true)), "{}", again.body);
    assert_eq!(state(&submit(&server, &path, None).await), "withdrawn");
    let path = link(&server, &again.body).await;

    server.delete("/v1/recipients/grace@example.com").await;
    assert_eq!(submit(&server, &path, None).await.status, 404);
    assert_eq!(server.sql_count("SELECT count(*) FROM claim_links").await, 0);
}

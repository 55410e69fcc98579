use reqwest::Method;
use serde_json::json;

use crate::support::{TestServer, achievement_body};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[tokio::test]
async fn the_page_reads_without_javascript_and_escapes_everything() {
    let server = TestServer::start().await;
    let mut achievement = achievement_body();
    achievement["name"] = json!("<script>alert(1)</script>");
    let achievement =
        server.post("/v1/achievements", &achievement).await.body["id"].as_str().unwrap().to_owned();
    let body = json!({
        "achievementId": achievement,
        "recipient": { "name": "\"><img src=x onerror=alert(1)>", "email": "grace@example.com" },
    });
    let issued = server.post("/v1/credentials", &body).await.body;
    let id = issued["id"].as_str().unwrap();

    let response = server
        .request(Method::GET, &format!("/credentials/{id}"))
        .header("Accept", BROWSER)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
    assert!(!policy.contains("unsafe-inline"));
    let html = response.text().await.unwrap();
    for text in [
        "&lt;script&gt;alert(1)&lt;&#x2f;script&gt;",
        "TEST – Example College",
        "data-status=\"valid\"><span data-text=\"status.valid\">Valid</span></p>",
        "<script type=\"module\" src=\"/assets/credential.js\"></script>",
        "<link rel=\"stylesheet\" href=\"/assets/credential.css\">",
    ] {
        assert!(html.contains(text), "{text} is missing in {html}");
    }
    assert!(html.contains("<main id=\"credential\" data-credential-url="));
    for text in ["<script>alert", "<img src=x", "onerror=alert(1)>", "grace@example.com"] {
        assert!(!html.contains(text), "{text} stands in {html}");
    }
}

#[tokio::test]
async fn the_page_says_revoked() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let id = credential["id"].as_str().unwrap();
    server.post(&format!("/v1/credentials/{id}/revoke"), &json!({ "reason": "x" })).await;
    let html = server
        .request(Method::GET, &format!("/credentials/{id}"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(html.contains("<span data-text=\"status.revoked\">Revoked</span> <time datetime="), "{html}");
    for text in ["id=\"linkedin\"", "id=\"embed\"", "data-shares-url"] {
        assert!(!html.contains(text), "nobody is asked to share what no longer counts: {text}");
    }
}

#[tokio::test]
async fn accept_and_ending_choose_between_page_and_document() {
    let server = TestServer::start().await;
    let id = server.credential().await["id"].as_str().unwrap().to_owned();
    for (path, accept, media) in [
        (format!("/credentials/{id}"), BROWSER, "text/html; charset=utf-8"),
        (format!("/credentials/{id}"), "*/*", "text/html; charset=utf-8"),
        (format!("/credentials/{id}"), "application/vc", "application/vc"),
        (format!("/credentials/{id}"), "application/json", "application/json"),
        (format!("/credentials/{id}"), "application/vc+ld+json, application/json", "application/vc"),
        (format!("/credentials/{id}.json"), BROWSER, "application/vc"),
    ] {
        let response = server.request(Method::GET, &path).header("Accept", accept).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], media, "{path} {accept}");
    }
}

#[tokio::test]
async fn an_unknown_credential_has_a_page_too() {
    let server = TestServer::start().await;
    let response =
        server.request(Method::GET, "/credentials/unknown").header("Accept", BROWSER).send().await.unwrap();
    assert_eq!(response.status(), 404);
    assert!(response.text().await.unwrap().contains("No such credential"));
}

#[tokio::test]
async fn the_verify_page_and_health_answer() {
    let server = TestServer::start().await;
    let start = server.request(Method::GET, "/").send().await.unwrap();
    assert_eq!((start.status().as_u16(), &start.headers()["location"]), (303, &"/verify".parse().unwrap()));
    // Without a web build the page says how to make one; with it the page is the build's.
    for path in ["/verify", "/playground", "/console"] {
        let page = server.request(Method::GET, path).send().await.unwrap();
        let (status, html) = (page.status().as_u16(), page.text().await.unwrap());
        assert!(
            status == 200 || (status == 503 && html.contains("cargo xtask setup")),
            "{path}: {status} {html}"
        );
    }
    for path in ["/health/live", "/health/ready"] {
        let reply = server.get_public(path).await;
        assert_eq!((reply.status.as_u16(), &reply.body["status"]), (200, &json!("ok")), "{path}");
    }
}

#[tokio::test]
async fn head_answers_without_a_body() {
    let server = TestServer::start().await;
    let id = server.credential().await["id"].as_str().unwrap().to_owned();
    let response = server.request(Method::HEAD, &format!("/credentials/{id}.json")).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"application/vc".parse().unwrap())
    );
    assert!(response.bytes().await.unwrap().is_empty());
}

/// Needs the web build; without it there is nothing to serve.
#[tokio::test]
async fn the_web_build_is_served_with_what_its_pages_need() {
    let server = TestServer::start().await;
    let worker = server.request(Method::GET, "/assets/service-worker.js").send().await.unwrap();
    if worker.status() == 404 {
        eprintln!("NOT CHECKED: there is no web build; run `cargo xtask setup`");
        return;
    }
    assert_eq!(worker.headers()["service-worker-allowed"], "/");
    assert_eq!(worker.headers()["content-type"], "text/javascript; charset=utf-8");
    let etag = worker.headers()["etag"].clone();
    let again = server
        .request(Method::GET, "/assets/service-worker.js")
        .header("If-None-Match", etag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
    let verify = server.request(Method::GET, "/verify").send().await.unwrap();
    assert!(verify.headers()["content-security-policy"].to_str().unwrap().contains("worker-src 'self'"));
    assert!(verify.text().await.unwrap().contains("/assets/verify.js"));
}

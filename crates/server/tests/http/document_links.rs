//! K90 and K92: signed links to documents that nobody else may see.

use reqwest::Method;
use serde_json::{Value, json};

use crate::logs;
use crate::support::{TestServer, issue_body};

async fn private(server: &TestServer) -> String {
    let mut body = issue_body(&server.achievement().await);
    body["visibility"] = json!("private");
    server.post("/v1/credentials", &body).await.body["id"].as_str().unwrap().to_owned()
}

async fn link(server: &TestServer, id: &str, body: Value) -> String {
    let reply = server.post(&format!("/v1/credentials/{id}/document-links"), &body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.body["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_opens_one_document_until_its_time_is_over() {
    let server = TestServer::start().await;
    let id = private(&server).await;
    assert_eq!(server.get_public(&format!("/credentials/{id}.json")).await.status, 404);
    let json = link(&server, &id, json!({ "format": "json", "expiresIn": 600 })).await;
    let page = link(&server, &id, json!({ "format": "html" })).await;
    let opened = server.get_public(&json).await;
    assert_eq!((opened.status.as_u16(), &opened.body["type"][1]), (200, &json!("OpenBadgeCredential")));
    assert_eq!(opened.headers["cache-control"], "private, no-store");
    assert_eq!(opened.headers["referrer-policy"], "no-referrer");

    // The page that a link opens has links that open.
    let opened = server.request(Method::GET, &page).header("Accept", "text/html").send().await.unwrap();
    assert_eq!(opened.status(), 200);
    assert_eq!(opened.headers()["cache-control"], "private, no-store");
    let html = opened.text().await.unwrap().replace("&#x2f;", "/").replace("&amp;", "&");
    let start = html.find("data-credential-url=\"").unwrap() + "data-credential-url=\"".len();
    let inner = html.get(start..).unwrap().split('"').next().unwrap();
    assert_eq!(server.get_public(inner).await.status, 200, "{inner}");

    server.clock.advance_seconds(601);
    assert_eq!(server.get_public(&json).await.code(), "link_refused");
    server.clock.advance_seconds(3000);
    let over = server.request(Method::GET, &page).header("Accept", "text/html").send().await.unwrap();
    assert_eq!(over.status(), 403);
    assert!(over.text().await.unwrap().contains("This link does not work"));
}

/// The table of K90: whatever is changed, the answer is 403.
#[tokio::test]
async fn a_changed_link_opens_nothing() {
    let mut server = TestServer::start().await;
    let (id, other) = (private(&server).await, private(&server).await);
    let good = link(&server, &id, json!({ "format": "json" })).await;
    let (path, query) = good.split_once('?').unwrap();
    let parts: Vec<&str> = query.split('&').collect();
    let [expires, key, signature] = parts[..] else { panic!("{query}") };
    let seconds: i64 = expires.strip_prefix("expires=").unwrap().parse().unwrap();
    let flipped = if signature.ends_with('A') { "B" } else { "A" };
    let cut = signature.get(..signature.len() - 1).unwrap();
    let table = [
        ("extended expiry", format!("{path}?expires={}&{key}&{signature}", seconds + 1)),
        ("other id", format!("{}?{query}", path.replace(&id, &other))),
        ("other format", format!("{}?{query}", path.replace(".json", ".pdf"))),
        ("page instead of file", format!("{}?{query}", path.replace(".json", ""))),
        ("other key", format!("{path}?{expires}&key=AAAAAAAA&{signature}")),
        ("edited signature", format!("{path}?{expires}&{key}&{cut}{flipped}")),
        ("short signature", format!("{path}?{expires}&{key}&{cut}")),
        ("no signature", format!("{path}?{expires}&{key}")),
        ("signature alone", format!("{path}?{signature}")),
        ("extra parameter", format!("{good}&lang=de")),
        ("extra parameter before", format!("{path}?lang=de&{query}")),
        ("parameter twice", format!("{path}?{expires}&{query}")),
        ("other order", format!("{path}?{key}&{expires}&{signature}")),
        ("encoded parameter", format!("{path}?{}&{signature}&x", query.replace('=', "%3D"))),
        ("double encoding", format!("{path}?expires=%32{}&{key}&{signature}", &seconds.to_string()[1..])),
        ("encoded path", format!("{}?{query}", path.replace(".json", "%2Ejson"))),
    ];
    for (change, url) in table {
        let reply = server.get_public(&url).await;
        assert_eq!(reply.status, 403, "{change}: {url}");
        // People get a page, programs the code.
        if !reply.body["text"].is_string() {
            assert_eq!(reply.code(), "link_refused", "{change}: {url}");
        }
    }
    assert_eq!(server.get_public(&good).await.status, 200, "the link itself still works");
    server.stop().await;
    server.resume().await;
    assert_eq!(server.get_public(&good).await.status, 200, "after a restart too");
    // With a new key no old link opens anything.
    server.stop().await;
    server.sql("DELETE FROM settings WHERE name = 'document_link_key'").await;
    server.resume().await;
    assert_eq!(server.get_public(&good).await.code(), "link_refused", "old secret");
}

#[tokio::test]
async fn links_are_made_by_those_who_may_read_and_stay_out_of_the_log() {
    let server = TestServer::start().await;
    let id = private(&server).await;
    let path = format!("/v1/credentials/{id}/document-links");
    assert_eq!(server.request(Method::POST, &path).json(&json!({})).send().await.unwrap().status(), 401);
    for body in [json!({}), json!({ "format": "exe" }), json!({ "format": "pdf", "expiresIn": 0 })] {
        assert_eq!(server.post(&path, &body).await.status, 422, "{body}");
    }
    assert_eq!(server.post(&path, &json!({ "format": "pdf", "expiresIn": 2_592_001 })).await.status, 422);
    let url = link(&server, &id, json!({ "format": "json" })).await;
    server.get_public(&url).await;
    let signature = url.split("signature=").nth(1).unwrap();
    assert!(!logs::text().contains(signature));
    // The key is sealed: its bytes are nowhere in the database.
    assert_eq!(
        server.sql_count("SELECT length(value) FROM settings WHERE name = 'document_link_key'").await,
        78
    );
}

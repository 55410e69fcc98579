//! Views, shares, verifications and downloads, counted without knowing whose.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestServer;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
const SAFARI: &str =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15";

async fn ask(server: &TestServer, method: Method, path: &str, headers: &[(&str, &str)]) -> u16 {
    let request = server.request(method, path);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap().status().as_u16()
}

async fn numbers(server: &TestServer, path: &str) -> Value {
    let reply = server.get(path).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    json!([
        reply.body["views"]["total"],
        reply.body["views"]["people"],
        reply.body["shares"]["total"],
        reply.body["verifications"]["total"],
        reply.body["downloads"]["total"],
    ])
}

#[tokio::test]
async fn people_are_counted_and_programs_owners_and_heads_are_not() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let id = credential["id"].as_str().unwrap();
    let (page, file) = (format!("/credentials/{id}"), format!("/credentials/{id}.json"));
    let key = format!("Bearer {}", &*server.organization.sandbox_api_key);
    let html = ("Accept", "text/html");
    for agent in [FIREFOX, FIREFOX, SAFARI] {
        assert_eq!(ask(&server, Method::GET, &page, &[html, ("User-Agent", agent)]).await, 200);
    }
    assert_eq!(ask(&server, Method::POST, &format!("{page}/shares"), &[("User-Agent", FIREFOX)]).await, 204);
    assert_eq!(ask(&server, Method::GET, &file, &[("User-Agent", FIREFOX)]).await, 200);
    assert_eq!(ask(&server, Method::GET, &format!("/v1/verify/{id}"), &[]).await, 200);
    // None of these counts.
    for (method, path, headers) in [
        (Method::HEAD, &page, vec![html, ("User-Agent", FIREFOX)]),
        (Method::GET, &page, vec![html, ("User-Agent", "Googlebot/2.1")]),
        (Method::GET, &page, vec![html]),
        (Method::GET, &page, vec![html, ("User-Agent", FIREFOX), ("Authorization", key.as_str())]),
        (Method::GET, &page, vec![html, ("User-Agent", FIREFOX), ("Sec-Purpose", "prefetch")]),
        (Method::GET, &file, vec![("User-Agent", FIREFOX), ("Sec-Fetch-Dest", "empty")]),
        (Method::HEAD, &file, vec![("User-Agent", FIREFOX)]),
    ] {
        ask(&server, method, path, &headers).await;
    }
    assert_eq!(numbers(&server, &format!("/v1/credentials/{id}/analytics")).await, json!([3, 2, 1, 1, 1]));
    let code = credential["code"].as_str().unwrap();
    assert_eq!(numbers(&server, &format!("/v1/credentials/{code}/analytics")).await, json!([3, 2, 1, 1, 1]));

    // Sums, and days by themselves.
    let other = server.credential().await;
    let other_page = format!("/credentials/{}", other["id"].as_str().unwrap());
    server.clock.advance_seconds(24 * 3600);
    ask(&server, Method::GET, &other_page, &[html, ("User-Agent", FIREFOX)]).await;
    ask(&server, Method::GET, &page, &[html, ("User-Agent", FIREFOX)]).await;
    let achievement = credential["achievementId"].as_str().unwrap();
    let of_achievement = format!("/v1/achievements/{achievement}/analytics");
    assert_eq!(numbers(&server, &of_achievement).await, json!([4, 3, 1, 1, 1]));
    assert_eq!(numbers(&server, "/v1/analytics").await, json!([5, 4, 1, 1, 1]));
    let days = server.get(&of_achievement).await.body["days"].clone();
    assert_eq!((days[0]["views"]["total"].clone(), days[1]["views"]["total"].clone()), (json!(3), json!(1)));
    let today = server.clock.now_text();
    assert_eq!(numbers(&server, &format!("{of_achievement}?from={today}")).await, json!([1, 1, 0, 0, 0]));
    let wrong = server.get("/v1/analytics?from=2020-01-01T00:00:00Z").await;
    assert_eq!((wrong.status.as_u16(), wrong.pointers()), (422, vec!["/query/from"]));

    // The other environment sees none of it.
    let live = server.organization.live_api_key.clone();
    let reply = server.send_as(Method::GET, "/v1/analytics", &live, None).await;
    assert_eq!(reply.body["views"]["total"], 0);

    // One event for each kind and day, not for each visitor.
    let viewed = "SELECT count(*) FROM events WHERE type = 'credential.viewed'";
    assert_eq!(server.sql_count(viewed).await, 3);
    let rest = "SELECT count(*) FROM events WHERE type IN ('credential.shared', 'credential.downloaded')";
    assert_eq!(server.sql_count(rest).await, 2);
}

#[tokio::test]
async fn counts_outlive_a_stop_and_nothing_of_the_visitor_is_in_the_database() {
    let mut server = TestServer::start().await;
    let id = server.credential().await["id"].as_str().unwrap().to_owned();
    let page = format!("/credentials/{id}");
    ask(&server, Method::GET, &page, &[("Accept", "text/html"), ("User-Agent", "Unmistakable/1.0")]).await;
    // A view is no write.
    assert_eq!(server.sql_count("SELECT count(*) FROM credential_uses").await, 0);
    server.stop().await;
    assert_eq!(server.sql_count("SELECT total FROM credential_uses").await, 1);
    // Where the database is a file, it can be read as a whole.
    for file in std::fs::read_dir(server.folder()).unwrap() {
        // The database folds its log away in the meantime.
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        let found = bytes.windows(12).any(|window| window == b"Unmistakable");
        assert!(!found, "what tells the visitor from others is in the database");
    }
    server.resume().await;
    assert_eq!(numbers(&server, &format!("/v1/credentials/{id}/analytics")).await, json!([1, 1, 0, 0, 0]));
}

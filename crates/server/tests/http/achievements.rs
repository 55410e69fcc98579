use serde_json::json;

use crate::support::{TestServer, achievement_body};

#[tokio::test]
async fn an_achievement_is_created_read_and_listed() {
    let server = TestServer::start().await;
    let created = server.post("/v1/achievements", &achievement_body()).await;
    assert_eq!(created.status, 201);
    let id = created.body["id"].as_str().unwrap();
    assert_eq!(created.headers["location"], format!("/v1/achievements/{id}"));
    assert_eq!(created.body["name"], "Welding 101");

    let read = server.get(&format!("/v1/achievements/{id}")).await;
    assert_eq!((read.status.as_u16(), &read.body), (200, &created.body));
    let list = server.get("/v1/achievements").await;
    assert_eq!(list.body["items"], json!([created.body]));
    assert!(list.body.get("nextCursor").is_none());
}

#[tokio::test]
async fn pages_follow_each_other_while_rows_are_added() {
    let server = TestServer::start().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(server.achievement().await);
    }
    let mut seen = Vec::new();
    let mut path = "/v1/achievements?limit=2".to_owned();
    for _ in 0..4 {
        let page = server.get(&path).await;
        seen.extend(
            page.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        // A newer row must not push others onto the next page twice.
        server.achievement().await;
        match page.body["nextCursor"].as_str() {
            Some(cursor) => path = format!("/v1/achievements?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    ids.reverse();
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn query_parameters_are_checked_together() {
    let server = TestServer::start().await;
    let reply = server.get("/v1/achievements?limit=101&cursor=nonsense").await;
    assert_eq!((reply.status.as_u16(), reply.code()), (422, "validation_failed"));
    assert_eq!(reply.pointers(), ["/query/cursor", "/query/limit"]);
    let reply = server.get("/v1/achievements?limit=many").await;
    assert_eq!((reply.status.as_u16(), reply.pointers()), (422, vec!["/query/limit"]));
}

#[tokio::test]
async fn the_environments_do_not_see_each_other() {
    let server = TestServer::start().await;
    let id = server.achievement().await;
    let live = &*server.organization.live_api_key;
    let path = format!("/v1/achievements/{id}");
    let foreign = crate::support::send(server.request(reqwest::Method::GET, &path).bearer_auth(live)).await;
    let unknown = server.get("/v1/achievements/00000000-0000-7000-8000-000000000000").await;
    assert_eq!((foreign.status, foreign.code()), (unknown.status, "not_found"));
    assert_eq!(foreign.body["error"]["message"], unknown.body["error"]["message"]);
    let list =
        crate::support::send(server.request(reqwest::Method::GET, "/v1/achievements").bearer_auth(live))
            .await;
    assert_eq!(list.body["items"], json!([]));
}

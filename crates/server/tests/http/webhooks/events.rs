use std::collections::HashSet;

use serde_json::json;

use super::issue;
use crate::support::TestServer;

#[tokio::test]
async fn whoever_asks_again_sees_each_event_once() {
    let server = TestServer::start().await;
    let ids = issue(&server, 7).await;
    let mut seen = Vec::new();
    let mut path = "/v1/events?limit=3".to_owned();
    loop {
        let page = server.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        for event in page.body["items"].as_array().unwrap() {
            seen.push(event["data"]["credentialId"].as_str().unwrap().to_owned());
        }
        let cursor = page.body["cursor"].as_str().unwrap();
        path = format!("/v1/events?limit=3&after={cursor}");
        if page.body["hasMore"] == false {
            break;
        }
    }
    assert_eq!(seen, ids);
    // Nothing new: the cursor stays. Then something new, behind the same cursor.
    let nothing = server.get(&path).await;
    assert_eq!(nothing.body["items"], json!([]));
    assert!(path.ends_with(nothing.body["cursor"].as_str().unwrap()));
    server.post(&format!("/v1/credentials/{}/revoke", ids[0]), &json!({ "reason": "test" })).await;
    let news = server.get(&path).await;
    assert_eq!(news.body["items"][0]["type"], "credential.revoked");
    assert_eq!(news.body["items"].as_array().unwrap().len(), 1);

    let revoked = server.get("/v1/events?type=credential.revoked").await;
    assert_eq!(revoked.body["items"].as_array().unwrap().len(), 1);
    for (query, pointer) in [
        ("after=x", "/query/after"),
        ("after=-1", "/query/after"),
        ("after=", "/query/after"),
        ("limit=0", "/query/limit"),
        ("limit=101", "/query/limit"),
        ("type=credential.lost", "/query/type"),
    ] {
        let refused = server.get(&format!("/v1/events?{query}")).await;
        assert_eq!((refused.status.as_u16(), refused.pointers()), (422, vec![pointer]), "{query}");
    }
    let live = &server.organization.live_api_key;
    let other = server.send_as(reqwest::Method::GET, "/v1/events", live, None).await;
    assert_eq!(other.body["items"], json!([]));
}

/// An event that is committed late, with an early time, comes after what was read already: readers never miss it.
#[tokio::test]
async fn an_event_that_is_committed_late_is_not_skipped() {
    let server = TestServer::start().await;
    issue(&server, 3).await;
    let read = server.get("/v1/events").await;
    let cursor = read.body["cursor"].as_str().unwrap().to_owned();
    server
        .sql(
            "INSERT INTO events (id, environment_id, type, subject_id, data, created_at) \
             SELECT '00000000-0000-7000-8000-000000000001', environment_id, type, subject_id, data, 1 FROM events \
             WHERE number = 1",
        )
        .await;
    let late = server.get(&format!("/v1/events?after={cursor}")).await;
    assert_eq!(late.body["items"][0]["id"], "00000000-0000-7000-8000-000000000001");
    assert_eq!(late.body["items"].as_array().unwrap().len(), 1);
}

/// Readers at the same time give each event one place.
#[tokio::test]
async fn many_readers_at_once_see_the_same_list() {
    let server = TestServer::start().await;
    issue(&server, 30).await;
    let readers = (0..8).map(|_| server.get("/v1/events?limit=100"));
    let pages = join_all(readers).await;
    let lists: HashSet<String> = pages.iter().map(|page| page.body["items"].to_string()).collect();
    assert_eq!(lists.len(), 1);
    assert_eq!(pages[0].body["items"].as_array().unwrap().len(), 30);
    assert_eq!(pages[0].body["cursor"], "30");
}

async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(move |context| {
        for (future, output) in &mut futures {
            if output.is_none()
                && let std::task::Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        if futures.iter().all(|(_, output)| output.is_some()) {
            std::task::Poll::Ready(futures.iter_mut().filter_map(|(_, output)| output.take()).collect())
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}

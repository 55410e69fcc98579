//! Two servers on one PostgreSQL database, as two processes would be: they share nothing but its rows.

use std::collections::HashSet;
use std::sync::Arc;

use proofmark_server::set_quota;
use serde_json::{Value, json};

use crate::credentials::verify_over_http;
use crate::database::is_postgres;
use crate::support::{Reply, TestServer, achievement_body, issue_body};

/// Two servers and an achievement; `None` where the database is a file that one process has for itself.
async fn two() -> Option<([Arc<TestServer>; 2], String)> {
    if !is_postgres() {
        return None;
    }
    let first = TestServer::start_public().await;
    let second = first.beside().await;
    let achievement = first.achievement().await;
    Some(([Arc::new(first), Arc::new(second)], achievement))
}

/// Sends many requests at once, in turn to one server and the other.
async fn at_once(
    servers: &[Arc<TestServer>; 2],
    path: &str,
    bodies: Vec<Value>,
    idempotency: Option<&'static str>,
) -> Vec<Reply> {
    let tasks: Vec<_> = bodies
        .into_iter()
        .zip(servers.iter().cycle())
        .map(|(body, server)| {
            let (server, path) = (server.clone(), path.to_owned());
            tokio::spawn(async move {
                let key = server.organization.sandbox_api_key.clone();
                server.post_with(&path, &body, &key, idempotency).await
            })
        })
        .collect();
    let mut replies = Vec::new();
    for task in tasks {
        replies.push(task.await.unwrap());
    }
    replies
}

fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_status_index_is_given_out_by_both() {
    let Some((servers, achievement)) = two().await else { return };
    let replies = at_once(&servers, "/v1/credentials", vec![issue_body(&achievement); 150], None).await;
    let mut places = HashSet::new();
    for reply in &replies {
        assert_eq!(reply.status, 201, "{}", reply.body);
        for status in reply.body["credential"]["credentialStatus"].as_array().unwrap() {
            assert!(places.insert(status["id"].to_string()) && places.len() <= 300, "{status} twice");
        }
    }
    assert_eq!(places.len(), 300);
    assert_eq!(
        servers[0].sql_count("SELECT count(*) FROM status_lists").await,
        2,
        "both fill the same lists"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_revokes_the_other_serves_as_revoked() {
    let Some((servers, achievement)) = two().await else { return };
    let issued = servers[0].post("/v1/credentials", &issue_body(&achievement)).await.body;
    let url = issued["links"]["json"].as_str().unwrap();
    // The other one has the list in memory.
    assert_eq!(verify_over_http(&servers[1], url).await["verdict"], "valid");
    let path = format!("/v1/credentials/{}/revoke", issued["id"].as_str().unwrap());
    let replies = at_once(&servers, &path, vec![json!({ "reason": "x" }); 10], None).await;
    assert_eq!((count(&replies, 200), count(&replies, 409)), (1, 9), "{}", replies[0].body);
    for server in &servers {
        assert_eq!(verify_over_http(server, url).await["reason"], "revoked");
    }
    let query = "SELECT count(*) FROM events WHERE type = 'credential.revoked'";
    assert_eq!(servers[0].sql_count(query).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_is_one_credential_whoever_is_asked() {
    let Some((servers, achievement)) = two().await else { return };
    let bodies = vec![issue_body(&achievement); 40];
    let replies = at_once(&servers, "/v1/credentials", bodies, Some("one")).await;
    for reply in &replies {
        assert_eq!((reply.status.as_u16(), &reply.body), (201, &replies[0].body));
    }
    assert_eq!(servers[0].sql_count("SELECT count(*) FROM credentials").await, 1);
    assert_eq!(servers[0].sql_count("SELECT count(*) FROM status_entries").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_and_a_place_are_taken_once() {
    let Some((servers, achievement)) = two().await else { return };
    let mut named = issue_body(&achievement);
    named["externalId"] = json!("order 7");
    let replies = at_once(&servers, "/v1/credentials", vec![named; 20], None).await;
    assert_eq!(count(&replies, 201), 1);
    for refused in replies.iter().filter(|reply| reply.status != 201) {
        assert_eq!(refused.code(), "external_id_taken");
    }

    let mut once = issue_body(&achievement);
    once["recipient"] = json!({ "name": "Ada", "email": "ada@example.com" });
    once["onDuplicate"] = json!("reject");
    let replies = at_once(&servers, "/v1/credentials", vec![once.clone(); 20], None).await;
    assert_eq!((count(&replies, 201), count(&replies, 409)), (1, 19), "{}", replies[0].body);

    // Each takes the place of the one before it: a chain without a fork, whose last link alone stands.
    once["onDuplicate"] = json!("reissue");
    let replies = at_once(&servers, "/v1/credentials", vec![once; 20], None).await;
    assert_eq!(count(&replies, 201), 20, "{}", replies[0].body);
    let standing =
        "SELECT count(*) FROM credentials WHERE recipient_email = 'ada@example.com' AND revoked_at IS NULL";
    assert_eq!(servers[0].sql_count(standing).await, 1);
    let successors =
        "SELECT count(DISTINCT superseded_by_id) FROM credentials WHERE superseded_by_id IS NOT NULL";
    assert_eq!(servers[0].sql_count(successors).await, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quota_is_one_for_both() {
    let Some((servers, _)) = two().await else { return };
    set_quota(&servers[0].config, &servers[0].organization.id, Some(5)).await.unwrap();
    let live = servers[0].organization.live_api_key.clone();
    let made = servers[0].post_with("/v1/achievements", &achievement_body(), &live, None).await.body;
    let tasks: Vec<_> = (0..24)
        .map(|number| {
            let (server, live) = (servers[number % 2].clone(), live.clone());
            let mut body = issue_body(made["id"].as_str().unwrap());
            body["recipient"]["email"] = json!(format!("{number}@example.com"));
            tokio::spawn(async move { server.post_with("/v1/credentials", &body, &live, None).await })
        })
        .collect();
    let mut replies = Vec::new();
    for task in tasks {
        replies.push(task.await.unwrap());
    }
    assert_eq!((count(&replies, 201), count(&replies, 403)), (5, 19), "{}", replies[0].body);
    assert_eq!(servers[0].sql_count("SELECT count(*) FROM monthly_recipients").await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_together() {
    if !is_postgres() {
        return;
    }
    let first = TestServer::start_with(|config| config.limits.key_requests_per_minute = 40).await;
    let second = first.beside().await;
    // A fresh minute, so that none ends meanwhile.
    first.clock.advance_seconds(60 - first.clock.now_seconds().rem_euclid(60));
    let (mut answered, mut refused) = (0, 0);
    for number in 0..70 {
        let server = if number % 3 == 0 { &first } else { &second };
        match server.get("/v1/credentials").await.status.as_u16() {
            200 => answered += 1,
            429 => refused += 1,
            status => panic!("{status}"),
        }
    }
    assert_eq!((answered, refused), (40, 30));
}

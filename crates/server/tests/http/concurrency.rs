//! Many clients at once (K22, K23, K24); on PostgreSQL they ask two servers in turn.

use std::collections::HashSet;
use std::sync::Arc;

use reqwest::StatusCode;
use serde_json::json;

use crate::credentials::verify_over_http;
use crate::database::is_postgres;
use crate::support::{TestServer, how_often, issue_body};

/// Clients at once.
const CLIENTS: usize = 64;

/// The servers, of which there is one where the database is a file, and an achievement.
async fn servers() -> (Vec<Arc<TestServer>>, String) {
    let first = TestServer::start_public().await;
    let achievement = first.achievement().await;
    let mut servers = Vec::new();
    if is_postgres() {
        servers.push(Arc::new(first.beside().await));
    }
    servers.push(Arc::new(first));
    (servers, achievement)
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_issues_get_different_indexes() {
    let (servers, achievement) = servers().await;
    let each = how_often("issued by each of 64 clients", 3, 1000);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (server, body) = (servers[client % servers.len()].clone(), issue_body(&achievement));
            tokio::spawn(async move {
                let mut places = Vec::new();
                for _ in 0..each {
                    let reply = server.post("/v1/credentials", &body).await;
                    assert_eq!(reply.status, 201, "{}", reply.body);
                    let status = &reply.body["credential"]["credentialStatus"][0];
                    let index = status["statusListIndex"].as_str().unwrap().parse::<u32>().unwrap();
                    places.push((status["statusListCredential"].to_string(), index));
                }
                places
            })
        })
        .collect();
    let mut places = HashSet::new();
    for client in clients {
        for place in client.await.unwrap() {
            assert!(places.insert(place.clone()), "{place:?} twice");
        }
    }
    assert_eq!(places.len(), CLIENTS * each);
    assert!(places.iter().any(|(_, index)| *index > 1000), "indexes must not follow the order of issue");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_parallel_revocation_is_lost() {
    let (servers, achievement) = servers().await;
    let each = how_often("revoked by each of 50 clients", 2, 20);
    let clients: Vec<_> = (0..50)
        .map(|client| {
            let (server, body) = (servers[client % servers.len()].clone(), issue_body(&achievement));
            tokio::spawn(async move {
                let mut issued = Vec::new();
                for _ in 0..each {
                    issued.push(server.post("/v1/credentials", &body).await.body);
                }
                issued
            })
        })
        .collect();
    let mut issued = Vec::new();
    for client in clients {
        issued.extend(client.await.unwrap());
    }
    let revocations: Vec<_> = issued
        .iter()
        .enumerate()
        .map(|(number, credential)| {
            let server = servers[number % servers.len()].clone();
            let path = format!("/v1/credentials/{}/revoke", credential["id"].as_str().unwrap());
            tokio::spawn(async move { server.post(&path, &json!({ "reason": "x" })).await.status })
        })
        .collect();
    for revocation in revocations {
        assert_eq!(revocation.await.unwrap(), 200);
    }
    for (number, credential) in issued.iter().enumerate() {
        let server = &servers[number % servers.len()];
        let report = verify_over_http(server, credential["links"]["json"].as_str().unwrap()).await;
        assert_eq!(report["reason"], "revoked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_posts_with_one_key_are_one_credential() {
    let (servers, achievement) = servers().await;
    let rounds = how_often("rounds of a hundred posts", 4, 50);
    for round in 1..=rounds {
        let posts: Vec<_> = (0..100)
            .map(|number| {
                let (server, body) = (servers[number % servers.len()].clone(), issue_body(&achievement));
                tokio::spawn(async move {
                    let key = server.organization.sandbox_api_key.clone();
                    server.post_with("/v1/credentials", &body, &key, Some(&format!("round-{round}"))).await
                })
            })
            .collect();
        let mut answers = HashSet::new();
        for post in posts {
            let reply = post.await.unwrap();
            assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
            answers.insert(reply.body.to_string());
        }
        assert_eq!(answers.len(), 1);
        let stored = servers[0].sql_count("SELECT count(*) FROM credentials").await;
        assert_eq!(usize::try_from(stored).unwrap(), round);
    }
}

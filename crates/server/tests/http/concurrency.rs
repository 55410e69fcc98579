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

/// What comes at the same time is worked on together. Each request is answered as if it had come alone: faults, conflicts
/// and names that are taken stay with whoever sent them, and each credential says what its own request said (K26).
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_come_together_fail_alone() {
    let (servers, achievement) = servers().await;
    let clients: Vec<_> = (0..CLIENTS * 3)
        .map(|number| {
            let server = servers[number % servers.len()].clone();
            let mut body = issue_body(&achievement);
            let email = format!("p{number}@example.com");
            body["recipient"] = json!({ "name": format!("P {number}"), "email": email });
            let kind = number % 6;
            match kind {
                1 => body["achievementId"] = json!("none"),
                2 => body["recipient"]["email"] = json!("p0@example.com"),
                3 => body["externalId"] = json!("taken"),
                4 => body["validUntil"] = json!("1999-01-01T00:00:00Z"),
                _ => {}
            }
            if kind == 2 {
                body["onDuplicate"] = json!("reject");
            }
            tokio::spawn(async move { (kind, email, server.post("/v1/credentials", &body).await) })
        })
        .collect();
    let (mut twice, mut named) = (0, 0);
    for client in clients {
        let (kind, email, reply) = client.await.unwrap();
        let answer = (reply.status.as_u16(), reply.body["error"]["code"].as_str().unwrap_or_default());
        match kind {
            1 | 4 => {
                assert_eq!(answer, (422, "validation_failed"), "{kind}: {}", reply.body);
                let pointer = if kind == 1 { "/achievementId" } else { "/validUntil" };
                assert_eq!(reply.pointers(), [pointer]);
            }
            2 if answer == (409, "duplicate_credential") => twice += 1,
            3 if answer == (409, "external_id_taken") => named += 1,
            _ => {
                assert_eq!(answer, (201, ""), "{kind}: {}", reply.body);
                let expected = if kind == 2 { "p0@example.com" } else { &email };
                assert_eq!(reply.body["recipient"]["email"], expected);
            }
        }
    }
    let each = CLIENTS * 3 / 6;
    // One of the first six is for p0 too, and may come before or after the others.
    assert!(twice + 1 >= each, "{twice} of {each} were for somebody who holds it");
    assert_eq!(named, each - 1, "one gets the name");
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

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::json;

use crate::credentials::verify_over_http;
use crate::support::{TestServer, issue_body};

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_parallel_issues_get_sixty_four_indexes() {
    let server = Arc::new(TestServer::start().await);
    let achievement = server.achievement().await;
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let (server, body) = (server.clone(), issue_body(&achievement));
            tokio::spawn(async move { server.post("/v1/credentials", &body).await })
        })
        .collect();
    let mut places = HashSet::new();
    let mut indexes = Vec::new();
    for task in tasks {
        let reply = task.await.unwrap();
        assert_eq!(reply.status, 201, "{}", reply.body);
        let status = &reply.body["credential"]["credentialStatus"][0];
        let index = status["statusListIndex"].as_str().unwrap().parse::<u32>().unwrap();
        assert!(places.insert((status["statusListCredential"].to_string(), index)), "index {index} twice");
        indexes.push(index);
    }
    assert_eq!(places.len(), 64);
    assert!(
        indexes.iter().any(|index| *index > 1000),
        "indexes must not follow the order of issue: {indexes:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_parallel_revocation_is_lost() {
    let server = Arc::new(TestServer::start().await);
    let achievement = server.achievement().await;
    let mut credentials = Vec::new();
    for _ in 0..24 {
        credentials.push(server.post("/v1/credentials", &issue_body(&achievement)).await.body);
    }
    let tasks: Vec<_> = credentials
        .iter()
        .map(|credential| {
            let (server, id) = (server.clone(), credential["id"].as_str().unwrap().to_owned());
            tokio::spawn(async move {
                server.post(&format!("/v1/credentials/{id}/revoke"), &json!({ "reason": "x" })).await.status
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), 200);
    }
    for credential in &credentials {
        let report = verify_over_http(&server, credential["links"]["json"].as_str().unwrap()).await;
        assert_eq!(report["reason"], "revoked");
    }
}

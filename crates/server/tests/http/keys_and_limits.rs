//! API keys as a resource, rate limits, the quota, slow and large requests, metrics.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use proofmark_server::{NewKey, create_key, set_quota};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{TestServer, issue_body, send};

#[tokio::test]
async fn a_key_is_made_used_replaced_and_revoked() {
    let server = TestServer::start().await;
    let body = json!({ "name": "reader", "scopes": ["read"], "expiresAt": "2099-01-01T00:00:00Z" });
    let made = server.post("/v1/api-keys", &body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (text, id) = (made.body["key"].as_str().unwrap(), made.body["apiKey"]["id"].as_str().unwrap());
    assert!(
        text.starts_with("pm_sandbox_") && text.ends_with(made.body["apiKey"]["lastFour"].as_str().unwrap())
    );
    let status =
        async |key: &str| server.send_as(Method::GET, "/v1/credentials", key, None).await.status.as_u16();
    assert_eq!(status(text).await, 200);
    assert_eq!(server.send_as(Method::GET, "/v1/api-keys", text, None).await.code(), "forbidden");
    server.settle().await;
    let path = format!("/v1/api-keys/{id}");
    let read = server.get(&path).await;
    assert!(read.body["lastUsedAt"].is_string() && read.body.get("key").is_none(), "{}", read.body);
    assert!(!read.body.to_string().contains(text));

    // Both work until the cut-off (K07).
    let rotated = server.post(&format!("{path}/rotate"), &json!({ "overlapSeconds": 3600 })).await;
    let new = rotated.body["key"].as_str().unwrap();
    assert_eq!(rotated.body["apiKey"]["scopes"], json!(["read"]));
    assert_eq!((status(text).await, status(new).await), (200, 200));
    server.clock.advance_seconds(3601);
    assert_eq!((status(text).await, status(new).await), (401, 200));
    assert_eq!(server.post(&format!("{path}/rotate"), &json!({})).await.status, 404);

    let new_path = format!("/v1/api-keys/{}", rotated.body["apiKey"]["id"].as_str().unwrap());
    assert!(server.delete(&new_path).await.body["revokedAt"].is_string());
    assert_eq!(status(new).await, 401);
    assert_eq!(server.get("/v1/api-keys").await.body["items"].as_array().unwrap().len(), 3);
    for body in [
        json!({ "name": "x", "scopes": [] }),
        json!({ "name": "x", "scopes": ["all"] }),
        json!({ "name": "x", "scopes": ["read"], "expiresAt": "2020-01-01T00:00:00Z" }),
    ] {
        assert_eq!(server.post("/v1/api-keys", &body).await.status, 422, "{body}");
    }
}

#[tokio::test]
async fn the_operator_makes_a_key_when_the_last_one_is_lost() {
    let server = TestServer::start().await;
    let mut new = NewKey::new(&server.organization.id);
    new.live = true;
    new.scopes = vec!["read".to_owned()];
    let key = create_key(&server.config, &new).await.unwrap();
    assert!(key.starts_with("pm_live_"));
    let organization = server.send_as(Method::GET, "/v1/organization", &key, None).await;
    assert_eq!(organization.body["id"], server.organization.id);
    assert_eq!(organization.body["environment"], "live");
    assert!(create_key(&server.config, &NewKey::new("unknown")).await.is_err());
    new.scopes = vec!["everything".to_owned()];
    assert!(create_key(&server.config, &new).await.is_err());
}

/// K95: twice the limit from many connections.
#[tokio::test(flavor = "multi_thread")]
async fn exactly_the_limit_is_answered_and_the_rest_is_told_when_to_come_again() {
    let server = TestServer::start_with(|config| config.limits.key_requests_per_minute = 40).await;
    // Not across the end of a minute.
    let second = server.clock.now_seconds() % 60;
    server.clock.advance_seconds(60 - second);
    let server = std::sync::Arc::new(server);
    let tasks: Vec<_> = (0..80)
        .map(|_| {
            let server = server.clone();
            tokio::spawn(async move { server.get("/v1/organization").await })
        })
        .collect();
    let (mut answered, mut refused) = (0, 0);
    for task in tasks {
        let reply = task.await.unwrap();
        assert_eq!(reply.headers["ratelimit-limit"], "40");
        match reply.status.as_u16() {
            200 => answered += 1,
            429 => {
                refused += 1;
                assert_eq!(
                    (reply.code(), &reply.headers["ratelimit-remaining"]),
                    ("rate_limited", &"0".parse().unwrap())
                );
                let wait: u32 = reply.headers["retry-after"].to_str().unwrap().parse().unwrap();
                assert!((1..=60).contains(&wait));
            }
            status => panic!("{status}"),
        }
    }
    assert_eq!((answered, refused), (40, 40));
    // Another key has its own count, and the next minute begins anew.
    let live = server.organization.live_api_key.clone();
    assert_eq!(server.send_as(Method::GET, "/v1/organization", &live, None).await.status, 200);
    server.clock.advance_seconds(60);
    assert_eq!(server.get("/v1/organization").await.headers["ratelimit-remaining"], "39");
}

/// K06 and K73.
#[tokio::test]
async fn guessing_keys_and_codes_is_slow() {
    let server = TestServer::start_with(|config| {
        config.limits.wrong_keys_per_minute = 5;
        config.limits.verifications_per_minute = 5;
    })
    .await;
    let second = server.clock.now_seconds() % 60;
    server.clock.advance_seconds(60 - second);
    let mut statuses = Vec::new();
    for _ in 0..7 {
        statuses.push(server.send_as(Method::GET, "/v1/credentials", "wrong", None).await.status.as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
    // A good key from the same address waits too: otherwise one right guess would show.
    assert_eq!(server.get("/v1/organization").await.status, 429);
    let mut statuses = Vec::new();
    for _ in 0..7 {
        let reply = server.get_public("/v1/verify/AC-00000000").await;
        assert_eq!(reply.headers["access-control-allow-origin"], "*");
        statuses.push(reply.status.as_u16());
    }
    assert_eq!(statuses, [404, 404, 404, 404, 404, 429, 429]);
    server.clock.advance_seconds(60);
    assert_eq!(server.get("/v1/organization").await.status, 200);
}

#[tokio::test]
async fn behind_a_proxy_the_last_forwarded_address_counts_and_otherwise_none() {
    for (behind_proxy, statuses) in [(true, [404, 404]), (false, [404, 429])] {
        let server = TestServer::start_with(|config| {
            config.behind_proxy = behind_proxy;
            config.limits.verifications_per_minute = 1;
        })
        .await;
        let mut found = Vec::new();
        for address in ["203.0.113.1", "203.0.113.2"] {
            let request = server.request(Method::GET, "/v1/verify/0");
            let forwarded = format!("198.51.100.9, {address}");
            found.push(send(request.header("X-Forwarded-For", forwarded)).await.status.as_u16());
        }
        assert_eq!(found, statuses, "{behind_proxy}");
    }
}

#[tokio::test]
async fn the_quota_counts_different_people_of_a_month_and_live_ones_only() {
    let server = TestServer::start_public().await;
    let live = server.organization.live_api_key.clone();
    set_quota(&server.config, &server.organization.id, Some(2)).await.unwrap();
    let achievement = server
        .post_with("/v1/achievements", &crate::support::achievement_body(), &live, None)
        .await
        .body["id"]
        .clone();
    let issue = async |email: &str| {
        let mut body = issue_body(achievement.as_str().unwrap());
        body["recipient"]["email"] = json!(email);
        server.post_with("/v1/credentials", &body, &live, None).await
    };
    for email in ["a@example.com", "A@example.com", "b@example.com"] {
        assert_eq!(issue(email).await.status, 201, "{email}");
    }
    let refused = issue("c@example.com").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "quota_exceeded"));
    let usage = server.send_as(Method::GET, "/v1/usage", &live, None).await.body;
    assert_eq!(
        (&usage["recipients"], &usage["recipientLimit"]),
        (&json!(2), &json!(2)),
        "what was refused is not counted"
    );
    let message = refused.body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("2 different people") && message.contains(usage["resetsAt"].as_str().unwrap()),
        "{message}"
    );
    assert_eq!(issue("b@example.com").await.status, 201, "people who were counted are free");
    for number in 0..3 {
        let mut body = issue_body(&server.achievement().await);
        body["recipient"]["email"] = json!(format!("s{number}@example.com"));
        assert_eq!(server.post("/v1/credentials", &body).await.status, 201, "the sandbox is free");
    }
    server.clock.advance_seconds(32 * 86_400);
    assert_eq!(issue("c@example.com").await.status, 201);
}

/// What it is, the first bytes, and what drips after them.
type Attempt = (&'static str, Vec<u8>, Option<&'static [u8]>);

/// K96. Time limits are seconds here, so that the test is short; nothing is asserted about how long they take.
#[tokio::test(flavor = "multi_thread")]
async fn slow_large_and_endless_requests_end() {
    let server = TestServer::start_with(|config| {
        config.limits.request_seconds = 1;
        config.limits.idle_seconds = 1;
        config.limits.body_bytes = 1000;
    })
    .await;
    let address = server.config.listen.clone();
    let key = server.organization.sandbox_api_key.to_string();
    let attempts: [Attempt; 4] = [
        ("silent", Vec::new(), None),
        ("half a head", b"GET /health/live HTTP/1.1\r\nHost: x\r\n".to_vec(), None),
        ("dripping head", b"GET /health/live HTTP/1.1\r\n".to_vec(), Some(b"X-A: b\r\n")),
        (
            "dripping body",
            format!("POST /v1/credentials HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{{").into_bytes(),
            Some(b" "),
        ),
    ];
    for (what, start, drip) in attempts {
        let address = address.clone();
        let ended = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
            stream.write_all(&start).unwrap();
            let mut buffer = [0; 512];
            // 20 seconds in all: far more than the limits, and an end to the test if they do not hold.
            for _ in 0..100 {
                match stream.read(&mut buffer) {
                    Ok(0) => return true,
                    Ok(_) => {}
                    Err(error)
                        if matches!(
                            error.kind(),
                            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                        ) => {}
                    Err(_) => return true,
                }
                if let Some(drip) = drip
                    && stream.write_all(drip).is_err()
                {
                    return true;
                }
            }
            false
        });
        assert!(ended.await.unwrap(), "{what}: the connection was held");
    }
    let mut request = server.request(Method::GET, "/health/live");
    for number in 0..10_000 {
        request = request.header(format!("x-{number}"), "y");
    }
    let refused = request.send().await;
    assert!(refused.map_or(true, |response| response.status().is_client_error()));
    let large = json!({ "name": "x".repeat(2000) });
    let reply = server.post("/v1/achievements", &large).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (413, "body_too_large"));
    assert_eq!(server.get_public("/health/live").await.status, 200, "and the server goes on");
}

#[tokio::test]
async fn metrics_count_and_are_not_for_everybody() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    server.get_public(&format!("/v1/verify/{}", credential["id"].as_str().unwrap())).await;
    let text = |reply: Value| reply["text"].as_str().unwrap().to_owned();
    let metrics = text(server.get_public("/metrics").await.body);
    for line in ["proofmark_credentials_issued_total 1", "proofmark_verifications_total 1"] {
        assert!(metrics.lines().any(|found| found == line), "{line} is missing in {metrics}");
    }
    assert!(!metrics.contains("Example College"));
    for behind_proxy in [false, true] {
        let server = TestServer::start_with(|config| {
            config.behind_proxy = behind_proxy;
            config.metrics_token = (!behind_proxy).then(|| "for prometheus".to_owned().into());
        })
        .await;
        assert_eq!(server.get_public("/metrics").await.status, 404);
        let with_token = server.send_as(Method::GET, "/metrics", "for prometheus", None).await;
        assert_eq!(with_token.status.as_u16(), if behind_proxy { 404 } else { 200 });
    }
}

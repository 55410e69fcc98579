//! What happens when a credential ends: its status to the second, and what is told of it, once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use proofmark_server::{Server, Timestamp};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::database;
use crate::smtp_sink::Sink;
use crate::support::{TestServer, issue_body};

const DAY: i64 = 24 * 3600;

async fn issue_until(server: &TestServer, seconds: i64, email: bool) -> Value {
    let mut body = issue_body(&server.achievement().await);
    body["validFrom"] = json!(text(seconds - 400 * DAY));
    body["validUntil"] = json!(text(seconds));
    body["sendEmail"] = json!(email);
    let reply = server.post("/v1/credentials", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.body
}

fn text(seconds: i64) -> String {
    Timestamp::from_micros(seconds * 1_000_000).to_string()
}

/// Waits until so many events of this type are there, and a moment longer for one too many.
async fn settled_events(server: &TestServer, kind: &str, count: usize) -> Vec<(String, Value)> {
    let query = format!("SELECT subject_id, data FROM events WHERE type = '{kind}' ORDER BY id");
    for _ in 0..400 {
        if server.rows(&query).await.len() >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let rows = server.rows(&query).await;
    rows.into_iter().map(|(id, data)| (id, serde_json::from_str(&data).unwrap())).collect()
}

#[tokio::test]
async fn the_status_is_right_at_the_second_before_at_it_and_after_it() {
    let server = TestServer::start().await;
    let start = server.clock.now_seconds();
    let (from, until) = (start + 1000, start + 2000);
    let mut body = issue_body(&server.achievement().await);
    body["validFrom"] = json!(text(from));
    body["validUntil"] = json!(text(until));
    let issued = server.post("/v1/credentials", &body).await.body;
    let id = issued["id"].as_str().unwrap();
    for (second, status, reason) in [
        (from - 1, "pending", None),
        (from, "valid", None),
        (until - 1, "valid", None),
        (until, "valid", None),
        (until + 1, "expired", Some("expired")),
    ] {
        server.clock.stop_at_seconds(second);
        assert_eq!(server.get(&format!("/v1/credentials/{id}")).await.body["status"], status, "{second}");
        let list = server.get(&format!("/v1/credentials?status={status}&total=true")).await.body;
        assert_eq!(list["total"], 1, "{second}");
        let verdict = server.get_public(&format!("/v1/verify/{id}")).await.body;
        assert_eq!(verdict["status"], status, "{second}");
        // The verifier, from the signed document alone, says the same of the end; it lets clocks differ at the start.
        assert_eq!(
            verdict["report"]["reason"].as_str(),
            reason,
            "{second}: {}",
            verdict["report"]["verdict"]
        );
    }
}

#[tokio::test]
async fn ends_are_told_once_by_two_processes_and_after_they_were_away() {
    let mut server = TestServer::start().await;
    let start = server.clock.now_seconds();
    let mut ids = Vec::new();
    for number in 0..40 {
        let issued = issue_until(&server, start + 100 * DAY + number, false).await;
        ids.push(issued["id"].as_str().unwrap().to_owned());
    }
    let for_ever = server.credential().await;
    // Taken back before: nothing is told.
    server.post(&format!("/v1/credentials/{}/revoke", ids[0]), &json!({ "reason": "x" })).await;

    // A second process on the same database.
    let mut config = server.config.clone();
    config.listen = "127.0.0.1:0".to_owned();
    let (stop, stopped) = oneshot::channel::<()>();
    let second = Server::start(config, Arc::new(server.clock.clone())).await.unwrap();
    let second = tokio::spawn(second.serve(async {
        let _ = stopped.await;
    }));

    // Thirty days before the end of the first twenty, to the second.
    server.clock.stop_at_seconds(start + 70 * DAY + 19);
    let expiring = settled_events(&server, "credential.expiring", 19).await;
    assert_eq!(expiring.len(), 19);
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'credential.expired'").await, 0);

    // Both are away for a year; then everything that was missed is told, in order, once.
    drop(stop);
    second.await.unwrap().unwrap();
    server.stop().await;
    server.clock.stop_at_seconds(start + 465 * DAY);
    server.resume().await;
    let expired = settled_events(&server, "credential.expired", 39).await;
    let expiring = settled_events(&server, "credential.expiring", 39).await;
    for (kind, events) in [("expired", expired), ("expiring", expiring)] {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for (id, data) in events {
            assert_eq!(data["credentialId"], json!(id));
            *counts.entry(id).or_default() += 1;
        }
        assert!(counts.values().all(|count| *count == 1), "{kind}: {counts:?}");
        assert_eq!(counts.len(), 39, "{kind}");
        assert!(!counts.contains_key(&ids[0]) && !counts.contains_key(for_ever["id"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn recipients_are_reminded_once_before_the_end_and_not_without_need() {
    let sink = Sink::start().await;
    let server = TestServer::start_with(|config| sink.configure(config)).await;
    let start = server.clock.now_seconds();
    issue_until(&server, start + 100 * DAY, true).await;
    // Issued for less than the time before the end; and to somebody who is not written to.
    issue_until(&server, start + 10 * DAY, true).await;
    issue_until(&server, start + 100 * DAY, false).await;
    sink.wait_for(2).await;
    server.clock.stop_at_seconds(start + 70 * DAY + 1);
    let mail = sink.wait_for(3).await[2].mail();
    assert_eq!(mail.header("subject"), "TEST – Your badge ends soon: Welding 101");
    assert!(mail.text.contains(&text(start + 100 * DAY)[..10]), "{}", mail.text);
    server.clock.stop_at_seconds(start + 101 * DAY);
    settled_events(&server, "credential.expired", 3).await;
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'credential.expiring'").await, 3);
    assert_eq!(sink.received().len(), 3);
}

/// Looking costs what is found: both questions are answered from an index that holds nothing else.
#[tokio::test]
async fn nobody_reads_the_whole_table_to_find_what_ends() {
    let server = TestServer::start().await;
    for notice in ["expiring", "expired"] {
        let query = format!(
            "SELECT id FROM credentials WHERE valid_until IS NOT NULL AND {notice}_noted = 0 AND valid_until < 5 \
             ORDER BY valid_until, id LIMIT 200"
        );
        let Some(plan) = database::plan(&server.config.database, &query).await else {
            eprintln!("NOT RUN: plans are read on SQLite alone");
            return;
        };
        assert!(plan.contains(&format!("credentials_before_{notice}")) && !plan.contains("SCAN"), "{plan}");
    }
}

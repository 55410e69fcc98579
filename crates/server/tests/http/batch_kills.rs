//! Two processes share a batch on one PostgreSQL and are killed in the middle of it, again and again (K20, K23, K26). On
//! SQLite, where there is one process, the command line's tests do the same.

use std::collections::HashSet;
use std::time::Duration;

use proofmark_server::create_organization;
use reqwest::Client;
use serde_json::Value;

use crate::crashes::{Process, program};
use crate::database;
use crate::support::{achievement_body, free_address, how_often};

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_that_are_killed_lose_no_row_and_issue_none_twice() {
    let Some(program) = program() else { return };
    let (postgres, _folder, mut config) = database::apart();
    if postgres.is_none() {
        eprintln!("NOT TESTED here: on SQLite `proofmark issue` is tested like this");
        return;
    }
    config.base_url = Some(format!("http://{}", config.listen));
    let api_key = create_organization(&config, "Example College").await.unwrap().sandbox_api_key.to_string();
    let start = async |listen: &str| Process::start_at(listen, &program, &config).await;
    let addresses = [config.listen.clone(), free_address()];
    let mut processes = [start(&addresses[0]).await, start(&addresses[1]).await];
    let client = Client::new();
    let ask = async |path: &str| -> Value {
        let url = format!("http://{}{path}", addresses[0]);
        client.get(url).bearer_auth(&api_key).send().await.unwrap().json().await.unwrap()
    };

    let made = client.post(format!("http://{}/v1/achievements", addresses[0])).bearer_auth(&api_key);
    let made: Value = made.json(&achievement_body()).send().await.unwrap().json().await.unwrap();
    let (kills, count) =
        (how_often("kills", 20, 200), how_often("rows that are issued meanwhile", 4_000, 30_000));
    let table: String = (1..=count).map(|n| format!("P {n},p{n}@example.com,e{n}\n")).collect();
    let query = format!("achievementId={}", made["id"].as_str().unwrap());
    let batch = client.post(format!("http://{}/v1/batches?{query}", addresses[0])).bearer_auth(&api_key);
    let batch = batch.header("Content-Type", "text/csv").body(format!("name,email,externalId\n{table}"));
    let batch: Value = batch.send().await.unwrap().json().await.unwrap();
    let id = batch["id"].as_str().unwrap();

    let (mut under_way, mut wait) = (0, 17);
    for kill in 0..kills {
        // Any order of waits does; this one is the same in every run.
        tokio::time::sleep(Duration::from_millis(wait)).await;
        wait = (wait * 29 + 7) % 211;
        let which = kill % 2;
        processes[which].end();
        // As if a minute had passed: what the dead one held is free. What the other one holds is too, so that both work on
        // the same rows for a while.
        database::execute(&config.database, "UPDATE jobs SET lease_until = 0 WHERE lease IS NOT NULL").await;
        processes[which] = start(&addresses[which]).await;
        let batch = ask(&format!("/v1/batches/{id}")).await;
        under_way += usize::from(batch["state"] == "running");
    }
    eprintln!("killed {kills} times, {under_way} times in the middle of {count} rows");
    assert!(under_way > 0, "the batch was over before a process was killed");
    let batch = loop {
        let batch = ask(&format!("/v1/batches/{id}")).await;
        if batch["state"] == "completed" {
            break batch;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!((&batch["succeeded"], &batch["failed"]), (&count.into(), &0.into()), "{batch}");

    // Each row has one credential, which says what the row said.
    for (query, expected) in [
        ("SELECT count(*) FROM credentials", count),
        ("SELECT count(DISTINCT external_id) FROM credentials", count),
        ("SELECT count(*) FROM status_entries", 2 * count),
        ("SELECT count(*) FROM events WHERE type = 'credential.issued'", count),
        ("SELECT count(*) FROM events WHERE type = 'batch.completed'", 1),
        (
            "SELECT count(*) FROM batch_rows r JOIN credentials c ON c.id = r.credential_id \
             WHERE r.state = 'issued' AND c.external_id = r.external_id \
               AND c.recipient_email LIKE 'p' || r.number || '@%'",
            count,
        ),
    ] {
        let found = database::count(&config.database, query).await;
        assert_eq!(found, i64::try_from(expected).unwrap(), "{query}");
    }
    let page = ask(&format!("/v1/credentials?limit=100&batchId={id}")).await;
    let ids: HashSet<&str> =
        page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 100);
    for id in ids.iter().take(5) {
        let found = ask(&format!("/v1/verify/{id}")).await;
        assert_eq!(found["report"]["verdict"], "valid", "{found}");
    }
}

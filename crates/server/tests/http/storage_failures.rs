//! The disk is full, or the database only reads: nothing is half done, callers hear "try again later", and when the cause
//! is gone, so is the failure (K24).

use std::process::Command;

use proofmark_server::create_organization;
use reqwest::Client;
use serde_json::Value;

use crate::crashes::{Process, program};
use crate::database;
use crate::support::{achievement_body, issue_body};

#[tokio::test]
async fn without_room_requests_wait_and_later_go_on() {
    let Some(program) = program() else { return };
    let (postgres, folder, config) = database::apart();
    let organization = create_organization(&config, "Example College").await.unwrap();
    let process = Process::start(&program, &config).await;
    let client = Client::new();
    let post = async |path: &str, body: &Value| {
        let url = format!("{}{path}", process.base_url);
        let reply =
            client.post(url).bearer_auth(&*organization.sandbox_api_key).json(body).send().await.unwrap();
        let status = reply.status().as_u16();
        (status, reply.json::<Value>().await.unwrap())
    };
    let achievement = post("/v1/achievements", &achievement_body()).await.1;
    let body = issue_body(achievement["id"].as_str().unwrap());
    assert_eq!(post("/v1/credentials", &body).await.0, 201);

    let set = |setting: &str| match &postgres {
        Some(postgres) => {
            let statement = format!("ALTER SYSTEM SET default_transaction_read_only = {setting}");
            postgres.run("psql", &["-d", "postgres", "-c", &statement, "-c", "SELECT pg_reload_conf()"]);
        }
        None => {
            // Files of the process may grow up to here: the log has a few more pages, then it is full.
            let log = std::fs::metadata(folder.path().join("test.db-wal")).unwrap().len();
            let limit = if setting == "on" { (log + 50_000).to_string() } else { "unlimited".to_owned() };
            let process = process.child.id().to_string();
            let changed =
                Command::new("prlimit").args(["--pid", &process, &format!("--fsize={limit}:")]).status();
            assert!(changed.unwrap().success());
        }
    };
    set("on");
    let (mut issued, mut refused) = (1, 0);
    for _ in 0..60 {
        match post("/v1/credentials", &body).await {
            (201, _) => issued += 1,
            (503, answer) => {
                assert_eq!(answer["error"]["code"], "unavailable", "{answer}");
                refused += 1;
            }
            (status, answer) => panic!("{status}: {answer}"),
        }
    }
    assert!(refused > 20, "{refused} refused, {issued} issued");
    let read = client.get(format!("{}/v1/credentials", process.base_url));
    assert_eq!(read.bearer_auth(&*organization.sandbox_api_key).send().await.unwrap().status(), 200);

    set("off");
    let mut healed = 0;
    for _ in 0..20 {
        if post("/v1/credentials", &body).await.0 == 201 {
            healed += 1;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(healed > 10, "only {healed} of 20 were issued afterwards");
    let credentials = i64::from(issued + healed);
    for (query, expected) in [
        ("SELECT count(*) FROM credentials", credentials),
        ("SELECT count(*) FROM status_entries", 2 * credentials),
        ("SELECT count(*) FROM events WHERE type = 'credential.issued'", credentials),
    ] {
        assert_eq!(database::count(&config.database, query).await, expected, "{query}");
    }
}

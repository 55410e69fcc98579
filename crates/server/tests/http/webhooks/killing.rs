//! K68: the program itself, killed with signal 9 while it sends to receivers that fail 30 % of the time. Each delivery
//! arrives or is given up, and each attempt at it carries the same identifier and the same bytes.
//!
//! Between two lives of the process the waiting rows are made due, as if the days until their next attempt had gone by.
//! Short: 2,000 deliveries. Long (`PROOFMARK_LONG`): 100,000.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use proofmark_server::{Config, create_organization};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use super::receiver::{Answer, Receiver};
use crate::crashes::program;
use crate::database;
use crate::support::{achievement_body, free_address, how_often, issue_body};

const ENDPOINTS: usize = 20;
/// A request that is answered so late is the machine's fault, not the test's.
const PATIENCE: Duration = Duration::from_secs(120);

struct Program {
    config: Config,
    address: String,
    child: Child,
}

impl Program {
    fn spawn(config: &Config, binary: &PathBuf, address: &str) -> Child {
        Command::new(binary)
            .arg("serve")
            .env("PROOFMARK_LISTEN", address)
            .env("PROOFMARK_DATABASE", database::address(&config.database))
            .env("PROOFMARK_MASTER_KEY", "07".repeat(32))
            .env("PROOFMARK_ALLOW_PRIVATE_WEBHOOKS", "true")
            .env("PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE", "0")
            .env("PROOFMARK_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Signal 9, then three days, then a new life.
    async fn kill_and_start_again(&mut self, binary: &PathBuf) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let due = "UPDATE webhook_deliveries SET next_attempt_at = 1 WHERE next_attempt_at IS NOT NULL";
        database::execute(&self.config.database, due).await;
        self.child = Self::spawn(&self.config, binary, &self.address);
    }

    async fn count(&self, query: &str) -> i64 {
        database::count(&self.config.database, query).await
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks until the program, which may be dead right now, answers.
async fn ask(method: Method, url: &str, key: &str, body: &Value, idempotency_key: &str) -> Value {
    let client = Client::new();
    let until = std::time::Instant::now() + PATIENCE;
    while std::time::Instant::now() < until {
        let request = client.request(method.clone(), url).bearer_auth(key).json(body);
        let request = request.header("Idempotency-Key", idempotency_key).timeout(Duration::from_secs(30));
        match request.send().await {
            Ok(answer) if answer.status() == StatusCode::CREATED => return answer.json().await.unwrap(),
            Ok(answer) if answer.status().is_client_error() && answer.status() != StatusCode::CONFLICT => {
                panic!("{url}: {}", answer.text().await.unwrap());
            }
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    panic!("{url} was not answered");
}

/// Looks again and again; the long run takes its time.
async fn until(is_so: impl AsyncFn() -> bool) {
    for _ in 0..36_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it did not happen");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_delivery_arrives_or_is_given_up_though_the_sender_is_killed() {
    let Some(binary) = program() else { return };
    let credentials = how_often("credentials that 20 deliveries each follow", 100, 5000);
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut config = Config::default();
    config.listen = address.clone();
    config.database = database::new(folder.path());
    config.master_key = Some("07".repeat(32).into());
    let organization = create_organization(&config, "Example College").await.unwrap();
    let key = organization.sandbox_api_key.to_string();
    let child = Program::spawn(&config, &binary, &address);
    let mut program = Program { config, address: address.clone(), child };

    // 30 % of the answers, spread evenly.
    let answer = |before: usize| Answer::Status(if before * 7 % 10 < 3 { 500 } else { 204 });
    let mut receivers = Vec::new();
    for number in 0..ENDPOINTS {
        let receiver = Receiver::start(answer).await;
        let body = json!({ "url": receiver.url });
        let url = format!("http://{address}/v1/webhook-endpoints");
        ask(Method::POST, &url, &key, &body, &format!("endpoint-{number}")).await;
        receivers.push(receiver);
    }
    let url = format!("http://{address}/v1/achievements");
    let achievement = ask(Method::POST, &url, &key, &achievement_body(), "achievement").await;
    let body = issue_body(achievement["id"].as_str().unwrap());
    let issuing = tokio::spawn(async move {
        let url = format!("http://{address}/v1/credentials");
        for number in 0..credentials {
            ask(Method::POST, &url, &key, &body, &format!("credential-{number}")).await;
        }
    });

    // Killed while it issues and sends.
    let mut kills = 0;
    for part in 1..=3 {
        let enough = credentials * ENDPOINTS * part / 5;
        until(async || {
            receivers.iter().map(Receiver::connections).sum::<usize>() >= enough || issuing.is_finished()
        })
        .await;
        program.kill_and_start_again(&binary).await;
        kills += 1;
    }
    issuing.await.unwrap();
    // And again whenever everything that was due has been attempted, until nothing waits.
    loop {
        until(async || {
            let due =
                "SELECT count(*) FROM webhook_deliveries WHERE next_attempt_at = 1 OR lease IS NOT NULL";
            program.count(due).await == 0
        })
        .await;
        if program.count("SELECT count(*) FROM webhook_deliveries WHERE next_attempt_at IS NOT NULL").await
            == 0
        {
            break;
        }
        program.kill_and_start_again(&binary).await;
        kills += 1;
        assert!(kills < 20, "each delivery is attempted ten times at most");
    }

    let all = i64::try_from(credentials * ENDPOINTS).unwrap();
    let delivered = "SELECT count(*) FROM webhook_deliveries WHERE state = 'delivered'";
    let dead = "SELECT count(*) FROM webhook_deliveries WHERE state = 'dead'";
    let (delivered, dead) = (program.count(delivered).await, program.count(dead).await);
    assert_eq!(delivered + dead, all, "none is lost, none is made twice");
    let (mut attempts, mut taken, mut ids) = (0, 0, HashSet::new());
    for receiver in &mut receivers {
        let (mut bodies, mut accepted) = (HashMap::new(), HashSet::new());
        for message in receiver.drain() {
            attempts += 1;
            let id = message.header("webhook-id").to_owned();
            if message.answered == Some(204) {
                accepted.insert(id.clone());
            }
            let body = bodies.entry(id).or_insert_with(|| message.body.clone());
            assert_eq!(*body, message.body, "the same identifier always carries the same bytes");
        }
        assert_eq!(bodies.len(), credentials, "each event came to each receiver at least once");
        taken += accepted.len();
        ids.extend(bodies.into_keys());
    }
    assert_eq!(ids.len(), credentials, "the receivers saw the same identifiers");
    // A kill between the answer and its record lets a receiver have what the sender gave up or sent again.
    assert!(i64::try_from(taken).unwrap() >= delivered);
    eprintln!("{all} deliveries, {attempts} attempts, {kills} kills: {delivered} delivered, {dead} given up");
}

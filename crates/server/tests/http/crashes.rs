//! The program as a process that is killed at random moments of a mixed load, and a PostgreSQL server that stops as with
//! the power (K20, K21, K43). On PostgreSQL there are two processes on one database. What was acknowledged is there, once; what was not is there as a whole or not at all; and
//! the same request, sent again, ends as if nothing had happened.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proofmark_server::{Config, Database, create_organization};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::database;
use crate::support::{achievement_body, free_address, how_often, issue_body};

/// Clients that ask at the same time.
const CLIENTS: usize = 6;

/// A request that can be repeated.
#[derive(Clone)]
struct Request {
    path: String,
    body: Value,
    key: String,
}

/// What the clients asked for, with the answers that they got.
#[derive(Default)]
struct Ledger {
    answered: Vec<(Request, Value)>,
    open: Vec<Request>,
}

pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) base_url: String,
}

impl Process {
    /// Starts the program and waits until it answers.
    pub(crate) async fn start(program: &PathBuf, config: &Config) -> Self {
        Self::start_at(&config.listen, program, config).await
    }

    /// The same at another address than the configuration's.
    pub(crate) async fn start_at(listen: &str, program: &PathBuf, config: &Config) -> Self {
        // A file that may not grow is then an error instead of a signal.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" serve"]).arg(program);
        command
            .env("PROOFMARK_LISTEN", listen)
            .env("PROOFMARK_DATABASE", database::address(&config.database));
        command.env("PROOFMARK_MASTER_KEY_FILE", config.master_key_file.as_ref().unwrap());
        command.env("PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE", "0").env("PROOFMARK_LOG", "error");
        command.env("PROOFMARK_LIMIT_VERIFICATIONS_PER_MINUTE", "0");
        command.env("PROOFMARK_LIMIT_DOCUMENTS_PER_MINUTE", "0");
        command.env("PROOFMARK_ALLOW_PRIVATE_WEBHOOKS", config.allow_private_webhooks.to_string());
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        let process = Self { child, base_url: format!("http://{listen}") };
        for _ in 0..2000 {
            if reqwest::get(format!("{}/health/ready", process.base_url))
                .await
                .is_ok_and(|r| r.status() == 200)
            {
                return process;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the program does not answer");
    }
}

impl Process {
    /// SIGKILL: nothing is finished and nothing is cleaned up.
    pub(crate) fn end(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// The program that was built with the tests.
pub(crate) fn program() -> Option<PathBuf> {
    let beside = || {
        let tests = std::env::current_exe().ok()?;
        Some(tests.parent()?.parent()?.join("proofmark"))
    };
    let program = std::env::var_os("PROOFMARK_BIN").map(PathBuf::from).or_else(beside)?;
    if !program.is_file() {
        eprintln!("NOT TESTED: killing the program, because {} was not built", program.display());
        return None;
    }
    Some(program)
}

/// The answer, or nothing if the server has gone or cannot reach its database.
async fn send(client: &Client, base_url: &str, api_key: &str, request: &Request) -> Option<Value> {
    let sent = client
        .request(Method::POST, format!("{base_url}{}", request.path))
        .bearer_auth(api_key)
        .header("Idempotency-Key", &request.key)
        .json(&request.body);
    let response = sent.send().await.ok()?;
    let status = response.status().as_u16();
    let text = response.text().await.ok()?;
    assert!(matches!(status, 200 | 201 | 503), "{status}: {text}");
    (status != 503).then(|| serde_json::from_str(&text).unwrap())
}

/// Issues, and revokes every third of what it issued, until the server no longer answers or the round is over: who asks
/// nothing at the moment of a kill meets the next process.
async fn work(
    ledger: Arc<Mutex<Ledger>>,
    is_over: Arc<AtomicBool>,
    base_url: String,
    api_key: String,
    achievement: String,
    name: String,
) {
    let client = Client::new();
    for number in 0.. {
        if is_over.load(Ordering::Relaxed) {
            return;
        }
        let mut body = issue_body(&achievement);
        body["recipient"]["email"] = json!(format!("{name}-{number}@example.com"));
        let issue = Request { path: "/v1/credentials".to_owned(), body, key: format!("{name}-{number}") };
        let mut next = Some(issue);
        while let Some(request) = next.take() {
            let Some(answer) = send(&client, &base_url, &api_key, &request).await else {
                ledger.lock().unwrap().open.push(request);
                return;
            };
            if number % 3 == 0 && request.path == "/v1/credentials" {
                next = Some(Request {
                    path: format!("/v1/credentials/{}/revoke", answer["id"].as_str().unwrap()),
                    body: json!({ "reason": "given to the wrong person" }),
                    key: format!("{name}-{number}-revoke"),
                });
            }
            ledger.lock().unwrap().answered.push((request, answer));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_nothing_acknowledged_is_lost() {
    let Some(program) = program() else { return };
    let (postgres, _folder, mut config) = database::apart();
    config.base_url = Some(format!("http://{}", config.listen));
    let mut addresses = vec![config.listen.clone()];
    addresses.extend(postgres.is_some().then(free_address));
    let organization = create_organization(&config, "Example College").await.unwrap();
    let api_key = organization.sandbox_api_key.to_string();

    let client = Client::new();
    let start = async |listen: &str| Process::start_at(listen, &program, &config).await;
    let mut processes = Vec::new();
    for listen in &addresses {
        processes.push(start(listen).await);
    }
    let made = client.post(format!("{}/v1/achievements", processes[0].base_url)).bearer_auth(&api_key);
    let made: Value = made.json(&achievement_body()).send().await.unwrap().json().await.unwrap();
    let achievement = made["id"].as_str().unwrap().to_owned();

    let ledger = Arc::new(Mutex::new(Ledger::default()));
    let rounds = how_often("kills", 20, 200);
    let mut random = u64::from(std::process::id());
    eprintln!("killed {rounds} times, seed {random}");
    for round in 0..rounds {
        let is_over = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let name = format!("r{round}c{client}");
                let base_url = processes[client % processes.len()].base_url.clone();
                tokio::spawn(work(
                    ledger.clone(),
                    is_over.clone(),
                    base_url,
                    api_key.clone(),
                    achievement.clone(),
                    name,
                ))
            })
            .collect();
        let mut moment = || {
            // Numerical Recipes' generator; its upper bits are random enough to kill by.
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Duration::from_millis(30 + (random >> 33) % 200)
        };
        if let Some(postgres) = postgres.as_ref().filter(|_| round % 3 == 2) {
            tokio::time::sleep(moment()).await;
            // The programs go on and find their database again.
            postgres.crash();
            postgres.start_again();
        }
        // One after the other, so that the second meets what the first left.
        for (process, listen) in processes.iter_mut().zip(&addresses) {
            tokio::time::sleep(moment()).await;
            process.end();
            *process = start(listen).await;
        }
        is_over.store(true, Ordering::Relaxed);
        for client in clients {
            client.await.unwrap();
        }

        let open = std::mem::take(&mut ledger.lock().unwrap().open);
        for request in open {
            let answer = send(&client, &processes[round % processes.len()].base_url, &api_key, &request)
                .await
                .expect("an answer");
            ledger.lock().unwrap().answered.push((request, answer));
        }
        let answered = ledger.lock().unwrap().answered.clone();
        for (request, answer) in answered.iter().rev().take(12) {
            let again = send(&client, &processes[round % processes.len()].base_url, &api_key, request)
                .await
                .expect("an answer");
            assert_eq!(&again, answer, "{}", request.key);
        }
    }

    let answered = std::mem::take(&mut ledger.lock().unwrap().answered);
    let issued: Vec<&Value> = answered
        .iter()
        .filter(|(request, _)| request.path == "/v1/credentials")
        .map(|(_, made)| made)
        .collect();
    let revoked = answered.len() - issued.len();
    eprintln!("{} credentials issued, {revoked} revoked", issued.len());
    let ids: HashSet<&str> = issued.iter().map(|credential| credential["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), issued.len());
    assert!(issued.len() > rounds, "the load was too small to be killed in the middle of");
    no_half_state(&config.database, issued.len(), revoked).await;
    for credential in issued.iter().rev().step_by(issued.len() / 20 + 1) {
        let url = format!("{}/v1/verify/{}", processes[0].base_url, credential["id"].as_str().unwrap());
        let found: Value = client.get(url).send().await.unwrap().json().await.unwrap();
        let verdict = (found["status"].as_str(), found["report"]["verdict"].as_str());
        let is_right =
            matches!(verdict, (Some("never_expires"), Some("valid")) | (Some("revoked"), Some("invalid")));
        assert!(is_right, "{found}");
        let mut checks = found["report"]["checks"].as_array().into_iter().flatten();
        assert!(checks.any(|check| check["id"] == "signature" && check["outcome"] == "passed"), "{found}");
    }
}

/// Every row that belongs to another one has it, and there are exactly as many as were acknowledged.
async fn no_half_state(database: &Database, issued: usize, revoked: usize) {
    let (issued, revoked) = (i64::try_from(issued).unwrap(), i64::try_from(revoked).unwrap());
    for (query, expected) in [
        ("SELECT count(*) FROM credentials", issued),
        ("SELECT count(*) FROM status_entries", 2 * issued),
        ("SELECT count(*) FROM events WHERE type = 'credential.issued'", issued),
        ("SELECT count(*) FROM idempotency_keys", issued + revoked),
        ("SELECT count(*) FROM credentials WHERE revoked_at IS NOT NULL", revoked),
        ("SELECT count(*) FROM status_entries WHERE bit = 1", revoked),
        ("SELECT count(*) FROM events WHERE type = 'credential.revoked'", revoked),
        (
            "SELECT count(*) FROM credentials c JOIN status_entries e ON e.credential_id = c.id \
             JOIN status_lists l ON l.id = e.list_id AND l.purpose = 'revocation' \
             WHERE (c.revoked_at IS NOT NULL) <> (e.bit = 1)",
            0,
        ),
        (
            "SELECT count(*) FROM status_entries e JOIN status_lists l ON l.id = e.list_id \
          WHERE l.next_position > 131072",
            0,
        ),
    ] {
        assert_eq!(database::count(database, query).await, expected, "{query}");
    }
    if matches!(database, Database::Sqlite(_)) {
        let damage = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
        assert_eq!(database::count(database, damage).await, 0);
    }
}

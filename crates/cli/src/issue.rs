//! `proofmark issue`: sends a table to a server as one batch, follows it, and writes what became of each row beside
//! the row itself.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hyper::Method;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::api::{Answer, Api};
use crate::arguments::IssueArguments;
use crate::exit::{Exit, Failure};
use crate::issue_results;
use crate::terminal::printable;

/// Where the API key is.
const KEY: &str = "PROOFMARK_API_KEY";
/// How often progress is asked for: well within the rate limit of a key.
const PAUSE: Duration = Duration::from_millis(1000);
/// How long a server may be away, to be restarted, before this program gives up on it.
const AWAY: Duration = Duration::from_secs(120);

pub(crate) fn run(arguments: &IssueArguments) -> Result<Exit, Failure> {
    let key = std::env::var(KEY).map(Zeroizing::new);
    let key = key.map_err(|_| Failure::usage(format!("the environment variable {KEY} is not set")))?;
    let api = Api::new(&arguments.server, key)?;
    let table = std::fs::read(&arguments.file)
        .map_err(|error| Failure::unreadable(format!("{}: {error}", arguments.file.display())))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::refused(format!("cannot start: {error}")))?;
    runtime.block_on(issue(arguments, &api, table))
}

async fn issue(arguments: &IssueArguments, api: &Api, table: Vec<u8>) -> Result<Exit, Failure> {
    let is_json = arguments.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let path = format!("/v1/batches?{}", query(arguments));
    // The same table with the same options is the same batch, whoever sends it again and why.
    let hash = Sha256::new().chain_update(&path).chain_update([0]).chain_update(&table).finalize();
    let name: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let media_type = if is_json { "application/json" } else { "text/csv" };
    let key = format!("cli-{name}");
    let headers = [("content-type", media_type), ("idempotency-key", &*key)];
    let batch = ask(api, Method::POST, &path, &headers, table.clone()).await?;
    let id = batch["id"].as_str().ok_or_else(|| Failure::refused("the server's answer names no batch"))?;
    let batch = follow(api, id).await?;

    let results = fetch(api, &format!("/v1/batches/{id}/results.csv")).await?;
    let out = arguments.out.clone().unwrap_or_else(|| beside(&arguments.file));
    let merged = if is_json { results } else { issue_results::beside_rows(&table, &results)? };
    std::fs::write(&out, merged).map_err(|error| Failure::refused(format!("{}: {error}", out.display())))?;
    Ok(tell(&batch, &out))
}

/// Waits until the batch is over, and shows how far it is.
async fn follow(api: &Api, id: &str) -> Result<Value, Failure> {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} {eta}") {
        bar.set_style(style);
    }
    loop {
        let batch = ask(api, Method::GET, &format!("/v1/batches/{id}"), &[], Vec::new()).await?;
        let number = |name: &str| batch[name].as_u64().unwrap_or_default();
        bar.set_length(number("total"));
        bar.set_position(number("done"));
        if number("failed") > 0 {
            bar.set_message(format!("({} refused)", number("failed")));
        }
        if matches!(batch["state"].as_str(), Some("completed" | "cancelled")) {
            bar.finish_and_clear();
            return Ok(batch);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Says in one line what came of it.
fn tell(batch: &Value, out: &Path) -> Exit {
    let number = |name: &str| batch[name].as_u64().unwrap_or_default();
    let (total, good, failed) = (number("total"), number("succeeded"), number("failed"));
    let done = if batch["dryRun"] == json!(true) { "without a fault, nothing issued" } else { "issued" };
    let cancelled = if batch["state"] == json!("cancelled") { " The batch was cancelled." } else { "" };
    eprintln!("{good} of {total} {done}, {failed} refused.{cancelled} Each row: {}", out.display());
    if good == total { Exit::Done } else { Exit::Refused }
}

async fn ask(
    api: &Api,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> Result<Value, Failure> {
    let bytes = persist(api, method, path, headers, body).await?;
    serde_json::from_slice(&bytes).map_err(|error| Failure::refused(format!("the server's answer: {error}")))
}

async fn fetch(api: &Api, path: &str) -> Result<Vec<u8>, Failure> {
    persist(api, Method::GET, path, &[], Vec::new()).await
}

/// Asks until the server answers: it may be restarting, and every request here can be sent again.
async fn persist(
    api: &Api,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> Result<Vec<u8>, Failure> {
    let begun = Instant::now();
    loop {
        match api.ask(method.clone(), path, headers, body.clone()).await {
            Ok(Answer::Good(bytes)) => return Ok(bytes),
            Ok(Answer::Refused(why)) => return Err(Failure::refused(printable(&why))),
            Err(why) if begun.elapsed() > AWAY => return Err(Failure::refused(why)),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// The options, as the address has them.
fn query(arguments: &IssueArguments) -> String {
    let mut defaults = Map::new();
    for (name, value) in [
        ("achievementId", &arguments.achievement),
        ("issuerId", &arguments.issuer),
        ("onDuplicate", &arguments.on_duplicate),
    ] {
        if let Some(value) = value {
            defaults.insert(name.to_owned(), json!(value));
        }
    }
    let mapping: Map<String, Value> =
        arguments.columns.iter().map(|(column, member)| (column.clone(), json!(member))).collect();
    let mut query = format!("dryRun={}", arguments.dry_run);
    for (name, members) in [("defaults", defaults), ("mapping", mapping)] {
        if !members.is_empty() {
            query.push_str(&format!("&{name}={}", percent_encoded(&Value::Object(members).to_string())));
        }
    }
    query
}

/// RFC 3986: everything but unreserved characters.
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

fn beside(table: &Path) -> PathBuf {
    table.with_extension("results.csv")
}

//! The issuing server under load over loopback: issuing with durable commits on both databases, reading, verifying; how
//! fast it starts and what it holds with 100,000 credentials; beside the issuer of Digital Bazaar behind a minimal HTTP
//! server without a database. Clients and servers share the machine's processors, for both alike.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use proofmark_differential::{OracleKind, repository};
use proofmark_postgres::Postgres;
use serde_json::Value;

use crate::input::Inputs;
use crate::load::{self, Answered, CLIENTS};
use crate::peers::Peers;
use crate::process::Server;
use crate::table::{Goal, Table};

const CREDENTIALS: u32 = 100_000;
const EACH: Duration = Duration::from_secs(5);

pub(crate) fn measure(inputs: &Inputs, peers: &mut Peers, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("bench.db").to_string_lossy().into_owned();
    let mut server = Server::start(folder.path(), &path)?;
    server.batch(folder.path(), CREDENTIALS)?;

    let mut starts = Vec::new();
    for _ in 0..5 {
        starts.push(server.start_again(folder.path(), &path)?);
    }
    starts.sort();
    table.milliseconds(
        format!("start with {CREDENTIALS} credentials, until it answers"),
        starts[2].as_secs_f64() * 1e3,
        Goal::AtMost(200.0),
        format!("median of five; {:.0?} to {:.0?}", starts[0], starts[4]),
    );
    status_list(&server, table)?;
    reads(&server, table)?;
    let ours = issuing(&server, "SQLite", Goal::AtMost(20.0), table)?;
    table.megabytes(
        format!("memory with {CREDENTIALS} credentials, after all of this"),
        server.memory()? as f64 / 1024.0,
        Goal::AtMost(100.0),
        "the most that it held since its start",
    );
    drop(server);
    if let Some(postgres) = Postgres::start() {
        let folder = tempfile::tempdir()?;
        let server = Server::start(folder.path(), &postgres.new_database())?;
        issuing(&server, "PostgreSQL", Goal::None, table)?;
    }

    let theirs = peer(inputs, peers)?;
    table.ratio(
        "issuing over HTTP: ours, stored durably / @digitalbazaar/vc, not stored",
        ours.per_second() / theirs.per_second(),
        Goal::AtLeast(10.0),
        format!(
            "{:.0} / {:.0} in a second; theirs p50 {:.1?}, p99 {:.1?}",
            ours.per_second(),
            theirs.per_second(),
            theirs.percentile(0.5),
            theirs.percentile(0.99)
        ),
    );
    Ok(())
}

/// A list of 131,072 places is made from its rows by the first who asks after a start.
fn status_list(server: &Server, table: &mut Table) -> Result<()> {
    let credential = load::get(&server.address, &documents(server, 1)?[0])?;
    let credential: Value = serde_json::from_slice(&credential)?;
    let url = credential["credentialStatus"][0]["statusListCredential"].as_str().context("no status list")?;
    let path = url.splitn(4, '/').nth(3).context("no path")?;
    let mut times = Vec::new();
    for _ in 0..2 {
        let begun = Instant::now();
        load::get(&server.address, &format!("/{path}"))?;
        times.push(begun.elapsed());
    }
    table.milliseconds(
        "status list of 131,072 places: rebuilt, signed, compressed, sent",
        times[0].as_secs_f64() * 1e3,
        Goal::AtMost(200.0),
        format!("asked again, unchanged: {:.2?}", times[1]),
    );
    Ok(())
}

fn reads(server: &Server, table: &mut Table) -> Result<()> {
    let documents = documents(server, 100)?;
    for (what, prefix, suffix) in [("reading", "/credentials/", ".json"), ("verifying", "/v1/verify/", "")] {
        let path = |number: usize| {
            let id = documents[number % documents.len()].trim_start_matches("/credentials/");
            format!("{prefix}{}{suffix}", id.trim_end_matches(".json"))
        };
        let answered = load::full(&server.address, EACH, |number| load::get_request(&path(number)))?;
        table.per_second(
            format!("{what} one credential"),
            answered.per_second(),
            Goal::None,
            times(&answered),
        );
    }
    Ok(())
}

/// All clients at once, then half of what that gave, evenly.
fn issuing(server: &Server, name: &str, slowest: Goal, table: &mut Table) -> Result<Answered> {
    let recipient = |load: &str, number: usize| {
        let body = format!(
            r#"{{"achievementId":"{}","recipient":{{"name":"Ada","email":"{load}-{number}@example.com"}}}}"#,
            server.achievement
        );
        load::post_request("/v1/credentials", &server.key, &body)
    };
    let full = load::full(&server.address, EACH, |number| recipient("full", number))?;
    table.per_second(
        format!("issuing one credential, {name}: signed, verified, stored durably"),
        full.per_second(),
        Goal::None,
        times(&full),
    );
    let half =
        load::even(&server.address, EACH, full.per_second() / 2.0, |number| recipient("half", number))?;
    table.milliseconds(
        format!("issuing one credential, {name}: 99 of 100 at half load within"),
        half.percentile(0.99).as_secs_f64() * 1e3,
        slowest,
        format!("{:.0} in a second, half of them within {:.1?}", half.per_second(), half.percentile(0.5)),
    );
    Ok(full)
}

fn times(answered: &Answered) -> String {
    let (half, most) = (answered.percentile(0.5), answered.percentile(0.99));
    format!("{CLIENTS} clients: p50 {half:.1?}, p99 {most:.1?}")
}

/// Paths of the JSON of some credentials.
fn documents(server: &Server, count: usize) -> Result<Vec<String>> {
    let page = server.ask(&format!("/v1/credentials?limit={count}"), &[])?;
    let items = page["items"].as_array().context("no credentials")?;
    let id = |item: &Value| item["id"].as_str().map(|id| format!("/credentials/{id}.json"));
    items.iter().map(|item| id(item).context("no id")).collect()
}

/// The same load on the peer, with the badge that is measured elsewhere.
fn peer(inputs: &Inputs, peers: &Peers) -> Result<Answered> {
    OracleKind::Js.prepare()?;
    let folder = tempfile::tempdir()?;
    let contexts = folder.path().join("contexts.json");
    fs::write(&contexts, peers.contexts.to_string())?;
    let server = Peer::start(&contexts)?;
    let body = inputs.minimal.unsecured()?;
    let answered = |during| load::full(&server.address, during, |_| load::post_request("/", "none", &body));
    // Its first requests are slow: nothing is compiled yet.
    answered(Duration::from_secs(2))?;
    answered(EACH)
}

struct Peer {
    child: Child,
    address: String,
}

impl Peer {
    fn start(contexts: &Path) -> Result<Self> {
        let script = repository().join("tests/oracles/js/serve.mjs");
        let mut child = Command::new("node").arg(script).arg(contexts).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no output")?).read_line(&mut line)?;
        Ok(Self { child, address: line.trim().to_owned() })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! Batches through a real server process, from the moment the file has arrived until the last credential is stored:
//! credentials in a second on both databases, memory, cost of a row, and the same against signing alone and against
//! a loop around the issuer of Digital Bazaar.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use proofmark::{Contexts, Limits, ProofOptions, SecretKey, StatusLists, Step, Timestamp, Verification};
use proofmark_differential::{OracleKind, repository};
use proofmark_postgres::Postgres;
use serde_json::Value;

use crate::input::{Inputs, options};
use crate::measure::{Contender, contest};
use crate::peers::Peers;
use crate::table::{Goal, Table};

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
/// Longer than any of these batches may take.
const PATIENCE: Duration = Duration::from_secs(600);

pub(crate) fn measure(inputs: &Inputs, peers: &mut Peers, table: &mut Table) -> Result<()> {
    let sqlite = tempfile::tempdir()?;
    let best = on(
        sqlite.path(),
        "SQLite",
        &sqlite.path().join("bench.db").to_string_lossy(),
        Goal::AtLeast(4000.0),
        table,
    )?;
    if let Some(postgres) = Postgres::start() {
        let folder = tempfile::tempdir()?;
        on(folder.path(), "PostgreSQL", &postgres.new_database(), Goal::None, table)?;
    }
    against_signing_alone(inputs, peers, best, table)
}

/// Batches of each size on one database: the time of one credential in the largest.
fn on(folder: &Path, name: &str, database: &str, goal: Goal, table: &mut Table) -> Result<Duration> {
    let server = Server::start(folder, database)?;
    let mut each = Vec::new();
    for size in SIZES {
        let (before, cpu_before) = (server.memory()?, server.processor_seconds()?);
        let time = server.batch(folder, size)?;
        let cpu = server.processor_seconds()? - cpu_before;
        let per_second = f64::from(size) / time.as_secs_f64();
        let peak = server.memory()?;
        table.per_second(
            format!("batch of {size} on {name}: signed, verified, stored"),
            per_second,
            if size == 10_000 { goal } else { Goal::None },
            format!(
                "{time:.2?}; {:.0} µs of processor time each; peak memory {} MB, {} MB before",
                cpu * 1e6 / f64::from(size),
                peak / 1024,
                before / 1024
            ),
        );
        each.push(time / size);
    }
    table.ratio(
        format!("batch on {name}: cost of a row in 100,000 / in 10,000"),
        each[2].as_secs_f64() / each[1].as_secs_f64(),
        Goal::AtMost(1.25),
        format!("{:?} / {:?}", each[2], each[1]),
    );
    Ok(each[1])
}

/// What the server adds to cryptography, and where the time of one credential goes.
fn against_signing_alone(inputs: &Inputs, peers: &mut Peers, row: Duration, table: &mut Table) -> Result<()> {
    let vc = peers.start(OracleKind::Js)?;
    let unsecured = inputs.minimal.unsecured()?;
    let signed = inputs.minimal.text.clone();
    let key = SecretKey::from_bytes(b"a key for measuring, of no worth");
    let how = ProofOptions::new(
        key.public_key().did_key_verification_method(),
        Timestamp::from_unix_seconds(1_756_720_800),
    );
    let limits = Limits::default();
    let (mut for_signing, mut for_verifying) = (Contexts::new(), Contexts::new());
    let mut lists = StatusLists::new();
    let times = contest(vec![
        Contender::here("signing", || {
            proofmark::sign(unsecured.as_bytes(), &key, &how, &mut for_signing, &limits).is_ok()
        }),
        Contender::here("verifying", || {
            let mut verification = Verification::new(signed.as_bytes().to_vec(), options());
            matches!(verification.step_with(&mut for_verifying, &mut lists), Step::Done(_))
        }),
        vc.contender("@digitalbazaar/vc", "issue", &unsecured),
    ])?;
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let on_one = row.as_secs_f64() * processors as f64;
    table.ratio(
        "batch on SQLite: processor time of a row / signing alone",
        on_one / times.median(0).as_secs_f64(),
        Goal::None,
        format!("{:.0} µs on {processors} processors / {:?}", on_one * 1e6, times.median(0)),
    );
    table.ratio(
        "issuing: @digitalbazaar/vc in a loop, signed only / batch, signed, verified, stored",
        times.median(2).as_secs_f64() / row.as_secs_f64(),
        Goal::None,
        format!("{:?} / {row:?}", times.median(2)),
    );
    table.note(format!(
        "Where a row of the batch goes (of {:.0} µs of processor time): signing {:?}, verifying {:?}, the rest reading, \
         checking, building and storing it.",
        on_one * 1e6,
        times.median(0),
        times.median(1)
    ));
    Ok(())
}

/// `proofmark serve` of the release build, ended with this.
struct Server {
    child: Child,
    address: String,
    key: String,
    achievement: String,
}

impl Server {
    fn start(folder: &Path, database: &str) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let mut child = Command::new(program())
            .args(["serve", "--demo"])
            .current_dir(folder)
            .env("PROOFMARK_LISTEN", &address)
            .env("PROOFMARK_DATABASE", database)
            .env("PROOFMARK_MASTER_KEY_FILE", folder.join("master-key"))
            .env("PROOFMARK_LOG", "warn")
            .env("PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE", "0")
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the release build of proofmark")?;
        let lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let mut printed = String::new();
        for line in lines {
            printed.push_str(&line?);
            printed.push('\n');
            if printed.contains("-d '{") {
                break;
            }
        }
        let after = |label: &str| {
            let rest = printed.split_once(label).map(|(_, rest)| rest).context("the server did not start")?;
            let word = rest.split([' ', '\n', '"', '\'']).find(|word| !word.is_empty());
            Ok::<_, anyhow::Error>(word.unwrap_or_default().to_owned())
        };
        Ok(Self { address, key: after("API key")?, achievement: after("{\"achievementId\":")?, child })
    }

    /// Sends a file of `size` rows; the time from its arrival to the end of the batch, by the server's clock.
    fn batch(&self, folder: &Path, size: u32) -> Result<Duration> {
        let file = folder.join(format!("{size}.csv"));
        let rows = (1..=size).map(|n| format!("Person {n},person-{size}-{n}@example.com,{size}-{n}\n"));
        fs::write(&file, "name,email,externalId\n".to_owned() + &rows.collect::<String>())?;
        let path = format!("/v1/batches?achievementId={}", self.achievement);
        let upload = format!("@{}", file.display());
        let begun = Instant::now();
        let batch = self.ask(&path, &["-H", "Content-Type: text/csv", "--data-binary", &upload])?;
        let path = format!("/v1/batches/{}", batch["id"].as_str().with_context(|| batch.to_string())?);
        let received = begun.elapsed();
        loop {
            let batch = self.ask(&path, &[])?;
            if batch["state"] == "completed" {
                let time = begun.elapsed() - received;
                if batch["succeeded"] != size {
                    bail!("{batch}");
                }
                eprintln!("  {size} rows: received in {received:.2?}, issued in {time:.2?}");
                return Ok(time);
            }
            if begun.elapsed() > PATIENCE {
                bail!("the batch does not end: {batch}");
            }
            sleep(Duration::from_millis(20));
        }
    }

    fn ask(&self, path: &str, further: &[&str]) -> Result<Value> {
        let authorization = format!("Authorization: Bearer {}", self.key);
        let url = format!("http://{}{path}", self.address);
        let output = Command::new("curl").args(["-sS", "-H", &authorization, &url]).args(further).output()?;
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("{path}: {}", String::from_utf8_lossy(&output.stdout)))
    }

    /// The most memory that the server has held so far, in KiB.
    fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// Processor time that the server has used so far.
    fn processor_seconds(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat.rsplit_once(')').context("no stat")?.1.split_whitespace().collect();
        let ticks =
            |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
        // utime and stime, in the hundredths of a second of every Linux.
        Ok((ticks(11) + ticks(12)) / 100.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from);
    target.join("release").join(format!("proofmark{}", std::env::consts::EXE_SUFFIX))
}

//! `proofmark serve` of the release build as a process.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use proofmark_differential::repository;
use serde_json::Value;

/// Longer than any batch or start may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// A server with an organization, ended with this.
pub(crate) struct Server {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
    /// An API key of the sandbox.
    pub(crate) key: String,
    /// Something to issue.
    pub(crate) achievement: String,
}

impl Server {
    /// Starts one on an empty database.
    pub(crate) fn start(folder: &Path, database: &str) -> Result<Self> {
        let (mut child, address) = serve(folder, database, &["--demo"])?;
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

    /// Starts another one on the database of this one, which has to be ended before: the time until it answers.
    pub(crate) fn start_again(&mut self, folder: &Path, database: &str) -> Result<Duration> {
        self.end();
        let begun = Instant::now();
        let (child, address) = serve(folder, database, &[])?;
        (self.child, self.address) = (child, address);
        while crate::load::get(&self.address, "/health/ready").is_err() {
            if begun.elapsed() > PATIENCE {
                bail!("the server does not start again");
            }
            sleep(Duration::from_millis(1));
        }
        Ok(begun.elapsed())
    }

    /// Sends a file of `size` rows; the time from its arrival to the end of the batch, by the server's clock.
    pub(crate) fn batch(&self, folder: &Path, size: u32) -> Result<Duration> {
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

    /// Asks with the API key.
    pub(crate) fn ask(&self, path: &str, further: &[&str]) -> Result<Value> {
        let authorization = format!("Authorization: Bearer {}", self.key);
        let url = format!("http://{}{path}", self.address);
        let output = Command::new("curl").args(["-sS", "-H", &authorization, &url]).args(further).output()?;
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("{path}: {}", String::from_utf8_lossy(&output.stdout)))
    }

    /// The most memory that the server has held so far, in KiB.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// Processor time that the server has used so far.
    pub(crate) fn processor_seconds(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat.rsplit_once(')').context("no stat")?.1.split_whitespace().collect();
        let ticks =
            |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
        // utime and stime, in the hundredths of a second of every Linux.
        Ok((ticks(11) + ticks(12)) / 100.0)
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn serve(folder: &Path, database: &str, arguments: &[&str]) -> Result<(Child, String)> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let address = format!("127.0.0.1:{port}");
    let child = Command::new(program())
        .arg("serve")
        .args(arguments)
        .current_dir(folder)
        .env("PROOFMARK_LISTEN", &address)
        .env("PROOFMARK_DATABASE", database)
        .env("PROOFMARK_MASTER_KEY_FILE", folder.join("master-key"))
        .env("PROOFMARK_LOG", "warn")
        .env("PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE", "0")
        .env("PROOFMARK_LIMIT_VERIFICATIONS_PER_MINUTE", "0")
        .env("PROOFMARK_LIMIT_DOCUMENTS_PER_MINUTE", "0")
        .stdout(Stdio::piped())
        .spawn()
        .context("starting the release build of proofmark")?;
    Ok((child, address))
}

fn program() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from);
    target.join("release").join(format!("proofmark{}", std::env::consts::EXE_SUFFIX))
}

//! The same verification as WebAssembly under Node, against @digitalbazaar/vc with all contexts local.

use crate::input::Inputs;
use crate::measure::{Contender, contest};
use crate::peers::Peers;
use crate::table::{Goal, Table};
use anyhow::{Context, Result, anyhow, bail};
use proofmark_differential::{OracleKind, repository};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

pub(crate) fn measure(inputs: &Inputs, peers: &mut Peers, table: &mut Table) -> Result<()> {
    let peer = peers.start(OracleKind::Js)?;
    for badge in inputs.both() {
        let mut ours = Package::start()?;
        let verdict = ours.ask(json!({ "op": "verify", "document": badge.text }))?;
        let times = contest(vec![
            Contender::elsewhere("ours", |iterations| ours.bench(&badge.text, iterations)),
            peer.contender("@digitalbazaar/vc", "verify", &badge.text),
        ])?;
        table.ratio(
            format!("Node, {}: verification by @digitalbazaar/vc / ours in WASM", badge.name),
            times.ratio(1, 0),
            Goal::AtLeast(15.0),
            format!("{:?} / {:?}; verdict {}", times.median(1), times.median(0), verdict["verdict"]),
        );
    }
    Ok(())
}

/// The built npm package: what its users import.
pub(crate) fn package() -> Result<PathBuf> {
    let path = repository().join("pkg/dist/index.inline.mjs");
    if path.exists() { Ok(path) } else { bail!("{} is missing: `cargo xtask web` builds it", path.display()) }
}

/// Our package in a Node process that answers one JSON line for each JSON line.
pub(crate) struct Package {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Package {
    pub(crate) fn start() -> Result<Self> {
        Self::spawn(Command::new("node").arg(repository().join("tests/bench/verify.mjs")).arg(package()?))
    }

    /// Another script of `tests/bench` that reads the same requests.
    pub(crate) fn start_script(name: &str) -> Result<Self> {
        Self::spawn(Command::new("node").arg(repository().join("tests/bench").join(name)))
    }

    fn spawn(command: &mut Command) -> Result<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let requests = process.stdin.take().context("no standard input")?;
        let answers = BufReader::new(process.stdout.take().context("no standard output")?);
        Ok(Self { process, requests, answers })
    }

    pub(crate) fn ask(&mut self, request: Value) -> Result<Value> {
        writeln!(self.requests, "{request}")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let answer: Value =
            serde_json::from_str(&line).with_context(|| format!("the package answered {line:?}"))?;
        match answer["error"].as_str() {
            Some(error) => Err(anyhow!("the package failed: {error}")),
            None => Ok(answer),
        }
    }

    pub(crate) fn bench(&mut self, document: &str, iterations: u32) -> Result<Duration> {
        let answer = self.ask(json!({ "op": "bench", "document": document, "iterations": iterations }))?;
        answer["nanoseconds"].as_u64().map(Duration::from_nanos).context("no time in the answer")
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

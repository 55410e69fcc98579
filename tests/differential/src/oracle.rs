//! An oracle as a child process that answers one JSON line for each JSON line.

use crate::repository;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Error, Result, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long an oracle may think about one request before its process is ended. Their RDFC-1.0 has no work limit.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whose implementation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OracleKind {
    /// jsonld.js, rdf-canonize and @digitalbazaar/vc, under Node.
    Js,
    /// oxjsonld and oxrdf.
    Oxigraph,
    /// json-ld and ssi.
    JsonLd,
}

/// What an oracle said. An error is in its own words.
pub type Answer = std::result::Result<Value, String>;

/// A running oracle.
#[derive(Debug)]
pub struct Oracle {
    kind: OracleKind,
    contexts: Value,
    process: Child,
    requests: ChildStdin,
    answers: Receiver<String>,
    last_id: u64,
}

impl OracleKind {
    /// Every oracle.
    pub const ALL: [Self; 3] = [Self::Js, Self::Oxigraph, Self::JsonLd];

    /// The name that the list of disagreements uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Js => "js",
            Self::Oxigraph => "oxigraph",
            Self::JsonLd => "json-ld",
        }
    }

    /// Installs or builds the oracle, if that has not been done. The Rust ones take minutes the first time.
    pub fn prepare(self) -> Result<()> {
        let folder = repository().join("tests/oracles");
        let mut command = match self {
            Self::Js if folder.join("js/node_modules").exists() => return Ok(()),
            Self::Js => {
                let mut npm = Command::new("npm");
                npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder.join("js"));
                npm
            }
            Self::Oxigraph | Self::JsonLd => {
                let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
                let package = format!("oracle-{}", self.name());
                cargo.args(["build", "--release", "--locked", "--quiet", "--package", &package]);
                cargo.current_dir(&folder).env("CARGO_TARGET_DIR", target());
                cargo
            }
        };
        let status = command.stdout(Stdio::null()).status()?;
        if status.success() { Ok(()) } else { Err(Error::other(format!("{command:?} failed: {status}"))) }
    }

    fn command(self) -> Command {
        match self {
            Self::Js => {
                let mut node = Command::new("node");
                node.arg(repository().join("tests/oracles/js/oracle.mjs"));
                node
            }
            Self::Oxigraph | Self::JsonLd => {
                Command::new(target().join(format!("release/oracle-{}", self.name())))
            }
        }
    }
}

impl Oracle {
    /// Starts a prepared oracle and gives it `contexts` by URL.
    pub fn start(kind: OracleKind, contexts: &Value) -> Result<Self> {
        let (process, requests, answers) = spawn(kind)?;
        let mut oracle = Self { kind, contexts: contexts.clone(), process, requests, answers, last_id: 0 };
        oracle.ask(json!({ "op": "documents", "documents": contexts })).map_err(Error::other)?;
        Ok(oracle)
    }

    /// Which oracle this is.
    pub fn kind(&self) -> OracleKind {
        self.kind
    }

    /// Sends a request without its `id` and waits for the answer. An oracle that dies or does not answer in time is
    /// started anew, and the answer is an error.
    pub fn ask(&mut self, mut request: Value) -> Answer {
        self.last_id += 1;
        request["id"] = self.last_id.into();
        let sent = writeln!(self.requests, "{request}").and_then(|()| self.requests.flush());
        let line = sent.map_err(|error| error.to_string()).and_then(|()| {
            self.answers
                .recv_timeout(PATIENCE)
                .map_err(|_| "the oracle died or did not answer in time".to_owned())
        });
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                self.restart().map_err(|error| error.to_string())?;
                return Err(error);
            }
        };
        let answer: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        if answer["id"] != self.last_id {
            return Err(format!("an answer to another request: {line}"));
        }
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer),
        }
    }

    /// Canonical N-Quads of a JSON-LD document.
    pub fn to_rdf_canonical(&mut self, document: &str) -> std::result::Result<String, String> {
        let answer = self.ask(json!({ "op": "to_rdf_canonical", "document": document }))?;
        answer["nquads"].as_str().map(str::to_owned).ok_or_else(|| format!("no N-Quads in {answer}"))
    }

    /// Verifies a secured credential.
    pub fn verify(&mut self, document: &str) -> std::result::Result<(), String> {
        let answer = self.ask(json!({ "op": "verify", "document": document }))?;
        if answer["verified"] == true { Ok(()) } else { Err(format!("no verdict in {answer}")) }
    }

    /// The time of `iterations` of an operation on `document`, measured inside the oracle's process.
    pub fn bench(
        &mut self,
        of: &str,
        document: &str,
        iterations: u32,
    ) -> std::result::Result<Duration, String> {
        let request = json!({ "op": "bench", "of": of, "document": document, "iterations": iterations });
        let answer = self.ask(request)?;
        answer["nanoseconds"].as_u64().map(Duration::from_nanos).ok_or_else(|| format!("no time in {answer}"))
    }

    fn restart(&mut self) -> Result<()> {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let again = Self::start(self.kind, &self.contexts)?;
        // `Drop` ends the process that is replaced, which has ended already.
        *self = again;
        Ok(())
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn target() -> PathBuf {
    repository().join("target/oracles")
}

fn spawn(kind: OracleKind) -> Result<(Child, ChildStdin, Receiver<String>)> {
    let mut process = kind.command().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let requests = process.stdin.take().ok_or_else(|| Error::other("no standard input"))?;
    let output = process.stdout.take().ok_or_else(|| Error::other("no standard output"))?;
    let (sender, answers) = channel();
    // A thread reads, so that waiting for an answer can have an end. It ends with the process.
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(std::result::Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    Ok((process, requests, answers))
}

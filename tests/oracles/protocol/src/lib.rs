//! One JSON request per line in, one JSON answer per line out. See the README beside this workspace.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::time::Instant;

/// What an oracle can be asked. Errors are the oracle's own words.
pub trait Oracle {
    /// Takes contexts by URL, as JSON text. They stay known.
    fn add_documents(&mut self, documents: &HashMap<String, String>) -> Result<(), String>;

    /// JSON-LD text to canonical N-Quads (RDFC-1.0, SHA-256).
    fn to_rdf_canonical(&mut self, document: &str) -> Result<String, String>;

    /// Canonical N-Quads of N-Quads.
    fn canonicalize(&mut self, _nquads: &str) -> Result<String, String> {
        Err("this oracle does not read N-Quads".into())
    }

    /// Verifies a credential secured by a data integrity proof of a `did:key`.
    fn verify(&mut self, _document: &str) -> Result<(), String> {
        Err("this oracle does not verify".into())
    }
}

#[derive(Deserialize)]
struct Request {
    id: u64,
    op: String,
    #[serde(default)]
    document: String,
    #[serde(default)]
    nquads: String,
    #[serde(default)]
    documents: HashMap<String, serde_json::Value>,
    /// For `bench`: the operation to repeat.
    #[serde(default)]
    of: String,
    /// For `bench`: how often.
    #[serde(default)]
    iterations: u32,
}

#[derive(Default, Serialize)]
struct Answer {
    id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nquads: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<bool>,
    /// Time of all iterations together.
    #[serde(skip_serializing_if = "Option::is_none")]
    nanoseconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Answers requests until standard input ends.
pub fn serve(oracle: &mut impl Oracle) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str::<Request>(&line?) {
            Ok(request) => {
                let id = request.id;
                let answer = answer(oracle, request);
                answer
                    .map_or_else(|error| Answer { error: Some(error), ..Answer::default() }, |answer| answer)
                    .with_id(id)
            }
            Err(error) => Answer { error: Some(error.to_string()), ..Answer::default() },
        };
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}

impl Answer {
    fn with_id(self, id: u64) -> Self {
        Self { id, ..self }
    }
}

fn answer(oracle: &mut impl Oracle, request: Request) -> Result<Answer, String> {
    if !request.documents.is_empty() {
        let texts =
            request.documents.iter().map(|(url, document)| (url.clone(), document.to_string())).collect();
        oracle.add_documents(&texts)?;
    }
    let mut answer = Answer::default();
    match request.op.as_str() {
        "documents" => {}
        "to_rdf_canonical" => answer.nquads = Some(oracle.to_rdf_canonical(&request.document)?),
        "canonicalize" => answer.nquads = Some(oracle.canonicalize(&request.nquads)?),
        "verify" => {
            oracle.verify(&request.document)?;
            answer.verified = Some(true);
        }
        "bench" => answer.nanoseconds = Some(bench(oracle, &request)?),
        other => return Err(format!("unknown operation {other}")),
    }
    Ok(answer)
}

fn bench(oracle: &mut impl Oracle, request: &Request) -> Result<u64, String> {
    let start = Instant::now();
    for _ in 0..request.iterations {
        match request.of.as_str() {
            "to_rdf_canonical" => drop(std::hint::black_box(oracle.to_rdf_canonical(&request.document)?)),
            "verify" => oracle.verify(&request.document)?,
            other => return Err(format!("cannot measure {other}")),
        }
    }
    Ok(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX))
}

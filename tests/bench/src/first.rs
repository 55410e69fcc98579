//! The first verification in a fresh process: start of Node, import, and one verification. An empty Node process is
//! subtracted.

use crate::input::Inputs;
use crate::peers::Peers;
use crate::table::{Goal, Table};
use crate::wasm;
use anyhow::{Result, bail};
use proofmark_differential::{OracleKind, repository};
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 21;

pub(crate) fn measure(inputs: &Inputs, peers: &mut Peers, table: &mut Table) -> Result<()> {
    OracleKind::Js.prepare()?;
    let folder = repository().join("target/bench");
    std::fs::create_dir_all(&folder)?;
    let (contexts, empty) = (folder.join("contexts.json"), folder.join("empty.mjs"));
    std::fs::write(&contexts, peers.contexts.to_string())?;
    std::fs::write(&empty, "")?;
    for badge in inputs.both() {
        let credential = folder.join("credential.json");
        std::fs::write(&credential, &badge.text)?;
        let package = wasm::package()?;
        let commands: [Vec<OsString>; 3] = [
            vec![empty.clone().into()],
            vec![script("tests/bench/verify-once.mjs"), package.into(), credential.clone().into()],
            vec![script("tests/oracles/js/verify-once.mjs"), credential.into(), contexts.clone().into()],
        ];
        let [node, ours, theirs] = in_turns(&commands)?;
        let (ours, theirs) = (ours - node, theirs - node);
        table.ratio(
            format!("Node, {}: first verification in a fresh process, ours / @digitalbazaar/vc", badge.name),
            ours / theirs,
            Goal::AtMost(1.0 / 6.0),
            format!("{ours:.1} ms / {theirs:.1} ms after {node:.1} ms of an empty process"),
        );
    }
    table.note(WHERE_THE_TIME_GOES);
    Ok(())
}

/// Found with `perf record` on Node 20; look again before believing it of another version.
const WHERE_THE_TIME_GOES: &str = "\
Where our first verification in a fresh process goes, by processor time beyond an empty Node: a third V8's optimising
compiler for the curve arithmetic (beside, on another core), a fifth memory that is touched first, a sixth the quick
compiler for the 300 KB of functions that one verification uses, the rest reading the module's text, base64, gunzip and
running. Compiling the contexts and verifying takes 0.3 ms of that when native.";

fn script(path: &str) -> OsString {
    repository().join(path).into()
}

/// The shortest time of each command in milliseconds, measured in turns. Not the median: a process start is at the mercy
/// of whatever else runs, and that only ever adds.
fn in_turns(commands: &[Vec<OsString>; 3]) -> Result<[f64; 3]> {
    let mut shortest = [f64::INFINITY; 3];
    for _ in 0..ROUNDS {
        for (command, shortest) in commands.iter().zip(&mut shortest) {
            *shortest = shortest.min(run(command)?);
        }
    }
    Ok(shortest)
}

fn run(arguments: &[OsString]) -> Result<f64> {
    let start = Instant::now();
    let mut node = Command::new("node");
    // Reading a list of certification authorities is not what is measured.
    node.args(arguments).env_remove("NODE_EXTRA_CA_CERTS").stdin(Stdio::null()).stdout(Stdio::null());
    let status = node.status()?;
    let time = start.elapsed().as_secs_f64() * 1e3;
    if !status.success() {
        bail!("node {} failed: {status}", Path::new(&arguments[0]).display());
    }
    Ok(time)
}

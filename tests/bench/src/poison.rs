//! Hostile input: each must end within 100 milliseconds of processor time, native and as WebAssembly.

use crate::input::Inputs;
use crate::measure::processor_time;
use crate::peers::Peers;
use crate::table::{Goal, Table};
use crate::wasm::Package;
use anyhow::Result;
use proofmark::{Contexts, Limits};
use proofmark_generator::poison;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

/// Each input is measured this often and the best counts: other programs are not what is measured.
const TRIES: usize = 3;

pub(crate) fn measure(_: &Inputs, _: &mut Peers, table: &mut Table) -> Result<()> {
    let limits = Limits::default();
    let mut native = Slowest::default();
    let mut contexts = Contexts::new();
    // The contexts are compiled once, not per document.
    let _ = proofmark::canonicalize(poison::document(&poison::clique(2)).as_bytes(), &mut contexts, &limits);
    for (name, nquads) in graphs() {
        native.measure(&name, || {
            proofmark::canonicalize_nquads(&nquads, &limits).err().map(|problem| problem.code().to_string())
        });
    }
    for (name, document) in poison::documents(200) {
        native.measure(&name, || {
            let canonical = proofmark::canonicalize(document.as_bytes(), &mut contexts, &limits);
            canonical.err().map(|problem| problem.code().to_string())
        });
    }
    native.report("native", table);

    let mut wasm = Slowest::default();
    let mut package = Package::start()?;
    package.ask(json!({ "op": "refuse", "document": poison::document(&poison::clique(2)) }))?;
    for (name, document) in poison::documents(200) {
        for _ in 0..TRIES {
            let answer = package.ask(json!({ "op": "refuse", "document": document }))?;
            let time = Duration::from_nanos(answer["nanoseconds"].as_u64().unwrap_or(u64::MAX));
            wasm.take(&name, time, answer["problem"].as_str().map(str::to_owned));
        }
    }
    wasm.report("WASM", table);
    Ok(())
}

/// Datasets as N-Quads.
fn graphs() -> Vec<(String, String)> {
    let mut graphs: Vec<_> =
        [9, 10, 20].map(|size| (format!("{size}-clique"), poison::clique(size))).into_iter().collect();
    graphs.extend((0..200).map(|seed| (format!("graph {seed}"), poison::graph(seed))));
    graphs.push((
        "100,000 quads".into(),
        (0..100_000).map(|n| format!("<urn:s> <urn:p> \"{n}\" .\n")).collect(),
    ));
    graphs.push((
        "10,000 blank nodes".into(),
        (0..10_000).map(|n| format!("<urn:s> <urn:p> _:b{n} .\n")).collect(),
    ));
    graphs
}

/// The slowest of many inputs, and how each ended.
#[derive(Default)]
struct Slowest {
    best: BTreeMap<String, Duration>,
    endings: BTreeMap<String, Option<String>>,
}

impl Slowest {
    fn measure(&mut self, name: &str, mut work: impl FnMut() -> Option<String>) {
        for _ in 0..TRIES {
            let start = processor_time();
            let ending = work();
            self.take(name, processor_time().saturating_sub(start), ending);
        }
    }

    fn take(&mut self, name: &str, time: Duration, ending: Option<String>) {
        let best = self.best.entry(name.to_owned()).or_insert(time);
        *best = (*best).min(time);
        self.endings.insert(name.to_owned(), ending);
    }

    fn report(&self, place: &str, table: &mut Table) {
        let slowest = self.best.iter().max_by_key(|(_, time)| **time);
        let (name, time) = slowest.map_or(("nothing", Duration::ZERO), |(name, time)| (name.as_str(), *time));
        let mut endings = BTreeMap::<&str, usize>::new();
        for ending in self.endings.values() {
            *endings.entry(ending.as_deref().unwrap_or("canonicalized")).or_default() += 1;
        }
        table.milliseconds(
            format!("{place}: slowest of {} hostile inputs", self.best.len()),
            time.as_secs_f64() * 1e3,
            Goal::AtMost(100.0),
            format!("{name}; endings {endings:?}"),
        );
    }
}

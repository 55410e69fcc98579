//! Batches through a real server process, from the moment the file has arrived until the last credential is stored:
//! credentials in a second on both databases, memory, cost of a row, and the same against signing alone and against
//! a loop around the issuer of Digital Bazaar.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use proofmark::{Contexts, Limits, ProofOptions, SecretKey, StatusLists, Step, Timestamp, Verification};
use proofmark_differential::OracleKind;
use proofmark_postgres::Postgres;

use crate::input::{Inputs, options};
use crate::measure::{Contender, contest};
use crate::peers::Peers;
use crate::process::Server;
use crate::table::{Goal, Table};

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];

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

//! Simulated worlds. A seed decides what clients ask, when the clock moves and where processes die; the server is the
//! real one, with its HTTP edge, its jobs and the real database, and only the clock is not. When a world has come to
//! rest, every promise is [checked](check) against what clients were told.
//!
//! Short: 50 seeds. Long (`PROOFMARK_LONG`): 1,000. A seed that fails names the command that runs it again; one seed or
//! many from any number on: `PROOFMARK_SEED=17 PROOFMARK_SEEDS=200`.
//!
//! A seed fixes what happens in which order, and a process dies where it looks at the clock for the n-th time, not after
//! some milliseconds. The threads of a database and of two processes still meet as they like: a fault between two of
//! them may need the same seed more than once (`PROOFMARK_SEED_TIMES=50`).

mod chance;
mod check;
mod planted;
mod process;
pub(crate) mod published;
mod steps;
mod time;
mod world;

use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::database;
use world::World;

/// Worlds among the other tests, and with `PROOFMARK_LONG`.
const SHORT: u64 = 50;
const LONG: u64 = 1000;
/// Worlds at the same time: while one waits, others go on.
const AT_ONCE: usize = 4;

/// What one world was like.
#[derive(Default)]
struct Life {
    faults: Vec<String>,
    credentials: usize,
    answers: usize,
    deaths: usize,
}

#[test]
fn whatever_happens_every_promise_is_kept() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let is_long = std::env::var_os("PROOFMARK_LONG").is_some();
    let first = number("PROOFMARK_SEED");
    let count = number("PROOFMARK_SEEDS").unwrap_or(match first {
        Some(_) => 1,
        None if is_long => LONG,
        None => SHORT,
    });
    let times = number("PROOFMARK_SEED_TIMES").unwrap_or(1);
    let first = first.unwrap_or(1);
    let next = AtomicU64::new(0);
    let sum = Mutex::new(Life::default());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    if at >= count * times {
                        return;
                    }
                    let seed = first + at / times;
                    let life = live(seed);
                    let mut sum = sum.lock().unwrap();
                    sum.credentials += life.credentials;
                    sum.answers += life.answers;
                    sum.deaths += life.deaths;
                    if !life.faults.is_empty() {
                        let fault = format!("{}\n  {}", life.faults.join("\n  "), again(seed));
                        sum.faults.push(fault);
                    }
                }
            });
        }
    });
    let sum = sum.into_inner().unwrap();
    eprintln!(
        "{} worlds from seed {first} (short {SHORT}, long {LONG}): {} credentials, {} acknowledged requests, {} deaths",
        count * times,
        sum.credentials,
        sum.answers,
        sum.deaths
    );
    assert!(sum.faults.is_empty(), "{} worlds are wrong:\n{}", sum.faults.len(), sum.faults.join("\n"));
    assert!(sum.deaths > 0 || count < 10, "nothing died");
}

/// How to see it again.
fn again(seed: u64) -> String {
    let database = if database::is_postgres() { "PROOFMARK_TEST_DATABASE=postgres " } else { "" };
    format!(
        "Again: {database}PROOFMARK_SEED={seed} cargo test -p proofmark-server --test http every_promise_is_kept"
    )
}

/// A whole life, with the end of the world's own threads.
fn live(seed: u64) -> Life {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let whole = async {
        let mut world = World::new(seed).await;
        steps::live(&mut world).await;
        let mut faults = check::come_to_rest(&mut world).await;
        faults.extend(check::faults(&mut world).await);
        Life {
            faults,
            credentials: world.ledger.credentials.len(),
            answers: world.ledger.answered.len(),
            deaths: world.deaths,
        }
    };
    std::panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(whole))).unwrap_or_else(|_| Life {
        faults: vec![format!("seed {seed} panics, see above")],
        ..Life::default()
    })
}

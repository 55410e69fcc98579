//! The page about a soak.

use std::fmt::Write;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use proofmark_server::Database;

use super::clients::{Clients, Worth};
use crate::crashes::Process;
use crate::database;

/// Below this a run says nothing about growth.
const LONG_ENOUGH: Duration = Duration::from_secs(150);
/// It stays a page.
const MOST_FAULTS: usize = 30;
/// A log that grows further is not written back.
const MOST_LOG: u64 = 64 << 20;
/// So much more memory may the last life need than the first one, for a database that has grown meanwhile.
const MORE_MEMORY: f64 = 1.3;
/// So much more may a credential need on disk at the end than in the middle.
const MORE_DISK: f64 = 1.3;

/// One look at the process and its database.
pub(super) struct Sample {
    life: usize,
    at: Duration,
    /// Bytes in memory; 0 where the system does not say.
    memory: u64,
    /// Bytes of the database, without the log.
    data: u64,
    log: u64,
    credentials: usize,
}

impl Sample {
    pub(super) async fn take(
        process: &Process,
        database: &Database,
        clients: &Clients,
        life: usize,
        begun: Instant,
    ) -> Self {
        let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |found| found.len());
        let (data, log) = match database {
            Database::Sqlite(path) => (size(path), size(&path.with_extension("db-wal"))),
            Database::Postgres(_) => {
                let bytes = database::count(database, "SELECT pg_database_size(current_database())").await;
                (bytes.unsigned_abs(), 0)
            }
        };
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", process.child.id())).unwrap_or_default();
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = memory.and_then(|text| text.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        let memory = memory.unwrap_or(0) * 1024;
        Self { life, at: begun.elapsed(), memory, data, log, credentials: clients.count() }
    }
}

pub(super) struct Report {
    database: &'static str,
    length: Duration,
    pub(super) kills: usize,
    pub(super) samples: Vec<Sample>,
    pub(super) messages: usize,
    pub(super) faults: Vec<String>,
    counts: Vec<(&'static str, String)>,
}

impl Report {
    pub(super) fn new(database: &Database, length: Duration) -> Self {
        let database = match database {
            Database::Sqlite(_) => "SQLite",
            Database::Postgres(_) => "PostgreSQL",
        };
        Self {
            database,
            length,
            kills: 0,
            samples: Vec::new(),
            messages: 0,
            faults: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// What clients were told.
    pub(super) fn count(&mut self, clients: &Clients) {
        let credentials = clients.credentials.lock().unwrap();
        let worth = |worth: Worth| credentials.values().filter(|found| **found == worth).count().to_string();
        let mut waits = clients.waits.lock().unwrap().clone();
        waits.sort_unstable();
        let of_hundred = |part: usize| waits.get(waits.len() * part / 100).map_or(0, |wait| *wait);
        self.counts = vec![
            ("credentials issued", credentials.len().to_string()),
            ("… revoked", worth(Worth::Revoked)),
            ("… suspended", worth(Worth::Suspended)),
            ("… from batches", (clients.batches.load(Ordering::SeqCst) * 20).to_string()),
            ("answered requests", waits.len().to_string()),
            ("attempts without an answer, repeated", clients.unanswered.load(Ordering::SeqCst).to_string()),
            ("events, each read once", clients.events.lock().unwrap().len().to_string()),
            ("webhooks that came, repetitions included", self.messages.to_string()),
            ("half of the requests were answered within", format!("{} ms", of_hundred(50))),
            ("99 of 100, kills included, within", format!("{} ms", of_hundred(99))),
        ];
    }

    /// What grew that should not.
    pub(super) fn not_flat(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.length < LONG_ENOUGH {
            return faults;
        }
        let (first, last) = (self.memory_of(0), self.memory_of(self.kills));
        if last as f64 > first as f64 * MORE_MEMORY {
            faults.push(format!("memory grew from {} in the first life to {}", mib(first), mib(last)));
        }
        let (middle, end) = (self.disk_of_one(self.length / 2), self.disk_of_one(self.length));
        if end > middle * MORE_DISK {
            faults.push(format!("a credential needs {end:.0} bytes at the end, {middle:.0} in the middle"));
        }
        let log = self.samples.iter().map(|sample| sample.log).max().unwrap_or(0);
        if log > MOST_LOG {
            faults.push(format!("the log grew to {}", mib(log)));
        }
        faults
    }

    /// The most memory that a life needed.
    fn memory_of(&self, life: usize) -> u64 {
        let samples = self.samples.iter().filter(|sample| sample.life == life);
        samples.map(|sample| sample.memory).max().unwrap_or(0)
    }

    /// Bytes on disk for each credential, at a time.
    fn disk_of_one(&self, at: Duration) -> f64 {
        let sample = self.samples.iter().rfind(|sample| sample.at <= at);
        sample.map_or(0.0, |sample| sample.data as f64 / sample.credentials.max(1) as f64)
    }

    pub(super) fn page(&self) -> String {
        let mut page = format!("# Soak on {}\n\n", self.database);
        let verdict = match self.faults.len() {
            0 => "Everything that was acknowledged is there once.".to_owned(),
            faults => format!("**{faults} faults**, listed below."),
        };
        let minutes = self.length.as_secs_f64() / 60.0;
        let _ = writeln!(page, "{minutes:.1} minutes, {} times `kill -9`. {verdict}\n", self.kills);
        let _ = writeln!(page, "| | |\n|---|---:|");
        for (what, count) in &self.counts {
            let _ = writeln!(page, "| {what} | {count} |");
        }
        let last = self.samples.last();
        let log = self.samples.iter().map(|sample| sample.log).max().unwrap_or(0);
        for (what, size) in [
            ("most memory in the first life", mib(self.memory_of(0))),
            ("most memory in the last life", mib(self.memory_of(self.kills))),
            ("the database at the end", mib(last.map_or(0, |sample| sample.data))),
            ("… of it for each credential, in the middle", kib(self.disk_of_one(self.length / 2))),
            ("… and at the end", kib(self.disk_of_one(self.length))),
            ("the longest write-ahead log", if log == 0 { "–".to_owned() } else { mib(log) }),
        ] {
            let _ = writeln!(page, "| {what} | {size} |");
        }
        let _ = writeln!(page);
        for fault in self.faults.iter().take(MOST_FAULTS) {
            let _ = writeln!(page, "- {fault}");
        }
        if self.faults.len() > MOST_FAULTS {
            let _ = writeln!(page, "- and {} more", self.faults.len() - MOST_FAULTS);
        }
        page
    }
}

fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

fn kib(bytes: f64) -> String {
    format!("{:.1} KiB", bytes / 1024.0)
}

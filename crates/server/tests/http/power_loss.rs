//! The power goes while SQLite writes. What reached the disk before the last flush is there; of what was written since,
//! any sectors may be there and any may not. All that was acknowledged has to be found, and nothing by half (K40).

use std::fs;
use std::path::{Path, PathBuf};

use proofmark_server::Database;
use serde_json::json;

use crate::database;
use crate::support::{TestServer, achievement_body, how_often};

/// What a disk writes as a whole.
const SECTOR: usize = 512;

/// The beginning of the log; another one when the log begins anew.
const LOG_HEADER: usize = 32;
const COMMITS: i64 = 260;
/// After so many, everything in the log is copied to where it belongs, and the log begins anew: a long one does that by
/// itself.
const COPIED_AFTER: i64 = 100;

/// Both files right after an answer: every byte of them has been flushed.
struct Flushed {
    database: Vec<u8>,
    log: Vec<u8>,
    acknowledged: i64,
}

fn log_of(database: &Path) -> PathBuf {
    database.with_extension("db-wal")
}

#[tokio::test]
async fn torn_and_dropped_writes_lose_nothing_that_was_acknowledged() {
    let server = TestServer::start().await;
    // PostgreSQL is stopped as with the power in `crashes`.
    let Database::Sqlite(path) = &server.config.database else { return };
    let tears = how_often("tears at each such place", 3, 40);
    let mut random = 7_u64;
    let mut chance = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        random >> 33
    };
    let folder = tempfile::tempdir().unwrap();
    let (mut undone, mut whole, mut restarts) = (0, 0, 0);
    let mut before: Option<Flushed> = None;
    for number in 0..COMMITS {
        let mut body = achievement_body();
        body["description"] = json!(format!("{number} ").repeat(200));
        assert_eq!(server.post("/v1/achievements", &body).await.status, 201);
        server.settle().await;
        if number % COPIED_AFTER == COPIED_AFTER - 1 {
            server.sql("PRAGMA wal_checkpoint(PASSIVE)").await;
        }
        let (database, log) = (fs::read(path).unwrap(), fs::read(log_of(path)).unwrap());
        let after = Flushed { database, log, acknowledged: number + 1 };
        if let Some(before) = &before {
            let begins_anew = before.log[..LOG_HEADER] != after.log[..LOG_HEADER];
            restarts += i64::from(begins_anew);
            // A log begins anew only when all of the old one is in the database and flushed there.
            let database = if begins_anew { &after.database } else { &before.database };
            for _ in 0..if begins_anew || number % 16 == 0 { tears } else { 0 } {
                let torn = tear(&before.log, &after.log, &mut chance);
                let found = found_after_power_loss(
                    &folder.path().join(format!("{}.db", undone + whole)),
                    database,
                    &torn,
                )
                .await;
                match found - before.acknowledged {
                    0 => undone += 1,
                    1 => whole += 1,
                    _ => panic!("{found} found of {} acknowledged", before.acknowledged),
                }
            }
        }
        before = Some(after);
    }
    eprintln!("{undone} torn commits were undone, {whole} were whole in spite of it; {restarts} new logs");
    assert!(undone > 0);
    assert!(restarts > 0, "the log has to begin anew at least once, or half of this is not tested");
}

/// Opens what is left, in a file of its own (an earlier one may not be closed yet), and gives how many achievements it
/// holds.
async fn found_after_power_loss(copy: &Path, database: &[u8], log: &[u8]) -> i64 {
    fs::write(copy, database).unwrap();
    fs::write(log_of(copy), log).unwrap();
    let copy = Database::from(copy.to_owned());
    let damage = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    assert_eq!(database::count(&copy, damage).await, 0);
    database::count(&copy, "SELECT count(*) FROM achievements").await
}

/// `before`, with some of the sectors that `after` has changed.
fn tear(before: &[u8], after: &[u8], chance: &mut impl FnMut() -> u64) -> Vec<u8> {
    let length = before.len().max(after.len());
    let mut torn = before.to_vec();
    torn.resize(length, 0);
    // From few to nearly all.
    let of_ten = 1 + chance() % 9;
    for start in (0..after.len()).step_by(SECTOR) {
        let sector = start..(start + SECTOR).min(after.len());
        if chance() % 10 < of_ten {
            torn[sector.clone()].copy_from_slice(&after[sector]);
        }
    }
    torn
}

//! The power goes while SQLite writes. What reached the disk before the last flush is there; of what was written since,
//! any sectors may be there and any may not. All that was acknowledged has to be found, and nothing by half (K40).

use std::fs;
use std::path::{Path, PathBuf};

use proofmark_server::Database;
use serde_json::json;

use crate::database;
use crate::support::{TestServer, achievement_body};

/// What a disk writes as a whole.
const SECTOR: usize = 512;

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
    let commits = 160;
    let mut flushed = Vec::new();
    for number in 0..commits {
        let mut body = achievement_body();
        body["description"] = json!(format!("{number} ").repeat(200));
        assert_eq!(server.post("/v1/achievements", &body).await.status, 201);
        server.settle().await;
        flushed.push(Flushed {
            database: fs::read(path).unwrap(),
            log: fs::read(log_of(path)).unwrap(),
            acknowledged: number + 1,
        });
    }
    let restarts = flushed.windows(2).filter(|pair| pair[0].log[..32] != pair[1].log[..32]).count();
    assert!(restarts > 0, "the log has to begin anew at least once, or half of this is not tested");

    let tears = if std::env::var_os("PROOFMARK_LONG").is_some() { 40 } else { 3 };
    let mut random = 7_u64;
    let mut chance = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        random >> 33
    };
    let folder = tempfile::tempdir().unwrap();
    let (mut torn, mut dropped) = (0, 0);
    for (at, pair) in flushed.windows(2).enumerate() {
        let begins_anew = pair[0].log[..32] != pair[1].log[..32];
        if at % 16 != 0 && !begins_anew {
            continue;
        }
        for _ in 0..tears {
            let copy = folder.path().join("torn.db");
            fs::write(&copy, &pair[0].database).unwrap();
            fs::write(log_of(&copy), tear(&pair[0].log, &pair[1].log, &mut chance)).unwrap();
            let _ = fs::remove_file(copy.with_extension("db-shm"));
            let copy = Database::from(copy);
            let damage = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
            assert_eq!(database::count(&copy, damage).await, 0, "after commit {at}");
            let found = database::count(&copy, "SELECT count(*) FROM achievements").await;
            assert!(
                found == pair[0].acknowledged || found == pair[0].acknowledged + 1,
                "{found} of {} acknowledged",
                pair[0].acknowledged
            );
            *if found == pair[0].acknowledged { &mut dropped } else { &mut torn } += 1;
        }
    }
    eprintln!("{dropped} torn commits were undone, {torn} were whole in spite of it");
    assert!(dropped > 0);
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

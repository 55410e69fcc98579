//! How much memory an export takes: as much for many credentials as for few. Short: 600. Long (`PROOFMARK_LONG`): 100,000.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use proofmark_server::{Config, Database, Export, export};

use crate::crashes::program;
use crate::database;
use crate::support::{TestServer, issue_body};

/// Credentials that are really issued; the others are copies of their rows.
const ISSUED: usize = 20;
/// What a process may hold more of when it writes more: buffers and caches that fill up.
const MORE_KIB: u64 = 32 << 10;

#[tokio::test]
async fn an_export_of_many_takes_no_more_memory_than_one_of_few() {
    let Some(program) = program() else { return };
    let counts = if std::env::var_os("PROOFMARK_LONG").is_some() { [10_000, 100_000] } else { [100, 600] };
    let mut server = TestServer::start_public().await;
    let Database::Sqlite(_) = server.config.database else {
        eprintln!("NOT RUN: rows are copied in the words of SQLite");
        return;
    };
    let achievement = server.achievement().await;
    for _ in 0..ISSUED {
        let reply = server.post("/v1/credentials", &issue_body(&achievement)).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
    }
    server.stop().await;
    let folder = tempfile::tempdir().unwrap();
    let organization = server.organization.id.clone();
    let mut first = Export::new(&organization, folder.path().join("out"));
    first.documents = false;
    // Their JWTs are made now, and copied as well.
    export(&server.config, &first, |_| {}).await.unwrap();

    let mut peaks = Vec::new();
    let mut rounds = 1;
    for count in counts {
        copy_rows(&server.config.database, rounds..count / ISSUED).await;
        rounds = count / ISSUED;
        let peak = peak_kib(&program, &server.config, &organization, &folder.path().join("out")).await;
        let lines = std::fs::read_to_string(folder.path().join("out/records/credentials.csv")).unwrap();
        assert_eq!(lines.lines().count(), count + 1);
        peaks.push(peak);
    }
    eprintln!("an export of {counts:?} credentials takes {peaks:?} KiB at most");
    assert!(peaks[0] > 0, "the system does not say");
    assert!(peaks[1] < peaks[0] + MORE_KIB, "{peaks:?}");
}

/// Adds [`ISSUED`] credentials for each round.
async fn copy_rows(database: &Database, rounds: std::ops::Range<usize>) {
    let mut script = format!(
        "BEGIN; CREATE TEMP TABLE copies AS SELECT * FROM credentials ORDER BY id LIMIT {ISSUED}; \
         CREATE TEMP TABLE jwts AS SELECT copies.rowid AS number, credential_jwts.* FROM credential_jwts \
         JOIN copies ON copies.id = credential_jwts.credential_id;"
    );
    for round in rounds {
        let number = format!("({round} * 100 + rowid)");
        let id = format!("substr(id, 1, 24) || printf('%012x', {number})");
        write!(
            script,
            "UPDATE copies SET url = replace(url, id, {id}), id = {id}, code = printf('T%011d', {number}), \
               created_at = created_at + 1; \
             INSERT INTO credentials SELECT * FROM copies; \
             UPDATE jwts SET credential_id = (SELECT id FROM copies WHERE copies.rowid = jwts.number); \
             INSERT INTO credential_jwts SELECT credential_id, issuer_key_id, jwt, created_at FROM jwts;"
        )
        .unwrap();
    }
    database::execute(database, &(script + "COMMIT;")).await;
}

/// Runs `proofmark export` and gives the most memory that it held.
async fn peak_kib(program: &Path, config: &Config, organization: &str, out: &Path) -> u64 {
    let Database::Sqlite(path) = &config.database else { unreachable!() };
    let mut child = Command::new(program)
        .args(["export", "--without-documents", "--organization", organization])
        .arg(out)
        .env("PROOFMARK_DATABASE", path)
        .env("PROOFMARK_MASTER_KEY_FILE", config.master_key_file.as_ref().unwrap())
        .env("PROOFMARK_BASE_URL", config.base_url.as_ref().unwrap())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(exit) = child.try_wait().unwrap() {
            assert!(exit.success());
            return peak;
        }
        // "VmHWM:	   99480 kB"; gone when the process is.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

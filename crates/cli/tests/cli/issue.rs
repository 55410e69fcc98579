//! `proofmark issue` against a real server, also one that is killed again and again (K20, K80).

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;

use crate::demo::{Demo, command, free_port};

fn issue(demo: &Demo, folder: &Path, arguments: &[&str]) -> Command {
    let all = [&["issue"][..], arguments].concat();
    let mut command = command(folder, &demo.host, &all);
    command.env("PROOFMARK_URL", format!("http://{}", demo.host)).env("PROOFMARK_API_KEY", &demo.api_key);
    command
}

fn get(demo: &Demo, path: &str) -> Value {
    let authorization = format!("Authorization: Bearer {}", demo.api_key);
    let url = format!("http://{}{path}", demo.host);
    let output = Command::new("curl").args(["-s", "-H", &authorization, &url]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

fn rows(file: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(file).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_table_becomes_credentials_and_each_row_tells() {
    let demo = Demo::start();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("people.csv"),
        "Vorname,mail,note\n=1+1,una@example.com,x\nBob,no address,y\nEve,eve@example.com,z\n",
    )
    .unwrap();
    let options = [
        "people.csv",
        "--achievement",
        &demo.achievement_id,
        "--map",
        "Vorname=recipient.name",
        "--map",
        "note=",
    ];
    let dry = issue(&demo, folder.path(), &[&options[..], &["--dry-run"]].concat()).output().unwrap();
    assert_eq!(dry.status.code(), Some(1), "{}", text(&dry));
    assert!(text(&dry).contains("2 of 3 without a fault"), "{}", text(&dry));

    let output = issue(&demo, folder.path(), &options).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("2 of 3 issued, 1 refused"), "{}", text(&output));
    let results = rows(&folder.path().join("people.results.csv"));
    assert_eq!(results[0][..4], ["Vorname", "mail", "note", "state"]);
    let summary: Vec<_> = results[1..].iter().map(|row| (&*row[0], &*row[3])).collect();
    assert_eq!(summary, [("'=1+1", "issued"), ("Bob", "failed"), ("Eve", "issued")]);
    assert!(results[2][8].contains("/recipient/email"), "{:?}", results[2]);

    // The same again is the same batch, whatever came of it.
    let again =
        issue(&demo, folder.path(), &[&options[..], &["--out", "again.csv"]].concat()).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(rows(&folder.path().join("again.csv")), results);

    let missing = issue(&demo, folder.path(), &["nobody.csv"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(66), "{}", text(&missing));
    std::fs::write(folder.path().join("broken.csv"), "colour\nred\n").unwrap();
    let broken = issue(&demo, folder.path(), &["broken.csv"]).output().unwrap();
    assert_eq!(broken.status.code(), Some(1));
    assert!(text(&broken).contains("The column `colour` means nothing here"), "{}", text(&broken));
    let refused = issue(&demo, folder.path(), &options).env("PROOFMARK_API_KEY", "x").output().unwrap();
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
}

/// Kills the server at points that are spread over the work. Afterwards each row has one credential of its own.
#[test]
fn a_server_that_is_killed_loses_no_row_and_issues_none_twice() {
    let (kills, count) =
        if std::env::var_os("PROOFMARK_LONG").is_some() { (200, 10_000) } else { (20, 3_000) };
    let port = free_port();
    let mut demo = Demo::start_in(tempfile::tempdir().unwrap(), port);
    let folder = tempfile::tempdir().unwrap();
    let table: String = (1..=count).map(|n| format!("P {n},p{n}@example.com,e{n}\n")).collect();
    std::fs::write(folder.path().join("people.csv"), format!("name,email,externalId\n{table}")).unwrap();
    let client = issue(&demo, folder.path(), &["people.csv", "--achievement", &demo.achievement_id])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();

    // Killed before its rows have come, a batch is only sent again; the interesting part begins behind that.
    while !get(&demo, "/v1/batches")["items"][0]["id"].is_string() {
        std::thread::sleep(Duration::from_millis(5));
    }

    let mut under_way = 0;
    let mut wait = 17;
    for _ in 0..kills {
        std::thread::sleep(Duration::from_millis(wait));
        // Any order of waits does; this one is the same in every run.
        wait = (wait * 29 + 7) % 211;
        demo = Demo::start_in(demo.kill(), port);
        let batch = &get(&demo, "/v1/batches")["items"][0];
        let is_open = batch["state"] == "running" && batch["done"].as_i64() < batch["total"].as_i64();
        under_way += usize::from(is_open);
    }
    let output = client.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    eprintln!("killed {kills} times, {under_way} times in the middle of {count} rows");
    assert!(under_way > 0, "the batch was over before the server was killed");

    let results = rows(&folder.path().join("people.results.csv"));
    assert_eq!(results.len(), count + 1);
    let ids: HashSet<_> = results[1..].iter().map(|row| row[4].clone()).collect();
    assert_eq!(ids.len(), count, "each row has a credential of its own");
    // One more: the demo's own.
    assert_eq!(get(&demo, "/v1/credentials?total=true&limit=1")["total"], count + 1);
    for row in results[1..].iter().step_by(count / 10) {
        assert_eq!(row[3], "issued");
        let credential = get(&demo, &format!("/v1/credentials/{}", row[4]));
        assert_eq!(
            (&credential["recipient"]["email"], &credential["externalId"]),
            (&row[1].clone().into(), &row[2].clone().into())
        );
    }
}

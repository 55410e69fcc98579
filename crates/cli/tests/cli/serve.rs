//! `proofmark serve` and `proofmark openapi`, as processes.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::demo::{Demo, command, free_port};

fn proofmark(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_proofmark")).args(arguments).output().unwrap()
}

fn verdict(url: &str) -> String {
    let json = Command::new("curl").args(["-sf", &format!("{url}.json")]).output().unwrap().stdout;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("credential.json");
    std::fs::write(&file, json).unwrap();
    let output = proofmark(&["verify", "--json", "--allow-loopback", file.to_str().unwrap()]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    report["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn the_demo_goes_on_with_the_same_data() {
    let port = free_port();
    let first = Demo::start_in(tempfile::tempdir().unwrap(), port);
    let (url, key) = (first.credential_url.clone(), first.api_key.clone());
    assert!(key.starts_with("pm_sandbox_"), "{key}");
    assert_eq!(verdict(&url), "valid");
    assert!(first.folder.path().join("demo-data/proofmark.db").is_file());

    let (code, folder) = first.stop();
    assert_eq!(code, Some(0), "Ctrl-C is an ordinary end");
    let second = Demo::start_in(folder, port);
    assert_eq!((&second.credential_url, &second.api_key), (&url, &key));
    assert_eq!(verdict(&url), "valid");
}

/// An organization can be made while the server runs; both of its keys open it.
#[test]
fn an_organization_gets_keys_that_open_the_server() {
    let demo = Demo::start();
    let output =
        command(demo.folder.path(), &demo.host, &["admin", "create-organization", "Example University"])
            .env("PROOFMARK_DATABASE", "demo-data/proofmark.db")
            .output()
            .unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let status = |key: &str| {
        let url = format!("http://{}/v1/achievements", demo.host);
        let authorization = format!("Authorization: Bearer {key}");
        let arguments = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", &authorization, &url];
        String::from_utf8(Command::new("curl").args(arguments).output().unwrap().stdout).unwrap()
    };
    for environment in ["sandbox", "live"] {
        let key = printed.split_whitespace().find(|word| word.starts_with(&format!("pm_{environment}_")));
        assert_eq!(status(key.unwrap()), "200", "{environment}");
    }
    assert_eq!(status("pm_live_unknown"), "401");
}

#[test]
fn a_busy_port_gives_one_sentence() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), &host, &["serve", "--demo"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with(&format!("error: {host} is in use")), "{text}");
}

#[test]
fn a_configuration_that_cannot_be_read_ends_with_66() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proofmark.toml");
    let name = file.to_str().unwrap();
    assert_eq!(proofmark(&["serve", "--config", name]).status.code(), Some(66), "there is none");
    for text in ["listen = ", "lisen = '127.0.0.1:0'", "listen = 7"] {
        std::fs::write(&file, text).unwrap();
        assert_eq!(proofmark(&["serve", "--config", name]).status.code(), Some(66), "{text}");
    }
    assert_eq!(proofmark(&["serve", "--demo", "extra"]).status.code(), Some(64));
}

#[test]
fn openapi_prints_the_document() {
    let output = proofmark(&["openapi"]);
    assert!(output.status.success());
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    assert!(document["paths"]["/v1/credentials"]["post"].is_object());
}

/// In a terminal, which `script` of util-linux makes.
#[test]
fn a_typed_master_key_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let serve = format!("{} serve --ask-master-key", env!("CARGO_BIN_EXE_proofmark"));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &serve, "/dev/null"]).current_dir(folder.path());
    let Ok(mut terminal) = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else {
        eprintln!("NOT TESTED: whether a typed master key is shown, because there is no `script`");
        return;
    };
    let mut screen = terminal.stdout.take().unwrap();
    let mut shown = Vec::new();
    // Typed before it is asked for, it would be shown by the terminal.
    while !shown.ends_with(b"Master key: ") {
        let mut byte = [0];
        assert_eq!(screen.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&shown));
        shown.push(byte[0]);
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    terminal.stdin.take().unwrap().write_all(b"much too short\n").unwrap();
    screen.read_to_end(&mut shown).unwrap();
    assert!(!terminal.wait().unwrap().success());
    let shown = String::from_utf8_lossy(&shown);
    assert!(shown.contains("master key") && !shown.contains("much too short"), "{shown}");
}

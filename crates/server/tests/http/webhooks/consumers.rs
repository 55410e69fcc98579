//! The receivers that docs/examples show, and the libraries of the specification's authors, each given what our server
//! sends and what an attacker could make of it. ATTACKS K60, K61, K69.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::Client;
use serde_json::{Value, json};

use super::receiver::{Message, Receiver};
use super::{delivery, endpoint, endpoint_with, issue, server};

#[allow(unreachable_pub, reason = "on its page it is a module of its own")]
#[path = "../../../../../docs/examples/webhooks/receiver.rs"]
mod example;

/// A message, with what a receiver is to make of it.
struct Case {
    name: &'static str,
    headers: Vec<(&'static str, String)>,
    body: String,
    good: bool,
}

const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// What our server sent, and the same with one thing changed.
fn cases(message: &Message, now: i64) -> Vec<Case> {
    let header = |name: &'static str| (name, message.header(name).to_owned());
    let [id, timestamp, signature] =
        ["webhook-id", "webhook-timestamp", "webhook-signature"].map(|name| header(name).1);
    let case = |name, id: &str, timestamp: &str, signature: &str, body: &str, good| Case {
        name,
        headers: vec![
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", timestamp.to_owned()),
            ("webhook-signature", signature.to_owned()),
        ],
        body: body.to_owned(),
        good,
    };
    let body = message.body.as_str();
    let signed_at = |time: i64| sign(&id, &time.to_string(), body);
    let plain = |name, signature: &str, good| case(name, &id, &timestamp, signature, body, good);
    let without = |name, header: &str| {
        let mut case = plain(name, &signature, false);
        case.headers.retain(|(name, _)| *name != header);
        case
    };
    let other = format!("v1,{}", "A".repeat(43) + "=");
    vec![
        plain("as it was sent", &signature, true),
        plain("another signature before", &format!("{other} {signature}"), true),
        plain("another signature behind", &format!("{signature} {other}"), true),
        plain("a signature of another version", &format!("v1a,{} {signature}", "A".repeat(86)), true),
        plain("another signature", &other, false),
        plain("a short signature", "v1,AAAA", false),
        plain("an empty signature", "v1,", false),
        plain("no base64", "v1,%%%%", false),
        plain("another version", &signature.replace("v1,", "v2,"), false),
        plain("without a version", &signature.replace("v1,", ""), false),
        case("another body", &id, &timestamp, &signature, &format!("{body} "), false),
        case(
            "another identifier",
            "00000000-0000-7000-8000-000000000000",
            &timestamp,
            &signature,
            body,
            false,
        ),
        case("another time", &id, &(now + 1000).to_string(), &signature, body, false),
        case("old", &id, &(now - 400).to_string(), &signed_at(now - 400), body, false),
        case("from the future", &id, &(now + 400).to_string(), &signed_at(now + 400), body, false),
        case("a while ago", &id, &(now - 200).to_string(), &signed_at(now - 200), body, true),
        case("no number", &id, "soon", &sign(&id, "soon", body), body, false),
        without("without an identifier", "webhook-id"),
        without("without a time", "webhook-timestamp"),
        without("without a signature", "webhook-signature"),
    ]
}

/// By the secret of the test.
fn sign(id: &str, timestamp: &str, body: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let key = data_encoding::BASE64.decode(&SECRET.as_bytes()[6..]).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", data_encoding::BASE64.encode(&mac.finalize().into_bytes()))
}

/// A message that our server sent, signed by its own code, and made our test's by signing it again with a known secret.
async fn message() -> (Message, String, i64) {
    let server = server().await;
    let mut receiver = Receiver::kind().await;
    let (_, secret) = endpoint(&server, &receiver).await;
    issue(&server, 1).await;
    (receiver.next().await, secret, server.clock.now_seconds())
}

#[tokio::test]
async fn the_rust_example_believes_what_it_should() {
    let (message, secret, now) = message().await;
    let signed_by_us = [secret.as_str(), SECRET];
    for case in cases(&message, now) {
        let header = |name: &str| {
            case.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
        };
        let event = example::verify(case.body.as_bytes(), header, &signed_by_us, now);
        assert_eq!(event.is_some(), case.good, "{}", case.name);
    }
}

/// Each example is a program: it runs, our server sends to it, and then the attacker does.
#[tokio::test]
async fn the_examples_in_other_languages_believe_what_they_should() {
    let examples = folder("docs/examples/webhooks");
    for (program, arguments) in [
        ("node", &["receiver.mjs"][..]),
        ("python3", &["receiver.py"]),
        ("php", &["-S", "ADDRESS", "receiver.php"]),
    ] {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let server = server().await;
        let url = format!("http://{address}/hook");
        let (id, secret) = endpoint_with(&server, json!({ "url": url })).await;
        let mut command = Command::new(program);
        let arguments = arguments.iter().map(|argument| argument.replace("ADDRESS", &address.to_string()));
        command.args(arguments).current_dir(&examples).stdin(Stdio::null()).stdout(Stdio::null());
        command.env("WEBHOOK_SECRET", format!("{secret} {SECRET}")).env("PORT", address.port().to_string());
        let Ok(child) = command.stderr(Stdio::null()).spawn() else {
            eprintln!("!!! NO {program}: its example of a receiver is not run");
            continue;
        };
        let _running = Running(child);
        super::eventually(async || tokio::net::TcpStream::connect(address).await.ok()).await;

        // The real thing first: an answer that is not 2xx would leave the delivery waiting.
        issue(&server, 1).await;
        delivery(&server, &id, |delivery| delivery["status"] == "delivered").await;

        let (message, now) = (sent(&server, &id).await, server.clock.now_seconds());
        for case in cases(&message, now) {
            let mut request = Client::new().post(&url).body(case.body);
            for (name, value) in case.headers {
                request = request.header(name, value);
            }
            let status = request.send().await.unwrap().status();
            assert_eq!(status.as_u16(), if case.good { 204 } else { 400 }, "{program}: {}", case.name);
        }
    }
}

/// The message of the endpoint's only delivery, from the log.
async fn sent(server: &crate::support::TestServer, endpoint_id: &str) -> Message {
    let delivery = delivery(server, endpoint_id, |_| true).await;
    let log = super::log(server, &delivery).await;
    let attempt = &log["attempts"][0];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let headers = [
        ("webhook-id".to_owned(), text(&delivery["eventId"])),
        ("webhook-timestamp".to_owned(), attempt["timestamp"].to_string()),
        ("webhook-signature".to_owned(), text(&attempt["signature"])),
    ];
    Message { request_line: String::new(), headers: headers.into(), body: text(&log["body"]), answered: None }
}

/// The libraries `standardwebhooks` of npm and PyPI accept what we sign and nothing else.
#[tokio::test]
async fn the_libraries_of_the_specification_agree() {
    let (message, secret, now) = message().await;
    let cases: Vec<Value> = cases(&message, now)
        .iter()
        .flat_map(|case| {
            let headers: serde_json::Map<String, Value> =
                case.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            // Those that the test signed are for its own secret.
            [secret.as_str(), SECRET]
                .map(|secret| json!({ "name": case.name, "headers": headers, "body": case.body, "secret": secret }))
        })
        .collect();
    let expected: Vec<bool> = self::cases(&message, now).iter().map(|case| case.good).collect();
    let oracles = folder("tests/oracles/webhooks");
    for (name, command) in [("npm", node(&oracles)), ("PyPI", python(&oracles))] {
        let Some(mut command) = command else {
            eprintln!("!!! NO standardwebhooks of {name}: it is not asked");
            continue;
        };
        let input = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(input.path(), serde_json::to_vec(&cases).unwrap()).unwrap();
        let output = command.stdin(std::fs::File::open(input.path()).unwrap()).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let answers: Vec<bool> = serde_json::from_slice(&output.stdout).unwrap();
        let either: Vec<bool> = answers.chunks(2).map(|pair| pair[0] || pair[1]).collect();
        assert_eq!(either, expected, "{name}");
    }
}

fn node(oracles: &Path) -> Option<Command> {
    folder("node_modules/standardwebhooks").exists().then(|| {
        let mut command = Command::new("node");
        command.arg(oracles.join("verify.mjs"));
        command
    })
}

/// In an environment of its own below the target folder.
fn python(oracles: &Path) -> Option<Command> {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("standardwebhooks");
    let python = environment.join("bin/python");
    let run = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    let requirements = oracles.join("requirements.txt");
    let ready = run(Command::new(&python).args(["-c", "import standardwebhooks"]))
        || run(Command::new("python3").args(["-m", "venv"]).arg(&environment))
            && run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(requirements));
    ready.then(|| {
        let mut command = Command::new(&python);
        command.arg(oracles.join("verify.py"));
        command
    })
}

/// Ends the program with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

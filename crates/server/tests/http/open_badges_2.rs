//! The hosted documents of Open Badges 2.0, read by our own verifier.

use std::path::{Path, PathBuf};
use std::process::Command;

use proofmark::{Contexts, Document, FetchFailure, Options, Report, Source, Step, Verification};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Reply, TestServer, achievement_body, issue_body};

const ORIGIN: &str = "https://badges.example.edu";

async fn issue(server: &TestServer, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = issue_body(&server.achievement().await);
    change(&mut body);
    let reply = server.post("/v1/credentials", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.body
}

async fn assertion(server: &TestServer, credential: &Value) -> Reply {
    server.get_public(&format!("/ob2/assertions/{}", credential["id"].as_str().unwrap())).await
}

/// Our verifier, given the assertion; whatever it asks for is fetched from the server.
async fn verify(server: &TestServer, assertion: &Value, recipient: Option<&str>) -> Report {
    let now = proofmark::Timestamp::from_unix_seconds(server.clock.now_seconds());
    let mut options = Options::at(now);
    options.recipient = recipient.map(str::to_owned);
    let mut verification = Verification::new(assertion.to_string().into_bytes(), options);
    let mut contexts = Contexts::default();
    loop {
        let requests = match verification.step(&mut contexts) {
            Step::Done(report) => return report,
            Step::Needs(requests) => requests,
        };
        for request in requests {
            let response = server.request(Method::GET, &request.url).send().await.unwrap();
            let answer = match response.status().as_u16() {
                200 => Ok(Document {
                    bytes: response.bytes().await.unwrap().to_vec(),
                    retrieved_at: now,
                    source: Source::Network,
                }),
                410 => Err((FetchFailure::Gone, String::new())),
                status => panic!("{}: {status}", request.url),
            };
            verification.supply(&request.url, answer);
        }
    }
}

#[tokio::test]
async fn a_hosted_badge_verifies_and_says_what_the_credential_says() {
    let server = TestServer::start_public().await;
    let mut content = achievement_body();
    content["alignments"] =
        json!([{ "targetName": "EQF 5", "targetUrl": "https://example.com/eqf", "targetCode": "5" }]);
    let achievement = server.post("/v1/achievements", &content).await.body["id"].clone();
    let credential = issue(&server, |body| {
        body["achievementId"] = achievement;
        body["recipient"] = json!({ "name": "Grace", "email": "Grace@Example.com" });
        body["validUntil"] = json!("2099-01-01T00:00:00Z");
        body["narrative"] = json!("Welded well.");
        body["evidence"] = json!([{ "id": "https://example.com/plates", "name": "Two plates" }]);
    })
    .await;
    let reply = assertion(&server, &credential).await;
    assert_eq!(reply.headers["content-type"], "application/ld+json");
    assert_eq!(reply.headers["access-control-allow-origin"], "*");
    let badge = &reply.body;
    assert_eq!(badge["id"], format!("{ORIGIN}/ob2/assertions/{}", credential["id"].as_str().unwrap()));
    assert_eq!(
        (&badge["type"], &badge["verification"]["type"]),
        (&json!("Assertion"), &json!("HostedBadge"))
    );
    assert_eq!(badge["evidence"][0]["id"], "https://example.com/plates");
    assert_eq!(badge["expires"], "2099-01-01T00:00:00Z");

    // The recipient is hashed with a salt of its own, the same each time, and neither code nor the signed salt.
    let recipient = &badge["recipient"];
    let salt = recipient["salt"].as_str().unwrap();
    let hash = data_encoding(&Sha256::digest(format!("grace@example.com{salt}")));
    assert_eq!(recipient["identity"], format!("sha256${hash}"));
    assert_eq!((salt.len(), &recipient["hashed"], &recipient["type"]), (32, &json!(true), &json!("email")));
    let signed = credential["credential"].to_string();
    assert!(!signed.contains(salt) && credential["code"] != salt);
    assert_eq!(assertion(&server, &credential).await.body, *badge);
    let other = issue(&server, |_| {}).await;
    assert_ne!(assertion(&server, &other).await.body["recipient"]["salt"], salt);

    let class = server.get_public(badge["badge"].as_str().unwrap()).await.body;
    assert_eq!((&class["id"], &class["name"]), (&badge["badge"], &json!("Welding 101")));
    assert_eq!(class["alignment"][0]["targetCode"], "5");
    let image = server.get_public(class["image"].as_str().unwrap()).await;
    assert_eq!(image.headers["content-type"], "image/png");
    let issuer = server.get_public(class["issuer"].as_str().unwrap()).await.body;
    assert_eq!((&issuer["id"], &issuer["type"]), (&class["issuer"], &json!("Issuer")));
    assert_eq!(issuer["email"], "postmaster@badges.example.edu");

    let report = verify(&server, badge, Some("grace@example.com")).await;
    assert_eq!(report.verdict.as_str(), "valid", "{}", report.to_json());
    let report = verify(&server, badge, Some("someone@example.com")).await;
    assert_ne!(report.verdict.as_str(), "valid", "{}", report.to_json());
}

#[tokio::test]
async fn a_badge_that_was_withdrawn_says_so_as_the_specification_asks() {
    let server = TestServer::start_public().await;
    let [revoked, suspended, renewed] =
        [issue(&server, |_| {}).await, issue(&server, |_| {}).await, issue(&server, |_| {}).await];
    let before = assertion(&server, &revoked).await.body;
    let path = |credential: &Value, verb: &str| {
        format!("/v1/credentials/{}/{verb}", credential["id"].as_str().unwrap())
    };
    server.post(&path(&revoked, "revoke"), &json!({ "reason": "Between us only" })).await;
    server.post(&path(&suspended, "suspend"), &json!({ "reason": "Between us only" })).await;
    server.post(&path(&renewed, "reissue"), &json!({})).await;
    for (credential, status) in [(&revoked, 410), (&renewed, 410), (&suspended, 200)] {
        let reply = assertion(&server, credential).await;
        assert_eq!((reply.status.as_u16(), &reply.body["revoked"]), (status, &json!(true)), "{}", reply.body);
        assert!(reply.body["id"].is_string() && reply.body.get("recipient").is_none());
        assert!(!reply.body.to_string().contains("Between us"));
    }
    let report = verify(&server, &before, None).await;
    assert_eq!(report.reason.as_ref().map(|reason| reason.as_str()), Some("revoked"), "{}", report.to_json());
    // Suspension ends.
    server.post(&path(&suspended, "reinstate"), &json!({ "reason": "x" })).await;
    let again = assertion(&server, &suspended).await;
    assert!(again.body.get("revoked").is_none());
    assert_eq!(verify(&server, &again.body, None).await.verdict.as_str(), "valid");
}

#[tokio::test]
async fn changing_an_achievement_changes_no_badge_that_was_issued() {
    let server = TestServer::start_public().await;
    let achievement = server.achievement().await;
    let mut body = issue_body(&achievement);
    let first = server.post("/v1/credentials", &body).await.body;
    body["recipient"]["email"] = json!("ada@example.com");
    let second = server.post("/v1/credentials", &body).await.body;
    let class = assertion(&server, &first).await.body["badge"].clone();
    assert_eq!(assertion(&server, &second).await.body["badge"], class, "one badge class for both");
    server.patch(&format!("/v1/achievements/{achievement}"), &json!({ "name": "Welding 102" })).await;
    assert_eq!(server.get_public(class.as_str().unwrap()).await.body["name"], "Welding 101");
    body["recipient"]["email"] = json!("bob@example.com");
    let third = server.post("/v1/credentials", &body).await.body;
    assert_ne!(assertion(&server, &third).await.body["badge"], class);
    // With one holder forgotten, the other's badge still leads somewhere.
    server.delete("/v1/recipients/grace@example.com").await;
    assert_eq!(assertion(&server, &first).await.status, 404);
    assert_eq!(server.get_public(class.as_str().unwrap()).await.status, 200);
    assert_eq!(server.get_public("/ob2/badge-classes/00").await.code(), "not_found");
    assert_eq!(server.get_public("/ob2/issuers/unknown").await.code(), "not_found");
}

#[tokio::test]
async fn a_recipient_without_an_address_has_no_hosted_badge() {
    let server = TestServer::start_public().await;
    let nobody = issue(&server, |body| body["recipient"] = json!({ "id": "did:example:ada" })).await;
    assert_eq!(assertion(&server, &nobody).await.status, 404);
    let page = issue(&server, |body| body["recipient"] = json!({ "id": "https://ada.example/" })).await;
    assert_eq!(assertion(&server, &page).await.body["recipient"]["type"], "url");
    // By its code it has no second address.
    let code = page["code"].as_str().unwrap();
    assert_eq!(server.get_public(&format!("/ob2/assertions/{code}")).await.status, 404);
}

fn data_encoding(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 1EdTech's own validator of Open Badges 2.0, from PyPI. Installing it takes the network, so only long tests ask it.
#[tokio::test(flavor = "multi_thread")]
async fn the_package_openbadges_gives_the_same_answers() {
    if std::env::var_os("PROOFMARK_LONG").is_none() {
        eprintln!("NOT CHECKED: the PyPI package openbadges is asked in long tests only (PROOFMARK_LONG=1)");
        return;
    }
    let Some(python) = python_with_openbadges() else {
        eprintln!("NOT CHECKED: the PyPI package openbadges cannot be installed here");
        return;
    };
    // At the address it really has: this validator fetches by itself.
    let server = TestServer::start().await;
    let credential = issue(&server, |body| body["validUntil"] = json!("2099-01-01T00:00:00Z")).await;
    let address = format!("{}/ob2/assertions/{}", server.base_url, credential["id"].as_str().unwrap());
    let ask = async |email: &'static str| {
        let (python, address) = (python.clone(), address.clone());
        let asking = tokio::task::spawn_blocking(move || {
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openbadges/verify.py");
            Command::new(python).args(["-W", "ignore", script, &address, email]).output().unwrap()
        });
        let output = asking.await.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice::<Value>(&output.stdout).unwrap_or_else(|_| panic!("{errors}"))
    };
    let good = ask("grace@example.com").await;
    assert_eq!(good, json!({ "valid": true, "messages": [] }));
    assert_eq!(ask("someone@example.com").await["valid"], false);
    let path = format!("/v1/credentials/{}/revoke", credential["id"].as_str().unwrap());
    server.post(&path, &json!({ "reason": "x" })).await;
    // It refuses a revoked one, though not with that word: it misses what 410 no longer tells.
    assert_eq!(ask("grace@example.com").await["valid"], false);
}

/// A Python with the package, made once in the target folder.
fn python_with_openbadges() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("openbadges-1.1.2");
    let python = folder.join("bin/python");
    let run = |program: &Path, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    if run(&python, &["-c", "import openbadges_bakery, Crypto.PublicKey.RSA"]) {
        return Some(python);
    }
    let made = run(Path::new("python3"), &["-m", "venv", folder.to_str()?])
        && run(&python, &["-m", "pip", "install", "--quiet", "openbadges==1.1.2"])
        // What it pins cannot be read by a Python of today.
        && run(&python, &["-m", "pip", "install", "--quiet", "--upgrade", "pycryptodome"]);
    made.then_some(python)
}

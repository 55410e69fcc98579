//! The files of a credential: each is verified by our verifier and read by another program.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::credentials::verify_file;
use crate::support::{TestServer, issue_body, send};

async fn download(server: &TestServer, url: &str) -> (Response, ()) {
    let response = server.request(Method::GET, url).send().await.unwrap();
    assert_eq!(response.status(), 200, "{url}");
    (response, ())
}

async fn bytes(server: &TestServer, url: &str) -> Vec<u8> {
    download(server, url).await.0.bytes().await.unwrap().to_vec()
}

const ENDINGS: [(&str, &str); 5] = [
    ("json", "application/vc"),
    ("jwt", "application/jwt"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
];

#[tokio::test]
async fn every_file_verifies_here_and_is_read_elsewhere() {
    let server = TestServer::start().await;
    let issued = server.credential().await;
    let (code, links) = (issued["code"].as_str().unwrap(), &issued["links"]["documents"]);
    let stored = bytes(&server, links["json"].as_str().unwrap()).await;
    let stored = String::from_utf8(stored).unwrap();
    for (ending, media_type) in ENDINGS {
        let url = links[ending].as_str().unwrap();
        assert_eq!(url, format!("{}.{ending}", issued["verificationUrl"].as_str().unwrap()));
        let (response, ()) = download(&server, url).await;
        let headers = response.headers().clone();
        assert_eq!(headers["content-type"], media_type);
        assert_eq!(headers["content-disposition"], format!("inline; filename=\"{code}.{ending}\""));
        assert_eq!(headers["access-control-allow-origin"], "*");
        assert_eq!(headers["cache-control"], "public, no-cache");
        assert_eq!(headers["x-robots-tag"], "noindex", "unlisted");
        let file = response.bytes().await.unwrap().to_vec();
        assert_eq!(bytes(&server, url).await, file, "{ending}: the same bytes again");
        assert_eq!(bytes(&server, &format!("/credentials/{code}.{ending}")).await, file, "by its code");

        let by_accept = server.request(Method::GET, issued["verificationUrl"].as_str().unwrap());
        let by_accept = by_accept.header("Accept", media_type).send().await.unwrap();
        assert_eq!(by_accept.headers()["vary"], "Accept");
        assert_eq!(by_accept.bytes().await.unwrap(), file, "{ending}: by Accept");
        let known = server.request(Method::GET, url).header("If-None-Match", &headers["etag"]);
        assert_eq!(known.send().await.unwrap().status(), 304, "{ending}");

        let report = verify_file(&server, file.clone()).await;
        assert_eq!(report["verdict"], "valid", "{ending}: {report:#}");
        assert_eq!(report["status"][0]["state"], "clear", "{ending}");
        assert_eq!(report["format"]["container"], if ending == "jwt" { "jwt" } else { ending });
        read_elsewhere(ending, &file, &stored, issued["credential"]["issuer"]["id"].as_str().unwrap());
    }

    // Revoking changes no file, and is seen by whoever verifies any of them.
    let jwt = bytes(&server, links["jwt"].as_str().unwrap()).await;
    let path = format!("/v1/credentials/{}/revoke", issued["id"].as_str().unwrap());
    assert_eq!(server.post(&path, &json!({ "reason": "x" })).await.status, 200);
    for file in [
        bytes(&server, links["jwt"].as_str().unwrap()).await,
        bytes(&server, links["pdf"].as_str().unwrap()).await,
    ] {
        let report = verify_file(&server, file).await;
        assert_eq!((&report["verdict"], &report["reason"]), (&json!("invalid"), &json!("revoked")));
    }
    assert_eq!(bytes(&server, links["jwt"].as_str().unwrap()).await, jwt);
}

/// The signed credential out of the file, by a library or program that is not ours.
fn read_elsewhere(ending: &str, file: &[u8], stored: &str, issuer: &str) {
    match ending {
        "png" => {
            let reader = png::Decoder::new(Cursor::new(file)).read_info().unwrap();
            let texts = &reader.info().utf8_text;
            let text = texts.iter().find(|text| text.keyword == "openbadgecredential").unwrap();
            assert!(!text.compressed);
            assert_eq!(text.get_text().unwrap(), stored);
        }
        "svg" => {
            let document = roxmltree::Document::parse(std::str::from_utf8(file).unwrap()).unwrap();
            let element = document.descendants().find(|node| node.tag_name().name() == "credential").unwrap();
            assert_eq!(element.tag_name().namespace(), Some("https://purl.imsglobal.org/ob/v3p0"));
            assert_eq!(element.text(), Some(stored));
        }
        "pdf" => read_by_poppler(file, stored),
        _ => {}
    }
    if ["png", "svg", "jwt"].contains(&ending) {
        ask_openbadgeslib(ending, file, issuer);
    }
}

fn read_by_poppler(file: &[u8], stored: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (pdf, saved) = (folder.path().join("a.pdf"), folder.path().join("saved.json"));
    std::fs::write(&pdf, file).unwrap();
    let Ok(status) = Command::new("pdfdetach").args(["-save", "1", "-o"]).arg(&saved).arg(&pdf).status()
    else {
        eprintln!("!!! the PDF file was not read by poppler: poppler-utils is not installed");
        return;
    };
    assert!(status.success());
    assert_eq!(std::fs::read_to_string(&saved).unwrap(), stored);
    let text = Command::new("pdftotext").arg(&pdf).arg("-").output().unwrap();
    assert!(String::from_utf8_lossy(&text.stdout).contains("Grace Hopper"));
    match Command::new("qpdf").arg("--check").arg(&pdf).output() {
        Ok(check) => assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout)),
        Err(_) => eprintln!("!!! the PDF file was not checked by qpdf: it is not installed"),
    }
}

/// The long tests of `proofmark-documents` install it.
fn ask_openbadgeslib(ending: &str, file: &[u8], issuer: &str) {
    let venv: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openbadgeslib");
    let python = venv.join("bin/python");
    if std::env::var_os("PROOFMARK_LONG").is_none() || !python.exists() {
        eprintln!(
            "!!! openbadgeslib did not read the server's .{ending}: run the long tests of proofmark-documents"
        );
        return;
    }
    let question = match ending {
        "jwt" => json!({ "issuer": issuer, "text": String::from_utf8_lossy(file) }),
        picture => json!({ "issuer": issuer, picture: data_encoding::BASE64.encode(file) }),
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/libraries/verify.py");
    let mut peer =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut peer.stdin.take().unwrap(), question.to_string().as_bytes()).unwrap();
    let output = peer.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "verified", "{ending}");
}

#[tokio::test]
async fn files_of_a_private_credential_are_its_issuers() {
    let server = TestServer::start().await;
    let mut body = issue_body(&server.achievement().await);
    body["visibility"] = json!("private");
    let issued = server.post("/v1/credentials", &body).await.body;
    for ending in ["json", "jwt", "png", "svg", "pdf"] {
        let url = issued["links"]["documents"][ending].as_str().unwrap();
        let public = server.get_public(url).await;
        assert_eq!((public.status.as_u16(), public.code()), (404, "not_found"), "{ending}");
        let foreign = server.request(Method::GET, url).bearer_auth(&*server.organization.live_api_key);
        assert_eq!(send(foreign).await.status, 404, "{ending}");
        assert_eq!(server.get_public(&format!("/credentials/unknown.{ending}")).await.status, 404);
    }
    let own = server.request(Method::GET, issued["links"]["documents"]["jwt"].as_str().unwrap());
    let own = own.bearer_auth(&*server.organization.sandbox_api_key).send().await.unwrap();
    assert_eq!(
        (own.status().as_u16(), own.headers()["content-type"].to_str().unwrap()),
        (200, "application/jwt")
    );
}

#[tokio::test]
async fn a_forgotten_person_leaves_no_file() {
    let server = TestServer::start().await;
    let issued = server.credential().await;
    let links = &issued["links"]["documents"];
    assert_eq!(
        verify_file(&server, bytes(&server, links["jwt"].as_str().unwrap()).await).await["verdict"],
        "valid"
    );
    assert_eq!(server.sql_count("SELECT count(*) FROM credential_jwts").await, 1);
    assert_eq!(server.delete("/v1/recipients/grace@example.com").await.status.as_u16() / 100, 2);
    for ending in ["jwt", "png"] {
        assert_eq!(server.get_public(links[ending].as_str().unwrap()).await.status, 404, "{ending}");
    }
    assert_eq!(server.sql_count("SELECT count(*) FROM credential_jwts").await, 0);
}

/// A JWT is signed by a live issuer's current key; what was signed by a key that was revoked is not signed anew.
#[tokio::test]
async fn a_jwt_follows_the_keys_of_its_issuer() {
    let server = TestServer::start_public().await;
    let key = server.organization.live_api_key.clone();
    let live = async |method: Method, path: &str, body: Value| {
        let reply = server.send_as(method, path, &key, Some(&body)).await;
        assert!(reply.status.is_success(), "{path}: {}", reply.body);
        reply.body
    };
    let achievement = live(Method::POST, "/v1/achievements", crate::support::achievement_body()).await;
    let issued = live(Method::POST, "/v1/credentials", issue_body(achievement["id"].as_str().unwrap())).await;
    let jwt = issued["links"]["documents"]["jwt"].as_str().unwrap();
    assert_eq!(verify_file(&server, bytes(&server, jwt).await).await["verdict"], "valid");

    let issuer = &live(Method::GET, "/v1/issuers", Value::Null).await["items"][0];
    let path = format!(
        "/v1/issuers/{}/keys/{}/revoke",
        issuer["id"].as_str().unwrap(),
        issuer["keys"][0]["id"].as_str().unwrap()
    );
    let since = server.clock.now_seconds() - 60;
    let since = proofmark_server::Timestamp::from_micros(since * 1_000_000).to_string();
    live(Method::POST, &path, json!({ "reason": "stolen", "since": since })).await;
    let refused = server.get_public(jwt).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "key_state_conflict"));
}

/// As many drawings wait as may; the rest are told to come again, and everything else is answered meanwhile.
#[tokio::test]
async fn too_many_drawings_are_told_to_come_again() {
    let server = TestServer::start_with(|config| {
        config.limits.renders_at_once = 1;
        config.limits.renders_waiting = 0;
    })
    .await;
    let preview = async || {
        let request = server.request(Method::POST, "/v1/templates/formal-navy/preview");
        request.bearer_auth(&*server.organization.sandbox_api_key).json(&json!({})).send().await.unwrap()
    };
    let (a, b, c, health) =
        tokio::join!(preview(), preview(), preview(), server.request(Method::GET, "/health/live").send());
    assert_eq!(health.unwrap().status(), 200);
    let mut statuses = [a.status().as_u16(), b.status().as_u16(), c.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 503, 503]);
    let refused = [a, b, c].into_iter().find(|answer| answer.status() == 503).unwrap();
    assert_eq!(refused.headers()["retry-after"], "1");
    assert!(refused.text().await.unwrap().contains("\"busy\""));
}

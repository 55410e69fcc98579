use std::io::Write;
use std::sync::{Mutex, OnceLock};

use serde_json::json;

use crate::support::{TestServer, issue_body};

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Collects what every test of this program logs, down to the level that an operator turns on to find a fault.
pub(crate) fn collect() {
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| {
        let filter = proofmark_server::log_filter("debug").unwrap();
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(|| Collector).init();
    });
}

/// What was logged so far.
pub(crate) fn text() -> String {
    String::from_utf8(LOG.lock().unwrap().clone()).unwrap()
}

struct Collector;

impl Write for Collector {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn logs_name_requests_and_hold_neither_keys_nor_addresses() {
    let server = TestServer::start().await;
    let mut body = issue_body(&server.achievement().await);
    body["recipient"] = json!({ "name": "Unlogged Name", "email": "unlogged@example.com" });
    let key = server.organization.sandbox_api_key.clone();
    let issued = server.post_with("/v1/credentials", &body, &key, Some("unlogged-token")).await;
    assert_eq!(issued.status, 201);
    server.get("/v1/credentials?email=unlogged@example.com").await;
    server.get_public(&format!("/v1/credentials?key={}", &*key)).await;
    body["recipient"]["email"] = json!("unlogged at example.com");
    server.post("/v1/credentials", &body).await;

    let log = String::from_utf8(LOG.lock().unwrap().clone()).unwrap();
    let request_id = issued.headers["x-request-id"].to_str().unwrap();
    let line = log.lines().find(|line| line.contains(request_id)).expect("a line for the request");
    for text in ["POST", "/v1/credentials", "status=201"] {
        assert!(line.contains(text), "{line}");
    }
    let master_key = std::fs::read_to_string(server.folder().join("test.master-key")).unwrap();
    for secret in [&**key, "unlogged", "Unlogged", "@example.com", &*master_key] {
        let found = log.lines().find(|line| line.contains(secret));
        assert!(found.is_none(), "{}", found.unwrap_or_default());
    }
}

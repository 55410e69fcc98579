//! An organization takes itself along over HTTP: a job, its progress, one archive.

use std::path::Path;
use std::time::Duration;

use proofmark_server::{create_organization, import};
use reqwest::Method;
use serde_json::{Value, json};

use crate::database::{self, is_postgres};
use crate::support::{Reply, TestServer};

async fn server() -> TestServer {
    TestServer::start_with(|config| {
        config.base_url = Some("https://badges.example.edu".to_owned());
        // Only a SQLite file has a place for them by itself.
        let folder = config.master_key_file.as_ref().unwrap().with_file_name("exports");
        config.exports_folder = Some(folder);
    })
    .await
}

async fn ask(server: &TestServer, body: Value) -> Reply {
    server.post_with("/v1/exports", &body, &server.organization.live_api_key, None).await
}

async fn get(server: &TestServer, path: &str) -> Reply {
    server.send_as(Method::GET, path, &server.organization.live_api_key, None).await
}

/// Asks for an export and gives its path.
async fn asked(server: &TestServer, documents: bool) -> String {
    let reply = ask(server, json!({ "documents": documents })).await;
    assert_eq!(reply.status, 202, "{}", reply.body);
    assert_eq!(reply.body["documents"], documents);
    reply.headers["location"].to_str().unwrap().to_owned()
}

async fn wait_for_state(server: &TestServer, path: &str, state: &str) -> Value {
    let mut last = Value::Null;
    for _ in 0..1200 {
        last = get(server, path).await.body;
        if last["state"] == state {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never {state}: {last}");
}

/// Takes the archive and unpacks it below `folder`.
async fn take(server: &TestServer, path: &str, folder: &Path) -> usize {
    let request = server.request(Method::GET, &format!("{path}/archive"));
    let answer = request.bearer_auth(&*server.organization.live_api_key).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/x-tar");
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    let length = answer.content_length().unwrap();
    let bytes = answer.bytes().await.unwrap();
    assert_eq!(bytes.len() as u64, length);
    tar::Archive::new(&*bytes).unpack(folder).unwrap();
    bytes.len()
}

fn files_in(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_made_taken_read_elsewhere_and_removed_after_a_day() {
    let server = server().await;
    let credential = server.credential().await;
    let path = asked(&server, true).await;
    let id = path.rsplit('/').next().unwrap();

    // The archive is waited for.
    let unpacked = tempfile::tempdir().unwrap();
    let bytes = take(&server, &path, unpacked.path()).await;
    let export = wait_for_state(&server, &path, "completed").await;
    assert_eq!((&export["done"], &export["total"]), (&json!(1), &json!(1)));
    assert_eq!(export["bytes"], bytes);
    assert_eq!(export["archiveUrl"], format!("{path}/archive"));
    let exports = server.config.exports_folder.clone().unwrap();
    assert_eq!(files_in(&exports), [format!("{id}.tar")], "nothing else stays");
    #[cfg(unix)]
    for (path, mode) in [(exports.clone(), 0o700), (exports.join(format!("{id}.tar")), 0o600)] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
    }
    // Another process hands it out as well.
    if is_postgres() {
        let other = server.beside().await;
        assert_eq!(take(&other, &path, tempfile::tempdir().unwrap().path()).await, bytes);
    }

    // It is what `proofmark export` writes, and `proofmark import` reads it.
    let folder = unpacked.path().join("proofmark-export");
    let issued = credential["id"].as_str().unwrap();
    for ending in [".json", ".pdf", "/index.html"] {
        assert!(folder.join(format!("site/credentials/{issued}{ending}")).is_file(), "{ending}");
    }
    let mut elsewhere = server.config.clone();
    std::fs::create_dir(unpacked.path().join("new")).unwrap();
    elsewhere.database = database::new(&unpacked.path().join("new"));
    let imported = import(&elsewhere, &folder, |_| {}).await.unwrap();
    assert_eq!(imported.organization, server.organization.id);

    server.clock.advance_seconds(24 * 3600 + 1);
    for _ in 0..400 {
        if get(&server, &path).await.status == 404 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(get(&server, &format!("{path}/archive")).await.code(), "not_found");
    assert_eq!(files_in(&exports), [""; 0]);
}

#[tokio::test]
async fn only_a_live_key_that_may_do_everything_takes_an_organization_along() {
    let server = server().await;
    let path = asked(&server, false).await;
    let archive = format!("{path}/archive");
    // The sandbox may not see what is live.
    for path in [&path, &archive] {
        let refused = server.get(path).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "forbidden"));
    }
    assert_eq!(server.post("/v1/exports", &json!({})).await.status, 403);
    let weaker = json!({ "name": "weaker", "scopes": ["issue", "read", "manage"] });
    let weaker = server.post_with("/v1/api-keys", &weaker, &server.organization.live_api_key, None).await;
    let weaker = weaker.body["key"].as_str().unwrap();
    for path in [&path, &archive] {
        assert_eq!(server.send_as(Method::GET, path, weaker, None).await.status, 403);
    }
    // K70: of another organization there is nothing.
    let other = create_organization(&server.config, "Other College").await.unwrap();
    for path in [&path, &archive] {
        let reply = server.send_as(Method::GET, path, &other.live_api_key, None).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (404, "not_found"));
    }
    assert_eq!(server.get_public(&archive).await.status, 401);
    assert_eq!(ask(&server, json!({ "documents": "all" })).await.pointers(), ["/documents"]);
}

#[tokio::test]
async fn one_at_a_time_and_a_failure_is_told() {
    let mut server = server().await;
    // One that a process holds somewhere: whoever asks gets that one.
    let organization = &server.organization.id;
    let under_way = format!(
        "INSERT INTO exports (id, organization_id, documents, state, created_at) \
         VALUES ('under-way', '{organization}', 1, 'running', 1)"
    );
    database::execute(&server.config.database, &under_way).await;
    let reply = ask(&server, json!({ "documents": false })).await;
    assert_eq!((&reply.body["id"], &reply.body["documents"]), (&json!("under-way"), &json!(true)));
    server.sql("DELETE FROM exports").await;

    // A folder that cannot be written to: tried again, and then given up.
    server.stop().await;
    let blocked = server.folder().join("blocked");
    std::fs::write(&blocked, "").unwrap();
    server.config.exports_folder = Some(blocked);
    server.resume().await;
    let path = asked(&server, false).await;
    for attempts in 1..=3 {
        let failed =
            format!("SELECT count(*) FROM jobs WHERE last_error IS NOT NULL AND attempts = {attempts}");
        for _ in 0..800 {
            if database::count(&server.config.database, &failed).await == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert_eq!(get(&server, &path).await.body["state"], "queued");
        server.clock.advance_seconds(600);
    }
    wait_for_state(&server, &path, "failed").await;
    assert_eq!(get(&server, &format!("{path}/archive")).await.code(), "export_not_ready");
    // The next one may try its luck.
    assert_ne!(asked(&server, false).await, path);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_was_cut_off_begins_again() {
    let mut server = server().await;
    let achievement = server.achievement().await;
    for _ in 0..12 {
        let reply = server.post("/v1/credentials", &crate::support::issue_body(&achievement)).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
    }
    let path = asked(&server, true).await;
    wait_for_state(&server, &path, "running").await;
    server.stop().await;
    let exports = server.config.exports_folder.clone().unwrap();
    assert_eq!(server.sql_count("SELECT count(*) FROM exports WHERE state = 'running'").await, 1);
    assert!(files_in(&exports).iter().all(|name| name.matches('.').count() == 1), "{:?}", files_in(&exports));
    server.resume().await;
    let export = wait_for_state(&server, &path, "completed").await;
    assert_eq!((&export["done"], &export["total"]), (&json!(12), &json!(12)));
    assert_eq!(files_in(&exports).len(), 1, "what was half written is gone");
}

/// Several processes could not find each other's files, so the operator has to name a folder.
#[tokio::test]
async fn without_a_folder_none_is_made() {
    if !is_postgres() {
        return;
    }
    let server = TestServer::start_public().await;
    assert_eq!(ask(&server, json!({})).await.code(), "exports_not_set_up");
}

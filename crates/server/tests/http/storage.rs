use std::fs;
use std::sync::Arc;

use proofmark_server::{Server, SystemClock, create_organization};
use serde_json::json;

use crate::credentials::verify_over_http;
use crate::database::{self, is_postgres};
use crate::support::TestServer;

#[tokio::test]
async fn a_restart_keeps_everything() {
    let mut server = TestServer::start().await;
    let credential = server.credential().await;
    let path = format!("/v1/credentials/{}", credential["id"].as_str().unwrap());
    server.stop().await;
    server.resume().await;
    assert_eq!(server.get(&path).await.body, credential);
    let report = verify_over_http(&server, credential["links"]["json"].as_str().unwrap()).await;
    assert_eq!(report["verdict"], "valid");
    let more = server.credential().await;
    assert_ne!(
        more["credential"]["credentialStatus"][0]["statusListIndex"],
        credential["credential"]["credentialStatus"][0]["statusListIndex"]
    );
}

#[tokio::test]
async fn neither_key_nor_secret_lies_in_the_database() {
    let mut server = TestServer::start().await;
    server.credential().await;
    server.stop().await;
    let bytes = database::contents(&server.config.database);
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"did:key:z6Mk"), "the search works");
    for key in [&server.organization.sandbox_api_key, &server.organization.live_api_key] {
        assert!(!holds(key.as_bytes()));
        assert!(!holds(&key.as_bytes()[..30]));
    }
    let master_key = fs::read_to_string(server.folder().join("test.master-key")).unwrap();
    assert!(!holds(master_key.as_bytes()));
    assert!(!holds(&data_encoding::BASE64URL_NOPAD.decode(master_key.as_bytes()).unwrap()));
}

/// Opening the seal with the master key gives the key that signs: so the sealed bytes are what had to be hidden.
#[tokio::test]
async fn another_master_key_is_refused_in_one_sentence() {
    let mut server = TestServer::start().await;
    server.stop().await;
    let mut config = server.config.clone();
    config.master_key = Some("07".repeat(32).into());
    let error = Server::start(config, Arc::new(SystemClock)).await.err().unwrap().to_string();
    assert_eq!(error, "this master key is not the one that sealed the secret keys in this database");
}

#[tokio::test]
async fn a_busy_port_is_one_clear_sentence() {
    let server = TestServer::start().await;
    let error = Server::start(server.config.clone(), Arc::new(SystemClock)).await.err().unwrap();
    let text = format!("{error:#}");
    assert!(text.contains("is in use by another program") && text.contains("PROOFMARK_LISTEN"), "{text}");
    assert!(!text.contains('\n'));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let mut server = TestServer::start().await;
    server.stop().await;
    let mut config = server.config.clone();
    let path = server.folder().join("other.db");
    fs::write(&path, "This is no database, and far longer than a header of one.".repeat(40)).unwrap();
    config.database = path.into();
    let error = format!("{:#}", create_organization(&config, "x").await.err().unwrap());
    assert!(error.contains("cannot open the database"), "{error}");
}

/// Browsers open connections that they may need later. Ctrl-C must not wait for them.
#[tokio::test]
async fn stopping_does_not_wait_for_silent_connections() {
    let mut server = TestServer::start().await;
    let silent = std::net::TcpStream::connect(&server.config.listen).unwrap();
    let mut half = std::net::TcpStream::connect(&server.config.listen).unwrap();
    std::io::Write::write_all(&mut half, b"GET /health/live HT").unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let started = std::time::Instant::now();
    server.stop().await;
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    drop((silent, half));
}

#[tokio::test]
async fn stopping_answers_what_is_under_way() {
    let mut server = TestServer::start().await;
    let achievement = server.achievement().await;
    let body = crate::support::issue_body(&achievement);
    let key = server.organization.sandbox_api_key.clone();
    let request = server.request(reqwest::Method::POST, "/v1/credentials").bearer_auth(&*key).json(&body);
    let under_way = tokio::spawn(crate::support::send(request));
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    server.stop().await;
    // Either the connection was taken and then it is answered, or it was never accepted.
    if let Ok(reply) = under_way.await {
        assert_eq!(reply.status, 201);
        server.resume().await;
        let path = format!("/v1/credentials/{}", reply.body["id"].as_str().unwrap());
        assert_eq!(server.get(&path).await.body["status"], json!("valid"));
    }
}

#[tokio::test]
async fn what_happened_is_written_with_the_change() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'credential.issued'").await, 1);
    let path = format!("/v1/credentials/{}/revoke", credential["id"].as_str().unwrap());
    for _ in 0..2 {
        server.post(&path, &json!({ "reason": "x" })).await;
    }
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'credential.revoked'").await, 1);
    assert_eq!(server.sql_count("SELECT count(*) FROM events").await, 2);
}

#[tokio::test]
async fn a_full_list_is_followed_by_another_and_no_index_comes_twice() {
    let mut server = TestServer::start().await;
    let achievement = server.achievement().await;
    let body = crate::support::issue_body(&achievement);
    let first = server.post("/v1/credentials", &body).await.body;
    // Two places are left in the list; what the running server has reserved is given up by the restart.
    server.stop().await;
    server.sql("UPDATE status_lists SET next_position = 131070 WHERE purpose = 'revocation'").await;
    server.resume().await;
    let mut lists = Vec::new();
    for _ in 0..4 {
        let issued = server.post("/v1/credentials", &body).await;
        assert_eq!(issued.status, 201, "{}", issued.body);
        let report = verify_over_http(&server, issued.body["links"]["json"].as_str().unwrap()).await;
        assert_eq!(report["verdict"], "valid");
        lists.push(issued.body["credential"]["credentialStatus"][0]["statusListCredential"].clone());
    }
    let old = &first["credential"]["credentialStatus"][0]["statusListCredential"];
    assert_eq!(lists.iter().map(|list| list == old).collect::<Vec<_>>(), [true, true, false, false]);
    assert_eq!(lists[2], lists[3]);
}

#[tokio::test]
async fn a_restart_gives_up_reserved_places_instead_of_using_them_twice() {
    let mut server = TestServer::start().await;
    let achievement = server.achievement().await;
    for _ in 0..3 {
        for _ in 0..2 {
            let issued = server.post("/v1/credentials", &crate::support::issue_body(&achievement)).await;
            assert_eq!(issued.status, 201, "{}", issued.body);
        }
        server.stop().await;
        server.resume().await;
    }
    assert_eq!(server.sql_count("SELECT count(*) FROM status_entries").await, 12);
    assert_eq!(server.sql_count("SELECT count(*) FROM status_lists").await, 2);
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let server = TestServer::start().await;
    let names: &[&str] =
        if is_postgres() { &["test.master-key"] } else { &["test.db", "test.db-wal", "test.master-key"] };
    for name in names {
        let mode = fs::metadata(server.folder().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let mut server = TestServer::start().await;
    server.stop().await;
    server
        .sql(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             SELECT 999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
        )
        .await;
    let error =
        format!("{:#}", Server::start(server.config.clone(), Arc::new(SystemClock)).await.err().unwrap());
    assert!(
        error.contains("cannot migrate") && error.contains("newer version") && error.contains("999"),
        "{error}"
    );
}

/// All 131,072 places in use, every third one set: the list is what the rows say, and comes from memory afterwards.
#[tokio::test]
async fn a_full_list_is_rebuilt_from_its_rows() {
    let mut server = TestServer::start().await;
    let credential = server.credential().await;
    // The server has the list in memory, and knows of every change of its own.
    server.stop().await;
    server
        .sql(
            "WITH RECURSIVE places (place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM places WHERE place < 131071) \
             INSERT INTO status_entries (list_id, position, list_index, credential_id, bit) \
             SELECT l.id, place + 131072, place, c.id, CASE WHEN place % 3 = 0 THEN 1 ELSE 0 END \
             FROM places, status_lists l, credentials c WHERE l.purpose = 'revocation'",
        )
        .await;
    server.resume().await;
    let list = credential["credential"]["credentialStatus"][0]["statusListCredential"].as_str().unwrap();
    let started = std::time::Instant::now();
    let reply = server.get_public(list).await;
    eprintln!("131,072 places rebuilt, signed and sent in {} ms", started.elapsed().as_millis());
    assert_eq!(reply.status, 200);
    let encoded = reply.body["credentialSubject"]["encodedList"].as_str().unwrap();
    let gzip = data_encoding::BASE64URL_NOPAD.decode(&encoded.as_bytes()[1..]).unwrap();
    let bits = miniz_oxide::inflate::decompress_to_vec(&gzip[10..gzip.len() - 8]).unwrap();
    let own = credential["credential"]["credentialStatus"][0]["statusListIndex"].as_str().unwrap();
    let own: usize = own.parse().unwrap();
    for place in (0..131_072).filter(|place| *place != own) {
        let bit = bits[place / 8] >> (7 - place % 8) & 1;
        assert_eq!(bit == 1, place % 3 == 0, "place {place}");
    }
    assert_eq!(server.get_public(list).await.headers["etag"], reply.headers["etag"]);
}

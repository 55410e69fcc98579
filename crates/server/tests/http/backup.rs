//! A drill: a backup of yesterday is restored.

use std::collections::HashSet;
use std::fs;

use proofmark_server::{Database, after_restore, backup};
use serde_json::Value;

use crate::credentials::verify_over_http;
use crate::database::{self, postgres};
use crate::support::{TestServer, issue_body};

fn places(credential: &Value) -> Vec<String> {
    let statuses = credential["credential"]["credentialStatus"].as_array().unwrap();
    statuses.iter().map(|status| status["id"].to_string()).collect()
}

/// The backup does not know what was issued after it was made. Those credentials are out in the world: their places in
/// the lists must never be anybody else's (K45).
#[tokio::test]
async fn after_a_restore_nothing_is_given_out_twice() {
    let mut server = TestServer::start().await;
    let achievement = server.achievement().await;
    let issue = async |server: &TestServer| {
        let reply = server.post("/v1/credentials", &issue_body(&achievement)).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.body
    };
    let before = issue(&server).await;
    let copy = server.folder().join("yesterday");
    // The server runs on; what lies in its log only is copied too.
    match &server.config.database {
        Database::Sqlite(_) => backup(&server.config, &copy).await.unwrap(),
        Database::Postgres(url) => {
            assert!(backup(&server.config, &copy).await.unwrap_err().to_string().contains("pg_dump"));
            let file = copy.to_str().unwrap();
            postgres().unwrap().run("pg_dump", &["--format=custom", "--file", file, url.secret()]);
        }
    }
    let mut lost = Vec::new();
    for _ in 0..100 {
        lost.push(issue(&server).await);
    }

    server.stop().await;
    server.config.database = match &server.config.database {
        Database::Sqlite(path) => {
            assert!(backup(&server.config, &copy).await.is_err(), "a file that is there is left alone");
            let restored = path.with_file_name("restored.db");
            fs::copy(&copy, &restored).unwrap();
            restored.into()
        }
        Database::Postgres(_) => {
            let restored = postgres().unwrap().new_database();
            let file = copy.to_str().unwrap();
            postgres().unwrap().run("pg_restore", &["--dbname", &restored, file]);
            restored.as_str().into()
        }
    };
    assert_eq!(after_restore(&server.config).await.unwrap(), 2);
    assert_eq!(after_restore(&server.config).await.unwrap(), 0);
    server.resume().await;

    let mut taken: HashSet<String> = places(&before).into_iter().collect();
    let mut ids: HashSet<String> = [before["id"].to_string()].into();
    for credential in &lost {
        taken.extend(places(credential));
        ids.insert(credential["id"].to_string());
    }
    for _ in 0..100 {
        let new = issue(&server).await;
        assert!(ids.insert(new["id"].to_string()), "an identifier twice");
        for place in places(&new) {
            assert!(taken.insert(place.clone()), "{place} twice");
        }
    }
    let report = verify_over_http(&server, before["links"]["json"].as_str().unwrap()).await;
    assert_eq!(report["verdict"], "valid");
    assert_eq!(database::count(&server.config.database, "SELECT count(*) FROM status_lists").await, 4);
}

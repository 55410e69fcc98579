//! `/v1/batches`: K20, K23, K25, K26, K80, K81.

use std::collections::HashSet;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Reply, TestServer, send};

async fn post(server: &TestServer, query: &str, media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    post_with(server, query, media_type, body, None).await
}

async fn post_with(
    server: &TestServer,
    query: &str,
    media_type: &str,
    body: impl Into<Vec<u8>>,
    idempotency: Option<&str>,
) -> Reply {
    let mut request = server
        .request(Method::POST, &format!("/v1/batches{query}"))
        .bearer_auth(&*server.organization.sandbox_api_key)
        .header("Content-Type", media_type)
        .body(body.into());
    if let Some(key) = idempotency {
        request = request.header("Idempotency-Key", key);
    }
    send(request).await
}

fn id(reply: &Reply) -> &str {
    assert_eq!(reply.status, 202, "{}", reply.body);
    reply.body["id"].as_str().unwrap()
}

/// The batch, once it is over.
async fn finished(server: &TestServer, id: &str) -> Value {
    for _ in 0..1200 {
        let batch = server.get(&format!("/v1/batches/{id}")).await.body;
        if ["completed", "cancelled"].contains(&batch["state"].as_str().unwrap()) {
            return batch;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the batch does not end");
}

async fn rows(server: &TestServer, id: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut path = format!("/v1/batches/{id}/rows?limit=100");
    loop {
        let page = server.get(&path).await.body;
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["nextCursor"].as_str() else { return rows };
        path = format!("/v1/batches/{id}/rows?limit=100&cursor={cursor}");
    }
}

fn table(count: usize) -> String {
    let row = |number: usize| format!("Person {number},person-{number}@example.com,ext-{number}\n");
    "name,email,externalId\n".to_owned() + &(1..=count).map(row).collect::<String>()
}

/// K26: a fault of another issuer used the data of one row for many.
#[tokio::test(flavor = "multi_thread")]
async fn every_row_becomes_its_own_credential() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let count = 620;
    let query = format!("?achievementId={achievement}");
    let reply = post(&server, &query, "text/csv", table(count)).await;
    let batch = finished(&server, id(&reply)).await;
    assert_eq!((&batch["state"], &batch["succeeded"]), (&json!("completed"), &json!(count)), "{batch}");
    let rows = rows(&server, id(&reply)).await;
    assert_eq!(rows.len(), count);
    let (mut ids, mut places) = (HashSet::new(), HashSet::new());
    for (at, row) in rows.iter().enumerate() {
        let number = at + 1;
        assert_eq!((&row["row"], &row["line"]), (&json!(number), &json!(number + 1)));
        assert_eq!(row["externalId"], format!("ext-{number}"));
        let path = format!("/v1/credentials/{}", row["credentialId"].as_str().unwrap());
        let credential = server.get(&path).await.body;
        assert!(ids.insert(credential["id"].to_string()));
        assert_eq!(credential["recipient"]["email"], format!("person-{number}@example.com"));
        assert_eq!(credential["externalId"], row["externalId"]);
        let subject = &credential["credential"]["credentialSubject"];
        assert_eq!(subject["identifier"][1]["identityHash"], format!("Person {number}"));
        for status in credential["credential"]["credentialStatus"].as_array().unwrap() {
            assert!(places.insert(status["id"].to_string()), "{status}");
        }
    }
    let count = i64::try_from(count).unwrap();
    assert_eq!(server.sql_count("SELECT count(*) FROM credentials WHERE batch_id IS NOT NULL").await, count);
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'credential.issued'").await, count);
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'batch.completed'").await, 1);
    assert_eq!(server.sql_count("SELECT count(*) FROM batch_rows WHERE request <> ''").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_come_as_spreadsheets_write_them() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let table = "\u{feff}Mail;Gültig bis;Vorname;Notiz\r\n\
                 a@example.com;2030-05-01;\"Ann; \"\"the\"\" one\";=1+1\r\n\
                 \r\n;;;\r\n\
                 not-an-address;;Bob;\r\n\
                 c@example.com;;\"two\r\nlines\"\r\n\
                 d@example.com;;Dora;x\r\n";
    let mapping = r#"{"Vorname":"recipient.name","Gültig bis":"validUntil","Notiz":""}"#;
    let query = format!("?achievementId={achievement}&mapping={}", urlencoded(mapping));
    let reply = post(&server, &query, "text/csv; charset=utf-8", table).await;
    let batch = finished(&server, id(&reply)).await;
    assert_eq!([&batch["total"], &batch["succeeded"], &batch["failed"]], [4, 2, 2], "{batch}");
    let rows = rows(&server, id(&reply)).await;
    let summary: Vec<_> = rows.iter().map(|row| (row["line"].as_u64().unwrap(), &row["state"])).collect();
    assert_eq!(
        summary,
        [(2, &json!("issued")), (5, &json!("failed")), (6, &json!("failed")), (8, &json!("issued"))]
    );
    assert_eq!(rows[1]["error"]["code"], "validation_failed");
    assert_eq!(rows[1]["error"]["details"][0]["pointer"], "/recipient/email");
    assert!(rows[2]["error"]["details"][0]["message"].as_str().unwrap().contains("3 cells"));
    let first =
        server.get(&format!("/v1/credentials/{}", rows[0]["credentialId"].as_str().unwrap())).await.body;
    assert_eq!(first["recipient"]["name"], "Ann; \"the\" one");
    assert_eq!(first["validUntil"], "2030-05-01T23:59:59Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_comes_as_an_array_or_with_defaults() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let person = |n: u32| json!({ "recipient": { "email": format!("p{n}@example.com") } });
    let mut own = person(1);
    own["achievementId"] = json!(achievement);
    own["publicMetadata"] = json!({ "text": "with ] and } and \" in it" });
    let array = json!([own, "no object", { "recipient": {} }]).to_string();
    let reply = post(&server, "", "application/json", array).await;
    finished(&server, id(&reply)).await;
    let first = rows(&server, id(&reply)).await;
    assert_eq!(first.iter().map(|row| &row["state"]).collect::<Vec<_>>(), ["issued", "failed", "failed"]);

    let body = json!({
        "defaults": { "achievementId": achievement, "recipient": { "name": "Everybody" } },
        "rows": [person(2), person(3)],
    });
    let reply = post(&server, "?dryRun=true", "application/json", body.to_string()).await;
    let batch = finished(&server, id(&reply)).await;
    assert_eq!((&batch["dryRun"], &batch["succeeded"]), (&json!(true), &json!(2)));
    assert!(rows(&server, id(&reply)).await.iter().all(|row| row["state"] == "checked"));
    assert_eq!(server.sql_count("SELECT count(*) FROM credentials").await, 1, "a dry run issues nothing");
    let reply = post(&server, "", "application/json", body.to_string()).await;
    finished(&server, id(&reply)).await;
    assert_eq!(
        server.sql_count("SELECT count(*) FROM credentials WHERE recipient_name = 'everybody'").await,
        2
    );
}

/// K81: nothing of a body that cannot be taken apart is issued, and the error says where.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_body_issues_nothing_and_says_where_it_breaks() {
    let server = TestServer::start_with(|config| {
        config.limits.batch_rows = 2000;
        config.limits.batch_bytes = 4 << 20;
    })
    .await;
    let utf_16: Vec<u8> = "\u{feff}name,email\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let good = "email\na@example.com\n";
    let tables: [(Vec<u8>, &str); 10] = [
        (utf_16, "Line 1: the table is UTF-16"),
        (format!("{good}b\0@example.com\n").into(), "Line 3: there is a NUL"),
        ([good.as_bytes(), b"\xe9@example.com\n"].concat(), "Line 3: this is not UTF-8"),
        (format!("{good}{}\n", "x".repeat(400 << 10)).into(), "Line 3: the row is longer"),
        (format!("{good}\"{}", "x\n".repeat(200 << 10)).into(), "Line 3: the row is longer"),
        ("email,name,email\na,b,c\n".into(), "Line 1: The column `email` stands there twice"),
        ("E-Mail,recipient.email\na,b\n".into(), "stands there twice"),
        ("email,colour\na,b\n".into(), "Line 1: The column `colour` means nothing"),
        (table(2001).into(), "2000 rows at most"),
        ("".into(), "The table is empty"),
    ];
    for (table, expected) in tables {
        let reply = post(&server, "", "text/csv", table).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (422, "validation_failed"), "{expected}");
        assert!(reply.body.to_string().contains(expected), "{expected}: {}", reply.body);
    }
    for (body, expected) in [
        ("[{}, {\"a\":}]", "Row 2 is not JSON"),
        ("[{} {}]", "Row 1 is not JSON"),
        ("[{}", "Row 1 is not JSON"),
        ("[{}] x", "after its end"),
    ] {
        let reply = post(&server, "", "application/json", body).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (400, "invalid_json"), "{body}");
        assert!(reply.body.to_string().contains(expected), "{body}: {}", reply.body);
    }
    for body in ["7", "[]", r#"{"rows":[],"defaults":{}}"#, r#"{"rows":[{}],"more":1}"#] {
        let reply = post(&server, "", "application/json", body).await;
        assert_eq!(reply.code(), "validation_failed", "{body}: {}", reply.body);
    }
    assert_eq!(post(&server, "", "text/plain", "email\n").await.code(), "unsupported_media_type");
    assert_eq!(server.sql_count("SELECT count(*) FROM batches").await, 0);
    assert_eq!(server.sql_count("SELECT count(*) FROM batch_rows").await, 0);
    let reply = post(&server, "", "text/csv", vec![b'x'; 5 << 20]).await;
    assert!([413, 422].contains(&reply.status.as_u16()), "{}", reply.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_is_one_batch() {
    let server = TestServer::start().await;
    let query = format!("?achievementId={}", server.achievement().await);
    let first = post_with(&server, &query, "text/csv", table(3), Some("k")).await;
    let again = post_with(&server, &query, "text/csv", table(3), Some("k")).await;
    assert_eq!((again.status, id(&again)), (first.status, id(&first)));
    assert_eq!(again.headers["location"], first.headers["location"]);
    let other = post_with(&server, &query, "text/csv", table(4), Some("k")).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    let other = post_with(&server, &format!("{query}&dryRun=true"), "text/csv", table(3), Some("k")).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    finished(&server, id(&first)).await;
    assert_eq!(server.sql_count("SELECT count(*) FROM credentials").await, 3);
    assert_eq!(server.sql_count("SELECT count(*) FROM batches").await, 1);
}

/// Rows go by the rules of single requests, in their order, though they are stored together.
#[tokio::test(flavor = "multi_thread")]
async fn rows_that_meet_another_go_by_the_rules() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let row = |email: &str, external: Option<&str>, word: Option<&str>| {
        json!({
            "achievementId": achievement, "recipient": { "email": email }, "externalId": external, "onDuplicate": word,
        })
    };
    let body = json!([
        // Of somebody else: the reissue below may set its identifier free otherwise.
        row("d@example.com", Some("one"), None),
        row("a@example.com", None, None),
        row("a@example.com", None, None),
        row("A@example.com", None, Some("allow")),
        row("a@example.com", None, Some("reissue")),
        row("b@example.com", Some("one"), None),
        row("b@example.com", Some("two"), None),
        row("c@example.com", Some("two"), Some("allow")),
    ]);
    let reply = post(&server, "", "application/json", body.to_string()).await;
    finished(&server, id(&reply)).await;
    let rows = rows(&server, id(&reply)).await;
    let result = |row: &Value| row["error"]["code"].as_str().unwrap_or("issued").to_owned();
    assert_eq!(
        rows.iter().map(result).collect::<Vec<_>>(),
        [
            "issued",
            "issued",
            "duplicate_credential",
            "issued",
            "issued",
            "external_id_taken",
            "issued",
            "external_id_taken",
        ]
    );
    let reissued =
        server.get(&format!("/v1/credentials/{}", rows[4]["credentialId"].as_str().unwrap())).await;
    // Both came at the same moment; either is the latest.
    let replaced = &reissued.body["supersedesId"];
    assert!([&rows[1]["credentialId"], &rows[3]["credentialId"]].contains(&replaced), "{replaced}");
    let batch = server.get(&format!("/v1/batches/{}", id(&reply))).await.body;
    assert_eq!((&batch["succeeded"], &batch["failed"]), (&json!(5), &json!(3)));
}

/// K20 and K25 within one process: stopped anywhere, started again with a clock that was put back.
#[tokio::test(flavor = "multi_thread")]
async fn a_restart_goes_on_where_it_ended() {
    let mut server = TestServer::start().await;
    let query = format!("?achievementId={}", server.achievement().await);
    let reply = post(&server, &query, "text/csv", table(2400)).await;
    let mut stops = 0;
    for seconds in [-3600, 90_000, -7200] {
        tokio::time::sleep(Duration::from_millis(150)).await;
        server.stop().await;
        server.clock.advance_seconds(seconds);
        if server.sql_count("SELECT count(*) FROM batch_rows WHERE state = 'waiting'").await > 0 {
            stops += 1;
        }
        server.resume().await;
    }
    assert!(stops > 0, "the batch was over before the server was stopped");
    let batch = finished(&server, id(&reply)).await;
    assert_eq!([&batch["succeeded"], &batch["failed"]], [2400, 0]);
    assert_eq!(server.sql_count("SELECT count(*) FROM credentials").await, 2400);
    assert_eq!(server.sql_count("SELECT count(DISTINCT external_id) FROM credentials").await, 2400);
    assert_eq!(server.sql_count("SELECT count(DISTINCT valid_from) FROM credentials").await, 1);
    assert_eq!(server.sql_count("SELECT count(*) FROM jobs WHERE kind = 'batch'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_stops_what_has_not_started() {
    let server = TestServer::start().await;
    let query = format!("?achievementId={}", server.achievement().await);
    let reply = post(&server, &query, "text/csv", table(6000)).await;
    let path = format!("/v1/batches/{}/cancel", id(&reply));
    let cancelled = server.post(&path, &json!({})).await;
    assert_eq!((cancelled.status.as_u16(), &cancelled.body["state"]), (200, &json!("cancelled")));
    let issued = server.sql_count("SELECT count(*) FROM credentials").await;
    assert!(issued < 6000);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        server.sql_count("SELECT count(*) FROM credentials").await,
        issued,
        "nothing is issued after it"
    );
    assert_eq!(cancelled.body["succeeded"], issued);
    assert_eq!(server.post(&path, &json!({})).await.code(), "batch_over");
    let path = format!("/v1/batches/{}/rows?state=cancelled", id(&reply));
    assert_eq!(server.get(&path).await.body["items"][0]["state"], "cancelled");
    for _ in 0..200 {
        if server.sql_count("SELECT count(*) FROM jobs WHERE kind = 'batch'").await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(server.sql_count("SELECT count(*) FROM batch_rows WHERE request <> ''").await, 0);
}

/// K80, and the other ways to see what becomes of a batch.
#[tokio::test(flavor = "multi_thread")]
async fn progress_and_results_tell_what_became_of_it() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let template = server.get("/v1/batches/template.csv").await.body["text"].as_str().unwrap().to_owned();
    assert!(template.starts_with("recipient.name,recipient.email,"));
    let table = format!("{template}=cmd,a@example.com,,,=HYPERLINK(1),\r\n-x,no address,,,@x,\r\n");
    let reply = post(&server, &format!("?achievementId={achievement}"), "text/csv", table).await;
    let path = format!("/v1/batches/{}", id(&reply));
    assert_eq!(reply.headers["location"], path);
    let progress = server.get(&format!("{path}/progress")).await.body["text"].as_str().unwrap().to_owned();
    let events: Vec<Value> = progress
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect();
    let last = events.last().unwrap();
    assert_eq!((&last["state"], &last["done"]), (&json!("completed"), &json!(2)), "{progress}");

    let results = server.get(&format!("{path}/results.csv")).await.body["text"].as_str().unwrap().to_owned();
    let lines: Vec<&str> = results.lines().collect();
    assert_eq!(lines[0], "row,line,state,externalId,credentialId,code,verificationUrl,errorCode,error");
    assert!(lines[1].starts_with("1,2,issued,'=HYPERLINK(1),"), "{results}");
    assert!(lines[2].starts_with("2,3,failed,'@x,,,,validation_failed,"), "{results}");
    let first = &rows(&server, id(&reply)).await[0];
    assert_eq!(first["externalId"], "=HYPERLINK(1)", "JSON has the text as it is");
    let listed = server.get("/v1/batches").await.body;
    assert_eq!(listed["items"][0]["id"], reply.body["id"]);
}

fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

//! The same requests at the same moment: PostgreSQL answers what SQLite answers, byte for byte. Only what is random is
//! left out: identifiers, keys, signatures, places in lists.

use std::collections::HashMap;

use proofmark_server::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::database::is_postgres;
use crate::support::{Reply, TestServer, achievement_body, issue_body, send};

/// Members whose values are random or follow from random ones.
const RANDOM: [&str; 11] = [
    "code",
    "digest",
    "encodedList",
    "identityHash",
    "nextCursor",
    "proofValue",
    "publicKeyMultibase",
    "requestId",
    "salt",
    "statusListIndex",
    "verificationMethod",
];

#[tokio::test]
async fn both_databases_give_the_same_answers() {
    if !is_postgres() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.db");
    let sqlite = answers(TestServer::start_with(|config| config.database = file.into()).await).await;
    let postgres = answers(TestServer::start().await).await;
    assert!(sqlite.len() > 30);
    for (sqlite, postgres) in sqlite.iter().zip(&postgres) {
        assert_eq!(sqlite, postgres);
    }
}

/// Every answer to a fixed list of requests.
async fn answers(server: TestServer) -> Vec<String> {
    server.clock.stop_at(Timestamp::from_micros(1_800_000_000_123_456));
    let mut script = Script { server, names: HashMap::new(), answers: Vec::new() };
    let achievement = script.ask("POST", "/v1/achievements", Some(achievement_body())).await;
    let id = achievement["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/achievements/{id}");
    let mut credentials = Vec::new();
    // Names that a language puts into another order than their bytes, and that fold in their own ways.
    for (number, name) in ["Zoë", "ada", "Ärmel", "Ada", "_", "100%", "İpek", "ß"].iter().enumerate() {
        script.server.clock.advance_seconds(1);
        let mut body = issue_body(&id);
        body["recipient"] = json!({ "name": name, "email": format!("P{number}@Example.com") });
        body["externalId"] = json!(format!("order {number}"));
        body["privateMetadata"] = json!({ "row": number, "text": "a\u{0}b", "big": i64::MAX });
        if number % 2 == 0 {
            body["validUntil"] = json!("2027-01-15T08:00:09Z");
        }
        credentials.push(script.ask("POST", "/v1/credentials", Some(body)).await);
    }
    let one = credentials[1]["id"].as_str().unwrap().to_owned();
    for (method, path, body) in [
        ("PATCH", path.clone(), Some(json!({ "description": "Another text." }))),
        ("GET", path.clone(), None),
        ("GET", "/v1/credentials?limit=3".to_owned(), None),
        ("GET", "/v1/credentials?offset=2&limit=4".to_owned(), None),
        ("GET", "/v1/credentials?email=p3@example.COM".to_owned(), None),
        ("GET", "/v1/credentials?name=ADA".to_owned(), None),
        ("GET", "/v1/credentials?name=%25".to_owned(), None),
        ("GET", "/v1/credentials?name=_".to_owned(), None),
        ("GET", "/v1/credentials?name=%C3%84RMEL".to_owned(), None),
        ("GET", "/v1/credentials?name=a%00b".to_owned(), None),
        ("GET", "/v1/credentials?externalId=order%203".to_owned(), None),
        ("GET", "/v1/credentials?status=valid&limit=2".to_owned(), None),
        ("GET", "/v1/credentials?status=expired".to_owned(), None),
        ("GET", "/v1/credentials/order%203".to_owned(), None),
        ("GET", "/v1/credentials/a%00b".to_owned(), None),
        ("GET", format!("/v1/credentials/{one}"), None),
        ("GET", "/v1/credentials/unknown".to_owned(), None),
        ("POST", format!("/v1/credentials/{one}/suspend"), Some(json!({ "reason": "for now" }))),
        ("POST", format!("/v1/credentials/{one}/suspend"), Some(json!({ "reason": "for now" }))),
        ("POST", format!("/v1/credentials/{one}/reinstate"), Some(json!({ "reason": "again" }))),
        ("POST", format!("/v1/credentials/{one}/revoke"), Some(json!({ "reason": "wrong" }))),
        ("POST", format!("/v1/credentials/{one}/revoke"), Some(json!({ "reason": "wrong" }))),
        (
            "POST",
            "/v1/credentials".to_owned(),
            Some(json!({ "achievementId": id, "externalId": "order 3",
            "recipient": { "email": "new@example.com" } })),
        ),
        (
            "POST",
            "/v1/credentials".to_owned(),
            Some(json!({ "achievementId": id, "externalId": "a\u{0}b",
            "recipient": { "name": "a\u{0}b", "email": "nul@example.com" } })),
        ),
        ("POST", "/v1/credentials".to_owned(), Some(json!({ "achievementId": "unknown", "recipient": {} }))),
        ("POST", "/v1/achievements".to_owned(), Some(json!({ "name": "a\u{0}b" }))),
        ("GET", "/v1/usage".to_owned(), None),
        ("GET", "/v1/achievements?archived=false".to_owned(), None),
        ("DELETE", "/v1/recipients/p4@example.com".to_owned(), None),
        ("GET", "/v1/credentials?status=revoked".to_owned(), None),
    ] {
        script.ask(method, &path, body).await;
    }
    let url = credentials[0]["credential"]["credentialStatus"][0]["statusListCredential"].as_str().unwrap();
    let list = url.strip_prefix(&script.server.base_url).unwrap_or(url).to_owned();
    script.ask("GET", &list, None).await;
    script.answers
}

struct Script {
    server: TestServer,
    /// The random names in the order in which they came.
    names: HashMap<String, usize>,
    answers: Vec<String>,
}

impl Script {
    async fn ask(&mut self, method: &str, path: &str, body: Option<Value>) -> Value {
        let request = self.server.request(Method::from_bytes(method.as_bytes()).unwrap(), path);
        let request = request.bearer_auth(&*self.server.organization.sandbox_api_key);
        let reply = send(match &body {
            Some(body) => request.json(body),
            None => request,
        })
        .await;
        assert_ne!(reply.status, 500, "{method} {path}");
        let Reply { status, headers, body } = reply;
        let kind = headers.get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        let text = format!("{method} {path} {status} {kind:?} {}", self.without_chance(&body));
        let text = self.renamed(&text);
        self.answers.push(text);
        body
    }

    fn without_chance(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| {
                    let value =
                        if RANDOM.contains(&&**name) { json!("…") } else { self.without_chance(value) };
                    (name.clone(), value)
                })
                .collect(),
            Value::Array(items) => items.iter().map(|item| self.without_chance(item)).collect(),
            other => other.clone(),
        }
    }

    /// Identifiers become numbers, keys and the server's address go.
    fn renamed(&mut self, text: &str) -> String {
        let text = text.replace(&self.server.base_url, "http://server");
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let mut renamed = String::new();
        for part in text.split_inclusive(|c| !is_part(c)) {
            let (word, end) = part.split_at(part.trim_end_matches(|c| !is_part(c)).len());
            let is_id = word.len() == 36 && word.matches('-').count() == 4;
            let is_index = word.len() <= 6 && renamed.ends_with('#') && word.parse::<u32>().is_ok();
            if is_id {
                let next = self.names.len();
                renamed += &format!("id{}", self.names.entry(word.to_owned()).or_insert(next));
            } else if !(is_index || word.starts_with("z6Mk")) {
                renamed += word;
            }
            renamed += end;
        }
        renamed
    }
}

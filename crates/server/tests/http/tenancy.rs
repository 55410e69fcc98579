//! K70 and K71: every route of the OpenAPI document, asked with every foreign identifier, by two organizations in two
//! environments. Unknown and foreign must be told apart by nobody.

use std::collections::HashMap;

use proofmark_server::create_organization;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Reply, TestServer, achievement_body, issue_body};

/// What one environment owns, by the name that the identifier has in paths.
struct Owned {
    key: String,
    ids: HashMap<&'static str, String>,
}

const UNKNOWN: &str = "00000000-0000-7000-8000-000000000000";

async fn set_up(server: &TestServer, key: &str, tag: &str) -> Owned {
    let post = async |path: &str, body: Value| {
        let reply = server.send_as(Method::POST, path, key, Some(&body)).await;
        assert_eq!(reply.status, 201, "{path}: {}", reply.body);
        reply.body
    };
    let id = |value: &Value| value.as_str().unwrap().to_owned();
    let achievement = id(&post("/v1/achievements", achievement_body()).await["id"]);
    let mut body = issue_body(&achievement);
    body["recipient"]["email"] = json!(format!("{tag}@example.com"));
    body["externalId"] = json!(format!("external-{tag}"));
    let credential = post("/v1/credentials", body).await;
    let issuers = server.send_as(Method::GET, "/v1/issuers", key, None).await;
    let issuer = &issuers.body["items"][0];
    let api_key = post("/v1/api-keys", json!({ "name": tag, "scopes": ["read"] })).await;
    let template = json!({
        "name": tag, "svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        "metadataSchema": { "fields": [] },
    });
    let template = post("/v1/templates", template).await;
    let batch = server
        .send_as(Method::POST, "/v1/batches?dryRun=true", key, Some(&json!([issue_body(&achievement)])))
        .await;
    assert_eq!(batch.status, 202, "{}", batch.body);
    let endpoint = json!({ "url": "https://receiver.example.edu/hook", "enabled": false });
    let endpoint = id(&post("/v1/webhook-endpoints", endpoint).await["webhookEndpoint"]["id"]);
    let delivery = post(&format!("/v1/webhook-endpoints/{endpoint}/test"), json!({})).await;
    // Only live keys make exports, and see them.
    let export = if tag.ends_with("live") {
        let asked = json!({ "documents": false });
        let export = server.send_as(Method::POST, "/v1/exports", key, Some(&asked)).await;
        assert_eq!(export.status, 202, "{}", export.body);
        id(&export.body["id"])
    } else {
        UNKNOWN.to_owned()
    };
    let ids = HashMap::from([
        ("exports", export),
        ("batches", id(&batch.body["id"])),
        ("templates", id(&template["id"])),
        ("achievements", achievement),
        ("credentials", id(&credential["id"])),
        ("code", id(&credential["code"])),
        ("externalId", id(&credential["externalId"])),
        ("issuers", id(&issuer["id"])),
        ("keys", id(&issuer["keys"][0]["id"])),
        ("api-keys", id(&api_key["apiKey"]["id"])),
        ("webhook-endpoints", endpoint),
        ("webhook-deliveries", id(&delivery["id"])),
        ("events", id(&delivery["eventId"])),
        ("recipients", format!("{tag}@example.com")),
    ]);
    Owned { key: key.to_owned(), ids }
}

/// A body that each route accepts, so that nothing but the identifier can be at fault.
fn body_of(operation: &str) -> Value {
    match operation {
        "updateAchievement" => json!({ "name": "Stolen" }),
        "updateTemplate" => json!({ "name": "Stolen" }),
        "previewTemplate" => json!({}),
        "updateCredential" => json!({ "privateMetadata": { "stolen": true } }),
        "updateIssuer" => json!({ "name": "Stolen", "default": true }),
        "rotateApiKey" | "rotateWebhookEndpointSecret" => json!({}),
        "updateWebhookEndpoint" => json!({ "description": "Stolen", "enabled": true }),
        "redeliverWebhookRange" => {
            json!({ "since": "2026-01-01T00:00:00Z", "until": "2036-01-01T00:00:00Z" })
        }
        "createDocumentLink" => json!({ "format": "pdf" }),
        _ => json!({ "reason": "stolen" }),
    }
}

/// Everything of an answer that a caller could tell two apart by.
fn visible(reply: &Reply) -> (u16, Value, Value) {
    let error = &reply.body["error"];
    (reply.status.as_u16(), error["code"].clone(), error["message"].clone())
}

#[tokio::test]
async fn no_route_tells_a_foreign_identifier_from_an_unknown_one() {
    let server = TestServer::start_with(|config| {
        config.base_url = Some("https://badges.example.edu".to_owned());
        // Only a SQLite file has a place for them by itself.
        config.exports_folder = Some(config.master_key_file.as_ref().unwrap().with_file_name("exports"));
    })
    .await;
    let other = create_organization(&server.config, "Other College").await.unwrap();
    let mut tenants = Vec::new();
    for (tag, key) in [
        ("a-sandbox", &server.organization.sandbox_api_key),
        ("a-live", &server.organization.live_api_key),
        ("b-sandbox", &other.sandbox_api_key),
        ("b-live", &other.live_api_key),
    ] {
        tenants.push(set_up(&server, key, tag).await);
    }
    let before = everything(&server).await;
    let document: Value = serde_json::from_str(&proofmark_server::openapi_json()).unwrap();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        // A kind of e-mail is nobody's: each environment has its own words for the same four.
        if path.starts_with("/v1/email-templates/") {
            continue;
        }
        for (method, operation) in item.as_object().unwrap() {
            // Public routes tell everybody the same; visibility has its own test.
            if operation["security"] == json!([]) || !path.contains('{') {
                continue;
            }
            let operation = operation["operationId"].as_str().unwrap();
            let method: Method = method.to_uppercase().parse().unwrap();
            for (me, mine) in tenants.iter().enumerate() {
                for theirs in
                    tenants.iter().enumerate().filter(|(them, _)| *them != me).map(|(_, owned)| owned)
                {
                    for (foreign, unknown) in attempts(path, theirs, mine) {
                        let body = body_of(operation);
                        let foreign_reply =
                            server.send_as(method.clone(), &foreign, &mine.key, Some(&body)).await;
                        let unknown_reply =
                            server.send_as(method.clone(), &unknown, &mine.key, Some(&body)).await;
                        assert_eq!(visible(&foreign_reply), visible(&unknown_reply), "{method} {foreign}");
                        assert_eq!(foreign_reply.status, 404, "{method} {foreign}: {}", foreign_reply.body);
                        asked += 1;
                    }
                }
            }
        }
    }
    assert!(asked > 200, "only {asked} attempts");
    assert_eq!(everything(&server).await, before, "nothing was changed");
    eprintln!("{asked} attempts with foreign identifiers");

    // Lists and bulk changes see their own rows only.
    for mine in &tenants {
        for path in ["/v1/achievements?total=true", "/v1/credentials?total=true"] {
            assert_eq!(server.send_as(Method::GET, path, &mine.key, None).await.body["total"], 1, "{path}");
        }
        for theirs in tenants.iter().filter(|theirs| theirs.key != mine.key) {
            let body = json!({ "reason": "x", "ids": [theirs.ids["credentials"], theirs.ids["code"]] });
            let bulk = server.send_as(Method::POST, "/v1/credentials/revoke", &mine.key, Some(&body)).await;
            assert_eq!((&bulk.body["changed"], &bulk.body["refused"]), (&json!(0), &json!(2)));
            let mut achievement = achievement_body();
            achievement["templateId"] = json!(theirs.ids["templates"]);
            let made = server.send_as(Method::POST, "/v1/achievements", &mine.key, Some(&achievement)).await;
            assert_eq!(made.pointers(), ["/templateId"]);
            let mut issue = issue_body(&theirs.ids["achievements"]);
            issue["templateId"] = json!(theirs.ids["templates"]);
            issue["issuerId"] = json!(theirs.ids["issuers"]);
            let issued = server.send_as(Method::POST, "/v1/credentials", &mine.key, Some(&issue)).await;
            assert_eq!(issued.pointers(), ["/achievementId", "/issuerId", "/templateId"]);
        }
    }
}

/// The path with each kind of foreign identifier, and the same with an unknown one. Where there are two identifiers,
/// also a foreign key under an own issuer.
fn attempts(path: &str, theirs: &Owned, mine: &Owned) -> Vec<(String, String)> {
    let resource = path.split('/').nth(2).unwrap();
    let put = |id: &str, key: &str| path.replace("{id}", id).replace("{email}", id).replace("{key}", key);
    let their_key = &theirs.ids["keys"];
    let unknown = if resource == "recipients" { "nobody@example.com" } else { UNKNOWN };
    let both_are_live = [mine, theirs].iter().all(|owned| owned.ids["recipients"].contains("live"));
    let names: &[&str] = match resource {
        "exports" if both_are_live => &["exports"],
        // Refused before anything is looked up.
        "exports" => &[],
        "credentials" => &["credentials", "code", "externalId"],
        "achievements" => &["achievements"],
        "batches" => &["batches"],
        "issuers" => &["issuers"],
        "api-keys" => &["api-keys"],
        "templates" => &["templates"],
        "events" => &["events"],
        "recipients" => &["recipients"],
        "webhook-deliveries" => &["webhook-deliveries"],
        "webhook-endpoints" => &["webhook-endpoints"],
        other => panic!("a route for {other} has to be added to this test"),
    };
    let mut attempts: Vec<_> =
        names.iter().map(|name| (put(&theirs.ids[name], their_key), put(unknown, UNKNOWN))).collect();
    // A did:key issuer refuses before it looks for the key; that is the same for every key.
    if path.contains("{key}") && mine.ids["recipients"].contains("live") {
        attempts.push((put(&mine.ids["issuers"], their_key), put(&mine.ids["issuers"], UNKNOWN)));
    }
    attempts
}

/// The rows that a foreign request could have changed.
async fn everything(server: &TestServer) -> Vec<i64> {
    let mut counts = Vec::new();
    for query in [
        "SELECT count(*) FROM credentials WHERE revoked_at IS NOT NULL OR suspended_at IS NOT NULL",
        "SELECT count(*) FROM credentials WHERE private_metadata <> '{}' OR forgotten_at IS NOT NULL",
        "SELECT count(*) FROM credentials",
        "SELECT count(*) FROM templates WHERE archived_at IS NOT NULL OR updated_at IS NOT NULL OR version > 1",
        "SELECT count(*) FROM achievements WHERE archived_at IS NOT NULL OR updated_at IS NOT NULL",
        "SELECT count(*) FROM issuers WHERE name LIKE '%Stolen%'",
        "SELECT count(*) FROM issuer_keys",
        "SELECT count(*) FROM issuer_keys WHERE state <> 'current'",
        "SELECT count(*) FROM api_keys",
        "SELECT count(*) FROM api_keys WHERE revoked_at IS NOT NULL OR replaced_at IS NOT NULL",
        "SELECT count(*) FROM webhook_endpoints WHERE updated_at IS NOT NULL OR removed_at IS NOT NULL",
        "SELECT count(*) FROM webhook_secrets",
        "SELECT count(*) FROM webhook_deliveries",
        "SELECT count(*) FROM events",
        "SELECT count(*) FROM exports",
    ] {
        counts.push(server.sql_count(query).await);
    }
    counts
}

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::TestServer;

fn document() -> Value {
    serde_json::from_str(&proofmark_server::openapi_json()).unwrap()
}

#[tokio::test]
async fn the_served_document_is_the_written_one_and_the_docs_need_no_other_host() {
    let server = TestServer::start().await;
    assert_eq!(server.get_public("/openapi.json").await.body, document());
    let docs = server.request(reqwest::Method::GET, "/docs").send().await.unwrap();
    assert_eq!(docs.status(), 200);
    let html = docs.text().await.unwrap();
    assert!(html.contains("SwaggerUIBundle") && html.contains("\"openapi\": \"3.1.0\""));
    assert!(!html.contains("src=\"http") && !html.contains("<link rel"));
}

#[test]
fn the_committed_document_is_the_generated_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == proofmark_server::openapi_json(),
        "openapi/openapi.json is out of date: cargo run -p proofmark-cli -- openapi > openapi/openapi.json"
    );
}

#[test]
fn the_document_has_the_shape_of_3_1() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document.get("webhooks").is_none());
    let mut ids = HashSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{method} {path}");
            let id =
                operation["operationId"].as_str().unwrap_or_else(|| panic!("{place} has no operationId"));
            assert!(ids.insert(id.to_owned()), "{id} twice");
            assert!(operation["summary"].is_string(), "{place} has no summary");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if parameter["in"] == "path" {
                    let name = parameter["name"].as_str().unwrap();
                    assert!(path.contains(&format!("{{{name}}}")), "{place}: {name}");
                }
            }
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{place}");
            assert!(responses.contains_key("404") && responses.contains_key("500"), "{place}");
            assert_eq!(
                path.starts_with("/v1/") && !path.starts_with("/v1/verify") && !path.ends_with("/trust-pack"),
                operation["security"] != json!([]),
                "{place}"
            );
        }
    }
    for id in [
        "createAchievement",
        "issueCredential",
        "listCredentials",
        "getCredential",
        "revokeCredential",
        "verifyCredential",
        "getStatusList",
        "getDidDocument",
    ] {
        assert!(ids.contains(id), "{id} is missing");
    }
}

#[test]
fn every_reference_leads_somewhere_and_media_types_are_plain() {
    let document = document();
    let mut waiting = vec![&document];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                }
                if let Some(Value::Object(content)) = members.get("content") {
                    assert!(
                        content.keys().all(|media| !media.starts_with("application/json;")),
                        "{content:?}"
                    );
                }
                waiting.extend(members.values());
            }
            _ => {}
        }
    }
    assert!(document.pointer("/components/schemas/ErrorCode/enum").is_some());
}

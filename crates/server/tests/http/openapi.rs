//! The OpenAPI document: complete, committed, and true of every answer that the other tests get.

use std::collections::HashSet;
use std::sync::LazyLock;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::TestServer;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&proofmark_server::openapi_json()).unwrap());

fn document() -> Value {
    DOCUMENT.clone()
}

/// Every answer with an error has to be one that the document promises for its operation.
pub(crate) fn assert_documented(method: &Method, path: &str, status: StatusCode, body: &Value) {
    let Some(code) = body["error"]["code"].as_str() else { return };
    let Some((template, operation)) = operation_at(method, path) else { return };
    let pointer = format!("/responses/{}/content/application~1json/examples/{code}", status.as_u16());
    assert!(
        operation.pointer(&pointer).is_some(),
        "{method} {template} answered {status} `{code}`, which the OpenAPI document does not say: add it to `refusals` \
         of `{}` in crates/server/src/http/openapi/examples",
        operation["operationId"].as_str().unwrap_or_default(),
    );
}

/// The operation that answers there: of several templates that fit, the one with the fewest variables.
fn operation_at(method: &Method, path: &str) -> Option<(&'static str, &'static Value)> {
    let path = path.split('?').next().unwrap_or(path);
    let fits = |template: &str| {
        let (mut ours, mut theirs) = (template.split('/'), path.split('/'));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(ours), Some(theirs)) if ours == theirs || ours.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    let paths = DOCUMENT["paths"].as_object()?.iter().filter(|(template, _)| fits(template));
    let (template, item) = paths.min_by_key(|(template, _)| template.matches('{').count())?;
    item.get(method.as_str().to_lowercase()).map(|operation| (template.as_str(), operation))
}

#[tokio::test]
async fn the_served_document_is_the_written_one_and_the_docs_need_no_other_host() {
    let server = TestServer::start().await;
    assert_eq!(server.get_public("/openapi.json").await.body, document());
    let docs = server.request(Method::GET, "/docs").send().await.unwrap();
    assert_eq!(docs.status(), 200);
    let html = docs.text().await.unwrap();
    assert!(html.contains("SwaggerUIBundle") && html.contains("\"openapi\":\"3.1.0\""));
    assert!(!html.contains("src=\"http") && !html.contains("<link rel"));
    // Everything that is put into the library's page has found its place, and samples call this server.
    for part in [
        "plugins: [codeSamples]",
        "function codeSamples",
        ".samples {",
        "<!doctype html>",
        "name=\"viewport\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(
        html.contains(&format!("{}/v1/credentials'", server.base_url)),
        "samples with this server's address"
    );
}

#[test]
fn the_committed_document_is_the_generated_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == proofmark_server::openapi_json(),
        "openapi/openapi.json is out of date: cargo xtask clients (or just: cargo run -p proofmark-cli -- openapi > \
         openapi/openapi.json)"
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/openapi-3.0.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == proofmark_server::openapi_3_0_json(),
        "openapi/openapi-3.0.json is out of date: cargo xtask clients (or just: cargo run -p proofmark-cli -- openapi \
         --form 3.0 > openapi/openapi-3.0.json)"
    );
}

#[test]
fn the_older_form_has_nothing_newer_in_it() {
    let document: Value = serde_json::from_str(&proofmark_server::openapi_3_0_json()).unwrap();
    assert_eq!(document["openapi"], "3.0.3");
    assert!(document["info"]["license"].get("identifier").is_none());
    let mut waiting = vec![&document];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                assert!(!members.get("exclusiveMinimum").is_some_and(Value::is_number), "{members:?}");
                let examples = |name: &str| matches!(name, "example" | "examples");
                waiting.extend(members.iter().filter(|(name, _)| !examples(name)).map(|(_, value)| value));
            }
            _ => {}
        }
    }
}

/// Operations whose answers nobody has recorded yet: `cargo xtask clients` does, and then they go from this list.
const AWAITING: [&str; 0] = [];

/// What every operation has to have. The message says where it is written.
#[test]
fn every_operation_is_complete() {
    let mut problems = Vec::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap_or_default();
            if AWAITING.contains(&id) {
                continue;
            }
            for fault in faults(operation) {
                problems.push(format!("{id} ({method} {path}): {fault}"));
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{} faults:\n{}\n\nSummary and description are the comment above the handler, parted by an empty line. \
         The request of an example goes into crates/server/src/http/openapi/examples, beside those of the same \
         resource; then `cargo xtask clients` records its answer and makes the samples.",
        problems.len(),
        problems.join("\n"),
    );
}

fn faults(operation: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for member in ["summary", "description"] {
        if operation[member].as_str().is_none_or(str::is_empty) {
            faults.push(format!("no {member}"));
        }
    }
    if !operation["security"].is_array() || operation["tags"].as_array().is_none_or(Vec::is_empty) {
        faults.push("no security or no tag".to_owned());
    }
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        if parameter["description"].as_str().is_none_or(str::is_empty) {
            faults.push(format!("the parameter {name} is not described"));
        }
        if parameter["in"] == "path" && parameter.get("example").is_none() {
            faults.push(format!("no example of the parameter {name}"));
        }
    }
    if let Some(Value::Object(content)) = operation.pointer("/requestBody/content")
        && content.values().all(|media| media.get("example").is_none())
    {
        faults.push("no example of a request".to_owned());
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        faults.extend(faults_of_answer(status, response));
    }
    let languages: Vec<_> =
        operation["x-codeSamples"].as_array().into_iter().flatten().map(|sample| &sample["label"]).collect();
    if languages != ["curl", "JavaScript", "Python", "PHP"] {
        faults.push("no samples".to_owned());
    }
    if operation.to_string().contains("{create") || operation.to_string().contains("{issue") {
        faults.push("an example that was not recorded".to_owned());
    }
    faults
}

fn faults_of_answer(status: &str, response: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    if response["description"].as_str().is_none_or(str::is_empty) {
        faults.push(format!("the answer {status} is not described"));
    }
    for header in ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"] {
        if response["headers"].get(header).is_none() {
            faults.push(format!("the answer {status} has no header {header}"));
        }
    }
    if ["429", "503"].contains(&status) && response["headers"].get("Retry-After").is_none() {
        faults.push(format!("the answer {status} has no header Retry-After"));
    }
    let content = response["content"].as_object();
    // Of pictures, other files and streams without an end there is nothing to show.
    let shows = |media: &str| {
        media.contains("json")
            || media == "application/vc"
            || media.starts_with("text/") && !media.starts_with("text/event-stream")
    };
    let media: Vec<_> = content.into_iter().flatten().filter(|(media, _)| shows(media)).collect();
    let has_example =
        media.iter().any(|(_, media)| media.get("example").is_some() || media.get("examples").is_some());
    if !media.is_empty() && !has_example {
        faults.push(format!("no example of the answer {status}"));
    }
    faults
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
            assert!(responses.contains_key("429") && responses.contains_key("500"), "{place}");
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

//! Which errors each operation may answer with, and the headers of all answers.
//!
//! Most codes follow from what an operation takes: a body can be malformed, a path can name what is not there. The
//! rest (`refusals`) stands with the operation's example. The tests of the server compare every answer with this list.

use std::collections::BTreeMap;

use poem_openapi::types::ToJSON;
use serde_json::{Map, Value, json};

use super::examples::Example;
use crate::http::edge::ErrorCode;

/// Gives `operation` the answers that are errors, and its answers their headers.
pub(super) fn complete(operation: &mut Value, example: Option<&Example>) {
    let codes = codes_of(operation, example);
    let responses = operation["responses"].as_object_mut();
    let Some(responses) = responses else { return };
    // What is no error of ours stays: a document that is gone for ever says so itself.
    let is_error = |response: &Value| {
        response["content"]["application/json"]["schema"]["$ref"] == "#/components/schemas/ErrorEnvelope"
    };
    responses.retain(|status, response| status.starts_with(['2', '3']) || !is_error(response));
    let mut by_status: BTreeMap<u16, Vec<ErrorCode>> = BTreeMap::new();
    for code in codes {
        by_status.entry(code.status().as_u16()).or_default().push(code);
    }
    // A page for people says in a page that it is not there.
    let is_page = responses.values().find_map(|response| {
        let content = response["content"].as_object()?;
        content.keys().find(|media| media.starts_with("text/html")).cloned()
    });
    for (status, codes) in by_status {
        let mut response = error_response(&codes);
        if let (404, Some(html)) = (status, &is_page) {
            response["content"][html] = json!({ "schema": { "type": "string" } });
        }
        responses.insert(status.to_string(), response);
    }
    for (status, response) in responses {
        add_headers(status, response);
    }
}

/// What every operation refers to.
pub(super) fn add_components(document: &mut Value) {
    // Where there is an operation, its method is allowed.
    let codes = ErrorCode::ALL.iter().filter(|code| **code != ErrorCode::MethodNotAllowed);
    let examples: Map<String, Value> = codes.map(|code| (name(*code), example(*code))).collect();
    document["components"]["examples"] = Value::Object(examples);
    let number = |description: &str| json!({ "description": description, "schema": { "type": "integer" } });
    document["components"]["headers"] = json!({
        "RateLimit-Limit": number("Requests in one minute; absent where the server sets no limit."),
        "RateLimit-Remaining": number("Requests left in this minute."),
        "RateLimit-Reset": number("Seconds until counting starts again."),
        "Retry-After": number("Seconds to wait before the same request may succeed."),
        "WWW-Authenticate": { "description": "`Bearer`.", "schema": { "type": "string" } },
        "X-Request-Id": {
            "description": "Identifies this request in the server's log.",
            "schema": { "type": "string" },
        },
    });
}

fn codes_of(operation: &Value, example: Option<&Example>) -> Vec<ErrorCode> {
    use ErrorCode as Code;
    let parameters = || operation["parameters"].as_array().into_iter().flatten();
    let takes = |place: &str| parameters().any(|parameter| parameter["in"] == place);
    let takes_key = parameters().any(|parameter| parameter["name"] == "Idempotency-Key");
    let has_body = operation.get("requestBody").is_some();
    let in_path = || parameters().filter(|parameter| parameter["in"] == "path");
    // One of several words, where any text names something that may not be there.
    let takes_word = in_path().any(|parameter| parameter["schema"].get("type") != Some(&json!("string")));
    let rules: [(bool, &[ErrorCode]); 6] = [
        (true, &[Code::RateLimited, Code::InternalError, Code::Unavailable]),
        (operation["security"] != json!([]), &[Code::Unauthorized, Code::Forbidden]),
        (has_body, &[Code::InvalidJson, Code::BodyTooLarge, Code::UnsupportedMediaType]),
        (has_body || takes("query") || takes_key || takes_word, &[Code::ValidationFailed]),
        (in_path().next().is_some(), &[Code::NotFound]),
        (takes_key, &[Code::IdempotencyInFlight, Code::IdempotencyKeyReused]),
    ];
    let refusals = example.map(|example| example.refusals.as_slice()).unwrap_or_default();
    ErrorCode::ALL
        .iter()
        .copied()
        .filter(|code| {
            rules.iter().any(|(applies, codes)| *applies && codes.contains(code))
                || refusals.iter().any(|refusal| *refusal == name(*code))
        })
        .collect()
}

fn error_response(codes: &[ErrorCode]) -> Value {
    let lines: Vec<_> = codes.iter().map(|code| format!("- `{}`: {}", name(*code), code.meaning())).collect();
    let examples: Map<String, Value> = codes
        .iter()
        .map(|code| (name(*code), json!({ "$ref": format!("#/components/examples/{}", name(*code)) })))
        .collect();
    json!({
        "description": lines.join("\n"),
        "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/ErrorEnvelope" },
            "examples": examples,
        } },
    })
}

/// The body that a code comes in.
fn example(code: ErrorCode) -> Value {
    let details = match code {
        ErrorCode::ValidationFailed => {
            json!([{ "pointer": "/recipient/email", "message": "This is not an e-mail address." }])
        }
        _ => json!([]),
    };
    json!({
        "summary": code.meaning(),
        "value": { "error": {
            "code": name(code),
            "message": code.meaning(),
            "details": details,
            "documentationUrl": "/docs",
            "requestId": "5f0c1d2e3b4a596877665544",
        } },
    })
}

fn add_headers(status: &str, response: &mut Value) {
    let also: &[&str] = match status {
        "401" => &["WWW-Authenticate"],
        "409" | "429" | "503" => &["Retry-After"],
        _ => &[],
    };
    let all = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-Id"];
    if !response["headers"].is_object() {
        response["headers"] = json!({});
    }
    for header in all.iter().chain(also) {
        response["headers"][*header] = json!({ "$ref": format!("#/components/headers/{header}") });
    }
}

/// As it stands in answers.
fn name(code: ErrorCode) -> String {
    code.to_json().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

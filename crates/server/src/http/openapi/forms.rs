//! What poem-openapi writes, in the forms that tools read: OpenAPI 3.1, and 3.0 for those that know nothing newer.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// poem-openapi writes 3.0.0 with a member of 3.1 (`webhooks`) and 3.0's boolean `exclusiveMinimum`.
pub(super) fn to_3_1(document: &mut Value) {
    document["openapi"] = json!("3.1.0");
    if let Value::Object(members) = document {
        members.remove("webhooks");
        members.insert("servers".to_owned(), json!([{ "url": "/", "description": "This server" }]));
    }
    for (_, _, operation) in operations(document) {
        // Said in words: this operation takes no key.
        if operation.get("security").is_none() {
            operation["security"] = json!([]);
        }
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            add_limits(parameter);
        }
    }
    close_requests(document);
    each_object(document, &mut |members| {
        describe_events(members);
        reference_beside_description(members);
        for (flag, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            match members.get(flag) {
                Some(Value::Bool(true)) => {
                    if let Some(bound) = members.remove(limit) {
                        members.insert(flag.to_owned(), bound);
                    }
                }
                Some(Value::Bool(false)) => {
                    members.remove(flag);
                }
                _ => {}
            }
        }
    });
}

/// The same in the words of 3.0.
pub(super) fn to_3_0(document: &mut Value) {
    document["openapi"] = json!("3.0.3");
    if let Some(license) = document.pointer_mut("/info/license").and_then(Value::as_object_mut) {
        license.remove("identifier");
        license.insert("url".to_owned(), json!("https://spdx.org/licenses/"));
    }
    each_object(document, &mut |members| {
        // 3.0 has no words for what a text holds.
        members.shift_remove("contentSchema");
        members.shift_remove("contentMediaType");
        // Beside a reference nothing counts in 3.0.
        if members.len() > 1
            && let Some(reference) = members.shift_remove("$ref")
        {
            members.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
        }
        for (flag, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if members.get(flag).is_some_and(Value::is_number)
                && let Some(bound) = members.insert(flag.to_owned(), Value::Bool(true))
            {
                members.insert(limit.to_owned(), bound);
            }
        }
    });
}

/// A stream is no array: 3.1 has its schema say what each event looks like.
fn describe_events(members: &mut Map<String, Value>) {
    if members.get("format").is_none_or(|format| format != "event-stream") {
        return;
    }
    let data = json!({
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": members.get("items"),
    });
    let event = json!({ "type": "object", "required": ["data"], "properties": { "data": data } });
    if let Value::Object(event) = event {
        *members = event;
    }
}

/// `allOf` of a reference and a description is how 3.0 describes a reference. 3.1 needs no detour, and some generators
/// cannot take it.
fn reference_beside_description(members: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = members.get("allOf") else { return };
    let [first, rest @ ..] = parts.as_slice() else { return };
    // These two say nothing about which values fit, and stand beside `allOf` already.
    let says_more = |part: &Value| {
        part.as_object()
            .is_some_and(|part| part.keys().any(|key| !matches!(key.as_str(), "description" | "default")))
    };
    let (Some(reference), false) = (first.get("$ref").cloned(), rest.iter().any(says_more)) else { return };
    members.shift_remove("allOf");
    members.insert("$ref".to_owned(), reference);
}

/// What the domain checks of parameters that every list and every repeatable request has.
fn add_limits(parameter: &mut Value) {
    let limits = match parameter["name"].as_str() {
        Some("limit") => json!({ "minimum": 1, "maximum": 100, "default": 20 }),
        Some("offset") => json!({ "minimum": 0, "maximum": 10_000 }),
        Some("Idempotency-Key") => json!({ "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" }),
        _ => return,
    };
    if let (Some(schema), Value::Object(limits)) = (parameter["schema"].as_object_mut(), limits) {
        schema.extend(limits);
    }
}

/// Requests with members that nobody knows are refused. Of what occurs in answers too nothing is said: answers grow.
fn close_requests(document: &mut Value) {
    let (mut requests, mut answers) = (BTreeSet::new(), BTreeSet::new());
    for operation in document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(_, item)| item.as_object().into_iter().flatten().map(|(_, operation)| operation))
    {
        collect_references(document, &operation["requestBody"], &mut requests);
        collect_references(document, &operation["responses"], &mut answers);
    }
    for name in requests.difference(&answers) {
        if let Some(schema) = document["components"]["schemas"][name].as_object_mut()
            && schema.contains_key("properties")
        {
            schema.entry("additionalProperties").or_insert(Value::Bool(false));
        }
    }
}

/// The names of the schemas that `value` leads to.
fn collect_references(document: &Value, value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_references(document, item, names)),
        Value::Object(members) => {
            let name =
                members.get("$ref").and_then(|target| target.as_str()?.strip_prefix("#/components/schemas/"));
            if let Some(name) = name.filter(|name| names.insert((*name).to_owned())) {
                collect_references(document, &document["components"]["schemas"][name], names);
            }
            members.values().for_each(|member| collect_references(document, member, names));
        }
        _ => {}
    }
}

/// Every operation with its method and path.
pub(super) fn operations(document: &mut Value) -> impl Iterator<Item = (String, String, &mut Value)> {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object_mut().into_iter().flatten();
        methods.map(move |(method, operation)| (method.clone(), path.clone(), operation))
    })
}

/// Applies `change` to every object but those inside of examples, which are data.
fn each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        Value::Object(members) => {
            change(members);
            for (name, member) in members.iter_mut() {
                if !matches!(name.as_str(), "example" | "examples") {
                    each_object(member, change);
                }
            }
        }
        _ => {}
    }
}

//! An example of each operation: the request is written by hand, the answer recorded from a running server.
//!
//! `examples/RESOURCE.json` has the requests by `operationId`. A text such as `{issueCredential.id}` in one stands for
//! a member of the answer of another operation, which is carried out first when the example is tried. `cargo xtask
//! clients` writes `examples/recorded/OPERATION.json`: what those texts were, and the answer.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Inside the binary in release builds, read from disk in debug builds: recording needs no second build.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/src/http/openapi/examples"]
struct Files;

/// A request, and how it was answered.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Example {
    /// Codes of errors that do not follow from what the operation takes: its conflicts.
    pub(super) refusals: Vec<String>,
    /// Values of path parameters.
    pub(super) path: Map<String, Value>,
    /// Values of query parameters.
    pub(super) query: Map<String, Value>,
    /// The body: JSON, or the text of another media type.
    pub(super) body: Option<Value>,
    /// Only for who tries it: the environment whose key is used, when it is not the sandbox.
    #[serde(rename = "environment")]
    _environment: Option<String>,
    /// Only for who tries it: members of the bodies of operations that it refers to, by `operationId`.
    #[serde(rename = "with")]
    _with: Map<String, Value>,
    /// Only for who tries it: the server may have gone on before it is asked, and then has more to tell or answers one of
    /// `refusals`.
    #[serde(rename = "mayBeLate")]
    _may_be_late: bool,
    /// What the server said.
    #[serde(skip)]
    pub(super) recorded: Option<Recorded>,
}

/// An answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recorded {
    /// What stood for `{…}`.
    given: BTreeMap<String, String>,
    /// HTTP status.
    pub(super) status: u16,
    /// Media type.
    pub(super) media: String,
    /// JSON, or a text. Nothing for files.
    pub(super) answer: Option<Value>,
}

/// All of them by `operationId`. A file that cannot be read holds none, which the tests of the document see.
pub(super) fn all() -> BTreeMap<String, Example> {
    let mut examples = BTreeMap::new();
    for file in Files::iter().filter(|file| !file.contains('/')) {
        let written: BTreeMap<String, Example> = read(&file).unwrap_or_default();
        examples.extend(written);
    }
    for (operation, example) in &mut examples {
        example.recorded = read(&format!("recorded/{operation}.json"));
        example.fill();
    }
    examples
}

/// Puts the request and its answer into `operation`.
pub(super) fn add(operation: &mut Value, example: &Example) {
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        if let Some(value) = example.path.get(name).or_else(|| example.query.get(name)) {
            parameter["example"] = value.clone();
        }
    }
    if let Some(body) = &example.body {
        let media = media_of(operation, body);
        if let Some(content) =
            operation.pointer_mut("/requestBody/content").and_then(|all| all.get_mut(&media))
        {
            content["example"] = body.clone();
        }
    }
    if let Some(Recorded { status, media, answer: Some(answer), .. }) = &example.recorded {
        let content =
            operation.pointer_mut(&format!("/responses/{status}/content")).and_then(Value::as_object_mut);
        // With its parameters, such as a charset, if that is how the document has it.
        let found = content.and_then(|content| content.iter_mut().find(|(name, _)| name.starts_with(media)));
        if let Some((_, content)) = found {
            content["example"] = answer.clone();
        }
    }
}

/// The media type of a request's body: a text is no JSON where the operation takes something else as well.
pub(super) fn media_of(operation: &Value, body: &Value) -> String {
    let all = operation["requestBody"]["content"].as_object().into_iter().flat_map(|content| content.keys());
    let other = all.into_iter().find(|media| body.is_string() && !media.starts_with("application/json"));
    other.cloned().unwrap_or_else(|| "application/json".to_owned())
}

impl Example {
    /// Puts what was recorded into the places that refer to other operations.
    fn fill(&mut self) {
        let Some(Recorded { given, .. }) = &self.recorded else { return };
        for value in self.path.values_mut().chain(self.query.values_mut()).chain(&mut self.body) {
            fill(value, given);
        }
    }
}

fn fill(value: &mut Value, given: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            for (reference, known) in given {
                *text = text.replace(&format!("{{{reference}}}"), known);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, given)),
        Value::Object(members) => members.values_mut().for_each(|member| fill(member, given)),
        _ => {}
    }
}

fn read<T: for<'a> Deserialize<'a>>(path: &str) -> Option<T> {
    serde_json::from_slice(&Files::get(path)?.data).ok()
}

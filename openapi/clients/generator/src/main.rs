//! Writes the Rust client: `proofmark-client-generator openapi-3.0.json generated.rs`.
#![allow(clippy::print_stdout, reason = "this program talks to the person who started it")]

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use openapiv3::{OpenAPI, Parameter, ReferenceOr};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [document, output] = arguments.as_slice() else { bail!("two arguments: the document, and where to write") };
    let text = std::fs::read_to_string(document).with_context(|| format!("cannot read {document}"))?;
    let mut value: Value = serde_json::from_str(&text)?;
    for left_out in keep_what_progenitor_reads(&mut value) {
        println!("left out: {left_out}");
    }
    let document: OpenAPI = serde_json::from_value(value).context("this is no OpenAPI 3.0 document")?;
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder).with_inner_type(quote::quote!(crate::Patience));
    let tokens = Generator::new(&settings).generate_tokens(&document)?;
    let code = prettyplease::unparse(&syn::parse2(tokens).context("progenitor wrote what is no Rust")?);
    let keys: Vec<_> = takes_idempotency_key(&document).map(|id| format!("    \"{id}\",\n")).collect();
    let keys = format!(
        "/// The operations that take an `Idempotency-Key`.\npub(crate) const TAKES_IDEMPOTENCY_KEY: &[&str] = &[\n{}];\n",
        keys.concat()
    );
    std::fs::write(Path::new(output), format!("{code}\n{keys}")).with_context(|| format!("cannot write {output}"))
}

/// By the names that progenitor gives them.
fn takes_idempotency_key(document: &OpenAPI) -> impl Iterator<Item = String> {
    let takes = |parameter: &ReferenceOr<Parameter>| {
        parameter.as_item().is_some_and(|parameter| parameter.parameter_data_ref().name == "Idempotency-Key")
    };
    let operations = document.operations().map(|(_, _, operation)| operation);
    let operations = operations.filter(move |operation| operation.parameters.iter().any(takes));
    operations.filter_map(|operation| operation.operation_id.as_deref().map(snake_case))
}

fn snake_case(id: &str) -> String {
    id.chars().fold(String::new(), |mut name, letter| {
        if letter.is_uppercase() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
        name
    })
}

/// progenitor wants one type for all successes and one for all errors of an operation, one media type for each, and
/// knows no multipart. Of several media types JSON stays.
fn keep_what_progenitor_reads(document: &mut Value) -> BTreeSet<String> {
    let mut left_out = BTreeSet::new();
    let items = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in items.filter_map(Value::as_object_mut).flat_map(|methods| methods.values_mut()) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        if let Some(content) = operation.pointer_mut("/requestBody/content") {
            keep_one(content, &format!("{id}, body"), &mut left_out);
        }
        let Some(responses) = operation["responses"].as_object_mut() else { continue };
        // Not modified: the client asks without an entity tag.
        responses.remove("304");
        for response in responses.values_mut() {
            if let Some(content) = response.get_mut("content") {
                keep_one(content, &format!("{id}, answer"), &mut left_out);
            }
        }
    }
    left_out
}

fn keep_one(content: &mut Value, place: &str, left_out: &mut BTreeSet<String>) {
    let Some(all) = content.as_object_mut() else { return };
    let kept = if all.contains_key("application/json") { Some("application/json".to_owned()) } else { all.keys().next().cloned() };
    let Some(kept) = kept else { return };
    left_out.extend(all.keys().filter(|media| **media != kept).map(|media| format!("{place}: {media}")));
    let schema = all.get(&kept).cloned().unwrap_or_else(|| json!({}));
    *content = json!({ kept: schema });
}

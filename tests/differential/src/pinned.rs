//! The contexts that the oracles get: the very files that we pin.

use crate::repository;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fs;
use std::io::Result;

#[derive(Deserialize)]
struct Index {
    contexts: Vec<Pinned>,
}

#[derive(Deserialize)]
struct Pinned {
    file: String,
    urls: Vec<String>,
}

/// Every pinned context by URL.
pub fn contexts() -> Result<Value> {
    let folder = repository().join("crates/core/contexts");
    let index: Index = serde_json::from_slice(&fs::read(folder.join("index.json"))?)?;
    let mut contexts = Map::new();
    for pinned in index.contexts {
        let document: Value = serde_json::from_slice(&fs::read(folder.join(&pinned.file))?)?;
        contexts.extend(pinned.urls.into_iter().map(|url| (url, document.clone())));
    }
    Ok(Value::Object(contexts))
}

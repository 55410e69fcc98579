//! Documents that the caller supplies by URL: `DIR/index.json` says which URL is in which file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proofmark::Contexts;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::exit::Failure;
use crate::input;

/// Documents by URL.
#[derive(Debug, Default)]
pub(crate) struct Supplied {
    documents: BTreeMap<String, Vec<u8>>,
}

impl Supplied {
    /// Reads every folder; where two name the same URL, the first wins.
    pub(crate) fn read(folders: &[PathBuf]) -> Result<Self, Failure> {
        let mut supplied = Self::default();
        for folder in folders {
            for (url, bytes) in read_folder(folder)? {
                supplied.documents.entry(url).or_insert(bytes);
            }
        }
        Ok(supplied)
    }

    /// The document at `url`.
    pub(crate) fn get(&self, url: &str) -> Option<&[u8]> {
        self.documents.get(url).map(Vec::as_slice)
    }

    /// All documents, by URL.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.documents.iter().map(|(url, bytes)| (url.as_str(), bytes.as_slice()))
    }

    /// Adds the supplied contexts that `document` names. Supplying them is the caller's word for their bytes.
    pub(crate) fn pin_contexts(&self, document: &[u8], contexts: &mut Contexts) -> Result<(), Failure> {
        for url in named_contexts(document) {
            if let Some(bytes) = self.get(&url) {
                let pinned = contexts.add(&url, bytes, &Sha256::digest(bytes).into());
                pinned.map_err(|problem| Failure::unreadable(format!("{url} cannot be used: {problem}")))?;
            }
        }
        Ok(())
    }
}

/// The URLs in the document's own `@context`; nested ones are refused later. Whatever is wrong with the document, the
/// core says it.
fn named_contexts(document: &[u8]) -> Vec<String> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "@context")]
        context: Value,
    }
    match serde_json::from_slice::<Head>(document).map(|head| head.context) {
        Ok(Value::String(url)) => vec![url],
        Ok(Value::Array(urls)) => urls.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn read_folder(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let index = folder.join("index.json");
    let text = input::read(&index)?;
    let entries: BTreeMap<String, String> = serde_json::from_slice(&text).map_err(|error| {
        let form = r#"{"https://…": "file.json"}"#;
        Failure::unreadable(format!("{} is not of the form {form}: {error}", index.display()))
    })?;
    let root = fs::canonicalize(folder)
        .map_err(|error| Failure::unreadable(format!("{} cannot be read: {error}", folder.display())))?;
    let read_entry = |(url, file): (String, String)| Ok((url, read_inside(&root, &file)?));
    entries.into_iter().map(read_entry).collect()
}

/// Reads `file` if it lies in `root`. Links are followed first, so that one cannot lead out of the folder.
fn read_inside(root: &Path, file: &str) -> Result<Vec<u8>, Failure> {
    let path = root.join(file);
    let real = fs::canonicalize(&path)
        .map_err(|error| Failure::unreadable(format!("{} cannot be read: {error}", path.display())))?;
    if !real.starts_with(root) {
        return Err(Failure::unreadable(format!("{file} lies outside {}", root.display())));
    }
    input::read(&real)
}

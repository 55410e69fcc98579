//! Trust packs on disk: reading those to verify with, and signing new ones.

use std::path::{Path, PathBuf};

use proofmark::{Limits, Timestamp, TrustPack};
use serde_json::{Map, Value};

use crate::exit::Failure;
use crate::input;
use crate::key_file::SigningKey;

/// Reads packs to verify with. One that was changed since it was signed stops everything: silence about it would look
/// as if it had been used.
pub(crate) fn read(files: &[PathBuf], limits: &Limits) -> Result<Vec<TrustPack>, Failure> {
    let read = |file: &PathBuf| {
        TrustPack::read(&input::read(file)?, limits).map_err(|problem| {
            Failure::unreadable(format!("{} is no trust pack to rely on: {problem}", input::name(file)))
        })
    };
    files.iter().map(read).collect()
}

/// Signs the contents in `file`: a pack without signature, in which `"file": PATH` may stand for `"content"`.
pub(crate) fn sign(file: &Path, key: &SigningKey, created: Timestamp) -> Result<String, Failure> {
    let mut contents: Value = serde_json::from_slice(&input::read(file)?)
        .map_err(|error| Failure::unreadable(format!("{} is not JSON: {error}", input::name(file))))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let issuers = contents.get_mut("issuers").and_then(Value::as_array_mut);
    for issuer in issuers.into_iter().flatten() {
        for name in ["document", "keySet"] {
            issuer.get_mut(name).map_or(Ok(()), |document| insert_file(document, folder))?;
        }
        let lists = issuer.get_mut("statusLists").and_then(Value::as_array_mut);
        lists.into_iter().flatten().try_for_each(|list| insert_file(list, folder))?;
    }
    let (text, limits) = (contents.to_string(), Limits::default());
    Ok(TrustPack::sign(text.as_bytes(), &key.secret_key, &key.verification_method, created, &limits)?)
}

/// Replaces the member `file` by the content of that file, byte for byte.
fn insert_file(document: &mut Value, folder: &Path) -> Result<(), Failure> {
    let Some(members) = document.as_object_mut() else { return Ok(()) };
    let Some(Value::String(file)) = members.remove("file") else { return Ok(()) };
    let path = folder.join(&file);
    let content = String::from_utf8(input::read(&path)?)
        .map_err(|_| Failure::unreadable(format!("{} is not text", path.display())))?;
    set_content(members, content)
}

fn set_content(members: &mut Map<String, Value>, content: String) -> Result<(), Failure> {
    match members.insert("content".to_owned(), content.into()) {
        None => Ok(()),
        Some(_) => Err(Failure::refused("a document has both `file` and `content`")),
    }
}

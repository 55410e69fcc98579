//! The files attached to a PDF document (ISO 32000-2 §7.11.4) and the one among them that is a credential.

use super::object::{Dictionary, Object};
use super::reader::Reader;
use crate::{Code, Limits, Problem, Result};

/// Levels of the name tree, and of the lists in it.
pub(super) const MAX_TREE_DEPTH: usize = 16;

/// The attached credential: the only attachment that is a JSON object or a compact JWS. Its name does not matter.
pub(crate) fn read(file: &[u8], is_credential: impl Fn(&[u8]) -> bool, limits: &Limits) -> Result<Vec<u8>> {
    let mut reader = Reader::new(file, limits)?;
    let mut found: Option<Vec<u8>> = None;
    for stream in attached_streams(&mut reader, limits)? {
        let content = reader.stream(&stream)?;
        if !is_credential(&content) {
            continue;
        }
        if found.is_some() {
            return Err(Problem::new(Code::AmbiguousContainer, "The PDF file has two credentials attached."));
        }
        found = Some(content);
    }
    found.ok_or_else(|| {
        let detail = "The PDF file has no credential attached: what its pages show is not signed.";
        Problem::new(Code::NoCredential, detail)
    })
}

/// References to the embedded file streams, each once, from the name tree and the list of associated files.
fn attached_streams(reader: &mut Reader<'_>, limits: &Limits) -> Result<Vec<Object>> {
    let catalog = reader.catalog()?;
    let mut specifications = Vec::new();
    if let Some(Object::Array(associated)) = catalog.get("AF").map(|af| reader.resolve(af)).transpose()? {
        specifications.extend(associated);
    }
    if let Some(names) = catalog.get("Names")
        && let Some(names) = reader.dictionary(names)?
        && let Some(tree) = names.get("EmbeddedFiles")
    {
        walk_names(reader, tree, 0, &mut specifications)?;
    }
    let mut streams: Vec<Object> = Vec::new();
    for specification in specifications {
        let Some(stream) = embedded_file(reader, &specification)? else { continue };
        if !streams.contains(&stream) {
            streams.push(stream);
        }
        if streams.len() > limits.pdf_attachments {
            let detail = format!("The PDF file has more than {} attachments.", limits.pdf_attachments);
            return Err(Problem::new(Code::LimitExceeded, detail));
        }
    }
    Ok(streams)
}

/// Collects the values of a name tree (§7.9.6).
fn walk_names(reader: &mut Reader<'_>, node: &Object, depth: usize, values: &mut Vec<Object>) -> Result<()> {
    if depth > MAX_TREE_DEPTH {
        return Err(super::object::malformed("has a name tree that is too deep or goes in a circle"));
    }
    let Some(node) = reader.dictionary(node)? else { return Ok(()) };
    if let Some(Object::Array(names)) = list(reader, &node, "Names")? {
        values.extend(names.chunks_exact(2).filter_map(|pair| pair.get(1).cloned()));
    }
    if let Some(Object::Array(kids)) = list(reader, &node, "Kids")? {
        for kid in kids {
            walk_names(reader, &kid, depth + 1, values)?;
        }
    }
    Ok(())
}

fn list(reader: &mut Reader<'_>, node: &Dictionary, key: &str) -> Result<Option<Object>> {
    node.get(key).map(|value| reader.resolve(value)).transpose()
}

/// `EF.UF` or `EF.F` of a file specification.
pub(super) fn embedded_file(reader: &mut Reader<'_>, specification: &Object) -> Result<Option<Object>> {
    let Some(specification) = reader.dictionary(specification)? else { return Ok(None) };
    let Some(files) = specification.get("EF") else { return Ok(None) };
    let Some(files) = reader.dictionary(files)? else { return Ok(None) };
    Ok(files.get("UF").or_else(|| files.get("F")).cloned())
}

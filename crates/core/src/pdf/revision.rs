//! What the next revision of a PDF document has to repeat of the present one (ISO 32000-2 §7.5.6), for those who attach a
//! file without touching what is there. Values are the bytes in which the document writes them.

use super::attachments::{MAX_TREE_DEPTH, embedded_file};
use super::object::{Object, Parser, RawEntry, malformed};
use super::reader::Reader;
use crate::{Limits, Result};

/// The parts of a PDF document that a new revision writes again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PdfRevision {
    /// Object number and generation of the catalog.
    pub catalog: (u32, usize),
    /// The catalog's entries but `Names` and `AF`.
    pub catalog_entries: Vec<u8>,
    /// The entries of the catalog's `Names` but `EmbeddedFiles`.
    pub names_entries: Vec<u8>,
    /// Attached files but those that are credentials, by name.
    pub attachments: Vec<PdfAttachment>,
    /// The document's associated files but those that are credentials.
    pub associated: Vec<Vec<u8>>,
    /// `Root`, `Info` and `ID` of the trailer.
    pub trailer_entries: Vec<u8>,
    /// One more than the highest object number.
    pub size: u32,
    /// Where the newest cross-reference section is.
    pub section: usize,
    /// Whether that is a table, not a stream.
    pub has_table: bool,
}

/// An attached file as the name tree has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PdfAttachment {
    /// Its name, for putting it in order.
    pub name: Vec<u8>,
    /// Name and file specification.
    pub source: Vec<u8>,
}

/// Reads these parts. Attached files for which `is_credential` says so are left out.
///
/// # Errors
/// Those of reading a PDF document: damaged, encrypted, beyond the limits.
pub fn pdf_revision(
    file: &[u8],
    is_credential: impl Fn(&[u8]) -> bool,
    limits: &Limits,
) -> Result<PdfRevision> {
    let mut reader = Reader::new(file, limits)?;
    let (section, trailer) = reader.trailer_source()?;
    let root = trailer.iter().find(|(name, _)| name == b"Root").map(|(_, value)| *value);
    let root = root.ok_or_else(|| malformed("has no catalog"))?;
    let Object::Reference(number) = Parser::new(root, 0).object()? else {
        return Err(malformed("has a catalog that is no object of its own"));
    };
    let size = trailer.iter().find(|(name, _)| name == b"Size").map(|(_, value)| *value);
    let size = size.map(|size| Parser::new(size, 0).number()).transpose()?;
    let size = size.and_then(|size| u32::try_from(size).ok()).ok_or_else(|| malformed("has no size"))?;
    let (source, at, generation) = reader.source(number)?;
    let catalog = Parser::new(&source, at).raw_entries()?;
    let value = |key: &[u8]| catalog.iter().find(|(name, _)| name == key).map(|(_, value)| *value);

    let mut names = Vec::new();
    let mut attachments = Vec::new();
    if let Some(value) = value(b"Names") {
        let (source, at) = source_of(&mut reader, value)?;
        for (name, value) in Parser::new(&source, at).raw_entries()? {
            if name == b"EmbeddedFiles" {
                collect(&mut reader, value, 0, &is_credential, &mut attachments)?;
            } else {
                names.extend(entry(&name, value));
            }
        }
    }
    let mut associated = Vec::new();
    if let Some(value) = value(b"AF") {
        let (source, at) = source_of(&mut reader, value)?;
        for item in Parser::new(&source, at).raw_items()? {
            if !carries(&mut reader, item, &is_credential)? {
                associated.push(item.to_vec());
            }
        }
    }
    let kept = |(name, value): &&RawEntry<'_>| !value.is_empty() && name != b"Names" && name != b"AF";
    let in_trailer = |(name, _): &&RawEntry<'_>| matches!(name.as_slice(), b"Root" | b"Info" | b"ID");
    Ok(PdfRevision {
        catalog: (number, generation),
        catalog_entries: catalog.iter().filter(kept).flat_map(|(name, value)| entry(name, value)).collect(),
        names_entries: names,
        attachments,
        associated,
        trailer_entries: trailer
            .iter()
            .filter(in_trailer)
            .flat_map(|(name, value)| entry(name, value))
            .collect(),
        size,
        section,
        has_table: reader.has_table(),
    })
}

/// Bytes that hold the value, and where in them it begins, references followed.
fn source_of(reader: &mut Reader<'_>, value: &[u8]) -> Result<(Vec<u8>, usize)> {
    let mut value = (value.to_vec(), 0);
    for _ in 0..MAX_TREE_DEPTH {
        let Object::Reference(number) = Parser::new(&value.0, value.1).object()? else { return Ok(value) };
        let (source, at, _) = reader.source(number)?;
        // A copy from there on: what follows the object is not looked at.
        value = (source.get(at..).unwrap_or_default().to_vec(), 0);
    }
    Err(malformed("has references that go in a circle"))
}

/// The pairs of a name tree (§7.9.6), in their order.
fn collect(
    reader: &mut Reader<'_>,
    node: &[u8],
    depth: usize,
    is_credential: &impl Fn(&[u8]) -> bool,
    attachments: &mut Vec<PdfAttachment>,
) -> Result<()> {
    if depth > MAX_TREE_DEPTH {
        return Err(malformed("has a name tree that is too deep or goes in a circle"));
    }
    let (source, at) = source_of(reader, node)?;
    for (name, value) in Parser::new(&source, at).raw_entries()? {
        match name.as_slice() {
            b"Names" => {
                let (source, at) = source_of(reader, value)?;
                for pair in Parser::new(&source, at).raw_items()?.chunks_exact(2) {
                    let &[name, specification] = pair else { continue };
                    if carries(reader, specification, is_credential)? {
                        continue;
                    }
                    let key = match Parser::new(name, 0).object()? {
                        Object::String(key) => key,
                        _ => return Err(malformed("has a name tree without names")),
                    };
                    let source = [name, b" ", specification].concat();
                    attachments.push(PdfAttachment { name: key, source });
                }
            }
            b"Kids" => {
                let (source, at) = source_of(reader, value)?;
                for kid in Parser::new(&source, at).raw_items()? {
                    collect(reader, kid, depth + 1, is_credential, attachments)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether this file specification is that of a credential. A file that cannot be read is none.
fn carries(
    reader: &mut Reader<'_>,
    specification: &[u8],
    is_credential: &impl Fn(&[u8]) -> bool,
) -> Result<bool> {
    let specification = Parser::new(specification, 0).object()?;
    let Some(stream) = embedded_file(reader, &specification)? else { return Ok(false) };
    Ok(reader.stream(&stream).is_ok_and(|content| is_credential(&content)))
}

/// `/Name value`, with everything in the name escaped that is no letter or digit.
fn entry(name: &[u8], value: &[u8]) -> Vec<u8> {
    let mut entry = b"/".to_vec();
    for &byte in name {
        if byte.is_ascii_alphanumeric() {
            entry.push(byte);
        } else {
            entry.extend(format!("#{byte:02x}").bytes());
        }
    }
    entry.push(b' ');
    entry.extend(value);
    entry.push(b'\n');
    entry
}

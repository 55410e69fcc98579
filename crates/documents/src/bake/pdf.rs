//! PDF: the credential becomes an attached file in a new revision behind the document (ISO 32000-2 §7.5.6). What was
//! there stays byte for byte, so signatures of the document still hold; a credential that was attached before is no longer
//! attached.

use proofmark::{Limits, PdfRevision, pdf_revision};

use super::{BakeError, CredentialText, credential_text};

/// First bytes of every PDF file.
pub(super) const SIGNATURE: &[u8; 5] = b"%PDF-";
/// Where a revision of ours begins, so that the next one takes its place.
const MARK: &[u8] = b"\n%Proofmark: a signed credential is attached below\n";

pub(super) fn bake(file: &[u8], credential: &CredentialText<'_>) -> Result<Vec<u8>, BakeError> {
    let file = without_our_revision(file);
    let is_credential = |content: &[u8]| credential_text(content).is_ok();
    let revision = pdf_revision(file, is_credential, &Limits::default())
        .map_err(|problem| BakeError::UnsuitablePdf(problem.detail().to_owned()))?;
    let mut writer = Writer { out: [file, MARK].concat(), offsets: Vec::new() };
    write_revision(&mut writer, &revision, credential);
    Ok(writer.out)
}

/// The file as it was before we baked something in, if that was the last thing done to it.
fn without_our_revision(file: &[u8]) -> &[u8] {
    let Some(at) = file.windows(MARK.len()).rposition(|window| window == MARK) else { return file };
    let ends = |bytes: &[u8]| bytes.windows(9).filter(|window| *window == b"startxref").count();
    let (before, ours) = file.split_at_checked(at).unwrap_or((file, &[]));
    if ends(ours) == 1 && ours.trim_ascii_end().ends_with(b"%%EOF") { before } else { file }
}

struct Writer {
    out: Vec<u8>,
    /// Number, generation and place of each new object.
    offsets: Vec<(u32, usize, usize)>,
}

impl Writer {
    /// Writing to memory cannot fail.
    fn text(&mut self, text: impl AsRef<[u8]>) {
        self.out.extend_from_slice(text.as_ref());
    }

    fn begin(&mut self, number: u32, generation: usize) {
        self.offsets.push((number, generation, self.out.len()));
        self.text(format!("{number} {generation} obj\n"));
    }
}

fn write_revision(writer: &mut Writer, revision: &PdfRevision, credential: &CredentialText<'_>) {
    let (file, specification) = (revision.size, revision.size.saturating_add(1));
    let (name, kind) = match credential.is_jwt {
        true => ("credential.jwt", "application#2Fjwt"),
        false => ("credential.json", "application#2Fvc#2Bld#2Bjson"),
    };
    let length = credential.text.len();
    writer.begin(file, 0);
    writer.text(format!(
        "<</Type/EmbeddedFile/Subtype/{kind}/Params<</Size {length}>>/Length {length}>>\nstream\n"
    ));
    writer.text(credential.text);
    writer.text("\nendstream\nendobj\n");
    writer.begin(specification, 0);
    writer.text(format!(
        "<</Type/Filespec/F({name})/UF({name})/Desc(The signed credential: drop this file on a verifier)\
         /AFRelationship/Source/EF<</F {file} 0 R/UF {file} 0 R>>>>\nendobj\n"
    ));
    write_catalog(writer, revision, name, specification);
    if revision.has_table { write_table(writer, revision) } else { write_stream(writer, revision) }
}

/// The catalog again, with our file among the attached ones (in the order of their names) and the associated ones.
fn write_catalog(writer: &mut Writer, revision: &PdfRevision, name: &str, specification: u32) {
    let (number, generation) = revision.catalog;
    let ours = format!("({name}) {specification} 0 R");
    let mut attached: Vec<(&[u8], &[u8])> =
        revision.attachments.iter().map(|file| (file.name.as_slice(), file.source.as_slice())).collect();
    attached.push((name.as_bytes(), ours.as_bytes()));
    attached.sort_by_key(|(name, _)| *name);
    writer.begin(number, generation);
    writer.text("<<");
    writer.text(&revision.catalog_entries);
    writer.text("/Names<<");
    writer.text(&revision.names_entries);
    writer.text("/EmbeddedFiles<</Names[");
    for (_, source) in attached {
        writer.text(source);
        writer.text(" ");
    }
    writer.text("]>>>>/AF[");
    for file in &revision.associated {
        writer.text(file);
        writer.text(" ");
    }
    writer.text(format!("{specification} 0 R]>>\nendobj\n"));
}

/// §7.5.4: each new object is a subsection of one.
fn write_table(writer: &mut Writer, revision: &PdfRevision) {
    let at = writer.out.len();
    let mut offsets = std::mem::take(&mut writer.offsets);
    offsets.sort_unstable();
    writer.text("xref\n");
    for (number, generation, offset) in offsets {
        writer.text(format!("{number} 1\n{offset:010} {generation:05} n \n"));
    }
    writer.text(format!("trailer\n<</Size {}/Prev {}\n", revision.size.saturating_add(2), revision.section));
    writer.text(&revision.trailer_entries);
    writer.text(format!(">>\nstartxref\n{at}\n%%EOF\n"));
}

/// §7.5.8: a document with cross-reference streams gets another one; it lists itself too.
fn write_stream(writer: &mut Writer, revision: &PdfRevision) {
    let (number, at) = (revision.size.saturating_add(2), writer.out.len());
    writer.begin(number, 0);
    let mut offsets = std::mem::take(&mut writer.offsets);
    offsets.sort_unstable();
    let (mut index, mut rows) = (String::new(), Vec::new());
    for (number, generation, offset) in offsets {
        index.push_str(&format!("{number} 1 "));
        rows.push(1);
        rows.extend(u32::try_from(offset).unwrap_or(u32::MAX).to_be_bytes());
        rows.extend(u16::try_from(generation).unwrap_or_default().to_be_bytes());
    }
    writer.text(format!(
        "<</Type/XRef/W[1 4 2]/Index[{index}]/Size {}/Prev {}/Length {}\n",
        number.saturating_add(1),
        revision.section,
        rows.len()
    ));
    writer.text(&revision.trailer_entries);
    writer.text(">>\nstream\n");
    writer.text(&rows);
    writer.text(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n"));
}

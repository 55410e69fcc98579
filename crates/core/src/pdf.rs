//! PDF, as far as an attached credential needs it: the cross-reference tables, the catalog and the attached files. Pages
//! are never looked at, so nothing that the document draws can pass for the credential.

mod attachments;
mod object;
mod reader;
mod revision;

pub(crate) use attachments::read;
pub use revision::{PdfAttachment, PdfRevision, pdf_revision};

//! From a file to the one credential in it. The content decides what the file is, never its name.

use core::str;
use std::borrow::Cow;

#[cfg(feature = "pdf")]
use crate::pdf;
use crate::{Code, Limits, Problem, Result, png, svg};

/// What kind of file a credential came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// A JSON document.
    Json,
    /// A compact JWS.
    Jwt,
    /// A PNG picture with a baked credential.
    Png,
    /// An SVG picture with a baked credential.
    Svg,
    /// A PDF document with an attached credential.
    Pdf,
}

impl Container {
    /// The text that reports carry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jwt => "jwt",
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }
}

/// A credential taken out of its file; not verified in any way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extracted<'a> {
    /// The kind of file.
    pub container: Container,
    /// The credential: a JSON text or a compact JWS.
    pub bytes: Cow<'a, [u8]>,
    /// Whether the credential is a compact JWS.
    pub is_jwt: bool,
    /// Whether it was found where Open Badges 1 and 2 put theirs.
    pub is_open_badges_2: bool,
    /// Things about the file that a reader should know.
    pub remarks: Vec<&'static str>,
}

/// First bytes of every PDF file.
const PDF_SIGNATURE: &[u8; 5] = b"%PDF-";

/// Takes the credential out of `file`.
///
/// Errors: no credential in it, two of them, a damaged file, or one over a limit.
pub fn extract<'a>(file: &'a [u8], limits: &Limits) -> Result<Extracted<'a>> {
    if file.len() > limits.container_bytes {
        let detail =
            format!("The file has {} bytes; at most {} are read.", file.len(), limits.container_bytes);
        return Err(Problem::new(Code::LimitExceeded, detail));
    }
    let extracted = match sniff(file) {
        Some(Container::Png) => from_png(file, limits)?,
        Some(Container::Svg) => from_svg(file, limits)?,
        Some(Container::Pdf) => from_pdf(file, limits)?,
        Some(container) => Extracted::plain(container, file),
        None => {
            return Err(Problem::new(
                Code::UnsupportedContainer,
                "The file is neither JSON, a JWT, a PNG or SVG picture, nor a PDF document.",
            ));
        }
    };
    if extracted.bytes.len() > limits.credential_bytes {
        let detail = format!(
            "The credential has {} bytes; at most {} are read.",
            extracted.bytes.len(),
            limits.credential_bytes
        );
        return Err(Problem::new(Code::LimitExceeded, detail));
    }
    Ok(extracted)
}

/// Whether `file` is a PDF document.
pub(crate) fn is_pdf(file: &[u8]) -> bool {
    file.starts_with(PDF_SIGNATURE)
}

/// What the first bytes say. JSON is the answer to anything that could be text, so that its reader names the fault.
fn sniff(file: &[u8]) -> Option<Container> {
    if file.starts_with(png::SIGNATURE) {
        return Some(Container::Png);
    }
    if is_pdf(file) {
        return Some(Container::Pdf);
    }
    let text = file.trim_ascii_start();
    match text.first() {
        Some(b'<') => Some(Container::Svg),
        Some(_) if is_compact_jws(file) => Some(Container::Jwt),
        Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') | None => Some(Container::Json),
        _ => str::from_utf8(file).is_ok().then_some(Container::Json),
    }
}

/// Base64url letters and dots only, with at least one dot. How many parts there may be is the JWS reader's to say.
pub(crate) fn is_compact_jws(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    text.contains(&b'.')
        && text
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'=' | b'~'))
}

impl<'a> Extracted<'a> {
    fn plain(container: Container, bytes: &'a [u8]) -> Self {
        Self {
            container,
            bytes: Cow::Borrowed(bytes),
            is_jwt: container == Container::Jwt,
            is_open_badges_2: false,
            remarks: Vec::new(),
        }
    }
}

fn from_png<'a>(file: &'a [u8], limits: &Limits) -> Result<Extracted<'a>> {
    let baked = png::read(file, limits)?;
    let mut remarks = Vec::new();
    if baked.trailing_data {
        remarks.push("Bytes follow the end of the picture; they were not read.");
    }
    baked_credential(
        Container::Png,
        baked.credential.map(Cow::Borrowed),
        baked.open_badges_2.map(Cow::Borrowed),
        remarks,
    )
}

fn from_svg<'a>(file: &'a [u8], limits: &Limits) -> Result<Extracted<'a>> {
    let text = str::from_utf8(file).map_err(|error| {
        let detail = format!("The picture is not UTF-8: byte {} does not fit.", error.valid_up_to());
        Problem::new(Code::InvalidEncoding, detail)
    })?;
    let baked = svg::read(text, limits)?;
    let owned = |text: String| Cow::Owned(text.into_bytes());
    baked_credential(Container::Svg, baked.credential.map(owned), baked.open_badges_2.map(owned), Vec::new())
}

#[cfg(feature = "pdf")]
fn from_pdf(file: &[u8], limits: &Limits) -> Result<Extracted<'static>> {
    let is_credential =
        |content: &[u8]| content.trim_ascii_start().starts_with(b"{") || is_compact_jws(content);
    let bytes = pdf::read(file, is_credential, limits)?;
    let is_jwt = is_compact_jws(&bytes);
    let bytes = Cow::Owned(bytes);
    Ok(Extracted { container: Container::Pdf, bytes, is_jwt, is_open_badges_2: false, remarks: Vec::new() })
}

#[cfg(not(feature = "pdf"))]
fn from_pdf(_: &[u8], _: &Limits) -> Result<Extracted<'static>> {
    Err(Problem::new(Code::UnsupportedContainer, "This build of the verifier does not read PDF documents."))
}

/// Open Badges 3.0 first; an older badge beside it is left alone.
fn baked_credential<'a>(
    container: Container,
    credential: Option<Cow<'a, [u8]>>,
    open_badges_2: Option<Cow<'a, [u8]>>,
    mut remarks: Vec<&'static str>,
) -> Result<Extracted<'a>> {
    let is_open_badges_2 = credential.is_none();
    if !is_open_badges_2 && open_badges_2.is_some() {
        remarks.push("The picture also carries an Open Badges 2.0 badge, which was not looked at.");
    }
    let bytes = credential.or(open_badges_2).ok_or_else(|| {
        Problem::new(
            Code::NoCredential,
            "The picture carries no credential: it is a picture and nothing more.",
        )
    })?;
    let is_jwt = is_compact_jws(&bytes);
    Ok(Extracted { container, bytes, is_jwt, is_open_badges_2, remarks })
}

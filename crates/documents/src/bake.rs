//! Baking: putting a credential into a picture, where every reader of Open Badges looks for it (Open Badges 3.0,
//! "Baked Badge"), or into a PDF document. Pixels,
//! drawings and pages stay as they are, byte for byte.

mod pdf;
mod png;
mod svg;

use core::fmt;

use proofmark::{Container, Limits};

/// Why a picture was not baked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BakeError {
    /// The file is neither a PNG nor an SVG picture nor a PDF document.
    UnsupportedPicture,
    /// The PDF document is damaged, encrypted or too large; the text says what it is.
    UnsuitablePdf(String),
    /// The picture is damaged; the text says where.
    DamagedPicture(String),
    /// The credential is neither a JSON object nor a compact JWS.
    NoCredential,
    /// What was baked does not come out as it went in; the text says why.
    Unreadable(String),
}

impl fmt::Display for BakeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnsupportedPicture => formatter
                .write_str("The file is neither PNG, SVG nor PDF; a credential can be baked into those."),
            Self::UnsuitablePdf(why) => formatter.write_str(why),
            Self::DamagedPicture(why) => write!(formatter, "The picture {why}."),
            Self::NoCredential => {
                formatter.write_str("What is to be baked is neither a JSON credential nor a compact JWS.")
            }
            Self::Unreadable(why) => write!(formatter, "The baked picture could not be read back: {why}"),
        }
    }
}

impl core::error::Error for BakeError {}

/// The picture or PDF document with `credential` (a JSON document or a compact JWS, verified or not) inside. White space around the
/// credential is left out. A credential that the picture already carries, also one of Open Badges 2.0, is replaced. The
/// same input gives the same bytes.
///
/// # Errors
/// See [`BakeError`]. What is returned has been read back by [`proofmark::extract`].
pub fn bake(picture: &[u8], credential: &[u8]) -> Result<Vec<u8>, BakeError> {
    let credential = credential_text(credential)?;
    let baked = if picture.starts_with(png::SIGNATURE) {
        png::bake(picture, credential.text)?
    } else if picture.starts_with(pdf::SIGNATURE) {
        pdf::bake(picture, &credential)?
    } else if picture.trim_ascii_start().starts_with(b"<") || picture.starts_with(BYTE_ORDER_MARK) {
        svg::bake(picture, &credential)?
    } else {
        return Err(BakeError::UnsupportedPicture);
    };
    read_back(&baked, credential.text)?;
    Ok(baked)
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A credential as it goes into a file.
pub(crate) struct CredentialText<'a> {
    pub(crate) text: &'a str,
    pub(crate) is_jwt: bool,
}

/// A JSON object or a compact JWS, without the white space around it.
pub(crate) fn credential_text(bytes: &[u8]) -> Result<CredentialText<'_>, BakeError> {
    let bytes = bytes.trim_ascii();
    let plain = proofmark::extract(bytes, &Limits::default()).map_err(|_| BakeError::NoCredential)?;
    let is_jwt = plain.container == Container::Jwt;
    if !is_jwt && (plain.container != Container::Json || !bytes.starts_with(b"{")) {
        return Err(BakeError::NoCredential);
    }
    let text = core::str::from_utf8(bytes).map_err(|_| BakeError::NoCredential)?;
    Ok(CredentialText { text, is_jwt })
}

/// Nothing leaves that our own verifier would not find.
fn read_back(baked: &[u8], credential: &str) -> Result<(), BakeError> {
    let extracted = proofmark::extract(baked, &Limits::default())
        .map_err(|problem| BakeError::Unreadable(problem.detail().to_owned()))?;
    if extracted.bytes != credential.as_bytes() {
        let why = "the credential has characters that this kind of picture cannot carry.";
        return Err(BakeError::Unreadable(why.to_owned()));
    }
    Ok(())
}

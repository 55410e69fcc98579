//! QR codes: one that leads to the verification page, and one that carries the whole credential.

use core::fmt::Write;

use data_encoding::BASE64URL_NOPAD;
use fast_qr::{ECL, QRBuilder, QRCode, Version};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use proofmark::Limits;

/// Bytes of the longest link that goes into a QR code which telephones still read from paper: version 30 with low error
/// correction, 137 modules a side. The standard ends at 2,953 bytes and 177 modules, which they do not.
pub const MAX_LINK_BYTES: usize = 1_732;
const LARGEST: Version = Version::V30;
/// Member of the fragment.
const MEMBER: &str = "#credential=";
/// Best compression; a credential is small.
const LEVEL: u8 = 10;

/// The address of `page` with the whole credential behind the `#`, so that no server ever sees it: DEFLATE (RFC 1951)
/// in base64url. `None` if it is longer than [`MAX_LINK_BYTES`].
pub fn credential_link(page: &str, credential: &[u8]) -> Option<String> {
    let packed = compress_to_vec(credential.trim_ascii(), LEVEL);
    let link = format!("{page}{MEMBER}{}", BASE64URL_NOPAD.encode(&packed));
    (link.len() <= MAX_LINK_BYTES).then_some(link)
}

/// The credential in a link that [`credential_link`] made.
pub fn read_credential_link(link: &str) -> Option<Vec<u8>> {
    let (_, packed) = link.split_once(MEMBER)?;
    let packed = BASE64URL_NOPAD.decode(packed.as_bytes()).ok()?;
    decompress_to_vec_with_limit(&packed, Limits::default().credential_bytes).ok()
}

/// A QR code as an SVG picture of black modules on white, with the quiet zone of four modules that the standard asks
/// for. `None` if the text is too long.
pub fn qr_svg(text: &str) -> Option<String> {
    let code = Code::of(text)?;
    let side = code.side() + 8;
    Some(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 {side} {side}"><path fill="#fff" d="M-4-4h{side}v{side}h-{side}z"/><path d="{}"/></svg>"##,
        code.path()
    ))
}

/// A QR code as squares of side one.
pub(crate) struct Code(Box<QRCode>);

impl Code {
    /// Medium error correction, or low if there is much to say.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let build = |level| QRBuilder::new(text).ecl(level).build().ok();
        let code = build(ECL::M).filter(|code| code.size <= 57).or_else(|| build(ECL::L))?;
        (code.size <= LARGEST as usize * 4 + 21).then(|| Self(Box::new(code)))
    }

    /// Modules on one side, without a quiet zone.
    pub(crate) fn side(&self) -> usize {
        self.0.size
    }

    /// The dark modules, as the data of an SVG path: each run in a row is one bar.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for row in 0..self.side() {
            let mut column = 0;
            while column < self.side() {
                let run = (column..self.side()).take_while(|&at| self.is_dark(row, at)).count();
                if run > 0 {
                    // Writing to a string cannot fail.
                    let _ = write!(path, "M{column} {row}h{run}v1h-{run}z");
                }
                column += run.max(1);
            }
        }
        path
    }

    fn is_dark(&self, row: usize, column: usize) -> bool {
        self.0.data.get(row * self.side() + column).is_some_and(|module| module.value())
    }
}

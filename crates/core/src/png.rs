//! PNG, as far as a baked credential needs it: chunks are walked, nothing is inflated, no pixel is decoded.

use crate::gzip::crc32;
use crate::{Code, Limits, Problem, Result};

/// Keyword of the chunk that carries an Open Badges 3.0 credential.
pub(crate) const KEYWORD: &str = "openbadgecredential";
/// Keyword of Open Badges 1 and 2.
pub(crate) const KEYWORD_2_0: &str = "openbadges";

/// First eight bytes of every PNG file.
pub(crate) const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// What a PNG file carries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Baked<'a> {
    /// Text of the `openbadgecredential` chunk.
    pub(crate) credential: Option<&'a [u8]>,
    /// Text of the `openbadges` chunk.
    pub(crate) open_badges_2: Option<&'a [u8]>,
    /// Whether bytes follow the end of the picture.
    pub(crate) trailing_data: bool,
}

/// Finds the baked credential (Open Badges 3.0, "Baked Badge", PNG).
///
/// The specification forbids a second chunk and compression; both are refused rather than guessed at. Every chunk's
/// checksum must hold.
pub(crate) fn read<'a>(file: &'a [u8], limits: &Limits) -> Result<Baked<'a>> {
    let mut rest = file.strip_prefix(SIGNATURE).ok_or_else(|| malformed("does not start like a PNG file"))?;
    let mut baked = Baked::default();
    for _ in 0..limits.png_chunks {
        let chunk = Chunk::read(rest)?;
        rest = chunk.rest;
        match &chunk.kind {
            b"IEND" => {
                baked.trailing_data = !rest.is_empty();
                return Ok(baked);
            }
            b"iTXt" => baked.take_international_text(chunk.data)?,
            b"tEXt" | b"zTXt" if keyword(chunk.data).is_some_and(|(name, _)| name == KEYWORD.as_bytes()) => {
                return Err(malformed("carries its credential in another kind of chunk than iTXt"));
            }
            _ => {}
        }
    }
    Err(Problem::new(
        Code::LimitExceeded,
        format!("The PNG file has more than {} chunks.", limits.png_chunks),
    ))
}

impl<'a> Baked<'a> {
    fn take_international_text(&mut self, data: &'a [u8]) -> Result<()> {
        let Some((name, rest)) = keyword(data) else { return Ok(()) };
        let place = match name {
            name if name == KEYWORD.as_bytes() => &mut self.credential,
            name if name == KEYWORD_2_0.as_bytes() => &mut self.open_badges_2,
            _ => return Ok(()),
        };
        if place.is_some() {
            return Err(Problem::new(Code::AmbiguousContainer, "The picture carries two credentials."));
        }
        // Compression flag and method, then language tag and translated keyword, each ended by a zero byte.
        let (flags, rest) =
            rest.split_first_chunk::<2>().ok_or_else(|| malformed("has a text chunk cut short"))?;
        if *flags != [0, 0] {
            return Err(malformed("carries its credential compressed, which Open Badges forbids"));
        }
        let text = keyword(rest).and_then(|(_language, rest)| keyword(rest)).map(|(_translated, text)| text);
        *place = Some(text.ok_or_else(|| malformed("has a text chunk cut short"))?);
        Ok(())
    }
}

struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Chunk<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self> {
        let cut = || malformed("is cut short");
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(cut)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| cut())?;
        let checked = rest.get(..length.checked_add(4).ok_or_else(cut)?).ok_or_else(cut)?;
        let (kind, data) = checked.split_first_chunk::<4>().ok_or_else(cut)?;
        let (checksum, rest) =
            rest.get(checked.len()..).and_then(|rest| rest.split_first_chunk::<4>()).ok_or_else(cut)?;
        if u32::from_be_bytes(*checksum) != crc32(checked) {
            return Err(malformed("is damaged: a checksum does not fit"));
        }
        Ok(Self { kind: *kind, data, rest })
    }
}

/// Text up to the first zero byte, and what follows it.
fn keyword(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = data.iter().position(|&byte| byte == 0)?;
    Some((data.get(..end)?, data.get(end + 1..)?))
}

fn malformed(why: &str) -> Problem {
    Problem::new(Code::MalformedContainer, format!("The picture {why}."))
}

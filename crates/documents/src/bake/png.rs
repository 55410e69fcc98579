//! PNG: the credential is the text of one uncompressed iTXt chunk.

use super::BakeError;

/// First eight bytes of every PNG file.
pub(super) const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
const KEYWORD: &[u8] = b"openbadgecredential";
const KEYWORD_2_0: &[u8] = b"openbadges";
/// The keyword's end, compression flag and method, and the ends of the empty language tag and translated keyword.
const UNCOMPRESSED: &[u8; 5] = &[0; 5];
/// The PNG specification's own limit on the length of a chunk.
const MAX_CHUNK_BYTES: usize = 0x7fff_ffff;

/// Puts the chunk before the picture's data, so that a reader finds it without going through all of it. Bytes after the
/// picture's end are left out.
pub(super) fn bake(picture: &[u8], credential: &str) -> Result<Vec<u8>, BakeError> {
    let text = [KEYWORD, UNCOMPRESSED, credential.as_bytes()].concat();
    let mut chunk_to_add = Some(chunk(b"iTXt", &text)?);
    let mut baked = Vec::with_capacity(picture.len() + text.len() + 12);
    baked.extend_from_slice(SIGNATURE);
    let mut rest = picture.get(SIGNATURE.len()..).unwrap_or_default();
    loop {
        let (whole, following) = split_chunk(rest).ok_or_else(|| damaged("is cut short"))?;
        let kind = whole.get(4..8).unwrap_or_default();
        if matches!(kind, b"IDAT" | b"IEND")
            && let Some(chunk) = chunk_to_add.take()
        {
            baked.extend_from_slice(&chunk);
        }
        if !carries_credential(kind, whole.get(8..).unwrap_or_default()) {
            baked.extend_from_slice(whole);
        }
        if kind == b"IEND" {
            return Ok(baked);
        }
        rest = following;
    }
}

/// One chunk (length, kind, data, checksum), and what follows it.
fn split_chunk(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, _) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    bytes.split_at_checked(length.checked_add(12)?)
}

fn carries_credential(kind: &[u8], data: &[u8]) -> bool {
    let keyword = data.split(|&byte| byte == 0).next().unwrap_or_default();
    matches!(kind, b"iTXt" | b"tEXt" | b"zTXt") && (keyword == KEYWORD || keyword == KEYWORD_2_0)
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Result<Vec<u8>, BakeError> {
    let length = u32::try_from(data.len()).ok().filter(|_| data.len() <= MAX_CHUNK_BYTES);
    let length = length.ok_or_else(|| damaged("cannot carry a credential of this size"))?;
    let checked = [&kind[..], data].concat();
    let checksum = crc32fast::hash(&checked);
    Ok([&length.to_be_bytes()[..], &checked, &checksum.to_be_bytes()].concat())
}

fn damaged(why: &str) -> BakeError {
    BakeError::DamagedPicture(why.to_owned())
}

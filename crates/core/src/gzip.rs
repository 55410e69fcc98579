//! GZIP (RFC 1952) with a cap on what comes out.

use crate::inflate::{InflateError, inflate};

/// Inflates exactly one GZIP member, giving at most `max_bytes`. The checksum and length at its end must agree and
/// nothing may follow.
pub(crate) fn decompress_member(bytes: &[u8], max_bytes: usize) -> Result<Vec<u8>, InflateError> {
    let deflated = skip_header(bytes).ok_or(InflateError::Malformed)?;
    let (inflated, used) = inflate(deflated, max_bytes)?;
    let trailer: &[u8; 8] =
        deflated.get(used..).and_then(|rest| rest.try_into().ok()).ok_or(InflateError::Malformed)?;
    let [c0, c1, c2, c3, l0, l1, l2, l3] = *trailer;
    let length = u32::from_le_bytes([l0, l1, l2, l3]);
    let agrees = u32::from_le_bytes([c0, c1, c2, c3]) == crc32(&inflated)
        && u32::try_from(inflated.len()) == Ok(length);
    if agrees { Ok(inflated) } else { Err(InflateError::Malformed) }
}

/// CRC-32 as GZIP and PNG use it.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        let index = ((crc ^ u32::from(*byte)) & 0xff) as usize;
        CRC_TABLE.get(index).copied().unwrap_or_default() ^ (crc >> 8)
    })
}

/// What follows the header of RFC 1952 §2.3.
fn skip_header(bytes: &[u8]) -> Option<&[u8]> {
    let (header, mut rest) = bytes.split_first_chunk::<10>()?;
    let [0x1f, 0x8b, 8, flags, ..] = *header else { return None };
    if flags & 0b1110_0000 != 0 {
        return None;
    }
    if flags & 0b100 != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    // File name and comment end with a zero byte each.
    for flag in [0b1000, 0b1_0000] {
        if flags & flag != 0 {
            let end = rest.iter().position(|&byte| byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & 0b10 != 0 { rest.get(2..) } else { Some(rest) }
}

const CRC_TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    /// A member with stored (not compressed) content.
    fn member(content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
        let length = u16::try_from(content.len()).unwrap();
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&(!length).to_le_bytes());
        bytes.extend_from_slice(content);
        bytes.extend_from_slice(&crc32(content).to_le_bytes());
        bytes.extend_from_slice(&u32::from(length).to_le_bytes());
        bytes
    }

    #[test]
    fn a_whole_member_is_read_and_nothing_else() {
        let good = member(b"hello");
        assert_eq!(decompress_member(&good, 5).unwrap(), b"hello");
        assert_eq!(decompress_member(&good, 4), Err(InflateError::TooLarge));
        for cut in 0..good.len() {
            assert_eq!(decompress_member(&good[..cut], 99), Err(InflateError::Malformed), "cut at {cut}");
        }
        let twice = [good.clone(), good.clone()].concat();
        assert_eq!(decompress_member(&twice, 99), Err(InflateError::Malformed));
        let mut damaged = good;
        damaged[16] ^= 1;
        assert_eq!(decompress_member(&damaged, 99), Err(InflateError::Malformed));
    }
}

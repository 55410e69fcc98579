//! The bits of a list as text: most significant bit first, GZIP, base64url with the multibase letter `u`
//! (Bitstring Status List 1.0 §3.3).

use data_encoding::BASE64URL_NOPAD;
use miniz_oxide::deflate::compress_to_vec;

/// Level 6 of 10: the list is mostly zeros, more effort gains nothing.
const COMPRESSION_LEVEL: u8 = 6;
/// RFC 1952: magic number, deflate, no flags, no time (the bytes must not depend on it), unknown system.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// `encodedList` of `length` entries (a multiple of 8) in which exactly `set_bits` are 1. Bits outside are ignored.
pub(super) fn encode(length: u32, set_bits: &[u32]) -> String {
    let bits = bits(length, set_bits);
    let mut gzip = GZIP_HEADER.to_vec();
    gzip.extend(compress_to_vec(&bits, COMPRESSION_LEVEL));
    gzip.extend(crc32fast::hash(&bits).to_le_bytes());
    gzip.extend((length / 8).to_le_bytes());
    format!("u{}", BASE64URL_NOPAD.encode(&gzip))
}

/// Index 0 is the leftmost bit: the most significant bit of the first byte.
fn bits(length: u32, set_bits: &[u32]) -> Vec<u8> {
    let mut bits = vec![0; (length / 8) as usize];
    for index in set_bits {
        if let Some(byte) = bits.get_mut((index / 8) as usize) {
            *byte |= 0x80 >> (index % 8);
        }
    }
    bits
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_first_bit_is_the_most_significant() {
        assert_eq!(bits(16, &[0, 7, 8, 99]), [0b1000_0001, 0b1000_0000]);
    }

    #[test]
    fn inflates_to_the_same_bits() {
        let set = [0, 5, 131_071];
        let encoded = encode(131_072, &set);
        let gzip = BASE64URL_NOPAD.decode(encoded.strip_prefix('u').unwrap().as_bytes()).unwrap();
        let deflated = &gzip[GZIP_HEADER.len()..gzip.len() - 8];
        assert_eq!(miniz_oxide::inflate::decompress_to_vec(deflated).unwrap(), bits(131_072, &set));
    }
}

//! Multibase, the two bases that credentials use: `z` (base58btc) and `u` (base64url without padding).

use crate::base64;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Why a text is no multibase value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MultibaseError {
    /// The first letter names another base, or is missing.
    Prefix,
    /// A letter outside the alphabet, padding, or bits left over at the end.
    Letter,
    /// More text than any key or signature has; base58 takes quadratic time, so this is checked first.
    TooLong,
}

/// Decodes `z…`, refusing more than `max_chars` letters before doing any work.
pub(crate) fn decode_base58btc(text: &str, max_chars: usize) -> Result<Vec<u8>, MultibaseError> {
    let digits = text.strip_prefix('z').ok_or(MultibaseError::Prefix)?.as_bytes();
    if digits.len() > max_chars {
        return Err(MultibaseError::TooLong);
    }
    // Little-endian base 256, built up digit by digit.
    let mut bytes: Vec<u8> = Vec::with_capacity(digits.len());
    for &digit in digits {
        let mut carry = base58_value(digit).ok_or(MultibaseError::Letter)?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push((carry & 0xff) as u8);
            carry >>= 8;
        }
    }
    // Each leading '1' is a zero byte that the number cannot show.
    bytes.extend(digits.iter().take_while(|&&digit| digit == b'1').map(|_| 0));
    bytes.reverse();
    Ok(bytes)
}

/// Encodes as `z…`.
pub(crate) fn encode_base58btc(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = Vec::with_capacity(bytes.len() * 138 / 100 + 1);
    for &byte in bytes {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).map(|_| 0);
    let mut text = String::with_capacity(digits.len() + 1);
    text.push('z');
    for digit in zeros.chain(digits.iter().rev().copied()) {
        text.push(ALPHABET.get(usize::from(digit)).map_or('1', |&letter| char::from(letter)));
    }
    text
}

/// Decodes `u…`: base64url without padding; leftover bits are refused.
pub(crate) fn decode_base64url(text: &str, max_chars: usize) -> Result<Vec<u8>, MultibaseError> {
    let letters = text.strip_prefix('u').ok_or(MultibaseError::Prefix)?;
    if letters.len() > max_chars {
        return Err(MultibaseError::TooLong);
    }
    base64::URL.decode(letters.as_bytes()).ok_or(MultibaseError::Letter)
}

/// Encodes as `u…`.
pub(crate) fn encode_base64url(bytes: &[u8]) -> String {
    format!("u{}", base64::URL.encode(bytes))
}

fn base58_value(letter: u8) -> Option<u32> {
    // '0', 'I', 'O' and 'l' are left out of the alphabet because they look alike.
    let value = match letter {
        b'1'..=b'9' => letter - b'1',
        b'A'..=b'H' => letter - b'A' + 9,
        b'J'..=b'N' => letter - b'J' + 17,
        b'P'..=b'Z' => letter - b'P' + 22,
        b'a'..=b'k' => letter - b'a' + 33,
        b'm'..=b'z' => letter - b'm' + 44,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn base58_round_trips_with_leading_zeros() {
        for bytes in [&b""[..], b"\0", b"\0\0\x01", b"hello", &[0xff; 64]] {
            assert_eq!(decode_base58btc(&encode_base58btc(bytes), 100).unwrap(), bytes);
        }
        assert_eq!(encode_base58btc(b"Hello World!"), "z2NEpo7TZRRrLZSi2U");
    }

    #[test]
    fn strange_letters_and_lengths_are_refused() {
        assert_eq!(decode_base58btc("z0", 9), Err(MultibaseError::Letter));
        assert_eq!(decode_base58btc("zl", 9), Err(MultibaseError::Letter));
        assert_eq!(decode_base58btc("u22", 9), Err(MultibaseError::Prefix));
        assert_eq!(decode_base58btc("", 9), Err(MultibaseError::Prefix));
        assert_eq!(decode_base58btc(&format!("z{}", "2".repeat(10)), 9), Err(MultibaseError::TooLong));
        assert_eq!(decode_base64url("uQQ==", 9), Err(MultibaseError::Letter));
        assert_eq!(decode_base64url("uQR", 9), Err(MultibaseError::Letter), "bits left over");
        assert_eq!(decode_base64url("uQQ", 9).unwrap(), b"A");
    }
}

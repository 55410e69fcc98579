//! Base64 and base64url (RFC 4648 §4, §5), read strictly: no other letters, no line breaks, no bits left over.
//!
//! Ours because a verifier has to refuse the second spelling of a value, and because the common libraries make a copy of
//! their code for each alphabet, which would be a tenth of the WebAssembly.

/// An alphabet, both ways.
pub(crate) struct Alphabet {
    letters: [u8; 64],
    /// The value of each letter, [`NONE`] for other bytes.
    values: [u8; 256],
}

/// With `+` and `/`.
pub(crate) static STANDARD: Alphabet = Alphabet::ending_in(*b"+/");
/// With `-` and `_`, as JOSE and multibase use it.
pub(crate) static URL: Alphabet = Alphabet::ending_in(*b"-_");

const NONE: u8 = 0xff;
const COMMON: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Alphabet {
    #[allow(clippy::indexing_slicing, reason = "runs while compiling, where a wrong index is an error")]
    const fn ending_in(last: [u8; 2]) -> Self {
        let (mut letters, mut values) = ([0; 64], [NONE; 256]);
        let mut value = 0;
        while value < 64 {
            letters[value] = if value < COMMON.len() { COMMON[value] } else { last[value - COMMON.len()] };
            values[letters[value] as usize] = value as u8;
            value += 1;
        }
        Self { letters, values }
    }

    /// The one spelling of `bytes`, without padding.
    pub(crate) fn encode(&self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for group in bytes.chunks(3) {
            let bits =
                group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
            for position in 0..=group.len() {
                let value = (bits >> (18 - 6 * position)) & 63;
                text.push(char::from(self.letters.get(value as usize).copied().unwrap_or_default()));
            }
        }
        text
    }

    /// The same, filled up with `=` to a multiple of four letters.
    pub(crate) fn encode_padded(&self, bytes: &[u8]) -> String {
        let mut text = self.encode(bytes);
        while !text.len().is_multiple_of(4) {
            text.push('=');
        }
        text
    }

    /// The bytes; `None` for any text that is not exactly what [`Alphabet::encode`] writes for them. Two spellings of one
    /// value would let a signed text be changed without breaking its signature.
    pub(crate) fn decode(&self, text: &[u8]) -> Option<Vec<u8>> {
        let (groups, rest) = text.as_chunks::<4>();
        let mut bytes = Vec::with_capacity(groups.len() * 3 + 2);
        for group in groups {
            let [_, one, two, three] = self.bits(group)?.to_be_bytes();
            bytes.extend_from_slice(&[one, two, three]);
        }
        match *rest {
            [] => {}
            [a, b] => {
                let [_, one, left_over @ ..] = self.bits(&[a, b, b'A', b'A'])?.to_be_bytes();
                bytes.push((left_over == [0, 0]).then_some(one)?);
            }
            [a, b, c] => {
                let [_, one, two, left_over] = self.bits(&[a, b, c, b'A'])?.to_be_bytes();
                bytes.push((left_over == 0).then_some(one)?);
                bytes.push(two);
            }
            _ => return None,
        }
        Some(bytes)
    }

    /// The same for what [`Alphabet::encode_padded`] writes.
    pub(crate) fn decode_padded(&self, text: &[u8]) -> Option<Vec<u8>> {
        if !text.len().is_multiple_of(4) {
            return None;
        }
        self.decode(text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text))
    }

    /// The 24 bits of four letters.
    fn bits(&self, letters: &[u8; 4]) -> Option<u32> {
        let [a, b, c, d] = letters.map(|letter| self.value(letter));
        // The highest bit is set in `NONE` alone.
        ((a | b | c | d) & 0x80 == 0).then_some(a << 18 | b << 12 | c << 6 | d)
    }

    fn value(&self, letter: u8) -> u32 {
        u32::from(self.values.get(usize::from(letter)).copied().unwrap_or(NONE))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD};

    #[test]
    fn only_the_one_spelling_is_read() {
        let decode = |text: &str| URL.decode(text.as_bytes());
        assert_eq!(decode("QQ"), Some(b"A".to_vec()));
        assert_eq!(decode(""), Some(Vec::new()));
        assert_eq!(decode("-_8"), Some(vec![0xfb, 0xff]));
        for other in ["QR", "QQ==", "QQ=", "Q", "Q Q", "QQ\n", " QQ", "+/8", "QQ.", "ＱＱ"] {
            assert_eq!(decode(other), None, "{other:?}");
        }
        assert_eq!(URL.encode(&[0xfb, 0xff]), "-_8");
        for other in ["QQ", "QQ=", "QQ===", "QQQQ====", "QQ==QQ==", "QQQ", "=", "====", "Q===", "QQ=Q"] {
            assert_eq!(STANDARD.decode_padded(other.as_bytes()), None, "{other:?}");
        }
    }

    /// The library that did this before agrees about every text of up to four letters, and every byte string of up to
    /// two bytes.
    #[test]
    fn it_is_what_the_library_says() {
        let letters = b"AQZaz09+/-_=. \x00\x80\xff";
        let mut texts: Vec<Vec<u8>> = vec![Vec::new()];
        for length in 0..4 {
            let longer = texts.iter().filter(|text| text.len() == length);
            let longer: Vec<_> =
                longer.flat_map(|text| letters.map(|letter| [&**text, &[letter]].concat())).collect();
            texts.extend(longer);
        }
        for text in &texts {
            assert_eq!(URL.decode(text), BASE64URL_NOPAD.decode(text).ok(), "{text:?}");
            assert_eq!(STANDARD.decode(text), BASE64_NOPAD.decode(text).ok(), "{text:?}");
            assert_eq!(STANDARD.decode_padded(text), BASE64.decode(text).ok(), "{text:?}");
        }
        for number in 0..=u16::MAX {
            let bytes = &number.to_be_bytes()[usize::from(number < 256)..];
            let long = [bytes, b"...", bytes].concat();
            for bytes in [bytes, &long] {
                assert_eq!(URL.encode(bytes), BASE64URL_NOPAD.encode(bytes));
                assert_eq!(STANDARD.encode_padded(bytes), BASE64.encode(bytes));
                assert_eq!(URL.decode(URL.encode(bytes).as_bytes()).unwrap(), bytes);
                assert_eq!(STANDARD.decode_padded(STANDARD.encode_padded(bytes).as_bytes()).unwrap(), bytes);
            }
        }
    }
}

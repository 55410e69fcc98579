//! Base64url as JOSE uses it (RFC 7515 §2): no padding, no other letters, no line breaks, no bits left over.

use data_encoding::BASE64URL_NOPAD;

/// The bytes; `None` for any text that is not exactly what [`encode`] writes for them. Two spellings of one value
/// would let a signed text be changed without breaking its signature.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

/// The one spelling of `bytes`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_spelling_is_read() {
        assert_eq!(decode("QQ"), Some(b"A".to_vec()));
        assert_eq!(decode(""), Some(Vec::new()));
        assert_eq!(decode("-_8"), Some(vec![0xfb, 0xff]));
        for other in ["QR", "QQ==", "QQ=", "Q", "Q Q", "QQ\n", " QQ", "+/8", "QQ.", "ＱＱ"] {
            assert_eq!(decode(other), None, "{other:?}");
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
    }
}

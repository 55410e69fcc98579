//! Escapes in the texts that we write. JSON and canonical N-Quads differ in one character and in the case of digits.

/// RFC 8785 §3.2.2.2: what JSON demands and nothing more, digits in lower case.
pub(crate) const JSON: u8 = 0;

/// RDFC-1.0 §5, *canonical N-Quads*: U+007F too, digits in upper case.
pub(crate) const N_QUADS: u8 = 1;

/// Appends `text` without quotation marks around it. The syntax is known when this is compiled, since the loop that
/// looks for something to escape runs over everything that is signed.
pub(crate) fn push_escaped<const SYNTAX: u8>(out: &mut String, text: &str) {
    let n_quads = SYNTAX == N_QUADS;
    let needs_escape =
        |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (n_quads & (byte == 0x7f));
    // Nearly all texts need none; without an early end this loop is done many bytes at a time.
    if !text.bytes().fold(false, |found, byte| found | needs_escape(byte)) {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(needs_escape) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = tail.chars();
        match characters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            Some(control) => {
                let hex = |digit| {
                    let digit = char::from_digit(digit, 16).unwrap_or('0');
                    if n_quads { digit.to_ascii_uppercase() } else { digit }
                };
                out.push_str("\\u00");
                out.push(hex(u32::from(control) >> 4 & 0xf));
                out.push(hex(u32::from(control) & 0xf));
            }
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

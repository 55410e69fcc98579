//! Writes compact JSON piece by piece, for reports and everything else that is not a [`crate::json::Value`].

/// A JSON text under construction. The caller closes what it opens; commas are taken care of.
#[derive(Debug, Default)]
pub(crate) struct JsonWriter {
    out: String,
    /// Whether the next name or element needs a comma before it.
    comma: bool,
}

impl JsonWriter {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The text written so far.
    pub(crate) fn finish(self) -> String {
        self.out
    }

    pub(crate) fn open_object(&mut self) -> &mut Self {
        self.open('{')
    }

    pub(crate) fn close_object(&mut self) -> &mut Self {
        self.close('}')
    }

    pub(crate) fn open_array(&mut self) -> &mut Self {
        self.open('[')
    }

    pub(crate) fn close_array(&mut self) -> &mut Self {
        self.close(']')
    }

    /// The name of the member whose value comes next.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.separate();
        push_string(&mut self.out, name);
        self.out.push(':');
        self.comma = false;
        self
    }

    pub(crate) fn string(&mut self, text: &str) -> &mut Self {
        self.separate();
        push_string(&mut self.out, text);
        self
    }

    pub(crate) fn bool(&mut self, truth: bool) -> &mut Self {
        self.json(if truth { "true" } else { "false" })
    }

    pub(crate) fn null(&mut self) -> &mut Self {
        self.json("null")
    }

    /// A value that is JSON text already.
    pub(crate) fn json(&mut self, json: &str) -> &mut Self {
        self.separate();
        self.out.push_str(json);
        self
    }

    /// A member whose value is a string, or `null` when there is none.
    pub(crate) fn string_member(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        self.name(name);
        match text {
            Some(text) => self.string(text),
            None => self.null(),
        }
    }

    fn open(&mut self, bracket: char) -> &mut Self {
        self.separate();
        self.out.push(bracket);
        self.comma = false;
        self
    }

    fn close(&mut self, bracket: char) -> &mut Self {
        self.out.push(bracket);
        self.comma = true;
        self
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(',');
        }
        self.comma = true;
    }
}

/// Appends a JSON string with the fewest escapes, as RFC 8785 §3.2.2.2 wants them: `\b \t \n \f \r \" \\` and
/// lowercase `\u00xx` for the other control characters.
pub(crate) fn push_string(out: &mut String, text: &str) {
    out.push('"');
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
                let hex = |digit| char::from_digit(digit, 16).unwrap_or('0');
                out.push_str("\\u00");
                out.push(hex(u32::from(control) >> 4 & 0xf));
                out.push(hex(u32::from(control) & 0xf));
            }
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_and_nowhere_else() {
        let mut writer = JsonWriter::new();
        writer.open_object().string_member("a", Some("x")).string_member("b", None).name("c").open_array();
        writer.json("1").open_object().close_object().bool(true).close_array();
        writer.name("d").open_array().close_array().close_object();
        assert_eq!(writer.finish(), r#"{"a":"x","b":null,"c":[1,{},true],"d":[]}"#);
    }

    #[test]
    fn only_what_must_be_escaped_is() {
        let mut out = String::new();
        push_string(&mut out, "a\"\\/\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}é😀");
        assert_eq!(out, "\"a\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}é😀\"");
    }
}

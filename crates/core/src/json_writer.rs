//! Writes compact JSON, member by member, in the order of the calls: the same bytes on every platform.

use crate::escape::{self, push_escaped};

/// Writes one JSON text. Objects and arrays are closed by the closures that fill them, so the text is always balanced.
#[derive(Debug, Default)]
pub(crate) struct JsonWriter {
    text: String,
    /// Whether the next member or element needs a comma in front.
    comma: bool,
}

impl JsonWriter {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The finished text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    pub(crate) fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.enclose('{', '}', fill);
    }

    pub(crate) fn array<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.enclose('[', ']', |json| {
            for item in items {
                json.separate();
                write(json, item);
                json.comma = true;
            }
        });
    }

    /// Writes a member's name; the value follows on the same writer.
    pub(crate) fn member(&mut self, name: &str) -> &mut Self {
        self.separate();
        push_string(&mut self.text, name);
        self.text.push(':');
        self
    }

    pub(crate) fn string(&mut self, value: &str) {
        push_string(&mut self.text, value);
        self.comma = true;
    }

    pub(crate) fn optional_string(&mut self, value: Option<&str>) {
        match value {
            Some(value) => self.string(value),
            None => self.raw("null"),
        }
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// Writes text that is JSON already.
    pub(crate) fn raw(&mut self, json: &str) {
        self.text.push_str(json);
        self.comma = true;
    }

    fn enclose(&mut self, open: char, close: char, fill: impl FnOnce(&mut Self)) {
        self.text.push(open);
        self.comma = false;
        fill(self);
        self.text.push(close);
        self.comma = true;
    }

    fn separate(&mut self) {
        if core::mem::take(&mut self.comma) {
            self.text.push(',');
        }
    }
}

/// Appends a JSON string with the fewest escapes, as RFC 8785 §3.2.2.2 wants them: `\b \t \n \f \r \" \\` and
/// lowercase `\u00xx` for the other control characters.
pub(crate) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    push_escaped::<{ escape::JSON }>(out, text);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_values_are_separated() {
        let mut json = JsonWriter::new();
        json.object(|json| {
            json.member("a")
                .array([1, 2], |json, n| json.object(|json| json.member("n").raw(&n.to_string())));
            json.member("b").array(["x\"", "é"], |json, text| json.string(text));
            json.member("c").optional_string(None);
            json.member("d").array([""; 0], |json, text| json.string(text));
            json.member("e").boolean(true);
        });
        assert_eq!(json.finish(), r#"{"a":[{"n":1},{"n":2}],"b":["x\"","é"],"c":null,"d":[],"e":true}"#);
    }

    #[test]
    fn only_what_must_be_escaped_is() {
        let mut out = String::new();
        push_string(&mut out, "a\"\\/\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}é😀");
        assert_eq!(out, "\"a\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}é😀\"");
    }
}

//! One line of text: what may stand in an e-mail's header. A line break there would begin a header of the sender's
//! choice (header injection, K83), so the type cannot hold one.

/// A text without line breaks and without characters that only steer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line(String);

impl Line {
    /// The text, if it is one line; what a person typed for a header is refused rather than repaired.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        (!text.chars().any(steers)).then(|| Self(text.to_owned()))
    }

    /// The text on one line: every run of line breaks, other steering characters and spaces becomes one space.
    pub(crate) fn of(text: &str) -> Self {
        let spaced: String = text.chars().map(|c| if steers(c) { ' ' } else { c }).collect();
        Self(spaced.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, the line and paragraph separators of Unicode, and what turns the direction of writing.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn holds_one_line_whatever_it_is_given() {
        for (text, line) in [
            ("Grace Hopper", "Grace Hopper"),
            ("Grace\r\nBcc: all@example.com", "Grace Bcc: all@example.com"),
            ("a\n\n b\t\u{0}c", "a b c"),
            ("a\u{2028}b\u{202E}c", "a b c"),
            ("\r\n.\r\n", "."),
            ("", ""),
        ] {
            assert_eq!(Line::of(text).as_str(), line);
        }
        assert!(Line::parse("Grace Hopper (she) 株式会社").is_some());
        for text in ["a\nb", "a\rb", "a\r\nb", "a\u{0}", "a\u{85}b", "a\u{2029}b", "\u{202E}a", "a\tb"] {
            assert!(Line::parse(text).is_none(), "{text:?}");
        }
    }
}

//! Cells of tables that people open with a spreadsheet.

use std::borrow::Cow;

/// The text, with an apostrophe before it if a spreadsheet would take it for a formula
/// (OWASP, "CSV Injection"). JSON has the text as it is.
pub(crate) fn safe_cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts() {
        for text in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(safe_cell(text), format!("'{text}"));
        }
        for text in ["", "Grace", "a=b", "'=1"] {
            assert_eq!(safe_cell(text), text);
        }
    }

    #[test]
    fn a_name_is_never_a_formula() {
        for (cell, safe) in [
            ("=HYPERLINK(\"https://evil.example\")", "'=HYPERLINK(\"https://evil.example\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("Grace = Hopper", "Grace = Hopper"),
        ] {
            assert_eq!(safe_cell(cell), safe);
        }
    }
}

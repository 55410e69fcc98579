//! Text of strangers on a person's terminal: escaped and capped, coloured only where colour is wanted.

use std::fmt::Write;
use std::io::{self, IsTerminal};

/// Longer texts of a credential are cut.
const MAX_CHARS: usize = 300;

/// `text` without power over the terminal: control characters and those that reorder or hide text are shown as
/// `\u{1b}`, and long text is cut.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len().min(4 * MAX_CHARS));
    for (count, c) in text.chars().enumerate() {
        if count == MAX_CHARS {
            shown.push('…');
            break;
        }
        if is_unprintable(c) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "{}", c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    colour: bool,
}

/// The meanings that have a colour.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tone {
    Good,
    Bad,
    Open,
    Quiet,
}

impl Palette {
    /// Colours when standard output is a terminal and `NO_COLOR` is unset or empty (no-color.org).
    pub(crate) fn of_stdout() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { colour: io::stdout().is_terminal() && !unwanted && !dumb }
    }

    #[cfg(test)]
    pub(crate) fn plain() -> Self {
        Self { colour: false }
    }

    #[cfg(test)]
    pub(crate) fn coloured() -> Self {
        Self { colour: true }
    }

    /// `text` in the colour of `tone`.
    pub(crate) fn paint(self, tone: Tone, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Good => "1;32",
            Tone::Bad => "1;31",
            Tone::Open => "1;33",
            Tone::Quiet => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ATTACKS I15.
    #[test]
    fn i15_text_of_a_credential_has_no_power_over_the_terminal() {
        assert_eq!(printable("Zoë ✓ 学位"), "Zoë ✓ 学位");
        assert_eq!(printable("\u{1b}[2JVALID\r\n\u{9b}1m\u{7f}"), r"\u{1b}[2JVALID\u{d}\u{a}\u{9b}1m\u{7f}");
        assert_eq!(
            printable("a\u{202e}b\u{2066}c\u{200b}d\u{feff}"),
            r"a\u{202e}b\u{2066}c\u{200b}d\u{feff}"
        );
        assert_eq!(printable(&"é".repeat(5000)).chars().count(), MAX_CHARS + 1);
        assert!(printable(&"\u{1b}".repeat(5000)).len() < 8 * MAX_CHARS);
    }

    #[test]
    fn colour_only_where_it_is_wanted() {
        assert_eq!(Palette::plain().paint(Tone::Good, "VALID"), "VALID");
        assert_eq!(Palette::coloured().paint(Tone::Good, "VALID"), "\u{1b}[1;32mVALID\u{1b}[0m");
    }
}

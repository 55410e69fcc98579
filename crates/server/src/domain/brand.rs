//! How an organization's pages look: one colour and a logo. The colour is made fit to be read, whatever was asked for.

use std::fmt;

/// What an organization gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Brand {
    /// The colour of buttons and links.
    pub(crate) accent: Option<Color>,
    /// Address of a picture.
    pub(crate) logo: Option<String>,
}

/// A colour as its red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Color([u8; 3]);

/// The least contrast of text on its background (WCAG 2.2, 1.4.3, level AA), and a little more for rounding.
const CONTRAST: f64 = 4.6;
/// Backgrounds of our pages that text in this colour stands on, and their tints: the worst of each theme.
const LIGHT_PAGE: Color = Color([0xf1, 0xf0, 0xec]);
const DARK_PAGE: Color = Color([0x25, 0x26, 0x2c]);
const WHITE: Color = Color([255; 3]);
const BLACK: Color = Color([0; 3]);
/// Steps from a colour to white or black.
const STEPS: u8 = 50;

impl Color {
    /// Reads `#rrggbb`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        // `from_str_radix` also takes a sign.
        let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        plain.then_some(Self([channel(0)?, channel(2)?, channel(4)?]))
    }

    /// The custom properties of our pages in this colour, for light and dark.
    pub(crate) fn style(self) -> String {
        let (light, dark) = (self.readable_on(LIGHT_PAGE, BLACK), self.readable_on(DARK_PAGE, WHITE));
        let ink = |on: Self| if on.contrast(WHITE) >= on.contrast(BLACK) { WHITE } else { BLACK };
        let soft = |of: Self, page: Self| page.mixed(of, 5);
        format!(
            ":root{{--proofmark-accent:light-dark({light},{dark});--proofmark-accent-ink:light-dark({},{});\
             --proofmark-accent-soft:light-dark({},{})}}",
            ink(light),
            ink(dark),
            soft(light, WHITE),
            soft(dark, BLACK)
        )
    }

    /// The nearest colour on the way to `end` that can be read on `page`.
    pub(crate) fn readable_on(self, page: Self, end: Self) -> Self {
        let steps = (0..=STEPS).map(|step| self.mixed(end, step));
        steps.into_iter().find(|color| color.contrast(page) >= CONTRAST).unwrap_or(end)
    }

    /// As dark as letters in white on it need, for pictures that are always the same.
    pub(crate) fn deep(self) -> Self {
        self.readable_on(WHITE, BLACK)
    }

    /// `share` of fifty parts of `other`.
    pub(crate) fn mixed(self, other: Self, share: u8) -> Self {
        let share = u16::from(share.min(STEPS));
        let all = u16::from(STEPS);
        let mix = |a: u8, b: u8| {
            u8::try_from((u16::from(a) * (all - share) + u16::from(b) * share) / all).unwrap_or(u8::MAX)
        };
        let ([a, b, c], [d, e, f]) = (self.0, other.0);
        Self([mix(a, d), mix(b, e), mix(c, f)])
    }

    /// 1 to 21 (WCAG 2.2, contrast ratio).
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// 0 to 1 (WCAG 2.2, relative luminance).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Color {
    /// `#rrggbb`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_colour_becomes_readable_in_both_themes() {
        for text in ["#ffff00", "#000000", "#ffffff", "#ff0000", "#777777", "#00ff7f", "#3b3fb6", "#C0FFEE"] {
            let color = Color::parse(text).unwrap();
            for (page, end) in [(LIGHT_PAGE, BLACK), (DARK_PAGE, WHITE)] {
                let readable = color.readable_on(page, end);
                assert!(readable.contrast(page) >= 4.5, "{text} became {readable} on {page}");
                let ink = readable.contrast(WHITE).max(readable.contrast(BLACK));
                assert!(ink >= 4.5, "nothing can be written on {readable}");
            }
        }
        // One that can be read stays as it is.
        assert_eq!(Color::parse("#3b3fb6").unwrap().readable_on(LIGHT_PAGE, BLACK).to_string(), "#3b3fb6");
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(Color::parse("#C0ffEE").unwrap().to_string(), "#c0ffee");
        for text in ["", "#fff", "red", "c0ffee", "#c0ffeg", "#+0ffee", "#c0ffee;", "#ööö"] {
            assert_eq!(Color::parse(text), None, "{text}");
        }
    }
}

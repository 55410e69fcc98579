//! Which numbers a double carries without loss.

use super::Number;
use crate::decimal;

/// Significant digits that a double can always tell apart; no double needs more to be written exactly once.
const MAX_DIGITS: usize = 17;

/// Up to so many significant digits any normal double keeps every decimal digit.
const SAFE_DIGITS: usize = 15;

/// The largest integer below which every integer is a double (RFC 7493 §2.2).
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// From here on ECMAScript writes a number in exponent form.
const EXPONENT_FORM: f64 = 1e21;

/// Reads a number whose spelling already follows RFC 8259 §6, or says why a double cannot carry it.
pub(super) fn read(text: &str) -> Result<Number<'_>, &'static str> {
    if let Some(value) = short_integer(text) {
        return Ok(Number { text, value });
    }
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let digits = significant(mantissa).count();
    if digits > MAX_DIGITS {
        return Err("The number has more digits than a double can carry; write it as a string.");
    }
    let value = decimal::parse(text);
    if digits == 0 {
        return Ok(Number { text, value });
    }
    if !value.is_finite() || value == 0.0 {
        return Err("The number lies outside the range of a double; write it as a string.");
    }
    let spelled_as_integer = !text.contains(['.', 'e', 'E']);
    let size = value.abs();
    let integer = value.fract() == 0.0;
    if integer && size > MAX_SAFE_INTEGER && (spelled_as_integer || size < EXPONENT_FORM) {
        return Err(
            "The integer lies outside ±9007199254740991 and is not exact everywhere; write it as a string.",
        );
    }
    if (digits > SAFE_DIGITS || !value.is_normal()) && !survives(mantissa, digits, size) {
        return Err("The number loses digits in a double; write it as a string.");
    }
    Ok(Number { text, value })
}

/// The ordinary case without a detour: an integer of few digits.
fn short_integer(text: &str) -> Option<f64> {
    if text.len() > SAFE_DIGITS {
        return None;
    }
    let mut value = 0_u64;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => value = value * 10 + u64::from(byte - b'0'),
            _ => return None,
        }
    }
    // At most 15 digits: below 2^53, so the conversion is exact.
    #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
    Some(value as f64)
}

/// The digits from the first to the last one that is not zero.
fn significant(mantissa: &str) -> impl Iterator<Item = u8> + '_ {
    let digits = mantissa.trim_matches(|c| matches!(c, '-' | '0' | '.'));
    digits.bytes().filter(u8::is_ascii_digit)
}

/// Whether the double, written with as many significant digits as the source has, shows the same digits. No double
/// tells all numbers of 17 digits apart, so of 17 the last one only has to agree when it is rounded away.
fn survives(mantissa: &str, digits: usize, size: f64) -> bool {
    // At most 16 digits, so the conversion fails for none.
    let (written, _) = decimal::digits(size, u32::try_from(digits.min(MAX_DIGITS - 1)).unwrap_or(1));
    let source = as_integer(significant(mantissa));
    if digits < MAX_DIGITS { written == source } else { (written * 10).abs_diff(source) <= 5 }
}

/// At most 17 digits, so it fits.
fn as_integer(digits: impl Iterator<Item = u8>) -> u64 {
    digits.fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
}

//! Short codes that people read out and type in: `AC-7F3K9Q2M`.
//!
//! Seven random digits of Crockford's base 32 and a check digit over GF(32) that notices any one wrong digit and any
//! two that changed places. A code is convenient, not secret; the identifier beside it cannot be guessed.

use super::Result;
use crate::random;

/// Crockford's digits: no I, L, O or U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Random digits before the check digit: 35 bits.
const RANDOM_DIGITS: usize = 7;
const PREFIX: &str = "AC-";

/// A new code.
///
/// # Errors
/// When the operating system has no randomness.
pub(crate) fn generate() -> Result<String> {
    let values: [u8; RANDOM_DIGITS] = random::bytes::<RANDOM_DIGITS>()?.map(|byte| byte & 31);
    Ok(write(&values))
}

/// The code as we write it, however somebody typed it: small letters, `O` for `0`, `I` or `L` for `1`, with or without
/// the beginning and hyphens. `None` when it is not a code or its check digit is wrong.
pub(crate) fn normalize(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_uppercase();
    let body: String = text.strip_prefix(PREFIX).unwrap_or(&text).chars().filter(|c| *c != '-').collect();
    let values = body.bytes().map(value_of).collect::<Option<Vec<u8>>>()?;
    let (check, random) = values.split_last()?;
    (random.len() == RANDOM_DIGITS && check_digit(random) == *check).then(|| write(random))
}

fn write(values: &[u8]) -> String {
    let digits = values.iter().copied().chain([check_digit(values)]);
    PREFIX.chars().chain(digits.map(|value| char::from(DIGITS[usize::from(value & 31)]))).collect()
}

fn value_of(digit: u8) -> Option<u8> {
    let digit = match digit {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        digit => digit,
    };
    DIGITS.iter().position(|known| *known == digit).and_then(|at| u8::try_from(at).ok())
}

/// The sum of each digit times a different power of the field's generator: neighbours have different weights, none of
/// them zero.
fn check_digit(values: &[u8]) -> u8 {
    values.iter().fold(0, |sum, value| double(sum ^ value))
}

/// Multiplies by x in GF(32), modulo x⁵ + x² + 1.
fn double(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 { shifted } else { (shifted ^ 0b10_0101) & 31 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = generate().unwrap();
        assert_eq!(code.len(), 11);
        assert_eq!(normalize(&code), Some(code.clone()));
        assert_eq!(normalize(&code.to_lowercase()), Some(code.clone()));
        assert_eq!(normalize(&format!(" {} ", code.replace("AC-", ""))), Some(code.clone()));
        let zeros = write(&[0; RANDOM_DIGITS]);
        assert_eq!(normalize("ac-oooo-oooo"), Some(zeros));
        for text in ["", "AC-", "AC-7F3K9Q2", "AC-7F3K9Q2MM", "7f3k-9q2u", "nonsense"] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }

    #[test]
    fn one_wrong_digit_and_one_swap_are_noticed() {
        for _ in 0..20 {
            let code = generate().unwrap();
            let digits = code.as_bytes()[PREFIX.len()..].to_vec();
            let text = |digits: &[u8]| String::from_utf8(digits.to_vec()).unwrap();
            for at in 0..digits.len() {
                for digit in DIGITS.iter().filter(|digit| **digit != digits[at]) {
                    let mut wrong = digits.clone();
                    wrong[at] = *digit;
                    assert_eq!(normalize(&text(&wrong)), None, "{code} at {at}");
                }
                let mut swapped = digits.clone();
                swapped.swap(at, (at + 1) % digits.len());
                if swapped != digits && at + 1 < digits.len() {
                    assert_eq!(normalize(&text(&swapped)), None, "{code} at {at}");
                }
            }
        }
    }
}

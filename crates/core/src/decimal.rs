//! Doubles from decimal text, and their exact decimal digits.
//!
//! The standard library does both, faster for the rare hard cases, with tables and code that make a tenth of the
//! compressed WebAssembly. Ours takes the way of schoolbooks, with numbers of a thousand bits; a test compares the two.

mod large;

use large::Large;

/// Powers of ten that a double has exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];
/// Up to here every integer is a double.
const EXACT_INTEGERS: u64 = 1 << 53;

const MANTISSA_BITS: u32 = 52;
const LEAST_EXPONENT: i32 = -1022;
const GREATEST_EXPONENT: i32 = 1023;

/// The double nearest to a number spelled as in JSON, of two equally near the even one; infinite when it is too large.
/// At most 19 digits between the first and the last that is not zero.
pub(crate) fn parse(text: &str) -> f64 {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (digits, shift) = significant(mantissa);
    let size = nearest(digits, exponent_value(exponent).saturating_add(shift));
    if negative { -size } else { size }
}

/// The value of a positive double in `count` digits (1 to 17), rounded half to even, and the power of ten of the first of
/// them: 9.95 in three digits is 995 and 0.
pub(crate) fn digits(value: f64, count: u32) -> (u64, i32) {
    let (mantissa, exponent) = parts(value);
    let mut above = Large::from(mantissa);
    let mut below = Large::from(1);
    above.shift_left(exponent.max(0).unsigned_abs());
    below.shift_left(exponent.min(0).unsigned_abs());
    // log10(2) is a bit more than 1233 / 4096, so this is the power of ten or one less than it; what is off is put right.
    let magnitude = exponent + 63 - leading_zeros(mantissa);
    let mut power = (magnitude * 1233) >> 12;
    below.multiply_by_power_of_ten(power.max(0).unsigned_abs());
    above.multiply_by_power_of_ten(power.min(0).unsigned_abs());
    while above < below {
        above.multiply(10);
        power -= 1;
    }
    loop {
        let mut ten_times = below.clone();
        ten_times.multiply(10);
        if above < ten_times {
            break;
        }
        below = ten_times;
        power += 1;
    }
    let mut digits = 0;
    for _ in 0..count {
        let mut digit = 0;
        while above >= below {
            above.subtract(&below);
            digit += 1;
        }
        digits = digits * 10 + digit;
        above.multiply(10);
    }
    // The rest is ten times too large by now.
    below.multiply(5);
    if above > below || (above == below && digits % 2 == 1) {
        digits += 1;
        if digits == 10_u64.pow(count) {
            return (digits / 10, power + 1);
        }
    }
    (digits, power)
}

/// The digits without zeros at either end, and the power of ten of the last.
fn significant(mantissa: &str) -> (u64, i32) {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (mut digits, mut power) = (0_u64, i32::try_from(whole.len()).unwrap_or(i32::MAX));
    let mut zeros = 0_u32;
    let mut last = power;
    for digit in whole.bytes().chain(fraction.bytes()) {
        power -= 1;
        if digit == b'0' {
            zeros = zeros.saturating_add(1);
            continue;
        }
        // Zeros before the first digit change nothing, whatever their number.
        let scaled = if digits == 0 { 0 } else { digits.saturating_mul(10_u64.saturating_pow(zeros + 1)) };
        digits = scaled.saturating_add(u64::from(digit - b'0'));
        (zeros, last) = (0, power);
    }
    (digits, last)
}

/// Beyond a few hundred every exponent means the same.
fn exponent_value(text: &str) -> i32 {
    let (negative, text) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] | rest => (false, rest),
    };
    let digit = |byte: &u8| i32::from(*byte) - i32::from(b'0');
    let size = text.iter().fold(0_i32, |value, byte| value.saturating_mul(10).saturating_add(digit(byte)));
    if negative { -size } else { size }
}

/// The double nearest to `digits · 10^power`.
fn nearest(digits: u64, power: i32) -> f64 {
    if digits == 0 || power < -400 {
        return 0.0;
    }
    if power > 400 {
        return f64::INFINITY;
    }
    let exact = EXACT_POWERS.get(power.unsigned_abs() as usize).filter(|_| digits <= EXACT_INTEGERS);
    if let Some(exact) = exact {
        // Two exact numbers: the one operation rounds as it should.
        #[expect(clippy::cast_precision_loss, reason = "not above 2^53")]
        let digits = digits as f64;
        return if power < 0 { digits / exact } else { digits * exact };
    }
    let mut above = Large::from(digits);
    let mut below = Large::from(1);
    above.multiply_by_power_of_ten(power.max(0).unsigned_abs());
    below.multiply_by_power_of_ten(power.min(0).unsigned_abs());
    // So that the quotient has 64 or 65 bits.
    let shift = 64 + below.bits() - above.bits();
    above.shift_left(shift.max(0).unsigned_abs());
    below.shift_left(shift.min(0).unsigned_abs());
    let (quotient, exact) = above.divide(&below);
    rounded(quotient, shift, exact)
}

/// `quotient / 2^shift` as a double. Unless `exact`, it is a bit more than that.
fn rounded(quotient: u128, shift: i32, exact: bool) -> f64 {
    let length = 128 - quotient.leading_zeros().cast_signed();
    let exponent = length - 1 - shift;
    if exponent > GREATEST_EXPONENT {
        return f64::INFINITY;
    }
    let biased = exponent.max(LEAST_EXPONENT) - LEAST_EXPONENT;
    // Below the least exponent, fewer bits are left.
    let kept = MANTISSA_BITS.cast_signed() + 1 - (LEAST_EXPONENT - exponent).max(0);
    let dropped = (length - kept).unsigned_abs().min(127);
    let (mantissa, rest, half) =
        (quotient >> dropped, quotient & ((1 << dropped) - 1), 1_u128 << (dropped - 1));
    let up = rest > half || (rest == half && (!exact || mantissa % 2 == 1));
    let mantissa = u64::try_from(mantissa).unwrap_or(u64::MAX) + u64::from(up);
    // The mantissa's first bit adds one to the exponent, and so does one that rounding made longer.
    f64::from_bits((u64::from(biased.unsigned_abs()) << MANTISSA_BITS) + mantissa)
}

/// Mantissa and exponent of a positive double: it is `mantissa · 2^exponent`.
fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let mantissa = bits & ((1 << MANTISSA_BITS) - 1);
    let biased = i32::try_from(bits >> MANTISSA_BITS).unwrap_or_default();
    let smallest = LEAST_EXPONENT - MANTISSA_BITS.cast_signed();
    if biased == 0 { (mantissa, smallest) } else { (mantissa | 1 << MANTISSA_BITS, smallest + biased - 1) }
}

fn leading_zeros(number: u64) -> i32 {
    number.leading_zeros().cast_signed()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// As the standard library writes it.
    fn expected(value: f64, count: u32) -> (u64, i32) {
        let text = format!("{value:.*e}", count as usize - 1);
        let (mantissa, exponent) = text.split_once('e').unwrap();
        (mantissa.replace('.', "").parse().unwrap(), exponent.parse().unwrap())
    }

    fn compare(text: &str) {
        let value: f64 = text.parse().unwrap();
        assert_eq!(parse(text).to_bits(), value.to_bits(), "{text}");
        if value.is_finite() && value != 0.0 {
            for count in [1, 15, 16, 17] {
                assert_eq!(digits(value.abs(), count), expected(value.abs(), count), "{text} in {count}");
            }
        }
    }

    #[test]
    fn hard_numbers_are_those_of_the_standard_library() {
        for text in [
            "0",
            "-0",
            "0.0",
            "0e99999999999",
            "1",
            "-36.5",
            "9.95",
            "0.1",
            "1e22",
            "1e23",
            "8.5e22",
            "5e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "7.4e-324",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1.8e308",
            "1e400",
            "1e-400",
            "1e-99999999999999",
            "9007199254740993",
            "9007199254740992.5e0",
            "0.00000000000000000000000000000000000000000000000000000000000000001e65",
            "100000000000000000000000000000000000000",
            "4503599627370496.5",
            "4503599627370497.5",
            "99999999999999999e-17",
            "5.684341886080802e-14",
            "6.631236846766477e-316",
        ] {
            compare(text);
        }
    }

    #[test]
    fn numbers_at_random_are_those_of_the_standard_library() {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 11 ^ state << 20
        };
        let rounds = if std::env::var_os("PROOFMARK_LONG").is_some() { 200_000 } else { 10_000 };
        for _ in 0..rounds {
            let digits = next() % 10_u64.pow(1 + u32::try_from(next() % 17).unwrap());
            let exponent = i64::try_from(next() % 700).unwrap() - 360;
            compare(&format!("{digits}e{exponent}"));
            compare(&format!("{}.{}e{}", digits % 1000, digits / 1000, exponent % 30));
            let value = f64::from_bits(next());
            if value.is_finite() {
                compare(&format!("{value:e}"));
            }
        }
    }
}

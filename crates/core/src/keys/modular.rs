//! Powers modulo a large odd number, for RSA with public numbers: nothing here runs in constant time, and nothing secret
//! may come here.
//!
//! Ours because a library for every size and use of large numbers is a tenth of the WebAssembly, and this is one
//! operation. Multiplication is Montgomery's (Handbook of Applied Cryptography, algorithm 14.36).

use core::cmp::Ordering;

/// A large odd number to divide by. Numbers are limbs, least significant first, as many as the modulus has.
pub(super) struct Modulus {
    limbs: Vec<u32>,
    /// `-limbs⁻¹` modulo 2³².
    inverse: u32,
    bytes: usize,
}

impl Modulus {
    /// `None` when the big-endian number is even or 1 or has leading zeroes.
    pub(super) fn new(bytes: &[u8]) -> Option<Self> {
        let limbs = limbs(bytes);
        let lowest = *limbs.first()?;
        if lowest % 2 == 0 || *bytes.first()? == 0 || bytes == [1] {
            return None;
        }
        // Newton's iteration: an odd number is its own inverse modulo 8, and each round doubles the bits.
        let inverse = (0..4).fold(lowest, |inverse, _| {
            inverse.wrapping_mul(2_u32.wrapping_sub(lowest.wrapping_mul(inverse)))
        });
        Some(Self { limbs, inverse: inverse.wrapping_neg(), bytes: bytes.len() })
    }

    /// `base` to the power of `exponent`, big-endian and as long as the modulus; `None` unless `base` is below the modulus
    /// and as long, and the exponent at least 1.
    pub(super) fn power(&self, base: &[u8], exponent: u64) -> Option<Vec<u8>> {
        let base = (base.len() == self.bytes).then(|| limbs(base))?;
        if compare(&base, &self.limbs) != Ordering::Less {
            return None;
        }
        let scaled = self.times_radix(base);
        let mut result = scaled.clone();
        // Every bit after the highest: square, and multiply where it is set.
        for bit in (0..exponent.checked_ilog2()?).rev() {
            result = self.multiply(&result, &result);
            if exponent >> bit & 1 == 1 {
                result = self.multiply(&result, &scaled);
            }
        }
        let mut one = vec![0; self.limbs.len()];
        *one.first_mut()? = 1;
        let result = self.multiply(&result, &one);
        let bytes: Vec<u8> = result.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect();
        bytes.get(bytes.len().checked_sub(self.bytes)?..).map(<[u8]>::to_vec)
    }

    /// `number · R`, where `R` is 2³² for each limb: doubled once for each bit.
    fn times_radix(&self, mut number: Vec<u32>) -> Vec<u32> {
        for _ in 0..self.limbs.len() * 32 {
            let mut carry = 0;
            for limb in &mut number {
                (*limb, carry) = (*limb << 1 | carry, *limb >> 31);
            }
            self.reduce_once(&mut number, carry != 0);
        }
        number
    }

    /// `a · b · R⁻¹`.
    fn multiply(&self, a: &[u32], b: &[u32]) -> Vec<u32> {
        let mut result = vec![0_u32; self.limbs.len()];
        let mut overflow = 0_u64;
        for digit in a {
            let low = result.first().copied().unwrap_or_default();
            let first = b.first().copied().unwrap_or_default();
            let factor = low.wrapping_add(digit.wrapping_mul(first)).wrapping_mul(self.inverse);
            // result = (result + digit · b + factor · modulus) / 2³²; the factor makes the lowest limb zero.
            let (mut plus_product, mut plus_modulus) = (0_u64, 0_u64);
            let mut previous: Option<&mut u32> = None;
            for ((limb, b), modulus) in result.iter_mut().zip(b).zip(&self.limbs) {
                plus_product += u64::from(*limb) + u64::from(*digit) * u64::from(*b);
                plus_modulus += (plus_product & LOW) + u64::from(factor) * u64::from(*modulus);
                if let Some(previous) = previous {
                    *previous = low_half(plus_modulus);
                }
                plus_product >>= 32;
                plus_modulus >>= 32;
                previous = Some(limb);
            }
            overflow += plus_product + plus_modulus;
            if let Some(highest) = previous {
                *highest = low_half(overflow);
            }
            overflow >>= 32;
        }
        self.reduce_once(&mut result, overflow != 0);
        result
    }

    /// Subtracts the modulus from a number below twice the modulus, if it is not below it. `carry`: one bit more, above.
    fn reduce_once(&self, number: &mut [u32], carry: bool) {
        if !carry && compare(number, &self.limbs) == Ordering::Less {
            return;
        }
        let mut borrow = false;
        for (limb, modulus) in number.iter_mut().zip(&self.limbs) {
            let (difference, one) = limb.overflowing_sub(*modulus);
            let (difference, two) = difference.overflowing_sub(u32::from(borrow));
            (*limb, borrow) = (difference, one | two);
        }
    }
}

const LOW: u64 = 0xffff_ffff;

fn low_half(number: u64) -> u32 {
    (number & LOW) as u32
}

fn limbs(bytes: &[u8]) -> Vec<u32> {
    bytes.rchunks(4).map(|limb| limb.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))).collect()
}

/// Compares two numbers of equally many limbs.
fn compare(one: &[u32], other: &[u32]) -> Ordering {
    one.iter().rev().cmp(other.iter().rev())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
    use crypto_bigint::{BoxedUint, Odd};

    fn library(modulus: &[u8], base: &[u8], exponent: u64) -> Vec<u8> {
        let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
        let precision = number(modulus).bits_precision();
        let parameters = BoxedMontyParams::new_vartime(Odd::new(number(modulus)).unwrap());
        let base = BoxedUint::from_be_slice(base, precision).unwrap();
        let power = BoxedMontyForm::new(base, &parameters).pow(&BoxedUint::from(exponent)).retrieve();
        let bytes = power.to_be_bytes();
        bytes[bytes.len() - modulus.len()..].to_vec()
    }

    #[test]
    fn powers_are_those_of_the_library() {
        let mut state = 7_u64;
        let mut byte = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Long rows of equal bits are where carries go wrong.
            let [high, kind, ..] = state.to_be_bytes();
            if kind < 96 {
                0xff
            } else if kind < 160 {
                0
            } else {
                high
            }
        };
        for length in (8..40).chain([255, 256, 257, 384, 512]) {
            for exponent in [1, 2, 3, 17, 65537, 0x1_0000_0001, 0x1_ffff_ffff] {
                let mut modulus: Vec<u8> = (0..length).map(|_| byte()).collect();
                modulus[0] |= 1;
                modulus[length - 1] |= 1;
                let mut base: Vec<u8> = (0..length).map(|_| byte()).collect();
                base[0] = 0;
                let ours = Modulus::new(&modulus).unwrap().power(&base, exponent).unwrap();
                assert_eq!(ours, library(&modulus, &base, exponent), "{modulus:?} {base:?} {exponent}");
                let mut largest = modulus.clone();
                largest[length - 1] -= 1;
                let ours = Modulus::new(&modulus).unwrap().power(&largest, exponent).unwrap();
                assert_eq!(ours, library(&modulus, &largest, exponent), "{modulus:?} - 1, {exponent}");
            }
        }
    }

    #[test]
    fn what_is_no_question_has_no_answer() {
        assert!(Modulus::new(&[]).is_none());
        assert!(Modulus::new(&[1]).is_none());
        assert!(Modulus::new(&[0, 7]).is_none());
        assert!(Modulus::new(&[8]).is_none());
        let seven = Modulus::new(&[7]).unwrap();
        assert_eq!(seven.power(&[6], 3), Some(vec![6]));
        assert_eq!(seven.power(&[0], 3), Some(vec![0]));
        assert_eq!(seven.power(&[7], 3), None);
        assert_eq!(seven.power(&[0, 1], 3), None);
        assert_eq!(seven.power(&[2], 0), None);
    }
}

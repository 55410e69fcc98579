//! Numbers modulo the two primes of P-256. Only public numbers come here, so nothing runs in constant time.
//!
//! Multiplication is Montgomery's (Handbook of Applied Cryptography, algorithm 14.36): within a field, `x` is kept as
//! `x · 2²⁵⁶`.

use core::cmp::Ordering;

/// A number of 256 bits: limbs, least significant first.
pub(super) type Number = [u32; 8];

const ONE: Number = [1, 0, 0, 0, 0, 0, 0, 0];
const LOW: u64 = 0xffff_ffff;

/// An odd prime of 256 bits to divide by.
pub(super) struct Field {
    pub(super) prime: Number,
    /// `-prime⁻¹` modulo 2³².
    inverse: u32,
    /// 2⁵¹² modulo the prime.
    radix_squared: Number,
}

/// The field of coordinates (FIPS 186-4 §D.1.2.3, `p`).
pub(super) const COORDINATES: Field = Field {
    prime: [!0, !0, !0, 0, 0, 0, 1, !0],
    inverse: 1,
    radix_squared: [3, 0, !0, 0xffff_fffb, 0xffff_fffe, !0, 0xffff_fffd, 4],
};

/// The field of scalars (`n`, the order of the curve).
pub(super) const SCALARS: Field = Field {
    prime: [0xfc63_2551, 0xf3b9_cac2, 0xa717_9e84, 0xbce6_faad, !0, !0, 0, !0],
    inverse: 0xee00_bc4f,
    radix_squared: [
        0xbe79_eea2,
        0x8324_4c95,
        0x49bd_6fa6,
        0x4699_799c,
        0x2b6b_ec59,
        0x2845_b239,
        0xf3d9_5620,
        0x66e1_2d94,
    ],
};

impl Field {
    /// From a number below the prime.
    pub(super) fn enter(&self, number: &Number) -> Number {
        self.multiply(number, &self.radix_squared)
    }

    pub(super) fn leave(&self, number: &Number) -> Number {
        self.multiply(number, &ONE)
    }

    pub(super) fn add(&self, a: &Number, b: &Number) -> Number {
        let mut sum = *a;
        let mut carry = 0;
        for (limb, b) in sum.iter_mut().zip(b) {
            carry += u64::from(*limb) + u64::from(*b);
            *limb = low_half(carry);
            carry >>= 32;
        }
        self.reduce_once(&mut sum, carry != 0);
        sum
    }

    pub(super) fn subtract(&self, a: &Number, b: &Number) -> Number {
        let mut difference = *a;
        if subtract(&mut difference, b) {
            let mut carry = 0;
            for (limb, prime) in difference.iter_mut().zip(&self.prime) {
                carry += u64::from(*limb) + u64::from(*prime);
                *limb = low_half(carry);
                carry >>= 32;
            }
        }
        difference
    }

    /// `a · b · 2⁻²⁵⁶`.
    pub(super) fn multiply(&self, a: &Number, b: &Number) -> Number {
        let [first, ..] = *b;
        let mut result = [0_u32; 8];
        let mut overflow = 0_u64;
        for digit in a {
            let [low, ..] = result;
            let factor = low.wrapping_add(digit.wrapping_mul(first)).wrapping_mul(self.inverse);
            // result = (result + digit · b + factor · prime) / 2³²; the factor makes the lowest limb zero.
            let (mut plus_product, mut plus_prime) = (0_u64, 0_u64);
            let mut sum = [0_u32; 9];
            for (((limb, b), prime), sum) in result.iter().zip(b).zip(&self.prime).zip(&mut sum) {
                plus_product += u64::from(*limb) + u64::from(*digit) * u64::from(*b);
                plus_prime += (plus_product & LOW) + u64::from(factor) * u64::from(*prime);
                *sum = low_half(plus_prime);
                plus_product >>= 32;
                plus_prime >>= 32;
            }
            overflow += plus_product + plus_prime;
            let [_, shifted @ ..] = sum;
            result = shifted;
            let [.., highest] = &mut result;
            *highest = low_half(overflow);
            overflow >>= 32;
        }
        self.reduce_once(&mut result, overflow != 0);
        result
    }

    pub(super) fn square(&self, number: &Number) -> Number {
        self.multiply(number, number)
    }

    /// `number` to the power of `exponent`.
    pub(super) fn power(&self, number: &Number, exponent: &Number) -> Number {
        let mut result = self.enter(&ONE);
        for bit in bits(exponent) {
            result = self.square(&result);
            if bit {
                result = self.multiply(&result, number);
            }
        }
        result
    }

    /// `number⁻¹`, by Fermat's little theorem; 0 for 0.
    pub(super) fn invert(&self, number: &Number) -> Number {
        let mut exponent = self.prime;
        subtract(&mut exponent, &[2, 0, 0, 0, 0, 0, 0, 0]);
        self.power(number, &exponent)
    }

    /// Subtracts the prime from a number below twice the prime, if it is not below it. `carry`: one bit more, above.
    pub(super) fn reduce_once(&self, number: &mut Number, carry: bool) {
        if carry || !is_below(number, &self.prime) {
            subtract(number, &self.prime);
        }
    }
}

/// Of a big-endian number.
pub(super) fn from_bytes(bytes: &[u8; 32]) -> Number {
    let mut number = [0; 8];
    for (limb, bytes) in number.iter_mut().zip(bytes.rchunks(4)) {
        *limb = bytes.iter().fold(0, |limb, byte| limb << 8 | u32::from(*byte));
    }
    number
}

pub(super) fn to_bytes(number: &Number) -> Vec<u8> {
    number.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect()
}

pub(super) fn is_below(number: &Number, other: &Number) -> bool {
    number.iter().rev().cmp(other.iter().rev()) == Ordering::Less
}

pub(super) fn is_zero(number: &Number) -> bool {
    *number == [0; 8]
}

/// Whether the highest bits are set, down to the lowest.
pub(super) fn bits(number: &Number) -> impl Iterator<Item = bool> {
    number.iter().rev().flat_map(|limb| (0..32).rev().map(move |bit| limb >> bit & 1 == 1))
}

/// `number - other` modulo 2²⁵⁶; answers whether `other` was larger.
fn subtract(number: &mut Number, other: &Number) -> bool {
    let mut borrow = false;
    for (limb, other) in number.iter_mut().zip(other) {
        let (difference, one) = limb.overflowing_sub(*other);
        let (difference, two) = difference.overflowing_sub(u32::from(borrow));
        (*limb, borrow) = (difference, one | two);
    }
    borrow
}

fn low_half(number: u64) -> u32 {
    (number & LOW) as u32
}

//! Natural numbers of any size, with the few operations that decimal conversion takes.

use core::cmp::Ordering;

/// Limbs, least significant first, without zeros at the end.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Large(Vec<u32>);

impl From<u64> for Large {
    fn from(number: u64) -> Self {
        let mut large = Self(vec![low(number), low(number >> 32)]);
        large.trim();
        large
    }
}

impl Large {
    pub(super) fn multiply(&mut self, factor: u32) {
        let mut carry = 0;
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = low(carry);
            carry >>= 32;
        }
        if carry != 0 {
            self.0.push(low(carry));
        }
    }

    pub(super) fn multiply_by_power_of_ten(&mut self, power: u32) {
        // 10⁹ is the greatest power in a limb.
        for _ in 0..power / 9 {
            self.multiply(1_000_000_000);
        }
        self.multiply(10_u32.pow(power % 9));
    }

    pub(super) fn shift_left(&mut self, bits: u32) {
        self.multiply(1 << (bits % 32));
        self.0.splice(0..0, core::iter::repeat_n(0, (bits / 32) as usize));
    }

    /// Takes off `other`, which is not larger.
    pub(super) fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        let others = other.0.iter().copied().chain(core::iter::repeat(0));
        for (limb, other) in self.0.iter_mut().zip(others) {
            let (difference, one) = limb.overflowing_sub(other);
            let (difference, two) = difference.overflowing_sub(u32::from(borrow));
            (*limb, borrow) = (difference, one | two);
        }
        self.trim();
    }

    /// The quotient, which has at most 65 bits, and whether nothing is left over.
    pub(super) fn divide(mut self, divisor: &Self) -> (u128, bool) {
        let mut quotient = 0;
        for bit in (0..=65).rev() {
            let mut shifted = divisor.clone();
            shifted.shift_left(bit);
            if self >= shifted {
                self.subtract(&shifted);
                quotient |= 1 << bit;
            }
        }
        (quotient, self.0.is_empty())
    }

    /// How many bits it has.
    pub(super) fn bits(&self) -> i32 {
        let unused = self.0.last().map_or(0, |limb| limb.leading_zeros());
        i32::try_from(self.0.len() * 32).unwrap_or(i32::MAX) - unused.cast_signed()
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

impl PartialOrd for Large {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Large {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "that is what it is for")]
fn low(number: u64) -> u32 {
    number as u32
}

//! Which index the n-th credential of a list gets: a permutation drawn by a random seed, so that an index tells
//! nothing about when its credential was issued and none is given out twice.
//!
//! A Feistel network over 18 bits with SHA-256 as its round function; results outside the 17 bits that a list needs
//! are sent round again (cycle walking), which keeps it a permutation.

use sha2::{Digest, Sha256};

use super::LENGTH;

/// Draws the permutation; secret, because it gives the order away.
pub(crate) type Seed = [u8; 32];

const HALF_BITS: u32 = 9;
const HALF_MASK: u32 = (1 << HALF_BITS) - 1;
const ROUNDS: u8 = 8;

/// The index of the credential at `position` (0-based, below [`LENGTH`]).
pub(super) fn index_at(seed: &Seed, position: u32) -> u32 {
    let mut value = position % LENGTH;
    loop {
        value = shuffle(seed, value);
        // Half of the 18-bit values lie inside, and a cycle that starts inside comes back inside.
        if value < LENGTH {
            return value;
        }
    }
}

fn shuffle(seed: &Seed, value: u32) -> u32 {
    let (mut left, mut right) = (value >> HALF_BITS, value & HALF_MASK);
    for round in 0..ROUNDS {
        let hash = Sha256::new()
            .chain_update(seed)
            .chain_update([round])
            .chain_update(right.to_be_bytes())
            .finalize();
        let mix = u32::from(hash[0]) << 8 | u32::from(hash[1]);
        (left, right) = (right, left ^ (mix & HALF_MASK));
    }
    left << HALF_BITS | right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_every_index_exactly_once() {
        let mut seen = vec![false; LENGTH as usize];
        for position in 0..LENGTH {
            let index = index_at(&[7; 32], position) as usize;
            assert!(!std::mem::replace(&mut seen[index], true), "index {index} twice");
        }
    }

    /// The first 8,192 indexes over 64 equal parts of the list: chi-square with 63 degrees of freedom exceeds 120 by
    /// chance once in 50,000 seeds. The seeds here are fixed.
    #[test]
    fn early_indexes_are_spread_evenly() {
        for seed in 0..4 {
            let mut parts = [0_u32; 64];
            for position in 0..8_192 {
                parts[(index_at(&[seed; 32], position) / (LENGTH / 64)) as usize] += 1;
            }
            let chi_square: f64 = parts.iter().map(|&n| (f64::from(n) - 128.0).powi(2) / 128.0).sum();
            assert!(chi_square < 120.0, "seed {seed}: {chi_square}");
        }
    }

    #[test]
    fn another_seed_gives_another_order() {
        let same = (0..1000).filter(|&at| index_at(&[1; 32], at) == index_at(&[2; 32], at)).count();
        assert!(same < 10, "{same} of 1000 equal");
    }
}

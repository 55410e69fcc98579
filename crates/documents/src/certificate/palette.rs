//! At most 256 colours for a picture, by median cut: certificates are flat areas and the edges of letters, so that
//! nobody sees the difference, and the file is a fifth of the size.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Colours of a palette.
const COLOURS: usize = 256;

/// A picture whose pixels are numbers of colours.
pub(super) struct Indexed {
    /// Red, green, blue and alpha, premultiplied.
    pub(super) palette: Vec<[u8; 4]>,
    pub(super) pixels: Vec<u8>,
}

/// A colour of the picture, and how many pixels have it.
#[derive(Clone, Copy)]
struct Counted {
    colour: [u8; 4],
    count: u64,
    number: usize,
}

/// Reduces `pixels`. A picture of 256 colours or fewer stays as it is.
pub(super) fn reduce(pixels: &[[u8; 4]]) -> Indexed {
    let (mut counted, runs) = count(pixels);
    let mut boxes = vec![counted.as_mut_slice()];
    while boxes.len() < COLOURS {
        let splittable = boxes.iter().enumerate().filter(|(_, colours)| colours.len() > 1);
        let Some((at, _)) = splittable.max_by_key(|(_, colours)| weight(colours)) else { break };
        let (low, high) = split(boxes.swap_remove(at));
        boxes.extend([low, high]);
    }
    let mut palette = Vec::with_capacity(boxes.len());
    let mut index = vec![0_u8; boxes.iter().map(|colours| colours.len()).sum()];
    for (number, colours) in (0_u8..=255).zip(&boxes) {
        palette.push(representative(colours));
        for colour in colours.iter() {
            if let Some(place) = index.get_mut(colour.number) {
                *place = number;
            }
        }
    }
    let mut result = Vec::with_capacity(pixels.len());
    for (number, length) in runs {
        let colour = index.get(number).copied().unwrap_or_default();
        result.resize(result.len() + length, colour);
    }
    Indexed { palette, pixels: result }
}

/// Every colour once, and the picture as runs of them.
fn count(pixels: &[[u8; 4]]) -> (Vec<Counted>, Vec<(usize, usize)>) {
    let mut numbers: HashMap<u32, usize, BuildHasherDefault<Spread>> = HashMap::default();
    let mut counted: Vec<Counted> = Vec::new();
    let mut runs = Vec::new();
    for run in pixels.chunk_by(|one, other| one == other) {
        let Some(&colour) = run.first() else { continue };
        let number = *numbers.entry(u32::from_le_bytes(colour)).or_insert_with(|| {
            counted.push(Counted { colour, count: 0, number: counted.len() });
            counted.len() - 1
        });
        if let Some(counted) = counted.get_mut(number) {
            counted.count += run.len() as u64;
        }
        runs.push((number, run.len()));
    }
    (counted, runs)
}

/// What a box costs: how far its colours lie apart counts more than how many pixels they have, so that a small mark in
/// a colour of its own keeps it.
fn weight(colours: &[Counted]) -> u64 {
    let (_, spread) = widest(colours);
    let pixels: u64 = colours.iter().map(|colour| colour.count).sum();
    u64::from(spread).pow(2) * pixels.isqrt()
}

/// The channel in which colours lie furthest apart, and how far.
fn widest(colours: &[Counted]) -> (usize, u8) {
    let spread = |channel: usize| {
        let (low, high) = colours.iter().fold((255, 0), |(low, high), colour| {
            (colour.colour[channel].min(low), colour.colour[channel].max(high))
        });
        u8::saturating_sub(high, low)
    };
    (0..4).map(|channel| (channel, spread(channel))).max_by_key(|(_, spread)| *spread).unwrap_or((0, 0))
}

/// In two at the middle of the widest channel.
fn split(colours: &mut [Counted]) -> (&mut [Counted], &mut [Counted]) {
    let (channel, spread) = widest(colours);
    let low = colours.iter().map(|colour| colour.colour[channel]).min().unwrap_or_default();
    let middle = low + spread / 2;
    colours.sort_unstable_by_key(|colour| (colour.colour[channel], colour.number));
    let at = colours.partition_point(|colour| colour.colour[channel] <= middle);
    colours.split_at_mut(at.clamp(1, colours.len().saturating_sub(1).max(1)))
}

/// The colour that half of the pixels have, or else their mean.
fn representative(colours: &[Counted]) -> [u8; 4] {
    let all: u64 = colours.iter().map(|colour| colour.count).sum();
    if let Some(most) = colours.iter().max_by_key(|colour| (colour.count, colour.number))
        && most.count * 2 >= all
    {
        return most.colour;
    }
    [0, 1, 2, 3].map(|channel| {
        let sum: u64 = colours.iter().map(|colour| u64::from(colour.colour[channel]) * colour.count).sum();
        u8::try_from((sum + all / 2).checked_div(all).unwrap_or(0)).unwrap_or(u8::MAX)
    })
}

/// Colours need no defence against collisions made on purpose, only speed.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }
}

#[cfg(test)]
mod tests {
    use super::reduce;

    #[test]
    fn few_colours_stay_as_they_are() {
        let pixels: Vec<[u8; 4]> =
            (0..1000_u32).map(|n| [u8::try_from(n % 256).unwrap(), 7, 9, 255]).collect();
        let indexed = reduce(&pixels);
        assert_eq!(indexed.palette.len(), 256);
        for (pixel, index) in pixels.iter().zip(&indexed.pixels) {
            assert_eq!(indexed.palette[usize::from(*index)], *pixel);
        }
    }

    #[test]
    fn many_colours_stay_near_and_the_common_one_exact() {
        let mut pixels = vec![[250, 248, 240, 255]; 100_000];
        pixels.extend((0..4096_u32).map(|n| {
            let channel = |shift: u32| u8::try_from((n >> shift) & 15).unwrap() * 17;
            [channel(0), channel(4), channel(8), 255]
        }));
        let indexed = reduce(&pixels);
        assert_eq!(indexed.palette.len(), 256);
        assert_eq!(indexed.palette[usize::from(indexed.pixels[0])], pixels[0]);
        for (pixel, index) in pixels.iter().zip(&indexed.pixels) {
            let colour = indexed.palette[usize::from(*index)];
            assert!(
                colour.iter().zip(pixel).all(|(one, other)| one.abs_diff(*other) <= 40),
                "{colour:?} {pixel:?}"
            );
        }
    }
}

//! DEFLATE (RFC 1951), unpacked with a cap on what comes out, and its wrapper ZLIB (RFC 1950).
//!
//! A library for this is 3 KB more of the WebAssembly that every page loads, compressed. Tests compare with it.

/// Why bytes are nothing that this reader takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InflateError {
    /// Cut short or damaged.
    Malformed,
    /// More than the cap comes out.
    TooLarge,
}

type Result<T> = core::result::Result<T, InflateError>;

/// Unpacks a DEFLATE stream; gives the bytes and how many input bytes it took.
pub(crate) fn inflate(deflated: &[u8], max_bytes: usize) -> Result<(Vec<u8>, usize)> {
    let mut stream = Stream { input: deflated, at: 0, bits: 0, held: 0, out: Vec::new(), max_bytes };
    while stream.block()? {}
    // Whole bytes that were looked at and not needed are the next reader's.
    Ok((stream.out, stream.at - stream.held as usize / 8))
}

/// Unpacks a ZLIB stream, whose checksum must agree. What follows it is left alone.
#[cfg(feature = "pdf")]
pub(crate) fn inflate_zlib(bytes: &[u8], max_bytes: usize) -> Result<Vec<u8>> {
    let (header, deflated) = bytes.split_first_chunk::<2>().ok_or(InflateError::Malformed)?;
    let [method, flags] = *header;
    let is_known = method & 15 == 8 && method >> 4 <= 7 && flags & 0b10_0000 == 0;
    if !is_known || u16::from_be_bytes(*header) % 31 != 0 {
        return Err(InflateError::Malformed);
    }
    let (out, used) = inflate(deflated, max_bytes)?;
    let sum = deflated.get(used..).and_then(|rest| rest.first_chunk::<4>()).ok_or(InflateError::Malformed)?;
    if u32::from_be_bytes(*sum) == adler32(&out) { Ok(out) } else { Err(InflateError::Malformed) }
}

#[cfg(feature = "pdf")]
fn adler32(bytes: &[u8]) -> u32 {
    const PRIME: u32 = 65_521;
    let (mut sum, mut sums) = (1, 0);
    // So many bytes at a time do not overflow.
    for part in bytes.chunks(5552) {
        for byte in part {
            sum += u32::from(*byte);
            sums += sum;
        }
        (sum, sums) = (sum % PRIME, sums % PRIME);
    }
    sums << 16 | sum
}

/// Symbol that ends a block.
const END: usize = 256;
/// Symbols for lengths after it, and for distances, that have a meaning.
const LENGTHS: usize = 29;
const DISTANCES: usize = 30;
/// The order in which the lengths of the code for lengths are written.
const LENGTH_ORDER: [u8; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

struct Stream<'a> {
    input: &'a [u8],
    at: usize,
    /// Bits that were read and not used, the next one lowest, and how many.
    bits: u32,
    held: u32,
    out: Vec<u8>,
    max_bytes: usize,
}

impl Stream<'_> {
    /// Reads one block. Whether another follows.
    fn block(&mut self) -> Result<bool> {
        let is_last = self.take(1)? == 1;
        match self.take(2)? {
            0 => self.stored()?,
            1 => {
                let mut lengths = [8; 288];
                lengths.iter_mut().take(END).skip(144).for_each(|length| *length = 9);
                lengths.iter_mut().take(280).skip(END).for_each(|length| *length = 7);
                let (literals, distances) = (Code::new(&lengths, false)?, Code::new(&[5; 32], false)?);
                self.compressed(&literals, &distances)?;
            }
            2 => {
                let (literals, distances) = self.codes()?;
                self.compressed(&literals, &distances)?;
            }
            _ => return Err(InflateError::Malformed),
        }
        Ok(!is_last)
    }

    fn stored(&mut self) -> Result<()> {
        self.take(self.held % 8)?;
        let length = self.take(16)?;
        if self.take(16)? != length ^ 0xffff {
            return Err(InflateError::Malformed);
        }
        self.at -= self.held as usize / 8;
        (self.bits, self.held) = (0, 0);
        let end = self.at + length as usize;
        let bytes = self.input.get(self.at..end).ok_or(InflateError::Malformed)?;
        self.make_room(bytes.len())?;
        self.out.extend_from_slice(bytes);
        self.at = end;
        Ok(())
    }

    /// The two codes of a block that brings its own.
    fn codes(&mut self) -> Result<(Code, Code)> {
        let literals = self.take(5)? as usize + 257;
        let distances = self.take(5)? as usize + 1;
        let lengths = self.take(4)? as usize + 4;
        if literals > END + 1 + LENGTHS || distances > DISTANCES {
            return Err(InflateError::Malformed);
        }
        let mut code = [0; 19];
        for place in LENGTH_ORDER.iter().take(lengths) {
            let length = self.take(3)? as u8;
            code.iter_mut().skip(usize::from(*place)).take(1).for_each(|slot| *slot = length);
        }
        let code = Code::new(&code, true)?;
        let mut lengths: Vec<u8> = Vec::new();
        while lengths.len() < literals + distances {
            let (length, times) = match self.symbol(&code)? {
                16 => (*lengths.last().ok_or(InflateError::Malformed)?, 3 + self.take(2)?),
                17 => (0, 3 + self.take(3)?),
                18 => (0, 11 + self.take(7)?),
                length => (length as u8, 1),
            };
            lengths.extend((0..times).map(|_| length));
        }
        if lengths.len() > literals + distances {
            return Err(InflateError::Malformed);
        }
        let (literals, distances) = lengths.split_at(literals);
        Ok((Code::new(literals, false)?, Code::new(distances, false)?))
    }

    fn compressed(&mut self, literals: &Code, distances: &Code) -> Result<()> {
        loop {
            let symbol = self.symbol(literals)?;
            if symbol < END {
                self.make_room(1)?;
                self.out.push(symbol as u8);
                continue;
            }
            let length = match symbol - END {
                0 => return Ok(()),
                LENGTHS => 258,
                symbol if symbol < LENGTHS => 2 + self.stepped(symbol - 1, 4)?,
                _ => return Err(InflateError::Malformed),
            };
            let symbol = self.symbol(distances)?;
            if symbol >= DISTANCES {
                return Err(InflateError::Malformed);
            }
            let distance = self.stepped(symbol, 2)?;
            self.repeat(length, distance)?;
        }
    }

    /// A number of which `symbol` says the size and further bits the rest: `steps` symbols for each number of bits,
    /// twice as many for none.
    fn stepped(&mut self, symbol: usize, steps: usize) -> Result<usize> {
        let extra = (symbol / steps).saturating_sub(1);
        let base = if extra == 0 { symbol } else { (steps + symbol % steps) << extra };
        Ok(base + 1 + self.take(extra as u32)? as usize)
    }

    /// Appends `length` bytes from `distance` bytes ago, some of which may come only while it does.
    fn repeat(&mut self, length: usize, distance: usize) -> Result<()> {
        let from = self.out.len().checked_sub(distance).ok_or(InflateError::Malformed)?;
        self.make_room(length)?;
        let mut left = length;
        while left > 0 {
            let part = left.min(self.out.len() - from);
            self.out.extend_from_within(from..from + part);
            left -= part;
        }
        Ok(())
    }

    fn make_room(&self, bytes: usize) -> Result<()> {
        if self.max_bytes - self.out.len() < bytes { Err(InflateError::TooLarge) } else { Ok(()) }
    }

    /// The next `count` bits, at most 16.
    fn take(&mut self, count: u32) -> Result<u32> {
        self.fill();
        let bits = self.bits & ((1 << count) - 1);
        self.bits >>= count;
        self.held = self.held.checked_sub(count).ok_or(InflateError::Malformed)?;
        Ok(bits)
    }

    /// Holds at least 16 bits afterwards, unless the input ends.
    fn fill(&mut self) {
        while self.held < 16
            && let Some(byte) = self.input.get(self.at)
        {
            self.bits |= u32::from(*byte) << self.held;
            self.held += 8;
            self.at += 1;
        }
    }

    fn symbol(&mut self, code: &Code) -> Result<usize> {
        self.fill();
        let (symbol, length) = code.first_of(self.bits).ok_or(InflateError::Malformed)?;
        self.take(length)?;
        Ok(symbol)
    }
}

/// Codes up to so many bits are found in one step.
const QUICK_BITS: u32 = 9;

/// A canonical Huffman code.
struct Code {
    /// Symbol and length for each of the next bits; length 0 for a longer code.
    quick: Vec<(u16, u8)>,
    /// How many codes there are of each length.
    counts: [u16; 16],
    /// The symbols in the order of their codes.
    symbols: Vec<u16>,
}

impl Code {
    /// The code that these lengths make. It has no gaps, but one that is not `whole` may have a single symbol or none.
    fn new(lengths: &[u8], whole: bool) -> Result<Self> {
        let mut counts = [0; 16];
        for (length, count) in counts.iter_mut().enumerate().skip(1) {
            *count = lengths.iter().filter(|other| usize::from(**other) == length).count() as u16;
        }
        let left =
            counts.iter().skip(1).try_fold(1_u32, |left, count| (left * 2).checked_sub(u32::from(*count)));
        let has_gaps = left.ok_or(InflateError::Malformed)? > 0;
        if has_gaps && (whole || counts.iter().skip(2).any(|count| *count > 0)) {
            return Err(InflateError::Malformed);
        }
        let mut code = Self { quick: vec![(0, 0); 1 << QUICK_BITS], counts, symbols: Vec::new() };
        let mut next: u16 = 0;
        for length in 1..16 {
            next <<= 1;
            let of_this_length = (0..).zip(lengths).filter(|(_, other)| u32::from(**other) == length);
            for (symbol, _) in of_this_length {
                code.symbols.push(symbol);
                if length <= QUICK_BITS {
                    // The stream has a code's highest bit first.
                    let first = usize::from(next.reverse_bits() >> (16 - length));
                    let slots = code.quick.iter_mut().skip(first).step_by(1 << length);
                    slots.for_each(|slot| *slot = (symbol, length as u8));
                }
                next += 1;
            }
        }
        Ok(code)
    }

    /// The symbol that `bits` begin with, and the length of its code.
    fn first_of(&self, bits: u32) -> Option<(usize, u32)> {
        let quick = (bits & ((1 << QUICK_BITS) - 1)) as usize;
        if let Some((symbol, length @ 1..)) = self.quick.get(quick) {
            return Some((usize::from(*symbol), u32::from(*length)));
        }
        // The codes of one length follow each other, and so do their symbols.
        let (mut code, mut first, mut place) = (0, 0, 0);
        for length in 1..16 {
            code = code << 1 | (bits >> (length - 1) & 1) as usize;
            let count = usize::from(*self.counts.get(length as usize)?);
            if code < first + count {
                return Some((usize::from(*self.symbols.get(place + code - first)?), length));
            }
            place += count;
            first = (first + count) << 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
    use miniz_oxide::inflate::{
        TINFLStatus, decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit,
    };

    use super::*;

    /// A sequence that is the same in every run.
    struct Sequence(u64);

    impl Sequence {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % end
        }
    }

    /// Texts, pictures' bytes, status lists and noise: what makes every kind of block.
    fn contents() -> Vec<Vec<u8>> {
        let mut sequence = Sequence(1);
        let mut contents = vec![Vec::new(), vec![7], b"abc".repeat(30_000), vec![0; 100_000]];
        for letters in [2, 5, 40, 256] {
            contents.push((0..20_000).map(|_| sequence.below(letters) as u8).collect());
            // Rare letters get long codes.
            contents.push((0..60_000).map(|_| sequence.below(letters).pow(3) as u8 & 0x7f).collect());
        }
        let mut list = vec![0; 16_384];
        (0..200).for_each(|_| list[sequence.below(16_384)] |= 1 << sequence.below(8));
        contents.push(list);
        contents
    }

    /// What the library says; `None` for whatever it refuses.
    fn library(deflated: &[u8], max_bytes: usize) -> Result<Vec<u8>> {
        decompress_to_vec_with_limit(deflated, max_bytes).map_err(|error| match error.status {
            TINFLStatus::HasMoreOutput => InflateError::TooLarge,
            _ => InflateError::Malformed,
        })
    }

    #[test]
    fn what_was_deflated_comes_back() {
        for content in contents() {
            for level in 0..=10 {
                let deflated = compress_to_vec(&content, level);
                let with_more = [&deflated[..], b"more"].concat();
                assert_eq!(inflate(&with_more, content.len()).unwrap(), (content.clone(), deflated.len()));
                if let Some(less) = content.len().checked_sub(1) {
                    assert_eq!(inflate(&deflated, less), Err(InflateError::TooLarge));
                }
            }
        }
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn zlib_is_read_with_its_checksum() {
        for content in contents() {
            let packed = compress_to_vec_zlib(&content, 6);
            assert_eq!(inflate_zlib(&packed, content.len()).unwrap(), content);
            for place in [0, 1, packed.len() - 1] {
                let mut other = packed.clone();
                for byte in 0..=255 {
                    other[place] = byte;
                    let library = decompress_to_vec_zlib_with_limit(&other, 1 << 20).ok();
                    assert_eq!(inflate_zlib(&other, 1 << 20).ok(), library, "byte {byte} at {place}");
                }
            }
            assert_eq!(inflate_zlib(&packed[..packed.len() - 1], 1 << 20), Err(InflateError::Malformed));
        }
    }

    #[test]
    fn damaged_streams_get_the_librarys_answer() {
        let times = if std::env::var_os("PROOFMARK_LONG").is_some() { 3000 } else { 60 };
        let mut sequence = Sequence(2);
        let (mut read, mut refused) = (0, 0);
        for content in contents() {
            for level in [1, 6, 9] {
                let deflated = compress_to_vec(&content[..content.len().min(3000)], level);
                for _ in 0..times {
                    let mut damaged = deflated.clone();
                    // Near the beginning, where the codes are, as often as anywhere.
                    let end = if sequence.below(2) == 0 { damaged.len().min(80) } else { damaged.len() };
                    let place = sequence.below(end);
                    damaged[place] ^= 1 << sequence.below(8);
                    damaged.truncate(damaged.len() - sequence.below(2) * sequence.below(damaged.len()));
                    let ours = inflate(&damaged, 1 << 16).map(|(out, _)| out);
                    let library = library(&damaged, 1 << 16);
                    assert_eq!(ours.is_ok(), library.is_ok(), "{damaged:?}");
                    if library.is_ok() {
                        assert_eq!(ours, library);
                        read += 1;
                    } else {
                        refused += 1;
                    }
                }
            }
        }
        assert!(read > 100 && refused > 500, "{read} were read, {refused} refused");
    }

    #[test]
    fn any_bytes_at_all_get_the_librarys_answer() {
        let times = if std::env::var_os("PROOFMARK_LONG").is_some() { 2_000_000 } else { 30_000 };
        let mut sequence = Sequence(3);
        for _ in 0..times {
            let bytes: Vec<u8> = (0..sequence.below(60)).map(|_| sequence.below(256) as u8).collect();
            let ours = inflate(&bytes, 4096).map(|(out, _)| out).ok();
            assert_eq!(ours, library(&bytes, 4096).ok(), "{bytes:?}");
        }
    }
}

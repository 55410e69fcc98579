//! A minimal reader of CBOR (RFC 8949): unsigned integers, byte strings, arrays and maps, in their one preferred
//! spelling (§4.1). Tags, text, floats and lengths that come later are refused.
//!
//! The caller pulls item after item, so nothing is allocated by a length that the input claims and nothing recurses.

/// The text says what is wrong, to follow "The proof value …".
pub(crate) type Result<T> = core::result::Result<T, &'static str>;

const UNSIGNED: u8 = 0;
const BYTES: u8 = 2;
const ARRAY: u8 = 4;
const MAP: u8 = 5;

/// What is left to read.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// An unsigned integer.
    pub(crate) fn unsigned(&mut self) -> Result<u64> {
        self.head(UNSIGNED)
    }

    /// A byte string.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.length(BYTES)?;
        self.take(length)
    }

    /// A byte string of exactly `N` bytes.
    pub(crate) fn byte_array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.bytes()?.try_into().map_err(|_| "has a part of the wrong length")
    }

    /// The start of an array: how many items follow. No more than there are bytes left.
    pub(crate) fn array(&mut self) -> Result<usize> {
        self.length(ARRAY)
    }

    /// The start of a map: how many pairs follow. No more than there are bytes left.
    pub(crate) fn map(&mut self) -> Result<usize> {
        self.length(MAP)
    }

    /// Nothing may be left.
    pub(crate) fn finish(self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err("goes on after its end") }
    }

    /// Every item, and every byte of a string, takes at least one byte, so a larger count cannot be true.
    fn length(&mut self, major_type: u8) -> Result<usize> {
        let length = self.head(major_type)?;
        usize::try_from(length).ok().filter(|length| *length <= self.rest.len()).ok_or("ends too early")
    }

    fn head(&mut self, major_type: u8) -> Result<u64> {
        let first = *self.take(1)?.first().ok_or("ends too early")?;
        if first >> 5 != major_type {
            return Err("has a part of the wrong type");
        }
        let (argument, smallest) = match first & 0x1f {
            small @ 0..=23 => return Ok(u64::from(small)),
            24 => (self.big_endian(1)?, 24),
            25 => (self.big_endian(2)?, 1 << 8),
            26 => (self.big_endian(4)?, 1 << 16),
            27 => (self.big_endian(8)?, 1 << 32),
            _ => return Err("has a length that is not given at the start"),
        };
        if argument < smallest {
            return Err("has a number that is longer than it needs to be");
        }
        Ok(argument)
    }

    fn big_endian(&mut self, bytes: usize) -> Result<u64> {
        Ok(self.take(bytes)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or("ends too early")?;
        self.rest = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn numbers_have_one_spelling() {
        let rows: [(&[u8], Option<u64>); 16] = [
            (&[0x00], Some(0)),
            (&[0x17], Some(23)),
            (&[0x18, 24], Some(24)),
            (&[0x18, 23], None),
            (&[0x18, 0xff], Some(255)),
            (&[0x19, 0, 255], None),
            (&[0x19, 1, 0], Some(256)),
            (&[0x1a, 0, 0, 0xff, 0xff], None),
            (&[0x1a, 0, 1, 0, 0], Some(65536)),
            (&[0x1b, 0, 0, 0, 1, 0, 0, 0, 0], Some(1 << 32)),
            (&[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Some(u64::MAX)),
            (&[0x1c], None),
            (&[0x1f], None),
            (&[0x20], None),
            (&[0x19, 1], None),
            (&[], None),
        ];
        for (bytes, expected) in rows {
            assert_eq!(Reader::new(bytes).unsigned().ok(), expected, "{bytes:?}");
        }
    }

    #[test]
    fn lengths_never_exceed_what_is_there() {
        for bytes in [
            &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..],
            &[0x42, 1],
            &[0x5f, 0xff],
            &[0x61, 1],
        ] {
            assert!(Reader::new(bytes).bytes().is_err(), "{bytes:?}");
        }
        for bytes in
            [&[0x9b, 0, 0, 0, 1, 0, 0, 0, 0][..], &[0x81], &[0x9f, 0xff], &[0xc1, 0x80], &[0xd8, 0x40, 0x80]]
        {
            assert!(Reader::new(bytes).array().is_err(), "{bytes:?}");
        }
        assert!(Reader::new(&[0xa1]).map().is_err());
        assert!(Reader::new(&[0xbf, 0xff]).map().is_err());
        let mut reader = Reader::new(&[0x82, 0x41, 7, 0x05, 0x00]);
        assert_eq!(reader.array(), Ok(2));
        assert_eq!(reader.byte_array::<1>(), Ok([7]));
        assert_eq!(reader.unsigned(), Ok(5));
        assert!(reader.finish().is_err());
    }
}

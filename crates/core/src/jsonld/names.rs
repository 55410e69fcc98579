//! Numbers for the names that contexts use, so that the walk over a document compares numbers instead of texts.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::iri::Kind;

/// The number of a name in the [`Names`] that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(u32);

impl Name {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Names and their numbers, from 0 upwards.
///
/// Only contexts add names; a document's keys are looked up and never added. That is why the hash may be quick
/// instead of hard to collide: nobody who sends a credential can fill the table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    numbers: HashMap<Box<str>, Name, BuildHasherDefault<QuickHasher>>,
    /// The names with what RDF can do with each, found out once.
    texts: Vec<(Box<str>, Kind)>,
}

impl Names {
    pub(crate) fn find(&self, text: &str) -> Option<Name> {
        self.numbers.get(text).copied()
    }

    pub(crate) fn add(&mut self, text: &str) -> Name {
        if let Some(name) = self.find(text) {
            return name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push((text.into(), Kind::of(text)));
        self.numbers.insert(text.into(), name);
        name
    }

    pub(crate) fn text(&self, name: Name) -> &str {
        self.texts.get(name.index()).map_or("", |(text, _)| text)
    }

    pub(crate) fn kind(&self, name: Name) -> Kind {
        self.texts.get(name.index()).map_or(Kind::Unusable, |(_, kind)| *kind)
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }
}

/// Multiply and rotate, eight bytes at a time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct QuickHasher(u64);

impl QuickHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let word = rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
            self.mix(word);
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    fn finish(&self) -> u64 {
        // The table takes its index from the low bits and its tag from the high ones; spread the product over both.
        self.0 ^ self.0 >> 29
    }
}

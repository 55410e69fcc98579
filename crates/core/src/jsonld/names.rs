//! Numbers for the names that contexts use, so that the walk over a document compares numbers instead of texts.

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
    /// The names with what RDF can do with each, found out once.
    texts: Vec<(Box<str>, Kind)>,
    /// Where names are by their hash: each in the first free place from there on, never more than half of them taken.
    /// The library's map would be another 2 KB of WebAssembly, compressed.
    places: Vec<Option<Name>>,
}

impl Names {
    pub(crate) fn find(&self, text: &str) -> Option<Name> {
        let mut taken = self.from(text).map_while(|place| self.places.get(place).copied().flatten());
        taken.find(|name| self.text(*name) == text)
    }

    pub(crate) fn add(&mut self, text: &str) -> Name {
        if let Some(name) = self.find(text) {
            return name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push((text.into(), Kind::of(text)));
        if self.texts.len() * 2 > self.places.len() {
            self.places = vec![None; self.texts.len().next_power_of_two() * 4];
            (0..name.0).for_each(|earlier| self.place(Name(earlier)));
        }
        self.place(name);
        name
    }

    fn place(&mut self, name: Name) {
        let free = self.from(self.text(name)).find(|place| self.places.get(*place) == Some(&None));
        if let Some(place) = free.and_then(|place| self.places.get_mut(place)) {
            *place = Some(name);
        }
    }

    /// Every place, from the one where `text` belongs.
    fn from(&self, text: &str) -> impl Iterator<Item = usize> + use<> {
        let all = self.places.len();
        let first = hash(text.as_bytes());
        (0..all).map(move |step| first.wrapping_add(step) & (all - 1))
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
fn hash(bytes: &[u8]) -> usize {
    let mix = |sum: u64, word: u64| (sum.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(0, |sum, word| mix(sum, u64::from_le_bytes(*word)));
    let sum = mix(sum, rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)));
    // The place is in the low bits, and the high ones are the better mixed.
    (sum >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_keeps_its_number_while_others_are_added() {
        let mut names = Names::default();
        assert_eq!(names.find("a"), None);
        // Of all lengths, so that each way through the hash is taken.
        let texts: Vec<String> = (0..3000).map(|i: usize| format!("{}{i}", "x".repeat(i % 20))).collect();
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(names.find(text), None);
            assert_eq!(names.add(text).index(), number);
            assert_eq!(names.add(text).index(), number);
        }
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(names.find(text).map(Name::index), Some(number));
        }
        assert_eq!(names.len(), texts.len());
        assert_eq!(names.find("y"), None);
    }
}

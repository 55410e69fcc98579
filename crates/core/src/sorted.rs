//! Sorting and looking up, written so that the compiler makes one copy of the code and not one for each type: copies made
//! a tenth of the WebAssembly.

use core::borrow::Borrow;
use core::cmp::Ordering;

/// The numbers below `length` in the order of what they stand for, equal ones in their own order.
pub(crate) fn order(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..length).collect();
    numbers.sort_unstable_by(|one, other| compare(*one, *other).then(one.cmp(other)));
    numbers
}

/// Texts in code point order, each once.
pub(crate) fn distinct(mut texts: Vec<&str>) -> Vec<&str> {
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// A map for some thousand entries at most: entries in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SortedMap<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<K: Ord + Copy, V: Copy> SortedMap<K, V> {
    /// A map of these entries; `None` when two have the same key.
    pub(crate) fn new(entries: Vec<(K, V)>) -> Option<Self> {
        let key = |place: usize| entries.get(place).map(|(key, _)| *key);
        let order = order(entries.len(), &|one, other| key(one).cmp(&key(other)));
        let entries: Vec<_> = order.into_iter().filter_map(|place| entries.get(place)).copied().collect();
        let distinct = entries.array_windows().all(|[(one, _), (next, _)]| one != next);
        distinct.then_some(Self { entries })
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    /// Puts `value` under `key`, and answers with what was there before.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.entries.binary_search_by(|(other, _)| other.cmp(&key)) {
            Ok(place) => self.entries.get_mut(place).map(|(_, present)| core::mem::replace(present, value)),
            Err(place) => {
                self.entries.insert(place, (key, value));
                None
            }
        }
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let place = self.entries.binary_search_by(|(other, _)| other.borrow().cmp(key)).ok()?;
        self.entries.get(place).map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_in_the_order_of_what_they_stand_for() {
        let values = [3, 1, 2, 1];
        assert_eq!(order(4, &|one, other| values[one].cmp(&values[other])), [1, 3, 2, 0]);
        assert_eq!(distinct(vec!["b", "a", "b"]), ["a", "b"]);
    }

    #[test]
    fn the_last_value_under_a_key_counts() {
        let mut map = SortedMap::default();
        assert_eq!(map.insert("b".to_owned(), 1), None);
        assert_eq!(map.insert("a".to_owned(), 2), None);
        assert_eq!(map.insert("b".to_owned(), 3), Some(1));
        assert_eq!(map.get("b"), Some(&3));
        assert_eq!(map.get("c"), None);
        assert_eq!(map.len(), 2);
        assert_eq!(SortedMap::new(vec![(2, 'b'), (1, 'a')]).map(|map| map.get(&1).copied()), Some(Some('a')));
        assert_eq!(SortedMap::new(vec![(2, 'b'), (1, 'a'), (2, 'c')]), None);
        assert_eq!(map.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }
}

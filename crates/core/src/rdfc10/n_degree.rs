//! Hash N-Degree Quads (§4.8) and Hash Related Blank Node (§4.7): the part that can become expensive.

use super::hash::{Counted, HEX_LENGTH, Hash, hash};
use super::{Canonicalizer, push_number};
use crate::Result;
use crate::rdf::{Quad, Term};

/// How deep Hash N-Degree Quads may call itself: several times what real documents need, and little enough for the
/// 1 MiB stack of WASM.
const MAX_DEPTH: usize = 512;

/// Room for an identifier such as `_:c14n1234`.
const LABEL_LENGTH: usize = 10;

/// A blank node to be ordered, with the hash that relates it to the node in question.
type Related = (Hash, u32);

impl Canonicalizer<'_, '_> {
    /// 4.8.3. Starts with `self.temporary` as the issuer and leaves the chosen issuer in its place.
    pub(super) fn hash_n_degree_quads(&mut self, node: u32, depth: usize) -> Result<Hash> {
        if depth > MAX_DEPTH {
            return Err(self.budget.too_deep());
        }
        // 1) to 3)
        let mut related = self.related_blank_nodes(node)?;
        related.sort_unstable();
        // 4)
        let mut data_to_hash = Counted::new(self.algorithm);
        // 5) for each hash in code point order
        for group in related.chunk_by_mut(|(one, _), (next, _)| one == next) {
            // 5.1)
            if let Some((hash, _)) = group.first() {
                let mut hex = String::with_capacity(HEX_LENGTH);
                hash.push_hex(self.algorithm, &mut hex);
                data_to_hash.update(&hex);
            }
            // 5.2) to 5.4); sorted, so the permutations come in order and equal ones only once
            let start = self.temporary.len();
            let mut chosen_path = String::new();
            let mut chosen_issued = Vec::new();
            loop {
                // 5.4.1) The copy of the issuer is its present state; what a permutation adds is taken back.
                self.temporary.truncate(start);
                if let Some(path) = self.path_of(group, &chosen_path, depth)? {
                    // 5.4.6)
                    if chosen_path.is_empty() || path < chosen_path {
                        chosen_path = path;
                        chosen_issued.clear();
                        chosen_issued.extend_from_slice(self.temporary.since(start));
                    }
                }
                if !next_permutation(group) {
                    break;
                }
            }
            // 5.5)
            data_to_hash.update(&chosen_path);
            // 5.6)
            self.temporary.truncate(start);
            chosen_issued.into_iter().for_each(|node| self.temporary.issue(node));
        }
        // 6)
        data_to_hash.finish(&mut self.budget)
    }

    /// 4.8.3 3): every blank node that shares a quad with `node`, with its hash.
    fn related_blank_nodes(&mut self, node: u32) -> Result<Vec<Related>> {
        let count = self.quads.of_node(node).len();
        let mut related = Vec::with_capacity(count);
        self.budget.read_quads(count)?;
        for place in 0..count {
            let index = self.quads.of_node(node).get(place).copied().unwrap_or_default();
            let Some(quad) = self.dataset.quads.get(index as usize) else { continue };
            for (term, position) in quad.positions() {
                match term {
                    Some(Term::Blank(other)) if other != node => {
                        related.push((self.hash_related_blank_node(other, quad, position)?, other));
                    }
                    _ => {}
                }
            }
        }
        Ok(related)
    }

    /// 4.7.3
    fn hash_related_blank_node(&mut self, related: u32, quad: &Quad, position: u8) -> Result<Hash> {
        // 1)
        let predicate = self.dataset.spelling(quad.predicate);
        let mut input = String::with_capacity(1 + predicate.len() + HEX_LENGTH);
        input.push(char::from(position));
        // 2) The spelling has its angle brackets already.
        if position != b'g' {
            input.push_str(predicate);
        }
        // 3) and 4)
        if !self.push_label(&mut input, related)
            && let Some(hash) = self.first_degree.get(related as usize)
        {
            hash.push_hex(self.algorithm, &mut input);
        }
        // 5)
        hash(self.algorithm, &input, &mut self.budget)
    }

    /// 4.8.3 5.4.2) to 5.4.5): the path of one permutation, or nothing once it cannot become the chosen one.
    fn path_of(&mut self, permutation: &[Related], chosen: &str, depth: usize) -> Result<Option<String>> {
        // 5.4.4.3) and 5.4.5.5)
        let hopeless = |path: &str| !chosen.is_empty() && path.len() >= chosen.len() && path > chosen;
        self.budget.permute()?;
        let mut path = String::with_capacity(chosen.len().max(LABEL_LENGTH * permutation.len()));
        let mut recursion_list = Vec::with_capacity(permutation.len());
        // 5.4.4)
        for &(_, related) in permutation {
            self.budget.permute()?;
            if self.canonical_of(related).is_none() && !self.temporary.has(related) {
                recursion_list.push(related);
                self.temporary.issue(related);
            }
            self.push_label(&mut path, related);
            if hopeless(&path) {
                return Ok(None);
            }
        }
        // 5.4.5)
        for related in recursion_list {
            let hash = self.hash_n_degree_quads(related, depth + 1)?;
            self.push_label(&mut path, related);
            path.push('<');
            hash.push_hex(self.algorithm, &mut path);
            path.push('>');
            if hopeless(&path) {
                return Ok(None);
            }
        }
        Ok(Some(path))
    }

    /// The canonical identifier of a blank node, else its temporary one; `false` when it has neither.
    fn push_label(&self, out: &mut String, node: u32) -> bool {
        let (prefix, number) = match (self.canonical_of(node), self.temporary.number_of(node)) {
            (Some(number), _) => ("_:c14n", number),
            (None, Some(number)) => ("_:b", number),
            (None, None) => return false,
        };
        out.push_str(prefix);
        push_number(out, number);
        true
    }
}

/// The identifier issuer with prefix `b`. Issuers are only ever extended, so a copy is a length to come back to.
pub(super) struct TemporaryIssuer {
    /// Blank nodes in the order in which they got their number.
    order: Vec<u32>,
    /// The number of each blank node.
    numbers: Vec<Option<u32>>,
}

impl TemporaryIssuer {
    pub(super) fn new(nodes: usize) -> Self {
        Self { order: Vec::new(), numbers: vec![None; nodes] }
    }

    /// 4.5.2
    pub(super) fn issue(&mut self, node: u32) {
        let next = u32::try_from(self.order.len()).ok();
        if let Some(place @ None) = self.numbers.get_mut(node as usize) {
            *place = next;
            self.order.push(node);
        }
    }

    /// Takes back all but the first `length` numbers.
    pub(super) fn truncate(&mut self, length: usize) {
        while self.order.len() > length {
            if let Some(place) = self.order.pop().and_then(|node| self.numbers.get_mut(node as usize)) {
                *place = None;
            }
        }
    }

    /// The blank nodes that got the numbers from `start` on.
    pub(super) fn since(&self, start: usize) -> &[u32] {
        self.order.get(start..).unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.order.len()
    }

    fn number_of(&self, node: u32) -> Option<u32> {
        self.numbers.get(node as usize).copied().flatten()
    }

    fn has(&self, node: u32) -> bool {
        self.number_of(node).is_some()
    }
}

/// The next permutation in lexicographic order of the node numbers; `false` after the last. Equal members are not told
/// apart, so no arrangement comes twice.
fn next_permutation(items: &mut [Related]) -> bool {
    let node = |items: &[Related], index: usize| items.get(index).map(|item| item.1);
    let Some(pivot) =
        (1..items.len()).rev().find(|&at| node(items, at - 1) < node(items, at)).map(|at| at - 1)
    else {
        return false;
    };
    if let Some(successor) = (pivot..items.len()).rev().find(|&at| node(items, at) > node(items, pivot)) {
        items.swap(pivot, successor);
    }
    if let Some(tail) = items.get_mut(pivot + 1..) {
        tail.reverse();
    }
    true
}

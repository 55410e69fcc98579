//! RDF Dataset Canonicalization, RDFC-1.0 (<https://www.w3.org/TR/rdf-canon/>), with a bound on its work.
//!
//! Step numbers in comments are those of the Recommendation: §4.4 canonicalization, §4.6 Hash First Degree Quads,
//! §4.7 Hash Related Blank Node, §4.8 Hash N-Degree Quads. A *poison dataset* (§7.1) ends in `WorkBudgetExceeded`;
//! what was spent is counted in [`Work`].

mod hash;
mod n_degree;
mod work;

use crate::nquads::write_quad;
use crate::rdf::{Quad, Term};
use crate::{Code, Dataset, Limits, Problem, Result, sorted};
use hash::{Counted, Hash};
use n_degree::TemporaryIssuer;
use work::Budget;
pub use work::Work;

/// The hash function inside the algorithm. Credentials use SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HashAlgorithm {
    /// SHA-256, the default of RDFC-1.0.
    #[default]
    Sha256,
    /// SHA-384
    Sha384,
}

/// What canonicalization finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonicalized {
    /// The canonical N-Quads document: sorted, without duplicates.
    pub nquads: String,
    /// The canonical identifier of each blank node by its number in the dataset: 4 stands for `_:c14n4`. `None` for a
    /// number that no quad mentions.
    pub labels: Vec<Option<u32>>,
}

/// The canonical N-Quads of a dataset, with SHA-256.
///
/// # Errors
///
/// `LimitExceeded` for too many quads, blank nodes or bytes, `WorkBudgetExceeded` for a poison dataset.
pub fn canonicalize(dataset: &Dataset, limits: &Limits) -> Result<String> {
    canonicalize_counted(dataset, HashAlgorithm::Sha256, limits, &mut Work::default())
        .map(|result| result.nquads)
}

/// Like [`canonicalize`], with the identifiers of the blank nodes. Adds what it spends to `work`, also when it fails.
///
/// # Errors
///
/// As [`canonicalize`].
pub fn canonicalize_counted(
    dataset: &Dataset,
    algorithm: HashAlgorithm,
    limits: &Limits,
    work: &mut Work,
) -> Result<Canonicalized> {
    check_size(dataset, limits)?;
    let budget = Budget::new(work, limits);
    Canonicalizer::new(dataset, algorithm, budget).run()
}

/// The state of §4.3.
struct Canonicalizer<'d, 'w> {
    dataset: &'d Dataset,
    algorithm: HashAlgorithm,
    budget: Budget<'w>,
    /// The blank node to quads map, without duplicate quads once the first degree hashes are known.
    quads: QuadsOfNodes,
    /// First degree hashes by blank node.
    first_degree: Vec<Hash>,
    /// The canonical issuer: which number each blank node got, and how many have one.
    canonical: Vec<Option<u32>>,
    issued: u32,
    /// The issuer that Hash N-Degree Quads works with.
    temporary: TemporaryIssuer,
    /// Reused for the lines of one blank node.
    lines: Lines,
}

impl<'d, 'w> Canonicalizer<'d, 'w> {
    fn new(dataset: &'d Dataset, algorithm: HashAlgorithm, budget: Budget<'w>) -> Self {
        let nodes = dataset.blank_nodes();
        Self {
            dataset,
            algorithm,
            budget,
            quads: QuadsOfNodes::of(dataset), // 4.4.3 1) and 2)
            first_degree: Vec::with_capacity(nodes),
            canonical: vec![None; nodes],
            issued: 0,
            temporary: TemporaryIssuer::new(nodes),
            lines: Lines::default(),
        }
    }

    fn run(mut self) -> Result<Canonicalized> {
        // 4.4.3 3)
        let mut hashes = Vec::with_capacity(self.canonical.len());
        for node in 0..self.dataset.blank_nodes {
            let hash = self.hash_first_degree_quads(node)?;
            self.first_degree.push(hash);
            if !self.quads.of_node(node).is_empty() {
                hashes.push((hash, node));
            }
        }
        // 4.4.3 4) A hash that is unique settles its blank node.
        hashes.sort_unstable();
        for group in hashes.chunk_by(|(one, _), (next, _)| one == next) {
            if let [(_, node)] = group {
                self.issue_canonical(*node);
            }
        }
        // 4.4.3 5)
        for group in hashes.chunk_by(|(one, _), (next, _)| one == next) {
            if group.len() > 1 {
                self.settle_shared_hash(group)?;
            }
        }
        // 4.4.3 6) and 7)
        Ok(Canonicalized { nquads: self.serialize(), labels: self.canonical })
    }

    /// 4.4.3 5) for one hash that several blank nodes share.
    fn settle_shared_hash(&mut self, group: &[(Hash, u32)]) -> Result<()> {
        // 5.1)
        let mut hash_paths: Vec<(Hash, Vec<u32>)> = Vec::with_capacity(group.len());
        // 5.2)
        for &(_, node) in group {
            // 5.2.1)
            if self.canonical_of(node).is_some() {
                continue;
            }
            // 5.2.2) to 5.2.4)
            self.temporary.truncate(0);
            self.temporary.issue(node);
            let hash = self.hash_n_degree_quads(node, 0)?;
            hash_paths.push((hash, self.temporary.since(0).to_vec()));
        }
        // 5.3)
        let hash_of = |place: usize| hash_paths.get(place).map(|(hash, _)| *hash);
        for place in sorted::order(hash_paths.len(), &|one, other| hash_of(one).cmp(&hash_of(other))) {
            let issued = hash_paths.get(place).map(|(_, issued)| &**issued).unwrap_or_default();
            issued.iter().for_each(|node| self.issue_canonical(*node));
        }
        Ok(())
    }

    /// 4.6.3; also takes duplicate quads out of the node's list, because a dataset is a set.
    fn hash_first_degree_quads(&mut self, node: u32) -> Result<Hash> {
        let quads = self.quads.of_node(node);
        self.budget.read_quads(quads.len())?;
        // 1) to 3)
        self.lines.clear();
        for &index in quads {
            if let Some(quad) = self.dataset.quads.get(index as usize) {
                self.lines.push(index, self.dataset, quad, |out, other| {
                    out.push_str(if other == node { "_:a" } else { "_:z" });
                });
            }
        }
        // 4) Lines of different quads may be equal here, so the blank nodes decide which quads are the same.
        let dataset = self.dataset;
        let nodes = |index: u32| dataset.quads.get(index as usize).map(Quad::blank_nodes);
        self.lines.sort_by(&|one, other| nodes(one).cmp(&nodes(other)));
        self.lines.remove_duplicates(&|one, other| nodes(one) == nodes(other));
        self.quads.replace(node, self.lines.indices());
        // 5)
        let mut hasher = Counted::new(self.algorithm);
        for line in self.lines.sorted() {
            hasher.update(line);
        }
        hasher.finish(&mut self.budget)
    }

    /// 4.5.2 for the canonical issuer.
    fn issue_canonical(&mut self, node: u32) {
        if let Some(place @ None) = self.canonical.get_mut(node as usize) {
            *place = Some(self.issued);
            self.issued += 1;
        }
    }

    fn canonical_of(&self, node: u32) -> Option<u32> {
        self.canonical.get(node as usize).copied().flatten()
    }

    /// The canonical N-Quads document of §5: every line once, in code point order.
    fn serialize(&mut self) -> String {
        let canonical = &self.canonical;
        self.lines.clear();
        for (index, quad) in (0_u32..).zip(&self.dataset.quads) {
            self.lines.push(index, self.dataset, quad, |out, node| {
                out.push_str("_:c14n");
                push_number(out, canonical.get(node as usize).copied().flatten().unwrap_or_default());
            });
        }
        self.lines.sort_by(&|_, _| std::cmp::Ordering::Equal);
        self.lines.remove_duplicates(&|_, _| true);
        self.lines.concat()
    }
}

/// The blank node to quads map of §4.3: indices of quads, those of node 0 first.
struct QuadsOfNodes {
    /// Where each node's quads are in `indices`.
    ranges: Vec<std::ops::Range<usize>>,
    indices: Vec<u32>,
}

impl QuadsOfNodes {
    fn of(dataset: &Dataset) -> Self {
        let mut counts = vec![0_usize; dataset.blank_nodes()];
        for quad in &dataset.quads {
            for node in distinct(quad.blank_nodes()) {
                if let Some(count) = counts.get_mut(node as usize) {
                    *count += 1;
                }
            }
        }
        let mut total = 0;
        let mut ranges: Vec<_> = Vec::with_capacity(counts.len());
        for count in counts {
            ranges.push(total..total);
            total += count;
        }
        let mut indices = vec![0; total];
        for (index, quad) in (0_u32..).zip(&dataset.quads) {
            for node in distinct(quad.blank_nodes()) {
                let Some(range) = ranges.get_mut(node as usize) else { continue };
                if let Some(place) = indices.get_mut(range.end) {
                    *place = index;
                    range.end += 1;
                }
            }
        }
        Self { ranges, indices }
    }

    fn of_node(&self, node: u32) -> &[u32] {
        let range = self.ranges.get(node as usize).cloned().unwrap_or_default();
        self.indices.get(range).unwrap_or_default()
    }

    /// Puts the same or fewer quads in the place of those of `node`.
    fn replace(&mut self, node: u32, quads: impl Iterator<Item = u32>) {
        let Some(range) = self.ranges.get_mut(node as usize) else { return };
        let places = self.indices.get_mut(range.clone()).unwrap_or_default();
        let mut count = 0;
        for (place, quad) in places.iter_mut().zip(quads) {
            *place = quad;
            count += 1;
        }
        range.end = range.start + count;
    }
}

/// A quad that names a blank node in two positions still is one of its quads only once.
fn distinct([subject, object, graph]: [Option<u32>; 3]) -> impl Iterator<Item = u32> {
    let object = object.filter(|_| object != subject);
    let graph = graph.filter(|_| graph != subject && (object.is_none() || graph != object));
    [subject, object, graph].into_iter().flatten()
}

/// Lines of N-Quads in one buffer, sorted without being moved.
#[derive(Default)]
struct Lines {
    text: String,
    /// Index of the quad, start and end of its line.
    spans: Vec<(u32, usize, usize)>,
}

impl Lines {
    fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
    }

    fn push(&mut self, index: u32, dataset: &Dataset, quad: &Quad, mut blank: impl FnMut(&mut String, u32)) {
        let start = self.text.len();
        write_quad(&mut self.text, dataset, quad, &mut blank);
        self.spans.push((index, start, self.text.len()));
    }

    /// In code point order, which is the order of UTF-8 bytes; `tie` orders the quads of equal lines.
    fn sort_by(&mut self, tie: &dyn Fn(u32, u32) -> std::cmp::Ordering) {
        let text = self.text.as_bytes();
        self.spans.sort_unstable_by(|one, other| {
            text.get(one.1..one.2).cmp(&text.get(other.1..other.2)).then_with(|| tie(one.0, other.0))
        });
    }

    /// After sorting: keeps the first of equal lines whose quads are the `same`.
    fn remove_duplicates(&mut self, same: &dyn Fn(u32, u32) -> bool) {
        let text = self.text.as_bytes();
        self.spans.dedup_by(|one, other| {
            text.get(one.1..one.2) == text.get(other.1..other.2) && same(one.0, other.0)
        });
    }

    fn indices(&self) -> impl Iterator<Item = u32> {
        self.spans.iter().map(|span| span.0)
    }

    fn sorted(&self) -> impl Iterator<Item = &str> {
        self.spans.iter().map(|span| self.text.get(span.1..span.2).unwrap_or_default())
    }

    fn concat(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        out.extend(self.sorted());
        out
    }
}

/// Refuses what could not be written down in bounded memory, before any of it is written: one long subject repeated in
/// thousands of quads is small as a dataset and huge as a document.
fn check_size(dataset: &Dataset, limits: &Limits) -> Result<()> {
    let exceeded = |what: &str, limit: usize, name: &str| {
        Problem::new(Code::LimitExceeded, format!("More than {limit} {what} (limit {name})."))
    };
    if dataset.quads.len() > limits.quads {
        return Err(exceeded("quads", limits.quads, "quads"));
    }
    if dataset.blank_nodes() > limits.blank_nodes {
        return Err(exceeded("blank nodes", limits.blank_nodes, "blank_nodes"));
    }
    let length = |term: Term| match term {
        Term::Iri { start, end } | Term::Literal { start, end } => end.saturating_sub(start) as usize,
        Term::Blank(_) => "_:c14n4294967295".len(),
    };
    let bytes = dataset.quads.iter().fold(0_usize, |sum, quad| {
        let terms = [Some(quad.subject), Some(quad.predicate), Some(quad.object), quad.graph];
        sum.saturating_add(terms.into_iter().flatten().map(|term| length(term) + 1).sum())
    });
    if bytes > limits.canonical_bytes {
        return Err(exceeded("bytes of canonical N-Quads", limits.canonical_bytes, "canonical_bytes"));
    }
    Ok(())
}

/// Appends a number in decimal.
fn push_number(out: &mut String, number: u32) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

//! RDF datasets, held the way canonicalisation wants them: every term once, already in canonical N-Quads spelling.

/// A set of quads. Duplicates may be pushed; RDFC-1.0 removes them.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// Spelling of all IRIs and literals, one after another (`<https://…>`, `"text"@en`).
    pub(crate) text: String,
    pub(crate) quads: Vec<Quad>,
    /// Blank nodes are numbered from 0; this is how many there are.
    pub(crate) blank_nodes: u32,
}

/// One statement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quad {
    pub(crate) subject: Term,
    pub(crate) predicate: Term,
    pub(crate) object: Term,
    /// `None` is the default graph.
    pub(crate) graph: Option<Term>,
}

/// A term of a [`Dataset`]. Two terms are equal when their spelling is equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    /// `start..end` of [`Dataset::text`], angle brackets included.
    Iri { start: u32, end: u32 },
    /// `start..end` of [`Dataset::text`], quotes, datatype and language tag included.
    Literal { start: u32, end: u32 },
    /// A blank node by number.
    Blank(u32),
}

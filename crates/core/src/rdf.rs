//! RDF datasets, held the way canonicalisation wants them: every term already in canonical N-Quads spelling.

use crate::escape::{self, push_escaped};

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

/// The datatype that canonical N-Quads leaves out.
pub(crate) const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

impl Dataset {
    /// How many quads were pushed, duplicates included.
    pub fn len(&self) -> usize {
        self.quads.len()
    }

    /// Whether there are no quads.
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// How many blank nodes there are.
    pub fn blank_nodes(&self) -> usize {
        self.blank_nodes as usize
    }

    /// Writes an IRI down. The caller has checked it: nothing in it may need an escape.
    pub(crate) fn push_iri(&mut self, iri: &str) -> Term {
        let start = self.end();
        self.text.push('<');
        self.text.push_str(iri);
        self.text.push('>');
        Term::Iri { start, end: self.end() }
    }

    /// Writes a literal down. A language tag implies `rdf:langString`; `xsd:string` is left out, as canonical
    /// N-Quads wants.
    pub(crate) fn push_literal(&mut self, lexical: &str, datatype: &str, language: Option<&str>) -> Term {
        let start = self.end();
        self.text.push('"');
        push_escaped::<{ escape::N_QUADS }>(&mut self.text, lexical);
        self.text.push('"');
        if let Some(language) = language {
            self.text.push('@');
            self.text.push_str(language);
        } else if datatype != XSD_STRING {
            self.text.push_str("^^<");
            self.text.push_str(datatype);
            self.text.push('>');
        }
        Term::Literal { start, end: self.end() }
    }

    /// A blank node that no other term is.
    pub(crate) fn new_blank_node(&mut self) -> Term {
        let number = self.blank_nodes;
        self.blank_nodes += 1;
        Term::Blank(number)
    }

    /// The canonical spelling of an IRI or literal; nothing for a blank node, whose label is not known here.
    pub(crate) fn spelling(&self, term: Term) -> &str {
        match term {
            Term::Iri { start, end } | Term::Literal { start, end } => {
                self.text.get(start as usize..end as usize).unwrap_or_default()
            }
            Term::Blank(_) => "",
        }
    }

    /// No input limit comes near 4 GiB; beyond it spellings would come out empty.
    fn end(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }
}

impl Quad {
    /// The terms that may be blank nodes, each with its letter in RDFC-1.0 §4.7.3.
    pub(crate) fn positions(&self) -> [(Option<Term>, u8); 3] {
        [(Some(self.subject), b's'), (Some(self.object), b'o'), (self.graph, b'g')]
    }

    /// The blank nodes in subject, object and graph position.
    pub(crate) fn blank_nodes(&self) -> [Option<u32>; 3] {
        self.positions().map(|(term, _)| match term {
            Some(Term::Blank(number)) => Some(number),
            _ => None,
        })
    }
}

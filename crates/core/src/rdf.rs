//! RDF datasets, held the way canonicalisation wants them: every term already in canonical N-Quads spelling.

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
        push_escaped(&mut self.text, lexical);
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

/// RDFC-1.0 §5, *canonical N-Quads*: escapes for what must not stand in a literal and for control characters.
fn push_escaped(out: &mut String, text: &str) {
    let needs_escape = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == 0x7f);
    // Nearly all texts need none; without an early end this loop is done many bytes at a time.
    if !text.bytes().fold(false, |found, byte| found | needs_escape(byte)) {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(needs_escape) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = tail.chars();
        match characters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            Some(control) => {
                let hex = |digit| char::from_digit(digit, 16).unwrap_or('0').to_ascii_uppercase();
                out.push_str("\\u00");
                out.push(hex(u32::from(control) >> 4 & 0xf));
                out.push(hex(u32::from(control) & 0xf));
            }
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

//! N-Quads: the strict reader, and the canonical form that RDFC-1.0 §5 defines.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::rdf::{Quad, Term, XSD_STRING};
use crate::{Code, Dataset, Limits, Problem, Result};

/// Reads an N-Quads document (<https://www.w3.org/TR/n-quads/>). Blank nodes are numbered as they appear.
///
/// # Errors
///
/// `InvalidNQuads` with the line, or `LimitExceeded` for the number of quads or blank nodes.
pub fn parse(text: &str, limits: &Limits) -> Result<Dataset> {
    parse_labelled(text, limits).map(|(dataset, _)| dataset)
}

/// Like [`parse`], and also returns the label that each blank node had, without `_:`, in the order of their numbers.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_labelled<'a>(text: &'a str, limits: &Limits) -> Result<(Dataset, Vec<&'a str>)> {
    let mut reader = Reader { dataset: Dataset::default(), labels: BTreeMap::new(), limits, rest: "" };
    for (index, line) in text.split(['\n', '\r']).enumerate() {
        reader.rest = line;
        reader.line().map_err(|fault| match fault {
            Fault::Syntax(what) => {
                Problem::new(Code::InvalidNQuads, format!("{what} (line {}).", line_number(text, index)))
            }
            Fault::Limit(what) => Problem::new(Code::LimitExceeded, what),
        })?;
    }
    let mut labels = vec![""; reader.labels.len()];
    for (label, number) in reader.labels {
        if let Some(place) = labels.get_mut(number as usize) {
            *place = label;
        }
    }
    Ok((reader.dataset, labels))
}

/// Writes a dataset as canonical N-Quads without renaming its blank nodes: `_:b0`, `_:b1` … by number, quads in the
/// order they were pushed. For the canonical document see [`crate::rdfc10`].
pub fn serialize(dataset: &Dataset) -> String {
    let mut out = String::new();
    for quad in &dataset.quads {
        write_quad(&mut out, dataset, quad, &mut |out, number| {
            out.push_str("_:b");
            out.push_str(&number.to_string());
        });
    }
    out
}

/// One line of canonical N-Quads; `blank` writes the label of a blank node.
pub(crate) fn write_quad(
    out: &mut String,
    dataset: &Dataset,
    quad: &Quad,
    blank: &mut impl FnMut(&mut String, u32),
) {
    for term in
        [Some(quad.subject), Some(quad.predicate), Some(quad.object), quad.graph].into_iter().flatten()
    {
        match term {
            Term::Blank(number) => blank(out, number),
            other => out.push_str(dataset.spelling(other)),
        }
        out.push(' ');
    }
    out.push_str(".\n");
}

/// The number of the line that is piece `index` when CR, LF and CR LF all end a line.
fn line_number(text: &str, index: usize) -> usize {
    let offset: usize = text.split_inclusive(['\n', '\r']).take(index).map(str::len).sum();
    let before = text.get(..offset).unwrap_or_default();
    let returns = before.bytes().filter(|&byte| byte == b'\r').count();
    let feeds = before.bytes().filter(|&byte| byte == b'\n').count();
    returns + feeds - before.matches("\r\n").count() + 1
}

enum Fault {
    Syntax(&'static str),
    Limit(String),
}

struct Reader<'a, 'l> {
    dataset: Dataset,
    labels: BTreeMap<&'a str, u32>,
    limits: &'l Limits,
    /// What is left of the line.
    rest: &'a str,
}

impl<'a> Reader<'a, '_> {
    /// `statement ::= subject predicate object graphLabel? '.'`, or nothing; then perhaps a comment.
    fn line(&mut self) -> Result<(), Fault> {
        self.skip_white_space();
        if !self.at_comment_or_end() {
            let quad = self.quad()?;
            if self.dataset.quads.len() >= self.limits.quads {
                return Err(Fault::Limit(format!("More than {} quads (limit quads).", self.limits.quads)));
            }
            self.dataset.quads.push(quad);
            self.skip_white_space();
        }
        if self.at_comment_or_end() { Ok(()) } else { Err(Fault::Syntax("Something follows the full stop")) }
    }

    fn quad(&mut self) -> Result<Quad, Fault> {
        let subject = self.node("A subject was expected")?;
        self.skip_white_space();
        let predicate = self.iri("A predicate was expected")?;
        self.skip_white_space();
        let object =
            if self.rest.starts_with('"') { self.literal()? } else { self.node("An object was expected")? };
        self.skip_white_space();
        let graph = if self.rest.starts_with('.') {
            None
        } else {
            Some(self.node("A graph or a full stop was expected")?)
        };
        self.skip_white_space();
        if !self.eat(".") {
            return Err(Fault::Syntax("A full stop was expected"));
        }
        Ok(Quad { subject, predicate, object, graph })
    }

    fn node(&mut self, expected: &'static str) -> Result<Term, Fault> {
        if self.eat("_:") { self.blank_node() } else { self.iri(expected) }
    }

    /// `BLANK_NODE_LABEL ::= '_:' (PN_CHARS_U | [0-9]) ((PN_CHARS | '.')* PN_CHARS)?`
    fn blank_node(&mut self) -> Result<Term, Fault> {
        let end = self.rest.find(|c| !is_label_character(c) && c != '.').unwrap_or(self.rest.len());
        let label = self.rest.get(..end).unwrap_or_default().trim_end_matches('.');
        if !label.starts_with(|c: char| is_label_start(c) || c.is_ascii_digit()) {
            return Err(Fault::Syntax("A blank node label was expected"));
        }
        self.advance(label.len());
        if let Some(&number) = self.labels.get(label) {
            return Ok(Term::Blank(number));
        }
        if self.labels.len() >= self.limits.blank_nodes {
            let limit = self.limits.blank_nodes;
            return Err(Fault::Limit(format!("More than {limit} blank nodes (limit blank_nodes).")));
        }
        let node = self.dataset.new_blank_node();
        if let Term::Blank(number) = node {
            self.labels.insert(label, number);
        }
        Ok(node)
    }

    fn iri(&mut self, expected: &'static str) -> Result<Term, Fault> {
        let iri = self.iri_text(expected)?;
        Ok(self.dataset.push_iri(&iri))
    }

    /// `IRIREF ::= '<' ([^#x00-#x20<>"{}|^`\] | UCHAR)* '>'`; it must be absolute.
    fn iri_text(&mut self, expected: &'static str) -> Result<Cow<'a, str>, Fault> {
        if !self.eat("<") {
            return Err(Fault::Syntax(expected));
        }
        let Some((inner, _)) = self.rest.split_once('>') else {
            return Err(Fault::Syntax("The IRI is not closed"));
        };
        self.advance(inner.len() + 1);
        let iri = unescape(inner, false)?;
        if iri.chars().any(|c| c <= ' ' || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\'))
        {
            return Err(Fault::Syntax("The IRI holds a character that an IRI cannot hold"));
        }
        let scheme = iri.split_once(':').map_or("", |(scheme, _)| scheme);
        let scheme_holds = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        if scheme_holds { Ok(iri) } else { Err(Fault::Syntax("The IRI is not absolute")) }
    }

    /// `literal ::= STRING_LITERAL_QUOTE ('^^' IRIREF | LANGTAG)?`
    fn literal(&mut self) -> Result<Term, Fault> {
        self.advance(1);
        let mut escaped = false;
        let end = self.rest.bytes().position(|byte| {
            let closes = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        });
        let Some(end) = end else { return Err(Fault::Syntax("The literal is not closed")) };
        let lexical = unescape(self.rest.get(..end).unwrap_or_default(), true)?;
        self.advance(end + 1);
        if self.eat("^^") {
            let datatype = self.iri_text("A datatype was expected")?;
            return Ok(self.dataset.push_literal(&lexical, &datatype, None));
        }
        let language = if self.eat("@") { Some(self.language_tag()?) } else { None };
        Ok(self.dataset.push_literal(&lexical, XSD_STRING, language))
    }

    /// `LANGTAG ::= '@' [a-zA-Z]+ ('-' [a-zA-Z0-9]+)*`
    fn language_tag(&mut self) -> Result<&'a str, Fault> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(self.rest.len());
        let tag = self.rest.get(..end).unwrap_or_default();
        let mut parts = tag.split('-');
        let first = parts.next().unwrap_or_default();
        if first.is_empty() || first.bytes().any(|b| !b.is_ascii_alphabetic()) || parts.any(str::is_empty) {
            return Err(Fault::Syntax("A language tag was expected"));
        }
        self.advance(end);
        Ok(tag)
    }

    fn skip_white_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn at_comment_or_end(&self) -> bool {
        self.rest.is_empty() || self.rest.starts_with('#')
    }

    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}

/// Resolves `UCHAR` and, in literals, `ECHAR`.
fn unescape(text: &str, literal: bool) -> Result<Cow<'_, str>, Fault> {
    if !text.contains('\\') {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, tail)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut characters = tail.chars();
        let character = match (characters.next(), literal) {
            (Some('u'), _) => code_point(&mut characters, 4)?,
            (Some('U'), _) => code_point(&mut characters, 8)?,
            (Some('t'), true) => '\t',
            (Some('b'), true) => '\u{8}',
            (Some('n'), true) => '\n',
            (Some('r'), true) => '\r',
            (Some('f'), true) => '\u{c}',
            (Some(same @ ('"' | '\'' | '\\')), true) => same,
            _ => return Err(Fault::Syntax("An escape that N-Quads does not know")),
        };
        out.push(character);
        rest = characters.as_str();
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// `UCHAR ::= '\u' HEX HEX HEX HEX | '\U' HEX HEX HEX HEX HEX HEX HEX HEX`, from the digits on.
fn code_point(characters: &mut std::str::Chars<'_>, digits: usize) -> Result<char, Fault> {
    let text = characters.as_str();
    let hex = text.get(..digits).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let value = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
    *characters = text.get(digits..).unwrap_or_default().chars();
    value.and_then(char::from_u32).ok_or(Fault::Syntax("An escape that names no character"))
}

/// `PN_CHARS_U ::= PN_CHARS_BASE | '_' | ':'`
fn is_label_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | ':' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// `PN_CHARS ::= PN_CHARS_U | '-' | [0-9] | #x00B7 | [#x0300-#x036F] | [#x203F-#x2040]`
fn is_label_character(c: char) -> bool {
    is_label_start(c)
        || matches!(c, '-' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

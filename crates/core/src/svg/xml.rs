//! A strict reader of XML 1.0 with namespaces, for pictures: what is not well-formed is an error, and so is any DOCTYPE, so
//! that there are no entities to expand and nothing to fetch.
//!
//! It reads forwards, keeps no tree and needs no recursion. Ours because taking the credential out of a picture is ours,
//! and a library that builds the whole tree was a fifteenth of the WebAssembly.

use super::names;
use crate::Limits;

/// What the reader came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The innermost open element ends. Comes for `<a/>` as well.
    End,
    /// Characters inside the innermost open element, entities resolved.
    Text(String),
}

/// The start of an element.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// The namespace that its name is in, empty for none.
    pub(super) namespace: String,
    /// Its name without the prefix.
    pub(super) name: &'a str,
    attributes: Vec<Attribute<'a>>,
}

impl Element<'_> {
    /// The value of the first attribute `name`, with any prefix: bakers disagree on whether it has one.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let wanted = |attribute: &&Attribute<'_>| attribute.prefix != "xmlns" && attribute.name == name;
        self.attributes.iter().find(wanted).map(|attribute| &*attribute.value)
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Attribute<'a> {
    prefix: &'a str,
    name: &'a str,
    value: String,
}

/// Why reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not well-formed: what is wrong, and the byte where.
    Malformed(&'static str, usize),
    /// More nodes or attributes than the limits allow.
    TooMuch,
}

type Result<T> = core::result::Result<T, Fault>;

/// A text being read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Names of the open elements as they are written, and how many bindings were there before each.
    open: Vec<(&'a str, usize)>,
    /// Prefixes and the namespaces they stand for; the innermost last.
    bindings: Vec<(&'a str, String)>,
    /// Elements, attributes, texts and the rest, counted down.
    nodes_left: usize,
    most_attributes: usize,
    root_seen: bool,
    /// An element without content was begun, and is to be ended.
    ends: bool,
}

const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, limits: &Limits) -> Result<Self> {
        let mut reader = Self {
            text,
            at: 0,
            open: Vec::new(),
            bindings: vec![("xml", XML_NAMESPACE.to_owned())],
            nodes_left: limits.svg_nodes,
            most_attributes: limits.svg_attributes,
            root_seen: false,
            ends: false,
        };
        if let Some(place) = forbidden_character(text) {
            return Err(Fault::Malformed("a character that XML does not allow", place));
        }
        reader.take("\u{feff}");
        if reader.rest().starts_with("<?xml")
            && reader.rest().get(5..).is_some_and(|rest| rest.starts_with(is_space))
        {
            reader.at += 5;
            reader.declaration()?;
        }
        Ok(reader)
    }

    /// The next event, or `None` at the end of a well-formed document.
    pub(super) fn next(&mut self) -> Result<Option<Event<'a>>> {
        if core::mem::take(&mut self.ends) {
            self.close();
            return Ok(Some(Event::End));
        }
        loop {
            if self.open.is_empty() {
                self.skip_space();
                if self.rest().is_empty() {
                    return if self.root_seen { Ok(None) } else { Err(self.malformed("no element")) };
                }
            }
            if self.take("<!--") {
                self.comment()?;
            } else if self.take("<?") {
                self.instruction()?;
            } else if !self.open.is_empty() && self.take("<![CDATA[") {
                let text = self.until("]]>", "a CDATA section that does not end")?;
                self.count()?;
                return Ok(Some(Event::Text(with_line_feeds(text))));
            } else if self.take("</") {
                return self.end().map(Some);
            } else if self.rest().starts_with("<!") {
                return Err(self.malformed("a DOCTYPE or another declaration"));
            } else if self.take("<") {
                return self.start().map(Some);
            } else if self.open.is_empty() {
                return Err(self.malformed("characters outside the root element"));
            } else {
                return self.characters().map(Some);
            }
        }
    }

    /// `<?xml version="1.0" encoding="…" standalone="…"?>` after its first letters. What it says about the encoding is
    /// not looked at: the text is UTF-8.
    fn declaration(&mut self) -> Result<()> {
        let mut expected = ["version", "encoding", "standalone"].into_iter();
        let mut first = true;
        while !self.take("?>") {
            let space = self.skip_space();
            if self.take("?>") {
                break;
            }
            let place = self.at;
            let (prefix, name) = self.qualified_name()?;
            let value = self.attribute_value()?;
            let known = prefix.is_empty() && expected.any(|expected| expected == name);
            if !space || !known || (first && (name != "version" || !value.starts_with("1."))) {
                return Err(Fault::Malformed("an XML declaration of another form", place));
            }
            first = false;
        }
        if first { Err(self.malformed("an XML declaration without a version")) } else { Ok(()) }
    }

    /// After `<!--`.
    fn comment(&mut self) -> Result<()> {
        self.count()?;
        self.until("--", "a comment that does not end")?;
        if self.take(">") { Ok(()) } else { Err(self.malformed("two hyphens inside a comment")) }
    }

    /// After `<?`.
    fn instruction(&mut self) -> Result<()> {
        self.count()?;
        let place = self.at;
        let target = self.name()?;
        if target.eq_ignore_ascii_case("xml") {
            return Err(Fault::Malformed("an XML declaration elsewhere than at the start", place));
        }
        if !self.rest().starts_with("?>") && !self.skip_space() {
            return Err(self.malformed("an unfinished processing instruction"));
        }
        self.until("?>", "a processing instruction that does not end").map(drop)
    }

    /// After `<`.
    fn start(&mut self) -> Result<Event<'a>> {
        if self.open.is_empty() && core::mem::replace(&mut self.root_seen, true) {
            return Err(self.malformed("a second root element"));
        }
        self.count()?;
        let place = self.at;
        let (prefix, name) = self.qualified_name()?;
        let written = self.text.get(place..self.at).unwrap_or_default();
        self.open.push((written, self.bindings.len()));
        let mut attributes = Vec::new();
        loop {
            let space = self.skip_space();
            if self.take(">") {
                break;
            }
            if self.take("/>") {
                self.ends = true;
                break;
            }
            if !space {
                return Err(self.malformed("an unfinished start tag"));
            }
            attributes.push(self.attribute()?);
            if attributes.len() > self.most_attributes {
                return Err(Fault::TooMuch);
            }
        }
        let namespace = self.namespace(prefix, place)?.to_owned();
        self.check_distinct(&attributes, place)?;
        Ok(Event::Start(Element { namespace, name, attributes }))
    }

    /// An attribute, and what it binds if it is a declaration of a namespace.
    fn attribute(&mut self) -> Result<Attribute<'a>> {
        self.count()?;
        let place = self.at;
        let (prefix, name) = self.qualified_name()?;
        let value = self.attribute_value()?;
        let bound = match (prefix, name) {
            ("xmlns", bound) => bound,
            ("", "xmlns") => "",
            _ => return Ok(Attribute { prefix, name, value }),
        };
        // Namespaces in XML 1.0 §3: the two reserved names stay where they are, and no prefix stands for nothing.
        let reserved =
            (bound == "xml") != (value == XML_NAMESPACE) || bound == "xmlns" || value == XMLNS_NAMESPACE;
        if reserved || (value.is_empty() && !bound.is_empty()) {
            return Err(Fault::Malformed("a namespace that may not be declared so", place));
        }
        // Every name is looked up among them.
        if self.bindings.len() > self.most_attributes {
            return Err(Fault::TooMuch);
        }
        self.bindings.push((bound, value.clone()));
        Ok(Attribute { prefix, name, value })
    }

    /// ` = "value"`, normalised (XML 1.0 §3.3.3).
    fn attribute_value(&mut self) -> Result<String> {
        self.skip_space();
        if !self.take("=") {
            return Err(self.malformed("an attribute without a value"));
        }
        self.skip_space();
        let quote = if self.take("\"") {
            "\""
        } else if self.take("'") {
            "'"
        } else {
            return Err(self.malformed("an attribute value without quotes"));
        };
        let place = self.at;
        let raw = self.until(quote, "an attribute value that does not end")?;
        if raw.contains('<') {
            return Err(Fault::Malformed("a '<' in an attribute value", place));
        }
        let spaced = raw.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ");
        resolve(&spaced, place)
    }

    /// After `</`.
    fn end(&mut self) -> Result<Event<'a>> {
        let place = self.at;
        self.qualified_name()?;
        let written = self.text.get(place..self.at);
        self.skip_space();
        let fits = self.open.last().map(|(open, _)| *open) == written;
        if !fits || !self.take(">") {
            return Err(Fault::Malformed("an end tag that does not fit", place));
        }
        self.close();
        Ok(Event::End)
    }

    fn close(&mut self) {
        if let Some((_, before)) = self.open.pop() {
            self.bindings.truncate(before);
        }
    }

    fn characters(&mut self) -> Result<Event<'a>> {
        self.count()?;
        let place = self.at;
        let end =
            self.rest().find('<').ok_or(Fault::Malformed("an element that does not end", self.text.len()))?;
        let raw = self.rest().get(..end).unwrap_or_default();
        self.at += end;
        if raw.contains("]]>") {
            return Err(Fault::Malformed("the end of a CDATA section that did not begin", place));
        }
        resolve(&with_line_feeds(raw), place).map(Event::Text)
    }

    /// No two attributes have the same name in the same namespace.
    fn check_distinct(&self, attributes: &[Attribute<'a>], place: usize) -> Result<()> {
        let mut known: Vec<(&str, &str)> = Vec::with_capacity(attributes.len());
        for attribute in attributes {
            let namespace = match attribute.prefix {
                "" => "",
                "xmlns" => XMLNS_NAMESPACE,
                prefix => self.namespace(prefix, place)?,
            };
            let name = (namespace, attribute.name);
            if known.contains(&name) {
                return Err(Fault::Malformed("an attribute twice", place));
            }
            known.push(name);
        }
        Ok(())
    }

    fn namespace(&self, prefix: &str, place: usize) -> Result<&str> {
        match self.bindings.iter().rev().find(|(bound, _)| *bound == prefix) {
            Some((_, namespace)) => Ok(namespace),
            None if prefix.is_empty() => Ok(""),
            None => Err(Fault::Malformed("a prefix that stands for nothing", place)),
        }
    }

    /// `name` or `prefix:name`.
    fn qualified_name(&mut self) -> Result<(&'a str, &'a str)> {
        let first = self.name()?;
        if !self.take(":") {
            return Ok(("", first));
        }
        self.name().map(|name| (first, name))
    }

    /// A name without a colon.
    fn name(&mut self) -> Result<&'a str> {
        let rest = self.rest();
        let end = rest.find(|c| !names::continues(c)).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        if !name.starts_with(names::starts) {
            return Err(self.malformed("something else where a name should be"));
        }
        self.at += end;
        Ok(name)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn skip_space(&mut self) -> bool {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_space).len();
        self.rest().len() != rest.len()
    }

    /// What comes before `end`, and goes behind it.
    fn until(&mut self, end: &str, otherwise: &'static str) -> Result<&'a str> {
        let (before, _) = self.rest().split_once(end).ok_or(self.malformed(otherwise))?;
        self.at += before.len() + end.len();
        Ok(before)
    }

    fn count(&mut self) -> Result<()> {
        self.nodes_left = self.nodes_left.checked_sub(1).ok_or(Fault::TooMuch)?;
        Ok(())
    }

    fn malformed(&self, what: &'static str) -> Fault {
        Fault::Malformed(what, self.at)
    }
}

/// Resolves references to characters and to the five entities that need no declaration.
fn resolve(raw: &str, place: usize) -> Result<String> {
    let mut pieces = raw.split('&');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(';').unwrap_or_default();
        let character = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            name => numbered(name),
        };
        text.push(character.ok_or(Fault::Malformed("an unknown or unfinished entity", place))?);
        text.push_str(rest);
    }
    Ok(text)
}

/// The character of `#65` or `#x41`.
fn numbered(reference: &str) -> Option<char> {
    let number = reference.strip_prefix('#')?;
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    let character = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
    forbidden_character(character.encode_utf8(&mut [0; 4])).is_none().then_some(character)
}

/// XML 1.0 §2.2: no control characters but tab and line ends, and not the last two of the basic plane.
fn forbidden_character(text: &str) -> Option<usize> {
    let forbidden = |c: char| (c < ' ' && !is_space(c)) || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.find(forbidden)
}

/// Line ends as XML 1.0 §2.11 wants them.
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

//! PDF objects (ISO 32000-2 §7.3) and the parser that reads one at a place in the file.

use crate::{Code, Problem, Result};

/// Nesting of arrays and dictionaries.
const MAX_DEPTH: usize = 32;

/// One object.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Null,
    Boolean,
    Integer(i64),
    Real,
    Name(Vec<u8>),
    String(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    Reference(u32),
}

/// A name of a dictionary, and its value as the bytes it is written in.
pub(super) type RawEntry<'a> = (Vec<u8>, &'a [u8]);

/// The entries of a dictionary; of a repeated key the first counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dictionary(Vec<(Vec<u8>, Object)>);

impl Dictionary {
    pub(super) fn get(&self, key: &str) -> Option<&Object> {
        self.0.iter().find(|(name, _)| name == key.as_bytes()).map(|(_, value)| value)
    }

    pub(super) fn integer(&self, key: &str) -> Option<usize> {
        self.get(key)?.integer()
    }

    pub(super) fn has_name(&self, key: &str, name: &str) -> bool {
        matches!(self.get(key), Some(Object::Name(value)) if value == name.as_bytes())
    }
}

impl Object {
    /// A number of 32 bits, which is enough for every file that is read, so that no machine reads more than another.
    pub(super) fn integer(&self) -> Option<usize> {
        match self {
            Self::Integer(value) => usize::try_from(u32::try_from(*value).ok()?).ok(),
            _ => None,
        }
    }
}

/// Reads objects from `bytes`, starting anywhere.
#[derive(Clone, Debug)]
pub(super) struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(super) fn object(&mut self) -> Result<Object> {
        self.object_at_depth(0)
    }

    /// Where the next object begins.
    pub(super) fn position(&mut self) -> usize {
        self.skip_space();
        self.at
    }

    /// The entries of the dictionary that begins here, each value as the bytes it is written in.
    pub(super) fn raw_entries(&mut self) -> Result<Vec<RawEntry<'a>>> {
        self.skip_space();
        if !self.rest().starts_with(b"<<") {
            return Err(malformed("has no dictionary where one should be"));
        }
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            if self.rest().starts_with(b">>") {
                self.at += 2;
                return Ok(entries);
            }
            if self.peek() != Some(b'/') {
                return Err(malformed("has a dictionary with something else than names"));
            }
            self.at += 1;
            let name = self.name();
            entries.push((name, self.raw_object()?));
        }
    }

    /// The items of the array that begins here, each as the bytes it is written in.
    pub(super) fn raw_items(&mut self) -> Result<Vec<&'a [u8]>> {
        self.skip_space();
        if self.peek() != Some(b'[') {
            return Err(malformed("has no array where one should be"));
        }
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(items);
            }
            items.push(self.raw_object()?);
        }
    }

    fn raw_object(&mut self) -> Result<&'a [u8]> {
        let start = self.position();
        self.object_at_depth(1)?;
        Ok(self.bytes.get(start..self.at).unwrap_or_default())
    }

    /// Skips white space and comments.
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if is_space(byte) {
                self.at += 1;
            } else if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else {
                return;
            }
        }
    }

    /// Takes `word` when it stands here as a whole word.
    pub(super) fn keyword(&mut self, word: &str) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(word.as_bytes())
            && self.rest().get(word.len()).is_none_or(|&next| is_space(next) || is_delimiter(next));
        if found {
            self.at += word.len();
        }
        found
    }

    /// An unsigned number.
    pub(super) fn number(&mut self) -> Result<usize> {
        self.object_at_depth(MAX_DEPTH)?
            .integer()
            .ok_or_else(|| malformed("has something else where a number should be"))
    }

    /// Skips the end of line after `stream`.
    pub(super) fn stream_start(&mut self) -> usize {
        if self.peek() == Some(b'\r') {
            self.at += 1;
        }
        if self.peek() == Some(b'\n') {
            self.at += 1;
        }
        self.at
    }

    fn object_at_depth(&mut self, depth: usize) -> Result<Object> {
        self.skip_space();
        match self.peek().ok_or_else(|| malformed("is cut short"))? {
            b'/' => {
                self.at += 1;
                Ok(Object::Name(self.name()))
            }
            b'(' => self.literal_string(),
            b'<' if self.rest().starts_with(b"<<") => self.dictionary(depth),
            b'<' => self.hex_string(),
            b'[' => self.array(depth),
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number_or_reference(),
            _ if self.keyword("null") => Ok(Object::Null),
            _ if self.keyword("true") || self.keyword("false") => Ok(Object::Boolean),
            _ => Err(malformed("has something that is no object")),
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Object> {
        if depth >= MAX_DEPTH {
            return Err(malformed("nests its objects too deep"));
        }
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            if self.rest().starts_with(b">>") {
                self.at += 2;
                return Ok(Object::Dictionary(Dictionary(entries)));
            }
            if self.peek() != Some(b'/') {
                return Err(malformed("has a dictionary with something else than names"));
            }
            self.at += 1;
            let name = self.name();
            entries.push((name, self.object_at_depth(depth + 1)?));
        }
    }

    fn array(&mut self, depth: usize) -> Result<Object> {
        if depth >= MAX_DEPTH {
            return Err(malformed("nests its objects too deep"));
        }
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Object::Array(items));
            }
            items.push(self.object_at_depth(depth + 1)?);
        }
    }

    /// A number, or `n g R`.
    fn number_or_reference(&mut self) -> Result<Object> {
        let start = self.at;
        while self.peek().is_some_and(|byte| matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9')) {
            self.at += 1;
        }
        let text = self.bytes.get(start..self.at).unwrap_or_default();
        let text = core::str::from_utf8(text).map_err(|_| malformed("has an odd number"))?;
        if text.contains('.') {
            return Ok(Object::Real);
        }
        let value: i64 = text.parse().map_err(|_| malformed("has an odd number"))?;
        let mut ahead = self.clone();
        if let Some(number) = u32::try_from(value).ok().filter(|_| ahead.generation() && ahead.keyword("R")) {
            self.at = ahead.at;
            return Ok(Object::Reference(number));
        }
        Ok(Object::Integer(value))
    }

    fn generation(&mut self) -> bool {
        self.skip_space();
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (1..=5).contains(&(self.at - start))
    }

    fn name(&mut self) -> Vec<u8> {
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|&byte| !is_space(byte) && !is_delimiter(byte)) {
            self.at += 1;
            let escaped =
                (byte == b'#').then(|| self.rest().first_chunk::<2>().and_then(|[a, b]| hex_pair(*a, *b)));
            match escaped.flatten() {
                Some(value) => {
                    self.at += 2;
                    name.push(value);
                }
                None => name.push(byte),
            }
        }
        name
    }

    fn literal_string(&mut self) -> Result<Object> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 1);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                // File names are only shown, so what an escape stands for does not matter; only brackets do.
                b'\\' => self.at += 1,
                _ => {}
            }
            if open == 0 {
                return Ok(Object::String(text));
            }
            text.push(byte);
        }
        Err(malformed("is cut short"))
    }

    fn hex_string(&mut self) -> Result<Object> {
        let length =
            self.rest().iter().position(|&byte| byte == b'>').ok_or_else(|| malformed("is cut short"))?;
        let inside = self.rest().get(1..length).unwrap_or_default();
        let digits: Vec<u8> = inside.iter().copied().filter(|&byte| !is_space(byte)).collect();
        let pairs = digits.chunks(2).map(|pair| match pair {
            [a, b] => hex_pair(*a, *b),
            [a] => hex_pair(*a, b'0'),
            _ => None,
        });
        let text = pairs.collect::<Option<Vec<u8>>>().ok_or_else(|| malformed("has an odd string"))?;
        self.at += length + 1;
        Ok(Object::String(text))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

pub(super) fn malformed(why: &str) -> Problem {
    Problem::new(Code::MalformedContainer, format!("The PDF file {why}."))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex_pair(a: u8, b: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(a)? << 4 | digit(b)?)
}

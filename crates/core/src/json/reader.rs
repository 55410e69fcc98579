//! The reader: one pass over the text, recursion no deeper than [`Limits::json_depth`].

use std::borrow::Cow;

use super::{MAX_DEPTH, Object, Value, number};
use crate::{Code, Limits, Problem, Result};

/// Up to so many members, comparing each pair of names is quicker than sorting them.
const FEW_MEMBERS: usize = 16;

/// Reads one JSON text as strict I-JSON; see the [module](super).
///
/// # Errors
///
/// `InvalidEncoding`, `InvalidJson`, `DuplicateMember`, `InvalidUnicode`, `NumberPrecision`, or `LimitExceeded` for
/// depth and number of values. The pointer names the value or member at fault, the detail its line and byte.
pub fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Value<'a>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Problem::new(Code::InvalidEncoding, format!("The text is not UTF-8: byte {at} begins no character."))
    })?;
    if text.starts_with('\u{feff}') {
        return Err(Problem::new(Code::InvalidEncoding, "The text starts with a byte order mark."));
    }
    let mut reader = Reader {
        text,
        at: 0,
        depth_left: limits.json_depth.min(MAX_DEPTH),
        values_left: limits.json_values,
        limits,
        members: Vec::new(),
        elements: Vec::new(),
    };
    reader.document()
}

struct Reader<'a, 'l> {
    text: &'a str,
    /// Byte offset of the next character; always on a character boundary.
    at: usize,
    depth_left: usize,
    values_left: usize,
    limits: &'l Limits,
    /// Members of the objects being read, outer ones first; a finished object takes its own off in one piece.
    members: Vec<(Cow<'a, str>, Value<'a>)>,
    /// The same for the elements of arrays.
    elements: Vec<Value<'a>>,
}

impl<'a> Reader<'a, '_> {
    fn document(&mut self) -> Result<Value<'a>> {
        self.skip_white_space();
        let value = self.value()?;
        self.skip_white_space();
        match self.peek() {
            None => Ok(value),
            Some(_) => Err(self.invalid("Something follows the JSON value")),
        }
    }

    fn value(&mut self) -> Result<Value<'a>> {
        let Some(left) = self.values_left.checked_sub(1) else {
            let detail = format!("More than {} values (limit json_values)", self.limits.json_values);
            return Err(self.fault(Code::LimitExceeded, &detail, self.at));
        };
        self.values_left = left;
        match self.peek() {
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'n') => self.literal("null", Value::Null),
            Some(_) => Err(self.invalid("A value was expected")),
            None => Err(self.invalid("The text ends where a value was expected")),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value<'a>>) -> Result<Value<'a>> {
        let Some(left) = self.depth_left.checked_sub(1) else {
            let limit = self.limits.json_depth.min(MAX_DEPTH);
            let detail = format!("More than {limit} levels of nesting (limit json_depth)");
            return Err(self.fault(Code::LimitExceeded, &detail, self.at));
        };
        self.depth_left = left;
        let value = read(self)?;
        self.depth_left += 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value<'a>> {
        let start = self.at;
        let first = self.members.len();
        self.at += 1;
        self.skip_white_space();
        if !self.eat(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return Err(self.invalid("A member name was expected"));
                }
                let name = self.string()?;
                self.skip_white_space();
                if !self.eat(b':') {
                    return Err(self.invalid("A colon was expected").inside(&name));
                }
                self.skip_white_space();
                match self.value() {
                    Ok(value) => self.members.push((name, value)),
                    Err(problem) => return Err(problem.inside(&name)),
                }
                self.skip_white_space();
                if self.eat(b'}') {
                    break;
                }
                if !self.eat(b',') {
                    return Err(self.invalid("A comma or the end of the object was expected"));
                }
                self.skip_white_space();
            }
        }
        // RFC 7493 §2.3: names are compared after escapes are resolved.
        let members = self.members.split_off(first);
        if let Some(name) = duplicate(&members) {
            // Quoted as JSON does it; `{:?}` would bring tables of all characters into the WebAssembly.
            let detail = format!("The object names the member {} twice", Value::from(name).to_json());
            return Err(self.fault(Code::DuplicateMember, &detail, start).inside(name));
        }
        Ok(Value::Object(Object { members }))
    }

    fn array(&mut self) -> Result<Value<'a>> {
        let first = self.elements.len();
        self.at += 1;
        self.skip_white_space();
        if !self.eat(b']') {
            loop {
                match self.value() {
                    Ok(value) => self.elements.push(value),
                    Err(problem) => {
                        let index = (self.elements.len() - first).to_string();
                        return Err(problem.inside(&index));
                    }
                }
                self.skip_white_space();
                if self.eat(b']') {
                    break;
                }
                if !self.eat(b',') {
                    return Err(self.invalid("A comma or the end of the array was expected"));
                }
                self.skip_white_space();
            }
        }
        Ok(Value::Array(self.elements.split_off(first)))
    }

    fn literal(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.invalid("A value was expected"));
        }
        self.at += word.len();
        Ok(value)
    }

    /// RFC 8259 §6: `-? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][+-]?[0-9]+)?`
    fn number(&mut self) -> Result<Value<'a>> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _sign = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        let text = self.slice(start, self.at);
        match number::read(text) {
            Ok(number) => Ok(Value::Number(number)),
            Err(why) => Err(self.fault(Code::NumberPrecision, why, start)),
        }
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<()> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            return Err(self.invalid("A digit was expected"));
        }
        self.at += count;
        Ok(())
    }

    /// A string from its opening to its closing quote, borrowed when it has no escapes.
    #[inline]
    fn string(&mut self) -> Result<Cow<'a, str>> {
        match self.simple_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.any_string(),
        }
    }

    /// Most strings: ASCII without escapes. Otherwise stays where it is.
    fn simple_string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at += 1;
        let mut ascii = true;
        if self.plain_run(&mut ascii) == Some(b'"') && ascii {
            let text = self.slice(start + 1, self.at);
            self.at += 1;
            return Some(text);
        }
        self.at = start;
        None
    }

    fn any_string(&mut self) -> Result<Cow<'a, str>> {
        let start = self.at;
        self.at += 1;
        let mut ascii = true;
        let mut resolved: Option<String> = None;
        loop {
            let run = self.at;
            let stop = self.plain_run(&mut ascii);
            let plain = self.slice(run, self.at);
            match stop {
                Some(b'"') => {
                    self.at += 1;
                    let text = match resolved {
                        None => Cow::Borrowed(plain),
                        Some(text) => Cow::Owned(text + plain),
                    };
                    if !ascii && text.chars().any(is_noncharacter) {
                        let detail = "The string holds a noncharacter";
                        return Err(self.fault(Code::InvalidUnicode, detail, start));
                    }
                    return Ok(text);
                }
                Some(b'\\') => {
                    let text = resolved.get_or_insert_default();
                    text.push_str(plain);
                    let character = self.escape()?;
                    ascii &= character.is_ascii();
                    text.push(character);
                }
                Some(_) => return Err(self.invalid("A control character stands unescaped in a string")),
                None => return Err(self.fault(Code::InvalidJson, "The string is not closed", start)),
            }
        }
    }

    /// Moves to the next byte that is not plain string content, and returns it.
    fn plain_run(&mut self, ascii: &mut bool) -> Option<u8> {
        let mut rest = self.rest();
        let mut seen = 0;
        while let Some((word, tail)) = rest.split_first_chunk() {
            let word = u64::from_le_bytes(*word);
            if stops_in(word) {
                break;
            }
            seen |= word;
            rest = tail;
        }
        let end = rest.iter().position(|&byte| stops(byte)).unwrap_or(rest.len());
        let last = rest.get(..end).unwrap_or_default().iter().fold(0, |seen, byte| seen | byte);
        *ascii &= (seen | u64::from(last)) & (EACH_BYTE * 0x80) == 0;
        self.at = self.text.len() - rest.len() + end;
        self.peek()
    }

    /// From the backslash on. RFC 8259 §7; surrogates come in pairs or not at all.
    fn escape(&mut self) -> Result<char> {
        let start = self.at;
        let letter = self.rest().get(1).copied();
        let character = match letter {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.fault(Code::InvalidJson, "An escape that JSON does not know", start)),
        };
        self.at += 2;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char> {
        let start = self.at;
        let first = self.four_digits()?;
        let code_point = match first {
            0xd800..=0xdbff => {
                let follows = self.rest().starts_with(b"\\u");
                match if follows { self.four_digits()? } else { 0 } {
                    low @ 0xdc00..=0xdfff => 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00),
                    _ => first,
                }
            }
            other => other,
        };
        char::from_u32(code_point)
            .ok_or_else(|| self.fault(Code::InvalidUnicode, "A surrogate stands without its partner", start))
    }

    /// `\uXXXX`
    fn four_digits(&mut self) -> Result<u32> {
        let start = self.at;
        let mut value = 0;
        for index in 2..6 {
            let digit = self.rest().get(index).and_then(|&byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.fault(Code::InvalidJson, "Four hexadecimal digits were expected", start));
            };
            value = value * 16 + digit;
        }
        self.at += 6;
        Ok(value)
    }

    fn skip_white_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Both ends lie next to an ASCII character, so this never misses.
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    #[cold]
    fn invalid(&self, what: &str) -> Problem {
        self.fault(Code::InvalidJson, what, self.at)
    }

    #[cold]
    fn fault(&self, code: Code, what: &str, at: usize) -> Problem {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let what = what.trim_end_matches('.');
        Problem::new(code, format!("{what} (line {line}, byte {at})."))
    }
}

/// Whether a byte ends the plain content of a string.
fn stops(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

const EACH_BYTE: u64 = 0x0101_0101_0101_0101;

/// Whether any of eight bytes [`stops`]: the usual arithmetic, which borrows into a byte's high bit.
fn stops_in(word: u64) -> bool {
    let below = |bytes: u64, limit: u64| bytes.wrapping_sub(EACH_BYTE * limit) & !bytes;
    let is = |byte: u8| below(word ^ (EACH_BYTE * u64::from(byte)), 1);
    (below(word, 0x20) | is(b'"') | is(b'\\')) & (EACH_BYTE * 0x80) != 0
}

/// A name that stands twice.
fn duplicate<'m>(members: &'m [(Cow<'_, str>, Value<'_>)]) -> Option<&'m str> {
    if members.len() <= FEW_MEMBERS {
        let repeats = |(index, (name, _)): &(usize, &(Cow<'_, str>, Value<'_>))| {
            members.iter().take(*index).any(|(earlier, _)| earlier == name)
        };
        return members.iter().enumerate().find(repeats).map(|(_, (name, _))| &**name);
    }
    let mut names: Vec<&str> = members.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    names.array_windows().find(|[one, next]| one == next).map(|[one, _]| *one)
}

/// Unicode's 66 noncharacters: U+FDD0 to U+FDEF and the last two code points of each plane.
fn is_noncharacter(character: char) -> bool {
    let code_point = u32::from(character);
    (0xfdd0..=0xfdef).contains(&code_point) || code_point & 0xfffe == 0xfffe
}

//! JSON values and the many ways to write one of them.

use crate::Random;
use std::fmt::Write;

/// A JSON value to be written. Numbers are kept as text, since their spelling is part of what is tested.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it shall be written.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object; members are written in this order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// An object of `members`.
    pub fn object<const N: usize>(members: [(&str, Json); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Adds a member to an object; any other value stays as it is.
    pub fn set(&mut self, name: &str, value: impl Into<Json>) {
        if let Self::Object(members) = self {
            members.push((name.to_owned(), value.into()));
        }
    }

    /// The member `name` of an object.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        let Self::Object(members) = self else { return None };
        members.iter_mut().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    /// The shortest spelling.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, &mut Plain);
        text
    }

    /// One of the many spellings: members in another order, white space, escapes that need not be.
    pub fn to_varied_text(&self, random: &mut Random) -> String {
        let mut text = String::new();
        let mut varied = Varied {
            space: random.chance(40),
            escape: random.chance(30),
            shuffle: random.chance(30),
            random,
        };
        self.write(&mut text, &mut varied);
        text
    }

    fn write(&self, text: &mut String, spelling: &mut impl Spelling) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Self::Number(number) => text.push_str(number),
            Self::String(string) => write_string(string, text, spelling),
            Self::Array(items) => {
                text.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        text.push(',');
                    }
                    spelling.space(text);
                    item.write(text, spelling);
                }
                spelling.space(text);
                text.push(']');
            }
            Self::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                spelling.order(&mut members);
                text.push('{');
                for (i, (name, value)) in members.into_iter().enumerate() {
                    if i > 0 {
                        text.push(',');
                    }
                    spelling.space(text);
                    write_string(name, text, spelling);
                    spelling.space(text);
                    text.push(':');
                    spelling.space(text);
                    value.write(text, spelling);
                }
                spelling.space(text);
                text.push('}');
            }
        }
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Vec<Json>> for Json {
    fn from(value: Vec<Json>) -> Self {
        Self::Array(value)
    }
}

/// How a value is spelled where JSON leaves a choice.
trait Spelling {
    fn space(&mut self, text: &mut String);
    fn escapes(&mut self, character: char) -> bool;
    fn order(&mut self, members: &mut [&(String, Json)]);
}

struct Plain;

impl Spelling for Plain {
    fn space(&mut self, _: &mut String) {}
    fn escapes(&mut self, _: char) -> bool {
        false
    }
    fn order(&mut self, _: &mut [&(String, Json)]) {}
}

struct Varied<'a> {
    random: &'a mut Random,
    space: bool,
    escape: bool,
    shuffle: bool,
}

impl Spelling for Varied<'_> {
    fn space(&mut self, text: &mut String) {
        if self.space {
            text.push_str(self.random.pick(&["", "", "", " ", "\n  ", "\t", "\r\n"]));
        }
    }

    fn escapes(&mut self, character: char) -> bool {
        self.escape && self.random.chance(if character.is_ascii() { 5 } else { 60 })
    }

    fn order(&mut self, members: &mut [&(String, Json)]) {
        if self.shuffle {
            self.random.shuffle(members);
        }
    }
}

fn write_string(string: &str, text: &mut String, spelling: &mut impl Spelling) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '/' if spelling.escapes(character) => text.push_str("\\/"),
            _ if character < ' ' || spelling.escapes(character) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(text, "\\u{unit:04x}");
                }
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

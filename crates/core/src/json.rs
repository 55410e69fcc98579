//! Strict JSON reader and writer: RFC 8259 with the demands of I-JSON (RFC 7493).
//!
//! What a lenient reader would repair silently is refused here, because two readers that repair differently see two
//! credentials under one signature:
//!
//! * the text is UTF-8 without byte order mark, and nothing follows the one value;
//! * an object names each member once, compared after escapes are resolved (RFC 7493 §2.3);
//! * no string holds a surrogate or a noncharacter, escaped or not (RFC 7493 §2.1: "MUST NOT");
//! * a number survives the way through an IEEE 754 double with every digit it was written with (RFC 7493 §2.2);
//!   the exact rule is at [`Number`].
//!
//! Values borrow from the text and remember the spelling of numbers and the order of members, so a document that is
//! read and written again keeps its order and digits.

mod number;
mod reader;

use std::borrow::Cow;

pub use reader::parse;

use crate::json_writer::push_string;

/// Whatever a caller allows, recursion over values ends here: far below what the smallest stack we run on (WASM,
/// 1 MiB) carries.
pub(crate) const MAX_DEPTH: usize = 512;

/// A JSON value that borrows from the text it was read from.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, with its spelling.
    Number(Number<'a>),
    /// A string, escapes resolved.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// An object.
    Object(Object<'a>),
}

/// A number as it was written and as an IEEE 754 double.
///
/// [`parse`] only makes numbers that the double carries without loss:
///
/// * at most 17 significant digits, and the double written with as many digits gives those digits again (of 17 the last
///   one may differ by rounding: some writers print one more digit than a double can tell apart);
/// * an integer is within ±(2⁵³ − 1), the range RFC 7493 §2.2 calls exact, however it is spelled; above, only numbers
///   from 10²¹ on are accepted, and not as plain digits: there ECMAScript and RFC 8785 turn to exponents;
/// * neither infinity (`1e400`) nor a number that becomes zero (`1e-400`).
///
/// `-0` is accepted; it equals `0`, which is also what RFC 8785 writes for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number<'a> {
    /// The source text.
    pub text: &'a str,
    /// The double nearest to it.
    pub value: f64,
}

/// The members of an object in source order; names are unique.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object<'a> {
    pub(crate) members: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Value<'a> {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number.
    pub fn as_number(&self) -> Option<Number<'a>> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The object.
    pub fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The object, to be changed.
    pub fn as_object_mut(&mut self) -> Option<&mut Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The member `name` when this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.as_object()?.get(name)
    }

    /// The elements of an array, or the value itself: how JSON-LD reads a property with one or many values.
    pub fn one_or_many(&self) -> &[Value<'a>] {
        match self {
            Self::Array(elements) => elements,
            other => std::slice::from_ref(other),
        }
    }

    /// The name of the kind of value, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Compact JSON: no white space, members in their order, numbers as they were spelled.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    /// Appends what [`Value::to_json`] returns.
    pub fn write_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(number) => out.push_str(number.text),
            Self::String(text) => push_string(out, text),
            Self::Array(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    element.write_json(out);
                }
                out.push(']');
            }
            Self::Object(object) => {
                out.push('{');
                for (index, (name, value)) in object.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    push_string(out, name);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

impl<'a> Object<'a> {
    /// An object without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of the member `name`.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.members.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// The value of the member `name`, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value<'a>> {
        self.members.iter_mut().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// Whether there is a member `name`.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Names and values in source order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'a>)> + Clone {
        self.members.iter().map(|(name, value)| (&**name, value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Sets the member `name`: in its place when it is there, else as the last one. Returns the value it had.
    pub fn insert(&mut self, name: impl Into<Cow<'a, str>>, value: Value<'a>) -> Option<Value<'a>> {
        let name = name.into();
        if let Some(own) = self.get_mut(&name) {
            return Some(std::mem::replace(own, value));
        }
        self.members.push((name, value));
        None
    }

    /// Takes the member `name` out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value<'a>> {
        let index = self.members.iter().position(|(own, _)| own == name)?;
        Some(self.members.remove(index).1)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::String(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::String(Cow::Owned(text))
    }
}

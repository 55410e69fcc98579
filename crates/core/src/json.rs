//! Strict JSON reader: RFC 8259 with the demands of I-JSON (RFC 7493).

use std::borrow::Cow;

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

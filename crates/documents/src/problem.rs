//! What can be wrong with a template, and with what it is filled in with.

use core::fmt;

/// Why an uploaded template is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// More bytes or elements than a template may have; the text names the limit.
    TooLarge(String),
    /// No well-formed SVG without a DOCTYPE; the text says where.
    Malformed(String),
    /// An element or attribute that could run, fetch or hide something; the text names it.
    Forbidden(String),
    /// A placeholder that stands where none can, or that no field explains.
    Placeholder(String),
    /// A field of the schema that is wrong in itself.
    Schema(String),
}

impl fmt::Display for TemplateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(what) => write!(formatter, "The template is too large: {what}."),
            Self::Malformed(what) => {
                write!(formatter, "The template is no SVG picture that can be read: {what}.")
            }
            Self::Forbidden(what) => write!(formatter, "The template may not contain {what}."),
            Self::Placeholder(what) => write!(formatter, "A placeholder of the template is wrong: {what}."),
            Self::Schema(what) => write!(formatter, "The template's fields are wrong: {what}."),
        }
    }
}

impl core::error::Error for TemplateError {}

/// What is wrong with the value of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's key.
    pub field: String,
    /// What is wrong.
    pub kind: FieldProblemKind,
}

/// See [`FieldProblem`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldProblemKind {
    /// The template has no such field.
    Unknown,
    /// The template needs this field.
    Missing,
    /// Not what a field of this type takes; the text says what that is.
    Invalid(String),
    /// The text does not fit its place even in the smallest letters allowed.
    TooLong,
    /// No font has these characters.
    NoFont(Vec<char>),
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        match &self.kind {
            FieldProblemKind::Unknown => write!(formatter, "The template has no field {field}."),
            FieldProblemKind::Missing => write!(formatter, "The template needs the field {field}."),
            FieldProblemKind::Invalid(what) => write!(formatter, "The field {field} {what}."),
            FieldProblemKind::TooLong => {
                write!(formatter, "The text of {field} is too long for its place in the template.")
            }
            FieldProblemKind::NoFont(characters) => {
                let list: Vec<String> = characters
                    .iter()
                    .map(|character| format!("{character} (U+{:04X})", u32::from(*character)))
                    .collect();
                write!(formatter, "No font here has these characters of {field}: {}.", list.join(", "))
            }
        }
    }
}

//! A template: one SVG with `{{placeholders}}`, and the fields that fill them. Read and checked once, filled often.

mod check;
mod compile;
mod fill;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::TemplateError;
pub(crate) use compile::{Content, Ink, Piece, TextSlot};

/// A template as it is uploaded and stored: JSON with `svg` and `fields`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateDefinition {
    /// The SVG text.
    pub svg: String,
    /// The fields, in the order in which people are asked for them.
    pub fields: Vec<Field>,
}

/// One field of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Field {
    /// The name in placeholders: a letter, then letters, digits and `_`.
    pub key: String,
    /// What people read.
    pub label: String,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Whether the public page of a credential may show it.
    #[serde(default)]
    pub visibility: Visibility,
    /// Whether a document cannot be made without it.
    #[serde(default)]
    pub required: bool,
    /// What stands there when nothing is given; of a picture, its data: URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FieldType {
    /// A text of up to 1,000 characters.
    Text,
    /// `YYYY-MM-DD`, or a date and time; written out in the language of the document.
    Date,
    /// A PNG or JPEG picture.
    Image,
    /// A text, mostly a web address, drawn as a QR code.
    Qr,
    /// `#rgb` or `#rrggbb`.
    Color,
}

/// Who sees a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Whoever holds the document.
    Private,
}

/// What a field is filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// For every field; a picture as `data:image/png;base64,…` or `data:image/jpeg;base64,…`.
    Text(String),
    /// The bytes of a PNG or JPEG file.
    Picture(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Values by the keys of their fields.
pub type Values = BTreeMap<String, Value>;

/// A template that has been checked.
#[derive(Clone, Debug)]
pub struct Template {
    fields: Vec<Field>,
    pieces: Vec<Piece>,
}

impl Template {
    /// Checks and compiles a template.
    ///
    /// # Errors
    /// See [`TemplateError`]: the first thing that is wrong with it.
    pub fn new(definition: &TemplateDefinition) -> Result<Self, TemplateError> {
        check::fields(&definition.fields)?;
        let document = check::parse(&definition.svg)?;
        let pieces = compile::compile(&definition.svg, &document, &definition.fields)?;
        Ok(Self { fields: definition.fields.clone(), pieces })
    }

    /// The fields, in the order of the schema.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}

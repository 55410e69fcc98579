//! From the SVG text to pieces: what stays as it is, and what is filled in.
//!
//! - `<text>` with placeholders in its text: `data-width` is the room it has, `data-lines` how many lines it may take and
//!   `data-height` the room of all lines together, `data-min-size` the smallest letters, `data-grow` (`down`, `up`, `middle`) to where further lines go.
//! - `<image href="{{key}}">`: a picture, or with a field of type `qr` a QR code in the colour of `fill`.
//! - `fill`, `stroke`, `stop-color` and `color` may be `{{key}}` of a field of type `color`.
//! - `data-if="key"` on any element: it is left out when that field is empty; `data-unless="key"`: when it is not.

use core::ops::Range;

use roxmltree::{Attribute, Document, Node};

use super::{Field, FieldType};
use crate::problem::TemplateError;

/// A part of a compiled template.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// SVG text as it stands.
    Literal(String),
    /// The colour of a field.
    Color(String),
    /// The data address of a field's picture.
    Picture(String),
    /// A field's QR code.
    Qr { key: String, x: f32, y: f32, side: f32, ink: Ink },
    /// A text with placeholders.
    Text(TextSlot),
    /// Pieces that are there only if the field is, or only if it is not.
    If { key: String, given: bool, pieces: Vec<Piece> },
}

/// A colour or other value that stands in the template, or the colour of a field.
#[derive(Clone, Debug)]
pub(crate) enum Ink {
    Literal(String),
    Field(String),
}

/// A `<text>` element with placeholders.
#[derive(Clone, Debug)]
pub(crate) struct TextSlot {
    /// Its number, which makes its id.
    pub(crate) number: usize,
    /// Attributes as they go into the element; position and size are apart.
    pub(crate) attributes: Vec<(String, Ink)>,
    pub(crate) content: Vec<Content>,
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) size: f32,
    /// The room it has; without it, it is never made smaller.
    pub(crate) width: Option<f32>,
    pub(crate) lines: usize,
    /// The room of all lines together.
    pub(crate) height: Option<f32>,
    pub(crate) min_size: f32,
    /// Distance of baselines, in sizes of letters.
    pub(crate) line_height: f32,
    /// How much of the further lines' height lies above `y`: 0 none, 1 all.
    pub(crate) grow: f32,
}

/// A part of a text.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Literal(String),
    Field(String),
}

pub(super) fn compile(
    svg: &str,
    document: &Document<'_>,
    fields: &[Field],
) -> Result<Vec<Piece>, TemplateError> {
    let mut texts = 0;
    let mut compiler = Compiler { svg, fields, texts: &mut texts, pieces: Vec::new(), at: 0 };
    compiler.element(document.root_element())?;
    compiler.literal(svg.len());
    Ok(compiler.pieces)
}

struct Compiler<'a> {
    svg: &'a str,
    fields: &'a [Field],
    texts: &'a mut usize,
    pieces: Vec<Piece>,
    at: usize,
}

impl Compiler<'_> {
    fn element(&mut self, node: Node<'_, '_>) -> Result<(), TemplateError> {
        let condition = node.attribute("data-if").map(|key| (key, true));
        match condition.or_else(|| node.attribute("data-unless").map(|key| (key, false))) {
            Some((key, given)) => {
                self.field(key, &[FieldType::Text, FieldType::Date, FieldType::Image, FieldType::Qr])?;
                self.only_if(key, given, node)
            }
            None => self.inner(node),
        }
    }

    fn inner(&mut self, node: Node<'_, '_>) -> Result<(), TemplateError> {
        match node.tag_name().name() {
            "text" if has_placeholder(node) => {
                let slot = self.text_slot(node)?;
                self.replace(node.range(), Piece::Text(slot));
                Ok(())
            }
            "image" => match node.attribute("href").and_then(placeholder) {
                Some(key) => self.image(key, node),
                None => self.plain(node),
            },
            _ => self.plain(node),
        }
    }

    /// Pieces of their own for `node`, which are there or not as the field is.
    fn only_if(&mut self, key: &str, given: bool, node: Node<'_, '_>) -> Result<(), TemplateError> {
        let range = node.range();
        let (svg, fields) = (self.svg, self.fields);
        let mut inside =
            Compiler { svg, fields, texts: &mut *self.texts, pieces: Vec::new(), at: range.start };
        inside.inner(node)?;
        inside.literal(range.end);
        let pieces = inside.pieces;
        self.replace(range, Piece::If { key: key.to_owned(), given, pieces });
        Ok(())
    }

    fn image(&mut self, key: &str, node: Node<'_, '_>) -> Result<(), TemplateError> {
        let kind = self.field(key, &[FieldType::Image, FieldType::Qr])?;
        if kind == FieldType::Qr {
            let side = number(node, "width", None)?;
            let ink = self.ink(node.attribute("fill").unwrap_or("#000"))?;
            let (x, y) = (number(node, "x", Some(0.0))?, number(node, "y", Some(0.0))?);
            self.replace(node.range(), Piece::Qr { key: key.to_owned(), x, y, side, ink });
            return Ok(());
        }
        let range = node.range();
        let Some(address) = node.attribute_node("href").map(|attribute| attribute.range_value()) else {
            return wrong("a picture without href");
        };
        let text = |range: Range<usize>| Piece::Literal(self.svg.get(range).unwrap_or_default().to_owned());
        let pieces = vec![
            text(range.start..address.start),
            Piece::Picture(key.to_owned()),
            text(address.end..range.end),
        ];
        self.replace(range, Piece::If { key: key.to_owned(), given: true, pieces });
        Ok(())
    }

    fn plain(&mut self, node: Node<'_, '_>) -> Result<(), TemplateError> {
        for attribute in node.attributes().filter(|attribute| attribute.value().contains("{{")) {
            let key = self.colour_placeholder(&attribute)?;
            self.replace(attribute.range_value(), Piece::Color(key));
        }
        for child in node.children() {
            if child.is_text() && child.text().is_some_and(|text| text.contains("{{")) {
                let name = node.tag_name().name();
                return wrong(&format!(
                    "one stands in {name}, but only texts directly in a text element are filled in"
                ));
            }
            if child.is_element() {
                self.element(child)?;
            }
        }
        Ok(())
    }

    fn text_slot(&mut self, node: Node<'_, '_>) -> Result<TextSlot, TemplateError> {
        if node.children().any(|child| child.is_element()) {
            return wrong("a text with a placeholder has elements inside");
        }
        let text: String = node.children().filter_map(|child| child.text()).collect();
        let size = number(node, "font-size", None)?;
        let lines = number(node, "data-lines", Some(1.0))?.clamp(1.0, 20.0);
        let grow = match node.attribute("data-grow") {
            None | Some("down") => 0.0,
            Some("up") => 1.0,
            Some("middle") => 0.5,
            Some(other) => return wrong(&format!("data-grow is down, up or middle, not {other:.40}")),
        };
        *self.texts += 1;
        Ok(TextSlot {
            number: *self.texts,
            attributes: self.attributes(node)?,
            content: self.content(&text)?,
            x: number(node, "x", Some(0.0))?,
            y: number(node, "y", Some(0.0))?,
            size,
            width: node.attribute("data-width").map(|_| number(node, "data-width", None)).transpose()?,
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 20")]
            lines: lines as usize,
            height: node.attribute("data-height").map(|_| number(node, "data-height", None)).transpose()?,
            min_size: number(node, "data-min-size", Some(size / 2.0))?,
            line_height: number(node, "data-line-height", Some(1.2))?,
            grow,
        })
    }

    /// All attributes of a text but those that filling in writes or reads.
    fn attributes(&self, node: Node<'_, '_>) -> Result<Vec<(String, Ink)>, TemplateError> {
        let own = |attribute: &Attribute<'_, '_>| {
            !attribute.name().starts_with("data-")
                && !["id", "x", "y", "font-size"].contains(&attribute.name())
        };
        let named = |attribute: Attribute<'_, '_>| {
            let prefix = match attribute.namespace() {
                Some("http://www.w3.org/XML/1998/namespace") => "xml:",
                _ => "",
            };
            Ok((format!("{prefix}{}", attribute.name()), self.ink(attribute.value())?))
        };
        node.attributes().filter(own).map(named).collect()
    }

    fn content(&self, text: &str) -> Result<Vec<Content>, TemplateError> {
        let mut content = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((key, following)) = after.split_once("}}") else {
                return wrong(&format!("{{{{{after:.40} has no end"));
            };
            self.field(key.trim(), &[FieldType::Text, FieldType::Date])?;
            content.push(Content::Literal(before.to_owned()));
            content.push(Content::Field(key.trim().to_owned()));
            rest = following;
        }
        content.push(Content::Literal(rest.to_owned()));
        Ok(content)
    }

    fn colour_placeholder(&self, attribute: &Attribute<'_, '_>) -> Result<String, TemplateError> {
        let name = attribute.name();
        match placeholder(attribute.value()) {
            Some(key) if ["fill", "stroke", "stop-color", "color"].contains(&name) => {
                self.field(key, &[FieldType::Color]).map(|_| key.to_owned())
            }
            _ => wrong(&format!("{name} cannot be filled in: only colours can, and the href of an image")),
        }
    }

    fn ink(&self, value: &str) -> Result<Ink, TemplateError> {
        match placeholder(value) {
            Some(key) => self.field(key, &[FieldType::Color]).map(|_| Ink::Field(key.to_owned())),
            None if value.contains("{{") => wrong("one stands in the middle of an attribute"),
            None => Ok(Ink::Literal(value.to_owned())),
        }
    }

    /// The type of the field, which has to be one of `kinds`.
    fn field(&self, key: &str, kinds: &[FieldType]) -> Result<FieldType, TemplateError> {
        match self.fields.iter().find(|field| field.key == key) {
            None => wrong(&format!("{key:.64} is none of the fields")),
            Some(field) if !kinds.contains(&field.kind) => {
                wrong(&format!("{key} is a field of another type than can stand there"))
            }
            Some(field) => Ok(field.kind),
        }
    }

    fn replace(&mut self, range: Range<usize>, piece: Piece) {
        self.literal(range.start);
        self.pieces.push(piece);
        self.at = range.end;
    }

    fn literal(&mut self, end: usize) {
        let text = self.svg.get(self.at..end).unwrap_or_default();
        if !text.is_empty() {
            self.pieces.push(Piece::Literal(text.to_owned()));
        }
        self.at = end;
    }
}

fn has_placeholder(node: Node<'_, '_>) -> bool {
    node.descendants().any(|node| node.is_text() && node.text().is_some_and(|text| text.contains("{{")))
}

/// The key, if the whole value is one placeholder.
fn placeholder(value: &str) -> Option<&str> {
    value.trim().strip_prefix("{{")?.strip_suffix("}}").map(str::trim)
}

fn number(node: Node<'_, '_>, name: &str, default: Option<f32>) -> Result<f32, TemplateError> {
    let Some(text) = node.attribute(name) else {
        return default.ok_or_else(|| needs_number(node, name));
    };
    let number = text.trim().trim_end_matches("px").parse::<f32>().ok();
    number.filter(|number| number.abs() <= 10_000.0).ok_or_else(|| needs_number(node, name))
}

fn needs_number(node: Node<'_, '_>, name: &str) -> TemplateError {
    let element = node.tag_name().name();
    TemplateError::Placeholder(format!("the {element} element with one needs {name}, a plain number"))
}

fn wrong<T>(what: &str) -> Result<T, TemplateError> {
    Err(TemplateError::Placeholder(what.to_owned()))
}

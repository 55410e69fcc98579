//! Fills a template in: values are checked, texts are fitted, and the whole becomes a certificate.

use core::fmt::Write;
use std::collections::BTreeMap;

use data_encoding::BASE64;
use resvg::usvg;

use super::check::is_colour;
use super::{Content, Field, FieldType, Ink, Piece, Template, TextSlot, Value, Values};
use crate::certificate::{Certificate, Details, RenderError};
use crate::problem::{FieldProblem, FieldProblemKind};
use crate::qr::Code;
use crate::text::{self, Fitted, Setting, escaped};
use crate::{Fonts, date, picture};

/// Characters of one field.
const MAX_CHARACTERS: usize = 1_000;

impl Template {
    /// A document of these values.
    ///
    /// # Errors
    /// [`RenderError::Fields`] with every problem of every field: unknown, missing, of the wrong kind, too long for its
    /// place, or with characters that no font has.
    pub fn fill(
        &self,
        values: &Values,
        details: &Details,
        fonts: &Fonts,
    ) -> Result<Certificate, RenderError> {
        let ready = self.ready(values, details, fonts).map_err(RenderError::Fields)?;
        let mut slots = Vec::new();
        shown_texts(&self.pieces, &ready, &mut slots);
        let fitted = text::fit(&slots, |settings| {
            let mut svg = String::new();
            write_pieces(&self.pieces, &ready, settings, &mut svg);
            parse(&svg, details, fonts)
        })?;
        match fitted {
            Fitted::Drawn(tree) => Ok(Certificate::new(*tree, details.clone())),
            Fitted::TooLong(numbers) => {
                let slots = slots.iter().filter(|(slot, _)| numbers.contains(&slot.number));
                Err(RenderError::Fields(slots.map(|(slot, _)| too_long(slot, &ready)).collect()))
            }
        }
    }

    /// Every value in the form in which it is drawn, or every problem.
    fn ready(
        &self,
        values: &Values,
        details: &Details,
        fonts: &Fonts,
    ) -> Result<BTreeMap<String, Ready>, Vec<FieldProblem>> {
        let known = |key: &str| self.fields.iter().any(|field| field.key == key);
        let unknown = values.keys().filter(|key| !known(key));
        let mut problems: Vec<FieldProblem> =
            unknown.map(|key| FieldProblem { field: key.clone(), kind: FieldProblemKind::Unknown }).collect();
        let mut ready = BTreeMap::new();
        for field in &self.fields {
            let default = field.default.as_ref().map(|text| Value::Text(text.clone()));
            let value = values.get(&field.key).filter(|value| !is_empty(value)).or(default.as_ref());
            match value.map(|value| read(field, value, details, fonts)) {
                Some(Ok(value)) => {
                    ready.insert(field.key.clone(), value);
                }
                Some(Err(kind)) => problems.push(FieldProblem { field: field.key.clone(), kind }),
                None if field.required => {
                    problems.push(FieldProblem { field: field.key.clone(), kind: FieldProblemKind::Missing });
                }
                None => {}
            }
        }
        if problems.is_empty() { Ok(ready) } else { Err(problems) }
    }
}

/// A value in the form in which it is drawn.
enum Ready {
    Text(String),
    Color(String),
    Picture(String),
    Qr(Code),
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.trim().is_empty(),
        Value::Picture(bytes) => bytes.is_empty(),
    }
}

fn read(field: &Field, value: &Value, details: &Details, fonts: &Fonts) -> Result<Ready, FieldProblemKind> {
    let invalid = |what: &str| FieldProblemKind::Invalid(what.to_owned());
    match (field.kind, value) {
        (FieldType::Image, Value::Picture(file)) => drawn(file),
        (FieldType::Image, Value::Text(url)) => match picture::from_data_url(url) {
            Some(file) => drawn(&file),
            None => Err(invalid("takes a PNG or JPEG picture, as a data: URL in base64")),
        },
        (_, Value::Picture(_)) => Err(invalid("takes a text, not a picture")),
        (FieldType::Text, Value::Text(text)) => plain(text, fonts).map(Ready::Text),
        (FieldType::Date, Value::Text(text)) => {
            let written = date::written_out(text.trim(), &details.language);
            let written = written.ok_or_else(|| invalid("takes a date such as 2026-03-01"))?;
            plain(&written, fonts).map(Ready::Text)
        }
        (FieldType::Color, Value::Text(text)) if is_colour(text.trim()) => {
            Ok(Ready::Color(text.trim().to_owned()))
        }
        (FieldType::Color, Value::Text(_)) => Err(invalid("takes a colour such as #1a2b3c")),
        (FieldType::Qr, Value::Text(text)) => {
            Code::of(text.trim()).map(Ready::Qr).ok_or(FieldProblemKind::TooLong)
        }
    }
}

fn drawn(picture: &[u8]) -> Result<Ready, FieldProblemKind> {
    let png = picture::rewritten(picture).map_err(FieldProblemKind::Invalid)?;
    Ok(Ready::Picture(format!("data:image/png;base64,{}", BASE64.encode(&png))))
}

/// One line of text that can be drawn.
fn plain(text: &str, fonts: &Fonts) -> Result<String, FieldProblemKind> {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(|character| character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}')) {
        return Err(FieldProblemKind::Invalid("has a character that cannot be drawn".to_owned()));
    }
    if text.chars().count() > MAX_CHARACTERS {
        return Err(FieldProblemKind::TooLong);
    }
    let mut missing: Vec<char> = text.chars().filter(|character| !fonts.has(*character)).collect();
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() { Ok(text) } else { Err(FieldProblemKind::NoFont(missing)) }
}

/// The text of a slot; `None` if one of its fields is empty, and then it is left out.
fn content(slot: &TextSlot, ready: &BTreeMap<String, Ready>) -> Option<String> {
    let parts = slot.content.iter().map(|part| match part {
        Content::Literal(text) => Some(text.as_str()),
        Content::Field(key) => match ready.get(key) {
            Some(Ready::Text(text)) => Some(text.as_str()),
            _ => None,
        },
    });
    let text: String = parts.collect::<Option<_>>()?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn shown_texts<'a>(
    pieces: &'a [Piece],
    ready: &BTreeMap<String, Ready>,
    slots: &mut Vec<(&'a TextSlot, String)>,
) {
    for piece in pieces {
        match piece {
            Piece::Text(slot) => slots.extend(content(slot, ready).map(|text| (slot, text))),
            Piece::If { key, given, pieces } if ready.contains_key(key) == *given => {
                shown_texts(pieces, ready, slots)
            }
            _ => {}
        }
    }
}

fn write_pieces(
    pieces: &[Piece],
    ready: &BTreeMap<String, Ready>,
    settings: &BTreeMap<usize, Setting>,
    svg: &mut String,
) {
    for piece in pieces {
        match piece {
            Piece::Literal(text) => svg.push_str(text),
            Piece::Color(key) => svg.push_str(colour(key, ready)),
            Piece::Picture(key) => {
                if let Some(Ready::Picture(address)) = ready.get(key) {
                    svg.push_str(address);
                }
            }
            Piece::Qr { key, x, y, side, ink } => {
                if let Some(Ready::Qr(code)) = ready.get(key) {
                    write_qr(code, (*x, *y, *side), ink_text(ink, ready), svg);
                }
            }
            Piece::Text(slot) => {
                if let Some(setting) = settings.get(&slot.number) {
                    write_text(slot, setting, ready, svg);
                }
            }
            Piece::If { key, given, pieces } => {
                if ready.contains_key(key) == *given {
                    write_pieces(pieces, ready, settings, svg);
                }
            }
        }
    }
}

// Writing to a string cannot fail, here and below.
fn write_qr(code: &Code, (x, y, side): (f32, f32, f32), ink: &str, svg: &mut String) {
    #[allow(clippy::cast_precision_loss, reason = "a QR code has at most 177 modules a side")]
    let scale = side / code.side() as f32;
    let _ = write!(
        svg,
        r#"<path transform="translate({x} {y}) scale({scale})" shape-rendering="crispEdges" fill="{}" d="{}"/>"#,
        escaped(ink),
        code.path()
    );
}

fn write_text(slot: &TextSlot, setting: &Setting, ready: &BTreeMap<String, Ready>, svg: &mut String) {
    for (id, size, lines) in setting.elements(slot) {
        let _ = write!(svg, r#"<text id="{id}" font-size="{size}""#);
        for (name, value) in &slot.attributes {
            let _ = write!(svg, r#" {name}="{}""#, escaped(ink_text(value, ready)));
        }
        svg.push('>');
        for (line, y) in lines {
            let _ = write!(svg, r#"<tspan x="{}" y="{y}">{}</tspan>"#, slot.x, escaped(line));
        }
        svg.push_str("</text>");
    }
}

fn ink_text<'a>(ink: &'a Ink, ready: &'a BTreeMap<String, Ready>) -> &'a str {
    match ink {
        Ink::Literal(text) => text,
        Ink::Field(key) => colour(key, ready),
    }
}

/// A colour that is not given draws nothing.
fn colour<'a>(key: &str, ready: &'a BTreeMap<String, Ready>) -> &'a str {
    match ready.get(key) {
        Some(Ready::Color(colour)) => colour,
        _ => "none",
    }
}

fn parse(svg: &str, details: &Details, fonts: &Fonts) -> Result<usvg::Tree, RenderError> {
    let options = usvg::Options {
        font_family: "Alegreya".to_owned(),
        languages: vec![details.language.clone()],
        font_resolver: fonts.resolver(&details.language),
        fontdb: fonts.database(),
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: usvg::ImageHrefResolver::default_data_resolver(),
            // No file and no address is ever opened.
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(svg, &options).map_err(|error| RenderError::Drawing(error.to_string()))
}

/// The longest of the fields in a text is the one to shorten.
fn too_long(slot: &TextSlot, ready: &BTreeMap<String, Ready>) -> FieldProblem {
    let keys = slot.content.iter().filter_map(|part| match part {
        Content::Field(key) => Some(key),
        Content::Literal(_) => None,
    });
    let length = |key: &&String| match ready.get(*key) {
        Some(Ready::Text(text)) => text.len(),
        _ => 0,
    };
    FieldProblem {
        field: keys.max_by_key(length).cloned().unwrap_or_default(),
        kind: FieldProblemKind::TooLong,
    }
}

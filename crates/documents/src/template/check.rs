//! What a template may contain. Everything that could run, fetch, or cost more than drawing is refused by name: only
//! listed elements stand in a template.

use roxmltree::{Document, Node, NodeType, ParsingOptions};

use super::{Field, FieldType};
use crate::picture;
use crate::problem::TemplateError;

/// Bytes of a template.
const MAX_BYTES: usize = 512 << 10;
/// Nodes of a template, those that `use` repeats counted again.
const MAX_NODES: usize = 20_000;
/// Elements inside elements.
const MAX_DEPTH: usize = 64;
/// Attributes of one element: the XML library compares them with each other.
const MAX_ATTRIBUTES: usize = 64;
/// Fields of a template.
const MAX_FIELDS: usize = 64;
const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

const ELEMENTS: [&str; 23] = [
    "svg",
    "g",
    "defs",
    "title",
    "desc",
    "metadata",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "image",
    "use",
    "symbol",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
];

/// The fields by themselves.
pub(super) fn fields(fields: &[Field]) -> Result<(), TemplateError> {
    let wrong = |what: String| Err(TemplateError::Schema(what));
    if fields.len() > MAX_FIELDS {
        return wrong(format!("there are more than {MAX_FIELDS}"));
    }
    for (at, field) in fields.iter().enumerate() {
        let key = &field.key;
        if !is_key(key) {
            return wrong(format!("{key:?} is no key: a letter, then letters, digits and _, 64 at most"));
        }
        if fields.iter().take(at).any(|other| other.key == *key) {
            return wrong(format!("{key} is there twice"));
        }
        match (&field.default, field.kind) {
            (Some(picture), FieldType::Image) => {
                let file = picture::from_data_url(picture).ok_or_else(|| {
                    TemplateError::Schema(format!(
                        "the default of {key} is no data: URL of a PNG or JPEG picture"
                    ))
                })?;
                if let Err(what) = picture::rewritten(&file) {
                    return wrong(format!("the default of {key} {what}"));
                }
            }
            (Some(colour), FieldType::Color) if !is_colour(colour) => {
                return wrong(format!("the default of {key} is no colour such as #1a2b3c"));
            }
            (Some(date), FieldType::Date) if crate::date::parse(date).is_none() => {
                return wrong(format!("the default of {key} is no date such as 2026-03-01"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_key(key: &str) -> bool {
    key.len() <= 64
        && key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// `#rgb` or `#rrggbb`.
pub(super) fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Reads the SVG and looks at every node of it.
pub(super) fn parse(svg: &str) -> Result<Document<'_>, TemplateError> {
    if svg.len() > MAX_BYTES {
        return Err(TemplateError::TooLarge(format!(
            "it has {} bytes, and {MAX_BYTES} are allowed",
            svg.len()
        )));
    }
    if svg.split('<').any(|tag| tag.matches('=').count() > MAX_ATTRIBUTES && !tag.starts_with("image")) {
        return Err(TemplateError::TooLarge(format!("an element has more than {MAX_ATTRIBUTES} attributes")));
    }
    let lower = svg.to_ascii_lowercase();
    for (sign, name) in [("<!doctype", "a DOCTYPE"), ("<!entity", "an entity")] {
        if lower.contains(sign) {
            return forbidden(name);
        }
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: u32::try_from(MAX_NODES).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(svg, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => too_many_nodes(),
        error => TemplateError::Malformed(error.to_string()),
    })?;
    if !document.root_element().has_tag_name((SVG, "svg")) {
        return Err(TemplateError::Malformed("its root element is not svg".to_owned()));
    }
    for node in document.descendants() {
        check_node(node)?;
    }
    limit_repetition(&document)?;
    Ok(document)
}

fn check_node(node: Node<'_, '_>) -> Result<(), TemplateError> {
    match node.node_type() {
        NodeType::PI => return forbidden("a processing instruction"),
        NodeType::Element => {}
        NodeType::Root | NodeType::Comment | NodeType::Text => return Ok(()),
    }
    if node.ancestors().nth(MAX_DEPTH).is_some() {
        return Err(TemplateError::TooLarge(format!(
            "elements lie more than {MAX_DEPTH} deep in each other"
        )));
    }
    let name = node.tag_name().name();
    if node.tag_name().namespace() != Some(SVG) || !ELEMENTS.contains(&name) {
        return forbidden(&format!("the element {name}"));
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value().trim());
        if name.to_ascii_lowercase().starts_with("on") {
            return forbidden(&format!("the attribute {name}, which runs a script"));
        }
        if name == "href" && matches!(attribute.namespace(), None | Some(XLINK)) {
            if !is_inside(value) {
                return forbidden(&format!("the address {value:.40}, which lies outside of it"));
            }
            continue;
        }
        if name == "base" || name == "src" || !only_points_inside(value) {
            return forbidden(&format!("{name}={value:.40}, which reaches outside of it"));
        }
    }
    Ok(())
}

/// Something in the same document, a picture that is written out, or a placeholder (whose field says what comes there).
fn is_inside(address: &str) -> bool {
    let written_out = ["data:image/png;base64,", "data:image/jpeg;base64,"];
    address.starts_with('#')
        || written_out.iter().any(|start| address.starts_with(start))
        || (address.starts_with("{{") && address.ends_with("}}"))
}

/// Every `url(…)` is one of `url(#…)`; no CSS that fetches, and no escapes that could write it in another way.
fn only_points_inside(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let inside = lower.split("url(").skip(1);
    let all_inside =
        inside.map(|rest| rest.trim_start_matches([' ', '"', '\''])).all(|rest| rest.starts_with('#'));
    let fetching = ["@import", "expression(", "javascript:", "image-set(", "image(", "\\", "/*"];
    all_inside && !fetching.iter().any(|word| lower.contains(word))
}

/// `use` may repeat what is drawn, but not what repeats in turn: that would double with each level. What is pointed at
/// by `url(#…)` (a mask, a clip path) may not point on either, for the same reason.
fn limit_repetition(document: &Document<'_>) -> Result<(), TemplateError> {
    let mut nodes = document.descendants().count();
    for node in document.descendants().filter(Node::is_element) {
        for id in targets(node) {
            let Some(target) = document.descendants().find(|node| node.attribute("id") == Some(id)) else {
                continue;
            };
            let drawn = ["linearGradient", "radialGradient"].contains(&target.tag_name().name());
            if drawn {
                continue;
            }
            if target.descendants().any(|node| targets(node).any(|id| !is_gradient(document, id))) {
                return forbidden("something repeated that repeats something else in turn");
            }
            nodes += target.descendants().count();
            if nodes > MAX_NODES {
                return Err(too_many_nodes());
            }
        }
    }
    Ok(())
}

fn is_gradient(document: &Document<'_>, id: &str) -> bool {
    let target = document.descendants().find(|node| node.attribute("id") == Some(id));
    target.is_none_or(|node| ["linearGradient", "radialGradient"].contains(&node.tag_name().name()))
}

/// Ids of what an element points at.
fn targets<'a>(node: Node<'a, '_>) -> impl Iterator<Item = &'a str> {
    node.attributes().filter_map(|attribute| {
        if attribute.name() == "href" {
            return attribute.value().trim().strip_prefix('#');
        }
        let (_, rest) = attribute.value().split_once("url(")?;
        let id = rest.split(')').next()?.trim_matches([' ', '"', '\'']);
        id.strip_prefix('#')
    })
}

fn too_many_nodes() -> TemplateError {
    TemplateError::TooLarge(format!("it has more than {MAX_NODES} elements and texts"))
}

fn forbidden<T>(what: &str) -> Result<T, TemplateError> {
    Err(TemplateError::Forbidden(what.to_owned()))
}

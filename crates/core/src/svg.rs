//! SVG, as far as a baked credential needs it. Nothing that the picture draws or runs is looked at.

use roxmltree::{Document, Node, ParsingOptions};

use crate::{Code, Limits, Problem, Result};

/// Namespace of the element that carries an Open Badges 3.0 credential.
pub(crate) const NAMESPACE: &str = "https://purl.imsglobal.org/ob/v3p0";
/// Namespace of Open Badges 1 and 2.
pub(crate) const NAMESPACE_2_0: &str = "http://openbadges.org";
const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// What an SVG file carries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Baked {
    /// The JSON text or compact JWS in `openbadges:credential`.
    pub(crate) credential: Option<String>,
    /// The same for `openbadges:assertion` of Open Badges 2.0.
    pub(crate) open_badges_2: Option<String>,
}

/// Finds the baked credential (Open Badges 3.0, "Baked Badge", SVG): a child of the root element, in the right
/// namespace, with the credential either in `verify` or as its text.
///
/// Any DOCTYPE is refused, so there are no entities to expand; the number of nodes is limited.
pub(crate) fn read(text: &str, limits: &Limits) -> Result<Baked> {
    limit_attributes(text, limits)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: u32::try_from(limits.svg_nodes).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        // The library's sentence ends in line and column, which is the place to name.
        malformed(&format!("is not well-formed XML without a DOCTYPE: {error}"))
    })?;
    let root = document.root_element();
    if !root.has_tag_name((SVG_NAMESPACE, "svg")) {
        return Err(malformed("has another root element than svg"));
    }
    let mut baked = Baked::default();
    for node in root.descendants().filter(Node::is_element) {
        let place = match (node.tag_name().namespace(), node.tag_name().name()) {
            (Some(NAMESPACE), "credential") => &mut baked.credential,
            (Some(NAMESPACE_2_0), "assertion") => &mut baked.open_badges_2,
            _ => continue,
        };
        if node.parent() != Some(root) {
            return Err(malformed("carries a credential elsewhere than directly under its root element"));
        }
        if place.is_some() {
            return Err(Problem::new(Code::AmbiguousContainer, "The picture carries two credentials."));
        }
        let is_open_badges_2 = node.tag_name().namespace() == Some(NAMESPACE_2_0);
        *place = Some(content(node, is_open_badges_2)?);
    }
    Ok(baked)
}

/// The XML library compares the attributes of an element with each other, which takes quadratic time. So they are
/// counted first, by their `=`: no `<` can stand inside a tag, and what follows a tag up to the next one is only counted
/// too high.
fn limit_attributes(text: &str, limits: &Limits) -> Result<()> {
    let mut total = 0_usize;
    for piece in text.split('<').filter(|piece| !piece.starts_with("![CDATA[")) {
        let signs = piece.bytes().filter(|&byte| byte == b'=').count();
        total = total.saturating_add(signs);
        if signs > limits.svg_attributes || total > limits.svg_nodes {
            return Err(Problem::new(
                Code::LimitExceeded,
                "The picture has more attributes than this verifier reads.",
            ));
        }
    }
    Ok(())
}

/// The credential of an element. Open Badges 2.0 puts the address of a hosted assertion beside its text, where it says
/// nothing new: the text has it as its id.
fn content(node: Node<'_, '_>, is_open_badges_2: bool) -> Result<String> {
    if node.children().any(|child| child.is_element()) {
        return Err(malformed("carries a credential with elements inside it"));
    }
    let body: String = node.children().filter(Node::is_text).filter_map(|child| child.text()).collect();
    match (node.attribute("verify"), body.trim()) {
        (Some(address), json) if is_open_badges_2 && address.starts_with("http") && !json.is_empty() => {
            Ok(json.to_owned())
        }
        (Some(_), body) if !body.is_empty() => Err(Problem::new(
            Code::AmbiguousContainer,
            "The picture carries one credential in verify and another as text.",
        )),
        (Some(compact), _) => Ok(compact.to_owned()),
        (None, "") => Err(malformed("has an empty credential element")),
        (None, json) => Ok(json.to_owned()),
    }
}

fn malformed(why: &str) -> Problem {
    Problem::new(Code::MalformedContainer, format!("The picture {why}."))
}

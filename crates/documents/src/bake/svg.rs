//! SVG: the credential is the first element under the root, in the namespace of Open Badges.

use core::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

use super::{BakeError, CredentialText};

const NAMESPACE: &str = "https://purl.imsglobal.org/ob/v3p0";
const NAMESPACE_2_0: &str = "http://openbadges.org";
const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";
/// The prefix that the specification shows; some readers look for it.
const PREFIX: &str = "openbadges";
const MAX_NODES: u32 = 100_000;

/// Splices the element into the text; everything else stays byte for byte.
pub(super) fn bake(picture: &[u8], credential: &CredentialText<'_>) -> Result<Vec<u8>, BakeError> {
    let text = core::str::from_utf8(picture).map_err(|_| damaged("is not UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| damaged(&format!("is not well-formed XML without a DOCTYPE: {error}")))?;
    let root = document.root_element();
    if !root.has_tag_name((SVG_NAMESPACE, "svg")) {
        return Err(damaged("has another root element than svg"));
    }
    let mut edits: Vec<(Range<usize>, String)> =
        root.descendants().filter(is_credential).map(|node| (node.range(), String::new())).collect();
    edits.extend(insertion(text, root, credential)?);
    Ok(apply(text, edits).into_bytes())
}

fn is_credential(node: &Node<'_, '_>) -> bool {
    node.has_tag_name((NAMESPACE, "credential")) || node.has_tag_name((NAMESPACE_2_0, "assertion"))
}

/// The element behind the root's start tag, and its prefix in the start tag if it is not bound yet.
fn insertion(
    text: &str,
    root: Node<'_, '_>,
    credential: &CredentialText<'_>,
) -> Result<Vec<(Range<usize>, String)>, BakeError> {
    let declaration = format!(r#" xmlns:{PREFIX}="{NAMESPACE}""#);
    let (on_root, on_element) = match root.lookup_namespace_uri(Some(PREFIX)) {
        None => (declaration.as_str(), ""),
        Some(NAMESPACE) => ("", ""),
        // The prefix means something else in this picture, so it is bound again where ours begins.
        Some(_) => ("", declaration.as_str()),
    };
    let element = element(credential, on_element);
    let end = start_tag_end(text, root).ok_or_else(|| damaged("has a root element without an end"))?;
    if text.get(..end).is_some_and(|start| start.ends_with('/')) {
        let name = root_name(text, root);
        return Ok(vec![(end - 1..end + 1, format!("{on_root}>{element}</{name}>"))]);
    }
    Ok(vec![(end..end + 1, format!("{on_root}>{element}"))])
}

fn element(credential: &CredentialText<'_>, declaration: &str) -> String {
    if credential.is_jwt {
        // A compact JWS has no character that XML would escape.
        return format!(r#"<{PREFIX}:credential{declaration} verify="{}"/>"#, credential.text);
    }
    // Two things would not come out of CDATA as they went in: its own end, and a carriage return.
    let json = credential.text.replace("]]>", "]]]]><![CDATA[>").replace('\r', "]]>&#13;<![CDATA[");
    format!("<{PREFIX}:credential{declaration}><![CDATA[{json}]]></{PREFIX}:credential>")
}

/// Where the `>` of the root's start tag stands: no attribute lies between the last attribute and it.
fn start_tag_end(text: &str, root: Node<'_, '_>) -> Option<usize> {
    // Namespace declarations are no attributes to the XML library, so quotes are walked here.
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(root.range().start) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The root's name as written, with its prefix.
fn root_name<'a>(text: &'a str, root: Node<'_, '_>) -> &'a str {
    let tag = text.get(root.range().start + 1..).unwrap_or_default();
    tag.split(|character: char| character.is_ascii_whitespace() || matches!(character, '/' | '>'))
        .next()
        .unwrap_or_default()
}

/// Replaces each range by its text.
fn apply(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut result = String::with_capacity(text.len() + 4096);
    let mut at = 0;
    // A credential inside another one is gone with it.
    for (range, replacement) in edits {
        if range.start < at {
            continue;
        }
        result.push_str(text.get(at..range.start).unwrap_or_default());
        result.push_str(&replacement);
        at = range.end;
    }
    result.push_str(text.get(at..).unwrap_or_default());
    result
}

fn damaged(why: &str) -> BakeError {
    BakeError::DamagedPicture(why.to_owned())
}

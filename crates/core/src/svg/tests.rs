//! Pictures, sound and damaged in thousands of ways, against a library that builds the whole tree.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use roxmltree::{Document, Node, ParsingOptions};

use super::{Baked, NAMESPACE, NAMESPACE_2_0, SVG_NAMESPACE, read};
use crate::Limits;

/// What a picture carries, as the library sees it; `None` when something is wrong with it.
fn expected(text: &str) -> Option<Baked> {
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    if !root.has_tag_name((SVG_NAMESPACE, "svg")) {
        return None;
    }
    let mut baked = Baked::default();
    for node in root.descendants().filter(Node::is_element) {
        let place = match (node.tag_name().namespace(), node.tag_name().name()) {
            (Some(NAMESPACE), "credential") => &mut baked.credential,
            (Some(NAMESPACE_2_0), "assertion") => &mut baked.open_badges_2,
            _ => continue,
        };
        if node.parent() != Some(root) || place.is_some() || node.children().any(|child| child.is_element()) {
            return None;
        }
        let body: String = node.children().filter(Node::is_text).filter_map(|child| child.text()).collect();
        // XML §2.11: the library leaves a carriage return alone that stands between two references.
        let body = body.replace('\r', "\n");
        let is_open_badges_2 = node.tag_name().namespace() == Some(NAMESPACE_2_0);
        *place = match (node.attribute("verify"), body.trim()) {
            (Some(address), json) if is_open_badges_2 && address.starts_with("http") && !json.is_empty() => {
                Some(json.to_owned())
            }
            (Some(_), body) if !body.is_empty() => return None,
            (Some(compact), _) => Some(compact.to_owned()),
            (None, "") => return None,
            (None, json) => Some(json.to_owned()),
        };
    }
    Some(baked)
}

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:o=\"https://purl.imsglobal.org/ob/v3p0\"";

fn pictures() -> Vec<String> {
    [
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{SVG} width='1'><!-- a --><o:credential verify=\"a.b.c\"/><g id=\"a\"><path d=\"M0 0\"/>text &amp; more</g></svg>\n"),
        format!("\u{feff}{SVG}><o:credential><![CDATA[{{\"a\":\r\n1}}]]></o:credential></svg><!-- end --><?pi data?>"),
        format!("{SVG}><o:credential>{{&quot;a&quot;:&#49;&#x31;}}<!-- b --> </o:credential><a o:b=\"1\" b='2\n3\t4'/></svg>"),
        format!("{SVG}><p:credential xmlns:p=\"https://purl.imsglobal.org/ob/v3p0\">{{}}</p:credential></svg>"),
        format!("{SVG}><assertion xmlns=\"http://openbadges.org\" verify=\"https://a.example/1\">{{\"a\":1}}</assertion><é xml:lang='x'/></svg>"),
        "<s:svg xmlns:s='http://www.w3.org/2000/svg'><credential xmlns='https://purl.imsglobal.org/ob/v3p0' verify=' a '></credential></s:svg>".to_owned(),
    ]
    .to_vec()
}

const PIECES: [&str; 40] = [
    "<",
    ">",
    "/",
    "\"",
    "'",
    "=",
    " ",
    "&",
    ";",
    "&amp;",
    "&lt;",
    "&#0;",
    "&#xfffe;",
    "&#x20;",
    "&nbsp;",
    "<!--",
    "-->",
    "--",
    "<![CDATA[",
    "]]>",
    "<?pi ?>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE svg>",
    "<g>",
    "</g>",
    "<g/>",
    "xmlns:q=''",
    " xmlns=''",
    " q:r='1'",
    " verify='x'",
    " o:verify='x'",
    "\r",
    "\n",
    "\t",
    "\u{1}",
    "\u{ffff}",
    "é",
    ":",
    "<o:credential>{}</o:credential>",
    "</svg>",
];

/// Where the library lets pass what XML 1.0 or Namespaces in XML 1.0 forbid. The other way round there is nothing.
const STRICTER: [&str; 8] = [
    // XML §3.1, Unique Att Spec: declarations of namespaces are attributes, too.
    "an attribute twice",
    // XML §2.6 [16]: a space follows the target.
    "an unfinished processing instruction",
    // XML §2.8 [23] to [26], §2.6 [17]: a version number, the members in order; no other target of this name.
    "an XML declaration of another form",
    "an XML declaration elsewhere than at the start",
    "an unknown or unfinished entity",
    // Namespaces §4 [7]: no name begins with a colon.
    "something else where a name should be",
    // Namespaces §2.2: no prefix stands for nothing.
    "a namespace that may not be declared so",
    // Namespaces §5, Prefix Declared: the library takes `any:xmlns` for a declaration.
    "a prefix that stands for nothing",
];

#[test]
fn damaged_pictures_are_read_as_the_library_reads_them() {
    let mut state = 3_u64;
    let mut below = |end: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end
    };
    let pictures = pictures();
    let rounds = if std::env::var_os("PROOFMARK_LONG").is_some() { 1_000_000 } else { 20_000 };
    let (mut sound, mut refused, mut stricter) = (0, 0, 0);
    for round in 0..rounds {
        let mut text: Vec<char> = pictures[below(pictures.len())].chars().collect();
        for _ in 0..usize::min(round, 1 + below(3)) {
            let place = below(text.len() + 1);
            match below(4) {
                0 => text.splice(place..place, PIECES[below(PIECES.len())].chars()).for_each(drop),
                1 => text.splice(place..text.len().min(place + 1 + below(8)), []).for_each(drop),
                2 => {
                    let copy: Vec<char> = text[place..text.len().min(place + below(40))].to_vec();
                    let to = below(text.len() + 1);
                    text.splice(to..to, copy).for_each(drop);
                }
                _ => {
                    let to = below(text.len());
                    if place < text.len() {
                        text.swap(place, to);
                    }
                }
            }
        }
        let text: String = text.into_iter().collect();
        let ours = read(&text, &Limits::default());
        match (&ours, expected(&text)) {
            (Ok(ours), Some(expected)) => {
                assert_eq!(*ours, expected, "{text}");
                sound += 1;
            }
            (Err(_), None) => refused += 1,
            (Err(ours), Some(_)) if STRICTER.iter().any(|why| ours.detail().contains(why)) => stricter += 1,
            (ours, expected) => panic!("{ours:?}, and the library says {expected:?}:\n{text}"),
        }
    }
    eprintln!("{sound} sound, {refused} refused by both, {stricter} by ours alone");
    assert!(stricter < rounds / 50, "{stricter} refused by ours alone");
    assert!(sound > rounds / 20 && refused > rounds / 20, "{sound} sound, {refused} refused");
}

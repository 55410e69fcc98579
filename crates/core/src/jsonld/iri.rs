//! IRIs: what is one, and what JSON-LD makes of a name with a colon in it.

/// What a text is when RDF asks for an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An absolute IRI whose every character RFC 3987 allows.
    Absolute,
    /// A blank node label: `_:…`.
    Blank,
    /// Anything else: a relative reference, a text with spaces, …
    Unusable,
}

impl Kind {
    pub(crate) fn of(text: &str) -> Self {
        if text.starts_with("_:") {
            Self::Blank
        } else if is_well_formed(text) {
            Self::Absolute
        } else {
            Self::Unusable
        }
    }
}

/// Whether `text` is an absolute IRI that N-Quads can carry as it stands.
///
/// Asked for: a scheme, no character that RFC 3987 excludes, complete percent escapes, at most one `#`, and brackets
/// only around an IP address in the authority. Everything this refuses, some other processor drops or rewrites.
pub(crate) fn is_well_formed(text: &str) -> bool {
    let Some((scheme, rest)) = split_scheme(text) else { return false };
    let rest = match rest.strip_prefix("//[") {
        Some(host) => match host.split_once(']') {
            Some((address, rest)) if is_ip_literal(address) => rest,
            _ => return false,
        },
        None => rest,
    };
    !scheme.is_empty() && has_only_iri_characters(rest)
}

/// Whether `text` starts with a scheme and a colon, which is all that JSON-LD asks where it says "an IRI".
pub(crate) fn has_scheme(text: &str) -> bool {
    split_scheme(text).is_some()
}

/// Resolves a reference against a base (RFC 3986 §5.2). Only lenient mode has a base.
pub(crate) fn resolve(base: &str, reference: &str) -> String {
    if has_scheme(reference) {
        return with_clean_path(reference);
    }
    let Some((scheme, rest)) = split_scheme(base) else { return reference.to_owned() };
    if reference.starts_with("//") {
        return with_clean_path(&format!("{scheme}:{reference}"));
    }
    let end = |text: &str, stops: &[char]| text.find(stops).unwrap_or(text.len());
    let (authority, path_and_more) = match rest.strip_prefix("//") {
        Some(after) => rest.split_at(2 + end(after, &['/', '?', '#'])),
        None => ("", rest),
    };
    let (path, query_and_more) = path_and_more.split_at(end(path_and_more, &['?', '#']));
    let (query, _) = query_and_more.split_at(end(query_and_more, &['#']));
    let resolved = match reference.chars().next() {
        None => format!("{scheme}:{authority}{path}{query}"),
        Some('#') => format!("{scheme}:{authority}{path}{query}{reference}"),
        Some('?') => format!("{scheme}:{authority}{path}{reference}"),
        Some('/') => format!("{scheme}:{authority}{reference}"),
        Some(_) => {
            // §5.2.3
            let folder = match path.rfind('/') {
                Some(at) => path.get(..=at).unwrap_or_default(),
                None if !authority.is_empty() => "/",
                None => "",
            };
            format!("{scheme}:{authority}{folder}{reference}")
        }
    };
    if reference.is_empty() || reference.starts_with(['#', '?']) {
        resolved
    } else {
        with_clean_path(&resolved)
    }
}

/// An absolute IRI without `.` and `..` in its path (RFC 3986 §5.2.4).
fn with_clean_path(iri: &str) -> String {
    let Some((scheme, rest)) = split_scheme(iri) else { return iri.to_owned() };
    let end = |text: &str, stops: &[char]| text.find(stops).unwrap_or(text.len());
    let (authority, path_and_more) = match rest.strip_prefix("//") {
        Some(after) => rest.split_at(2 + end(after, &['/', '?', '#'])),
        None => ("", rest),
    };
    let (path, more) = path_and_more.split_at(end(path_and_more, &['?', '#']));
    let mut segments: Vec<&str> = Vec::new();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        match part {
            "." if last => segments.push(""),
            "." => {}
            ".." => {
                if segments.len() > 1 || segments.first().is_some_and(|first| !first.is_empty()) {
                    segments.pop();
                }
                if last {
                    segments.push("");
                }
            }
            part => segments.push(part),
        }
    }
    format!("{scheme}:{authority}{}{more}", segments.join("/"))
}

/// Splits `scheme:rest` (RFC 3986 §3.1).
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let well_formed = scheme.bytes().enumerate().all(|(at, byte)| {
        byte.is_ascii_alphabetic()
            || (at > 0 && (byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')))
    });
    (well_formed && !scheme.is_empty()).then_some((scheme, rest))
}

fn is_ip_literal(address: &str) -> bool {
    !address.is_empty()
        && address.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'-'))
}

fn has_only_iri_characters(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut fragments = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        match CLASS.get(usize::from(byte)) {
            Some(Class::Plain) => {}
            Some(Class::Hash) => fragments += 1,
            Some(Class::Percent) => {
                let escape = bytes.get(at + 1..at + 3).unwrap_or_default();
                if escape.len() != 2 || !escape.iter().all(u8::is_ascii_hexdigit) {
                    return false;
                }
            }
            Some(Class::Wide) => return fragments < 2 && has_only_ucschar(text),
            Some(Class::Excluded) | None => return false,
        }
    }
    fragments < 2
}

/// The slow path for text outside ASCII: every character again, now whole.
fn has_only_ucschar(text: &str) -> bool {
    let ascii: String = text.chars().filter(char::is_ascii).collect();
    // RFC 3987 `ucschar` and `iprivate`: no C1 controls, no noncharacters, no specials.
    let wide = text.chars().filter(|c| !c.is_ascii()).all(|c| {
        !matches!(c, '\u{80}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{ffff}')
            && u32::from(c) & 0xfffe != 0xfffe
    });
    // A percent sign must not be completed by what followed the wide character.
    let escapes = text.match_indices('%').all(|(at, _)| {
        text.as_bytes().get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    });
    wide && escapes && has_only_iri_characters(&ascii)
}

#[derive(Clone, Copy)]
enum Class {
    Plain,
    Hash,
    Percent,
    Wide,
    Excluded,
}

/// What each byte may do in an IRI.
static CLASS: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::indexing_slicing, reason = "computed by the compiler; `get_mut` is not const")]
        {
            classes[byte] = match byte as u8 {
                0..=b' ' | 0x7f | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`' => {
                    Class::Excluded
                }
                b'[' | b']' => Class::Excluded,
                b'#' => Class::Hash,
                b'%' => Class::Percent,
                0x80.. => Class::Wide,
                _ => Class::Plain,
            };
        }
        byte += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a35_only_clean_absolute_iris_are_well_formed() {
        for text in [
            "https://example.org/",
            "urn:uuid:d663f94f-80ca-451e-8639-cb960486124e",
            "did:key:z6Mk#z6Mk",
            "xsd:dateTime",
            "http://[2001:db8::1]:8080/a",
            "https://example.org/%C3%BC?q=a'b()*,;=@!$&~#top",
            "https://bücher.example/日本語#ä",
            "a:",
        ] {
            assert!(is_well_formed(text), "{text}");
        }
        for text in [
            "",
            "urn",
            ":a",
            "1a:b",
            "a b:c",
            "https://example.org/a b",
            "https://example.org/<a>",
            "https://e.org/{a}",
            "https://e.org/a|b",
            "https://e.org/a^b",
            "https://e.org/a`b",
            "https://e.org/a\\b",
            "https://e.org/\"",
            "https://e.org/%",
            "https://e.org/%4",
            "https://e.org/%zz",
            "https://e.org/%4é",
            "https://e.org/[a]",
            "http://[zz",
            "http://[]/",
            "https://e.org/#a#b",
            "https://e.org/é#a#b",
            "https://e.org/\u{7f}",
            "https://e.org/\u{85}",
            "https://e.org/\u{fffe}",
            "https://e.org/\n",
            "/a",
            "#a",
            "//e.org/a",
            "_:b0",
            "é:a",
        ] {
            assert!(!is_well_formed(text), "{text:?}");
        }
    }
}

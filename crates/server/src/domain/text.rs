//! Forms of text that requests may carry.

/// Whether the text is an e-mail address: one `@`, something printable before it, a domain after it. Whether mail
/// arrives only mail can tell. At most 254 bytes, 64 of them before the `@` (RFC 5321 §4.5.3.1).
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let printable =
        |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '"');
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && !local.contains('@')
        && local.chars().all(printable)
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// Whether the text is an absolute URI (RFC 3986): a scheme, a colon, and only characters that a URI may have. A
/// `http` or `https` URI also needs a host. `javascript:` is refused; no page may be led to link to it.
pub(crate) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_is_good = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let rest_is_good = !rest.is_empty()
        && rest.chars().all(|c| {
            c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
        });
    let host_is_good = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => rest
            .strip_prefix("//")
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':'])),
        "javascript" | "vbscript" => false,
        _ => true,
    };
    scheme_is_good && rest_is_good && host_is_good
}

/// Whether the text is an address that paths can be put behind: `http` or `https`, a host, perhaps a port, no path.
pub(crate) fn is_base_url(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    is_uri(text) && host.is_some_and(|host| !host.contains(['/', '?', '#', '@', ' ']))
}

/// The text as a value in a query (RFC 3986 §2.3): everything but unreserved characters as `%XX`.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Whether a word may stand beside those of an Open Badges enumeration: `ext:` and letters, digits, `.`, `-` or `_`.
pub(crate) fn is_extension(word: &str) -> bool {
    word.strip_prefix("ext:").is_some_and(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_e_mail_addresses() {
        for text in ["a@example.com", "first.last+tag@sub.example.co.uk", "用户@例子.广告"] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "",
            "a",
            "@example.com",
            "a@",
            "a@b",
            "a@@b.c",
            "a b@c.d",
            "a@b..c",
            "a@-b.c",
            "a@b.c\r\nBcc: d@e.f",
            "a@b.c,d@e.f",
            "a@b.c;d@e.f",
            "<a@b.c>",
            "a@b.c d@e.f",
            "a\u{2028}@b.c",
        ] {
            assert!(!is_email(text), "{text}");
        }
        let local = "a".repeat(64);
        assert!(is_email(&format!("{local}@b.c")) && !is_email(&format!("{local}a@b.c")));
    }

    #[test]
    fn tells_absolute_uris() {
        for text in [
            "https://example.com",
            "did:key:z6Mk",
            "urn:uuid:1",
            "mailto:a@b.c",
            "data:image/png;base64,AA==",
        ] {
            assert!(is_uri(text), "{text}");
        }
        for text in [
            "",
            "example.com",
            "/a",
            "https:",
            "https://",
            "https:///a",
            "javascript:alert(1)",
            "a b:c",
            "https://a b",
        ] {
            assert!(!is_uri(text), "{text}");
        }
    }
}

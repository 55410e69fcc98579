//! did:web (W3C CCG): an identifier that names the HTTPS address of its own document.

use crate::web_address::{check_host, check_port};
use crate::{Code, Problem, Result};

const PREFIX: &str = "did:web:";
/// Longest identifier that is read.
const MAX_BYTES: usize = 1024;
/// What an encoded letter of a path must not turn into: another separator, a dot segment, a second decoding.
const NOT_ENCODED: &[u8] = b"/\\.%?#:;@ \"<>^`{|}";

/// The address of a did:web's document (did:web, "Read (Resolve)"): `did:web:example.edu:issuers:7` gives
/// `https://example.edu/issuers/7/did.json`.
///
/// Stricter than its text where URL parsers disagree: the host is a name, never an address; `%3A` before the port is the
/// only escape in it; no path segment is empty, a dot segment or hides a separator.
///
/// # Errors
///
/// `InvalidVerificationMethodUrl`, whose detail says what is wrong.
pub fn document_url(did: &str) -> Result<String> {
    let refuse = |why: &str| {
        Problem::new(
            Code::InvalidVerificationMethodUrl,
            format!("The identifier of the issuer {why}: {}", shown(did)),
        )
    };
    let rest = did.strip_prefix(PREFIX).ok_or_else(|| refuse("is no did:web"))?;
    if did.len() > MAX_BYTES {
        return Err(refuse("is too long"));
    }
    let mut segments = rest.split(':');
    let host = segments.next().unwrap_or_default();
    let (host, port) = match host.split_once('%') {
        None => (host, None),
        Some((host, escape)) => {
            let port = escape.strip_prefix("3A").or_else(|| escape.strip_prefix("3a"));
            (host, Some(port.ok_or_else(|| refuse("has an escape in its host name"))?))
        }
    };
    check_host(host).map_err(refuse)?;
    let mut url = format!("https://{}", host.to_ascii_lowercase());
    if let Some(port) = port {
        check_port(port).map_err(refuse)?;
        url.push(':');
        url.push_str(port);
    }
    let mut has_path = false;
    for segment in segments {
        check_segment(segment).map_err(refuse)?;
        has_path = true;
        url.push('/');
        url.push_str(segment);
    }
    // The document of a bare domain lives where nothing but the domain's owner can write.
    url.push_str(if has_path { "/did.json" } else { "/.well-known/did.json" });
    Ok(url)
}

/// One `idchar` sequence (DID Core §3.1), not empty, with escapes only for what a path may hold.
fn check_segment(segment: &str) -> Result<(), &'static str> {
    if segment.is_empty() {
        return Err("has an empty part in its path");
    }
    if segment == "." || segment == ".." {
        return Err("has a path with dot segments");
    }
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let escaped =
                hex_digit(bytes.next()).zip(hex_digit(bytes.next())).map(|(high, low)| high << 4 | low);
            let escaped = escaped.ok_or("has a broken escape in its path")?;
            if escaped.is_ascii_control() || NOT_ENCODED.contains(&escaped) {
                return Err("has an escape in its path that hides a separator or a control character");
            }
        } else if !(byte.is_ascii_alphanumeric() || b".-_".contains(&byte)) {
            return Err("has letters in its path that no DID has");
        }
    }
    Ok(())
}

fn hex_digit(digit: Option<u8>) -> Option<u8> {
    char::from(digit?).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// An identifier fit for a message: printable, and cut where it goes on for ever.
fn shown(did: &str) -> String {
    did.chars().take(120).flat_map(char::escape_default).collect()
}

#[cfg(test)]
mod tests;

//! Web addresses that identifiers lead to, read so strictly that every host's URL parser sees the same place.
//!
//! URL parsers repair: `127.1`, `2130706433` and full-width digits all become 127.0.0.1 in some of them. What could be
//! repaired is refused here, before a host is asked to fetch anything. Which addresses a name may lead to is the host's
//! business; the core resolves no names.

/// Longest URL that is followed.
const MAX_URL_BYTES: usize = 2048;
/// Longest host name (RFC 1035 §2.3.4, written without the final dot).
const MAX_HOST_BYTES: usize = 253;
/// Domains that by their definition lead into the verifier's own machine or network (RFC 6761, RFC 6762, RFC 8375,
/// ICANN's `internal`). Plain `localhost` is left to the hosts, which allow it only for development.
const INNER_DOMAINS: [&str; 4] = ["localhost", "local", "internal", "home.arpa"];

/// Checks an `https:` URL. The text says what is wrong with it, to follow "The address …".
pub(crate) fn check_https(url: &str) -> Result<(), &'static str> {
    if url.len() > MAX_URL_BYTES {
        return Err("is too long");
    }
    let rest = url.strip_prefix("https://").ok_or("does not start with https://")?;
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    check_host(host)?;
    port.map_or(Ok(()), check_port)?;
    check_path(path)
}

/// Host and port of an `https:` URL that [`check_https`] accepted.
pub(crate) fn authority(url: &str) -> Option<&str> {
    url.strip_prefix("https://")?.split(['/', '?', '#']).next()
}

/// Checks a host name: dotted labels of ASCII letters, digits and hyphens, no IP address in any spelling.
pub(crate) fn check_host(host: &str) -> Result<(), &'static str> {
    if host.is_empty() {
        return Err("has no host name");
    }
    if host.len() > MAX_HOST_BYTES {
        return Err("has a host name that is too long");
    }
    let mut last = "";
    for label in host.split('.') {
        if label.is_empty() {
            return Err("has an empty label in its host name");
        }
        if label.len() > 63 || label.starts_with('-') || label.ends_with('-') {
            return Err("has a label in its host name that no host name has");
        }
        if !label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err("has letters in its host name that no host name has");
        }
        last = label;
    }
    // A last label that is a number makes the whole an IPv4 address (WHATWG URL, "ends in a number").
    let hexadecimal = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    if last.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        return Err("is an IP address instead of a name");
    }
    let host = host.to_ascii_lowercase();
    if host == "localhost" {
        return Ok(());
    }
    if !host.contains('.') {
        return Err("has a host name without a domain");
    }
    let inside = |domain: &&str| host.strip_suffix(*domain).is_some_and(|rest| rest.ends_with('.'));
    if INNER_DOMAINS.iter().any(inside) {
        return Err("has a host name that is not on the public internet");
    }
    Ok(())
}

/// Checks a port: 1 to 65535 without sign or leading zero.
pub(crate) fn check_port(port: &str) -> Result<(), &'static str> {
    let digits = !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    match port.parse::<u16>() {
        Ok(number) if digits && number > 0 && !port.starts_with('0') => Ok(()),
        _ => Err("has a port that is none"),
    }
}

/// Letters of a URL's path, query and fragment, without segments that a parser would take out.
fn check_path(path: &str) -> Result<(), &'static str> {
    let bad = |byte: u8| !byte.is_ascii_graphic() || b"\"<>\\^`{|}".contains(&byte);
    if path.bytes().any(bad) {
        return Err("has letters that no address has");
    }
    let before_query = path.split(['?', '#']).next().unwrap_or_default();
    let dots = |segment: &str| {
        let segment = segment.replace("%2e", ".").replace("%2E", ".");
        segment == "." || segment == ".."
    };
    if before_query.split('/').any(dots) {
        return Err("has a path with dot segments");
    }
    Ok(())
}

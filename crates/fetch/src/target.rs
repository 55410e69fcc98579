//! Reads a URL once, strictly. What is checked here is, character for character, what is contacted: no second parser
//! gets a chance to read the URL differently.

use std::net::{IpAddr, Ipv6Addr};

use crate::Rules;
use crate::address::special_purpose;

/// Longer URLs are refused.
const MAX_URL: usize = 2048;

/// Names that never lead to a public server (RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476 and ICANN's reservation
/// of `internal`), besides names without any dot.
const PRIVATE_SUFFIXES: &[&str] =
    &["localhost", "local", "internal", "home.arpa", "onion", "alt", "test", "invalid", "example"];

/// Where to connect and what to ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// Use TLS. Only loopback in development goes without.
    pub(crate) tls: bool,
    /// Lower case, no brackets.
    pub(crate) host: String,
    /// The host when it is an address, which only the switches of the rules let through.
    pub(crate) literal: Option<IpAddr>,
    pub(crate) port: u16,
    /// Path and query as the URL has them; never empty.
    pub(crate) path: String,
    /// Which addresses it may lead to.
    pub(crate) reach: Reach,
}

/// Which addresses a target may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Public ones only.
    Public,
    /// Loopback only: what [`Rules::allow_loopback`] lets through.
    Loopback,
    /// Public ones and those of private networks: [`Rules::allow_private`].
    Private,
}

impl Reach {
    /// Whether an address of this special purpose (`None`: a public one) may be contacted.
    pub(crate) fn allows(self, special_purpose: Option<&str>) -> bool {
        match self {
            Self::Public => special_purpose.is_none(),
            Self::Loopback => special_purpose == Some("loopback"),
            Self::Private => matches!(
                special_purpose,
                None | Some("loopback" | "private" | "unique local" | "carrier-grade NAT")
            ),
        }
    }
}

impl Target {
    /// Reads `url`, or says in a sentence why it may not be contacted.
    pub(crate) fn parse(url: &str, rules: &Rules) -> Result<Self, String> {
        if url.len() > MAX_URL {
            return Err(format!("The URL is longer than {MAX_URL} characters."));
        }
        if !url.bytes().all(|byte| byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte)) {
            return Err("The URL holds a character that URLs may not hold.".to_owned());
        }
        let (tls, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) if rules.allow_loopback || rules.allow_private => (false, rest),
            _ => return Err("Only https:// is fetched.".to_owned()),
        };
        let without_fragment = rest.split('#').next().unwrap_or_default();
        let at = without_fragment.find(['/', '?']).unwrap_or(without_fragment.len());
        let (authority, path) = without_fragment.split_at(at);
        if authority.contains('@') {
            return Err("The URL carries a user name.".to_owned());
        }
        let (host, port) = split_port(authority, if tls { 443 } else { 80 })?;
        let host = host.to_ascii_lowercase();
        let literal = literal(&host).filter(|address| {
            rules.allow_private || (rules.allow_loopback && special_purpose(*address) == Some("loopback"))
        });
        let reach = if rules.allow_private {
            Reach::Private
        } else if literal.is_some() || (rules.allow_loopback && host == "localhost") {
            Reach::Loopback
        } else {
            Reach::Public
        };
        if reach == Reach::Public {
            if !tls {
                return Err("Only https:// is fetched.".to_owned());
            }
            if !rules.ports.contains(&port) {
                return Err(format!("Port {port} is not contacted."));
            }
        }
        if reach != Reach::Loopback && literal.is_none() {
            check_domain(&host)?;
            if reach == Reach::Public {
                check_public_name(&host)?;
            }
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self { tls, host, literal, port, path, reach })
    }

    /// The `Host` header.
    pub(crate) fn authority(&self) -> String {
        let host = match self.literal {
            Some(IpAddr::V6(_)) => format!("[{}]", self.host),
            _ => self.host.clone(),
        };
        if self.port == if self.tls { 443 } else { 80 } { host } else { format!("{host}:{}", self.port) }
    }
}

/// Host (with its brackets) and port of an authority.
fn split_port(authority: &str, default: u16) -> Result<(&str, u16), String> {
    let colon = match authority.rfind(']') {
        Some(bracket) => authority[bracket..].find(':').map(|at| at + bracket),
        None => authority.find(':'),
    };
    let Some(colon) = colon else { return Ok((authority, default)) };
    let digits = &authority[colon + 1..];
    let plain =
        !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse() {
        Ok(port) if plain => Ok((&authority[..colon], port)),
        _ => Err("The URL's port is malformed.".to_owned()),
    }
}

/// An address in its one canonical form. `Ipv4Addr` reads four decimal numbers without leading zeros, and nothing else;
/// of IPv6 only what is written as short as it can be, and no IPv4 address in disguise.
fn literal(host: &str) -> Option<IpAddr> {
    if let Some(inside) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let address: Ipv6Addr = inside.parse().ok()?;
        let plain = address.to_string() == inside && address.to_ipv4_mapped().is_none();
        return plain.then_some(IpAddr::V6(address));
    }
    host.parse().ok().map(IpAddr::V4)
}

/// A domain name: labels of letters, digits and inner hyphens. That leaves out addresses in every notation: the last
/// label of a name is never a number (WHATWG URL, "ends in a number").
fn check_domain(host: &str) -> Result<(), String> {
    let well_formed = host.len() <= 253
        && host.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    let last = host.rsplit('.').next().unwrap_or_default();
    if host.starts_with('[') || last.starts_with(|c: char| c.is_ascii_digit()) {
        return Err("The URL names an address; only domain names are contacted.".to_owned());
    }
    if !well_formed {
        return Err("The URL's host is not a domain name.".to_owned());
    }
    Ok(())
}

/// A name with a dot that does not belong to a private network.
fn check_public_name(host: &str) -> Result<(), String> {
    let private =
        |suffix: &&str| host.strip_suffix(*suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if !host.contains('.') || PRIVATE_SUFFIXES.iter().any(private) {
        return Err("The URL's host is a name of a private network.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, allow_loopback: bool) -> Result<Target, String> {
        Target::parse(url, &Rules { allow_loopback, ..Rules::default() })
    }

    #[test]
    fn ordinary_urls_are_kept_as_they_are() {
        for (url, authority, path) in [
            ("https://issuer.example.edu/status/3", "issuer.example.edu", "/status/3"),
            ("https://Issuer.Example.EDU", "issuer.example.edu", "/"),
            ("https://issuer.example.edu:8443/a?b=c#d", "issuer.example.edu:8443", "/a?b=c"),
            ("https://issuer.example.edu:443/", "issuer.example.edu", "/"),
            ("https://issuer.example.edu?list=3", "issuer.example.edu", "/?list=3"),
            (
                "https://xn--mnchen-3ya.de/@user/%2e%2e/did.json",
                "xn--mnchen-3ya.de",
                "/@user/%2e%2e/did.json",
            ),
            ("https://1and1.com/1", "1and1.com", "/1"),
        ] {
            let target = read(url, false).unwrap();
            assert_eq!((target.authority().as_str(), target.path.as_str()), (authority, path), "{url}");
            assert!(target.tls && target.reach == Reach::Public, "{url}");
        }
    }

    #[test]
    fn the_development_switch_opens_loopback_and_nothing_else() {
        for url in
            ["http://localhost:8080/a", "http://127.0.0.1:8080/", "http://[::1]:9/", "https://127.0.0.2/"]
        {
            assert!(read(url, false).is_err(), "{url}");
            assert_eq!(read(url, true).unwrap().reach, Reach::Loopback, "{url}");
        }
        assert_eq!(read("http://[::1]:9/", true).unwrap().authority(), "[::1]:9");
        for url in [
            "http://example.org/",
            "http://10.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://app.localhost/",
            "http://localhost./",
            "http://[::ffff:127.0.0.1]/",
            "http://0.0.0.0/",
            "ftp://localhost/",
        ] {
            assert!(read(url, true).is_err(), "{url}");
        }
    }
    #[test]
    fn the_private_switch_opens_private_networks_by_plain_addresses_and_names() {
        let rules = Rules { allow_private: true, ..Rules::default() };
        for url in [
            "http://127.0.0.1:8080/hook",
            "http://10.1.2.3/hook",
            "https://[fd00::1]:9443/",
            "http://receiver:3000/",
            "http://lms.internal/",
            "https://example.edu/",
        ] {
            assert_eq!(Target::parse(url, &rules).map(|target| target.reach), Ok(Reach::Private), "{url}");
        }
        for url in [
            "http://user@10.1.2.3/",
            "http://2130706433/",
            "http://127.1/",
            "http://0x7f.0.0.1/",
            "http://[::ffff:127.0.0.1]/",
            "http://[0:0:0:0:0:0:0:1]/",
            "ftp://receiver/",
            "http://receiver:0/",
        ] {
            assert!(Target::parse(url, &rules).is_err(), "{url}");
        }
        for (kind, open) in
            [(None, true), (Some("loopback"), true), (Some("private"), true), (Some("link-local"), false)]
        {
            assert_eq!(Reach::Private.allows(kind), open, "{kind:?}");
        }
    }
}

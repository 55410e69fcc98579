//! Which addresses an issuer allows for its hosted badges (Open Badges 2.0, `VerificationObject` of an issuer).

use crate::json::Value;
use crate::{Code, Problem, Result, web_address};

/// Checks the assertion's address against the issuer's `verification`.
///
/// `startsWith` and `allowedOrigins` both have to fit where both are given. Without either, the address has to be of the
/// issuer's own origin. A prefix is compared letter by letter as the specification says, but never reaches into another
/// host: `https://school.example` does not cover `https://school.example.evil.example`.
///
/// # Errors
///
/// `OutsideIssuerScope`; `InvalidIssuerDocument` for a `verification` that cannot be read.
pub(super) fn check(assertion_id: &str, issuer_id: &str, verification: Option<&Value<'_>>) -> Result<()> {
    let prefixes = texts(verification, "startsWith")?;
    let hosts = texts(verification, "allowedOrigins")?;
    let own = origin(assertion_id).ok_or_else(|| outside(assertion_id, issuer_id))?;
    let is_inside = match (&prefixes, &hosts) {
        (None, None) => origin(issuer_id).as_ref() == Some(&own),
        (prefixes, hosts) => {
            let within_prefix = |prefixes: &Vec<&str>| {
                // `..%2f` climbs out of a folder on servers that decode it.
                !hides_separator(assertion_id)
                    && prefixes.iter().any(|prefix| {
                        origin(prefix).as_ref() == Some(&own) && assertion_id.starts_with(prefix)
                    })
            };
            let within_host = |hosts: &Vec<&str>| hosts.iter().any(|host| allowed_origin(host) == own);
            prefixes.as_ref().is_none_or(within_prefix) && hosts.as_ref().is_none_or(within_host)
        }
    };
    if is_inside { Ok(()) } else { Err(outside(assertion_id, issuer_id)) }
}

/// The texts of a member that has one or many, each naming a host.
fn texts<'v>(verification: Option<&'v Value<'_>>, name: &str) -> Result<Option<Vec<&'v str>>> {
    let Some(value) = verification.and_then(|verification| verification.get(name)) else { return Ok(None) };
    let malformed = || {
        let detail = format!("The issuer's rule for the addresses of its badges ({name}) cannot be read.");
        Problem::new(Code::InvalidIssuerDocument, detail)
    };
    let read = |value: &'v Value<'_>| {
        let text = value.as_str()?;
        let names_host = match name {
            "startsWith" => origin(text).is_some_and(|host| !host.is_empty()),
            _ => !text.is_empty(),
        };
        names_host.then_some(text)
    };
    let texts = value.one_or_many().iter().map(read).collect::<Option<Vec<_>>>();
    texts.filter(|texts| !texts.is_empty()).map(Some).ok_or_else(malformed)
}

/// Host and port of an `https:` address in lower case, the usual port left out.
fn origin(url: &str) -> Option<String> {
    web_address::authority(url).map(plain)
}

/// `allowedOrigins` holds host names; some issuers write whole origins.
fn allowed_origin(text: &str) -> String {
    plain(text.strip_prefix("https://").unwrap_or(text))
}

fn plain(authority: &str) -> String {
    authority.strip_suffix(":443").unwrap_or(authority).to_ascii_lowercase()
}

fn hides_separator(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    url.contains("%2f") || url.contains("%5c")
}

fn outside(assertion_id: &str, issuer_id: &str) -> Problem {
    let detail = format!(
        "The badge is published at {assertion_id}, which is no place that the issuer {issuer_id} allows for its badges."
    );
    Problem::new(Code::OutsideIssuerScope, detail).at("/id")
}

//! Counts what people do with credentials. Programs that look for other reasons are left out, as far as they say so.

use std::sync::Arc;

use poem::Request;
use poem::http::{Method, header};

use super::rate_limits::caller_address;
use crate::backend::Backend;
use crate::domain::analytics::Kind;
use crate::domain::public::Access;
use crate::http::Edge;

/// What the names of programs contain that fetch pages for indexes, previews and checks.
const PROGRAMS: [&str; 14] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "facebookexternalhit",
    "whatsapp",
    "embedly",
    "scanner",
    "monitor",
    "headlesschrome-lighthouse",
    "linkcheck",
    "safelinks",
    "archiver",
];

/// The method as it arrived; the framework answers HEAD as if it were GET.
#[derive(Clone)]
pub(super) struct AskedWith(pub(super) Method);

/// Counts one use of a credential, unless its issuer asks, nobody reads the answer, or a program says that it is one.
pub(crate) fn count_use(
    request: &Request,
    backend: &Backend,
    access: &Access,
    credential_id: &str,
    kind: Kind,
) {
    let method =
        request.data::<AskedWith>().map_or_else(|| request.method().clone(), |asked| asked.0.clone());
    if method == Method::HEAD || access.tenant().is_some() || is_ahead_of_time(request) {
        return;
    }
    let agent = request.header(header::USER_AGENT).unwrap_or_default();
    let counts = match kind {
        // Verifying is what programs are for.
        Kind::Verification => true,
        Kind::View | Kind::Share => is_a_person(agent),
        // A page that verifies fetches the file as well, and a copy that is still right is not taken again.
        Kind::Download => {
            is_a_person(agent)
                && request.header("sec-fetch-dest") != Some("empty")
                && !request.headers().contains_key(header::IF_NONE_MATCH)
        }
    };
    if !counts {
        return;
    }
    let behind_proxy = request.data::<Arc<Edge>>().is_some_and(|edge| edge.behind_proxy);
    let visitor = format!("{}\n{agent}", caller_address(request, behind_proxy));
    if let Err(error) = backend.uses.count(credential_id, kind, &visitor, backend.now()) {
        tracing::warn!(%error, "a use was not counted");
    }
}

/// Browsers load pages that may be opened next.
fn is_ahead_of_time(request: &Request) -> bool {
    ["sec-purpose", "purpose"]
        .iter()
        .any(|name| request.header(*name).is_some_and(|value| value.contains("prefetch")))
}

/// Browsers say what they are; so do most programs.
fn is_a_person(agent: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    !agent.is_empty() && !PROGRAMS.iter().any(|program| agent.contains(program))
}

#[cfg(test)]
mod tests {
    use super::is_a_person;

    #[test]
    fn browsers_are_people_and_crawlers_are_not() {
        assert!(is_a_person("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"));
        for agent in [
            "",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "facebookexternalhit/1.1",
            "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
            "Mozilla/5.0 (compatible; Yahoo! Slurp)",
            "WhatsApp/2.23",
        ] {
            assert!(!is_a_person(agent), "{agent}");
        }
    }
}

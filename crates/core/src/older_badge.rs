//! Tells a badge of Open Badges 2.0 (or 1.x) from a credential of Open Badges 3.0. Every build can do that, so that one
//! without the feature `open-badges-2` knows what it leaves out.

use core::str;

use crate::Limits;
use crate::extract::Extracted;
use crate::json::{self, Value};
use crate::jws::CompactJws;

const CONTEXT_FAMILY: &str = "https://w3id.org/openbadges/v";
/// A part of that, which a text that names it must contain.
const CONTEXT_MARK: &str = "openbadges";

/// A badge of Open Badges 2.0 as it was given, told apart by how it is secured. Nothing in it is verified.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "open-badges-2"),
    allow(dead_code, reason = "without the feature nobody looks into it")
)]
pub(crate) enum OlderBadge<'a> {
    /// A JSON assertion. Whether its issuer publishes it is still to be seen.
    Assertion(Value<'a>),
    /// Only the address of an assertion, baked into a picture.
    Address(&'a str),
    /// An assertion in a compact JWS.
    Signed(Box<CompactJws<'a>>),
}

impl<'a> OlderBadge<'a> {
    /// Whether `file` holds a badge of Open Badges 2.0 (or of 1.x, which is then named as such). Everything else, and
    /// what cannot even be read, is left to the reader of Open Badges 3.0.
    pub(crate) fn recognise(file: &'a Extracted<'_>, limits: &Limits) -> Option<Self> {
        let text = str::from_utf8(&file.bytes).ok()?;
        if file.is_jwt {
            let jws = CompactJws::parse(text.trim_ascii(), limits).ok()?;
            let payload = jws.unverified_payload();
            // As below: a second reading for those alone that may be one.
            if !file.is_open_badges_2
                && !str::from_utf8(payload).is_ok_and(|text| text.contains(CONTEXT_MARK))
            {
                return None;
            }
            let payload = json::parse(payload, limits).ok()?;
            let is_one = file.is_open_badges_2 || names_older_context(&payload);
            return is_one.then(|| Self::Signed(Box::new(jws)));
        }
        if file.is_open_badges_2 && is_address(text.trim_ascii()) {
            return Some(Self::Address(text.trim_ascii()));
        }
        // Spares credentials of Open Badges 3.0, whose contexts have another name, a second reading.
        if !file.is_open_badges_2 && !text.contains(CONTEXT_MARK) {
            return None;
        }
        let value = json::parse(&file.bytes, limits).ok()?;
        let is_one = file.is_open_badges_2 || names_older_context(&value);
        is_one.then_some(Self::Assertion(value))
    }
}

/// Whether a document uses the context of Open Badges 2.0 or of an older version.
pub(crate) fn names_older_context(value: &Value<'_>) -> bool {
    contexts(value).any(|url| url.starts_with(CONTEXT_FAMILY))
}

/// The context URLs of a document.
pub(crate) fn contexts<'v>(value: &'v Value<'_>) -> impl Iterator<Item = &'v str> {
    value.get("@context").map(Value::one_or_many).unwrap_or_default().iter().filter_map(Value::as_str)
}

/// Whether a baked text is an address and nothing else.
fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

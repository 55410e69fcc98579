//! What a credential links to: pictures, evidence, related resources. A signature covers a link, not what stands behind
//! it; only a digest beside the link does (VCDM 2.0 §5.3).
//!
//! Nothing is fetched for this. A caller who has the content supplies it before the first step, by its URL.

use core::str;

use crate::documents::Documents;
use crate::extract::extract;
use crate::json::{self, Object, Value};
use crate::jws::CompactJws;
use crate::report::{Check, CheckId, Evidence};
use crate::verified_document::VerifiedDocument;
use crate::{Code, Document, Limits, Problem, digest, sorted};

/// Links that are looked at; further ones are counted.
const MAX_LINKS: usize = 256;

/// URLs that a message names; the rest is counted.
const MAX_NAMED: usize = 8;

/// The URLs beside digests in a file that nobody has verified yet; none where it cannot be read.
pub(crate) fn urls(file: &[u8], limits: &Limits) -> Vec<String> {
    let Ok(extracted) = extract(file, limits) else { return Vec::new() };
    let text = str::from_utf8(&extracted.bytes).unwrap_or_default();
    let jws = if extracted.is_jwt { CompactJws::parse(text.trim_ascii(), limits).ok() } else { None };
    let payload = jws.as_ref().map_or(&*extracted.bytes, CompactJws::unverified_payload);
    // Spares most credentials a reading of their own for this. A letter of the name may be escaped.
    let text = str::from_utf8(payload).unwrap_or_default();
    if !text.contains("digest") && !text.contains("\\u") {
        return Vec::new();
    }
    let Ok(Value::Object(members)) = json::parse(payload, limits) else { return Vec::new() };
    let mut links = Links::default();
    links.collect(&members, None);
    links.with_digest.iter().map(|link| link.url.to_owned()).collect()
}

/// Compares what was supplied with the digests in the credential. One check for each link with a digest whose content
/// is at hand, and one that was not run for all others.
pub(crate) fn check(document: &VerifiedDocument<'_>, documents: &Documents) -> Vec<Check> {
    let mut links = Links::default();
    links.collect(document.members(), None);
    let (mut checks, mut open) = (Vec::new(), Vec::new());
    for link in &links.with_digest {
        match documents.known(link.url) {
            Some(content) => checks.push(link.check(content)),
            None => open.push(link.url),
        }
    }
    open.extend(links.plain.iter().filter(|url| links.with_digest.iter().all(|link| link.url != **url)));
    let open = sorted::distinct(open);
    if !open.is_empty() {
        checks.push(Check::not_run(CheckId::LinkedContent, not_covered(&open)));
    }
    checks
}

/// The links of a credential.
#[derive(Debug, Default)]
struct Links<'v> {
    /// Links with a digest beside them.
    with_digest: Vec<Link<'v>>,
    /// Pictures and evidence without one.
    plain: Vec<&'v str>,
}

#[derive(Debug)]
struct Link<'v> {
    url: &'v str,
    pointer: String,
    sri: Option<&'v str>,
    multibase: Option<&'v str>,
}

/// Where an object stands. Every object of a credential has one and hardly any is written down, so it is not made a text
/// before that.
struct Place<'p> {
    outer: Option<&'p Place<'p>>,
    name: &'p str,
    /// In an array.
    index: Option<usize>,
}

impl Place<'_> {
    fn pointer(&self) -> String {
        let outer = self.outer.map(Place::pointer).unwrap_or_default();
        let step = self.index.map(|index| format!("/{index}")).unwrap_or_default();
        format!("{outer}/{}{step}", self.name)
    }
}

impl<'v> Links<'v> {
    fn collect(&mut self, object: &'v Object<'_>, at: Option<&Place<'_>>) {
        let text = |name| object.get(name).and_then(Value::as_str);
        let (sri, multibase) = (text("digestSRI"), text("digestMultibase"));
        if let (Some(url), true) = (text("id"), sri.or(multibase).is_some())
            && self.with_digest.len() < MAX_LINKS
        {
            let pointer = at.map(Place::pointer).unwrap_or_default();
            self.with_digest.push(Link { url, pointer, sri, multibase });
        }
        for (name, value) in object.iter() {
            // An embedded endorsement is a credential of its own.
            if name == "endorsement" {
                continue;
            }
            for (index, item) in value.one_or_many().iter().enumerate() {
                if matches!(name, "image" | "evidence") {
                    self.plain(item);
                }
                if let Value::Object(inner) = item {
                    let index = value.as_array().map(|_| index);
                    self.collect(inner, Some(&Place { outer: at, name, index }));
                }
            }
        }
    }

    fn plain(&mut self, item: &'v Value<'_>) {
        let url = item.as_str().or_else(|| item.get("id").and_then(Value::as_str));
        // A `data:` URL carries its content with it; a URN or DID has none to fetch.
        let url = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
        if self.plain.len() < MAX_LINKS {
            self.plain.extend(url);
        }
    }
}

impl Link<'_> {
    fn check(&self, content: &Document) -> Check {
        let results = [
            self.sri.map(|sri| ("digestSRI", digest::matches_sri(sri, &content.bytes))),
            self.multibase.map(|text| ("digestMultibase", digest::matches_multibase(text, &content.bytes))),
        ];
        let problem = |code, name: &str, detail: &str| {
            let problem = Problem::new(code, format!("{detail} {}", self.url));
            Check::from_problem(CheckId::LinkedContent, &problem.at(format!("{}/{name}", self.pointer)))
        };
        let bad = results.into_iter().flatten().find_map(|(name, matches)| match matches {
            Some(true) => None,
            Some(false) => {
                let detail = "The linked content is not what the issuer linked to.";
                Some(problem(Code::DigestMismatch, name, detail))
            }
            None => {
                let detail =
                    "The digest of the linked content is of a kind that this verifier does not know.";
                Some(problem(Code::UnsupportedDigest, name, detail))
            }
        });
        let passed = || {
            let message = format!("The linked content is what the issuer linked to. {}", self.url);
            Check::passed(CheckId::LinkedContent, message).at(self.pointer.clone())
        };
        bad.unwrap_or_else(passed).with_evidence(Evidence::of(self.url, content))
    }
}

fn not_covered(urls: &[&str]) -> String {
    let named = urls.iter().take(MAX_NAMED).copied().collect::<Vec<_>>().join(", ");
    let more = match urls.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("This answer does not cover linked content: {named}{more}.")
}

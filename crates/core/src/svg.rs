//! SVG, as far as a baked credential needs it. Nothing that the picture draws or runs is looked at.

mod names;
#[cfg(test)]
mod tests;
mod xml;

use crate::{Code, Limits, Problem, Result};
use xml::{Element, Event, Fault, Reader};

/// Namespace of the element that carries an Open Badges 3.0 credential.
pub(crate) const NAMESPACE: &str = "https://purl.imsglobal.org/ob/v3p0";
/// Namespace of Open Badges 1 and 2.
pub(crate) const NAMESPACE_2_0: &str = "http://openbadges.org";
const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// What an SVG file carries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Baked {
    /// The JSON text or compact JWS in `openbadges:credential`.
    pub(crate) credential: Option<String>,
    /// The same for `openbadges:assertion` of Open Badges 2.0.
    pub(crate) open_badges_2: Option<String>,
}

/// Finds the baked credential (Open Badges 3.0, "Baked Badge", SVG): a child of the root element, in the right
/// namespace, with the credential either in `verify` or as its text.
///
/// The whole picture is read, so that a second credential anywhere in it is seen.
pub(crate) fn read(text: &str, limits: &Limits) -> Result<Baked> {
    let fault = |fault| problem(fault, text);
    let mut reader = Reader::new(text, limits).map_err(fault)?;
    let mut baked = Baked::default();
    let mut depth = 0_usize;
    // The credential element that is open, with its text so far.
    let mut carrier: Option<(Element<'_>, String)> = None;
    while let Some(event) = reader.next().map_err(fault)? {
        match event {
            Event::Start(element) => {
                if depth == 0 && (&*element.namespace, element.name) != (SVG_NAMESPACE, "svg") {
                    return Err(malformed("has another root element than svg"));
                }
                if carrier.is_some() {
                    return Err(malformed("carries a credential with elements inside it"));
                }
                depth += 1;
                if let Some(place) = baked.place(&element) {
                    if depth != 2 {
                        return Err(malformed(
                            "carries a credential elsewhere than directly under its root element",
                        ));
                    }
                    if place.is_some() {
                        return Err(Problem::new(
                            Code::AmbiguousContainer,
                            "The picture carries two credentials.",
                        ));
                    }
                    carrier = Some((element, String::new()));
                }
            }
            Event::Text(text) => {
                if let Some((_, body)) = &mut carrier {
                    body.push_str(&text);
                }
            }
            Event::End => {
                depth = depth.saturating_sub(1);
                if let Some((element, body)) = carrier.take()
                    && let Some(place) = baked.place(&element)
                {
                    *place = Some(content(&element, &body)?);
                }
            }
        }
    }
    Ok(baked)
}

impl Baked {
    /// Where the content of such an element goes, if it carries a credential.
    fn place(&mut self, element: &Element<'_>) -> Option<&mut Option<String>> {
        match (&*element.namespace, element.name) {
            (NAMESPACE, "credential") => Some(&mut self.credential),
            (NAMESPACE_2_0, "assertion") => Some(&mut self.open_badges_2),
            _ => None,
        }
    }
}

/// The credential of an element. Open Badges 2.0 puts the address of a hosted assertion beside its text, where it says
/// nothing new: the text has it as its id.
fn content(element: &Element<'_>, body: &str) -> Result<String> {
    let is_open_badges_2 = element.namespace == NAMESPACE_2_0;
    match (element.attribute("verify"), body.trim()) {
        (Some(address), json) if is_open_badges_2 && address.starts_with("http") && !json.is_empty() => {
            Ok(json.to_owned())
        }
        (Some(_), body) if !body.is_empty() => Err(Problem::new(
            Code::AmbiguousContainer,
            "The picture carries one credential in verify and another as text.",
        )),
        (Some(compact), _) => Ok(compact.to_owned()),
        (None, "") => Err(malformed("has an empty credential element")),
        (None, json) => Ok(json.to_owned()),
    }
}

fn problem(fault: Fault, text: &str) -> Problem {
    match fault {
        Fault::TooMuch => Problem::new(
            Code::LimitExceeded,
            "The picture has more elements or attributes than this verifier reads.",
        ),
        Fault::Malformed(what, at) => {
            let before = text.get(..at).unwrap_or(text);
            let line = before.split('\n').count();
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            malformed(&format!("is not well-formed XML without a DOCTYPE: {what} at {line}:{column}"))
        }
    }
}

fn malformed(why: &str) -> Problem {
    Problem::new(Code::MalformedContainer, format!("The picture {why}."))
}

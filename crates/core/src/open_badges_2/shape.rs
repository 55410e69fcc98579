//! The members that Open Badges 2.0 demands of an assertion, a badge class and an issuer's profile.

use super::reference;
use crate::documents::Purpose;
use crate::json::{Object, Value};
use crate::older_badge::{contexts, names_older_context};
use crate::{Code, Problem, Timestamp};

const CONTEXT: &str = "https://w3id.org/openbadges/v2";
/// What the report says of an assertion without problems.
pub(super) const CONFORMS: &str = "It has the members that Open Badges 2.0 demands.";

/// Whether the document says of itself that it was revoked.
pub(super) fn is_revoked(assertion: &Value<'_>) -> bool {
    assertion.get("revoked").and_then(Value::as_bool) == Some(true)
}

/// How an assertion says it is to be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verification {
    Hosted,
    Signed,
}

/// The address of a sound hosted assertion, or everything that is wrong with it.
pub(super) fn hosted_address<'v>(assertion: &'v Value<'_>) -> Result<&'v str, Vec<Problem>> {
    // A revoked assertion may have lost everything but its id.
    let mut problems =
        if is_revoked(assertion) { Vec::new() } else { problems(assertion, Purpose::Assertion) };
    if verification(assertion) == Some(Verification::Signed) {
        let detail = "The badge says that it is signed, but there is no signature around it.";
        problems.push(Problem::new(Code::MissingProof, detail).at("/verification"));
    }
    match assertion.get("id").and_then(Value::as_str) {
        Some(id) if problems.is_empty() => Ok(id),
        Some(_) => Err(problems),
        None if problems.is_empty() => Err(vec![missing("/id", "The badge has no id.")]),
        None => Err(problems),
    }
}

/// Everything that is wrong with the assertion in a JWS.
pub(super) fn signed_problems(assertion: &Value<'_>) -> Vec<Problem> {
    let mut problems = problems(assertion, Purpose::Assertion);
    if verification(assertion) == Some(Verification::Hosted) {
        let detail = "The badge says that it is hosted, and not how its signature is to be checked.";
        problems.push(Problem::new(Code::MalformedValue, detail).at("/verification/type"));
    }
    problems
}

/// Everything that is wrong with the shape of a document that is asked for with `purpose`.
pub(super) fn problems(document: &Value<'_>, purpose: Purpose) -> Vec<Problem> {
    let Some(object) = document.as_object() else {
        return vec![malformed("", "This is not a JSON object.")];
    };
    let mut shape = Shape { object, problems: Vec::new() };
    match purpose {
        Purpose::Assertion => shape.assertion(document),
        Purpose::BadgeClass => shape.badge_class(),
        Purpose::IssuerProfile => shape.profile(),
        _ => {}
    }
    shape.problems
}

struct Shape<'v, 'a> {
    object: &'v Object<'a>,
    problems: Vec<Problem>,
}

impl Shape<'_, '_> {
    fn assertion(&mut self, document: &Value<'_>) {
        if !contexts(document).any(|url| url == CONTEXT) {
            let older = names_older_context(document) || self.object.contains("verify");
            if older {
                // Its members have other rules, which are not known here.
                let detail = "This badge is of Open Badges 1.x, which this verifier does not support.";
                self.problems = vec![Problem::new(Code::UnsupportedCredentialType, detail).at("/@context")];
                return;
            }
            let detail = format!("The context of a badge of Open Badges 2.0 is {CONTEXT}.");
            self.problems.push(malformed("/@context", detail));
        }
        self.types(&["Assertion"]);
        self.text("id");
        self.recipient();
        self.link("badge");
        match self.object.get("verification").map(|_| verification(document)) {
            Some(Some(_)) => {}
            Some(None) => self.problems.push(malformed(
                "/verification/type",
                "The verification of a badge is of the type HostedBadge or SignedBadge.",
            )),
            None => self.problems.push(missing("/verification", "The badge does not say how to verify it.")),
        }
        let issued = self.date_time("issuedOn");
        if !self.object.contains("issuedOn") {
            self.problems.push(missing("/issuedOn", "The badge does not say when it was issued."));
        }
        if let (Some(issued), Some(expires)) = (issued, self.date_time("expires"))
            && expires < issued
        {
            let detail = "expires lies before issuedOn.";
            self.problems.push(Problem::new(Code::InvalidPeriod, detail).at("/expires"));
        }
    }

    fn badge_class(&mut self) {
        self.types(&["BadgeClass"]);
        for name in ["id", "name", "description"] {
            self.text(name);
        }
        for name in ["image", "criteria", "issuer"] {
            self.link(name);
        }
    }

    fn profile(&mut self) {
        self.types(&["Issuer", "Profile"]);
        for name in ["id", "name", "url", "email"] {
            self.text(name);
        }
    }

    fn recipient(&mut self) {
        let Some(recipient) = self.object.get("recipient") else {
            return self.problems.push(missing("/recipient", "The badge names no recipient."));
        };
        for name in ["type", "identity"] {
            if recipient.get(name).and_then(Value::as_str).is_none() {
                let detail = format!("The recipient has no {name} that is a text.");
                self.problems.push(malformed(format!("/recipient/{name}"), detail));
            }
        }
        if recipient.get("hashed").and_then(Value::as_bool).is_none() {
            let detail = "The recipient does not say whether it is hashed.";
            self.problems.push(malformed("/recipient/hashed", detail));
        }
        if recipient.get("salt").is_some_and(|salt| salt.as_str().is_none()) {
            self.problems.push(malformed("/recipient/salt", "The salt is not a text."));
        }
    }

    fn types(&mut self, known: &[&str]) {
        let types = self.object.get("type").map(Value::one_or_many).unwrap_or_default();
        if !types.iter().filter_map(Value::as_str).any(|name| known.contains(&name)) {
            let detail = format!("Its type is not {}.", known.join(" or "));
            self.problems.push(malformed("/type", detail));
        }
    }

    fn text(&mut self, name: &str) {
        match self.object.get(name).map(Value::as_str) {
            Some(Some(text)) if !text.is_empty() => {}
            Some(_) => self.problems.push(malformed(format!("/{name}"), format!("{name} is not a text."))),
            None => self.problems.push(missing(format!("/{name}"), format!("The member {name} is missing."))),
        }
    }

    /// An id, or the object itself.
    fn link(&mut self, name: &str) {
        match self.object.get(name) {
            Some(value) if reference::id(value).is_some() || reference::is_embedded(value) => {}
            Some(_) => {
                let detail = format!("{name} is neither an address nor an object.");
                self.problems.push(malformed(format!("/{name}"), detail));
            }
            None => self.problems.push(missing(format!("/{name}"), format!("The member {name} is missing."))),
        }
    }

    fn date_time(&mut self, name: &str) -> Option<Timestamp> {
        let text = self.object.get(name)?.as_str().unwrap_or_default();
        Timestamp::parse(text).map_err(|problem| self.problems.push(problem.at(format!("/{name}")))).ok()
    }
}

fn verification(assertion: &Value<'_>) -> Option<Verification> {
    let types = assertion.get("verification")?.get("type")?.one_or_many();
    types.iter().filter_map(Value::as_str).find_map(|name| match name {
        "HostedBadge" | "hosted" => Some(Verification::Hosted),
        "SignedBadge" | "signed" => Some(Verification::Signed),
        _ => None,
    })
}

fn missing(at: impl Into<String>, detail: impl Into<String>) -> Problem {
    Problem::new(Code::MissingMember, detail).at(at)
}

fn malformed(at: impl Into<String>, detail: impl Into<String>) -> Problem {
    Problem::new(Code::MalformedValue, detail).at(at)
}

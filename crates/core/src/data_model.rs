//! The shape that Verifiable Credentials Data Model 2.0 and Open Badges 3.0 demand of a document.

use crate::bitstring_status_list::Flavour;
use crate::json::{Object, Value};
use crate::{Code, Problem, Timestamp, open_badges};

const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
const CREDENTIALS_V1: &str = "https://www.w3.org/2018/credentials/v1";

const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context";

/// What a document claims to be, which decides the rules that it must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An `OpenBadgeCredential` (also called `AchievementCredential`).
    OpenBadge,
    /// An `EndorsementCredential`.
    Endorsement,
    /// A status list credential.
    StatusList(Flavour),
}

impl Kind {
    /// What the report says of a document without problems.
    pub(crate) fn conforms(self) -> &'static str {
        match self {
            Self::OpenBadge => "It has the members that Open Badges 3.0 demands.",
            Self::Endorsement => "It has the members that an endorsement needs.",
            Self::StatusList(_) => "It has the members that a status list credential needs.",
        }
    }
}

/// The issuer's identifier, wherever the document has it.
pub(crate) fn issuer_id<'v>(document: &'v Value<'_>) -> Option<&'v str> {
    match document.as_object()?.get("issuer")? {
        Value::String(id) => Some(id),
        issuer => issuer.as_object()?.get("id").and_then(Value::as_str),
    }
}

/// Contexts beyond those that Open Badges usually carry. They are pinned and cannot change what was signed, but a reader
/// may want to know why they are there.
pub(crate) fn unusual_contexts(credential: &Object<'_>) -> Vec<String> {
    let usual = |url: &str| USUAL_CONTEXTS.iter().any(|prefix| url.starts_with(prefix));
    match credential.get("@context") {
        Some(Value::Array(contexts)) => {
            contexts.iter().filter_map(Value::as_str).filter(|url| !usual(url)).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// Everything in the shape of `document` that is wrong.
pub(crate) fn problems(document: &Value<'_>, kind: Kind) -> Vec<Problem> {
    let mut shape = Shape::default();
    let Value::Object(credential) = document else {
        shape.malformed("", "A credential is one JSON object.");
        return shape.problems;
    };
    shape.credential(credential, kind);
    shape.problems
}

#[derive(Default)]
struct Shape {
    problems: Vec<Problem>,
}

impl Shape {
    fn credential(&mut self, credential: &Object<'_>, kind: Kind) {
        let version = self.context(credential);
        let types = self.types(credential, "");
        if !types.contains(&"VerifiableCredential") {
            self.malformed("/type", "A credential has the type VerifiableCredential.");
        }
        if matches!(kind, Kind::StatusList(_)) {
            self.issuer(credential);
        }
        self.period(credential, version);
        self.related_resources(credential);
        match kind {
            Kind::OpenBadge if types.iter().any(|name| OPEN_BADGE_TYPES.contains(name)) => {
                self.open_badge(credential);
            }
            Kind::OpenBadge => {
                let detail = "This is no Open Badge: it has neither the type OpenBadgeCredential nor AchievementCredential.";
                self.problems.push(Problem::new(Code::UnsupportedCredentialType, detail).at("/type"));
            }
            Kind::Endorsement => {
                self.second_context(credential);
                let class = &open_badges::ENDORSEMENT_CREDENTIAL;
                open_badges::check(credential, class, "", &mut self.problems);
            }
            Kind::StatusList(flavour) => {
                let expected = flavour.credential_type();
                if !types.contains(&expected) {
                    self.malformed(
                        "/type",
                        format!("A status list credential has the type {expected} here."),
                    );
                }
            }
        }
    }

    /// The first context decides the version of the data model (VCDM 2.0 §4.3).
    fn context(&mut self, credential: &Object<'_>) -> Version {
        let first = match credential.get("@context") {
            Some(Value::Array(contexts)) => contexts.first().and_then(Value::as_str),
            Some(Value::String(only)) => Some(&**only),
            _ => None,
        };
        if let Some(Value::Array(contexts)) = credential.get("@context") {
            // A repeated context changes nothing in the RDF, so it could be slipped in after signing (ATTACKS A09).
            for (index, context) in contexts.iter().enumerate() {
                if contexts.iter().take(index).any(|earlier| earlier == context) {
                    self.malformed(format!("/@context/{index}"), "A context is listed twice.");
                }
            }
        }
        match first {
            Some(CREDENTIALS_V2) => Version::V2,
            Some(CREDENTIALS_V1) => Version::V1,
            _ => {
                let detail = format!("The first context of a credential is {CREDENTIALS_V2}.");
                self.malformed("/@context", detail);
                Version::V2
            }
        }
    }

    fn issuer(&mut self, credential: &Object<'_>) {
        match credential.get("issuer") {
            Some(Value::String(_)) => {}
            Some(Value::Object(profile)) => {
                self.string(profile, "/issuer", "id");
            }
            Some(_) => self.malformed("/issuer", "issuer is an identifier or a profile with an id."),
            None => self.missing("/issuer", "The credential names no issuer."),
        }
    }

    fn period(&mut self, credential: &Object<'_>, version: Version) {
        for (v1, v2) in [("issuanceDate", "validFrom"), ("expirationDate", "validUntil")] {
            self.same_time(credential, v1, v2);
        }
        let (from_name, until_name) = version.period_names();
        let from = self.date_time(credential, from_name);
        if credential.get(from_name).is_none() {
            self.missing(
                format!("/{from_name}"),
                format!("The credential does not say since when it is valid ({from_name})."),
            );
        }
        let until = self.date_time(credential, until_name);
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            let detail = format!("{until_name} lies before {from_name}.");
            self.problems.push(Problem::new(Code::InvalidPeriod, detail).at(format!("/{until_name}")));
        }
    }

    /// Data models 1.1 and 2.0 have other names for the same dates. Two that differ would let every reader choose.
    fn same_time(&mut self, credential: &Object<'_>, v1: &str, v2: &str) {
        let time = |name| credential.get(name).map(|value| value.as_str().map(Timestamp::parse));
        match (time(v1), time(v2)) {
            (Some(Some(Ok(v1))), Some(Some(Ok(v2)))) if v1 == v2 => {}
            (Some(_), Some(_)) => {
                self.malformed(format!("/{v1}"), format!("{v1} says something other than {v2}."));
            }
            _ => {}
        }
    }

    fn date_time(&mut self, credential: &Object<'_>, name: &str) -> Option<Timestamp> {
        let parsed = match credential.get(name)? {
            Value::String(text) => Timestamp::parse(text),
            _ => Err(Problem::new(Code::InvalidDateTime, format!("{name} is not a string."))),
        };
        parsed.map_err(|problem| self.problems.push(problem.at(format!("/{name}")))).ok()
    }

    /// `relatedResource` (VCDM 2.0 §5.3): objects with an id that no other has, and a digest.
    fn related_resources(&mut self, credential: &Object<'_>) {
        let Some(value) = credential.get("relatedResource") else { return };
        let mut ids = Vec::new();
        for (index, resource) in value.one_or_many().iter().enumerate() {
            let at = match value {
                Value::Array(_) => format!("/relatedResource/{index}"),
                _ => "/relatedResource".to_owned(),
            };
            let text = |name| resource.get(name).and_then(Value::as_str);
            match text("id") {
                Some(id) if ids.contains(&id) => {
                    self.malformed(format!("{at}/id"), "Two related resources have the same id.");
                }
                Some(id) => ids.push(id),
                None => self.malformed(&*at, "A related resource is an object with an id."),
            }
            if text("digestSRI").or(text("digestMultibase")).is_none() {
                self.malformed(at, "A related resource has a digestSRI or a digestMultibase.");
            }
        }
    }

    /// Open Badges 3.0: the classes of the schema, and a subject that somebody can claim.
    fn open_badge(&mut self, credential: &Object<'_>) {
        if let Some([subject]) = credential.get("credentialSubject").map(Value::one_or_many)
            && let Some(subject) = subject.as_object()
            && !subject.contains("id")
            && subject.get("identifier").is_none_or(|identifier| identifier.one_or_many().is_empty())
        {
            let detail =
                "The subject has neither an id nor an identifier: nobody could claim this credential.";
            self.missing("/credentialSubject", detail);
        }
        self.second_context(credential);
        open_badges::check(credential, &open_badges::ACHIEVEMENT_CREDENTIAL, "", &mut self.problems);
    }

    fn second_context(&mut self, credential: &Object<'_>) {
        let second = credential.get("@context").and_then(|contexts| contexts.one_or_many().get(1));
        if !second.and_then(Value::as_str).is_some_and(|url| url.starts_with(OPEN_BADGES)) {
            let detail = format!("The second context of an Open Badge is {OPEN_BADGES}-3.0.3.json.");
            self.malformed("/@context/1", detail);
        }
    }

    fn types<'v>(&mut self, object: &'v Object<'_>, at: &str) -> Vec<&'v str> {
        match object.get("type") {
            Some(Value::String(name)) => vec![&**name],
            Some(Value::Array(names)) if names.iter().all(|name| name.as_str().is_some()) => {
                names.iter().filter_map(Value::as_str).collect()
            }
            Some(_) => {
                self.malformed(format!("{at}/type"), "type is a name or a list of names.");
                Vec::new()
            }
            None => {
                self.missing(format!("{at}/type"), "The member type is missing.");
                Vec::new()
            }
        }
    }

    fn string(&mut self, object: &Object<'_>, at: &str, name: &str) {
        match object.get(name) {
            Some(Value::String(_)) => {}
            Some(_) => self.malformed(format!("{at}/{name}"), format!("{name} is not a string.")),
            None => self.missing(format!("{at}/{name}"), format!("The member {name} is missing.")),
        }
    }

    fn missing(&mut self, at: impl Into<String>, detail: impl Into<String>) {
        self.problems.push(Problem::new(Code::MissingMember, detail).at(at));
    }

    fn malformed(&mut self, at: impl Into<String>, detail: impl Into<String>) {
        self.problems.push(Problem::new(Code::MalformedValue, detail).at(at));
    }
}

const USUAL_CONTEXTS: [&str; 7] = [
    CREDENTIALS_V2,
    CREDENTIALS_V1,
    "https://purl.imsglobal.org/spec/ob/v3p0/",
    "https://w3id.org/security/data-integrity/",
    "https://w3id.org/security/suites/ed25519-2020/v1",
    "https://www.w3.org/ns/credentials/status/v1",
    "https://w3id.org/vc/status-list/2021/v1",
];

const OPEN_BADGE_TYPES: [&str; 2] = ["OpenBadgeCredential", "AchievementCredential"];

#[derive(Clone, Copy)]
enum Version {
    V1,
    V2,
}

impl Version {
    fn period_names(self) -> (&'static str, &'static str) {
        match self {
            Self::V1 => ("issuanceDate", "expirationDate"),
            Self::V2 => ("validFrom", "validUntil"),
        }
    }
}

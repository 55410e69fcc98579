//! Credentials: what a request asks for, what is kept, and the unsecured document made from it.

use std::collections::BTreeMap;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use proofmark::{IDENTIFIER_TYPES, RESULT_STATUSES};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::achievement::Achievement;
use super::issuer::Issuer;
use super::mail::{Language, Line};
use super::status_list::StatusEntry;
use super::supersede::{self, OnDuplicate};
use super::{FieldProblem, Timestamp, text};

/// What explains the words of an Open Badge.
pub(super) const CONTEXTS: [&str; 2] =
    ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];

/// Entries of metadata or fields in one credential at most.
const MAX_ENTRIES: usize = 100;

/// Characters of a picture's data: URL: 48 KiB of picture. A picture that is the same for everybody belongs into the
/// template.
const MAX_PICTURE: usize = 65_600;

/// What a request asks to be issued. Kept as JSON in one column, so that it can be issued again.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NewCredential {
    /// The achievement's identifier.
    pub(crate) achievement_id: String,
    /// Who issues; the environment's default issuer, if not said.
    pub(crate) issuer_id: Option<String>,
    /// Who earned it.
    pub(crate) recipient: Recipient,
    /// Valid from; now, if not said.
    pub(crate) valid_from: Option<Timestamp>,
    /// Valid until; as the achievement says, if not said, else for ever.
    pub(crate) valid_until: Option<Timestamp>,
    /// Markdown text about this one achievement of this one recipient.
    pub(crate) narrative: Option<String>,
    /// The number of the licence that comes with it.
    pub(crate) license_number: Option<String>,
    /// What shows that it was earned.
    pub(crate) evidence: Vec<Evidence>,
    /// What came out of it.
    pub(crate) results: Vec<ResultValue>,
    /// How its documents look: the template, once it is issued with the version of it. Both none: a built-in one.
    pub(crate) template_id: Option<String>,
    /// None for a built-in template.
    pub(crate) template_version: Option<i64>,
    /// Texts for its document's template.
    pub(crate) fields: BTreeMap<String, String>,
    /// Further facts, signed with it and readable by everybody.
    pub(crate) public_metadata: BTreeMap<String, String>,
    /// The caller's own identifier.
    pub(crate) external_id: Option<String>,
    /// The language of e-mails about it; as the environment says, if not said.
    pub(crate) language: Option<Language>,
    /// Whether it waits to be claimed; as the environment says, if not said. Belongs to one request and is not kept.
    #[serde(skip)]
    pub(crate) claim: Option<bool>,
    /// Whether the recipient is written to; as the environment says, if not said. Belongs to one request.
    #[serde(skip)]
    pub(crate) send_email: Option<bool>,
    /// What becomes of an earlier one. Belongs to one request and is not kept.
    #[serde(skip)]
    pub(crate) on_duplicate: Option<OnDuplicate>,
    /// Facts that only the server keeps. They have a column of their own.
    #[serde(skip)]
    pub(crate) private_metadata: Map<String, Value>,
    /// Who may see it. Has a column of its own.
    #[serde(skip)]
    pub(crate) visibility: Visibility,
}

/// Who earned it. Kept as JSON in one column; the credential carries only what [`Recipient::identifiers`] gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Recipient {
    /// As it stands in the credential, readable by everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// In the credential only as a salted hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// A DID or URL, the `id` of the credential's subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Another identifier, of `identifier_type`; in the credential only as a salted hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) identifier: Option<String>,
    /// An `IdentifierTypeEnum` value or an `ext:` term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) identifier_type: Option<String>,
}

/// One piece of evidence.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Evidence {
    /// URL of a page.
    pub(crate) id: Option<String>,
    /// A short name.
    pub(crate) name: Option<String>,
    /// One or two sentences.
    pub(crate) description: Option<String>,
    /// Markdown text.
    pub(crate) narrative: Option<String>,
    /// What kind of thing it is: photograph, essay.
    pub(crate) genre: Option<String>,
    /// Whom it is for.
    pub(crate) audience: Option<String>,
}

/// One result.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ResultValue {
    /// The `id` of one of the achievement's result descriptions.
    pub(crate) result_description: String,
    /// The value.
    pub(crate) value: Option<String>,
    /// A `ResultStatusType`.
    pub(crate) status: Option<String>,
}

/// Who may see a credential without an API key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Visibility {
    /// Everybody; search engines may list it.
    Public,
    /// Whoever has its link.
    #[default]
    Unlisted,
    /// Nobody.
    Private,
}

impl Visibility {
    const ALL: [Self; 3] = [Self::Public, Self::Unlisted, Self::Private];

    /// The text in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
        }
    }

    /// Reads the text of [`Visibility::as_str`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|visibility| visibility.as_str() == text)
    }
}

/// A stored credential.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    /// Opaque identifier.
    pub(crate) id: String,
    /// The short code that people type.
    pub(crate) code: String,
    /// Its `id` in the signed document, where its page is.
    pub(crate) url: String,
    /// The caller's own identifier.
    pub(crate) external_id: Option<String>,
    /// The achievement's identifier.
    pub(crate) achievement_id: String,
    /// The issuer's identifier.
    pub(crate) issuer_id: String,
    /// The key that signed it.
    pub(crate) issuer_key_id: String,
    /// Who earned it.
    pub(crate) recipient: Recipient,
    /// What was asked for.
    pub(crate) request: NewCredential,
    /// Facts that only the server keeps.
    pub(crate) private_metadata: Map<String, Value>,
    /// Who may see it without an API key.
    pub(crate) visibility: Visibility,
    /// Start of the validity period.
    pub(crate) valid_from: Timestamp,
    /// End of the validity period.
    pub(crate) valid_until: Option<Timestamp>,
    /// When and why it was revoked.
    pub(crate) revocation: Option<Mark>,
    /// Since when and why it is suspended.
    pub(crate) suspension: Option<Mark>,
    /// The earlier credential that this one took the place of.
    pub(crate) supersedes_id: Option<String>,
    /// The later credential that took the place of this one.
    pub(crate) superseded_by_id: Option<String>,
    /// Whether its recipient has still to claim it.
    pub(crate) awaits_claim: bool,
    /// When its recipient claimed it.
    pub(crate) claimed_at: Option<Timestamp>,
    /// Whether its recipient gets e-mails about it.
    pub(crate) notify: bool,
    /// When the person's data was removed.
    pub(crate) forgotten_at: Option<Timestamp>,
    /// The signed bytes; they never change. Empty once the person was forgotten.
    pub(crate) document: String,
    /// SHA-256 of these bytes, hex.
    pub(crate) digest: String,
    /// The batch that it was issued in.
    pub(crate) batch_id: Option<String>,
    /// When it was issued.
    pub(crate) created_at: Timestamp,
}

/// When and why a credential was revoked or suspended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// When.
    pub(crate) at: Timestamp,
    /// Why, in the issuer's words.
    pub(crate) reason: String,
}

/// What a credential is worth at a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not claimed or not valid yet.
    Pending,
    /// Valid.
    Valid,
    /// The validity period is over.
    Expired,
    /// The issuer took it back.
    Revoked,
    /// The issuer took it back for now.
    Suspended,
    /// Another credential took its place.
    Renewed,
}

impl Status {
    /// The text in filters, pages and records.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::Renewed => "renewed",
        }
    }
}

impl Credential {
    /// The address of the server it was issued at, without a final slash. Its public documents stay there.
    pub(crate) fn origin(&self) -> &str {
        self.url.split_once("/credentials/").map_or(self.url.as_str(), |(origin, _)| origin)
    }

    /// What it is worth at `now`. The query of `store::credentials` computes the same.
    pub(crate) fn status(&self, now: Timestamp) -> Status {
        let taken_back =
            self.revocation.as_ref().is_some_and(|revocation| revocation.reason != supersede::REASON);
        if taken_back {
            Status::Revoked
        } else if self.superseded_by_id.is_some() {
            Status::Renewed
        } else if self.revocation.is_some() {
            Status::Revoked
        } else if self.suspension.is_some() {
            Status::Suspended
        } else if self.valid_until.is_some_and(|until| until < now.to_second()) {
            // Signed times have whole seconds, and the last one counts, for verifiers as for us.
            Status::Expired
        } else if self.awaits_claim || self.valid_from > now {
            Status::Pending
        } else {
            Status::Valid
        }
    }
}

impl Credential {
    /// Where the organization was at home when it issued this: what the credential's URL begins with.
    pub(crate) fn base_url(&self) -> &str {
        self.url.strip_suffix(&format!("/credentials/{}", self.id)).unwrap_or_default()
    }
}

impl NewCredential {
    /// The rules that span several fields, and those that need the achievement, if there is one.
    pub(crate) fn problems(&self, achievement: Option<&Achievement>, now: Timestamp) -> Vec<FieldProblem> {
        let mut problems = self.recipient.problems();
        if self.valid_until.is_some_and(|until| until <= self.valid_from.unwrap_or(now)) {
            problems.push(FieldProblem::new("/validUntil", "Must be later than `validFrom`."));
        }
        for (at, evidence) in self.evidence.iter().enumerate() {
            if evidence.id.is_none() && evidence.name.is_none() && evidence.narrative.is_none() {
                let message = "Name at least one of `id`, `name` and `narrative`.";
                problems.push(FieldProblem::new(format!("/evidence/{at}"), message));
            }
        }
        for (name, entries) in [("publicMetadata", &self.public_metadata), ("fields", &self.fields)] {
            problems.extend(entry_problems(name, entries));
        }
        if self.private_metadata.len() > MAX_ENTRIES {
            problems.push(FieldProblem::new(
                "/privateMetadata",
                format!("May have {MAX_ENTRIES} entries at most."),
            ));
        }
        for (at, result) in self.results.iter().enumerate() {
            problems.extend(result.problems(&format!("/results/{at}"), achievement));
        }
        problems
    }
}

/// Flat texts under short names.
fn entry_problems(name: &str, entries: &BTreeMap<String, String>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if entries.len() > MAX_ENTRIES {
        problems
            .push(FieldProblem::new(format!("/{name}"), format!("May have {MAX_ENTRIES} entries at most.")));
    }
    for (key, value) in entries {
        let pointer = format!("/{name}/{}", key.replace('~', "~0").replace('/', "~1"));
        if key.trim().is_empty() || key.chars().count() > 100 || key.chars().any(char::is_control) {
            problems.push(FieldProblem::new(&pointer, "The name must have 1 to 100 printable characters."));
        }
        // A signature, a photograph: small pictures come along in their data: URLs.
        let most = if name == "fields" && value.starts_with("data:image/") { MAX_PICTURE } else { 2000 };
        if value.chars().count() > most {
            problems.push(FieldProblem::new(&pointer, format!("May have {most} characters at most.")));
        }
    }
    problems
}

impl ResultValue {
    fn problems(&self, pointer: &str, achievement: Option<&Achievement>) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.value.is_none() && self.status.is_none() {
            problems.push(FieldProblem::new(pointer, "Name at least one of `value` and `status`."));
        }
        if self.status.as_deref().is_some_and(|status| !RESULT_STATUSES.contains(&status)) {
            let message = format!("Must be one of {}.", RESULT_STATUSES.join(", "));
            problems.push(FieldProblem::new(format!("{pointer}/status"), message));
        }
        let Some(achievement) = achievement else { return problems };
        let mut known = achievement.content.result_descriptions.iter();
        match (known.find(|known| known.id == self.result_description), &self.value) {
            (Some(description), Some(value)) => {
                problems.extend(description.value_problem(&format!("{pointer}/value"), value));
            }
            (Some(_), None) => {}
            (None, _) => {
                let message = "The achievement has no result description with this `id`.";
                problems.push(FieldProblem::new(format!("{pointer}/resultDescription"), message));
            }
        }
        problems
    }

    fn document(&self) -> Value {
        let mut document = json!({ "type": ["Result"], "resultDescription": self.result_description });
        for (name, value) in [("status", &self.status), ("value", &self.value)] {
            if let Some(value) = value {
                document[name] = json!(value);
            }
        }
        document
    }
}

impl Recipient {
    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.key().is_none() {
            let message = "Name at least one of `email`, `id` and `identifier`.";
            problems.push(FieldProblem::new("/recipient", message));
        }
        if self.name.as_deref().is_some_and(|name| Line::parse(name).is_none()) {
            problems.push(FieldProblem::new(
                "/recipient/name",
                "Must be one line, without characters that turn the direction of text.",
            ));
        }
        match (&self.identifier, self.identifier_type.as_deref()) {
            (Some(_), None) => problems.push(FieldProblem::new(
                "/recipient/identifierType",
                "Required because `identifier` is given.",
            )),
            (None, Some(_)) => problems.push(FieldProblem::new(
                "/recipient/identifier",
                "Required because `identifierType` is given.",
            )),
            (Some(_), Some("name" | "emailAddress")) => problems.push(FieldProblem::new(
                "/recipient/identifierType",
                "Use the field `name` or `email` for this.",
            )),
            (Some(_), Some(kind)) if !IDENTIFIER_TYPES.contains(&kind) && !text::is_extension(kind) => {
                let message = format!("Must start with `ext:` or be one of {}.", IDENTIFIER_TYPES.join(", "));
                problems.push(FieldProblem::new("/recipient/identifierType", message));
            }
            _ => {}
        }
        problems
    }

    /// What tells whether two recipients are the same person: the address, else the DID or URL, else the identifier.
    pub(crate) fn key(&self) -> Option<String> {
        let Self { email, id, identifier, identifier_type, .. } = self;
        match (email, id, identifier) {
            (Some(email), _, _) => Some(Self::key_of_email(email)),
            (None, Some(id), _) => Some(format!("id:{id}")),
            (None, None, Some(identifier)) => {
                Some(format!("{}:{identifier}", identifier_type.as_deref().unwrap_or_default()))
            }
            (None, None, None) => None,
        }
    }

    /// The [`Recipient::key`] of whoever has this address.
    pub(crate) fn key_of_email(email: &str) -> String {
        format!("email:{}", email.to_lowercase())
    }

    /// The `IdentityObject`s of the credential. What could find the person elsewhere is hashed with `salt`.
    fn identifiers(&self, salt: &str) -> Vec<Value> {
        let mut identifiers = Vec::new();
        if let Some(email) = &self.email {
            identifiers.push(hashed_identity("emailAddress", email, salt));
        }
        if let (Some(identifier), Some(identifier_type)) = (&self.identifier, &self.identifier_type) {
            identifiers.push(hashed_identity(identifier_type, identifier, salt));
        }
        if let Some(name) = &self.name {
            identifiers.push(json!({
                "type": "IdentityObject", "hashed": false, "identityHash": name, "identityType": "name",
            }));
        }
        identifiers
    }
}

/// Open Badges 3.0 `IdentityHash`: `sha256$` and the hex SHA-256 of the identifier followed by the salt.
fn hashed_identity(identity_type: &str, identifier: &str, salt: &str) -> Value {
    let hash = Sha256::new().chain_update(identifier).chain_update(salt).finalize();
    json!({
        "type": "IdentityObject",
        "hashed": true,
        "identityHash": format!("sha256${}", HEXLOWER.encode(&hash)),
        "identityType": identity_type,
        "salt": salt,
    })
}

/// What goes into one credential besides the request.
pub(crate) struct Parts<'a> {
    /// The credential's own URL.
    pub(crate) url: &'a str,
    /// Who issues.
    pub(crate) issuer: &'a Issuer,
    /// What is earned.
    pub(crate) achievement: &'a Achievement,
    /// Where its revocation and its suspension are found.
    pub(crate) statuses: &'a [StatusEntry],
    /// 128 random bits for the hashed identifiers.
    pub(crate) salt: [u8; 16],
    /// Start of the validity period.
    pub(crate) valid_from: Timestamp,
    /// End of the validity period.
    pub(crate) valid_until: Option<Timestamp>,
}

impl NewCredential {
    /// The unsecured `OpenBadgeCredential`.
    pub(crate) fn document(&self, parts: &Parts<'_>) -> Value {
        let mut document = Map::new();
        let mut put = |name: &str, value: Value| document.insert(name.to_owned(), value);
        put("@context", json!(CONTEXTS));
        put("id", json!(parts.url));
        put("type", json!(["VerifiableCredential", "OpenBadgeCredential"]));
        put("name", json!(parts.achievement.content.name));
        put("issuer", parts.issuer.profile());
        put("validFrom", json!(parts.valid_from.to_string()));
        if let Some(until) = parts.valid_until {
            put("validUntil", json!(until.to_string()));
        }
        put("credentialSubject", self.subject(parts));
        if !self.evidence.is_empty() {
            put("evidence", self.evidence.iter().map(Evidence::document).collect());
        }
        put("credentialStatus", parts.statuses.iter().map(StatusEntry::document).collect());
        Value::Object(document)
    }

    fn subject(&self, parts: &Parts<'_>) -> Value {
        let mut subject = Map::new();
        let mut put = |name: &str, value: Value| subject.insert(name.to_owned(), value);
        if let Some(id) = &self.recipient.id {
            put("id", json!(id));
        }
        put("type", json!(["AchievementSubject"]));
        let identifiers = self.recipient.identifiers(&BASE64URL_NOPAD.encode(&parts.salt));
        if !identifiers.is_empty() {
            put("identifier", json!(identifiers));
        }
        if let Some(license_number) = &self.license_number {
            put("licenseNumber", json!(license_number));
        }
        if let Some(narrative) = &self.narrative {
            put("narrative", json!(narrative));
        }
        let (descriptions, metadata) = self.metadata_as_results(parts.url);
        let results: Vec<Value> = self.results.iter().map(ResultValue::document).chain(metadata).collect();
        if !results.is_empty() {
            put("result", json!(results));
        }
        put("achievement", Value::Object(parts.achievement.document(&descriptions)));
        Value::Object(subject)
    }

    /// Public metadata as results of an own kind, and their descriptions. A term of the caller's own would be
    /// undefined, and strict verifiers refuse those.
    fn metadata_as_results(&self, url: &str) -> (Vec<Value>, Vec<Value>) {
        let entries = self.public_metadata.iter().enumerate();
        entries
            .map(|(at, (name, value))| {
                let id = format!("{url}#metadata-{}", at + 1);
                let description = json!({
                    "id": id, "type": ["ResultDescription"], "name": name, "resultType": "ext:Metadata",
                });
                (description, json!({ "type": ["Result"], "resultDescription": id, "value": value }))
            })
            .unzip()
    }
}

impl Evidence {
    fn document(&self) -> Value {
        let mut document = Map::new();
        if let Some(id) = &self.id {
            document.insert("id".to_owned(), json!(id));
        }
        document.insert("type".to_owned(), json!(["Evidence"]));
        for (name, value) in [
            ("name", &self.name),
            ("description", &self.description),
            ("narrative", &self.narrative),
            ("genre", &self.genre),
            ("audience", &self.audience),
        ] {
            if let Some(value) = value {
                document.insert(name.to_owned(), json!(value));
            }
        }
        Value::Object(document)
    }
}

/// SHA-256 in hex, as answers and events carry it.
pub(crate) fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_an_identity_as_the_specification_shows() {
        let identity = hashed_identity("emailAddress", "a@example.com", "Kosher");
        assert_eq!(
            identity["identityHash"],
            "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
        );
    }
}

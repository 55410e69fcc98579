//! Credentials: what a request asks for, what is kept, and the unsecured document made from it.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::achievement::Achievement;
use super::issuer::Issuer;
use super::status_list::StatusEntry;
use super::{FieldProblem, Timestamp};

/// What explains the words of an Open Badge.
pub(super) const CONTEXTS: [&str; 2] =
    ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];

/// What a request asks to be issued.
#[derive(Clone, Debug)]
pub(crate) struct NewCredential {
    /// The achievement's identifier.
    pub(crate) achievement_id: String,
    /// Who earned it.
    pub(crate) recipient: Recipient,
    /// Valid from; now, if not said.
    pub(crate) valid_from: Option<Timestamp>,
    /// Valid until; for ever, if not said.
    pub(crate) valid_until: Option<Timestamp>,
    /// Markdown text about this one achievement of this one recipient.
    pub(crate) narrative: Option<String>,
    /// What shows that it was earned.
    pub(crate) evidence: Vec<Evidence>,
}

/// Who earned it. Kept as JSON in one column; the credential carries only what [`Recipient::identifiers`] gives.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    /// URL of a page.
    pub(crate) id: Option<String>,
    /// A short name.
    pub(crate) name: Option<String>,
    /// One or two sentences.
    pub(crate) description: Option<String>,
    /// Markdown text.
    pub(crate) narrative: Option<String>,
}

/// A stored credential.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    /// Opaque identifier.
    pub(crate) id: String,
    /// Its `id` in the signed document, where its page is.
    pub(crate) url: String,
    /// The achievement's identifier.
    pub(crate) achievement_id: String,
    /// Who earned it.
    pub(crate) recipient: Recipient,
    /// Start of the validity period.
    pub(crate) valid_from: Timestamp,
    /// End of the validity period.
    pub(crate) valid_until: Option<Timestamp>,
    /// When and why it was revoked.
    pub(crate) revocation: Option<Revocation>,
    /// The signed bytes; they never change.
    pub(crate) document: String,
    /// SHA-256 of these bytes, hex.
    pub(crate) digest: String,
    /// When it was issued.
    pub(crate) created_at: Timestamp,
}

/// When and why a credential was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revocation {
    /// When.
    pub(crate) at: Timestamp,
    /// Why, in the issuer's words.
    pub(crate) reason: String,
}

/// What a credential is worth at a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not valid yet.
    Pending,
    /// Valid.
    Valid,
    /// The validity period is over.
    Expired,
    /// The issuer took it back.
    Revoked,
}

impl Status {
    /// The text in filters and pages.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl Credential {
    /// What it is worth at `now`. A revoked credential stays revoked after it has expired.
    pub(crate) fn status(&self, now: Timestamp) -> Status {
        if self.revocation.is_some() {
            Status::Revoked
        } else if self.valid_until.is_some_and(|until| until < now) {
            Status::Expired
        } else if self.valid_from > now {
            Status::Pending
        } else {
            Status::Valid
        }
    }
}

impl NewCredential {
    /// The rules that span several fields.
    pub(crate) fn problems(&self, now: Timestamp) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let recipient = &self.recipient;
        if recipient.email.is_none() && recipient.id.is_none() && recipient.identifier.is_none() {
            problems.push(FieldProblem::new(
                "/recipient",
                "Name at least one of `email`, `id` and `identifier`.",
            ));
        }
        match (&recipient.identifier, &recipient.identifier_type) {
            (Some(_), None) => problems.push(FieldProblem::new(
                "/recipient/identifierType",
                "Required because `identifier` is given.",
            )),
            (None, Some(_)) => problems.push(FieldProblem::new(
                "/recipient/identifier",
                "Required because `identifierType` is given.",
            )),
            _ => {}
        }
        if self.valid_until.is_some_and(|until| until <= self.valid_from.unwrap_or(now)) {
            problems.push(FieldProblem::new("/validUntil", "Must be later than `validFrom`."));
        }
        for (at, evidence) in self.evidence.iter().enumerate() {
            if evidence.id.is_none() && evidence.name.is_none() && evidence.narrative.is_none() {
                let message = "Name at least one of `id`, `name` and `narrative`.";
                problems.push(FieldProblem::new(format!("/evidence/{at}"), message));
            }
        }
        problems
    }
}

impl Recipient {
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
    /// Where its revocation is found.
    pub(crate) status: &'a StatusEntry,
    /// 128 random bits for the hashed identifiers.
    pub(crate) salt: [u8; 16],
    /// Start of the validity period.
    pub(crate) valid_from: Timestamp,
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
        if let Some(until) = self.valid_until {
            put("validUntil", json!(until.to_string()));
        }
        put("credentialSubject", self.subject(parts));
        if !self.evidence.is_empty() {
            put("evidence", self.evidence.iter().map(Evidence::document).collect());
        }
        put("credentialStatus", parts.status.document());
        Value::Object(document)
    }

    fn subject(&self, parts: &Parts<'_>) -> Value {
        let mut subject = Map::new();
        if let Some(id) = &self.recipient.id {
            subject.insert("id".to_owned(), json!(id));
        }
        subject.insert("type".to_owned(), json!(["AchievementSubject"]));
        let identifiers = self.recipient.identifiers(&BASE64URL_NOPAD.encode(&parts.salt));
        if !identifiers.is_empty() {
            subject.insert("identifier".to_owned(), json!(identifiers));
        }
        if let Some(narrative) = &self.narrative {
            subject.insert("narrative".to_owned(), json!(narrative));
        }
        subject.insert("achievement".to_owned(), Value::Object(parts.achievement.document()));
        Value::Object(subject)
    }
}

impl Evidence {
    fn document(&self) -> Value {
        let mut document = Map::new();
        if let Some(id) = &self.id {
            document.insert("id".to_owned(), json!(id));
        }
        document.insert("type".to_owned(), json!(["Evidence"]));
        for (name, value) in
            [("name", &self.name), ("description", &self.description), ("narrative", &self.narrative)]
        {
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

//! What a credential says, read only from a document whose proof held.

use crate::Timestamp;
use crate::json::{Object, Value};
use crate::json_writer::JsonWriter;
use crate::verified_document::VerifiedDocument;

/// Name prefix of issuers that exist for trying things out.
const TEST_PREFIX: &str = "TEST – ";

/// The checked claims, ready to show. Pictures are links: nothing here says that their pixels are signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claims {
    /// Identifier of the credential.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Start of its validity in UTC (RFC 3339), however it was written; `None` if it is no date.
    pub valid_from: Option<String>,
    /// End of its validity, likewise.
    pub valid_until: Option<String>,
    /// Who issued it.
    pub issuer: IssuerClaims,
    /// Who received it.
    pub recipient: RecipientClaims,
    /// What for.
    pub achievement: Option<AchievementClaims>,
}

/// What the credential says of its issuer. Only [`IssuerClaims::id`] and [`IssuerClaims::domain`] are tied to the key;
/// name and image are the issuer's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuerClaims {
    /// Identifier whose key signed.
    pub id: String,
    /// The domain that the identifier proves (did:web, HTTPS); `None` for identifiers that prove none (did:key).
    pub domain: Option<String>,
    /// The name the issuer gives itself.
    pub name: Option<String>,
    /// Home page.
    pub url: Option<String>,
    /// Link to a picture.
    pub image: Option<String>,
    /// Whether the name says that this issuer exists only for tests.
    pub test: bool,
}

/// What the credential says of its recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecipientClaims {
    /// Identifier of the subject, such as a DID.
    pub id: Option<String>,
    /// Other identifiers, hashed or plain.
    pub identifiers: Vec<RecipientIdentifier>,
}

/// One `IdentityObject`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecipientIdentifier {
    /// `emailAddress`, `name`, …
    pub identity_type: String,
    /// Whether [`RecipientIdentifier::value`] is a hash.
    pub hashed: bool,
    /// The identifier itself, or `sha256$…`.
    pub value: String,
}

/// What the credential says of the achievement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AchievementClaims {
    /// Identifier.
    pub id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Kind, such as `Certificate`.
    pub achievement_type: Option<String>,
    /// Link to a picture.
    pub image: Option<String>,
    /// Page with the criteria.
    pub criteria_id: Option<String>,
    /// The criteria in words (Markdown).
    pub criteria: Option<String>,
}

impl Claims {
    /// Reads the claims; members of another shape are left out, since the data model check reports those.
    pub(crate) fn read(document: &VerifiedDocument<'_>) -> Self {
        let credential = document.members();
        let subject = one_object(credential.get("credentialSubject"));
        Self {
            id: text(credential, "id"),
            name: text(credential, "name"),
            description: text(credential, "description"),
            valid_from: date(credential, "validFrom", "issuanceDate"),
            valid_until: date(credential, "validUntil", "expirationDate"),
            issuer: IssuerClaims::read(document.issuer_id(), credential.get("issuer")),
            recipient: subject.map(RecipientClaims::read).unwrap_or_default(),
            achievement: subject
                .and_then(|subject| one_object(subject.get("achievement")))
                .map(AchievementClaims::read),
        }
    }

    pub(crate) fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            member(json, "id", self.id.as_deref());
            member(json, "name", self.name.as_deref());
            member(json, "description", self.description.as_deref());
            member(json, "validFrom", self.valid_from.as_deref());
            member(json, "validUntil", self.valid_until.as_deref());
            json.member("issuer").object(|json| {
                // The domain first: of all that is said here, people can judge it best.
                member(json, "domain", self.issuer.domain.as_deref());
                json.member("id").string(&self.issuer.id);
                member(json, "name", self.issuer.name.as_deref());
                member(json, "url", self.issuer.url.as_deref());
                member(json, "image", self.issuer.image.as_deref());
                json.member("test").boolean(self.issuer.test);
            });
            json.member("recipient").object(|json| {
                member(json, "id", self.recipient.id.as_deref());
                json.member("identifiers").array(&self.recipient.identifiers, |json, identifier| {
                    json.object(|json| {
                        json.member("type").string(&identifier.identity_type);
                        json.member("hashed").boolean(identifier.hashed);
                        json.member("value").string(&identifier.value);
                    });
                });
            });
            if let Some(achievement) = &self.achievement {
                json.member("achievement").object(|json| achievement.write(json));
            }
        });
    }
}

impl IssuerClaims {
    fn read(id: &str, issuer: Option<&Value<'_>>) -> Self {
        let profile = issuer.and_then(Value::as_object);
        let field = |name| profile.and_then(|profile| text(profile, name));
        let name = field("name");
        Self {
            id: id.to_owned(),
            domain: domain(id),
            test: name.as_deref().is_some_and(|name| name.starts_with(TEST_PREFIX)),
            name,
            url: field("url"),
            image: profile.and_then(|profile| image(profile.get("image"))),
        }
    }
}

impl RecipientClaims {
    fn read(subject: &Object<'_>) -> Self {
        let values = subject.get("identifier").map_or(&[][..], Value::one_or_many);
        let mut identifiers: Vec<RecipientIdentifier> = Vec::new();
        for identifier in values.iter().filter_map(RecipientIdentifier::read) {
            // Saying it twice does not make it two.
            if !identifiers.contains(&identifier) {
                identifiers.push(identifier);
            }
        }
        Self { id: text(subject, "id"), identifiers }
    }
}

impl RecipientIdentifier {
    fn read(value: &Value<'_>) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            identity_type: text(object, "identityType")?,
            hashed: matches!(object.get("hashed"), Some(Value::Bool(true))),
            value: text(object, "identityHash")?,
        })
    }
}

impl AchievementClaims {
    fn read(achievement: &Object<'_>) -> Self {
        let criteria = achievement.get("criteria").and_then(Value::as_object);
        Self {
            id: text(achievement, "id"),
            name: text(achievement, "name"),
            description: text(achievement, "description"),
            achievement_type: text(achievement, "achievementType"),
            image: image(achievement.get("image")),
            criteria_id: criteria.and_then(|criteria| text(criteria, "id")),
            criteria: criteria.and_then(|criteria| text(criteria, "narrative")),
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        member(json, "id", self.id.as_deref());
        member(json, "name", self.name.as_deref());
        member(json, "description", self.description.as_deref());
        member(json, "achievementType", self.achievement_type.as_deref());
        member(json, "image", self.image.as_deref());
        member(json, "criteriaId", self.criteria_id.as_deref());
        member(json, "criteria", self.criteria.as_deref());
    }
}

/// The domain that an identifier proves control of.
fn domain(id: &str) -> Option<String> {
    let rest = id.strip_prefix("did:web:").or_else(|| id.strip_prefix("https://"))?;
    let host = rest.split([':', '/', '?', '#']).next().unwrap_or(rest);
    Some(host.split("%3A").next().unwrap_or(host).to_ascii_lowercase())
}

/// A date under its name in data model 2.0 or 1.1, in one spelling.
fn date(object: &Object<'_>, name: &str, older: &str) -> Option<String> {
    let text = object.get(name).or_else(|| object.get(older))?.as_str()?;
    Timestamp::parse(text).ok().map(|time| time.to_string())
}

fn text(object: &Object<'_>, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// The object itself, or the only element of a list.
fn one_object<'v, 'a>(value: Option<&'v Value<'a>>) -> Option<&'v Object<'a>> {
    match value? {
        Value::Array(items) => match items.as_slice() {
            [only] => only.as_object(),
            _ => None,
        },
        value => value.as_object(),
    }
}

/// An `Image` object or the plain URL that Open Badges 2.0 had.
fn image(value: Option<&Value<'_>>) -> Option<String> {
    match value? {
        Value::String(url) => Some(url.to_string()),
        value => text(value.as_object()?, "id"),
    }
}

fn member(json: &mut JsonWriter, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        json.member(name).string(value);
    }
}

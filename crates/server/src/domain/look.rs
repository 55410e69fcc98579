//! What the documents of a credential look like: their template, and what it is filled in with. Facts come from the
//! signed credential alone, so that a certificate cannot say something else; the rest from the request's `fields`.

use std::collections::BTreeMap;

use proofmark_documents::{Details, FieldType, TemplateDefinition, Value, Values, credential_link};
use serde_json::Value as Json;

use super::achievement::Achievement;
use super::credential::{Credential, NewCredential};
use super::issuer::Issuer;
use super::template::{self, Content, Template};
use super::{Error, FieldProblem, Result, Timestamp};
use crate::render::Drawing;
use crate::store::{self, Connection};

/// What a credential looks like whose request and achievement name no template: as a document, and as a picture.
const DEFAULT_DOCUMENT: &str = "formal-navy";
const DEFAULT_PICTURE: &str = "badge-gold";

/// The one fact that a request may say in other words.
pub(super) const DESCRIPTION: &str = "description";

/// What is known of a credential, by the keys of fields.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    texts: BTreeMap<&'static str, String>,
    created_at: Timestamp,
}

/// The types that a field of this key may have, if it is filled in from the credential.
pub(crate) fn kinds_of_fact(key: &str) -> Option<&'static [FieldType]> {
    Some(match key {
        "recipient" | "achievement" | DESCRIPTION | "issuer" | "licenseNumber" | "code" => &[FieldType::Text],
        "date" | "validUntil" => &[FieldType::Date, FieldType::Text],
        "verificationUrl" | "credentialLink" => &[FieldType::Qr, FieldType::Text],
        _ => return None,
    })
}

/// Where a request says what a fact comes from.
fn origin_of(key: &str) -> String {
    match key {
        "recipient" => "/recipient/name".to_owned(),
        "achievement" => "/achievementId".to_owned(),
        "issuer" => "/issuerId".to_owned(),
        "date" => "/validFrom".to_owned(),
        "validUntil" | "licenseNumber" => format!("/{key}"),
        "code" | "verificationUrl" | "credentialLink" => "/templateId".to_owned(),
        key => format!("/fields/{key}"),
    }
}

impl Facts {
    /// Of a stored credential.
    fn of(credential: &Credential) -> Result<Self> {
        let document: Json = serde_json::from_str(&credential.document)
            .map_err(|error| Error::internal("reading a credential", error))?;
        let subject = &document["credentialSubject"];
        let identifiers = subject["identifier"].as_array();
        let name = identifiers.into_iter().flatten().find(|identity| identity["identityType"] == "name");
        let page = credential.url.split("/credentials/").next().unwrap_or_default();
        let link = credential_link(&format!("{page}/verify"), credential.document.as_bytes());
        let facts = [
            ("recipient", name.and_then(|identity| identity["identityHash"].as_str())),
            ("achievement", subject["achievement"]["name"].as_str()),
            (DESCRIPTION, subject["achievement"]["description"].as_str()),
            ("issuer", document["issuer"]["name"].as_str()),
            ("date", document["validFrom"].as_str().and_then(|time| time.get(..10))),
            ("validUntil", document["validUntil"].as_str().and_then(|time| time.get(..10))),
            ("licenseNumber", subject["licenseNumber"].as_str()),
            ("code", Some(credential.code.as_str())),
            ("verificationUrl", Some(credential.url.as_str())),
            ("credentialLink", link.as_deref()),
        ];
        let texts = facts.into_iter().filter_map(|(key, text)| Some((key, text?.to_owned()))).collect();
        Ok(Self { texts, created_at: credential.created_at })
    }

    /// Of a credential that is about to be issued; what is not known yet is made up.
    fn expected(request: &NewCredential, achievement: &Achievement, issuer: &Issuer, now: Timestamp) -> Self {
        let sample = Self::sample();
        let from = request.valid_from.unwrap_or_else(|| now.to_second());
        let until = request.valid_until.or_else(|| achievement.end_of(from));
        let date = |time: Timestamp| time.to_second().to_string().get(..10).map(str::to_owned);
        let facts = [
            ("recipient", request.recipient.name.clone()),
            ("achievement", Some(achievement.content.name.clone())),
            (DESCRIPTION, Some(achievement.content.description.clone())),
            ("issuer", Some(issuer.name.clone())),
            ("date", date(from)),
            ("validUntil", until.and_then(date)),
            ("licenseNumber", request.license_number.clone()),
        ];
        let made_up = ["code", "verificationUrl", "credentialLink"]
            .into_iter()
            .filter_map(|key| Some((key, sample.texts.get(key)?.clone())));
        let known = facts.into_iter().filter_map(|(key, text)| Some((key, text?)));
        Self { texts: known.chain(made_up).collect(), created_at: now }
    }

    /// For looking at a template.
    pub(crate) fn sample() -> Self {
        let texts = [
            ("recipient", "Ada Lovelace"),
            ("achievement", "Foundations of Analytical Computing"),
            (DESCRIPTION, "Twelve weeks of study and a final project."),
            ("issuer", "Example College"),
            ("date", "2026-11-21"),
            ("validUntil", "2028-11-21"),
            ("licenseNumber", "L-1815-12"),
            ("code", "AC-7F3K9Q2M"),
            (
                "verificationUrl",
                "https://badges.example.edu/credentials/00000000-0000-7000-8000-000000000000",
            ),
            ("credentialLink", "https://badges.example.edu/verify#credential=q1Yqzs9NVbJS8k9KSlWqBQA"),
        ];
        let texts = texts.map(|(key, text)| (key, text.to_owned())).into_iter().collect();
        Self {
            texts,
            created_at: Timestamp::parse("2026-11-21T10:00:00Z").unwrap_or(Timestamp::from_micros(0)),
        }
    }

    fn text(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    /// What the document says about itself.
    pub(crate) fn details(&self, language: &str) -> Details {
        let (achievement, recipient) = (self.text("achievement"), self.text("recipient"));
        let separator = if recipient.is_empty() { "" } else { ": " };
        Details {
            title: format!("{achievement}{separator}{recipient}"),
            language: language.to_owned(),
            author: self.text("issuer").to_owned(),
            issued: proofmark::Timestamp::from_unix_seconds(
                self.created_at.as_micros().div_euclid(1_000_000),
            ),
        }
    }

    /// What fills the fields of a template: facts where there are some, else what was given.
    pub(crate) fn values(
        &self,
        definition: &TemplateDefinition,
        fields: &BTreeMap<String, String>,
    ) -> Values {
        let known = definition.fields.iter().filter(|field| kinds_of_fact(&field.key).is_some());
        let facts = known.filter_map(|field| {
            let said = fields.get(DESCRIPTION).filter(|_| field.key == DESCRIPTION);
            let text = said.or_else(|| self.texts.get(field.key.as_str()))?;
            Some((field.key.clone(), Value::Text(text.clone())))
        });
        let given = fields.iter().filter(|(key, _)| kinds_of_fact(key).is_none());
        let given = given.map(|(key, text)| (key.clone(), Value::Text(text.clone())));
        facts.chain(given).collect()
    }
}

/// The drawing of a stored credential: the same rows give the same drawing.
///
/// # Errors
/// Storage; a template that is gone.
pub(crate) async fn drawing(
    connection: &mut Connection,
    credential: &Credential,
    as_picture: bool,
) -> Result<Drawing> {
    let request = &credential.request;
    let facts = Facts::of(credential)?;
    let template = match (&request.template_id, request.template_version) {
        (Some(id), Some(version)) => store::templates::find_version(connection, id, version).await?,
        (Some(id), None) => built_in(id),
        // A certificate is made out to somebody.
        (None, _) if as_picture || facts.text("recipient").is_empty() => built_in(DEFAULT_PICTURE),
        (None, _) => built_in(DEFAULT_DOCUMENT),
    };
    let template =
        template.ok_or_else(|| Error::internal("finding a credential's template", "it is gone"))?;
    let mut fields = request.fields.clone();
    if request.template_id.is_none() {
        // They were given for the document; the picture takes those that it has.
        let known = &template.content.definition.fields;
        fields.retain(|key, _| known.iter().any(|field| field.key == *key));
    }
    let key = Some(template.key());
    Ok(Drawing::new(template.content, key, &facts, &fields))
}

fn built_in(id: &str) -> Option<Template> {
    template::built_in().into_iter().find(|template| template.id == id)
}

/// Which template has to be looked at before this is issued; the achievement's is noted in the request. None when
/// nothing was chosen and nothing filled in: such a credential is issued whatever its documents will look like.
pub(crate) fn template_id(request: &mut NewCredential, achievement: Option<&Achievement>) -> Option<String> {
    let by_achievement = || achievement.and_then(|achievement| achievement.content.template_id.clone());
    request.template_id = request.template_id.take().or_else(by_achievement);
    let by_default = || (!request.fields.is_empty()).then(|| DEFAULT_DOCUMENT.to_owned());
    request.template_id.clone().or_else(by_default)
}

/// Fields that say what only the credential may say.
pub(crate) fn problems(request: &NewCredential) -> Vec<FieldProblem> {
    let facts = request.fields.keys().filter(|key| kinds_of_fact(key).is_some() && *key != DESCRIPTION);
    facts
        .map(|key| {
            let message = format!("{key} is filled in from the credential itself.");
            FieldProblem::new(format!("/fields/{key}"), message)
        })
        .collect()
}

/// The drawing of a credential that is about to be issued, to see whether everything fits.
pub(crate) fn expected(
    request: &NewCredential,
    template: &Template,
    achievement: &Achievement,
    issuer: &Issuer,
    now: Timestamp,
) -> Drawing {
    let facts = Facts::expected(request, achievement, issuer, now);
    Drawing::new(template.content.clone(), Some(template.key()), &facts, &request.fields)
}

/// A fault of a field, at its place in an issue request.
pub(crate) fn place(
    problem: &proofmark_documents::FieldProblem,
    fields: &BTreeMap<String, String>,
) -> FieldProblem {
    let key = &problem.field;
    let pointer = match fields.contains_key(key) {
        true => format!("/fields/{}", key.replace('~', "~0").replace('/', "~1")),
        false => origin_of(key),
    };
    FieldProblem::new(pointer, problem.to_string())
}

impl Drawing {
    /// A drawing of a template with these facts and fields.
    pub(crate) fn new(
        content: Content,
        key: Option<String>,
        facts: &Facts,
        fields: &BTreeMap<String, String>,
    ) -> Self {
        let values = facts.values(&content.definition, fields);
        let details = facts.details(&content.language);
        Self { definition: content.definition, key, values, details, fields: fields.clone() }
    }
}

//! Achievements: what is earned.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::credential::CONTEXTS;
use super::idempotency::{self, Answer, Key};
use super::{FieldProblem, Result, Tenant, Timestamp, new_id};
use crate::backend::Backend;
use crate::store;

/// `AchievementType` of Open Badges 3.0 (§B.4.1); others start with `ext:`.
const TYPES: [&str; 31] = [
    "Achievement",
    "ApprenticeshipCertificate",
    "Assessment",
    "Assignment",
    "AssociateDegree",
    "Award",
    "Badge",
    "BachelorDegree",
    "Certificate",
    "CertificateOfCompletion",
    "Certification",
    "CommunityService",
    "Competency",
    "Course",
    "CoCurricular",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "Fieldwork",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "LearningProgram",
    "License",
    "Membership",
    "ProfessionalDoctorate",
    "QualityAssuranceCredential",
    "MasterCertificate",
    "MasterDegree",
    "MicroCredential",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
];

/// A stored achievement.
#[derive(Clone, Debug)]
pub(crate) struct Achievement {
    /// Opaque identifier.
    pub(crate) id: String,
    /// Its `id` in credentials, where its public JSON is served.
    pub(crate) url: String,
    /// What the issuer said about it.
    pub(crate) content: Content,
    /// When it was made.
    pub(crate) created_at: Timestamp,
}

/// What an issuer says about an achievement. Kept as JSON in one column.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Content {
    /// Shown everywhere.
    pub(crate) name: String,
    /// One or two sentences.
    pub(crate) description: String,
    /// How it is earned.
    pub(crate) criteria: Criteria,
    /// `Certificate`, `Course`, `Badge` …: the enumeration of Open Badges 3.0 or an `ext:` term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) achievement_type: Option<String>,
    /// URL of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
    /// Keywords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<String>,
}

/// How an achievement is earned: a page, a text, or both.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Criteria {
    /// URL of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Markdown text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) narrative: Option<String>,
}

impl Content {
    /// The rules that its schema does not tell.
    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.criteria.id.is_none() && self.criteria.narrative.is_none() {
            problems.push(FieldProblem::new("/criteria", "Name at least one of `id` and `narrative`."));
        }
        if let Some(kind) = &self.achievement_type
            && !TYPES.contains(&kind.as_str())
            && !is_extension(kind)
        {
            let message = format!("Must start with `ext:` or be one of {}.", TYPES.join(", "));
            problems.push(FieldProblem::new("/achievementType", message));
        }
        for (at, tag) in self.tags.iter().enumerate() {
            if tag.trim().is_empty() || tag.chars().count() > 100 {
                problems.push(FieldProblem::new(format!("/tags/{at}"), "Must have 1 to 100 characters."));
            }
        }
        problems
    }
}

/// `ext:` and letters, digits, `.`, `-` or `_`.
fn is_extension(kind: &str) -> bool {
    kind.strip_prefix("ext:").is_some_and(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    })
}

impl Achievement {
    /// The Open Badges 3.0 `Achievement`, as credentials carry it.
    pub(crate) fn document(&self) -> Map<String, Value> {
        let content = &self.content;
        let mut document = Map::new();
        document.insert("id".to_owned(), json!(self.url));
        document.insert("type".to_owned(), json!(["Achievement"]));
        if let Some(achievement_type) = &content.achievement_type {
            document.insert("achievementType".to_owned(), json!(achievement_type));
        }
        document.insert("name".to_owned(), json!(content.name));
        document.insert("description".to_owned(), json!(content.description));
        document.insert("criteria".to_owned(), json!(content.criteria));
        if let Some(image) = &content.image {
            document.insert("image".to_owned(), json!({ "id": image, "type": "Image" }));
        }
        if !content.tags.is_empty() {
            document.insert("tag".to_owned(), json!(content.tags));
        }
        document
    }
}

impl Achievement {
    /// The document at its URL: the same, with the context that explains its words.
    pub(crate) fn public_document(&self) -> Value {
        let mut document = Map::new();
        document.insert("@context".to_owned(), json!(CONTEXTS));
        document.extend(self.document());
        Value::Object(document)
    }
}

/// Creates an achievement, or gives the stored answer of an earlier request with the same `Idempotency-Key`.
///
/// # Errors
/// [`super::Error::Invalid`] with every fault; conflicts of the `Idempotency-Key`; storage.
pub(crate) async fn create(
    backend: &Backend,
    tenant: &Tenant,
    content: Content,
    key: Option<Key>,
    answer: impl FnOnce(&Achievement) -> Answer + Send + 'static,
) -> Result<Answer> {
    let problems = content.problems();
    if !problems.is_empty() {
        return Err(super::Error::Invalid(problems));
    }
    idempotency::once(&backend.store, &backend.in_flight, key, |key| async {
        let now = backend.now();
        let id = new_id(now)?;
        let url = format!("{}/achievements/{id}", backend.base_url);
        let achievement = Achievement { id, url, content, created_at: now };
        let answer = answer(&achievement);
        let tenant = tenant.clone();
        backend
            .store
            .write(move |connection| {
                Box::pin(async move {
                    store::achievements::insert(connection, &tenant, &achievement).await?;
                    if let Some(key) = key {
                        key.store(connection, &answer, now).await?;
                    }
                    Ok(answer)
                })
            })
            .await
    })
    .await
}

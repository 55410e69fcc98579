//! Achievements: what is earned.

use proofmark::{ACHIEVEMENT_TYPES, RESULT_TYPES, TARGET_TYPES};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::credential::CONTEXTS;
use super::idempotency::{self, Answer, Key};
use super::period::Period;
use super::{Error, FieldProblem, Result, Tenant, Timestamp, new_id, template, text};
use crate::backend::Backend;
use crate::store::{self, Connection, sql};

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
    /// When it was last changed.
    pub(crate) updated_at: Option<Timestamp>,
    /// Since when it is no longer issued.
    pub(crate) archived_at: Option<Timestamp>,
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
    /// What it corresponds to in frameworks of others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) alignments: Vec<Alignment>,
    /// Which results a credential may carry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) result_descriptions: Vec<ResultDescription>,
    /// How long a credential is valid when its request does not say: an ISO 8601 duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) validity_period: Option<String>,
    /// How the documents of its credentials look when a request does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) template_id: Option<String>,
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

/// What it corresponds to: a level of the European Qualifications Framework, a skill of a national list.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Alignment {
    /// What the target is called.
    pub(crate) target_name: String,
    /// Where it is described.
    pub(crate) target_url: String,
    /// A sentence about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) target_description: Option<String>,
    /// Which list it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) target_framework: Option<String>,
    /// Its code in that list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) target_code: Option<String>,
    /// An `AlignmentTargetType` or an `ext:` term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) target_type: Option<String>,
}

/// One kind of result.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResultDescription {
    /// Its URL; given by the server.
    #[serde(default)]
    pub(crate) id: String,
    /// What is measured.
    pub(crate) name: String,
    /// A `ResultType` or an `ext:` term.
    pub(crate) result_type: String,
    /// The only values it may have, from the least to the best.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) allowed_values: Vec<String>,
    /// What has to be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) required_value: Option<String>,
    /// The least number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) value_min: Option<String>,
    /// The greatest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) value_max: Option<String>,
}

impl Content {
    /// The rules that its schema does not tell.
    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.criteria.id.is_none() && self.criteria.narrative.is_none() {
            problems.push(FieldProblem::new("/criteria", "Name at least one of `id` and `narrative`."));
        }
        if let Some(kind) = &self.achievement_type {
            problems.extend(word_problem("/achievementType", kind, ACHIEVEMENT_TYPES));
        }
        for (at, tag) in self.tags.iter().enumerate() {
            if tag.trim().is_empty() || tag.chars().count() > 100 {
                problems.push(FieldProblem::new(format!("/tags/{at}"), "Must have 1 to 100 characters."));
            }
        }
        for (at, alignment) in self.alignments.iter().enumerate() {
            if let Some(kind) = &alignment.target_type {
                problems.extend(word_problem(&format!("/alignments/{at}/targetType"), kind, TARGET_TYPES));
            }
        }
        for (at, result) in self.result_descriptions.iter().enumerate() {
            problems.extend(result.problems(&format!("/resultDescriptions/{at}")));
        }
        if self.validity_period.as_deref().is_some_and(|text| Period::parse(text).is_none()) {
            let message = "Must be an ISO 8601 duration such as P2Y, P18M or P90D, 200 years at most.";
            problems.push(FieldProblem::new("/validityPeriod", message));
        }
        problems
    }

    /// Gives each result description its URL. Those that an earlier version had under the same name keep theirs,
    /// because credentials point at them.
    fn name_results(&mut self, achievement_url: &str, earlier: &[ResultDescription]) {
        let mut next = 1;
        let mut taken: Vec<String> = earlier.iter().map(|result| result.id.clone()).collect();
        for result in &mut self.result_descriptions {
            let kept = earlier
                .iter()
                .find(|known| known.name == result.name && known.result_type == result.result_type);
            result.id = kept.map_or_else(
                || loop {
                    let id = format!("{achievement_url}#result-{next}");
                    next += 1;
                    if !taken.contains(&id) {
                        break id;
                    }
                },
                |known| known.id.clone(),
            );
            taken.push(result.id.clone());
        }
    }
}

impl ResultDescription {
    fn problems(&self, pointer: &str) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        problems.extend(word_problem(&format!("{pointer}/resultType"), &self.result_type, RESULT_TYPES));
        for (name, value) in [("valueMin", &self.value_min), ("valueMax", &self.value_max)] {
            if value.as_deref().is_some_and(|text| number(text).is_none()) {
                problems.push(FieldProblem::new(format!("{pointer}/{name}"), "Must be a number."));
            }
        }
        let bounds = [&self.value_min, &self.value_max].map(|bound| bound.as_deref().and_then(number));
        if let [Some(least), Some(most)] = bounds
            && least > most
        {
            problems
                .push(FieldProblem::new(format!("{pointer}/valueMax"), "Must not be less than `valueMin`."));
        }
        if let Some(required) = &self.required_value {
            problems.extend(self.value_problem(&format!("{pointer}/requiredValue"), required));
        }
        problems
    }

    /// What is wrong with a value of this kind.
    pub(super) fn value_problem(&self, pointer: &str, value: &str) -> Option<FieldProblem> {
        if !self.allowed_values.is_empty() {
            let message = || format!("Must be one of {}.", self.allowed_values.join(", "));
            return (!self.allowed_values.iter().any(|allowed| allowed == value))
                .then(|| FieldProblem::new(pointer, message()));
        }
        let [least, most] = [&self.value_min, &self.value_max].map(|bound| bound.as_deref().and_then(number));
        if least.is_none() && most.is_none() {
            return None;
        }
        let fits = number(value).is_some_and(|value| {
            least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most)
        });
        let message = match (&self.value_min, &self.value_max) {
            (Some(least), Some(most)) => format!("Must be a number from {least} to {most}."),
            (Some(least), None) => format!("Must be a number of {least} or more."),
            _ => format!("Must be a number of {} or less.", self.value_max.as_deref().unwrap_or_default()),
        };
        (!fits).then(|| FieldProblem::new(pointer, message))
    }

    fn document(&self) -> Value {
        let mut document = json!({
            "id": self.id,
            "type": ["ResultDescription"],
            "name": self.name,
            "resultType": self.result_type,
        });
        if !self.allowed_values.is_empty() {
            document["allowedValue"] = json!(self.allowed_values);
        }
        for (name, value) in [
            ("requiredValue", &self.required_value),
            ("valueMin", &self.value_min),
            ("valueMax", &self.value_max),
        ] {
            if let Some(value) = value {
                document[name] = json!(value);
            }
        }
        document
    }
}

impl Alignment {
    fn document(&self) -> Value {
        let mut document = json!({
            "type": ["Alignment"],
            "targetName": self.target_name,
            "targetUrl": self.target_url,
        });
        for (name, value) in [
            ("targetDescription", &self.target_description),
            ("targetFramework", &self.target_framework),
            ("targetCode", &self.target_code),
            ("targetType", &self.target_type),
        ] {
            if let Some(value) = value {
                document[name] = json!(value);
            }
        }
        document
    }
}

/// A word of an Open Badges enumeration that others may extend.
fn word_problem(pointer: &str, word: &str, known: &[&str]) -> Option<FieldProblem> {
    let is_good = known.contains(&word) || text::is_extension(word);
    (!is_good).then(|| {
        FieldProblem::new(pointer, format!("Must start with `ext:` or be one of {}.", known.join(", ")))
    })
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

impl Achievement {
    /// The Open Badges 3.0 `Achievement`, as credentials carry it. `further` result descriptions belong to one
    /// credential only.
    pub(crate) fn document(&self, further: &[Value]) -> Map<String, Value> {
        let content = &self.content;
        let mut document = Map::new();
        document.insert("id".to_owned(), json!(self.url));
        document.insert("type".to_owned(), json!(["Achievement"]));
        if !content.alignments.is_empty() {
            document
                .insert("alignment".to_owned(), content.alignments.iter().map(Alignment::document).collect());
        }
        if let Some(achievement_type) = &content.achievement_type {
            document.insert("achievementType".to_owned(), json!(achievement_type));
        }
        document.insert("name".to_owned(), json!(content.name));
        document.insert("description".to_owned(), json!(content.description));
        document.insert("criteria".to_owned(), json!(content.criteria));
        if let Some(image) = &content.image {
            document.insert("image".to_owned(), json!({ "id": image, "type": "Image" }));
        }
        let results = content.result_descriptions.iter().map(ResultDescription::document);
        let results: Vec<Value> = results.chain(further.iter().cloned()).collect();
        if !results.is_empty() {
            document.insert("resultDescription".to_owned(), json!(results));
        }
        if !content.tags.is_empty() {
            document.insert("tag".to_owned(), json!(content.tags));
        }
        document
    }

    /// The document at its URL: the same, with the context that explains its words.
    pub(crate) fn public_document(&self) -> Value {
        let mut document = Map::new();
        document.insert("@context".to_owned(), json!(CONTEXTS));
        document.extend(self.document(&[]));
        Value::Object(document)
    }

    /// When a credential of this achievement ends that begins at `start` and whose request does not say.
    pub(crate) fn end_of(&self, start: Timestamp) -> Option<Timestamp> {
        self.content.validity_period.as_deref().and_then(Period::parse)?.after(start)
    }
}

/// Creates an achievement, or gives the stored answer of an earlier request with the same `Idempotency-Key`.
///
/// # Errors
/// [`Error::Invalid`] with every fault; conflicts of the `Idempotency-Key`; storage.
pub(crate) async fn create(
    backend: &Backend,
    tenant: &Tenant,
    mut content: Content,
    key: Option<Key>,
    answer: impl FnOnce(&Achievement) -> Answer + Send + 'static,
) -> Result<Answer> {
    check(&content)?;
    idempotency::once(&backend.store, &backend.in_flight, key, |key| async {
        let now = backend.now();
        let id = new_id(now)?;
        let url = format!("{}/achievements/{id}", tenant.base_url);
        content.name_results(&url, &[]);
        let achievement =
            Achievement { id, url, content, created_at: now, updated_at: None, archived_at: None };
        let answer = answer(&achievement);
        let tenant = tenant.clone();
        backend
            .store
            .write(move |connection| {
                Box::pin(async move {
                    check_template(connection, &tenant, &achievement.content).await?;
                    store::achievements::insert(connection, &tenant, &achievement).await?;
                    if let Some(key) = key {
                        key.store(connection, &answer, None, now).await?;
                    }
                    Ok(answer)
                })
            })
            .await
    })
    .await
}

/// Replaces what an achievement says. Credentials that were issued before keep what they say.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] with every fault; storage.
pub(crate) async fn update(
    backend: &Backend,
    tenant: &Tenant,
    id: &str,
    change: impl FnOnce(&mut Content) + Send + 'static,
) -> Result<Achievement> {
    let (tenant, id, now) = (tenant.clone(), id.to_owned(), backend.now());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            sql::lock(connection, &["achievement", &id]).await?;
            let found = store::achievements::find(connection, &tenant, &id).await?;
            let mut achievement = found.ok_or(Error::NotFound("achievement"))?;
            let earlier = achievement.content.result_descriptions.clone();
            change(&mut achievement.content);
            check(&achievement.content)?;
            check_template(connection, &tenant, &achievement.content).await?;
            achievement.content.name_results(&achievement.url, &earlier);
            achievement.updated_at = Some(now);
            store::achievements::update(connection, &tenant, &achievement).await?;
            Ok(achievement)
        })
    });
    work.await
}

/// Says that an achievement is no longer issued, or takes that back. Its public document and its credentials stay.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn archive(
    backend: &Backend,
    tenant: &Tenant,
    id: &str,
    archived: bool,
) -> Result<Achievement> {
    let (tenant, id, now) = (tenant.clone(), id.to_owned(), backend.now());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            sql::lock(connection, &["achievement", &id]).await?;
            let found = store::achievements::find(connection, &tenant, &id).await?;
            let mut achievement = found.ok_or(Error::NotFound("achievement"))?;
            achievement.archived_at = if archived { achievement.archived_at.or(Some(now)) } else { None };
            store::achievements::update(connection, &tenant, &achievement).await?;
            Ok(achievement)
        })
    });
    work.await
}

async fn check_template(connection: &mut Connection, tenant: &Tenant, content: &Content) -> Result<()> {
    let Some(id) = &content.template_id else { return Ok(()) };
    match template::find(connection, tenant, id).await? {
        Some(_) => Ok(()),
        None => Err(Error::invalid("/templateId", "There is no template with this identifier.")),
    }
}

fn check(content: &Content) -> Result<()> {
    let problems = content.problems();
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

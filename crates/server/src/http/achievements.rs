//! `/v1/achievements`

use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Object, OpenApi};

use super::edge::{self, Answer, ApiError, Body, Caller, DateTime, Uri, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::achievement::{self, Achievement, Content};
use crate::domain::api_key::Scope;
use crate::domain::{CursorSeal, Error, PageRequest};
use crate::store;

/// What an achievement is.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct NewAchievement {
    /// Shown on every credential.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: String,
    /// One or two sentences.
    #[oai(validator(min_length = 1, max_length = 2000))]
    description: String,
    /// How it is earned.
    criteria: Criteria,
    /// An `AchievementType` of Open Badges 3.0, such as `Certificate`, `Course` or `Badge`, or a term that starts
    /// with `ext:`.
    #[oai(validator(min_length = 1, max_length = 100))]
    achievement_type: Option<String>,
    /// A picture.
    image: Option<Uri>,
    /// Keywords.
    #[oai(default, validator(max_items = 50), skip_serializing_if_is_empty)]
    tags: Vec<String>,
    /// What it corresponds to in frameworks of others: a level of the European Qualifications Framework, a skill.
    #[oai(default, validator(max_items = 50), skip_serializing_if_is_empty)]
    alignments: Vec<Alignment>,
    /// Which results a credential may carry.
    #[oai(default, validator(max_items = 50), skip_serializing_if_is_empty)]
    result_descriptions: Vec<NewResultDescription>,
    /// How long a credential is valid when its request does not say: an ISO 8601 duration such as `P2Y`.
    #[oai(validator(min_length = 1, max_length = 50))]
    validity_period: Option<String>,
    /// How the documents of its credentials look when a request does not say: a template's identifier.
    #[oai(validator(min_length = 1, max_length = 100))]
    template_id: Option<String>,
}

/// What to change; whatever is not named stays. Credentials that were issued before keep what they say.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct AchievementChange {
    /// Shown on every credential.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: Option<String>,
    /// One or two sentences.
    #[oai(validator(min_length = 1, max_length = 2000))]
    description: Option<String>,
    /// How it is earned.
    criteria: Option<Criteria>,
    /// An `AchievementType` of Open Badges 3.0 or a term that starts with `ext:`.
    #[oai(validator(min_length = 1, max_length = 100))]
    achievement_type: Option<String>,
    /// A picture.
    image: Option<Uri>,
    /// Replaces all keywords.
    #[oai(validator(max_items = 50))]
    tags: Option<Vec<String>>,
    /// Replaces all alignments.
    #[oai(validator(max_items = 50))]
    alignments: Option<Vec<Alignment>>,
    /// Replaces all result descriptions. One with the same name and type keeps its `id`.
    #[oai(validator(max_items = 50))]
    result_descriptions: Option<Vec<NewResultDescription>>,
    /// How long a credential is valid when its request does not say.
    #[oai(validator(min_length = 1, max_length = 50))]
    validity_period: Option<String>,
    /// How the documents of its credentials look when a request does not say: a template's identifier.
    #[oai(validator(min_length = 1, max_length = 100))]
    template_id: Option<String>,
}

/// How an achievement is earned: a page, a text, or both.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
struct Criteria {
    /// A page that describes it.
    id: Option<Uri>,
    /// A text that describes it. Markdown.
    #[oai(validator(min_length = 1, max_length = 10000))]
    narrative: Option<String>,
}

/// What an achievement corresponds to in a framework of others.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
struct Alignment {
    /// What the target is called.
    #[oai(validator(min_length = 1, max_length = 500))]
    target_name: String,
    /// Where it is described.
    target_url: Uri,
    /// A sentence about it.
    #[oai(validator(min_length = 1, max_length = 2000))]
    target_description: Option<String>,
    /// Which framework it stands in: `European Qualifications Framework`.
    #[oai(validator(min_length = 1, max_length = 500))]
    target_framework: Option<String>,
    /// Its code there: `EQF 5`.
    #[oai(validator(min_length = 1, max_length = 500))]
    target_code: Option<String>,
    /// An `AlignmentTargetType` of Open Badges 3.0 or a term that starts with `ext:`.
    #[oai(validator(min_length = 1, max_length = 100))]
    target_type: Option<String>,
}

/// One kind of result.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
struct NewResultDescription {
    /// What is measured.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: String,
    /// A `ResultType` of Open Badges 3.0, such as `LetterGrade` or `Percent`, or a term that starts with `ext:`.
    #[oai(validator(min_length = 1, max_length = 100))]
    result_type: String,
    /// The only values it may have, from the least to the best.
    #[oai(default, validator(max_items = 100))]
    allowed_values: Vec<String>,
    /// What has to be reached.
    #[oai(validator(min_length = 1, max_length = 200))]
    required_value: Option<String>,
    /// The least number.
    #[oai(validator(min_length = 1, max_length = 50))]
    value_min: Option<String>,
    /// The greatest number.
    #[oai(validator(min_length = 1, max_length = 50))]
    value_max: Option<String>,
}

/// One kind of result.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
struct ResultDescription {
    /// What the results of credentials name.
    id: String,
    /// What is measured.
    name: String,
    /// A `ResultType`.
    result_type: String,
    /// The only values it may have.
    allowed_values: Vec<String>,
    /// What has to be reached.
    required_value: Option<String>,
    /// The least number.
    value_min: Option<String>,
    /// The greatest number.
    value_max: Option<String>,
}

/// An achievement.
#[derive(Debug, Object)]
#[oai(rename = "Achievement", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct AchievementResource {
    /// Opaque identifier.
    id: String,
    /// Where its public Open Badges document is.
    url: String,
    /// Shown on every credential.
    name: String,
    /// One or two sentences.
    description: String,
    /// How it is earned.
    criteria: Criteria,
    /// Its `AchievementType`.
    achievement_type: Option<String>,
    /// A picture.
    image: Option<String>,
    /// Keywords.
    tags: Vec<String>,
    /// What it corresponds to in frameworks of others.
    alignments: Vec<Alignment>,
    /// Which results a credential may carry.
    result_descriptions: Vec<ResultDescription>,
    /// How long a credential is valid when its request does not say.
    validity_period: Option<String>,
    /// How the documents of its credentials look when a request does not say.
    template_id: Option<String>,
    /// When it was made.
    created_at: DateTime,
    /// When it was last changed.
    updated_at: Option<DateTime>,
    /// Since when it is no longer issued.
    archived_at: Option<DateTime>,
}

/// One page of achievements, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct AchievementPage {
    /// The achievements.
    items: Vec<AchievementResource>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
    /// How many there are on all pages; only with `?total=true`.
    total: Option<i64>,
}

/// Achievements: what is earned.
pub(super) struct Achievements;

#[OpenApi(tag = "Tag::Achievements")]
impl Achievements {
    /// Create an achievement
    ///
    /// What is earned, described once; credentials are issued of it. Anybody can read it at its `url`.
    #[oai(path = "/v1/achievements", method = "post", operation_id = "createAchievement")]
    async fn create(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<NewAchievement>,
    ) -> Result<Answer<AchievementResource, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let key = edge::idempotency_key(tenant, request, idempotency_key.0, &body.bytes)?;
        let answer = |achievement: &Achievement| {
            let location = format!("/v1/achievements/{}", achievement.id);
            answer_body(201, Some(&location), &AchievementResource::from(achievement))
        };
        Ok(achievement::create(&backend, tenant, body.value.into(), key, answer).await?.into())
    }

    /// List achievements, newest first
    ///
    /// Archived ones too, unless `archived` says which.
    #[oai(path = "/v1/achievements", method = "get", operation_id = "listAchievements")]
    #[allow(clippy::too_many_arguments, reason = "one for each query parameter")]
    async fn list(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Achievements on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
        /// Achievements to skip, 10,000 at most.
        offset: Query<Option<u32>>,
        /// Whether to count all pages.
        total: Query<Option<bool>>,
        /// Only those that are archived, or only those that are not.
        archived: Query<Option<bool>>,
    ) -> Result<Answer<AchievementPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let seal = CursorSeal::new(&backend.master_key, tenant, "achievements");
        let page = PageRequest::new(&seal, limit.0, cursor.0.as_deref(), offset.0)?;
        let mut connection = backend.store.read().await?;
        let page = store::achievements::list(&mut connection, tenant, archived.0, &page).await?;
        let total = match total.0 {
            Some(true) => Some(store::achievements::count(&mut connection, tenant, archived.0).await?),
            _ => None,
        };
        Ok(Answer::new(&AchievementPage {
            items: page.rows.iter().map(AchievementResource::from).collect(),
            next_cursor: page.next.map(|cursor| seal.seal(&cursor)).transpose()?,
            total,
        }))
    }

    /// Get an achievement
    ///
    /// With everything that was said when it was made or changed.
    #[oai(path = "/v1/achievements/:id", method = "get", operation_id = "getAchievement")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The achievement's identifier.
        id: Path<String>,
    ) -> Result<Answer<AchievementResource>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let achievement = store::achievements::find(&mut connection, tenant, &id)
            .await?
            .ok_or(Error::NotFound("achievement"))?;
        Ok(Answer::new(&AchievementResource::from(&achievement)))
    }

    /// Change an achievement
    ///
    /// Credentials that were issued before keep what they say: that is signed.
    #[oai(path = "/v1/achievements/:id", method = "patch", operation_id = "updateAchievement")]
    async fn update(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The achievement's identifier.
        id: Path<String>,
        body: Body<AchievementChange>,
    ) -> Result<Answer<AchievementResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let change = body.value;
        let achievement = achievement::update(&backend, tenant, &id, |content| change.apply(content)).await?;
        Ok(Answer::new(&AchievementResource::from(&achievement)))
    }

    /// Archive an achievement
    ///
    /// It is no longer issued; its credentials and its public document stay. Doing it again changes nothing.
    #[oai(path = "/v1/achievements/:id/archive", method = "post", operation_id = "archiveAchievement")]
    async fn archive(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The achievement's identifier.
        id: Path<String>,
    ) -> Result<Answer<AchievementResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let achievement = achievement::archive(&backend, tenant, &id, true).await?;
        Ok(Answer::new(&AchievementResource::from(&achievement)))
    }

    /// Issue an archived achievement again
    ///
    /// It can be issued again.
    #[oai(path = "/v1/achievements/:id/unarchive", method = "post", operation_id = "unarchiveAchievement")]
    async fn unarchive(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The achievement's identifier.
        id: Path<String>,
    ) -> Result<Answer<AchievementResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let achievement = achievement::archive(&backend, tenant, &id, false).await?;
        Ok(Answer::new(&AchievementResource::from(&achievement)))
    }
}

impl AchievementChange {
    fn apply(self, content: &mut Content) {
        if let Some(name) = self.name {
            content.name = name;
        }
        if let Some(description) = self.description {
            content.description = description;
        }
        if let Some(criteria) = self.criteria {
            content.criteria = criteria.into();
        }
        if let Some(tags) = self.tags {
            content.tags = tags;
        }
        if let Some(alignments) = self.alignments {
            content.alignments = alignments.into_iter().map(Into::into).collect();
        }
        if let Some(results) = self.result_descriptions {
            content.result_descriptions = results.into_iter().map(Into::into).collect();
        }
        content.achievement_type = self.achievement_type.or_else(|| content.achievement_type.take());
        content.image = self.image.map(|uri| uri.0).or_else(|| content.image.take());
        content.template_id = self.template_id.or_else(|| content.template_id.take());
        content.validity_period = self.validity_period.or_else(|| content.validity_period.take());
    }
}

impl From<NewAchievement> for Content {
    fn from(new: NewAchievement) -> Self {
        Self {
            name: new.name,
            description: new.description,
            criteria: new.criteria.into(),
            achievement_type: new.achievement_type,
            image: new.image.map(|uri| uri.0),
            tags: new.tags,
            alignments: new.alignments.into_iter().map(Into::into).collect(),
            result_descriptions: new.result_descriptions.into_iter().map(Into::into).collect(),
            validity_period: new.validity_period,
            template_id: new.template_id,
        }
    }
}

impl From<Criteria> for achievement::Criteria {
    fn from(criteria: Criteria) -> Self {
        Self { id: criteria.id.map(|uri| uri.0), narrative: criteria.narrative }
    }
}

impl From<Alignment> for achievement::Alignment {
    fn from(alignment: Alignment) -> Self {
        Self {
            target_name: alignment.target_name,
            target_url: alignment.target_url.0,
            target_description: alignment.target_description,
            target_framework: alignment.target_framework,
            target_code: alignment.target_code,
            target_type: alignment.target_type,
        }
    }
}

impl From<achievement::Alignment> for Alignment {
    fn from(alignment: achievement::Alignment) -> Self {
        Self {
            target_name: alignment.target_name,
            target_url: Uri(alignment.target_url),
            target_description: alignment.target_description,
            target_framework: alignment.target_framework,
            target_code: alignment.target_code,
            target_type: alignment.target_type,
        }
    }
}

impl From<NewResultDescription> for achievement::ResultDescription {
    fn from(result: NewResultDescription) -> Self {
        Self {
            id: String::new(),
            name: result.name,
            result_type: result.result_type,
            allowed_values: result.allowed_values,
            required_value: result.required_value,
            value_min: result.value_min,
            value_max: result.value_max,
        }
    }
}

impl From<achievement::ResultDescription> for ResultDescription {
    fn from(result: achievement::ResultDescription) -> Self {
        Self {
            id: result.id,
            name: result.name,
            result_type: result.result_type,
            allowed_values: result.allowed_values,
            required_value: result.required_value,
            value_min: result.value_min,
            value_max: result.value_max,
        }
    }
}

impl From<&Achievement> for AchievementResource {
    fn from(achievement: &Achievement) -> Self {
        let content = achievement.content.clone();
        Self {
            id: achievement.id.clone(),
            url: achievement.url.clone(),
            name: content.name,
            description: content.description,
            criteria: Criteria { id: content.criteria.id.map(Uri), narrative: content.criteria.narrative },
            achievement_type: content.achievement_type,
            image: content.image,
            tags: content.tags,
            alignments: content.alignments.into_iter().map(Into::into).collect(),
            result_descriptions: content.result_descriptions.into_iter().map(Into::into).collect(),
            validity_period: content.validity_period,
            template_id: content.template_id,
            created_at: DateTime(achievement.created_at),
            updated_at: achievement.updated_at.map(DateTime),
            archived_at: achievement.archived_at.map(DateTime),
        }
    }
}

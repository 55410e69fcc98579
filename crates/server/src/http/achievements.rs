//! `/v1/achievements`

use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Object, OpenApi};

use super::edge::{Answer, ApiError, Body, Caller, DateTime, Uri, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::achievement::{self, Achievement, Content};
use crate::domain::api_key::Scope;
use crate::domain::idempotency::Key;
use crate::domain::{Error, PageRequest};
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
    /// When it was made.
    created_at: DateTime,
}

/// One page of achievements, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct AchievementPage {
    /// The achievements.
    items: Vec<AchievementResource>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
}

/// Achievements: what is earned.
pub(super) struct Achievements;

#[OpenApi(tag = "Tag::Achievements")]
impl Achievements {
    /// Create an achievement
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
        let endpoint = format!("POST {}", request.uri().path());
        let key = Key::new(tenant, endpoint, idempotency_key.0, &body.bytes)?;
        let answer = |achievement: &Achievement| {
            let location = format!("/v1/achievements/{}", achievement.id);
            answer_body(201, Some(&location), &AchievementResource::from(achievement))
        };
        Ok(achievement::create(&backend, tenant, body.value.into(), key, answer).await?.into())
    }

    /// List achievements, newest first
    #[oai(path = "/v1/achievements", method = "get", operation_id = "listAchievements")]
    async fn list(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Achievements on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Answer<AchievementPage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let page = PageRequest::new(limit.0, cursor.0.as_deref())?;
        let mut connection = backend.store.read().await?;
        let page = store::achievements::list(&mut connection, tenant, &page).await?;
        Ok(Answer::new(&AchievementPage {
            items: page.rows.iter().map(AchievementResource::from).collect(),
            next_cursor: page.next.map(|cursor| cursor.encode()),
        }))
    }

    /// Get an achievement
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
}

impl From<NewAchievement> for Content {
    fn from(new: NewAchievement) -> Self {
        Self {
            name: new.name,
            description: new.description,
            criteria: achievement::Criteria {
                id: new.criteria.id.map(|uri| uri.0),
                narrative: new.criteria.narrative,
            },
            achievement_type: new.achievement_type,
            image: new.image.map(|uri| uri.0),
            tags: new.tags,
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
            created_at: DateTime(achievement.created_at),
        }
    }
}

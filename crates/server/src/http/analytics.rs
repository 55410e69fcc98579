//! `/v1/analytics`, and the same below credentials and achievements.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};

use super::edge::{Answer, ApiError, Caller, DateTime};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::analytics::{self, Count, Day, Of};
use crate::domain::api_key::Scope;
use crate::domain::{Error, Tenant};

/// Days that an answer covers when the request does not say: the last thirty.
const USUAL_SECONDS: i64 = 30 * 24 * 3600;
/// Days of one answer at most, with one more for a leap year.
const MOST_SECONDS: i64 = 367 * 24 * 3600;

/// How often credentials were used, and by how many. Nothing is kept about who they were.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct Analytics {
    /// Somebody opened the page. Crawlers, previews and requests with an API key do not count.
    views: UseCount,
    /// Somebody pressed one of the buttons for sharing.
    shares: UseCount,
    /// Somebody, or some program, asked this server whether it is valid. Verifying elsewhere is not seen.
    verifications: UseCount,
    /// Somebody took one of the files.
    downloads: UseCount,
    /// The same for each day (UTC) on which there was any, oldest first.
    days: Vec<AnalyticsDay>,
}

/// How often something happened.
#[derive(Debug, Default, Object)]
struct UseCount {
    /// How often.
    total: i64,
    /// Different visitors of each day, added up: somebody who comes on two days counts twice.
    people: i64,
}

/// The numbers of one day.
#[derive(Debug, Object)]
struct AnalyticsDay {
    /// The day (UTC), such as `2026-11-21`.
    day: String,
    /// Somebody opened the page.
    views: UseCount,
    /// Somebody pressed one of the buttons for sharing.
    shares: UseCount,
    /// Somebody asked this server whether it is valid.
    verifications: UseCount,
    /// Somebody took one of the files.
    downloads: UseCount,
}

/// Numbers of use.
pub(super) struct AnalyticsApi;

#[OpenApi(tag = "Tag::Credentials")]
impl AnalyticsApi {
    /// See how often a credential was used
    ///
    /// Opened, downloaded, shared and verified, day by day; nothing is kept about who did it.
    #[oai(path = "/v1/credentials/:id/analytics", method = "get", operation_id = "getCredentialAnalytics")]
    async fn credential(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
        /// From this day (UTC) on; by default thirty days before the end.
        from: Query<Option<DateTime>>,
        /// Before this time, a year after `from` at most; now, if not said.
        until: Query<Option<DateTime>>,
    ) -> Result<Answer<Analytics>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        answer(&backend, tenant, Of::Credential(&id), from.0, until.0).await
    }

    /// See how often the credentials of an achievement were used
    ///
    /// All of them together, day by day.
    #[oai(path = "/v1/achievements/:id/analytics", method = "get", operation_id = "getAchievementAnalytics")]
    async fn achievement(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The achievement's identifier.
        id: Path<String>,
        /// From this day (UTC) on; by default thirty days before the end.
        from: Query<Option<DateTime>>,
        /// Before this time, a year after `from` at most; now, if not said.
        until: Query<Option<DateTime>>,
    ) -> Result<Answer<Analytics>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        answer(&backend, tenant, Of::Achievement(&id), from.0, until.0).await
    }

    /// See how often everything in this environment was used
    ///
    /// Day by day; `from` and `until` say which days.
    #[oai(path = "/v1/analytics", method = "get", operation_id = "getAnalytics")]
    async fn environment(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// From this day (UTC) on; by default thirty days before the end.
        from: Query<Option<DateTime>>,
        /// Before this time, a year after `from` at most; now, if not said.
        until: Query<Option<DateTime>>,
    ) -> Result<Answer<Analytics>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        answer(&backend, tenant, Of::Environment, from.0, until.0).await
    }
}

async fn answer(
    backend: &Backend,
    tenant: &Tenant,
    of: Of<'_>,
    from: Option<DateTime>,
    until: Option<DateTime>,
) -> Result<Answer<Analytics>, ApiError> {
    let until = until.map_or_else(|| backend.now(), |time| time.0);
    let from = from.map_or_else(|| until.plus_seconds(-USUAL_SECONDS), |time| time.0);
    if from > until || from.plus_seconds(MOST_SECONDS) < until {
        let message = "Must be before `until`, and not more than a year before it.";
        return Err(Error::invalid("/query/from", message).into());
    }
    // A day belongs to the answer as soon as a part of it does.
    let after_last = until.plus_seconds(24 * 3600).day();
    let days = analytics::days(backend, tenant, of, &from.day(), &after_last).await?;
    let sum = |place: usize| {
        days.iter().filter_map(|day| day.counts.get(place)).fold(UseCount::default(), |sum, count| UseCount {
            total: sum.total + count.total,
            people: sum.people + count.people,
        })
    };
    Ok(Answer::new(&Analytics {
        views: sum(0),
        shares: sum(1),
        verifications: sum(2),
        downloads: sum(3),
        days: days.into_iter().map(AnalyticsDay::from).collect(),
    }))
}

impl From<Count> for UseCount {
    fn from(Count { total, people }: Count) -> Self {
        Self { total, people }
    }
}

impl From<Day> for AnalyticsDay {
    fn from(Day { day, counts: [views, shares, verifications, downloads] }: Day) -> Self {
        Self {
            day,
            views: views.into(),
            shares: shares.into(),
            verifications: verifications.into(),
            downloads: downloads.into(),
        }
    }
}

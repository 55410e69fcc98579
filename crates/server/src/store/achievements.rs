//! Achievements.

use super::{Connection, Row, sql};
use crate::domain::achievement::Achievement;
use crate::domain::{Cursor, Error, Page, PageRequest, Result, Tenant, Timestamp};

/// Adds an achievement.
pub(crate) async fn insert(
    connection: &mut Connection,
    tenant: &Tenant,
    achievement: &Achievement,
) -> Result<()> {
    let content = serde_json::to_string(&achievement.content)
        .map_err(|error| Error::internal("writing an achievement", error))?;
    sql::query(
        "INSERT INTO achievements (id, environment_id, url, name, content, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&achievement.id)
    .bind(&tenant.environment_id)
    .bind(&achievement.url)
    .bind(&achievement.content.name)
    .bind(content)
    .bind(achievement.created_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what may change: content and marks of time.
pub(crate) async fn update(
    connection: &mut Connection,
    tenant: &Tenant,
    achievement: &Achievement,
) -> Result<()> {
    let content = serde_json::to_string(&achievement.content)
        .map_err(|error| Error::internal("writing an achievement", error))?;
    sql::query(
        "UPDATE achievements SET name = $3, content = $4, updated_at = $5, archived_at = $6 \
         WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(&achievement.id)
    .bind(&achievement.content.name)
    .bind(content)
    .bind(achievement.updated_at.map(Timestamp::as_micros))
    .bind(achievement.archived_at.map(Timestamp::as_micros))
    .execute(connection)
    .await?;
    Ok(())
}

/// An achievement of the tenant.
pub(crate) async fn find(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
) -> Result<Option<Achievement>> {
    let row = sql::query(
        "SELECT id, url, content, created_at, updated_at, archived_at FROM achievements WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(achievement_from).transpose()
}

/// The environment that an achievement belongs to.
pub(crate) async fn environment_of(connection: &mut Connection, id: &str) -> Result<String> {
    let environment = sql::scalar("SELECT environment_id FROM achievements WHERE id = $1").bind(id);
    Ok(environment.fetch_one(connection).await?)
}

/// Identifier and name of what an issuer has awarded where everybody may see it, by name, fifty at most.
pub(crate) async fn awarded_in_public(
    connection: &mut Connection,
    issuer_id: &str,
) -> Result<Vec<(String, String)>> {
    let rows = sql::query(
        "SELECT id, name FROM achievements WHERE archived_at IS NULL AND id IN \
           (SELECT achievement_id FROM credentials WHERE issuer_id = $1 AND visibility = 'public' \
              AND forgotten_at IS NULL) \
         ORDER BY name, id LIMIT 50",
    )
    .bind(issuer_id)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("name")?))).collect()
}

/// Any achievement, for its public document.
pub(crate) async fn find_public(connection: &mut Connection, id: &str) -> Result<Option<Achievement>> {
    let row = sql::query(
        "SELECT id, url, content, created_at, updated_at, archived_at FROM achievements WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(achievement_from).transpose()
}

/// One page of the tenant's achievements, newest first. `archived`: only those that are, or only those that are not.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    archived: Option<bool>,
    page: &PageRequest,
) -> Result<Page<Achievement>> {
    let (before, before_id) = page.before();
    let rows = sql::query(
        "SELECT id, url, content, created_at, updated_at, archived_at FROM achievements \
         WHERE environment_id = $1 AND (created_at, id) < ($2, $3) \
           AND (CAST($5 AS BIGINT) IS NULL OR (archived_at IS NOT NULL) = (CAST($5 AS BIGINT) = 1)) \
         ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $6",
    )
    .bind(&tenant.environment_id)
    .bind(before)
    .bind(before_id)
    .bind(i64::from(page.limit) + 1)
    .bind(archived.map(i64::from))
    .bind(i64::from(page.offset))
    .fetch_all(connection)
    .await?;
    let rows = rows.iter().map(achievement_from).collect::<Result<Vec<_>>>()?;
    let cursor_of = |row: &Achievement| Cursor { created_at: row.created_at, id: row.id.clone() };
    Ok(Page::from_rows(rows, page.limit, cursor_of))
}

/// How many achievements such a list has.
pub(crate) async fn count(
    connection: &mut Connection,
    tenant: &Tenant,
    archived: Option<bool>,
) -> Result<i64> {
    let count = sql::scalar(
        "SELECT count(*) FROM achievements WHERE environment_id = $1 \
           AND (CAST($2 AS BIGINT) IS NULL OR (archived_at IS NOT NULL) = (CAST($2 AS BIGINT) = 1))",
    )
    .bind(&tenant.environment_id)
    .bind(archived.map(i64::from));
    Ok(count.fetch_one(connection).await?)
}

fn achievement_from(row: &Row) -> Result<Achievement> {
    let content: String = row.get("content")?;
    Ok(Achievement {
        id: row.get("id")?,
        url: row.get("url")?,
        content: serde_json::from_str(&content)
            .map_err(|error| Error::internal("reading an achievement", error))?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        updated_at: row.get::<Option<i64>>("updated_at")?.map(Timestamp::from_micros),
        archived_at: row.get::<Option<i64>>("archived_at")?.map(Timestamp::from_micros),
    })
}

//! Templates and their versions.

use super::{Connection, Row, sql};
use crate::domain::template::{Content, Template};
use crate::domain::{Error, PageRequest, Result, Tenant, Timestamp};

/// With the version that [`from_row`] reads.
const COLUMNS: &str = "templates.id, templates.name, template_versions.version, template_versions.content, \
     templates.created_at, templates.updated_at, templates.archived_at";
const NEWEST: &str = "templates JOIN template_versions ON template_versions.template_id = templates.id \
     AND template_versions.version = templates.version";

/// Adds a template and its first version.
pub(crate) async fn insert(connection: &mut Connection, tenant: &Tenant, template: &Template) -> Result<()> {
    sql::query(
        "INSERT INTO templates (id, environment_id, name, version, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&template.id)
    .bind(&tenant.environment_id)
    .bind(&template.name)
    .bind(template.version)
    .bind(template.created_at.as_micros())
    .execute(&mut *connection)
    .await?;
    insert_version(connection, template, template.created_at).await
}

/// Adds the version that the template has now.
pub(crate) async fn insert_version(
    connection: &mut Connection,
    template: &Template,
    now: Timestamp,
) -> Result<()> {
    let content = serde_json::to_string(&template.content)
        .map_err(|error| Error::internal("writing a template", error))?;
    sql::query(
        "INSERT INTO template_versions (template_id, version, content, created_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(&template.id)
    .bind(template.version)
    .bind(content)
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Locks the row until the end of the transaction.
pub(crate) async fn touch(connection: &mut Connection, tenant: &Tenant, id: &str) -> Result<()> {
    sql::query("UPDATE templates SET version = version WHERE environment_id = $1 AND id = $2")
        .bind(&tenant.environment_id)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes name, number of the newest version, and marks of time.
pub(crate) async fn update(connection: &mut Connection, tenant: &Tenant, template: &Template) -> Result<()> {
    sql::query(
        "UPDATE templates SET name = $3, version = $4, updated_at = $5, archived_at = $6 \
         WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(&template.id)
    .bind(&template.name)
    .bind(template.version)
    .bind(template.updated_at.map(Timestamp::as_micros))
    .bind(template.archived_at.map(Timestamp::as_micros))
    .execute(connection)
    .await?;
    Ok(())
}

/// A template of the tenant in its newest version.
pub(crate) async fn find(connection: &mut Connection, tenant: &Tenant, id: &str) -> Result<Option<Template>> {
    let row = sql::query(sql::built(format!(
        "SELECT {COLUMNS} FROM {NEWEST} WHERE templates.environment_id = $1 AND templates.id = $2"
    )))
    .bind(&tenant.environment_id)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(from_row).transpose()
}

/// One version of a template, for the documents of a credential: its row named the template when it was issued, and
/// then the template was one of its tenant.
pub(crate) async fn find_version(
    connection: &mut Connection,
    id: &str,
    version: i64,
) -> Result<Option<Template>> {
    let row = sql::query(sql::built(format!(
        "SELECT {COLUMNS} FROM templates JOIN template_versions ON template_versions.template_id = templates.id \
         WHERE templates.id = $1 AND template_versions.version = $2"
    )))
    .bind(id)
    .bind(version)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(from_row).transpose()
}

/// One page of the tenant's templates, newest first. `archived`: only those that are, or only those that are not.
/// Up to one row more than the page takes.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    archived: Option<bool>,
    page: &PageRequest,
) -> Result<Vec<Template>> {
    let (before, before_id) = page.before();
    let rows = sql::query(sql::built(format!(
        "SELECT {COLUMNS} FROM {NEWEST} \
         WHERE templates.environment_id = $1 AND (templates.created_at, templates.id) < ($2, $3) \
           AND (CAST($5 AS BIGINT) IS NULL OR (archived_at IS NOT NULL) = (CAST($5 AS BIGINT) = 1)) \
         ORDER BY templates.created_at DESC, templates.id DESC LIMIT $4"
    )))
    .bind(&tenant.environment_id)
    .bind(before)
    .bind(before_id)
    .bind(i64::from(page.limit) + 1)
    .bind(archived.map(i64::from))
    .fetch_all(connection)
    .await?;
    rows.iter().map(from_row).collect()
}

fn from_row(row: &Row) -> Result<Template> {
    let content: String = row.get("content")?;
    let content: Content =
        serde_json::from_str(&content).map_err(|error| Error::internal("reading a template", error))?;
    Ok(Template {
        id: row.get("id")?,
        name: row.get("name")?,
        version: Some(row.get("version")?),
        content,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        updated_at: row.get::<Option<i64>>("updated_at")?.map(Timestamp::from_micros),
        archived_at: row.get::<Option<i64>>("archived_at")?.map(Timestamp::from_micros),
    })
}

//! Organizations and their environments.

use super::{Connection, Row, sql};
use crate::domain::brand::{Brand, Color};
use crate::domain::organization::{Organization, Profile};
use crate::domain::{Environment, Error, Result, Tenant, Timestamp};

/// Adds an organization with both environments.
pub(crate) async fn insert(
    connection: &mut Connection,
    organization: &Organization,
    now: Timestamp,
) -> Result<()> {
    sql::query("INSERT INTO organizations (id, name, created_at) VALUES ($1, $2, $3)")
        .bind(&organization.id)
        .bind(&organization.name)
        .bind(now.as_micros())
        .execute(&mut *connection)
        .await?;
    for tenant in [&organization.sandbox, &organization.live] {
        sql::query("INSERT INTO environments (id, organization_id, kind) VALUES ($1, $2, $3)")
            .bind(&tenant.environment_id)
            .bind(&organization.id)
            .bind(tenant.environment.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The organization of a tenant.
pub(crate) async fn find(connection: &mut Connection, id: &str) -> Result<Option<Profile>> {
    let row = sql::query(
        "SELECT id, name, base_url, accent_color, logo, monthly_recipients, created_at FROM organizations \
         WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(Profile {
            id: row.get("id")?,
            name: row.get("name")?,
            base_url: row.get("base_url")?,
            accent_color: row.get("accent_color")?,
            logo: row.get("logo")?,
            monthly_recipients: row.get("monthly_recipients")?,
            created_at: Timestamp::from_micros(row.get("created_at")?),
        })
    })
    .transpose()
}

/// Writes what may change about an organization.
pub(crate) async fn update(connection: &mut Connection, organization: &Profile) -> Result<()> {
    sql::query(
        "UPDATE organizations SET name = $2, base_url = $3, monthly_recipients = $4, accent_color = $5, logo = $6 \
         WHERE id = $1",
    )
    .bind(&organization.id)
    .bind(&organization.name)
    .bind(&organization.base_url)
    .bind(organization.monthly_recipients)
    .bind(&organization.accent_color)
    .bind(&organization.logo)
    .execute(connection)
    .await?;
    Ok(())
}

/// How the pages look of the organization that owns an environment.
pub(crate) async fn brand(connection: &mut Connection, environment_id: &str) -> Result<Brand> {
    let row = sql::query(
        "SELECT o.accent_color, o.logo FROM environments e JOIN organizations o ON o.id = e.organization_id \
         WHERE e.id = $1",
    )
    .bind(environment_id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(brand_from).transpose().map(Option::unwrap_or_default)
}

fn brand_from(row: &Row) -> Result<Brand> {
    let accent: Option<String> = row.get("accent_color")?;
    Ok(Brand { accent: accent.as_deref().and_then(Color::parse), logo: row.get("logo")? })
}

/// The environment of an organization.
pub(crate) async fn environment(
    connection: &mut Connection,
    organization_id: &str,
    environment: Environment,
    server_url: &str,
) -> Result<Option<Tenant>> {
    let row = sql::query(
        "SELECT e.id AS environment_id, e.kind, o.id AS organization_id, o.base_url FROM environments e \
         JOIN organizations o ON o.id = e.organization_id WHERE o.id = $1 AND e.kind = $2",
    )
    .bind(organization_id)
    .bind(environment.as_str())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(|row| tenant_from(row, server_url)).transpose()
}

/// The environment with this identifier.
pub(crate) async fn tenant(
    connection: &mut Connection,
    environment_id: &str,
    server_url: &str,
) -> Result<Option<Tenant>> {
    let row = sql::query(
        "SELECT e.id AS environment_id, e.kind, o.id AS organization_id, o.base_url FROM environments e \
         JOIN organizations o ON o.id = e.organization_id WHERE e.id = $1",
    )
    .bind(environment_id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(|row| tenant_from(row, server_url)).transpose()
}

/// How many different people it may issue to in one month; `None` is without limit.
pub(crate) async fn monthly_recipients(connection: &mut Connection, id: &str) -> Result<Option<i64>> {
    let limit = sql::scalar("SELECT monthly_recipients FROM organizations WHERE id = $1").bind(id);
    Ok(limit.fetch_one(connection).await?)
}

/// Reads the columns `environment_id`, `kind`, `organization_id` and `base_url`.
pub(super) fn tenant_from(row: &Row, server_url: &str) -> Result<Tenant> {
    let kind: String = row.get("kind")?;
    let environment =
        Environment::parse(&kind).ok_or_else(|| Error::internal("reading an environment", kind))?;
    let base_url: Option<String> = row.get("base_url")?;
    Ok(Tenant {
        environment_id: row.get("environment_id")?,
        environment,
        organization_id: row.get("organization_id")?,
        base_url: base_url.unwrap_or_else(|| server_url.to_owned()),
    })
}

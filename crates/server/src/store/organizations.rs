//! Organizations and their environments.

use sqlx::Row as _;

use super::{Connection, Row};
use crate::domain::organization::Organization;
use crate::domain::{Environment, Error, Result, Tenant, Timestamp};

/// Adds an organization with both environments.
pub(crate) async fn insert(
    connection: &mut Connection,
    organization: &Organization,
    now: Timestamp,
) -> Result<()> {
    sqlx::query("INSERT INTO organizations (id, name, created_at) VALUES ($1, $2, $3)")
        .bind(&organization.id)
        .bind(&organization.name)
        .bind(now.as_micros())
        .execute(&mut *connection)
        .await?;
    for tenant in [&organization.sandbox, &organization.live] {
        sqlx::query("INSERT INTO environments (id, organization_id, kind) VALUES ($1, $2, $3)")
            .bind(&tenant.environment_id)
            .bind(&organization.id)
            .bind(tenant.environment.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Reads the two columns `environment_id` and `kind`.
pub(super) fn tenant_from(row: &Row) -> Result<Tenant> {
    let kind: String = row.try_get("kind")?;
    let environment =
        Environment::parse(&kind).ok_or_else(|| Error::internal("reading an environment", kind))?;
    Ok(Tenant { environment_id: row.try_get("environment_id")?, environment })
}

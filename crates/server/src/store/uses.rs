//! How often credentials were used, day by day.

use super::{Connection, Row, sql};
use crate::domain::analytics::{Count, Kind};
use crate::domain::{Result, Tenant};

/// A day, what was done, how often.
type Uses = Vec<(String, String, Count)>;

/// Adds to the numbers of a day, and gives the new total; nothing when there is no such credential.
pub(crate) async fn add(
    connection: &mut Connection,
    credential_id: &str,
    day: &str,
    kind: Kind,
    count: Count,
) -> Result<Option<i64>> {
    let total = sql::scalar(
        "INSERT INTO credential_uses (credential_id, day, kind, environment_id, total, people) \
         SELECT id, $2, $3, environment_id, $4, $5 FROM credentials WHERE id = $1 \
         ON CONFLICT (credential_id, day, kind) DO UPDATE SET \
           total = credential_uses.total + excluded.total, people = credential_uses.people + excluded.people \
         RETURNING total",
    )
    .bind(credential_id)
    .bind(day)
    .bind(kind.as_str())
    .bind(count.total)
    .bind(count.people)
    .fetch_optional(connection);
    Ok(total.await?)
}

/// The numbers of one credential.
pub(crate) async fn of_credential(
    connection: &mut Connection,
    tenant: &Tenant,
    credential_id: &str,
    from: &str,
    until: &str,
) -> Result<Uses> {
    let rows = sql::query(
        "SELECT day, kind, total, people FROM credential_uses \
         WHERE environment_id = $1 AND credential_id = $2 AND day >= $3 AND day < $4 ORDER BY day, kind",
    )
    .bind(&tenant.environment_id)
    .bind(credential_id)
    .bind(from)
    .bind(until)
    .fetch_all(connection)
    .await?;
    rows.iter().map(use_from).collect()
}

/// The numbers of all credentials of an achievement.
pub(crate) async fn of_achievement(
    connection: &mut Connection,
    tenant: &Tenant,
    achievement_id: &str,
    from: &str,
    until: &str,
) -> Result<Uses> {
    let rows = sql::query(
        "SELECT u.day, u.kind, CAST(sum(u.total) AS BIGINT) AS total, CAST(sum(u.people) AS BIGINT) AS people \
         FROM credential_uses u JOIN credentials c ON c.id = u.credential_id \
         WHERE u.environment_id = $1 AND c.environment_id = $1 AND c.achievement_id = $2 \
           AND u.day >= $3 AND u.day < $4 \
         GROUP BY u.day, u.kind ORDER BY u.day, u.kind",
    )
    .bind(&tenant.environment_id)
    .bind(achievement_id)
    .bind(from)
    .bind(until)
    .fetch_all(connection)
    .await?;
    rows.iter().map(use_from).collect()
}

/// The numbers of everything in an environment.
pub(crate) async fn of_environment(
    connection: &mut Connection,
    tenant: &Tenant,
    from: &str,
    until: &str,
) -> Result<Uses> {
    let rows = sql::query(
        "SELECT day, kind, CAST(sum(total) AS BIGINT) AS total, CAST(sum(people) AS BIGINT) AS people \
         FROM credential_uses WHERE environment_id = $1 AND day >= $2 AND day < $3 \
         GROUP BY day, kind ORDER BY day, kind",
    )
    .bind(&tenant.environment_id)
    .bind(from)
    .bind(until)
    .fetch_all(connection)
    .await?;
    rows.iter().map(use_from).collect()
}

fn use_from(row: &Row) -> Result<(String, String, Count)> {
    let count = Count { total: row.get("total")?, people: row.get("people")? };
    Ok((row.get("day")?, row.get("kind")?, count))
}

//! Credentials that end. Two indexes hold those of which nothing has been said yet, in the order of their end, so that
//! looking costs what is found and nothing more.

use super::{Connection, sql};
use crate::domain::expiry::Notice;
use crate::domain::{Result, Timestamp};

/// A credential whose end has been noted just now, by this transaction and no other.
pub(crate) struct Noted {
    /// Its identifier.
    pub(crate) id: String,
    /// Whose it is.
    pub(crate) environment_id: String,
    /// When it ends.
    pub(crate) valid_until: Timestamp,
    /// When it was issued.
    pub(crate) created_at: Timestamp,
    /// Whether it still stands: not revoked, not replaced, not forgotten.
    pub(crate) stands: bool,
}

/// Whether there is anything to note of what ends before `end`.
pub(crate) async fn is_due(connection: &mut Connection, notice: Notice, end: Timestamp) -> Result<bool> {
    let query = match notice {
        Notice::Expiring => {
            "SELECT 1 FROM credentials WHERE valid_until IS NOT NULL AND expiring_noted = 0 AND valid_until < $1 LIMIT 1"
        }
        Notice::Expired => {
            "SELECT 1 FROM credentials WHERE valid_until IS NOT NULL AND expired_noted = 0 AND valid_until < $1 LIMIT 1"
        }
    };
    let found: Option<i64> = sql::scalar(query).bind(end.as_micros()).fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Notes the end of up to `limit` credentials that end before `end`. The condition stands outside of the inner query
/// too: where two processes write at once, the second finds the row noted when it gets to it.
pub(crate) async fn note(
    connection: &mut Connection,
    notice: Notice,
    end: Timestamp,
    limit: u32,
) -> Result<Vec<Noted>> {
    let query = match notice {
        Notice::Expiring => {
            "UPDATE credentials SET expiring_noted = 1 WHERE expiring_noted = 0 AND id IN ( \
               SELECT id FROM credentials WHERE valid_until IS NOT NULL AND expiring_noted = 0 AND valid_until < $1 \
               ORDER BY valid_until, id LIMIT $2) \
             RETURNING id, environment_id, valid_until, created_at, revoked_at, superseded_by_id, forgotten_at"
        }
        Notice::Expired => {
            "UPDATE credentials SET expired_noted = 1 WHERE expired_noted = 0 AND id IN ( \
               SELECT id FROM credentials WHERE valid_until IS NOT NULL AND expired_noted = 0 AND valid_until < $1 \
               ORDER BY valid_until, id LIMIT $2) \
             RETURNING id, environment_id, valid_until, created_at, revoked_at, superseded_by_id, forgotten_at"
        }
    };
    let rows = sql::query(query).bind(end.as_micros()).bind(i64::from(limit)).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let is_over = row.get::<Option<i64>>("revoked_at")?.is_some()
                || row.get::<Option<String>>("superseded_by_id")?.is_some()
                || row.get::<Option<i64>>("forgotten_at")?.is_some();
            Ok(Noted {
                id: row.get("id")?,
                environment_id: row.get("environment_id")?,
                valid_until: Timestamp::from_micros(row.get("valid_until")?),
                created_at: Timestamp::from_micros(row.get("created_at")?),
                stands: !is_over,
            })
        })
        .collect()
}

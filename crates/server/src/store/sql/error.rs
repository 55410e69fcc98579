//! What a query may fail with, told apart by who can act on it.

use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

/// Why a query gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The database cannot take or give anything right now; trying again later may help.
    #[error("{0}")]
    Unavailable(#[source] sqlx::Error),
    /// A fault of ours: a text that does not fit the tables, a constraint that should have been looked at before.
    #[error("{0}")]
    Failed(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if passes(&error) { Self::Unavailable(error) } else { Self::Failed(error) }
    }
}

impl From<Error> for crate::domain::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(cause) => Self::Unavailable(cause.to_string()),
            Error::Failed(cause) => Self::internal("a query failed", cause),
        }
    }
}

fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            if database.try_downcast_ref::<PgDatabaseError>().is_some() {
                passes_on_postgres(&code)
            } else {
                database.try_downcast_ref::<SqliteError>().is_some() && passes_on_sqlite(&code)
            }
        }
        _ => false,
    }
}

/// Busy, locked, read-only, I/O error, full, cannot open. The primary code is the low byte.
fn passes_on_sqlite(code: &str) -> bool {
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

/// By SQLSTATE. Whole classes: 08 connection, 53 out of resources (a full disk is one), 57 stopped by an operator, 58
/// faults of the system below. And: 40001 and 40P01, where two changes were in each other's way; 55P03, where a lock was
/// waited for too long; 25006, where the server has become one that only reads.
fn passes_on_postgres(code: &str) -> bool {
    matches!(code.get(..2), Some("08" | "53" | "57" | "58"))
        || matches!(code, "40001" | "40P01" | "55P03" | "25006")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_one_database_mean_nothing_in_the_other() {
        for (code, sqlite, postgres) in [
            ("13", true, false),     // SQLITE_FULL
            ("1555", false, false),  // SQLITE_CONSTRAINT_PRIMARYKEY
            ("2067", false, false),  // SQLITE_CONSTRAINT_UNIQUE
            ("53100", false, true),  // disk_full; its low byte is 108
            ("08006", false, true),  // connection_failure
            ("40P01", false, true),  // deadlock_detected
            ("23505", false, false), // unique_violation
            ("42601", false, false), // syntax_error
        ] {
            assert_eq!((passes_on_sqlite(code), passes_on_postgres(code)), (sqlite, postgres), "{code}");
        }
    }
}

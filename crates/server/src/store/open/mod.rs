//! Opens the database with settings under which an acknowledged change survives a power cut, and checks that they
//! took effect.

mod migrations;
mod postgres;
mod sqlite;

use std::time::Duration;

use super::Store;
use crate::database::Database;
use crate::limits::Limits;

/// How long a request waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

impl Store {
    /// Opens the database and applies migrations. A SQLite file is created when missing; a PostgreSQL database is not.
    ///
    /// # Errors
    /// A database that cannot be opened, was written by a newer version, or does not take the settings; the text says
    /// which, and holds no password.
    pub(crate) async fn open(database: &Database, limits: &Limits) -> anyhow::Result<Self> {
        match database {
            Database::Sqlite(path) => sqlite::open(path, limits).await,
            Database::Postgres(url) => postgres::open(url, limits).await,
        }
    }
}

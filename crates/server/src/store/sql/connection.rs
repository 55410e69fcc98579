//! A connection to either database.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use super::Error;

/// A connection for reading, or inside a transaction that writes.
pub(crate) enum Connection {
    /// To the SQLite file.
    Sqlite(PoolConnection<Sqlite>),
    /// To the SQLite file, which looks as it did at the first query.
    SqliteMoment(Transaction<'static, Sqlite>),
    /// To a PostgreSQL server; each query by itself.
    Postgres(PoolConnection<Postgres>),
    /// To a PostgreSQL server, inside a transaction. Undone when it is dropped.
    PostgresTransaction(Transaction<'static, Postgres>),
}

/// What the drivers take.
pub(super) enum Link<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Connection {
    pub(super) fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(connection) => Link::Sqlite(connection),
            Self::SqliteMoment(transaction) => Link::Sqlite(transaction),
            Self::Postgres(connection) => Link::Postgres(connection),
            Self::PostgresTransaction(transaction) => Link::Postgres(transaction),
        }
    }

    /// Whether others write at the same time, so that a rule which reads and then writes needs a lock.
    pub(crate) fn has_many_writers(&self) -> bool {
        matches!(self, Self::Postgres(_) | Self::PostgresTransaction(_))
    }

    /// Closes it instead of giving it back to its pool.
    pub(crate) async fn close(self) {
        let done = match self {
            Self::Sqlite(connection) => connection.close().await,
            Self::Postgres(connection) => connection.close().await,
            transaction @ (Self::SqliteMoment(_) | Self::PostgresTransaction(_)) => {
                transaction.roll_back().await;
                Ok(())
            }
        };
        if let Err(error) = done {
            tracing::warn!(%error, "closing the database");
        }
    }

    /// Makes what was done in a transaction durable; nothing to do for a connection that is in none.
    ///
    /// # Errors
    /// When it could not be made durable, or when it is not known whether it was: the connection broke meanwhile.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) | Self::Postgres(_) => Ok(()),
            Self::SqliteMoment(transaction) => Ok(transaction.commit().await?),
            Self::PostgresTransaction(transaction) => Ok(transaction.commit().await?),
        }
    }

    /// Undoes what was done in a transaction, and lets its locks go.
    pub(crate) async fn roll_back(self) {
        let done = match self {
            Self::Sqlite(_) | Self::Postgres(_) => Ok(()),
            Self::SqliteMoment(transaction) => transaction.rollback().await,
            Self::PostgresTransaction(transaction) => transaction.rollback().await,
        };
        // A connection that broke was rolled back by the server.
        if let Err(error) = done {
            tracing::debug!(%error, "rolling back");
        }
    }
}

//! Queries with their values, in the shape that sqlx gives them.

use std::marker::PhantomData;

use sqlx::postgres::{PgArguments, PgQueryResult};
use sqlx::sqlite::{SqliteArguments, SqliteQueryResult};
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite};

use super::connection::Link;
use super::row::FromColumn;
use super::value::{Value, postgres_arguments, sqlite_arguments};
use super::{Connection, Error, Row};

/// The text of a query.
#[derive(Debug)]
pub(crate) enum Text {
    /// The same on both databases.
    Same(&'static str),
    /// With a part more on PostgreSQL; [`super::on_postgres!`] writes it.
    Each {
        /// For SQLite.
        sqlite: &'static str,
        /// For PostgreSQL.
        postgres: &'static str,
    },
    /// The same on both, put together for this call.
    Built(String),
    /// As [`Text::Built`]; each placeholder stands in it once, in order.
    InOrder(String),
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self::Same(text)
    }
}

/// A text with as many placeholders as there are rows. Nothing of a request may stand in it: that is for `bind`.
pub(crate) fn built(text: String) -> Text {
    Text::Built(text)
}

/// As [`built`], for texts with many placeholders, each of which stands there once and in order.
pub(crate) fn built_in_order(text: String) -> Text {
    Text::InOrder(text)
}

impl Text {
    fn of_sqlite(self) -> SqlStr {
        match self {
            Self::Same(text) | Self::Each { sqlite: text, .. } => text.into_sql_str(),
            Self::Built(text) => AssertSqlSafe(text).into_sql_str(),
            Self::InOrder(text) => AssertSqlSafe(without_numbers(&text)).into_sql_str(),
        }
    }

    fn of_postgres(self) -> SqlStr {
        match self {
            Self::Same(text) | Self::Each { postgres: text, .. } => text.into_sql_str(),
            Self::Built(text) | Self::InOrder(text) => AssertSqlSafe(text).into_sql_str(),
        }
    }
}

/// `?` for each `$1`. SQLite looks for the name of every placeholder in a list of all names; one without a name needs none.
fn without_numbers(text: &str) -> String {
    let mut parts = text.split('$');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('?');
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

/// A query whose rows have several columns, or that has none.
pub(crate) fn query<'q>(text: impl Into<Text>) -> Query<'q> {
    Query { text: text.into(), values: Vec::new() }
}

/// A query whose rows have one column.
pub(crate) fn scalar<'q, T: FromColumn>(text: impl Into<Text>) -> Scalar<'q, T> {
    Scalar { query: query(text), column: PhantomData }
}

/// A text with the values of its placeholders.
pub(crate) struct Query<'q> {
    text: Text,
    values: Vec<Value<'q>>,
}

/// As [`Query`], with the type of its one column.
pub(crate) struct Scalar<'q, T> {
    query: Query<'q>,
    column: PhantomData<fn() -> T>,
}

/// What a change did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Done {
    rows: u64,
}

impl Done {
    /// How many rows were added, changed or removed.
    pub(crate) fn rows_affected(self) -> u64 {
        self.rows
    }
}

impl<'q> Query<'q> {
    /// The value of the next placeholder: `$1`, then `$2`.
    pub(crate) fn bind(mut self, value: impl Into<Value<'q>>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Runs a change.
    pub(crate) async fn execute(self, connection: &mut Connection) -> Result<Done, Error> {
        let rows = match connection.link() {
            Link::Sqlite(connection) => {
                let query = self.for_sqlite()?;
                let done: SqliteQueryResult = query.execute(connection).await?;
                done.rows_affected()
            }
            Link::Postgres(connection) => {
                let query = self.for_postgres()?;
                let done: PgQueryResult = query.execute(connection).await?;
                done.rows_affected()
            }
        };
        Ok(Done { rows })
    }

    fn for_sqlite(self) -> Result<sqlx::query::Query<'static, Sqlite, SqliteArguments>, Error> {
        Ok(sqlx::query_with(self.text.of_sqlite(), sqlite_arguments(self.values)?))
    }

    /// A text that asks for all columns is prepared anew each time: a process of a newer version may have added one
    /// since, and PostgreSQL then refuses what was prepared before.
    fn for_postgres(self) -> Result<sqlx::query::Query<'static, Postgres, PgArguments>, Error> {
        let text = self.text.of_postgres();
        let has_fixed_columns = !text.as_str().contains("SELECT * ");
        Ok(sqlx::query_with(text, postgres_arguments(self.values)?).persistent(has_fixed_columns))
    }

    /// The first row, if there is one.
    pub(crate) async fn fetch_optional(self, connection: &mut Connection) -> Result<Option<Row>, Error> {
        Ok(match connection.link() {
            Link::Sqlite(connection) => {
                let query = self.for_sqlite()?;
                query.fetch_optional(connection).await?.map(Row::Sqlite)
            }
            Link::Postgres(connection) => {
                let query = self.for_postgres()?;
                query.fetch_optional(connection).await?.map(Row::Postgres)
            }
        })
    }

    /// The one row.
    pub(crate) async fn fetch_one(self, connection: &mut Connection) -> Result<Row, Error> {
        let row = self.fetch_optional(connection).await?;
        row.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// All rows.
    pub(crate) async fn fetch_all(self, connection: &mut Connection) -> Result<Vec<Row>, Error> {
        Ok(match connection.link() {
            Link::Sqlite(connection) => {
                let query = self.for_sqlite()?;
                query.fetch_all(connection).await?.into_iter().map(Row::Sqlite).collect()
            }
            Link::Postgres(connection) => {
                let query = self.for_postgres()?;
                query.fetch_all(connection).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }
}

impl<'q, T: FromColumn> Scalar<'q, T> {
    /// The value of the next placeholder: `$1`, then `$2`.
    pub(crate) fn bind(mut self, value: impl Into<Value<'q>>) -> Self {
        self.query = self.query.bind(value);
        self
    }

    /// The first row's value, if there is a row.
    pub(crate) async fn fetch_optional(self, connection: &mut Connection) -> Result<Option<T>, Error> {
        self.query.fetch_optional(connection).await?.map(|row| row.first()).transpose()
    }

    /// The one row's value.
    pub(crate) async fn fetch_one(self, connection: &mut Connection) -> Result<T, Error> {
        self.query.fetch_one(connection).await?.first()
    }

    /// The value of each row.
    pub(crate) async fn fetch_all(self, connection: &mut Connection) -> Result<Vec<T>, Error> {
        self.query.fetch_all(connection).await?.iter().map(Row::first).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_lose_their_numbers_and_nothing_else_changes() {
        assert_eq!(without_numbers("a IN ($1, $12) AND b = $13"), "a IN (?, ?) AND b = ?");
        assert_eq!(without_numbers("SELECT 1"), "SELECT 1");
    }
}

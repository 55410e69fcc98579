//! Rows of answers.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column, ColumnIndex, Row as _, TypeInfo};

use super::Error;

/// A row of either database.
pub(crate) enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// The value of a column.
    ///
    /// # Errors
    /// A fault of ours: no such column, another type, or `NULL` where a value was expected.
    pub(crate) fn get<T: FromColumn>(&self, column: &str) -> Result<T, Error> {
        match self {
            Self::Sqlite(row) => T::from_sqlite(row, column.index(row)?),
            Self::Postgres(row) => T::from_postgres(row, column.index(row)?),
        }
    }

    /// The value of the first column.
    pub(super) fn first<T: FromColumn>(&self) -> Result<T, Error> {
        match self {
            Self::Sqlite(row) => T::from_sqlite(row, 0),
            Self::Postgres(row) => T::from_postgres(row, 0),
        }
    }
}

/// What a column's value may be read as: `String`, `i64`, `Vec<u8>`, `bool`, or an `Option` of one of these.
pub(crate) trait FromColumn: Sized {
    /// From the column at this place.
    fn from_sqlite(row: &SqliteRow, at: usize) -> Result<Self, Error>;
    /// From the column at this place.
    fn from_postgres(row: &PgRow, at: usize) -> Result<Self, Error>;
}

macro_rules! same_on_both {
    ($($type:ty),*) => {$(
        impl FromColumn for $type {
            fn from_sqlite(row: &SqliteRow, at: usize) -> Result<Self, Error> {
                Ok(row.try_get(at)?)
            }
            fn from_postgres(row: &PgRow, at: usize) -> Result<Self, Error> {
                Ok(row.try_get(at)?)
            }
        }
    )*};
}
same_on_both!(String, Option<String>, Vec<u8>, Option<Vec<u8>>);

impl FromColumn for Option<i64> {
    fn from_sqlite(row: &SqliteRow, at: usize) -> Result<Self, Error> {
        Ok(row.try_get(at)?)
    }

    /// Columns have eight bytes; a number that stands in the text of a query has four, and a comparison is a truth.
    fn from_postgres(row: &PgRow, at: usize) -> Result<Self, Error> {
        Ok(match row.try_column(at)?.type_info().name() {
            "INT4" => row.try_get::<Option<i32>, _>(at)?.map(i64::from),
            "BOOL" => row.try_get::<Option<bool>, _>(at)?.map(i64::from),
            _ => row.try_get(at)?,
        })
    }
}

impl FromColumn for i64 {
    fn from_sqlite(row: &SqliteRow, at: usize) -> Result<Self, Error> {
        Ok(row.try_get(at)?)
    }

    fn from_postgres(row: &PgRow, at: usize) -> Result<Self, Error> {
        Option::from_postgres(row, at)?.ok_or_else(|| missing(at))
    }
}

impl FromColumn for bool {
    fn from_sqlite(row: &SqliteRow, at: usize) -> Result<Self, Error> {
        Ok(i64::from_sqlite(row, at)? != 0)
    }

    fn from_postgres(row: &PgRow, at: usize) -> Result<Self, Error> {
        Ok(i64::from_postgres(row, at)? != 0)
    }
}

fn missing(at: usize) -> Error {
    let source = Box::new(sqlx::error::UnexpectedNullError);
    sqlx::Error::ColumnDecode { index: at.to_string(), source }.into()
}

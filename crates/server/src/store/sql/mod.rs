//! One way to ask two databases: SQLite and PostgreSQL, each through its own driver of sqlx, behind one connection type.
//!
//! A text is written once, with `$1` placeholders, and runs on both. It is `'static`, so that nothing is put together for
//! each call and the drivers find their prepared statement again. Where PostgreSQL needs a word more (a row lock),
//! [`on_postgres!`] writes it.
//!
//! What both understand alike: `ON CONFLICT … DO NOTHING` and `DO UPDATE`, `RETURNING`, comparison of rows, partial indexes,
//! `CAST(… AS TEXT)` and `CAST(… AS BIGINT)`. What they do not: `CAST(… AS INTEGER)` (four bytes in PostgreSQL),
//! `sum` of integers without a cast (a decimal number there), `rowid`, functions of time and JSON.

mod connection;
mod error;
mod lock;
mod query;
mod row;
mod value;

pub(crate) use connection::Connection;
pub(crate) use error::Error;
pub(crate) use lock::{lock, lock_all};
pub(crate) use query::{Query, Text, built, built_in_order, query, scalar};
pub(crate) use row::Row;
pub(crate) use value::Value;

/// A text that has a part more on PostgreSQL: `on_postgres!("SELECT …", " FOR UPDATE")`, or in the middle, with the rest
/// behind it.
macro_rules! on_postgres {
    ($before:expr, $only_there:expr $(, $after:expr)?) => {
        $crate::store::sql::Text::Each {
            sqlite: concat!($before $(, $after)?),
            postgres: concat!($before, $only_there $(, $after)?),
        }
    };
}
pub(crate) use on_postgres;

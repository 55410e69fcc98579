//! The database of a test: a SQLite file of its own or, with `PROOFMARK_TEST_DATABASE=postgres`, a PostgreSQL database of
//! its own on a server that all tests of this program share.

use std::path::Path;
use std::sync::OnceLock;

use proofmark_postgres::Postgres;
use proofmark_server::{Config, Database};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection};
use tempfile::TempDir;

use crate::support::free_address;

/// Whether this run is about PostgreSQL.
pub(crate) fn is_postgres() -> bool {
    match std::env::var("PROOFMARK_TEST_DATABASE").as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("PROOFMARK_TEST_DATABASE is `sqlite` or `postgres`, not {other}"),
    }
}

/// The shared server. `None` when PostgreSQL is not installed.
pub(crate) fn postgres() -> Option<&'static Postgres> {
    static SERVER: OnceLock<Option<Postgres>> = OnceLock::new();
    SERVER.get_or_init(Postgres::start).as_ref()
}

/// A new database of the kind that this run is about.
pub(crate) fn new(folder: &Path) -> Database {
    if is_postgres() {
        let server = postgres().expect("PROOFMARK_TEST_DATABASE=postgres needs PostgreSQL");
        server.new_database().as_str().into()
    } else {
        folder.join("test.db").into()
    }
}

/// What a process of its own needs, which others must not notice when it stops: a database server, where it is that kind,
/// the folder of everything else, and a configuration.
pub(crate) fn apart() -> (Option<Postgres>, TempDir, Config) {
    let postgres = is_postgres().then(|| Postgres::start().expect("PostgreSQL"));
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.listen = free_address();
    config.database = match &postgres {
        Some(postgres) => postgres.new_database().as_str().into(),
        None => folder.path().join("test.db").into(),
    };
    config.master_key_file = Some(folder.path().join("master-key"));
    (postgres, folder, config)
}

/// A database as the program is told about it.
pub(crate) fn address(database: &Database) -> String {
    match database {
        Database::Sqlite(path) => path.display().to_string(),
        Database::Postgres(url) => url.secret().to_owned(),
    }
}

/// Everything that a database holds, bytes as bytes: for looking for what must not be there. The server has to be stopped.
pub(crate) fn contents(database: &Database) -> Vec<u8> {
    match database {
        Database::Sqlite(path) => {
            let log = path.with_extension("db-wal");
            [std::fs::read(path).unwrap(), std::fs::read(log).unwrap_or_default()].concat()
        }
        Database::Postgres(url) => {
            let url = format!("{}?options=-c%20bytea_output%3Descape", url.secret());
            postgres().unwrap().run("pg_dump", &[&url])
        }
    }
}

/// Changes a database from outside, as no request can.
pub(crate) async fn execute(database: &Database, statement: &str) {
    let statement = AssertSqlSafe(statement);
    match database {
        Database::Sqlite(path) => {
            let options = SqliteConnectOptions::new().filename(path);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            connection.execute(statement).await.unwrap();
        }
        Database::Postgres(url) => {
            PgConnection::connect(url.secret()).await.unwrap().execute(statement).await.unwrap();
        }
    }
}

/// Reads one number from a database.
pub(crate) async fn count(database: &Database, query: &str) -> i64 {
    let query = AssertSqlSafe(query);
    match database {
        Database::Sqlite(path) => {
            let options = SqliteConnectOptions::new().filename(path);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap()
        }
        Database::Postgres(url) => {
            let mut connection = PgConnection::connect(url.secret()).await.unwrap();
            let row = sqlx::query(query).fetch_one(&mut connection).await.unwrap();
            // A number that stands in the query itself has four bytes there.
            row.try_get(0).or_else(|_| row.try_get::<i32, _>(0).map(i64::from)).unwrap()
        }
    }
}

/// Reads two texts of each row.
pub(crate) async fn rows(database: &Database, query: &str) -> Vec<(String, String)> {
    let query = AssertSqlSafe(query);
    match database {
        Database::Sqlite(path) => {
            let options = SqliteConnectOptions::new().filename(path);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::query_as(query).fetch_all(&mut connection).await.unwrap()
        }
        Database::Postgres(url) => {
            let mut connection = PgConnection::connect(url.secret()).await.unwrap();
            sqlx::query_as(query).fetch_all(&mut connection).await.unwrap()
        }
    }
}

/// How SQLite would answer a query. PostgreSQL chooses by the size of its tables, which tests keep small.
pub(crate) async fn plan(database: &Database, query: &str) -> Option<String> {
    let Database::Sqlite(path) = database else { return None };
    let options = SqliteConnectOptions::new().filename(path);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let query = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}"));
    let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
    Some(rows.iter().map(|row| Row::get::<String, _>(row, "detail")).collect::<Vec<_>>().join("; "))
}

//! Which database: a SQLite file, or a PostgreSQL server.

use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// The setting `database`: a path, or an address that begins with `postgres://`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file; created when missing.
    Sqlite(PathBuf),
    /// A database on a PostgreSQL server.
    Postgres(PostgresUrl),
}

/// `postgres://user:password@host:port/database`. Its text is never shown with the password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(Zeroizing<String>);

impl Database {
    /// The file, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// A file that belongs to this database: beside a SQLite file, with its name; else in the working directory.
    pub(crate) fn side_file(&self, ending: &str) -> PathBuf {
        self.path().unwrap_or(Path::new("proofmark.db")).with_extension(ending)
    }
}

impl From<&str> for Database {
    fn from(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres(PostgresUrl(text.to_owned().into()))
        } else {
            Self::Sqlite(text.into())
        }
    }
}

impl From<PathBuf> for Database {
    fn from(path: PathBuf) -> Self {
        Self::Sqlite(path)
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

impl PostgresUrl {
    /// The address with its password: for opening it, never for showing.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PostgresUrl {
    /// Host and database only: passwords stand before the `@`, and may stand behind the `?` too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        write!(f, "postgres://{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host))
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        for url in [
            "postgres://proofmark:hunter2@db.example:5432/badges",
            "postgres://proofmark:hun@ter2@db.example:5432/badges?sslmode=require&password=hunter2",
        ] {
            let database = Database::from(url);
            assert_eq!(database.to_string(), "postgres://db.example:5432/badges");
            assert!(!format!("{database:?}").contains("ter2"));
        }
    }

    #[test]
    fn everything_else_is_a_path() {
        assert_eq!(Database::from("postgres.db"), Database::Sqlite("postgres.db".into()));
        assert_eq!(Database::from("/data/a.db").side_file("master-key"), Path::new("/data/a.master-key"));
        let postgres = Database::from("postgresql://localhost/badges");
        assert_eq!(postgres.side_file("master-key"), Path::new("proofmark.master-key"));
    }
}

//! The tables. They are written once, in SQLite's words; those of PostgreSQL follow from them. Migrations only add, so that
//! processes of the last version go on beside one of the next.

use anyhow::anyhow;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};

/// Number, name and text. A number is never used twice, and a text that was released never changes.
const FILES: &[(i64, &str, &str)] = &[
    (1, "start", include_str!("../../../migrations/0001_start.sql")),
    (2, "issuance", include_str!("../../../migrations/0002_issuance.sql")),
    (3, "storage", include_str!("../../../migrations/0003_storage.sql")),
    (4, "documents", include_str!("../../../migrations/0004_documents.sql")),
    (5, "mail", include_str!("../../../migrations/0005_mail.sql")),
    (6, "batches", include_str!("../../../migrations/0006_batches.sql")),
    (7, "webhooks", include_str!("../../../migrations/0007_webhooks.sql")),
    (8, "pages", include_str!("../../../migrations/0008_pages.sql")),
    (9, "exports", include_str!("../../../migrations/0009_exports.sql")),
    (10, "notices", include_str!("../../../migrations/0010_notices.sql")),
];

/// What SQLite's words are called in PostgreSQL. Text is compared byte by byte there too, whatever the database was created
/// with: only then are both databases of one mind about order.
const IN_POSTGRES: [(&str, &str); 5] = [
    (" STRICT, WITHOUT ROWID", ""),
    (" STRICT", ""),
    ("INTEGER", "BIGINT"),
    ("BLOB", "BYTEA"),
    ("TEXT", "TEXT COLLATE \"C\""),
];

/// Which words a database understands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// Applies what is missing. On PostgreSQL, processes that start together do this one after the other.
///
/// # Errors
/// A database of a newer version, or one whose tables were changed by somebody else.
pub(super) async fn apply(connection: &mut impl Migrate, dialect: Dialect) -> anyhow::Result<()> {
    migrator(dialect).run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => anyhow!(
            "it was written by a newer version of Proofmark (migration {version} is not known here); start that version, \
             or restore a backup from before"
        ),
        MigrateError::VersionMismatch(version) => {
            anyhow!("its migration {version} is another one than this version's; it was not made by a release")
        }
        error => error.into(),
    })
}

fn migrator(dialect: Dialect) -> Migrator {
    let migrations = FILES.iter().map(|(version, name, text)| {
        let text = match dialect {
            Dialect::Sqlite => text.into_sql_str(),
            Dialect::Postgres => sqlx::AssertSqlSafe(in_postgres(text)).into_sql_str(),
        };
        Migration::new(*version, (*name).into(), MigrationType::Simple, text, false)
    });
    Migrator::with_migrations(migrations.collect())
}

fn in_postgres(text: &str) -> String {
    IN_POSTGRES.iter().fold(text.to_owned(), |text, (sqlite, postgres)| text.replace(sqlite, postgres))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_spelt_for_postgres() {
        let sqlite = "CREATE TABLE a (b TEXT PRIMARY KEY, c INTEGER NOT NULL, d BLOB) STRICT, WITHOUT ROWID;";
        let postgres = "CREATE TABLE a (b TEXT COLLATE \"C\" PRIMARY KEY, c BIGINT NOT NULL, d BYTEA);";
        assert_eq!(in_postgres(sqlite), postgres);
    }

    #[test]
    fn numbers_are_unique_and_tables_are_strict() {
        for (at, (version, name, text)) in FILES.iter().enumerate() {
            assert!(FILES.iter().skip(at + 1).all(|(other, ..)| other != version), "{version} {name}");
            let tables = text.matches("CREATE TABLE").count();
            assert_eq!(tables, text.matches(") STRICT").count(), "a table of {name} is not STRICT");
        }
    }
}

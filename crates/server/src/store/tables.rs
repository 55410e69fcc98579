//! Every table of an organization, row by row in the form in which it is kept: what an export writes and an import reads.
//! One text serves both databases, so a folder written from SQLite can be read into PostgreSQL.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value as Json, json};

use super::Connection;
use super::sql::{self, Value};
use crate::domain::{Error, Result};

/// Rows that are read or written at once.
pub(crate) const CHUNK: usize = 500;

/// A table, and how to find the rows of one organization.
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Which rows belong to the organization `$1`.
    owner: &'static str,
    /// The primary key, by which the rows are read in order.
    key: &'static [&'static str],
}

/// Where a row's owner stands; `$1` is the organization.
const ITSELF: &str = "id = $1";
const ORGANIZATION: &str = "organization_id = $1";
const ENVIRONMENT: &str = "environment_id IN (SELECT id FROM environments WHERE organization_id = $1)";
const ISSUER: &str = "issuer_id IN (SELECT issuers.id FROM issuers JOIN environments \
     ON environments.id = issuers.environment_id WHERE organization_id = $1)";
const STATUS_LIST: &str = "list_id IN (SELECT status_lists.id FROM status_lists JOIN issuers \
     ON issuers.id = status_lists.issuer_id JOIN environments ON environments.id = issuers.environment_id \
     WHERE organization_id = $1)";

const CREDENTIAL: &str = "credential_id IN (SELECT credentials.id FROM credentials JOIN environments \
     ON environments.id = credentials.environment_id WHERE organization_id = $1)";
const TEMPLATE: &str = "template_id IN (SELECT templates.id FROM templates JOIN environments \
     ON environments.id = templates.environment_id WHERE organization_id = $1)";

const ENDPOINT: &str = "endpoint_id IN (SELECT webhook_endpoints.id FROM webhook_endpoints JOIN environments \
     ON environments.id = webhook_endpoints.environment_id WHERE organization_id = $1)";
/// What an event speaks of: a credential or an endpoint. (A batch has one event only, and no row here.)
const SUBJECT: &str = "(EXISTS (SELECT 1 FROM credentials JOIN environments ON environments.id = credentials.environment_id \
     WHERE credentials.id = event_sequences.subject_id AND organization_id = $1) \
     OR EXISTS (SELECT 1 FROM webhook_endpoints JOIN environments ON environments.id = webhook_endpoints.environment_id \
     WHERE webhook_endpoints.id = event_sequences.subject_id AND organization_id = $1))";

const ID: &[&str] = &["id"];

/// A row comes after those that it names.
const TABLES: &[Table] = &[
    Table { name: "organizations", owner: ITSELF, key: ID },
    Table { name: "environments", owner: ORGANIZATION, key: ID },
    Table { name: "api_keys", owner: ENVIRONMENT, key: ID },
    Table { name: "issuers", owner: ENVIRONMENT, key: ID },
    Table { name: "issuer_keys", owner: ISSUER, key: ID },
    Table { name: "templates", owner: ENVIRONMENT, key: ID },
    Table { name: "template_versions", owner: TEMPLATE, key: &["template_id", "version"] },
    Table { name: "achievements", owner: ENVIRONMENT, key: ID },
    Table { name: "status_lists", owner: ISSUER, key: ID },
    Table { name: "credentials", owner: ENVIRONMENT, key: ID },
    Table { name: "status_entries", owner: STATUS_LIST, key: &["list_id", "position"] },
    Table { name: "credential_jwts", owner: CREDENTIAL, key: &["credential_id"] },
    Table { name: "credential_uses", owner: ENVIRONMENT, key: &["credential_id", "day", "kind"] },
    Table { name: "events", owner: ENVIRONMENT, key: ID },
    Table { name: "event_sequences", owner: SUBJECT, key: &["subject_id"] },
    Table { name: "claim_links", owner: ENVIRONMENT, key: ID },
    Table { name: "email_templates", owner: ENVIRONMENT, key: &["environment_id", "kind"] },
    Table { name: "webhook_endpoints", owner: ENVIRONMENT, key: ID },
    Table { name: "webhook_secrets", owner: ENDPOINT, key: ID },
    Table {
        name: "monthly_recipients",
        owner: ORGANIZATION,
        key: &["organization_id", "month", "recipient_hash"],
    },
    Table { name: "verifications", owner: ENVIRONMENT, key: ID },
];

/// Tables that an export leaves out, with the reason.
#[cfg(test)]
const LEFT_OUT: [(&str, &str); 10] = [
    ("batches", "progress of the old server's work; what it issued is in the credentials"),
    ("batch_rows", "as batches"),
    ("emails", "messages of the old server, which sends them"),
    ("exports", "archives of the old server"),
    ("rate_limits", "counts of the current minute"),
    ("settings", "belong to the server"),
    ("idempotency_keys", "answers to requests that were sent to the old server, kept for a day"),
    ("jobs", "work of the old server"),
    ("webhook_deliveries", "messages of the old server, which sends them; the events are in the export"),
    ("webhook_attempts", "as webhook_deliveries"),
];

/// Every table that an export holds, in an order in which rows can be added.
pub(crate) fn all() -> &'static [Table] {
    TABLES
}

/// The table of this name.
pub(crate) fn named(name: &str) -> Option<&'static Table> {
    all().iter().find(|table| table.name == name)
}

/// A row as JSON: text, whole numbers, `null`, and bytes as `{"base64url": "…"}`.
pub(crate) type Record = Map<String, Json>;

/// The columns of a table, as the open database has them.
pub(crate) struct Columns {
    columns: Vec<(String, Kind)>,
    insert: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Bytes,
}

/// Why a record cannot be a row.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unfit {
    /// The table has no such column.
    #[error("there is no member `{0}` in this version")]
    Unknown(String),
    /// The value has another type than the column.
    #[error("the member `{0}` has another type than this version keeps")]
    Type(String),
}

impl Columns {
    /// Asks the database.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn of(connection: &mut Connection, table: &Table) -> Result<Self> {
        let text = sql::Text::Each {
            sqlite: "SELECT name, type FROM pragma_table_info($1)",
            postgres: "SELECT CAST(column_name AS TEXT) AS name, CAST(data_type AS TEXT) AS type \
                 FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 \
                 ORDER BY ordinal_position",
        };
        let rows = sql::query(text).bind(table.name).fetch_all(connection).await?;
        let mut columns = Vec::with_capacity(rows.len());
        for row in &rows {
            let kind = match row.get::<String>("type")?.as_str() {
                "TEXT" | "text" => Kind::Text,
                "INTEGER" | "bigint" => Kind::Integer,
                "BLOB" | "bytea" => Kind::Bytes,
                other => return Err(Error::internal("reading the columns of a table", other)),
            };
            columns.push((row.get::<String>("name")?, kind));
        }
        let names: Vec<_> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let places: Vec<_> = (1..=columns.len()).map(|number| format!("${number}")).collect();
        let insert = format!(
            "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING",
            table.name,
            names.join(", "),
            places.join(", ")
        );
        Ok(Self { columns, insert })
    }

    fn record(&self, row: &sql::Row) -> Result<Record> {
        let mut record = Record::new();
        for (name, kind) in &self.columns {
            let value = match kind {
                Kind::Text => row.get::<Option<String>>(name)?.map(Json::from),
                Kind::Integer => row.get::<Option<i64>>(name)?.map(Json::from),
                Kind::Bytes => row
                    .get::<Option<Vec<u8>>>(name)?
                    .map(|bytes| json!({ "base64url": BASE64URL_NOPAD.encode(&bytes) })),
            };
            record.insert(name.clone(), value.unwrap_or(Json::Null));
        }
        Ok(record)
    }

    /// The values of a record in the order of the columns. A column that the record does not have is empty: it came with
    /// a later version.
    ///
    /// # Errors
    /// [`Unfit`].
    pub(crate) fn values(&self, record: &Record) -> Result<Vec<Value<'static>>, Unfit> {
        if let Some(name) = record.keys().find(|name| !self.columns.iter().any(|(column, _)| column == *name))
        {
            return Err(Unfit::Unknown(name.clone()));
        }
        let value = |(name, kind): &(String, Kind)| {
            let value = record.get(name).filter(|value| !value.is_null());
            let unfit = || Unfit::Type(name.clone());
            Ok(match kind {
                Kind::Text => match value {
                    Some(value) => value.as_str().ok_or_else(unfit)?.to_owned().into(),
                    None => None::<String>.into(),
                },
                Kind::Integer => match value {
                    Some(value) => value.as_i64().ok_or_else(unfit)?.into(),
                    None => None::<i64>.into(),
                },
                Kind::Bytes => match value {
                    Some(value) => {
                        let text = value["base64url"].as_str().ok_or_else(unfit)?;
                        BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| unfit())?.into()
                    }
                    None => None::<Vec<u8>>.into(),
                },
            })
        };
        self.columns.iter().map(value).collect()
    }
}

/// The next rows of an organization after `last`, [`CHUNK`] at most.
///
/// # Errors
/// Storage.
pub(crate) async fn read(
    connection: &mut Connection,
    table: &Table,
    columns: &Columns,
    organization_id: &str,
    last: Option<&Record>,
) -> Result<Vec<Record>> {
    let Table { name, owner, key } = table;
    let order = key.join(", ");
    let after = match last {
        None => String::new(),
        Some(_) => {
            let places: Vec<_> = (2..key.len() + 2).map(|number| format!("${number}")).collect();
            format!("AND ({order}) > ({}) ", places.join(", "))
        }
    };
    let text = format!("SELECT * FROM {name} WHERE {owner} {after}ORDER BY {order} LIMIT {CHUNK}");
    let mut query = sql::query(sql::built(text)).bind(organization_id);
    if let Some(last) = last {
        let values = columns.values(last).map_err(|error| Error::internal("reading a table", error))?;
        for key in *key {
            let at = columns.columns.iter().position(|(name, _)| name == key);
            let value: Option<&Value<'static>> = at.and_then(|at| values.get(at));
            query = query.bind(value.cloned().ok_or_else(|| Error::internal("reading a table", *key))?);
        }
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(|row| columns.record(row)).collect()
}

/// How many rows of an organization there are.
///
/// # Errors
/// Storage.
pub(crate) async fn count(connection: &mut Connection, table: &Table, organization_id: &str) -> Result<u64> {
    let text = format!("SELECT count(*) FROM {} WHERE {}", table.name, table.owner);
    let count: i64 = sql::scalar(sql::built(text)).bind(organization_id).fetch_one(connection).await?;
    Ok(count.unsigned_abs())
}

/// Adds a row; one that is there already stays as it is. Whether it was added.
///
/// # Errors
/// Storage.
pub(crate) async fn insert(
    connection: &mut Connection,
    columns: &Columns,
    values: Vec<Value<'static>>,
) -> Result<bool> {
    let mut query = sql::query(sql::built(columns.insert.clone()));
    for value in values {
        query = query.bind(value);
    }
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    use super::*;
    use crate::limits::Limits;
    use crate::store::Store;

    /// A new table is either exported or left out for a reason.
    #[tokio::test]
    async fn every_table_is_decided_about() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("a.db").into(), &Limits::default()).await.unwrap();
        let mut connection = store.read().await.unwrap();
        let names: Vec<String> = sql::scalar(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' \
               AND name <> '_sqlx_migrations'",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        let decided = all().iter().map(|table| table.name).chain(LEFT_OUT.iter().map(|(name, _)| *name));
        let decided: BTreeSet<_> = decided.map(str::to_owned).collect();
        assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), decided);
    }
}

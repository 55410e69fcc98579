//! Credentials. Over 600 lines: one table with 30 columns, which every query here reads or writes.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Connection, Row, bulk, sql};
use crate::domain::credential::{Credential, Mark, Recipient, Status, Visibility};
use crate::domain::{Cursor, Error, Page, PageRequest, Result, Tenant, Timestamp, code};

/// Names in one statement of [`lock_named`]: all that a request may have, so that the order holds for all of them.
const LOCKED_AT_ONCE: usize = 1000;

/// Which credentials a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Only of this achievement.
    pub(crate) achievement_id: Option<String>,
    /// Only of the recipient with this e-mail address; letter case does not matter.
    pub(crate) email: Option<String>,
    /// Only with this status at the time of the query.
    pub(crate) status: Option<Status>,
    /// Only with the caller's own identifier.
    pub(crate) external_id: Option<String>,
    /// Only issued at this time or later.
    pub(crate) issued_from: Option<Timestamp>,
    /// Only issued before this time.
    pub(crate) issued_before: Option<Timestamp>,
    /// Only if the recipient's name holds this text; letter case does not matter.
    pub(crate) name: Option<String>,
    /// Only signed with this key.
    pub(crate) issuer_key_id: Option<String>,
    /// Only of this batch.
    pub(crate) batch_id: Option<String>,
}

/// The condition for: $1 environment, $2 time of the query, $3 to $11 the filter, of which only what is asked for stands
/// in it, so that the databases can use their indexes. The status is computed as `Credential::status` does it.
fn matching(filter: &Filter) -> String {
    let time = time_of(filter);
    let mut condition = "environment_id = $1".to_owned();
    for (is_asked_for, part) in [
        (filter.achievement_id.is_some(), "achievement_id = $3"),
        // The address is the key of whoever has one.
        (filter.email.is_some(), "recipient_key = $4"),
        (
            filter.status.is_some(),
            "$5 = CASE \
               WHEN revoked_at IS NOT NULL AND revocation_reason <> 'superseded' THEN 'revoked' \
               WHEN superseded_by_id IS NOT NULL THEN 'renewed' \
               WHEN revoked_at IS NOT NULL THEN 'revoked' \
               WHEN suspended_at IS NOT NULL THEN 'suspended' \
               WHEN valid_until < $2 THEN 'expired' \
               WHEN awaits_claim = 1 OR valid_from > $2 THEN 'pending' \
               ELSE 'valid' END",
        ),
        (filter.external_id.is_some(), "external_id = $6"),
        (filter.issued_from.is_some(), &format!("{time} >= $7")),
        (filter.issued_before.is_some(), &format!("{time} < $8")),
        (filter.name.is_some(), "recipient_name LIKE $9 ESCAPE '!'"),
        (filter.issuer_key_id.is_some(), "issuer_key_id = $10"),
        (filter.batch_id.is_some(), "batch_id = $11"),
    ] {
        if is_asked_for {
            condition.push_str(" AND ");
            condition.push_str(part);
        }
    }
    condition
}

/// The column, as a filtered list is to ask for it. A person has few credentials: with the plus sign, SQLite does not go
/// through all of the environment's in the order of time to find them.
fn time_of(filter: &Filter) -> &'static str {
    if filter.email.is_some() { "+created_at" } else { "created_at" }
}

/// Binds $1 to $11 of [`matching`].
fn bind<'q>(query: sql::Query<'q>, tenant: &'q Tenant, filter: &'q Filter, now: Timestamp) -> sql::Query<'q> {
    query
        .bind(&tenant.environment_id)
        .bind(now.to_second().as_micros())
        .bind(&filter.achievement_id)
        .bind(filter.email.as_deref().map(Recipient::key_of_email))
        .bind(filter.status.map(Status::as_str))
        .bind(&filter.external_id)
        .bind(filter.issued_from.map_or(i64::MIN, Timestamp::as_micros))
        .bind(filter.issued_before.map_or(i64::MAX, Timestamp::as_micros))
        .bind(filter.name.as_deref().map(|text| format!("%{}%", escape_like(&text.to_lowercase()))))
        .bind(&filter.issuer_key_id)
        .bind(&filter.batch_id)
}

/// The text itself, with nothing in it that `LIKE` understands.
fn escape_like(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// Adds credentials. `false`: not all of them, because a short code or an external identifier is taken; the caller does
/// not let the unit of work stand.
pub(crate) async fn insert(
    connection: &mut Connection,
    tenant: &Tenant,
    credentials: &[&Credential],
) -> Result<bool> {
    let json = |value: serde_json::Result<String>| {
        value.map_err(|error| Error::internal("writing a credential", error))
    };
    for credentials in bulk::parts(credentials) {
        let statement = format!(
            "INSERT INTO credentials \
             (id, environment_id, issuer_id, achievement_id, url, recipient, recipient_email, valid_from, \
              valid_until, document, digest, created_at, code, external_id, visibility, request, private_metadata, \
              recipient_key, recipient_name, issuer_key_id, supersedes_id, batch_id, awaits_claim, notify) VALUES {} \
             ON CONFLICT DO NOTHING",
            bulk::rows(credentials.len(), 24)
        );
        let mut query = sql::query(sql::built_in_order(statement));
        for credential in credentials {
            query = query
                .bind(&credential.id)
                .bind(&tenant.environment_id)
                .bind(&credential.issuer_id)
                .bind(&credential.achievement_id)
                .bind(&credential.url)
                .bind(json(serde_json::to_string(&credential.recipient))?)
                .bind(credential.recipient.email.as_deref().map(str::to_lowercase))
                .bind(credential.valid_from.as_micros())
                .bind(credential.valid_until.map(Timestamp::as_micros))
                .bind(credential.document.as_bytes())
                .bind(&credential.digest)
                .bind(credential.created_at.as_micros())
                .bind(&credential.code)
                .bind(&credential.external_id)
                .bind(credential.visibility.as_str())
                .bind(json(serde_json::to_string(&credential.request))?)
                .bind(json(serde_json::to_string(&credential.private_metadata))?)
                .bind(credential.recipient.key())
                .bind(credential.recipient.name.as_deref().map(str::to_lowercase))
                .bind(&credential.issuer_key_id)
                .bind(&credential.supersedes_id)
                .bind(&credential.batch_id)
                .bind(i64::from(credential.awaits_claim))
                .bind(i64::from(credential.notify));
        }
        let done = query.execute(&mut *connection).await?;
        if done.rows_affected() != credentials.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A credential of the tenant, by its identifier.
pub(crate) async fn find(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
) -> Result<Option<Credential>> {
    let row = sql::query("SELECT * FROM credentials WHERE environment_id = $1 AND id = $2")
        .bind(&tenant.environment_id)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(credential_from).transpose()
}

/// A credential of the tenant, by its identifier, its short code or the caller's own identifier, in this order.
pub(crate) async fn find_named(
    connection: &mut Connection,
    tenant: &Tenant,
    name: &str,
) -> Result<Option<Credential>> {
    let row = sql::query(
        "SELECT * FROM credentials WHERE environment_id = $1 \
           AND (id = $2 OR code = $3 OR (external_id = $2 AND superseded_by_id IS NULL)) \
         ORDER BY CASE WHEN id = $2 THEN 0 WHEN code = $3 THEN 1 ELSE 2 END LIMIT 1",
    )
    .bind(&tenant.environment_id)
    .bind(name)
    .bind(code::normalize(name))
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(credential_from).transpose()
}

/// As [`find_named`], inside a transaction that changes it: until that ends, nobody else does.
pub(crate) async fn find_to_change(
    connection: &mut Connection,
    tenant: &Tenant,
    name: &str,
) -> Result<Option<Credential>> {
    // A second look: the caller's own identifier may have gone to a successor while this waited.
    for _ in 0..2 {
        let row = sql::query(sql::on_postgres!(
            "SELECT * FROM credentials WHERE environment_id = $1 \
               AND (id = $2 OR code = $3 OR (external_id = $2 AND superseded_by_id IS NULL)) \
             ORDER BY CASE WHEN id = $2 THEN 0 WHEN code = $3 THEN 1 ELSE 2 END LIMIT 1",
            " FOR UPDATE"
        ))
        .bind(&tenant.environment_id)
        .bind(name)
        .bind(code::normalize(name))
        .fetch_optional(&mut *connection)
        .await?;
        if let Some(row) = row {
            return credential_from(&row).map(Some);
        }
    }
    Ok(None)
}

/// Keeps others from changing these credentials until the transaction ends. Always in the same order, so that two
/// requests that name the same ones do not wait for each other.
pub(crate) async fn lock_named(connection: &mut Connection, tenant: &Tenant, names: &[String]) -> Result<()> {
    if !connection.has_many_writers() {
        return Ok(());
    }
    for names in names.chunks(LOCKED_AT_ONCE) {
        let codes: Vec<Option<String>> = names.iter().map(|name| code::normalize(name)).collect();
        let statement = format!(
            "SELECT id FROM credentials WHERE environment_id = $1 \
               AND (id IN {ids} OR code IN {codes} OR external_id IN {ids}) ORDER BY id FOR UPDATE",
            ids = bulk::list(names.len(), 2),
            codes = bulk::list(names.len(), 2 + names.len()),
        );
        let query = sql::query(sql::built(statement)).bind(&tenant.environment_id);
        let query = names.iter().fold(query, |query, name| query.bind(name));
        let query = codes.iter().fold(query, |query, code| query.bind(code));
        query.fetch_all(&mut *connection).await?;
    }
    Ok(())
}

/// Any credential, for its public face: by its identifier, which cannot be guessed, or by its short code. A private one
/// only for its own environment.
pub(crate) async fn find_public(
    connection: &mut Connection,
    id: &str,
    code: Option<&str>,
    asked_by: Option<&Tenant>,
) -> Result<Option<Credential>> {
    let row = sql::query(
        "SELECT * FROM credentials WHERE (id = $1 OR code = $2) AND (visibility <> 'private' OR environment_id = $3)",
    )
    .bind(id)
    .bind(code)
    .bind(asked_by.map(|tenant| &tenant.environment_id))
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(credential_from).transpose()
}

/// Any credential, by its identifier, for whoever holds a link that its environment has signed.
pub(crate) async fn find_linked(connection: &mut Connection, id: &str) -> Result<Option<Credential>> {
    let row =
        sql::query("SELECT * FROM credentials WHERE id = $1").bind(id).fetch_optional(connection).await?;
    row.as_ref().map(credential_from).transpose()
}

/// The oldest credential whose badge class of Open Badges 2.0 has this digest; they all say the same of it.
pub(crate) async fn find_by_badge_class(
    connection: &mut Connection,
    digest: &str,
) -> Result<Option<Credential>> {
    let row = sql::query(
        "SELECT * FROM credentials WHERE ob2_badge_class = $1 AND forgotten_at IS NULL ORDER BY created_at, id LIMIT 1",
    )
    .bind(digest)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(credential_from).transpose()
}

/// The salt of the hosted assertion, if it was asked for before.
pub(crate) async fn open_badges_2_salt(connection: &mut Connection, id: &str) -> Result<Option<String>> {
    let salt: Option<Option<String>> = sql::scalar("SELECT ob2_salt FROM credentials WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(salt.flatten())
}

/// Keeps salt and badge class of the hosted assertion, and gives the salt that was there first.
pub(crate) async fn keep_open_badges_2(
    connection: &mut Connection,
    id: &str,
    salt: &str,
    badge_class: &str,
) -> Result<String> {
    let salt = sql::scalar(
        "UPDATE credentials SET ob2_salt = COALESCE(ob2_salt, $2), ob2_badge_class = $3 WHERE id = $1 \
         RETURNING ob2_salt",
    )
    .bind(id)
    .bind(salt)
    .bind(badge_class)
    .fetch_one(connection);
    Ok(salt.await?)
}

/// The environment that a credential belongs to.
pub(crate) async fn environment_of(connection: &mut Connection, id: &str) -> Result<String> {
    let environment = sql::scalar("SELECT environment_id FROM credentials WHERE id = $1").bind(id);
    Ok(environment.fetch_one(connection).await?)
}

macro_rules! latest_of_recipient {
    ($lock:literal) => {
        concat!(
            "SELECT * FROM credentials \
             WHERE environment_id = $1 AND achievement_id = $2 AND recipient_key = $3 AND superseded_by_id IS NULL \
             ORDER BY created_at DESC, id DESC LIMIT 1",
            $lock
        )
    };
}

/// The recipient's latest credential of this achievement that no other has taken the place of.
pub(crate) async fn latest_of_recipient(
    connection: &mut Connection,
    tenant: &Tenant,
    achievement_id: &str,
    recipient_key: &str,
) -> Result<Option<Credential>> {
    let row = sql::query(latest_of_recipient!(""))
        .bind(&tenant.environment_id)
        .bind(achievement_id)
        .bind(recipient_key)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(credential_from).transpose()
}

/// As [`latest_of_recipient`], inside a transaction that changes it: until that ends, nobody else does.
pub(crate) async fn latest_to_change(
    connection: &mut Connection,
    tenant: &Tenant,
    achievement_id: &str,
    recipient_key: &str,
) -> Result<Option<Credential>> {
    let row = sql::query(sql::Text::Each {
        sqlite: latest_of_recipient!(""),
        postgres: latest_of_recipient!(" FOR UPDATE"),
    })
    .bind(&tenant.environment_id)
    .bind(achievement_id)
    .bind(recipient_key)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(credential_from).transpose()
}

/// Whether a credential of the tenant has this external identifier.
pub(crate) async fn external_id_is_taken(
    connection: &mut Connection,
    tenant: &Tenant,
    external_id: &str,
) -> Result<bool> {
    let taken: Option<i64> = sql::scalar(
        "SELECT 1 FROM credentials WHERE environment_id = $1 AND external_id = $2 AND superseded_by_id IS NULL",
    )
    .bind(&tenant.environment_id)
    .bind(external_id)
    .fetch_optional(connection)
    .await?;
    Ok(taken.is_some())
}

/// Which of these external identifiers a credential of the tenant has.
pub(crate) async fn external_ids_taken(
    connection: &mut Connection,
    tenant: &Tenant,
    external_ids: &[&str],
) -> Result<HashSet<String>> {
    let mut taken = HashSet::new();
    for external_ids in bulk::parts(external_ids) {
        let statement = format!(
            "SELECT external_id FROM credentials WHERE environment_id = $1 AND superseded_by_id IS NULL \
               AND external_id IN {}",
            bulk::list(external_ids.len(), 2)
        );
        let query = sql::scalar(sql::built_in_order(statement)).bind(&tenant.environment_id);
        let query = external_ids.iter().fold(query, |query, external_id| query.bind(*external_id));
        taken.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(taken)
}

/// Who of these recipients holds the achievement, by a credential that no other has taken the place of.
pub(crate) async fn holders(
    connection: &mut Connection,
    tenant: &Tenant,
    achievement_id: &str,
    recipient_keys: &[String],
) -> Result<HashSet<String>> {
    let mut holders = HashSet::new();
    for recipient_keys in bulk::parts(recipient_keys) {
        let statement = format!(
            "SELECT recipient_key FROM credentials WHERE environment_id = $1 AND achievement_id = $2 \
               AND superseded_by_id IS NULL AND recipient_key IN {}",
            bulk::list(recipient_keys.len(), 3)
        );
        let query =
            sql::scalar(sql::built_in_order(statement)).bind(&tenant.environment_id).bind(achievement_id);
        let query = recipient_keys.iter().fold(query, |query, key| query.bind(key));
        holders.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(holders)
}

/// Which of these short codes any credential has.
pub(crate) async fn codes_taken(connection: &mut Connection, codes: &[&str]) -> Result<HashSet<String>> {
    let mut taken = HashSet::new();
    for codes in bulk::parts(codes) {
        let statement = format!("SELECT code FROM credentials WHERE code IN {}", bulk::list(codes.len(), 1));
        let query = sql::scalar(sql::built_in_order(statement));
        let query = codes.iter().fold(query, |query, code| query.bind(*code));
        taken.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(taken)
}

/// One page of the tenant's credentials, newest first.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    filter: &Filter,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<Credential>> {
    let (before, before_id) = page.before();
    let statement = list_statement(filter);
    let rows = bind(sql::query(sql::built(statement)), tenant, filter, now)
        .bind(before)
        .bind(before_id)
        .bind(i64::from(page.limit) + 1)
        .bind(i64::from(page.offset))
        .fetch_all(connection)
        .await?;
    let rows = rows.iter().map(credential_from).collect::<Result<Vec<_>>>()?;
    let cursor_of = |row: &Credential| Cursor { created_at: row.created_at, id: row.id.clone() };
    Ok(Page::from_rows(rows, page.limit, cursor_of))
}

fn list_statement(filter: &Filter) -> String {
    format!(
        "SELECT * FROM credentials WHERE {} AND ({time}, id) < ($12, $13) \
         ORDER BY {time} DESC, id DESC LIMIT $14 OFFSET $15",
        matching(filter),
        time = time_of(filter)
    )
}

/// How many credentials the filter finds.
pub(crate) async fn count(
    connection: &mut Connection,
    tenant: &Tenant,
    filter: &Filter,
    now: Timestamp,
) -> Result<i64> {
    let statement = format!("SELECT count(*) AS number FROM credentials WHERE {}", matching(filter));
    let row = bind(sql::query(sql::built(statement)), tenant, filter, now).fetch_one(connection).await?;
    Ok(row.get("number")?)
}

/// The identifiers of what the filter finds, oldest first, `limit` at most.
pub(crate) async fn ids(
    connection: &mut Connection,
    tenant: &Tenant,
    filter: &Filter,
    limit: u32,
    now: Timestamp,
) -> Result<Vec<String>> {
    let statement =
        format!("SELECT id FROM credentials WHERE {} ORDER BY created_at, id LIMIT $12", matching(filter));
    let rows = bind(sql::query(sql::built(statement)), tenant, filter, now)
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok(row.get("id")?)).collect()
}

/// The credentials of an e-mail address.
pub(crate) async fn ids_of_email(
    connection: &mut Connection,
    tenant: &Tenant,
    email: &str,
) -> Result<Vec<String>> {
    let ids = sql::scalar("SELECT id FROM credentials WHERE environment_id = $1 AND recipient_key = $2")
        .bind(&tenant.environment_id)
        .bind(Recipient::key_of_email(email));
    Ok(ids.fetch_all(connection).await?)
}

/// Writes what may change without a new signature.
pub(crate) async fn update_in_place(
    connection: &mut Connection,
    tenant: &Tenant,
    credential: &Credential,
) -> Result<()> {
    let private_metadata = serde_json::to_string(&credential.private_metadata)
        .map_err(|error| Error::internal("writing a credential", error))?;
    sql::query(
        "UPDATE credentials SET private_metadata = $3, visibility = $4 WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(&credential.id)
    .bind(private_metadata)
    .bind(credential.visibility.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Holds the row until the transaction ends, so that what is counted about it stays true.
pub(crate) async fn lock(connection: &mut Connection, tenant: &Tenant, id: &str) -> Result<()> {
    sql::query("UPDATE credentials SET notify = notify WHERE environment_id = $1 AND id = $2")
        .bind(&tenant.environment_id)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that its recipient claimed a credential, with what was signed for them. `false`: it no longer waits for that.
pub(crate) async fn set_claimed(
    connection: &mut Connection,
    tenant: &Tenant,
    credential: &Credential,
    now: Timestamp,
) -> Result<bool> {
    let recipient = serde_json::to_string(&credential.recipient)
        .map_err(|error| Error::internal("writing a credential", error))?;
    let done = sql::query(
        "UPDATE credentials SET awaits_claim = 0, claimed_at = $3, recipient = $4, document = $5, digest = $6, \
           issuer_key_id = $7 \
         WHERE environment_id = $1 AND id = $2 AND awaits_claim = 1 AND revoked_at IS NULL \
           AND superseded_by_id IS NULL AND forgotten_at IS NULL",
    )
    .bind(&tenant.environment_id)
    .bind(&credential.id)
    .bind(now.as_micros())
    .bind(recipient)
    .bind(credential.document.as_bytes())
    .bind(&credential.digest)
    .bind(&credential.issuer_key_id)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes when and why a credential was revoked. The bit in its status list is set apart.
pub(crate) async fn set_revoked(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
    mark: &Mark,
) -> Result<()> {
    sql::query(
        "UPDATE credentials SET revoked_at = $3, revocation_reason = $4 WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(id)
    .bind(mark.at.as_micros())
    .bind(&mark.reason)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes since when and why a credential is suspended, or that it no longer is.
pub(crate) async fn set_suspension(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
    mark: Option<&Mark>,
) -> Result<()> {
    sql::query(
        "UPDATE credentials SET suspended_at = $3, suspension_reason = $4 WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(id)
    .bind(mark.map(|mark| mark.at.as_micros()))
    .bind(mark.map(|mark| &mark.reason))
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes which credential took the place of this one.
pub(crate) async fn set_superseded(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
    by_id: &str,
) -> Result<()> {
    sql::query("UPDATE credentials SET superseded_by_id = $3 WHERE environment_id = $1 AND id = $2")
        .bind(&tenant.environment_id)
        .bind(id)
        .bind(by_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes everything that tells about a person. Digest, status entries and times stay.
pub(crate) async fn forget(
    connection: &mut Connection,
    tenant: &Tenant,
    id: &str,
    now: Timestamp,
) -> Result<()> {
    sql::query(
        "UPDATE credentials SET recipient = '{}', recipient_email = NULL, recipient_key = NULL, \
           recipient_name = NULL, external_id = NULL, request = '{}', private_metadata = '{}', \
           document = $4, revocation_reason = CASE \
             WHEN revocation_reason IS NULL OR revocation_reason = 'superseded' THEN revocation_reason ELSE '' END, \
           suspension_reason = CASE WHEN suspension_reason IS NULL THEN NULL ELSE '' END, forgotten_at = $3 \
         WHERE environment_id = $1 AND id = $2",
    )
    .bind(&tenant.environment_id)
    .bind(id)
    .bind(now.as_micros())
    .bind(Vec::new())
    .execute(connection)
    .await?;
    Ok(())
}

fn credential_from(row: &Row) -> Result<Credential> {
    let document: Vec<u8> = row.get("document")?;
    let visibility: String = row.get("visibility")?;
    Ok(Credential {
        id: row.get("id")?,
        code: row.get::<Option<String>>("code")?.unwrap_or_default(),
        url: row.get("url")?,
        external_id: row.get("external_id")?,
        achievement_id: row.get("achievement_id")?,
        issuer_id: row.get("issuer_id")?,
        issuer_key_id: row.get::<Option<String>>("issuer_key_id")?.unwrap_or_default(),
        recipient: json(row, "recipient")?,
        request: json(row, "request")?,
        private_metadata: json::<Map<String, Value>>(row, "private_metadata")?,
        visibility: Visibility::parse(&visibility)
            .ok_or_else(|| Error::internal("reading a credential", visibility))?,
        valid_from: Timestamp::from_micros(row.get("valid_from")?),
        valid_until: time(row, "valid_until")?,
        revocation: mark(row, "revoked_at", "revocation_reason")?,
        suspension: mark(row, "suspended_at", "suspension_reason")?,
        supersedes_id: row.get("supersedes_id")?,
        superseded_by_id: row.get("superseded_by_id")?,
        awaits_claim: row.get("awaits_claim")?,
        claimed_at: time(row, "claimed_at")?,
        notify: row.get("notify")?,
        forgotten_at: time(row, "forgotten_at")?,
        batch_id: row.get("batch_id")?,
        document: String::from_utf8(document)
            .map_err(|error| Error::internal("reading a credential", error))?,
        digest: row.get("digest")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
    })
}

fn json<T: serde::de::DeserializeOwned>(row: &Row, column: &str) -> Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| Error::internal("reading a credential", error))
}

fn time(row: &Row, column: &str) -> Result<Option<Timestamp>> {
    Ok(row.get::<Option<i64>>(column)?.map(Timestamp::from_micros))
}

fn mark(row: &Row, at: &str, reason: &str) -> Result<Option<Mark>> {
    let reason: Option<String> = row.get(reason)?;
    Ok(time(row, at)?.map(|at| Mark { at, reason: reason.unwrap_or_default() }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::store::Store;

    /// How SQLite goes about a query.
    async fn plan(text: impl std::fmt::Display) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("a.db").into(), &Limits::default()).await.unwrap();
        let mut connection = store.read().await.unwrap();
        let plan = sql::query(sql::built(format!("EXPLAIN QUERY PLAN {text}")));
        let steps = (0..15).fold(plan, |plan, _| plan.bind("x")).fetch_all(&mut connection).await.unwrap();
        steps.iter().map(|step| step.get("detail").unwrap()).collect()
    }

    /// Whoever issues asks this: by another index it would read all credentials of the achievement.
    #[tokio::test]
    async fn the_latest_of_a_recipient_is_found_by_its_own_index() {
        let steps = plan(latest_of_recipient!("")).await;
        assert_eq!(steps.len(), 1, "{steps:?}");
        assert!(steps[0].contains("INDEX credentials_by_recipient"), "{steps:?}");
    }

    #[tokio::test]
    async fn a_filtered_list_is_read_by_the_index_of_its_filter() {
        let some = || Some("x".to_owned());
        for (filter, index) in [
            (Filter::default(), "credentials_by_time"),
            (Filter { achievement_id: some(), ..Filter::default() }, "credentials_by_achievement"),
            (Filter { email: some(), ..Filter::default() }, "credentials_by_recipient"),
            (Filter { batch_id: some(), ..Filter::default() }, "credentials_by_batch"),
        ] {
            let steps = plan(list_statement(&filter)).await;
            assert!(steps[0].contains(&format!("INDEX {index} ")), "{filter:?}: {steps:?}");
        }
    }
}

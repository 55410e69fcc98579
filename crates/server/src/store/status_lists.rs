//! Status lists and their entries.

use super::{Connection, Row, bulk, sql};
use crate::domain::status_list::{LENGTH, PURPOSES, Seed, StatusEntry, StatusList};
use crate::domain::{Error, Result, Timestamp};

/// Positions that are now the caller's alone.
pub(crate) struct Reserved {
    /// The list's identifier.
    pub(crate) list_id: String,
    /// The list's URL.
    pub(crate) list_url: String,
    /// What turns positions into indexes.
    pub(crate) seed: Seed,
    /// The first of the positions.
    pub(crate) first_position: u32,
}

/// A list that has had a bit changed.
pub(crate) struct Changed {
    /// The list's identifier.
    pub(crate) list_id: String,
    /// Its new version.
    pub(crate) version: i64,
}

/// Adds a list whose first `reserved` positions are the caller's.
pub(crate) async fn insert(
    connection: &mut Connection,
    list: &StatusList,
    seed: &Seed,
    reserved: u32,
) -> Result<()> {
    sql::query(
        "INSERT INTO status_lists \
         (id, issuer_id, purpose, url, permutation_seed, next_position, version, created_at, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
    )
    .bind(&list.id)
    .bind(&list.issuer_id)
    .bind(&list.purpose)
    .bind(&list.url)
    .bind(seed.as_slice())
    .bind(i64::from(reserved))
    .bind(list.version)
    .bind(list.changed_at.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes the next `count` positions of an issuer's list that has some left. The counter only grows.
pub(crate) async fn reserve(
    connection: &mut Connection,
    issuer_id: &str,
    purpose: &str,
    count: u32,
) -> Result<Option<Reserved>> {
    let row = sql::query(
        "UPDATE status_lists SET next_position = next_position + $3 \
         WHERE id = (SELECT id FROM status_lists \
                     WHERE issuer_id = $1 AND purpose = $2 AND next_position < $4 \
                     ORDER BY created_at, id LIMIT 1) \
         RETURNING id, url, permutation_seed, next_position",
    )
    .bind(issuer_id)
    .bind(purpose)
    .bind(i64::from(count))
    .bind(i64::from(LENGTH))
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let seed: Vec<u8> = row.get("permutation_seed")?;
        let next_position: i64 = row.get("next_position")?;
        Ok(Reserved {
            list_id: row.get("id")?,
            list_url: row.get("url")?,
            seed: seed.try_into().map_err(|_| Error::internal("reading a status list", "bad seed"))?,
            first_position: u32::try_from(next_position - i64::from(count))
                .map_err(|error| Error::internal("reading a status list", error))?,
        })
    })
    .transpose()
}

/// Ties entries to their credentials. The primary key refuses a position that is taken.
pub(crate) async fn insert_entries(
    connection: &mut Connection,
    entries: &[(&StatusEntry, &str)],
) -> Result<()> {
    for entries in bulk::parts(entries) {
        let statement = format!(
            "INSERT INTO status_entries (list_id, position, list_index, credential_id) VALUES {}",
            bulk::rows(entries.len(), 4)
        );
        let mut query = sql::query(sql::built_in_order(statement));
        for (entry, credential_id) in entries {
            query = query
                .bind(&entry.list_id)
                .bind(i64::from(entry.position))
                .bind(i64::from(entry.index))
                .bind(*credential_id);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// The places of a credential in its lists, as they were signed.
pub(crate) async fn entries_of(connection: &mut Connection, credential_id: &str) -> Result<Vec<StatusEntry>> {
    let rows = sql::query(
        "SELECT l.id, l.url, l.purpose, e.position, e.list_index FROM status_entries e JOIN status_lists l ON l.id = e.list_id \
         WHERE e.credential_id = $1 ORDER BY l.purpose, l.id",
    )
    .bind(credential_id)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let purpose: String = row.get("purpose")?;
            let known = PURPOSES.into_iter().find(|known| *known == purpose);
            let number = |column| {
                u32::try_from(row.get::<i64>(column)?)
                    .map_err(|error| Error::internal("reading a status list", error))
            };
            Ok(StatusEntry {
                list_id: row.get("id")?,
                list_url: row.get("url")?,
                purpose: known.ok_or_else(|| Error::internal("reading a status list", &purpose))?,
                position: number("position")?,
                index: number("list_index")?,
            })
        })
        .collect()
}

/// Sets or clears a credential's bit in its list of this purpose and raises the version of that list.
pub(crate) async fn set_bit(
    connection: &mut Connection,
    credential_id: &str,
    purpose: &str,
    bit: bool,
    now: Timestamp,
) -> Result<Changed> {
    let list_id: String = sql::scalar(
        "UPDATE status_entries SET bit = $3 WHERE credential_id = $1 \
               AND list_id IN (SELECT id FROM status_lists WHERE purpose = $2) \
             RETURNING list_id",
    )
    .bind(credential_id)
    .bind(purpose)
    .bind(i64::from(bit))
    .fetch_one(&mut *connection)
    .await?;
    let version: i64 = sql::scalar(
        "UPDATE status_lists SET version = version + 1, changed_at = CASE WHEN changed_at < $2 THEN $2 ELSE changed_at END WHERE id = $1 \
         RETURNING version",
    )
    .bind(&list_id)
    .bind(now.as_micros())
    .fetch_one(connection)
    .await?;
    Ok(Changed { list_id, version })
}

/// A list and the indexes whose bit is set; as they were at one moment, on a connection of [`super::Store::read_moment`].
pub(crate) async fn snapshot(
    connection: &mut Connection,
    list_id: &str,
) -> Result<Option<(StatusList, Vec<u32>)>> {
    let row =
        sql::query("SELECT id, issuer_id, purpose, url, version, changed_at FROM status_lists WHERE id = $1")
            .bind(list_id)
            .fetch_optional(&mut *connection)
            .await?;
    let Some(row) = row else { return Ok(None) };
    let set_bits: Vec<i64> =
        sql::scalar("SELECT list_index FROM status_entries WHERE list_id = $1 AND bit = 1")
            .bind(list_id)
            .fetch_all(&mut *connection)
            .await?;
    let set_bits = set_bits.into_iter().filter_map(|index| u32::try_from(index).ok()).collect();
    Ok(Some((list_from(&row)?, set_bits)))
}

/// Closes every list: nothing more is taken from it. Gives how many were open.
pub(crate) async fn close_all(connection: &mut Connection) -> Result<u64> {
    let done = sql::query("UPDATE status_lists SET next_position = $1 WHERE next_position < $1")
        .bind(i64::from(LENGTH))
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// A list's version, and the key that signs it now.
pub(crate) async fn present(connection: &mut Connection, list_id: &str) -> Result<Option<(i64, String)>> {
    let row = sql::query(
        "SELECT l.version, k.id AS key_id FROM status_lists l \
         JOIN issuer_keys k ON k.issuer_id = l.issuer_id AND k.state = 'current' WHERE l.id = $1",
    )
    .bind(list_id)
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((row.get("version")?, row.get("key_id")?))).transpose()
}

/// Identifier and URL of every list of an issuer, oldest first.
pub(crate) async fn of_issuer(connection: &mut Connection, issuer_id: &str) -> Result<Vec<(String, String)>> {
    let rows = sql::query("SELECT id, url FROM status_lists WHERE issuer_id = $1 ORDER BY created_at, id")
        .bind(issuer_id)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("url")?))).collect()
}

/// The list that is served at a URL.
pub(crate) async fn id_of_url(connection: &mut Connection, url: &str) -> Result<Option<String>> {
    let id = sql::scalar("SELECT id FROM status_lists WHERE url = $1").bind(url);
    Ok(id.fetch_optional(connection).await?)
}

fn list_from(row: &Row) -> Result<StatusList> {
    Ok(StatusList {
        id: row.get("id")?,
        issuer_id: row.get("issuer_id")?,
        purpose: row.get("purpose")?,
        url: row.get("url")?,
        version: row.get("version")?,
        changed_at: Timestamp::from_micros(row.get("changed_at")?),
    })
}

/// The addresses of all lists of an issuer. They are few.
pub(crate) async fn urls_of_issuer(connection: &mut Connection, issuer_id: &str) -> Result<Vec<String>> {
    let urls = sql::scalar("SELECT url FROM status_lists WHERE issuer_id = $1 ORDER BY created_at, id")
        .bind(issuer_id);
    Ok(urls.fetch_all(connection).await?)
}

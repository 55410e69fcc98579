//! A recipient who holds an achievement already: which credential makes room for the new one.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::credential::{Credential, Mark, Status};
use super::status_list::REVOCATION;
use super::{Conflict, Error, Result, Tenant, Timestamp};
use crate::store::events::Event;
use crate::store::status_lists::Changed;
use crate::store::{self, Connection, sql};

/// The revocation reason of a credential whose place another one took.
pub(super) const REASON: &str = "superseded";

/// What becomes of an active credential of the same recipient and achievement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OnDuplicate {
    /// The new one takes its place.
    Reissue,
    /// The request is refused.
    Reject,
    /// Both stand side by side.
    Allow,
}

/// Which credential a new one takes the place of.
#[derive(Clone, Debug)]
pub(crate) enum Supersession {
    /// The recipient's latest of the same achievement, if the rules say so.
    OfRecipient(Option<OnDuplicate>),
    /// This one, whatever its state.
    Of(String),
}

/// The credential that would make room now. It may be another one inside the transaction: see [`find_to_change`].
///
/// # Errors
/// [`Conflict::Duplicate`] when an active one is in the way; [`Error::NotFound`] for [`Supersession::Of`].
pub(super) async fn find(
    connection: &mut Connection,
    tenant: &Tenant,
    supersession: &Supersession,
    achievement_id: &str,
    recipient_key: &str,
    now: Timestamp,
) -> Result<Option<Credential>> {
    match supersession {
        Supersession::Of(id) => named(store::credentials::find(connection, tenant, id).await?).map(Some),
        Supersession::OfRecipient(Some(OnDuplicate::Allow)) => Ok(None),
        Supersession::OfRecipient(on_duplicate) => {
            let latest =
                store::credentials::latest_of_recipient(connection, tenant, achievement_id, recipient_key);
            making_room(latest.await?, *on_duplicate, now)
        }
    }
}

/// The credential that makes room, as things stand inside the transaction and will stand until it ends: of those who
/// issue to the same person, and of those who change that credential, all others wait.
///
/// # Errors
/// As [`find`].
pub(super) async fn find_to_change(
    connection: &mut Connection,
    tenant: &Tenant,
    supersession: &Supersession,
    achievement_id: &str,
    recipient_key: &str,
    now: Timestamp,
) -> Result<Option<Credential>> {
    if matches!(supersession, Supersession::OfRecipient(Some(OnDuplicate::Allow))) {
        return Ok(None);
    }
    let mut people = vec![(achievement_id.to_owned(), recipient_key.to_owned())];
    if let Supersession::Of(id) = supersession
        && connection.has_many_writers()
    {
        // The new credential may be for somebody else than the old one was.
        let old = named(store::credentials::find(connection, tenant, id).await?)?;
        people.push((old.achievement_id, old.recipient.key().unwrap_or_default()));
    }
    lock_people(connection, tenant, people).await?;
    match supersession {
        Supersession::Of(id) => {
            named(store::credentials::find_to_change(connection, tenant, id).await?).map(Some)
        }
        Supersession::OfRecipient(on_duplicate) => {
            let latest =
                store::credentials::latest_to_change(connection, tenant, achievement_id, recipient_key);
            making_room(latest.await?, *on_duplicate, now)
        }
    }
}

/// Who of these holds the achievement, by a credential that no other has taken the place of: achievement and recipient.
///
/// # Errors
/// Storage.
pub(super) async fn holders<'a>(
    connection: &mut Connection,
    tenant: &Tenant,
    people: impl Iterator<Item = (&'a str, Option<String>)>,
) -> Result<HashSet<(String, String)>> {
    let mut by_achievement: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (achievement_id, recipient_key) in people {
        by_achievement.entry(achievement_id).or_default().extend(recipient_key);
    }
    let mut holders = HashSet::new();
    for (achievement_id, keys) in by_achievement {
        let found = store::credentials::holders(connection, tenant, achievement_id, &keys).await?;
        holders.extend(found.into_iter().map(|key| (achievement_id.to_owned(), key)));
    }
    Ok(holders)
}

/// Makes everybody wait who issues one of these achievements to its recipient, until the transaction ends.
pub(super) async fn lock_people(
    connection: &mut Connection,
    tenant: &Tenant,
    people: Vec<(String, String)>,
) -> Result<()> {
    let names: Vec<[&str; 4]> = people
        .iter()
        .map(|(achievement_id, recipient_key)| {
            ["recipient", &tenant.environment_id, achievement_id, recipient_key]
        })
        .collect();
    let names: Vec<&[&str]> = names.iter().map(<[&str; 4]>::as_slice).collect();
    Ok(sql::lock_all(connection, &names).await?)
}

/// One that was named: it has to be there, and in nobody's place yet. A chain must not fork.
fn named(found: Option<Credential>) -> Result<Credential> {
    let found = found.ok_or(Error::NotFound("credential"))?;
    if found.superseded_by_id.is_some() {
        return Err(Error::Conflict(Conflict::AlreadySuperseded));
    }
    Ok(found)
}

fn making_room(
    latest: Option<Credential>,
    on_duplicate: Option<OnDuplicate>,
    now: Timestamp,
) -> Result<Option<Credential>> {
    let Some(latest) = latest else { return Ok(None) };
    let is_over = matches!(latest.status(now), Status::Expired | Status::Revoked);
    let makes_room = match on_duplicate {
        _ if is_over => true,
        Some(OnDuplicate::Reissue) => true,
        Some(_) => false,
        // One that ends by itself is renewed; one for ever needs a word.
        None => latest.valid_until.is_some(),
    };
    if makes_room { Ok(Some(latest)) } else { Err(Error::Conflict(Conflict::Duplicate)) }
}

/// Marks the old credential, and revokes it if it still stands.
pub(super) async fn make_room(
    connection: &mut Connection,
    tenant: &Tenant,
    old: &Credential,
    new_id: &str,
    now: Timestamp,
) -> Result<Option<Changed>> {
    store::credentials::set_superseded(connection, tenant, &old.id, new_id).await?;
    let event = Event::credential_superseded(old, new_id, now)?;
    store::events::insert(connection, &tenant.environment_id, &event).await?;
    if old.revocation.is_some() || old.status(now) == Status::Expired {
        return Ok(None);
    }
    let mark = Mark { at: now, reason: REASON.to_owned() };
    store::credentials::set_revoked(connection, tenant, &old.id, &mark).await?;
    store::status_lists::set_bit(connection, &old.id, REVOCATION, true, now).await.map(Some)
}

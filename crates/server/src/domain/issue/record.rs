//! The last step, inside the transaction: credentials, their status entries, what they supersede, and events.

use super::delivery::deliver;
use super::draft::Draft;
use crate::domain::credential::Credential;
use crate::domain::supersede::{self, OnDuplicate, Supersession};
use crate::domain::{Conflict, Error, Result, Tenant, code, quota};
use crate::store::events::Event;
use crate::store::status_lists::Changed;
use crate::store::{self, Connection};

/// Short codes drawn before we give up: with a hundred million in use each draw fails once in 340 times.
const CODE_DRAWS: usize = 8;

/// What became of a draft.
pub(crate) struct Recorded {
    /// The credential as it is stored: with what it supersedes, and a short code that was free.
    pub(crate) credential: Credential,
    /// The status list that changed, because an older credential was revoked.
    pub(crate) changed: Option<Changed>,
}

/// Stores one credential by all the rules.
///
/// # Errors
/// [`Conflict::Duplicate`]; [`Conflict::ExternalIdTaken`]; [`Error::QuotaExceeded`]; storage.
pub(crate) async fn record(connection: &mut Connection, tenant: &Tenant, draft: Draft) -> Result<Recorded> {
    let Draft { mut credential, statuses, supersession, link, email } = draft;
    let now = credential.created_at;
    let recipient_key = credential.recipient.key().unwrap_or_default();
    let achievement_id = &credential.achievement_id;
    let old =
        supersede::find_to_change(connection, tenant, &supersession, achievement_id, &recipient_key, now)
            .await?;
    quota::count(connection, tenant, &recipient_key, now).await?;
    let mut changed = None;
    if let Some(old) = old {
        // Until the new one is claimed, its recipient keeps what they hold.
        if !credential.awaits_claim || old.awaits_claim {
            changed = supersede::make_room(connection, tenant, &old, &credential.id, now).await?;
        }
        credential.supersedes_id = Some(old.id);
    }
    let mut draft = Draft { credential, statuses, supersession, link, email };
    for _ in 0..CODE_DRAWS {
        if insert(connection, tenant, &[&draft]).await? {
            return Ok(Recorded { credential: draft.credential, changed });
        }
        if let Some(external_id) = &draft.credential.external_id
            && store::credentials::external_id_is_taken(connection, tenant, external_id).await?
        {
            return Err(Error::Conflict(Conflict::ExternalIdTaken));
        }
        draft.credential.code = code::generate()?;
    }
    Err(Error::internal("drawing a short code", "all that were drawn are taken"))
}

/// Stores many credentials: the results in their order, as if each had gone through [`record`], one after the other.
///
/// Those that are in nobody's way share statements; the others go through [`record`] in a savepoint of their own. With
/// `one_by_one` all of them do.
///
/// # Errors
/// Storage; and when another process was faster, so that the caller has to try again `one_by_one`.
pub(crate) async fn record_all(
    connection: &mut Connection,
    tenant: &Tenant,
    drafts: &[Draft],
    one_by_one: bool,
) -> Result<Vec<Result<Recorded>>> {
    let one_by_one = one_by_one || quota::is_limited(connection, tenant).await?;
    lock_people(connection, tenant, drafts).await?;
    let in_the_way =
        if one_by_one { vec![true; drafts.len()] } else { in_the_way(connection, tenant, drafts).await? };
    let plain: Vec<&Draft> = drafts
        .iter()
        .zip(&in_the_way)
        .filter(|(_, in_the_way)| !**in_the_way)
        .map(|(draft, _)| draft)
        .collect();
    if let Some(first) = plain.first() {
        let people = plain.iter().map(|draft| draft.credential.recipient.key().unwrap_or_default());
        quota::count_all(connection, tenant, &people.collect::<Vec<_>>(), first.credential.created_at)
            .await?;
    }
    if !insert(connection, tenant, &plain).await? {
        return Err(Error::internal("recording credentials", "another process took a name meanwhile"));
    }
    let mut results = Vec::with_capacity(drafts.len());
    for (draft, in_the_way) in drafts.iter().zip(in_the_way) {
        if !in_the_way {
            results.push(Ok(Recorded { credential: draft.credential.clone(), changed: None }));
            continue;
        }
        let (tenant, draft) = (tenant.clone(), draft.clone());
        let recorded = store::in_savepoint(connection, move |connection| {
            Box::pin(async move { record(connection, &tenant, draft).await })
        });
        results.push(recorded.await?);
    }
    Ok(results)
}

/// Which of the credentials meet another one, in the database or before them in the list.
async fn in_the_way(connection: &mut Connection, tenant: &Tenant, drafts: &[Draft]) -> Result<Vec<bool>> {
    let credentials = || drafts.iter().map(|draft| &draft.credential);
    let people = credentials().map(|credential| (&*credential.achievement_id, credential.recipient.key()));
    let mut held = supersede::holders(connection, tenant, people).await?;
    let external_ids: Vec<&str> = credentials().filter_map(|one| one.external_id.as_deref()).collect();
    let mut external_ids = store::credentials::external_ids_taken(connection, tenant, &external_ids).await?;
    let codes: Vec<&str> = credentials().map(|one| &*one.code).collect();
    let mut codes = store::credentials::codes_taken(connection, &codes).await?;

    let mut in_the_way = Vec::with_capacity(drafts.len());
    for Draft { credential, supersession, .. } in drafts {
        let recipient_key = credential.recipient.key().unwrap_or_default();
        let is_first = held.insert((credential.achievement_id.clone(), recipient_key));
        let may_stand_beside = matches!(supersession, Supersession::OfRecipient(Some(OnDuplicate::Allow)));
        let has_free_name = credential.external_id.as_ref().is_none_or(|id| external_ids.insert(id.clone()));
        let has_free_code = codes.insert(credential.code.clone());
        let replaces = matches!(supersession, Supersession::Of(_));
        in_the_way.push(replaces || !(is_first || may_stand_beside) || !has_free_name || !has_free_code);
    }
    Ok(in_the_way)
}

/// All recipients at once and in one order, so that two such units do not wait for each other.
async fn lock_people(connection: &mut Connection, tenant: &Tenant, drafts: &[Draft]) -> Result<()> {
    let people = drafts.iter().map(|draft| {
        let credential = &draft.credential;
        (credential.achievement_id.clone(), credential.recipient.key().unwrap_or_default())
    });
    supersede::lock_people(connection, tenant, people.collect()).await
}

/// `false`: not all of them, because a short code or an external identifier is taken.
async fn insert(connection: &mut Connection, tenant: &Tenant, drafts: &[&Draft]) -> Result<bool> {
    let credentials: Vec<&Credential> = drafts.iter().map(|draft| &draft.credential).collect();
    if !store::credentials::insert(connection, tenant, &credentials).await? {
        return Ok(false);
    }
    let entries =
        drafts.iter().flat_map(|draft| draft.statuses.iter().map(|entry| (entry, &*draft.credential.id)));
    store::status_lists::insert_entries(connection, &entries.collect::<Vec<_>>()).await?;
    let issued = |credential: &&Credential| Event::credential_issued(credential, credential.created_at);
    let events = credentials.iter().map(issued).collect::<Result<Vec<_>>>()?;
    store::events::insert_all(connection, &tenant.environment_id, &events).await?;
    for Draft { credential, link, email, .. } in drafts {
        deliver(connection, tenant, credential, link.as_ref(), *email).await?;
    }
    Ok(true)
}

//! A recipient who holds an achievement already: which credential makes room for the new one.

use super::credential::{Credential, Mark, Status};
use super::status_list::REVOCATION;
use super::{Conflict, Error, Result, Tenant, Timestamp};
use crate::store::events::Event;
use crate::store::status_lists::Changed;
use crate::store::{self, Connection};

/// The revocation reason of a credential whose place another one took.
pub(super) const REASON: &str = "superseded";

/// What becomes of an active credential of the same recipient and achievement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The credential that makes room, as things stand inside the transaction.
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
    let on_duplicate = match supersession {
        Supersession::Of(id) => {
            let found = store::credentials::find(connection, tenant, id).await?;
            let found = found.ok_or(Error::NotFound("credential"))?;
            // Somebody else was faster; a chain must not fork.
            if found.superseded_by_id.is_some() {
                return Err(Error::Conflict(Conflict::AlreadySuperseded));
            }
            return Ok(Some(found));
        }
        Supersession::OfRecipient(Some(OnDuplicate::Allow)) => return Ok(None),
        Supersession::OfRecipient(on_duplicate) => *on_duplicate,
    };
    let latest =
        store::credentials::latest_of_recipient(connection, tenant, achievement_id, recipient_key).await?;
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

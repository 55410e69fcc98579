//! What is told when a credential ends: `credential.expiring` a while before, `credential.expired` after, each once
//! for each credential, however many processes look at the clock and however long none did.
//!
//! What a credential is worth never waits for this: its status is computed from the time.

use super::mail::{self, Kind};
use super::{Result, Tenant, Timestamp};
use crate::backend::Backend;
use crate::store::events::Event;
use crate::store::expiry::Noted;
use crate::store::{self, Connection};

/// Credentials noted in one transaction.
const CHUNK: u32 = 200;

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// It ends soon.
    Expiring,
    /// It has ended.
    Expired,
}

/// Writes the events that are due, and queues the reminders. Gives how many credentials were looked at.
///
/// # Errors
/// Storage. What was written before stays, and the next call goes on from there.
pub(crate) async fn note_all(backend: &Backend) -> Result<usize> {
    let now = backend.now();
    // The last second counts: ended is what ends before this second, as verifiers see it.
    let second = now.to_second();
    let soon = second.plus_seconds(i64::from(backend.limits.expiry_notice_seconds) + 1);
    let mut looked_at = 0;
    // In this order, so that nobody hears of an end before they hear that it is near.
    for (notice, end) in [(Notice::Expiring, soon), (Notice::Expired, second)] {
        loop {
            let due = {
                let mut connection = backend.store.read().await?;
                store::expiry::is_due(&mut connection, notice, end).await?
            };
            if !due {
                break;
            }
            let (limits, base_url) = (backend.limits, backend.base_url.clone());
            let has_mailer = backend.mailer.is_some();
            let work = backend.store.write(move |connection| {
                Box::pin(async move {
                    let noted = store::expiry::note(connection, notice, end, CHUNK).await?;
                    for one in noted.iter().filter(|one| one.stands) {
                        tell(connection, notice, one, now).await?;
                        let window = i64::from(limits.expiry_notice_seconds);
                        if has_mailer && notice == Notice::Expiring && deserves_reminder(one, window, second)
                        {
                            remind(connection, one, &base_url, now).await?;
                        }
                    }
                    Ok(noted.len())
                })
            });
            looked_at += work.await?;
        }
    }
    Ok(looked_at)
}

async fn tell(connection: &mut Connection, notice: Notice, one: &Noted, now: Timestamp) -> Result<()> {
    let event = Event::credential_ends(&one.id, notice, one.valid_until, now)?;
    store::events::insert(connection, &one.environment_id, &event).await
}

/// Not when it has ended meanwhile, and not when it was issued for less than the time before the end: then the first
/// e-mail said so a moment ago.
fn deserves_reminder(one: &Noted, window_seconds: i64, second: Timestamp) -> bool {
    one.valid_until >= second && one.valid_until.plus_seconds(-window_seconds) > one.created_at
}

async fn remind(connection: &mut Connection, one: &Noted, base_url: &str, now: Timestamp) -> Result<()> {
    let settings = store::emails::settings(connection, &one.environment_id).await?;
    let tenant: Option<Tenant> =
        store::organizations::tenant(connection, &one.environment_id, base_url).await?;
    let Some(tenant) = tenant.filter(|_| settings.enabled && settings.reminders) else { return Ok(()) };
    let Some(credential) = store::credentials::find(connection, &tenant, &one.id).await? else {
        return Ok(());
    };
    if credential.notify && !credential.awaits_claim {
        mail::queue(connection, &one.environment_id, &credential, Kind::Reminder, None, now).await?;
    }
    Ok(())
}

//! How often credentials are viewed, shared, verified and downloaded, without knowing by whom.
//!
//! Counts gather in memory and are written a few seconds later, many in one transaction: a view is no write. What tells
//! one visitor from another is a hash under a salt that lives in memory for one day (UTC) and is then thrown away; it is
//! never written, and nothing that is written comes from it but a number.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{Error, Result, Tenant, Timestamp};
use crate::backend::Backend;
use crate::random;
use crate::store::events::Event;
use crate::store::{self};

/// How long counts wait before they are written. A process that is killed loses as much.
const PAUSE: Duration = Duration::from_secs(10);
/// Different visitors that are remembered; whoever comes after them is counted, but as nobody new.
const MOST_VISITORS: usize = 1_000_000;
/// Counts that may wait while the storage takes none; further ones are lost.
const MOST_WAITING: usize = 100_000;

/// What somebody did with a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Opened its page.
    View,
    /// Pressed one of its buttons for sharing.
    Share,
    /// Had this server verify it.
    Verification,
    /// Took one of its files.
    Download,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::View, Self::Share, Self::Verification, Self::Download];

    /// The text in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Share => "share",
            Self::Verification => "verification",
            Self::Download => "download",
        }
    }
}

/// How often, and by how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// How often.
    pub(crate) total: i64,
    /// Different visitors of each day, added up.
    pub(crate) people: i64,
}

/// Of what somebody wants to know the numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of<'a> {
    /// One credential.
    Credential(&'a str),
    /// All credentials of an achievement.
    Achievement(&'a str),
    /// Everything in the environment.
    Environment,
}

/// The numbers of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// Such as `2026-11-21`.
    pub(crate) day: String,
    /// In the order of [`Kind::ALL`].
    pub(crate) counts: [Count; 4],
}

/// What was counted and not yet written.
#[derive(Default)]
pub(crate) struct Uses(Mutex<State>);

#[derive(Default)]
struct State {
    day: String,
    salt: [u8; 32],
    visitors: HashSet<u64>,
    waiting: BTreeMap<Use, Count>,
}

/// Credential, day, kind.
type Use = (String, String, Kind);

impl Uses {
    /// Counts one use. `visitor` is whatever tells this one from others; it is forgotten at once.
    ///
    /// # Errors
    /// When the operating system has no randomness for the day's salt.
    pub(crate) fn count(&self, credential_id: &str, kind: Kind, visitor: &str, now: Timestamp) -> Result<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let day = now.day();
        if state.day != day {
            state.salt = random::bytes()?;
            state.visitors = HashSet::new();
            state.day.clone_from(&day);
        }
        let hash = hash(&state.salt, credential_id, kind, visitor);
        let is_new = state.visitors.len() < MOST_VISITORS && state.visitors.insert(hash);
        let key = (credential_id.to_owned(), day, kind);
        if state.waiting.len() < MOST_WAITING || state.waiting.contains_key(&key) {
            let count = state.waiting.entry(key).or_default();
            count.total += 1;
            count.people += i64::from(is_new);
        }
        Ok(())
    }

    fn take(&self) -> BTreeMap<Use, Count> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).waiting)
    }

    fn put_back(&self, counts: BTreeMap<Use, Count>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in counts {
            let waiting = state.waiting.entry(key).or_default();
            waiting.total += count.total;
            waiting.people += count.people;
        }
    }
}

fn hash(salt: &[u8; 32], credential_id: &str, kind: Kind, visitor: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(salt);
    for part in [credential_id, kind.as_str(), visitor] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Writes what was counted every few seconds, until the task is aborted.
pub(crate) async fn run(backend: &Backend) {
    loop {
        tokio::time::sleep(PAUSE).await;
        if let Err(error) = write(backend).await {
            tracing::warn!(%error, "counters are written later");
        }
    }
}

/// Writes what was counted so far. The first use of its kind on a day is an event as well.
///
/// # Errors
/// Storage; the counts wait for the next time then.
pub(crate) async fn write(backend: &Backend) -> Result<()> {
    let counts = backend.uses.take();
    if counts.is_empty() {
        return Ok(());
    }
    let (now, rows) = (backend.now(), counts.clone());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            // In the order of their keys, so that two processes never wait for each other.
            for ((credential_id, day, kind), count) in rows {
                let total = store::uses::add(connection, &credential_id, &day, kind, count).await?;
                // Verifications have an event each, with what they found.
                if total == Some(count.total) && kind != Kind::Verification {
                    let event = Event::credential_used(&credential_id, kind, &day, now)?;
                    store::events::insert_for(connection, &event).await?;
                }
            }
            Ok(())
        })
    });
    let written = work.await;
    if written.is_err() {
        backend.uses.put_back(counts);
    }
    written
}

/// The numbers of each day from `from` on and before `until`, oldest first; days without any are left out.
///
/// # Errors
/// [`Error::NotFound`] for what the tenant does not have; storage.
pub(crate) async fn days(
    backend: &Backend,
    tenant: &Tenant,
    of: Of<'_>,
    from: &str,
    until: &str,
) -> Result<Vec<Day>> {
    // What was counted here a moment ago belongs to the answer.
    write(backend).await?;
    let mut connection = backend.store.read().await?;
    let rows = match of {
        Of::Credential(name) => {
            let found = store::credentials::find_named(&mut connection, tenant, name).await?;
            let id = found.ok_or(Error::NotFound("credential"))?.id;
            store::uses::of_credential(&mut connection, tenant, &id, from, until).await?
        }
        Of::Achievement(id) => {
            let found = store::achievements::find(&mut connection, tenant, id).await?;
            let id = found.ok_or(Error::NotFound("achievement"))?.id;
            store::uses::of_achievement(&mut connection, tenant, &id, from, until).await?
        }
        Of::Environment => store::uses::of_environment(&mut connection, tenant, from, until).await?,
    };
    let mut days: BTreeMap<String, [Count; 4]> = BTreeMap::new();
    for (day, kind, count) in rows {
        let counts = days.entry(day).or_default();
        let place = Kind::ALL.iter().zip(counts.iter_mut()).find(|(known, _)| known.as_str() == kind);
        if let Some((_, place)) = place {
            *place = count;
        }
    }
    Ok(days.into_iter().map(|(day, counts)| Day { day, counts }).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_visitor_is_counted_once_a_day_and_the_salt_is_thrown_away() {
        let uses = Uses::default();
        let at = |text| Timestamp::parse(text).unwrap();
        let (evening, morning) = (at("2026-11-21T23:59:59Z"), at("2026-11-22T00:00:01Z"));
        for (visitor, time) in [("ada", evening), ("ada", evening), ("bob", evening), ("ada", morning)] {
            uses.count("credential", Kind::View, visitor, time).unwrap();
        }
        let salt = uses.0.lock().unwrap().salt;
        let counts: Vec<_> = uses.take().into_iter().map(|((_, day, _), count)| (day, count)).collect();
        assert_eq!(
            counts,
            [
                ("2026-11-21".to_owned(), Count { total: 3, people: 2 }),
                ("2026-11-22".to_owned(), Count { total: 1, people: 1 })
            ]
        );
        uses.count("credential", Kind::View, "ada", at("2026-11-23T12:00:00Z")).unwrap();
        assert_ne!(uses.0.lock().unwrap().salt, salt);
        assert_eq!(uses.0.lock().unwrap().visitors.len(), 1);
    }
}

//! The signed lists as they are served: rebuilt from rows when a bit has changed, otherwise from memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::backend::Backend;
use crate::domain::credential::digest;
use crate::domain::documents::{Signing, sign};
use crate::domain::{Error, Result, Timestamp};
use crate::store;
use crate::store::status_lists::Changed;

/// The latest signed form of each list that was asked for.
#[derive(Default)]
pub(crate) struct Publisher {
    lists: Mutex<HashMap<String, Slot>>,
}

/// A signed list.
#[derive(Debug)]
pub(crate) struct Published {
    /// The `BitstringStatusListCredential`.
    pub(crate) document: String,
    /// A strong entity tag, quotes included.
    pub(crate) etag: String,
}

#[derive(Default)]
struct Slot {
    /// No older version may be kept or served.
    least_version: i64,
    signed: Option<Signed>,
}

/// A signed form, and what it was made from.
#[derive(Clone)]
struct Signed {
    version: i64,
    key_id: String,
    valid_from: Timestamp,
    published: Arc<Published>,
}

impl Publisher {
    /// The signed list.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database or signing fails.
    pub(crate) async fn get(&self, backend: &Backend, list_id: &str) -> Result<Arc<Published>> {
        let now = backend.now();
        if let Some(cached) = self.cached(list_id)
            && cached.valid_from <= now
            && is_current(backend, list_id, &cached).await?
        {
            return Ok(cached.published);
        }
        let mut connection = backend.store.read_moment().await?;
        let (mut list, set_bits) = store::status_lists::snapshot(&mut connection, list_id)
            .await?
            .ok_or(Error::NotFound("status list"))?;
        let issuer = store::issuers::find(&mut connection, &list.issuer_id)
            .await?
            .ok_or_else(|| Error::internal("publishing a status list", "its issuer is missing"))?;
        let key = store::issuers::current_key(&mut connection, &issuer.id).await?;
        drop(connection);

        // A clock that was put back, or is behind another process's, is before the change. What is served now is valid now:
        // nothing could be issued or verified otherwise until that time comes again.
        list.changed_at = list.changed_at.min(now);
        let (key_id, valid_from) = (key.id.clone(), list.changed_at);
        let signing = Signing {
            created: list.changed_at.max(key.usable_since()).to_second(),
            key,
            signer: backend.signer.clone(),
            verified_by_caller: false,
        };
        let document = sign(&backend.engine, list.document(&issuer.did, &set_bits), signing).await?;
        let etag = format!("\"{}\"", digest(document.as_bytes()));
        let published = Arc::new(Published { document, etag });
        self.keep(
            list_id,
            Signed { version: list.version, key_id, valid_from, published: published.clone() },
        );
        Ok(published)
    }

    /// Tells that changes of lists have been committed: from now on nothing older is served.
    pub(crate) fn changed_all(&self, lists: &[Changed]) {
        for list in lists {
            self.changed(&list.list_id, list.version);
        }
    }

    /// Tells that a key was replaced: every list is signed anew when it is asked for.
    pub(crate) fn forget_signatures(&self) {
        self.lists
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values_mut()
            .for_each(|slot| slot.signed = None);
    }

    fn changed(&self, list_id: &str, version: i64) {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = lists.entry(list_id.to_owned()).or_default();
        slot.least_version = slot.least_version.max(version);
    }

    fn cached(&self, list_id: &str) -> Option<Signed> {
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = lists.get(list_id)?;
        slot.signed.clone().filter(|signed| signed.version >= slot.least_version)
    }

    fn keep(&self, list_id: &str, signed: Signed) {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = lists.entry(list_id.to_owned()).or_default();
        let newer_is_kept = slot.signed.as_ref().is_some_and(|kept| kept.version > signed.version);
        if signed.version >= slot.least_version && !newer_is_kept {
            slot.signed = Some(signed);
        }
    }
}

/// Whether what is kept is still the list. Where only this process writes, it would have been told; where others write
/// too, one row is looked at.
async fn is_current(backend: &Backend, list_id: &str, signed: &Signed) -> Result<bool> {
    if !backend.store.is_shared() {
        return Ok(true);
    }
    let mut connection = backend.store.read().await?;
    let present = store::status_lists::present(&mut connection, list_id).await?;
    Ok(present.is_some_and(|(version, key_id)| (version, &key_id) == (signed.version, &signed.key_id)))
}

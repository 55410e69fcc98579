//! Gives out list indexes. Positions are reserved from the database in blocks, so that most credentials need no
//! write before they are signed; what is left of a block at a crash is never used, and that costs nothing.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

use tokio::sync::Mutex;

use super::permutation::{Seed, index_at};
use super::{LENGTH, StatusEntry, StatusList};
use crate::domain::{Result, Timestamp, new_id};
use crate::random;
use crate::store::{self, Store, sql};

/// Positions reserved by one write.
const BLOCK: u32 = 64;
/// As [`BLOCK`], for those who need many.
const LARGE_BLOCK: u32 = 1024;

/// The blocks in use, one for each issuer and purpose.
#[derive(Default)]
pub(crate) struct Allocator {
    blocks: std::sync::Mutex<HashMap<(String, &'static str), Slot>>,
}

/// The block that one issuer and purpose use now; held while the next one is reserved.
type Slot = Arc<Mutex<Option<Block>>>;

/// Reserved positions of one list.
struct Block {
    list_id: String,
    list_url: String,
    purpose: &'static str,
    seed: Seed,
    positions: Range<u32>,
}

impl Allocator {
    /// So many entries that nobody had before and nobody will get again.
    ///
    /// # Errors
    /// When the database or the randomness fails.
    pub(crate) async fn take(
        &self,
        store: &Store,
        issuer_id: &str,
        purpose: &'static str,
        base_url: &str,
        count: u32,
        now: Timestamp,
    ) -> Result<Vec<StatusEntry>> {
        let slot = {
            let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
            blocks.entry((issuer_id.to_owned(), purpose)).or_default().clone()
        };
        let mut block = slot.lock().await;
        let mut entries = Vec::with_capacity(count as usize);
        while entries.len() < count as usize {
            match block.as_mut().and_then(Block::next) {
                Some(entry) => entries.push(entry),
                None => {
                    // Who needs many now will need as many again soon.
                    let size = if count < BLOCK { BLOCK } else { LARGE_BLOCK };
                    *block = Some(reserve(store, issuer_id, purpose, base_url, size, now).await?);
                }
            }
        }
        Ok(entries)
    }
}

impl Block {
    fn next(&mut self) -> Option<StatusEntry> {
        let position = self.positions.next()?;
        Some(StatusEntry {
            list_id: self.list_id.clone(),
            list_url: self.list_url.clone(),
            purpose: self.purpose,
            position,
            index: index_at(&self.seed, position),
        })
    }
}

/// Reserves the next positions of the issuer's open list, or opens a new list when the last one is full.
async fn reserve(
    store: &Store,
    issuer_id: &str,
    purpose: &'static str,
    base_url: &str,
    size: u32,
    now: Timestamp,
) -> Result<Block> {
    let id = new_id(now)?;
    let fresh = StatusList {
        url: format!("{base_url}/status/{id}"),
        id,
        issuer_id: issuer_id.to_owned(),
        purpose: purpose.to_owned(),
        version: 0,
        changed_at: now,
    };
    let fresh_seed = random::bytes()?;
    store
        .write(move |connection| {
            Box::pin(async move {
                // Or two processes that find the last list full open one each.
                sql::lock(connection, &["status list", &fresh.issuer_id, &fresh.purpose]).await?;
                if let Some(reserved) =
                    store::status_lists::reserve(connection, &fresh.issuer_id, &fresh.purpose, size).await?
                {
                    return Ok(Block {
                        list_id: reserved.list_id,
                        list_url: reserved.list_url,
                        purpose,
                        seed: reserved.seed,
                        positions: reserved.first_position..(reserved.first_position + size).min(LENGTH),
                    });
                }
                store::status_lists::insert(connection, &fresh, &fresh_seed, size).await?;
                Ok(Block {
                    list_id: fresh.id,
                    list_url: fresh.url,
                    purpose,
                    seed: fresh_seed,
                    positions: 0..size,
                })
            })
        })
        .await
}

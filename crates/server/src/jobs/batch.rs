//! Works on a part of a batch.

use std::sync::Arc;

use super::{End, Work};
use crate::backend::Backend;
use crate::domain::batch::{Batch, Part, work_on};
use crate::domain::{Error, Result, Timestamp};
use crate::store::events::Event;
use crate::store::{self, Connection};

pub(super) const KIND: &str = "batch";

/// At once, whatever the clock says by then.
const AT_ONCE: Timestamp = Timestamp::from_micros(0);

/// Queues the rows from `first` to `last`.
///
/// # Errors
/// Storage.
pub(crate) async fn queue(
    connection: &mut Connection,
    environment_id: &str,
    batch: &Batch,
    first: i64,
    last: i64,
) -> Result<()> {
    // Parts of one batch in their order, batches in the order in which they came.
    let id = format!("{KIND}-{}-{first:010}", batch.id);
    let part = Part { batch: batch.id.clone(), first, last };
    let payload = serde_json::to_string(&part).map_err(|error| Error::internal("queueing a batch", error))?;
    store::jobs::insert(connection, &id, Some(environment_id), KIND, &payload, AT_ONCE, batch.created_at)
        .await
}

pub(super) async fn carry_out(backend: &Backend, work: &Arc<Work>) -> Result<End> {
    let part: Part = serde_json::from_str(&work.job.payload)
        .map_err(|error| Error::internal("reading a part of a batch", error))?;
    let environment_id = work.job.environment_id.clone().unwrap_or_default();
    let tenant = {
        let mut connection = backend.store.read().await?;
        store::organizations::tenant(&mut connection, &environment_id, &backend.base_url).await?
    };
    let tenant = tenant.ok_or_else(|| Error::internal("working on a batch", "its environment is missing"))?;
    while work_on(backend, &tenant, &part).await? {
        if work.is_stopping() {
            return Ok(End::Later(AT_ONCE));
        }
    }
    let (work, now) = (work.clone(), backend.now());
    let finishing = backend.store.write(move |connection| {
        Box::pin(async move {
            if !work.finish(connection).await? {
                return Err(Error::internal("working on a batch", "the lease ran out"));
            }
            store::batches::forget_requests(connection, &part.batch, part.first, part.last).await?;
            if let Some(batch) = store::batches::close_part(connection, &part.batch, now).await? {
                let event = Event::batch_completed(&batch, now)?;
                store::events::insert(connection, &tenant.environment_id, &event).await?;
            }
            Ok(())
        })
    });
    finishing.await?;
    Ok(End::Over)
}

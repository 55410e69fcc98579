//! Writes to whoever looks after a webhook endpoint that it stopped working: it answered 410, or a delivery was given up.
//! Once a day at most for each endpoint; what the e-mail says is looked up when it is sent.

use std::sync::Arc;

use super::{End, Work};
use crate::backend::Backend;
use crate::domain::mail::notice;
use crate::domain::{Error, Result, Timestamp};
use crate::smtp::Failure;
use crate::store::{self, Connection};

pub(super) const KIND: &str = "notice";

/// Seconds between two e-mails about one endpoint.
const QUIET_SECONDS: i64 = 24 * 3600;
/// Attempts at most; with the waits between them about a day.
const MAX_ATTEMPTS: i64 = 14;

/// Queues an e-mail about an endpoint, if somebody wants one and had none today, inside the transaction of what it tells.
///
/// # Errors
/// Storage.
pub(super) async fn queue(connection: &mut Connection, endpoint_id: &str, now: Timestamp) -> Result<()> {
    let before = now.plus_seconds(-QUIET_SECONDS);
    let environment_id = store::webhooks::note_notice(connection, endpoint_id, before, now).await?;
    if let Some(environment_id) = environment_id {
        let id = format!("{KIND}-{endpoint_id}-{}", now.as_micros());
        store::jobs::insert(connection, &id, Some(&environment_id), KIND, endpoint_id, now, now).await?;
    }
    Ok(())
}

pub(super) async fn carry_out(backend: &Backend, work: &Arc<Work>) -> Result<End> {
    let Some(mailer) = &backend.mailer else {
        return Err(Error::internal("sending a notice", "this process has no mail server"));
    };
    let environment_id = work.job.environment_id.clone().unwrap_or_default();
    let email = notice::compose(backend, &environment_id, &work.job.payload).await?;
    if let Some(email) = email {
        match mailer.send(&work.job.id, email, work.taken_at).await {
            Ok(()) => {}
            Err(Failure::ForNow(why)) if work.job.attempts < MAX_ATTEMPTS => {
                return Err(Error::internal("sending a notice", why));
            }
            Err(Failure::ForNow(why) | Failure::ForGood(why)) => {
                tracing::warn!(
                    endpoint = work.job.payload,
                    why,
                    "nobody could be told of an endpoint that stopped working"
                );
            }
        }
    }
    let work = work.clone();
    let ending = backend.store.write(move |connection| {
        Box::pin(async move {
            if !work.finish(connection).await? {
                return Err(Error::internal("sending a notice", "the lease ran out"));
            }
            Ok(End::Over)
        })
    });
    ending.await
}

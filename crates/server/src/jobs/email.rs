//! Sends one e-mail. What the mail server does not take now is tried again for about a day, later each time; what it
//! never takes is given up, with an event.
//!
//! Between the mail server's word and ours in the database lies a moment: an e-mail whose process dies in it is sent
//! twice, with the same `Message-ID`.

use std::sync::Arc;
use std::time::Duration;

use super::{End, Work};
use crate::backend::Backend;
use crate::domain::mail::{self, Composed};
use crate::domain::{Error, Result};
use crate::smtp::{Failure, Mailer};
use crate::store;
use crate::store::emails::{Email, End as EmailEnd};
use crate::store::events::Event;

/// Attempts at most; with the waits between them about a day.
const MAX_ATTEMPTS: i64 = 14;

/// How long an e-mail that is on its way may hold up the end of the process.
const LAST_WAIT: Duration = Duration::from_secs(5);

pub(super) async fn carry_out(backend: &Backend, work: &Arc<Work>) -> Result<End> {
    let Some(mailer) = &backend.mailer else {
        return Err(Error::internal("sending an e-mail", "this process has no mail server"));
    };
    let email = {
        let mut connection = backend.store.read().await?;
        store::emails::find_queued(&mut connection, &work.job.id).await?
    };
    let Some(email) = email else { return finish(backend, work, None).await };
    let composed = match mail::compose(backend, &email, work.taken_at).await? {
        Ok(composed) => composed,
        Err(why) => {
            let ended = Ended { email, end: EmailEnd::Dropped, reason: Some(why.to_owned()) };
            return finish(backend, work, Some(ended)).await;
        }
    };
    let Some(sent) = send_unless_stopped(mailer, work, &email, composed).await else {
        return Ok(End::Later(work.taken_at));
    };
    match sent {
        Ok(()) => {
            let ended = Ended { email, end: EmailEnd::Sent, reason: None };
            finish(backend, work, Some(ended)).await
        }
        Err(Failure::ForNow(why)) if work.job.attempts < MAX_ATTEMPTS => {
            Err(Error::internal("sending an e-mail", why))
        }
        Err(Failure::ForNow(why) | Failure::ForGood(why)) => {
            tracing::warn!(email = email.id, attempts = work.job.attempts, why, "an e-mail is given up");
            let ended = Ended { email, end: EmailEnd::GivenUp, reason: Some(why) };
            finish(backend, work, Some(ended)).await
        }
    }
}

/// `None`: the process ends, and the mail server has not answered.
async fn send_unless_stopped(
    mailer: &Mailer,
    work: &Work,
    email: &Email,
    composed: Composed,
) -> Option<std::result::Result<(), Failure>> {
    let mut stop = work.stop.clone();
    let patience = async {
        // An error says that whoever could stop us is gone, which is the same.
        drop(stop.wait_for(|stop| *stop).await.map(|_| ()));
        tokio::time::sleep(LAST_WAIT).await;
    };
    tokio::select! {
        sent = mailer.send(&email.id, composed, work.taken_at) => Some(sent),
        () = patience => None,
    }
}

/// What became of an e-mail.
struct Ended {
    email: Email,
    end: EmailEnd,
    reason: Option<String>,
}

async fn finish(backend: &Backend, work: &Arc<Work>, ended: Option<Ended>) -> Result<End> {
    let (work, now) = (work.clone(), backend.now());
    let finishing = backend.store.write(move |connection| {
        Box::pin(async move {
            if let Some(Ended { email, end, reason }) = ended {
                store::emails::end(connection, &email.id, end, reason.as_deref(), now).await?;
                if end == EmailEnd::GivenUp {
                    let event = Event::email_failed(&email, &reason.unwrap_or_default(), now)?;
                    store::events::insert(connection, &email.environment_id, &event).await?;
                }
            }
            if !work.finish(connection).await? {
                return Err(Error::internal("sending an e-mail", "the lease ran out"));
            }
            Ok(End::Over)
        })
    });
    finishing.await
}

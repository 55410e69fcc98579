//! E-mails to the people that credentials are issued to: when they are queued, and what they say.
//!
//! An e-mail is queued in the transaction of the change that it tells of, and sent by a job. Whom it goes to and which
//! words it has is looked up when it is sent, so that nothing about a person lies in the queue.

mod compose;
mod language;
mod line;
pub(crate) mod notice;
mod settings;
mod template;
mod words;

use super::credential::Credential;
use super::{Result, Timestamp, new_id};
use crate::store::emails::Email;
use crate::store::{self, Connection};

pub(crate) use compose::{Composed, compose, template_of};
pub(crate) use language::Language;
pub(crate) use line::Line;
pub(crate) use settings::{MailSettings, change_settings, settings};
pub(crate) use template::{Template, Values};

/// The kind of the jobs that send; a job has the identifier of its e-mail.
pub(crate) const JOB: &str = "email";

/// What an e-mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A credential was issued and is valid.
    Issued,
    /// A credential was issued and waits to be claimed.
    Claim,
    /// A credential ends soon.
    Reminder,
    /// A credential was revoked.
    Revoked,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Issued, Self::Claim, Self::Reminder, Self::Revoked];

    /// The text in the database and in paths.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Claim => "claim",
            Self::Reminder => "reminder",
            Self::Revoked => "revoked",
        }
    }

    /// Reads the text of [`Kind::as_str`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Queues an e-mail about a credential, inside the transaction of what it tells of. Nothing is queued for a recipient
/// without an address.
pub(crate) async fn queue(
    connection: &mut Connection,
    environment_id: &str,
    credential: &Credential,
    kind: Kind,
    claim_link_id: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    if credential.recipient.email.is_none() {
        return Ok(());
    }
    let email = Email {
        id: new_id(now)?,
        environment_id: environment_id.to_owned(),
        credential_id: credential.id.clone(),
        kind,
        claim_link_id: claim_link_id.map(str::to_owned),
        created_at: now,
    };
    // A second reminder of the same credential is none.
    if store::emails::insert(connection, &email).await? {
        store::jobs::insert(connection, &email.id, Some(environment_id), JOB, "{}", now, now).await?;
    }
    Ok(())
}

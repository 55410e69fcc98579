//! How a credential reaches its recipient: whether they have to claim it, and which e-mail goes with it.

use crate::domain::claim_link::ClaimLink;
use crate::domain::credential::{Credential, NewCredential};
use crate::domain::mail::{self, Kind, MailSettings};
use crate::domain::{FieldProblem, Result, Tenant};
use crate::store::{self, Connection};

/// How a credential reaches its recipient.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delivery {
    /// Whether it waits to be claimed.
    pub(super) awaits_claim: bool,
    /// Whether its recipient gets e-mails about it.
    pub(super) notify: bool,
    /// The e-mail that comes with the issuing.
    pub(super) email: Option<Kind>,
}

impl Delivery {
    /// What the request asks for, else what the environment does by default. `is_again`: the same credential was
    /// issued before.
    pub(super) fn of(
        request: &NewCredential,
        settings: &MailSettings,
        has_mailer: bool,
        is_again: bool,
        problems: &mut Vec<FieldProblem>,
    ) -> Self {
        let awaits_claim = request.claim.unwrap_or(settings.claim_by_default);
        let wanted = request.send_email.unwrap_or(settings.send_by_default || awaits_claim);
        let obstacle = if !has_mailer {
            Some("This server has no mail server.")
        } else if !settings.enabled {
            Some("E-mail is switched off in this environment.")
        } else if request.recipient.email.is_none() {
            Some("The recipient has no e-mail address.")
        } else {
            None
        };
        if is_again {
            // Nobody is congratulated twice; whoever has still to claim needs the new link.
            let email = (awaits_claim && wanted && obstacle.is_none()).then_some(Kind::Claim);
            return Self { awaits_claim, notify: wanted, email };
        }
        if request.send_email == Some(true)
            && let Some(obstacle) = obstacle
        {
            problems.push(FieldProblem::new("/sendEmail", obstacle));
        }
        let notify = wanted && obstacle.is_none();
        let kind = if awaits_claim { Kind::Claim } else { Kind::Issued };
        Self { awaits_claim, notify, email: notify.then_some(kind) }
    }
}

/// Stores the claim link and queues the e-mail, inside the transaction of the credential.
pub(super) async fn deliver(
    connection: &mut Connection,
    tenant: &Tenant,
    credential: &Credential,
    link: Option<&ClaimLink>,
    email: Option<Kind>,
) -> Result<()> {
    if let Some(link) = link {
        store::claim_links::insert(connection, link).await?;
    }
    if let Some(kind) = email {
        let (environment_id, link_id) = (&tenant.environment_id, link.map(|link| link.id.as_str()));
        mail::queue(connection, environment_id, credential, kind, link_id, credential.created_at).await?;
    }
    Ok(())
}

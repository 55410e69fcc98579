//! `/v1/credentials/…/resend`, `claim-link` and `emails`: how a credential reaches its recipient.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::{Enum, Object, OpenApi};

use super::credential_model::CredentialResource;
use super::edge::{Answer, ApiError, Caller, DateTime};
use super::email_templates::EmailKind;
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::{Error, claim_link};
use crate::store;

/// A claim link, shown once.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct ClaimLink {
    /// The page on which the recipient claims the credential. Whoever has it can.
    claim_url: String,
    /// From then on it does nothing.
    expires_at: DateTime,
}

/// The e-mails about one credential, newest first.
#[derive(Debug, Object)]
pub(super) struct EmailList {
    /// The e-mails, 100 at most.
    items: Vec<EmailResource>,
}

/// An e-mail about a credential.
#[derive(Debug, Object)]
#[oai(rename = "Email", rename_all = "camelCase", skip_serializing_if_is_none)]
struct EmailResource {
    /// Opaque identifier; the `Message-ID` begins with it.
    id: String,
    /// What it is about.
    kind: EmailKind,
    /// What became of it.
    state: EmailState,
    /// Why it was dropped or given up.
    reason: Option<String>,
    /// When it was queued.
    queued_at: DateTime,
    /// When it was sent, dropped or given up.
    done_at: Option<DateTime>,
}

/// What became of an e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum EmailState {
    /// It waits, for the first time or to be tried again.
    Queued,
    /// The mail server took it.
    Sent,
    /// It was no longer wanted when its turn came.
    Dropped,
    /// The mail server does not take it.
    GivenUp,
}

/// Brings credentials to their recipients.
pub(super) struct CredentialDelivery;

#[OpenApi(tag = "Tag::Credentials")]
impl CredentialDelivery {
    /// Write to the recipient again
    ///
    /// A credential that waits to be claimed gets a new link, and the links before stop working. For any other the
    /// recipient gets the way to its page. A few times an hour for each credential.
    #[oai(path = "/v1/credentials/:id/resend", method = "post", operation_id = "resendCredential")]
    async fn resend(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
    ) -> Result<Answer<CredentialResource>, ApiError> {
        let tenant = caller.allowed(Scope::Issue)?;
        let credential = claim_link::resend(&backend, tenant, &id).await?;
        Ok(Answer::new(&CredentialResource::without_document(&credential, backend.now())))
    }

    /// Make a claim link, to hand it over yourself
    ///
    /// The links before stop working, and nothing is sent. The answer is the only place where the link is shown. A few
    /// times an hour for each credential.
    #[oai(path = "/v1/credentials/:id/claim-link", method = "post", operation_id = "createClaimLink")]
    async fn claim_link(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
    ) -> Result<Answer<ClaimLink>, ApiError> {
        let tenant = caller.allowed(Scope::Issue)?;
        let link = claim_link::hand_out(&backend, tenant, &id).await?;
        Ok(Answer::new(&ClaimLink { claim_url: link.url.to_string(), expires_at: DateTime(link.expires_at) }))
    }

    /// List the e-mails about a credential, newest first
    ///
    /// With what became of each, and why one was not sent. Whom they went to is not said: that stands in the credential.
    #[oai(path = "/v1/credentials/:id/emails", method = "get", operation_id = "listEmails")]
    async fn emails(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier, its short code or your own identifier.
        id: Path<String>,
    ) -> Result<Answer<EmailList>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let credential = store::credentials::find_named(&mut connection, tenant, &id)
            .await?
            .ok_or(Error::NotFound("credential"))?;
        let emails = store::emails::list(&mut connection, tenant, &credential.id).await?;
        let items = emails.into_iter().map(|sent| EmailResource {
            id: sent.email.id,
            kind: sent.email.kind.into(),
            state: match sent.state.as_str() {
                "sent" => EmailState::Sent,
                "dropped" => EmailState::Dropped,
                "given_up" => EmailState::GivenUp,
                _ => EmailState::Queued,
            },
            reason: sent.reason,
            queued_at: DateTime(sent.email.created_at),
            done_at: sent.done_at.map(DateTime),
        });
        Ok(Answer::new(&EmailList { items: items.collect() }))
    }
}

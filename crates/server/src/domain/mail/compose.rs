//! What one e-mail says and whom it goes to, looked up at the moment it is sent.

use super::settings::MailSettings;
use super::template::{Rendered, Template, Values};
use super::{Kind, Language, Line, words};
use crate::backend::Backend;
use crate::domain::credential::{Credential, Status, Visibility};
use crate::domain::{Environment, Result, Tenant, Timestamp, claim_link};
use crate::store::emails::Email;
use crate::store::{self, Connection};

/// An e-mail, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Composed {
    /// The recipient's address.
    pub(crate) to: String,
    /// The recipient's name.
    pub(crate) to_name: Option<Line>,
    /// Stands beside the server's own address.
    pub(crate) from_name: Line,
    /// Where answers go.
    pub(crate) reply_to: Option<String>,
    /// The parts.
    pub(crate) content: Rendered,
}

/// Composes an e-mail, or says in one snake_case word why it is no longer wanted.
///
/// # Errors
/// Storage; a template that cannot be rendered.
pub(crate) async fn compose(
    backend: &Backend,
    email: &Email,
    now: Timestamp,
) -> Result<std::result::Result<Composed, &'static str>> {
    let mut connection = backend.store.read().await?;
    let tenant =
        store::organizations::tenant(&mut connection, &email.environment_id, &backend.base_url).await?;
    let Some(tenant) = tenant else { return Ok(Err("environment_gone")) };
    let settings = store::emails::settings(&mut connection, &email.environment_id).await?;
    if !settings.enabled {
        return Ok(Err("switched_off"));
    }
    let credential = store::credentials::find(&mut connection, &tenant, &email.credential_id).await?;
    let Some(credential) = credential else { return Ok(Err("credential_gone")) };
    let Some(to) = credential.recipient.email.clone() else { return Ok(Err("recipient_forgotten")) };
    if !is_still_true(&credential, email.kind, now) {
        return Ok(Err("no_longer_true"));
    }
    let mut values = values(&tenant, &credential);
    if email.kind == Kind::Claim {
        let link = match &email.claim_link_id {
            Some(id) => store::claim_links::find(&mut connection, id).await?,
            None => None,
        };
        let Some(link) = link.filter(|link| link.is_open(now)) else { return Ok(Err("no_longer_true")) };
        let token = claim_link::token(&backend.master_key, &link.id, &link.nonce)?;
        values.link = Some(format!("{}/claim/{}", credential.base_url(), &*token));
        values.link_expires = Some(moment(link.expires_at));
    }
    let language = credential.request.language.unwrap_or(settings.language);
    language.as_str().clone_into(&mut values.language);
    let sender = sender(&mut connection, &tenant, &settings).await?;
    sender.as_str().clone_into(&mut values.sender);
    let template = template_of(&mut connection, &tenant, email.kind, language).await?.0;
    let content = template.render(&values)?;
    let to_name = credential.recipient.name.as_deref().map(Line::of);
    Ok(Ok(Composed { to, to_name, from_name: sender, reply_to: settings.reply_to, content }))
}

/// The environment's own template, or the built-in one of the language; and whether it is its own.
///
/// # Errors
/// Storage.
pub(crate) async fn template_of(
    connection: &mut Connection,
    tenant: &Tenant,
    kind: Kind,
    language: Language,
) -> Result<(Template, bool)> {
    match store::emails::template(connection, tenant, kind).await? {
        Some(template) => Ok((template, true)),
        None => Ok((words::built_in(kind, language)?, false)),
    }
}

/// A queued e-mail can be overtaken: nobody is asked to claim what was revoked.
fn is_still_true(credential: &Credential, kind: Kind, now: Timestamp) -> bool {
    let status = credential.status(now);
    match kind {
        Kind::Issued | Kind::Claim => !matches!(status, Status::Revoked | Status::Renewed),
        Kind::Reminder => matches!(status, Status::Valid | Status::Pending | Status::Suspended),
        Kind::Revoked => status == Status::Revoked,
    }
}

fn values(tenant: &Tenant, credential: &Credential) -> Values {
    let document: serde_json::Value = serde_json::from_str(&credential.document).unwrap_or_default();
    let text = |pointer: &str| {
        document.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    };
    // Of a private one there is no page that the recipient could open.
    let has_page = credential.visibility != Visibility::Private;
    Values {
        achievement: text("/credentialSubject/achievement/name"),
        code: credential.code.clone(),
        issuer: text("/issuer/name"),
        link: has_page.then(|| credential.url.clone()),
        reason: credential.revocation.as_ref().map(|mark| mark.reason.clone()),
        recipient: credential.recipient.name.clone(),
        test: tenant.environment == Environment::Sandbox,
        valid_until: credential.valid_until.map(moment),
        ..Values::default()
    }
}

pub(super) async fn sender(
    connection: &mut Connection,
    tenant: &Tenant,
    settings: &MailSettings,
) -> Result<Line> {
    if let Some(name) = &settings.sender_name {
        return Ok(Line::of(name));
    }
    let organization = store::organizations::find(connection, &tenant.organization_id).await?;
    Ok(Line::of(&organization.map(|organization| organization.name).unwrap_or_default()))
}

/// For readers of every language: `2026-11-21 10:00 UTC`.
fn moment(time: Timestamp) -> String {
    let text = time.to_second().to_string();
    match (text.get(..10), text.get(11..16)) {
        (Some(day), Some(minute)) => format!("{day} {minute} UTC"),
        _ => text,
    }
}

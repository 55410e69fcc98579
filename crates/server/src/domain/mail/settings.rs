//! What an environment wishes about e-mail and claims.

use serde::{Deserialize, Serialize};

use super::{Language, Line};
use crate::backend::Backend;
use crate::domain::{Error, FieldProblem, Result, Tenant};
use crate::store;

/// The wishes of one environment. Kept as JSON in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct MailSettings {
    /// Off: nothing is queued and nothing that waits is sent.
    pub(crate) enabled: bool,
    /// Whether recipients are written to when a request does not say.
    pub(crate) send_by_default: bool,
    /// Whether credentials wait to be claimed when a request does not say.
    pub(crate) claim_by_default: bool,
    /// Whether recipients are reminded before a credential ends.
    pub(crate) reminders: bool,
    /// The name beside the server's address; the organization's, if not said.
    pub(crate) sender_name: Option<String>,
    /// Where answers go.
    pub(crate) reply_to: Option<String>,
    /// The language when a request does not say.
    pub(crate) language: Language,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            send_by_default: false,
            claim_by_default: false,
            reminders: true,
            sender_name: None,
            reply_to: None,
            language: Language::default(),
        }
    }
}

/// The settings of the tenant's environment.
///
/// # Errors
/// Storage.
pub(crate) async fn settings(backend: &Backend, tenant: &Tenant) -> Result<MailSettings> {
    let mut connection = backend.store.read().await?;
    store::emails::settings(&mut connection, &tenant.environment_id).await
}

/// Replaces the settings of the tenant's environment.
///
/// # Errors
/// [`Error::Invalid`] for a sender name of several lines; storage.
pub(crate) async fn change_settings(
    backend: &Backend,
    tenant: &Tenant,
    settings: MailSettings,
) -> Result<MailSettings> {
    if settings.sender_name.as_deref().is_some_and(|name| Line::parse(name).is_none()) {
        let problem = FieldProblem::new("/senderName", "Must be one line.");
        return Err(Error::Invalid(vec![problem]));
    }
    let (environment_id, row) = (tenant.environment_id.clone(), settings.clone());
    backend
        .store
        .write(move |connection| {
            Box::pin(async move { store::emails::set_settings(connection, &environment_id, &row).await })
        })
        .await?;
    Ok(settings)
}

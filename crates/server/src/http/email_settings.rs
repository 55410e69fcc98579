//! `/v1/email-settings`: what an environment wishes about e-mail and claims.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::{Enum, Object, OpenApi};

use super::edge::{Answer, ApiError, Body, Caller, Email};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::mail::{self, MailSettings};

/// What an environment wishes about e-mail and claims. A member that is not sent goes back to its default.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct EmailSettings {
    /// Off: nothing is sent, not even what waits already.
    #[oai(default = "yes")]
    enabled: bool,
    /// Whether recipients are written to when a request does not say `sendEmail`.
    #[oai(default)]
    send_by_default: bool,
    /// Whether credentials wait to be claimed when a request does not say `claim`.
    #[oai(default)]
    claim_by_default: bool,
    /// Whether recipients who are written to are reminded before a credential ends.
    #[oai(default = "yes")]
    reminders: bool,
    /// The name beside the server's address; the organization's by default.
    #[oai(validator(min_length = 1, max_length = 100))]
    sender_name: Option<String>,
    /// Where answers go.
    reply_to: Option<Email>,
    /// The language when a request does not say `language`; English by default.
    language: Option<EmailLanguage>,
}

/// A language with built-in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub(super) enum EmailLanguage {
    /// English
    En,
    /// Deutsch
    De,
    /// Français
    Fr,
    /// Español
    Es,
    /// Nederlands
    Nl,
    /// 日本語
    Ja,
}

fn yes() -> bool {
    true
}

/// E-mail settings.
pub(super) struct EmailSettingsApi;

#[OpenApi(tag = "Tag::Email")]
impl EmailSettingsApi {
    /// Get the e-mail settings of the environment
    ///
    /// Sandbox and live each have their own.
    #[oai(path = "/v1/email-settings", method = "get", operation_id = "getEmailSettings")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
    ) -> Result<Answer<EmailSettings>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        Ok(Answer::new(&mail::settings(&backend, tenant).await?.into()))
    }

    /// Replace the e-mail settings of the environment
    ///
    /// All of them: what is not sent goes back to its default.
    #[oai(path = "/v1/email-settings", method = "put", operation_id = "replaceEmailSettings")]
    async fn put(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        body: Body<EmailSettings>,
    ) -> Result<Answer<EmailSettings>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        Ok(Answer::new(&mail::change_settings(&backend, tenant, body.value.into()).await?.into()))
    }
}

impl From<EmailSettings> for MailSettings {
    fn from(settings: EmailSettings) -> Self {
        Self {
            enabled: settings.enabled,
            send_by_default: settings.send_by_default,
            claim_by_default: settings.claim_by_default,
            reminders: settings.reminders,
            sender_name: settings.sender_name,
            reply_to: settings.reply_to.map(|email| email.0),
            language: settings.language.map(Into::into).unwrap_or_default(),
        }
    }
}

impl From<MailSettings> for EmailSettings {
    fn from(settings: MailSettings) -> Self {
        Self {
            enabled: settings.enabled,
            send_by_default: settings.send_by_default,
            claim_by_default: settings.claim_by_default,
            reminders: settings.reminders,
            sender_name: settings.sender_name,
            reply_to: settings.reply_to.map(Email),
            language: Some(settings.language.into()),
        }
    }
}

impl From<EmailLanguage> for mail::Language {
    fn from(language: EmailLanguage) -> Self {
        match language {
            EmailLanguage::En => Self::En,
            EmailLanguage::De => Self::De,
            EmailLanguage::Fr => Self::Fr,
            EmailLanguage::Es => Self::Es,
            EmailLanguage::Nl => Self::Nl,
            EmailLanguage::Ja => Self::Ja,
        }
    }
}

impl From<mail::Language> for EmailLanguage {
    fn from(language: mail::Language) -> Self {
        match language {
            mail::Language::En => Self::En,
            mail::Language::De => Self::De,
            mail::Language::Fr => Self::Fr,
            mail::Language::Es => Self::Es,
            mail::Language::Nl => Self::Nl,
            mail::Language::Ja => Self::Ja,
        }
    }
}

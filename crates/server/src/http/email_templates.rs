//! `/v1/email-templates`: an environment's own words in place of the built-in ones.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::{Enum, Object, OpenApi};

use super::edge::{Answer, ApiError, Body, Caller};
use super::email_settings::EmailLanguage;
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::Error;
use crate::domain::api_key::Scope;
use crate::domain::mail::{self, Kind, Language, Template, Values};
use crate::store;

/// What an e-mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(super) enum EmailKind {
    /// A credential was issued and is valid.
    Issued,
    /// A credential was issued and waits to be claimed.
    Claim,
    /// A credential ends soon.
    Reminder,
    /// A credential was revoked.
    Revoked,
}

/// The words of one kind of e-mail.
///
/// `{{ variable }}` puts something in; `{% if variable %}`, `elif`, `else` and `endif` choose, also with `not`. The
/// variables: `achievement`, `code`, `issuer`, `language`, `link`, `link_expires`, `reason`, `recipient`, `sender`,
/// `test`, `valid_until`. What is put into the HTML part is escaped.
#[derive(Debug, Object)]
pub(super) struct EmailTemplate {
    /// One line.
    #[oai(validator(min_length = 1, max_length = 1000))]
    subject: String,
    /// The part for those who read plain text.
    #[oai(validator(min_length = 1, max_length = 50000))]
    text: String,
    /// The HTML part.
    #[oai(validator(min_length = 1, max_length = 50000))]
    html: String,
}

/// The template of one kind of e-mail.
#[derive(Debug, Object)]
struct EmailTemplateResource {
    /// What it is for.
    kind: EmailKind,
    /// Whether it is the environment's own; otherwise it is the built-in one, in each recipient's language.
    custom: bool,
    /// One line.
    subject: String,
    /// The part for those who read plain text.
    text: String,
    /// The HTML part.
    html: String,
}

/// What to look at.
#[derive(Debug, Object)]
pub(super) struct EmailPreviewRequest {
    /// A template that is not stored yet; by default the one that is used now.
    template: Option<EmailTemplate>,
    /// The language of the built-in template; English by default.
    language: Option<EmailLanguage>,
}

/// An e-mail with made-up values put in.
#[derive(Debug, Object)]
struct EmailPreview {
    /// The subject.
    subject: String,
    /// The plain text part.
    text: String,
    /// The HTML part.
    html: String,
}

/// E-mail templates.
pub(super) struct EmailTemplates;

#[OpenApi(tag = "Tag::Email")]
impl EmailTemplates {
    /// Get the template of a kind of e-mail
    ///
    /// The environment's own, else the built-in one: a good start for an own one.
    #[oai(path = "/v1/email-templates/:kind", method = "get", operation_id = "getEmailTemplate")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Which kind.
        kind: Path<EmailKind>,
        /// The language of the built-in template; English by default.
        language: Query<Option<EmailLanguage>>,
    ) -> Result<Answer<EmailTemplateResource>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let language = language.0.map(Language::from).unwrap_or_default();
        let (template, custom) = mail::template_of(&mut connection, tenant, kind.0.into(), language).await?;
        Ok(Answer::new(&EmailTemplateResource::new(kind.0, custom, template)))
    }

    /// Use an own template for a kind of e-mail
    ///
    /// It is used for every language. A variable that does not exist is refused here, not found out when the e-mail is
    /// sent.
    #[oai(path = "/v1/email-templates/:kind", method = "put", operation_id = "replaceEmailTemplate")]
    async fn put(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Which kind.
        kind: Path<EmailKind>,
        body: Body<EmailTemplate>,
    ) -> Result<Answer<EmailTemplateResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let template = Template::from(body.value);
        let problems = template.problems();
        if !problems.is_empty() {
            return Err(Error::Invalid(problems).into());
        }
        let (tenant, row, now) = (tenant.clone(), template.clone(), backend.now());
        let domain_kind = Kind::from(kind.0);
        let work = backend.store.write(move |connection| {
            Box::pin(
                async move { store::emails::set_template(connection, &tenant, domain_kind, &row, now).await },
            )
        });
        work.await?;
        Ok(Answer::new(&EmailTemplateResource::new(kind.0, true, template)))
    }

    /// Go back to the built-in template of a kind of e-mail
    ///
    /// The own one is removed. Without one, nothing changes.
    #[oai(path = "/v1/email-templates/:kind", method = "delete", operation_id = "resetEmailTemplate")]
    async fn delete(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Which kind.
        kind: Path<EmailKind>,
    ) -> Result<Answer<EmailTemplateResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let (owner, domain_kind) = (tenant.clone(), Kind::from(kind.0));
        let work = backend.store.write(move |connection| {
            Box::pin(async move { store::emails::remove_template(connection, &owner, domain_kind).await })
        });
        work.await?;
        let mut connection = backend.store.read().await?;
        let (template, custom) =
            mail::template_of(&mut connection, tenant, domain_kind, Language::default()).await?;
        Ok(Answer::new(&EmailTemplateResource::new(kind.0, custom, template)))
    }

    /// See what an e-mail would look like
    ///
    /// With made-up values; nothing is stored or sent.
    #[oai(path = "/v1/email-templates/:kind/preview", method = "post", operation_id = "previewEmail")]
    async fn preview(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Which kind.
        kind: Path<EmailKind>,
        body: Body<EmailPreviewRequest>,
    ) -> Result<Answer<EmailPreview>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let kind = Kind::from(kind.0);
        let language = body.value.language.map(Language::from).unwrap_or_default();
        let template = match body.value.template {
            Some(template) => Template::from(template),
            None => {
                let mut connection = backend.store.read().await?;
                mail::template_of(&mut connection, tenant, kind, language).await?.0
            }
        };
        let problems = template.problems();
        if !problems.is_empty() {
            let problems = problems.into_iter().map(|mut problem| {
                problem.pointer.insert_str(0, "/template");
                problem
            });
            return Err(Error::Invalid(problems.collect()).into());
        }
        let rendered = template.render(&Values::sample(kind, language))?;
        Ok(Answer::new(&EmailPreview {
            subject: rendered.subject.as_str().to_owned(),
            text: rendered.text,
            html: rendered.html,
        }))
    }
}

impl EmailTemplateResource {
    fn new(kind: EmailKind, custom: bool, template: Template) -> Self {
        Self { kind, custom, subject: template.subject, text: template.text, html: template.html }
    }
}

impl From<EmailTemplate> for Template {
    fn from(template: EmailTemplate) -> Self {
        Self { subject: template.subject, text: template.text, html: template.html }
    }
}

impl From<EmailKind> for Kind {
    fn from(kind: EmailKind) -> Self {
        match kind {
            EmailKind::Issued => Self::Issued,
            EmailKind::Claim => Self::Claim,
            EmailKind::Reminder => Self::Reminder,
            EmailKind::Revoked => Self::Revoked,
        }
    }
}

impl From<Kind> for EmailKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Issued => Self::Issued,
            Kind::Claim => Self::Claim,
            Kind::Reminder => Self::Reminder,
            Kind::Revoked => Self::Revoked,
        }
    }
}

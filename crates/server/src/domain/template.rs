//! Templates: how documents look. Each change makes a new version, and a credential keeps the one it was issued with.

use std::collections::BTreeMap;

use proofmark_documents::{FieldType, TemplateDefinition};
use serde::{Deserialize, Serialize};

use super::idempotency::{self, Answer, Key};
use super::look::{self, Facts};
use super::{Cursor, Error, FieldProblem, Page, PageRequest, Result, Tenant, Timestamp, new_id};
use crate::backend::Backend;
use crate::render::Drawing;
use crate::store::{self, Connection};

/// A template: the tenant's own, or one that comes along.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    /// Opaque identifier; of one that comes along, its name.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) name: String,
    /// Counts from 1; one that comes along has none.
    pub(crate) version: Option<i64>,
    /// How it looks.
    pub(crate) content: Content,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Option<Timestamp>,
    /// Since when it is no longer used for new credentials.
    pub(crate) archived_at: Option<Timestamp>,
}

/// One version of a template. Kept as JSON in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// The language of its documents (BCP 47); dates are written out in it.
    pub(crate) language: String,
    /// The drawing and its fields.
    pub(crate) definition: TemplateDefinition,
}

impl Content {
    /// What can be told without drawing.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let is_subtag =
            |tag: &str| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
        let primary = self.language.split('-').next().unwrap_or_default();
        if !self.language.split('-').all(is_subtag)
            || self.language.len() > 35
            || !(2..=3).contains(&primary.len())
        {
            let message = "Must be a language tag (BCP 47) such as en or pt-BR.";
            problems.push(FieldProblem::new("/language", message));
        }
        for (at, field) in self.definition.fields.iter().enumerate() {
            let Some(allowed) = look::kinds_of_fact(&field.key) else { continue };
            if !allowed.contains(&field.kind) {
                let message = format!(
                    "{} is filled in from the credential, and cannot be of this type; take another key.",
                    field.key
                );
                problems.push(FieldProblem::new(format!("/metadataSchema/fields/{at}/type"), message));
            }
            if field.default.is_some() && field.kind != FieldType::Image && field.key != look::DESCRIPTION {
                let message = format!("{} is filled in from the credential and needs no default.", field.key);
                problems.push(FieldProblem::new(format!("/metadataSchema/fields/{at}/default"), message));
            }
        }
        problems
    }
}

impl Template {
    /// Whether it comes along.
    pub(crate) fn is_built_in(&self) -> bool {
        self.version.is_none()
    }

    /// What its versions are told apart by while the process runs.
    pub(crate) fn key(&self) -> String {
        format!("{} {}", self.id, self.version.unwrap_or_default())
    }
}

/// The templates that come along, each in each of its colour schemes, in the order of their names.
pub(crate) fn built_in() -> Vec<Template> {
    let designs = proofmark_documents::built_in();
    let all = designs.iter().flat_map(|design| {
        let schemes = design.schemes().unwrap_or_default();
        schemes.into_iter().filter_map(|scheme| {
            Some(Template {
                id: format!("{}-{scheme}", design.id),
                name: format!("{}, {scheme}", design.name().ok()?),
                version: None,
                content: Content { language: "en".to_owned(), definition: design.definition(&scheme).ok()? },
                created_at: Timestamp::from_micros(0),
                updated_at: None,
                archived_at: None,
            })
        })
    });
    let mut all: Vec<Template> = all.collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    all
}

/// A template that the tenant may use: its own in the newest version, or one that comes along.
///
/// # Errors
/// Storage.
pub(crate) async fn find(connection: &mut Connection, tenant: &Tenant, id: &str) -> Result<Option<Template>> {
    match built_in().into_iter().find(|template| template.id == id) {
        Some(template) => Ok(Some(template)),
        None => store::templates::find(connection, tenant, id).await,
    }
}

/// One page of the templates that the tenant may use, newest first; those that come along are the last.
///
/// # Errors
/// Storage.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    archived: Option<bool>,
    page: &PageRequest,
) -> Result<Page<Template>> {
    let mut rows = store::templates::list(connection, tenant, archived, page).await?;
    if archived != Some(true) {
        let before = page.before();
        let comes_after =
            |template: &Template| (template.created_at.as_micros(), template.id.as_str()) < before;
        rows.extend(built_in().into_iter().rev().filter(comes_after));
    }
    rows.truncate(page.limit as usize + 1);
    Ok(Page::from_rows(rows, page.limit, |row| Cursor { created_at: row.created_at, id: row.id.clone() }))
}

/// Creates a template, or gives the stored answer of an earlier request with the same `Idempotency-Key`.
///
/// # Errors
/// [`Error::Invalid`] with every fault; conflicts of the `Idempotency-Key`; storage.
pub(crate) async fn create(
    backend: &Backend,
    tenant: &Tenant,
    name: String,
    content: Content,
    key: Option<Key>,
    answer: impl FnOnce(&Template) -> Answer + Send + 'static,
) -> Result<Answer> {
    idempotency::once(&backend.store, &backend.in_flight, key, |key| async {
        check(backend, &content).await?;
        let now = backend.now();
        let template = Template {
            id: new_id(now)?,
            name,
            version: Some(1),
            content,
            created_at: now,
            updated_at: None,
            archived_at: None,
        };
        let answer = answer(&template);
        let tenant = tenant.clone();
        let work = backend.store.write(move |connection| {
            Box::pin(async move {
                store::templates::insert(connection, &tenant, &template).await?;
                if let Some(key) = key {
                    key.store(connection, &answer, None, now).await?;
                }
                Ok(answer)
            })
        });
        work.await
    })
    .await
}

/// What to change of a template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    /// What people call it.
    pub(crate) name: Option<String>,
    /// Makes a new version.
    pub(crate) content: Option<Content>,
}

/// Changes a template. Credentials that were issued before keep the version they have.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] with every fault; storage.
pub(crate) async fn update(backend: &Backend, tenant: &Tenant, id: &str, change: Change) -> Result<Template> {
    refuse_built_in(id)?;
    if let Some(content) = &change.content {
        check(backend, content).await?;
    }
    change_row(backend, tenant, id, move |template, now| {
        template.updated_at = Some(now);
        template.name = change.name.unwrap_or_else(|| std::mem::take(&mut template.name));
        if let Some(content) = change.content {
            template.content = content;
            template.version = template.version.map(|version| version + 1);
        }
    })
    .await
}

/// Says that a template is no longer used for new credentials, or takes that back.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn archive(
    backend: &Backend,
    tenant: &Tenant,
    id: &str,
    archived: bool,
) -> Result<Template> {
    refuse_built_in(id)?;
    change_row(backend, tenant, id, move |template, now| {
        template.archived_at = if archived { template.archived_at.or(Some(now)) } else { None };
    })
    .await
}

async fn change_row(
    backend: &Backend,
    tenant: &Tenant,
    id: &str,
    change: impl FnOnce(&mut Template, Timestamp) + Send + 'static,
) -> Result<Template> {
    let (tenant, id, now) = (tenant.clone(), id.to_owned(), backend.now());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            // Locks the row: two changes at once must not make the same version.
            store::templates::touch(connection, &tenant, &id).await?;
            let found = store::templates::find(connection, &tenant, &id).await?;
            let mut template = found.ok_or(Error::NotFound("template"))?;
            let version = template.version;
            change(&mut template, now);
            store::templates::update(connection, &tenant, &template).await?;
            if template.version != version {
                store::templates::insert_version(connection, &template, now).await?;
            }
            Ok(template)
        })
    });
    work.await
}

/// Everybody has those; nobody can change them.
fn refuse_built_in(id: &str) -> Result<()> {
    if built_in().iter().any(|template| template.id == id) {
        let message =
            "A built-in template cannot be changed. Create one of your own with its SVG and its fields.";
        return Err(Error::invalid("/path/id", message));
    }
    Ok(())
}

/// Reads the template and draws it once with samples, so that what cannot be drawn is found now and not when somebody
/// wants a certificate.
async fn check(backend: &Backend, content: &Content) -> Result<()> {
    let problems = content.problems();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let drawing = sample(content.clone(), None, &BTreeMap::new());
    backend.renderer.check_template(drawing).await
}

/// A drawing with made-up facts, and the field's label where a text is required and none is given.
pub(crate) fn sample(content: Content, key: Option<String>, fields: &BTreeMap<String, String>) -> Drawing {
    let facts = Facts::sample();
    let mut fields = fields.clone();
    for field in &content.definition.fields {
        let is_missing =
            field.required && field.default.is_none() && look::kinds_of_fact(&field.key).is_none();
        let text = match field.kind {
            FieldType::Text => field.label.clone(),
            FieldType::Date => "2026-11-21".to_owned(),
            FieldType::Qr => "https://example.com".to_owned(),
            FieldType::Color => "#1a2b3c".to_owned(),
            FieldType::Image => SAMPLE_PICTURE.to_owned(),
        };
        if is_missing {
            fields.entry(field.key.clone()).or_insert(text);
        }
    }
    Drawing::new(content, key, &facts, &fields)
}

/// One grey pixel.
const SAMPLE_PICTURE: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOor6//DwAFgAJ/mQ7e2gAAAABJRU5ErkJggg==";

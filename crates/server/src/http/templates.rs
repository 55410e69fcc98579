//! `/v1/templates`: how documents look.

use std::collections::BTreeMap;
use std::sync::Arc;

use poem::http::header;
use poem::web::Data;
use poem::{Request, Response};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Enum, Object, OpenApi};
use proofmark_documents::{self as documents, TemplateDefinition};

use super::edge::{self, Answer, ApiError, Body, Caller, DateTime, Document, Media, answer_body};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::api_key::Scope;
use crate::domain::template::{self, Change, Content, Template};
use crate::domain::{CursorSeal, Error, PageRequest};
use crate::render::Format;

/// How documents are to look.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct NewTemplate {
    /// What people call it.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: String,
    /// The language of its documents (BCP 47), such as `de`; dates are written out in it. `en` by default.
    #[oai(validator(min_length = 1, max_length = 35))]
    language: Option<String>,
    /// The drawing, with placeholders such as `{{recipient}}`. 512 KiB at most; nothing in it may run or fetch.
    #[oai(validator(min_length = 1))]
    svg: String,
    /// What fills the placeholders.
    metadata_schema: MetadataSchema,
}

/// What to change; whatever is not named stays. Credentials that were issued before keep the version that they have.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct TemplateChange {
    /// What people call it.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: Option<String>,
    /// The language of its documents.
    #[oai(validator(min_length = 1, max_length = 35))]
    language: Option<String>,
    /// The drawing.
    #[oai(validator(min_length = 1))]
    svg: Option<String>,
    /// Replaces all fields.
    metadata_schema: Option<MetadataSchema>,
}

/// The fields of a template.
#[derive(Debug, Object)]
struct MetadataSchema {
    /// In the order in which people are asked for them.
    #[oai(validator(max_items = 64))]
    fields: Vec<Field>,
}

/// One field. Some keys are filled in from the credential itself: `recipient`, `achievement`, `description`, `issuer`,
/// `date`, `validUntil`, `licenseNumber`, `code`, `verificationUrl`, `credentialLink`.
#[derive(Debug, Object)]
#[oai(rename = "TemplateField", rename_all = "camelCase", skip_serializing_if_is_none)]
struct Field {
    /// The name in placeholders: a letter, then letters, digits and `_`.
    #[oai(validator(min_length = 1, max_length = 64))]
    key: String,
    /// What people read.
    #[oai(validator(min_length = 1, max_length = 200))]
    label: String,
    /// What it takes.
    #[oai(rename = "type")]
    kind: FieldType,
    /// Who sees it; `public` by default.
    #[oai(default)]
    visibility: FieldVisibility,
    /// Whether nothing is issued without it.
    #[oai(default)]
    required: bool,
    /// What stands there when nothing is given; of a picture its `data:image/png;base64,…`.
    #[oai(validator(max_length = 600000))]
    default: Option<String>,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "TemplateFieldType", rename_all = "snake_case")]
enum FieldType {
    /// One line of up to 1,000 characters.
    Text,
    /// `YYYY-MM-DD`; written out in the language of the template.
    Date,
    /// A PNG or JPEG picture as `data:` URL.
    Image,
    /// A text, mostly a web address, drawn as a QR code.
    Qr,
    /// `#rgb` or `#rrggbb`.
    Color,
}

/// Who sees a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[oai(rename = "TemplateFieldVisibility", rename_all = "snake_case")]
enum FieldVisibility {
    /// Everybody: it may stand on the credential's page.
    #[default]
    Public,
    /// Whoever holds the document; it stands in the files alone.
    Private,
}

/// A template.
#[derive(Debug, Object)]
#[oai(rename = "Template", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct TemplateResource {
    /// Opaque identifier; a built-in one's name.
    id: String,
    /// What people call it.
    name: String,
    /// Whether it comes along with the server and cannot be changed.
    built_in: bool,
    /// Counts its versions from 1.
    version: Option<i64>,
    /// The language of its documents.
    language: String,
    /// The drawing; lists leave it out.
    svg: Option<String>,
    /// What fills the placeholders.
    metadata_schema: MetadataSchema,
    /// When it was made.
    created_at: Option<DateTime>,
    /// When it was last changed.
    updated_at: Option<DateTime>,
    /// Since when it is no longer used for new credentials.
    archived_at: Option<DateTime>,
}

/// One page of templates, newest first; the built-in ones are the last.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct TemplatePage {
    /// The templates, without their drawings.
    items: Vec<TemplateResource>,
    /// Ask for `?cursor=` this to get the next page; absent on the last.
    next_cursor: Option<String>,
}

/// What to look at.
#[derive(Debug, Object)]
pub(super) struct PreviewRequest {
    /// What the fields are filled in with. What a credential says is made up, and so is what is missing.
    #[oai(default)]
    fields: BTreeMap<String, String>,
    /// Which file to draw; `png` by default.
    format: Option<PreviewFormat>,
}

/// A template that is not stored, to look at.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct NewPreviewRequest {
    /// The language of its documents; `en` by default.
    #[oai(validator(min_length = 1, max_length = 35))]
    language: Option<String>,
    /// The drawing.
    #[oai(validator(min_length = 1))]
    svg: String,
    /// What fills the placeholders.
    metadata_schema: MetadataSchema,
    /// What the fields are filled in with. What a credential says is made up, and so is what is missing.
    #[oai(default)]
    fields: BTreeMap<String, String>,
    /// Which file to draw; `png` by default.
    format: Option<PreviewFormat>,
}

/// The files that a template becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum PreviewFormat {
    /// Pixels, 150 to the inch.
    Png,
    /// Outlines.
    Svg,
    /// A page.
    Pdf,
}

/// A drawn template.
pub(super) struct Preview;

impl Media for Preview {
    const TYPES: &'static [&'static str] = &["image/png", "image/svg+xml", "application/pdf"];
}

/// Templates: how documents look.
pub(super) struct Templates;

#[OpenApi(tag = "Tag::Templates")]
impl Templates {
    /// Create a template
    ///
    /// A drawing that could run or fetch something (scripts, `foreignObject`, addresses outside of it, a DOCTYPE, an
    /// entity) is refused.
    #[oai(path = "/v1/templates", method = "post", operation_id = "createTemplate")]
    async fn create(
        &self,
        caller: Caller,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// Makes a repeated request safe: it gets the first one's answer.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Body<NewTemplate>,
    ) -> Result<Answer<TemplateResource, 201>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let key = edge::idempotency_key(tenant, request, idempotency_key.0, &body.bytes)?;
        let new = body.value;
        let content = content(new.language, new.svg, new.metadata_schema);
        let answer = |template: &Template| {
            let location = format!("/v1/templates/{}", template.id);
            answer_body(201, Some(&location), &TemplateResource::with_drawing(template))
        };
        Ok(template::create(&backend, tenant, new.name, content, key, answer).await?.into())
    }

    /// List templates, newest first
    ///
    /// The built-in ones are the last.
    #[oai(path = "/v1/templates", method = "get", operation_id = "listTemplates")]
    async fn list(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// Templates on one page, 1 to 100; 20 by default.
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
        /// Only those that are archived, or only those that are not.
        archived: Query<Option<bool>>,
    ) -> Result<Answer<TemplatePage>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let seal = CursorSeal::new(&backend.master_key, tenant, "templates");
        let page = PageRequest::new(&seal, limit.0, cursor.0.as_deref(), None)?;
        let mut connection = backend.store.read().await?;
        let page = template::list(&mut connection, tenant, archived.0, &page).await?;
        Ok(Answer::new(&TemplatePage {
            items: page.rows.iter().map(TemplateResource::without_drawing).collect(),
            next_cursor: page.next.map(|cursor| seal.seal(&cursor)).transpose()?,
        }))
    }

    /// Get a template
    ///
    /// In its newest version; credentials keep the version that they were issued with.
    #[oai(path = "/v1/templates/:id", method = "get", operation_id = "getTemplate")]
    async fn get(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The template's identifier.
        id: Path<String>,
    ) -> Result<Answer<TemplateResource>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let template =
            template::find(&mut connection, tenant, &id).await?.ok_or(Error::NotFound("template"))?;
        Ok(Answer::new(&TemplateResource::with_drawing(&template)))
    }

    /// Change a template
    ///
    /// Another drawing, language or schema makes a new version. Credentials that were issued before keep theirs until
    /// they are issued again.
    #[oai(path = "/v1/templates/:id", method = "patch", operation_id = "updateTemplate")]
    async fn update(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The template's identifier.
        id: Path<String>,
        body: Body<TemplateChange>,
    ) -> Result<Answer<TemplateResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let mut connection = backend.store.read().await?;
        let present =
            template::find(&mut connection, tenant, &id).await?.ok_or(Error::NotFound("template"))?;
        drop(connection);
        let change = body.value;
        let mut content = present.content.clone();
        content.language = change.language.unwrap_or(content.language);
        content.definition.svg = change.svg.unwrap_or(content.definition.svg);
        if let Some(schema) = change.metadata_schema {
            content.definition.fields = schema.fields.into_iter().map(Into::into).collect();
        }
        let content = (content != present.content).then_some(content);
        let change = Change { name: change.name, content };
        let template = template::update(&backend, tenant, &id, change).await?;
        Ok(Answer::new(&TemplateResource::with_drawing(&template)))
    }

    /// Archive a template
    ///
    /// It is no longer used for new credentials; the documents of those that have it stay. Doing it again changes
    /// nothing.
    #[oai(path = "/v1/templates/:id/archive", method = "post", operation_id = "archiveTemplate")]
    async fn archive(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The template's identifier.
        id: Path<String>,
    ) -> Result<Answer<TemplateResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let template = template::archive(&backend, tenant, &id, true).await?;
        Ok(Answer::new(&TemplateResource::with_drawing(&template)))
    }

    /// Use an archived template again
    ///
    /// It can be used again.
    #[oai(path = "/v1/templates/:id/unarchive", method = "post", operation_id = "unarchiveTemplate")]
    async fn unarchive(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The template's identifier.
        id: Path<String>,
    ) -> Result<Answer<TemplateResource>, ApiError> {
        let tenant = caller.allowed(Scope::Manage)?;
        let template = template::archive(&backend, tenant, &id, false).await?;
        Ok(Answer::new(&TemplateResource::with_drawing(&template)))
    }

    /// Look at a template
    ///
    /// What a credential would say is made up, and so is whatever required field is not given.
    #[oai(path = "/v1/templates/:id/preview", method = "post", operation_id = "previewTemplate")]
    async fn preview(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        /// The template's identifier.
        id: Path<String>,
        body: Body<PreviewRequest>,
    ) -> Result<Document<Preview>, ApiError> {
        let tenant = caller.allowed(Scope::Read)?;
        let mut connection = backend.store.read().await?;
        let template =
            template::find(&mut connection, tenant, &id).await?.ok_or(Error::NotFound("template"))?;
        drop(connection);
        let key = Some(template.key());
        draw(&backend, template.content, key, &body.value.fields, body.value.format).await
    }

    /// Look at a template before it is stored
    ///
    /// Nothing is kept: the drawing, its fields and what fills them come with the request.
    #[oai(path = "/v1/templates/preview", method = "post", operation_id = "previewNewTemplate")]
    async fn preview_new(
        &self,
        caller: Caller,
        backend: Data<&Arc<Backend>>,
        body: Body<NewPreviewRequest>,
    ) -> Result<Document<Preview>, ApiError> {
        caller.allowed(Scope::Manage)?;
        let new = body.value;
        let content = content(new.language, new.svg, new.metadata_schema);
        let problems = content.problems();
        if !problems.is_empty() {
            return Err(Error::Invalid(problems).into());
        }
        draw(&backend, content, None, &new.fields, new.format).await
    }
}

async fn draw(
    backend: &Backend,
    content: Content,
    key: Option<String>,
    fields: &BTreeMap<String, String>,
    format: Option<PreviewFormat>,
) -> Result<Document<Preview>, ApiError> {
    let format = match format {
        None | Some(PreviewFormat::Png) => Format::Png,
        Some(PreviewFormat::Svg) => Format::Svg,
        Some(PreviewFormat::Pdf) => Format::Pdf,
    };
    let file = backend.renderer.draw(template::sample(content, key, fields), format, None).await?;
    let response = Response::builder().header(header::CACHE_CONTROL, "no-store");
    Ok(Document::from_response(response.content_type(format.media_type()).body(file)))
}

fn content(language: Option<String>, svg: String, schema: MetadataSchema) -> Content {
    let fields = schema.fields.into_iter().map(Into::into).collect();
    Content {
        language: language.unwrap_or_else(|| "en".to_owned()),
        definition: TemplateDefinition { svg, fields },
    }
}

impl TemplateResource {
    fn without_drawing(template: &Template) -> Self {
        let is_built_in = template.is_built_in();
        let fields = template.content.definition.fields.iter().cloned().map(Into::into).collect();
        Self {
            id: template.id.clone(),
            name: template.name.clone(),
            built_in: is_built_in,
            version: template.version,
            language: template.content.language.clone(),
            svg: None,
            metadata_schema: MetadataSchema { fields },
            created_at: (!is_built_in).then_some(DateTime(template.created_at)),
            updated_at: template.updated_at.map(DateTime),
            archived_at: template.archived_at.map(DateTime),
        }
    }

    fn with_drawing(template: &Template) -> Self {
        let svg = Some(template.content.definition.svg.clone());
        Self { svg, ..Self::without_drawing(template) }
    }
}

impl From<Field> for documents::Field {
    fn from(field: Field) -> Self {
        Self {
            key: field.key,
            label: field.label,
            kind: match field.kind {
                FieldType::Text => documents::FieldType::Text,
                FieldType::Date => documents::FieldType::Date,
                FieldType::Image => documents::FieldType::Image,
                FieldType::Qr => documents::FieldType::Qr,
                FieldType::Color => documents::FieldType::Color,
            },
            visibility: match field.visibility {
                FieldVisibility::Public => documents::Visibility::Public,
                FieldVisibility::Private => documents::Visibility::Private,
            },
            required: field.required,
            default: field.default,
        }
    }
}

impl From<documents::Field> for Field {
    fn from(field: documents::Field) -> Self {
        Self {
            key: field.key,
            label: field.label,
            kind: match field.kind {
                documents::FieldType::Text => FieldType::Text,
                documents::FieldType::Date => FieldType::Date,
                documents::FieldType::Image => FieldType::Image,
                documents::FieldType::Qr => FieldType::Qr,
                documents::FieldType::Color => FieldType::Color,
            },
            visibility: match field.visibility {
                documents::Visibility::Public => FieldVisibility::Public,
                documents::Visibility::Private => FieldVisibility::Private,
            },
            required: field.required,
            default: field.default,
        }
    }
}

//! Draws documents: on threads of its own, few at a time and with few waiting, so that whoever asks for certificates
//! never keeps the rest of the interface waiting. What was drawn is kept in memory under a cap.

mod cache;
mod fonts;

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use proofmark_documents::{
    Certificate, Details, RenderError, Template, TemplateDefinition, TemplateError, Values,
};
use tokio::sync::Semaphore;

use crate::domain::{Error, FieldProblem, Result, look};
use crate::limits::Limits;
use cache::Cache;
pub(crate) use cache::Kept;
pub(crate) use fonts::SharedFonts;

/// Pixels to the inch of a picture.
const DPI: u16 = 150;
/// Compiled templates that are kept.
const TEMPLATES: usize = 64;

/// The files that a drawing becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// Pixels, 150 to the inch.
    Png,
    /// Outlines.
    Svg,
    /// A page, PDF/A-3.
    Pdf,
}

impl Format {
    /// The media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Pdf => "application/pdf",
        }
    }

    /// The ending of a file's name.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }
}

/// A template and what fills it in.
#[derive(Clone, Debug)]
pub(crate) struct Drawing {
    /// The template.
    pub(crate) definition: TemplateDefinition,
    /// What tells this version of this template from all others, if it is stored.
    pub(crate) key: Option<String>,
    /// What fills it in.
    pub(crate) values: Values,
    /// What the document says about itself.
    pub(crate) details: Details,
    /// What the request filled in.
    pub(crate) fields: BTreeMap<String, String>,
}

/// Draws and remembers.
pub(crate) struct Renderer {
    tools: Arc<Tools>,
    threads: Arc<Semaphore>,
    places: Arc<Semaphore>,
    cache: Cache,
}

struct Tools {
    fonts: SharedFonts,
    templates: Mutex<HashMap<String, Arc<Template>>>,
}

impl Renderer {
    /// With these fonts, under these limits.
    pub(crate) fn new(fonts: SharedFonts, limits: &Limits) -> Self {
        let at_once = limits.renders_at_once as usize;
        Self {
            tools: Arc::new(Tools { fonts, templates: Mutex::default() }),
            threads: Arc::new(Semaphore::new(at_once)),
            places: Arc::new(Semaphore::new(at_once + limits.renders_waiting as usize)),
            cache: Cache::new(limits.document_cache_bytes as usize),
        }
    }

    /// Every fault of what fills the template in: fields that it does not have, that are missing, that do not fit their
    /// place or have characters without a font. Waits as long as it takes.
    ///
    /// # Errors
    /// A fault of ours.
    pub(crate) async fn problems(&self, drawing: Drawing) -> Result<Vec<FieldProblem>> {
        let drawn = self.on_a_thread(move |tools| tools.fill(&drawing).map(drop)).await?;
        match drawn {
            Err(Error::Invalid(problems)) => Ok(problems),
            drawn => drawn.map(|()| Vec::new()),
        }
    }

    /// Draws a template that is about to be stored. Samples that do not fit are no fault of it.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it cannot be read or drawn; [`Error::Busy`].
    pub(crate) async fn check_template(&self, drawing: Drawing) -> Result<()> {
        self.with_a_place(move |tools| {
            let template = tools.template(&drawing)?;
            match template.fill(&drawing.values, &drawing.details, tools.fonts.get()) {
                Ok(_) | Err(RenderError::Fields(_)) => Ok(()),
                Err(error) => Err(refused(error, &drawing)),
            }
        })
        .await
    }

    /// Draws once, for nobody but the one who asks.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault; [`Error::Busy`].
    pub(crate) async fn draw(
        &self,
        drawing: Drawing,
        format: Format,
        credential: Option<String>,
    ) -> Result<Vec<u8>> {
        self.with_a_place(move |tools| tools.draw(&drawing, format, credential.as_deref())).await
    }

    /// The document that is known by `digest` and `format`, drawn now if it is not in memory. Who asks while it is
    /// being drawn waits for the same drawing.
    ///
    /// # Errors
    /// What `drawing` answers; otherwise as [`Renderer::draw`].
    pub(crate) async fn document(
        &self,
        digest: &str,
        format: Format,
        drawing: impl Future<Output = Result<(Drawing, String)>>,
    ) -> Result<Arc<Kept>> {
        let draw = async {
            let (drawing, credential) = drawing.await?;
            self.draw(drawing, format, Some(credential)).await
        };
        self.cache.get(&format!("{digest}.{}", format.ending()), draw).await
    }

    /// Forgets what was drawn: somebody's data was removed.
    pub(crate) fn forget(&self) {
        self.cache.clear();
    }

    async fn with_a_place<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tools) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        // The place is free again when the work is over, even if nobody waits for it any longer.
        self.on_a_thread(move |tools| (work(tools), drop(place)).0).await?
    }

    async fn on_a_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tools) -> T + Send + 'static,
    ) -> Result<T> {
        let stopped = |error: &dyn std::fmt::Display| Error::internal("drawing a document", error);
        let thread = self.threads.clone().acquire_owned().await.map_err(|error| stopped(&error))?;
        let tools = self.tools.clone();
        let task = tokio::task::spawn_blocking(move || (work(&tools), drop(thread)).0);
        task.await.map_err(|error| stopped(&error))
    }
}

impl Tools {
    fn draw(&self, drawing: &Drawing, format: Format, credential: Option<&str>) -> Result<Vec<u8>> {
        let certificate = self.fill(drawing)?;
        let credential = credential.map(str::as_bytes);
        let drawn = match format {
            Format::Png => certificate.png(DPI, credential),
            Format::Svg => certificate.svg(credential),
            Format::Pdf => certificate.pdf(credential),
        };
        drawn.map_err(|error| refused(error, drawing))
    }

    fn fill(&self, drawing: &Drawing) -> Result<Certificate> {
        let template = self.template(drawing)?;
        let filled = template.fill(&drawing.values, &drawing.details, self.fonts.get());
        filled.map_err(|error| refused(error, drawing))
    }

    /// The compiled template; a stored version is compiled once.
    fn template(&self, drawing: &Drawing) -> Result<Arc<Template>> {
        let mut kept = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(template) = drawing.key.as_ref().and_then(|key| kept.get(key)) {
            return Ok(template.clone());
        }
        let template = Arc::new(Template::new(&drawing.definition).map_err(unreadable)?);
        if let Some(key) = &drawing.key {
            if kept.len() >= TEMPLATES {
                kept.clear();
            }
            kept.insert(key.clone(), template.clone());
        }
        Ok(template)
    }
}

fn unreadable(error: TemplateError) -> Error {
    let pointer = match error {
        TemplateError::Schema(_) => "/metadataSchema/fields",
        _ => "/svg",
    };
    Error::invalid(pointer, error.to_string())
}

fn refused(error: RenderError, drawing: &Drawing) -> Error {
    match error {
        RenderError::Fields(problems) => {
            Error::Invalid(problems.iter().map(|problem| look::place(problem, &drawing.fields)).collect())
        }
        RenderError::Drawing(_) | RenderError::TooManyPixels => Error::invalid("/svg", error.to_string()),
        error => Error::internal("drawing a document", error),
    }
}

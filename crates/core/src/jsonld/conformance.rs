//! JSON-LD 1.1 without the rules of strict mode, for the official test suites alone.
//!
//! The algorithm is the one that verifies credentials. What differs: there is a base IRI, contexts may be written out,
//! nested, fetched and imported, and what RDF cannot carry is left out in silence.

use core::fmt;
use std::sync::Arc;

use super::active::{ActiveContext, ActiveId, Definition, Direction};
use super::error::{ErrorCode, fault};
use super::local::LocalId;
use super::process::Scope;
use super::walk::{Graph, Link, Place, Walk};
use crate::contexts::Contexts;
use crate::json::{self, Value};
use crate::rdf::{Dataset, Term, XSD_STRING};
use crate::{Limits, Result};

/// What the API of JSON-LD 1.1 lets a caller choose (§9.3, `JsonLdOptions`).
#[derive(Clone)]
pub struct Settings {
    /// IRI of the document, which relative references are resolved against.
    pub base: String,
    /// Gives the text behind a URL.
    pub loader: Loader,
    /// A context that holds before the document's own (`expandContext`), as JSON.
    pub expand_context: Option<String>,
    /// How a direction is written into RDF (`rdfDirection`).
    pub rdf_direction: Option<RdfDirection>,
    /// Refuse what JSON-LD 1.0 did not have (`processingMode`).
    pub json_ld_1_0: bool,
}

/// Gives the text behind a URL, if it can be had.
pub type Loader = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The two ways to write a direction into RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RdfDirection {
    /// As a datatype of the `i18n` namespace.
    I18nDatatype,
    /// As a node with `rdf:value`, `rdf:language` and `rdf:direction`.
    CompoundLiteral,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("base", &self.base).finish_non_exhaustive()
    }
}

/// The RDF dataset of a document.
///
/// # Errors
///
/// `InvalidJsonLd`, whose detail opens with the error code of the specification; those of [`json::parse`].
pub fn to_rdf(document: &[u8], settings: Settings, limits: &Limits) -> Result<Dataset> {
    let document = json::parse(document, limits)?;
    let mut contexts = Contexts::new();
    let base = contexts.iris.add(&settings.base);
    let expand_context = settings.expand_context.clone();
    contexts.conformance = Some(settings);
    let initial = ActiveContext { base: Some(base), original_base: Some(base), ..ActiveContext::default() };
    let mut active = contexts.keep(initial);
    if let Some(text) = expand_context {
        let context = json::parse(text.as_bytes(), limits)?;
        active = embedded_context(&mut contexts, active, context.get("@context").unwrap_or(&context))?;
    }
    let mut walk = Walk::new(&mut contexts, limits);
    let place = Place { link: Link::Floating, graph: Graph::Default };
    match &document {
        Value::Object(root) => walk.lenient_root(active, root)?,
        other => walk.values(active, Definition::default(), other, place)?,
    }
    Ok(walk.dataset)
}

/// Processes a context written in the document.
pub(super) fn embedded_context(
    contexts: &mut Contexts,
    active: ActiveId,
    local: &Value<'_>,
) -> Result<ActiveId> {
    let settings = contexts.conformance.as_ref();
    let location = settings.map(|settings| Arc::from(settings.base.as_str()));
    if settings.is_some_and(|settings| settings.json_ld_1_0) {
        check_json_ld_1_0(local)?;
    }
    let local = contexts.locals.read(local, location.as_ref(), false)?;
    contexts.process(active, local, Scope::EMBEDDED)
}

/// Fetches a context document.
pub(crate) fn load(contexts: &mut Contexts, url: &str) -> Option<Result<LocalId>> {
    let settings = contexts.conformance.as_ref()?;
    let Some(text) = (settings.loader)(url) else {
        return Some(Err(fault(ErrorCode::LoadingRemoteContextFailed, url)));
    };
    Some(contexts.read_document(&text, Some(&Arc::from(url))))
}

/// A text with a direction, if the settings say how to write one (§8.2.2, step 13).
pub(super) fn directed(
    walk: &mut Walk<'_>,
    text: &str,
    language: Option<&str>,
    direction: Direction,
    graph: Graph,
) -> Result<Option<Term>> {
    let Some(way) = walk.contexts.conformance.as_ref().and_then(|settings| settings.rdf_direction) else {
        return Ok(None);
    };
    let direction = direction.as_str();
    if way == RdfDirection::I18nDatatype {
        let datatype = format!("https://www.w3.org/ns/i18n#{}_{direction}", language.unwrap_or_default());
        return Ok(Some(walk.dataset.push_literal(text, &datatype, None)));
    }
    let node = walk.fresh()?;
    let entries = [("value", Some(text)), ("language", language), ("direction", Some(direction))];
    for (name, value) in entries {
        if let Some(value) = value {
            let predicate =
                walk.dataset.push_iri(&format!("http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}"));
            let value = walk.dataset.push_literal(value, XSD_STRING, None);
            walk.quad(node, predicate, value, graph)?;
        }
    }
    Ok(Some(node))
}

/// What each step of Context Processing and Create Term Definition refuses in processing mode `json-ld-1.0`.
fn check_json_ld_1_0(local: &Value<'_>) -> Result<()> {
    let Value::Object(context) = local else { return Ok(()) };
    for (term, value) in context.iter() {
        let code = match term {
            "@version" => ErrorCode::ProcessingModeConflict,
            "@import" | "@propagate" => ErrorCode::InvalidContextEntry,
            "@type" => ErrorCode::KeywordRedefinition,
            _ => match value {
                Value::Object(definition) => match new_in_1_1(definition) {
                    Some(code) => code,
                    None => continue,
                },
                _ => continue,
            },
        };
        return Err(fault(code, format!("'{term}' needs JSON-LD 1.1")));
    }
    Ok(())
}

fn new_in_1_1(definition: &json::Object<'_>) -> Option<ErrorCode> {
    definition.iter().find_map(|(key, value)| match (key, value) {
        ("@type", Value::String(name)) if matches!(name.as_ref(), "@json" | "@none") => {
            Some(ErrorCode::InvalidTypeMapping)
        }
        ("@container", Value::Array(_)) => Some(ErrorCode::InvalidContainerMapping),
        ("@container", Value::String(name)) if matches!(name.as_ref(), "@graph" | "@id" | "@type") => {
            Some(ErrorCode::InvalidContainerMapping)
        }
        ("@index" | "@context" | "@nest" | "@prefix", _) => Some(ErrorCode::InvalidTermDefinition),
        _ => None,
    })
}

//! Context Processing, JSON-LD 1.1 API §4.1. Step numbers are the specification's.

use super::active::{ActiveContext, ActiveId, Direction};
use super::error::{ErrorCode, fault};
use super::expand::Expanded;
use super::iri;
use super::local::{ContextMap, Entry, LocalContext, LocalId};
use crate::contexts::Contexts;
use crate::{Code, Problem, Result};

/// The circumstances under which a local context is processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope {
    pub(crate) override_protected: bool,
    pub(crate) propagate: bool,
    /// Whether scoped contexts are looked into where they are defined; false while that happens, to end cycles.
    pub(crate) validate_scoped: bool,
}

impl Scope {
    /// A context written in a document or fetched for one.
    pub(crate) const EMBEDDED: Self =
        Self { override_protected: false, propagate: true, validate_scoped: true };
    /// The scoped context of the property that leads to a node.
    pub(crate) const PROPERTY: Self = Self { override_protected: true, ..Self::EMBEDDED };
    /// The scoped context of a node's type.
    pub(crate) const TYPE: Self = Self { propagate: false, ..Self::EMBEDDED };
}

/// URLs of the contexts being processed, outermost first.
pub(crate) type Trail = Vec<Box<str>>;

/// Contexts that may refer to each other in a row; the pinned ones do not at all.
const MAX_TRAIL: usize = 16;

impl Contexts {
    /// Context Processing with a memory: the same local context on the same active one is worked out once.
    pub(crate) fn process(&mut self, active: ActiveId, local: LocalId, scope: Scope) -> Result<ActiveId> {
        let processed = match self.memo.get(&(active, local, scope)) {
            Some(&known) => known,
            None => {
                let processed = self.process_anew(active, local, scope, &mut Trail::new())?;
                self.memo.insert((active, local, scope), processed);
                processed
            }
        };
        self.count_use(processed)?;
        Ok(processed)
    }

    pub(crate) fn process_anew(
        &mut self,
        active: ActiveId,
        local: LocalId,
        scope: Scope,
        trail: &mut Trail,
    ) -> Result<ActiveId> {
        // 1)
        let mut result = self.active(active).clone();
        let local_context = self.locals.get(local);
        // 2)
        let propagate = match &*local_context {
            LocalContext::Map(map) => map.propagate.unwrap_or(scope.propagate),
            _ => scope.propagate,
        };
        // 3)
        if !propagate && result.previous.is_none() {
            result.previous = Some(active);
        }
        let scope = Scope { propagate, ..scope };
        // 4) and 5)
        let result = match &*local_context {
            LocalContext::List(items) => items
                .iter()
                .try_fold(result, |result, &item| self.apply(result, &self.locals.get(item), scope, trail))?,
            single => self.apply(result, single, scope, trail)?,
        };
        Ok(self.keep(result))
    }

    /// 5) for one context of the list.
    fn apply(
        &mut self,
        mut result: ActiveContext,
        local: &LocalContext,
        scope: Scope,
        trail: &mut Trail,
    ) -> Result<ActiveContext> {
        match local {
            // 5.1)
            LocalContext::Null => {
                if !scope.override_protected && self.has_protected(&result) {
                    let detail = "a context with protected terms cannot be set back";
                    return Err(fault(ErrorCode::InvalidContextNullification, detail));
                }
                Ok(ActiveContext {
                    base: result.original_base,
                    original_base: result.original_base,
                    previous: if scope.propagate { None } else { result.previous },
                    ..ActiveContext::default()
                })
            }
            // 5.2)
            LocalContext::Reference(url) => {
                if trail.contains(url) {
                    if !scope.validate_scoped {
                        return Ok(result);
                    }
                    let detail = format!("the context {url} includes itself");
                    return Err(fault(ErrorCode::RecursiveContextInclusion, detail));
                }
                if trail.len() >= MAX_TRAIL {
                    return Err(fault(ErrorCode::ContextOverflow, "contexts refer to each other too often"));
                }
                let loaded = self.document_context(url)?;
                trail.push(url.clone());
                let active = self.keep(result);
                let nested = Scope { validate_scoped: scope.validate_scoped, ..Scope::EMBEDDED };
                let processed = self.process_anew(active, loaded, nested, trail)?;
                trail.pop();
                Ok(self.active(processed).clone())
            }
            LocalContext::List(items) => items
                .iter()
                .try_fold(result, |result, &item| self.apply(result, &self.locals.get(item), scope, trail)),
            // 5.4)
            LocalContext::Map(map) => {
                let imported = self.import(map)?;
                let map = imported.as_ref().unwrap_or(map);
                self.apply_settings(&mut result, map)?;
                // 5.12) and 5.13)
                self.define_terms(&mut result, map, scope, trail)?;
                Ok(result)
            }
        }
    }

    fn has_protected(&self, active: &ActiveContext) -> bool {
        active.terms.iter().any(|&term| self.definition(term).protected)
    }

    /// 5.6) `@import`: the fetched context with the entries of this one laid over it.
    fn import(&mut self, map: &ContextMap) -> Result<Option<ContextMap>> {
        let Some(url) = &map.import else { return Ok(None) };
        if !self.is_lenient() {
            return Err(Problem::new(Code::ForbiddenKeyword, "A context uses @import."));
        }
        let loaded = self.document_context(url)?;
        let mut merged = match &*self.locals.get(loaded) {
            LocalContext::Map(imported) => ContextMap::clone(imported),
            _ => return Err(fault(ErrorCode::InvalidRemoteContext, "@import names more than one context")),
        };
        if merged.import.is_some() {
            return Err(fault(ErrorCode::InvalidContextEntry, "an imported context imports another"));
        }
        merged.overlay(map);
        Ok(Some(merged))
    }

    /// 5.7) to 5.10) The entries that are no terms.
    fn apply_settings(&mut self, result: &mut ActiveContext, map: &ContextMap) -> Result<()> {
        // 5.7) Strict mode has no base, and the contexts it knows are documents, where @base does not count.
        if self.is_lenient() && !map.remote {
            match &map.base {
                Entry::Absent => {}
                Entry::Null => result.base = None,
                Entry::Text(reference) => {
                    let base = match result.base.map(|base| self.iris.text(base)) {
                        _ if iri::has_scheme(reference) => reference.to_string(),
                        Some(base) => iri::resolve(base, reference),
                        None => {
                            return Err(fault(ErrorCode::InvalidBaseIri, "a relative @base without a base"));
                        }
                    };
                    result.base = Some(self.iris.add(&base));
                }
            }
        }
        // 5.8)
        match &map.vocab {
            Entry::Absent => {}
            Entry::Null => result.vocab = None,
            Entry::Text(text) => {
                let vocab = match self.expand(result, text, true, true) {
                    Expanded::Known(name) => name,
                    Expanded::Text(vocab) => self.iris.add(&vocab),
                    Expanded::Null | Expanded::Keyword(_) => {
                        return Err(fault(ErrorCode::InvalidVocabMapping, format!("'{text}'")));
                    }
                };
                let iri = self.iris.text(vocab);
                if !iri::has_scheme(iri) && !iri.starts_with("_:") && result.base.is_none() {
                    return Err(fault(ErrorCode::InvalidVocabMapping, format!("'{text}' is relative")));
                }
                result.vocab = Some(vocab);
            }
        }
        // 5.9)
        match &map.language {
            Entry::Absent => {}
            Entry::Null => result.language = None,
            Entry::Text(tag) => result.language = Some(self.iris.add(&tag.to_ascii_lowercase())),
        }
        // 5.10)
        match &map.direction {
            Entry::Absent => {}
            Entry::Null => result.direction = None,
            Entry::Text(text) => result.direction = Direction::parse(text),
        }
        Ok(())
    }
}

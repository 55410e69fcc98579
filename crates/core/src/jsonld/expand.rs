//! IRI Expansion, JSON-LD 1.1 API §5.2. Step numbers are the specification's.

use std::borrow::Cow;

use super::active::{ActiveContext, Mapping};
use super::iri;
use super::keyword::Keyword;
use super::names::Name;
use crate::contexts::Contexts;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expanded<'t> {
    /// Nothing.
    Null,
    /// A keyword or an alias of one.
    Keyword(Keyword),
    /// An IRI of a context.
    Known(Name),
    /// Any other text: an IRI, a blank node identifier, or a relative reference that could not be resolved.
    Text(Cow<'t, str>),
}

impl Contexts {
    /// Expands `text`: as a term or against the vocabulary if `vocab`, against the base if `relative`.
    ///
    /// Steps 3) and 6.3) are done by [`Contexts::define_terms`], the only caller with a local context.
    pub(crate) fn expand<'t>(
        &self,
        active: &ActiveContext,
        text: &'t str,
        vocab: bool,
        relative: bool,
    ) -> Expanded<'t> {
        // 1) and 2)
        if text.starts_with('@') {
            if let Some(keyword) = Keyword::parse(text) {
                return Expanded::Keyword(keyword);
            }
            if Keyword::has_form(text) {
                return Expanded::Null;
            }
        }
        // 4) and 5)
        if let Some(definition) = self.term(active, text) {
            match definition.mapping {
                Mapping::Keyword(keyword) => return Expanded::Keyword(keyword),
                Mapping::Iri(iri) if vocab => return Expanded::Known(iri),
                Mapping::Null if vocab => return Expanded::Null,
                _ => {}
            }
        }
        // 6)
        if let Some((prefix, suffix)) = text.split_once(':').filter(|(prefix, _)| !prefix.is_empty()) {
            if prefix == "_" || suffix.starts_with("//") {
                return Expanded::Text(text.into());
            }
            if let Some(definition) = self.term(active, prefix).filter(|definition| definition.prefix)
                && let Mapping::Iri(iri) = definition.mapping
            {
                return Expanded::Text(format!("{}{suffix}", self.iris.text(iri)).into());
            }
            if iri::has_scheme(text) {
                return Expanded::Text(text.into());
            }
        }
        // 7)
        if let Some(vocabulary) = active.vocab.filter(|_| vocab) {
            return Expanded::Text(format!("{}{text}", self.iris.text(vocabulary)).into());
        }
        // 8)
        if let Some(base) = active.base.filter(|_| relative && self.is_lenient()) {
            return Expanded::Text(iri::resolve(self.iris.text(base), text).into());
        }
        // 9)
        Expanded::Text(text.into())
    }
}

//! Create Term Definition, JSON-LD 1.1 API §4.2. Step numbers are the specification's.

use super::active::{ActiveContext, Container, Definition, Direction, Mapping, Setting, TypeMapping};
use super::error::{ErrorCode, fault};
use super::expand::Expanded;
use super::iri;
use super::keyword::Keyword;
use super::local::{ContextMap, Entry, TermEntry};
use super::names::Name;
use super::process::{Scope, Trail};
use crate::Result;
use crate::contexts::Contexts;

/// The context whose terms are being defined, and how far that is.
struct Making<'m> {
    active: &'m mut ActiveContext,
    map: &'m ContextMap,
    /// The number of each term of `map`, in its order.
    names: Vec<Name>,
    defined: Vec<Progress>,
    scope: Scope,
    trail: &'m mut Trail,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Open,
    Begun,
    Done,
}

impl Contexts {
    /// Context Processing 5.13): every term of `map`.
    pub(crate) fn define_terms(
        &mut self,
        active: &mut ActiveContext,
        map: &ContextMap,
        scope: Scope,
        trail: &mut Trail,
    ) -> Result<()> {
        let names = map.terms.iter().map(|(term, _)| self.terms.add(term)).collect();
        let defined = vec![Progress::Open; map.terms.len()];
        let mut making = Making { active, map, names, defined, scope, trail };
        (0..map.terms.len()).try_for_each(|at| self.define(&mut making, at))
    }

    /// Defines the term at `at` of the map, and before it the terms it builds on.
    fn define(&mut self, making: &mut Making<'_>, at: usize) -> Result<()> {
        let (Some((term, entry)), Some(&name), Some(progress)) =
            (making.map.terms.get(at), making.names.get(at), making.defined.get_mut(at))
        else {
            return Ok(());
        };
        // 1)
        match progress {
            Progress::Done => return Ok(()),
            Progress::Begun => {
                return Err(fault(ErrorCode::CyclicIriMapping, format!("'{term}' builds on itself")));
            }
            Progress::Open => *progress = Progress::Begun,
        }
        // 2)
        if term.is_empty() {
            return Err(fault(ErrorCode::InvalidTermDefinition, "a term is the empty text"));
        }
        // 5) What 4) allows to be redefined was checked when the context was read.
        if Keyword::parse(term).is_none() && Keyword::has_form(term) {
            return Ok(());
        }
        // 6)
        let previous = making.active.definition(name);
        making.active.define(name, Default::default());
        let Some(mut definition) = self.definition_of(making, term, entry)? else {
            making.finish(at);
            return Ok(());
        };
        // 27)
        let was = self.definition(previous);
        if was.protected && !making.scope.override_protected {
            if !self.same_meaning(definition, was) {
                return Err(fault(
                    ErrorCode::ProtectedTermRedefinition,
                    format!("'{term}' means something else already"),
                ));
            }
            definition = was;
        }
        // 28)
        let id = self.keep_definition(definition);
        making.active.define(name, id);
        making.finish(at);
        Ok(())
    }

    /// 10) to 26). `None` where the specification says to leave the term undefined.
    fn definition_of(
        &mut self,
        making: &mut Making<'_>,
        term: &str,
        entry: &TermEntry,
    ) -> Result<Option<Definition>> {
        // 10) and 11)
        let protected = entry.protected.unwrap_or(making.map.protected);
        let mut definition = Definition { protected, ..Definition::default() };
        // 12)
        if let Some(text) = &entry.type_mapping {
            definition.type_mapping = self.type_mapping(making, text, term)?;
        }
        if let Some(text) = &entry.reverse {
            return self.reverse_property(making, definition, term, entry, text);
        }
        let Some(mapping) = self.mapping(making, &mut definition, term, entry)? else { return Ok(None) };
        definition.mapping = mapping;
        // 19)
        definition.container = container(entry, term)?;
        if definition.container.has(Container::TYPE) {
            match definition.type_mapping {
                TypeMapping::Absent => definition.type_mapping = TypeMapping::Id,
                TypeMapping::Id | TypeMapping::Vocab => {}
                _ => {
                    return Err(fault(ErrorCode::InvalidTypeMapping, format!("the type container '{term}'")));
                }
            }
        }
        definition.index = self.index_mapping(making, definition.container, term, entry)?;
        // 21) Pinned contexts are looked into when they are used; a test opens all of them.
        if let Some(scoped) = entry.context {
            if self.is_lenient() {
                let active = self.keep(making.active.clone());
                let scope = Scope { override_protected: true, propagate: true, validate_scoped: false };
                self.process_anew(active, scoped, scope, making.trail).map_err(|problem| {
                    fault(ErrorCode::InvalidScopedContext, format!("of '{term}': {}", problem.detail()))
                })?;
            }
            definition.context = Some(scoped);
        }
        if entry.type_mapping.is_none() {
            // 22)
            definition.language = match &entry.language {
                Entry::Absent => Setting::Absent,
                Entry::Null => Setting::Null,
                Entry::Text(tag) => Setting::Is(self.iris.add(&tag.to_ascii_lowercase())),
            };
            // 23)
            definition.direction = match &entry.direction {
                Entry::Absent => Setting::Absent,
                Entry::Null => Setting::Null,
                Entry::Text(text) => Direction::parse(text).map_or(Setting::Null, Setting::Is),
            };
        }
        // 24)
        if let Some(nest) = &entry.nest {
            if Keyword::parse(nest).is_some_and(|keyword| keyword != Keyword::Nest) {
                return Err(fault(ErrorCode::InvalidNestValue, format!("@nest of '{term}' is a keyword")));
            }
            definition.nest = Some(self.terms.add(nest));
        }
        // 25)
        if let Some(prefix) = entry.prefix {
            if term.contains([':', '/']) || (prefix && matches!(mapping, Mapping::Keyword(_))) {
                return Err(fault(ErrorCode::InvalidTermDefinition, format!("'{term}' cannot be a prefix")));
            }
            definition.prefix = prefix;
        }
        Ok(Some(definition))
    }

    /// 12)
    fn type_mapping(&mut self, making: &mut Making<'_>, text: &str, term: &str) -> Result<TypeMapping> {
        let invalid = || fault(ErrorCode::InvalidTypeMapping, format!("@type of '{term}' is '{text}'"));
        let datatype = match self.expand_defining(making, text, true)? {
            Expanded::Keyword(Keyword::Id) => return Ok(TypeMapping::Id),
            Expanded::Keyword(Keyword::Vocab) => return Ok(TypeMapping::Vocab),
            Expanded::Keyword(Keyword::Json) => return Ok(TypeMapping::Json),
            Expanded::Keyword(Keyword::None) => return Ok(TypeMapping::None),
            Expanded::Keyword(_) | Expanded::Null => return Err(invalid()),
            Expanded::Known(name) => name,
            Expanded::Text(iri) => self.iris.add(&iri),
        };
        if iri::has_scheme(self.iris.text(datatype)) {
            Ok(TypeMapping::Datatype(datatype))
        } else {
            Err(invalid())
        }
    }

    /// 13)
    fn reverse_property(
        &mut self,
        making: &mut Making<'_>,
        definition: Definition,
        term: &str,
        entry: &TermEntry,
        iri: &str,
    ) -> Result<Option<Definition>> {
        if entry.id != Entry::Absent || entry.nest.is_some() {
            let detail = format!("'{term}' has @reverse beside @id or @nest");
            return Err(fault(ErrorCode::InvalidReverseProperty, detail));
        }
        if Keyword::parse(iri).is_none() && Keyword::has_form(iri) {
            return Ok(None);
        }
        let mapping = self.expand_defining(making, iri, true)?;
        let Some(mapping) = self.iri_mapping(&mapping) else {
            return Err(fault(ErrorCode::InvalidIriMapping, format!("@reverse of '{term}' is '{iri}'")));
        };
        let container = match entry.container.as_deref() {
            None => Container::default(),
            Some([Keyword::Set]) => Container::SET,
            Some([Keyword::Index]) => Container::INDEX,
            Some(_) => {
                return Err(fault(ErrorCode::InvalidReverseProperty, format!("the container of '{term}'")));
            }
        };
        // 20) comes after the return of 13.6) in the text, but its test asks for both (expand #t0131).
        let index = self.index_mapping(making, container, term, entry)?;
        Ok(Some(Definition { mapping: Mapping::Iri(mapping), container, index, reverse: true, ..definition }))
    }

    /// 20)
    fn index_mapping(
        &mut self,
        making: &mut Making<'_>,
        container: Container,
        term: &str,
        entry: &TermEntry,
    ) -> Result<Option<Name>> {
        let Some(index) = &entry.index else { return Ok(None) };
        let iri = match self.expand_defining(making, index, true)? {
            Expanded::Known(iri) => self.iris.text(iri).to_owned(),
            Expanded::Text(iri) => iri.into_owned(),
            Expanded::Null | Expanded::Keyword(_) => String::new(),
        };
        if !container.has(Container::INDEX) || !iri::has_scheme(&iri) {
            return Err(fault(ErrorCode::InvalidTermDefinition, format!("@index of '{term}'")));
        }
        Ok(Some(self.terms.add(index)))
    }

    /// 14) to 18) What the term stands for.
    fn mapping(
        &mut self,
        making: &mut Making<'_>,
        definition: &mut Definition,
        term: &str,
        entry: &TermEntry,
    ) -> Result<Option<Mapping>> {
        let invalid = |detail: String| fault(ErrorCode::InvalidIriMapping, detail);
        match &entry.id {
            // 14.1)
            Entry::Null => return Ok(Some(Mapping::Null)),
            Entry::Text(id) if **id != *term => {
                // 14.2.2)
                if Keyword::parse(id).is_none() && Keyword::has_form(id) {
                    return Ok(None);
                }
                // 14.2.3)
                let mapping = match self.expand_defining(making, id, true)? {
                    Expanded::Keyword(Keyword::Context) => {
                        return Err(fault(
                            ErrorCode::InvalidKeywordAlias,
                            format!("'{term}' stands for @context"),
                        ));
                    }
                    Expanded::Keyword(keyword) => Mapping::Keyword(keyword),
                    expanded => match self.iri_mapping(&expanded) {
                        Some(iri) => Mapping::Iri(iri),
                        None => return Err(invalid(format!("'{term}' stands for '{id}', which is no IRI"))),
                    },
                };
                // 14.2.4)
                if has_inner_colon(term) || term.contains('/') {
                    let own = self.expand_own(making, term)?;
                    if self.iri_mapping(&own).map(Mapping::Iri) != Some(mapping) {
                        return Err(invalid(format!(
                            "'{term}' looks like an IRI but stands for something else"
                        )));
                    }
                }
                // 14.2.5)
                let Mapping::Iri(iri) = mapping else { return Ok(Some(mapping)) };
                let iri = self.iris.text(iri);
                definition.prefix = !term.contains([':', '/'])
                    && entry.simple
                    && (iri.ends_with([':', '/', '?', '#', '[', ']', '@']) || iri.starts_with("_:"));
                return Ok(Some(mapping));
            }
            Entry::Absent | Entry::Text(_) => {}
        }
        let has_colon_after_first = term.chars().skip(1).any(|c| c == ':');
        if has_colon_after_first || term.contains('/') {
            let expanded = match self.compact_iri(making, term)? {
                Some(iri) => Expanded::Text(iri.into()),
                None => self.expand_own(making, term)?,
            };
            let mapping = self.iri_mapping(&expanded);
            return mapping
                .map(|mapping| Some(Mapping::Iri(mapping)))
                .ok_or_else(|| invalid(format!("'{term}' is no IRI")));
        }
        // 17)
        if term == "@type" {
            return Ok(Some(Mapping::Keyword(Keyword::Type)));
        }
        // 18)
        let Some(vocab) = making.active.vocab else {
            return Err(invalid(format!("'{term}' says nothing about what it stands for")));
        };
        let iri = format!("{}{term}", self.iris.text(vocab));
        Ok(Some(Mapping::Iri(self.iris.add(&iri))))
    }

    /// A term spelled like a compact IRI (15). Its prefix is any term before the colon, whether it may serve as one
    /// elsewhere or not.
    fn compact_iri(&mut self, making: &mut Making<'_>, term: &str) -> Result<Option<String>> {
        self.define_prefix(making, term)?;
        let Some((prefix, suffix)) = term.split_once(':') else { return Ok(None) };
        let prefix = self.term(making.active, prefix).filter(|_| !suffix.starts_with("//"));
        Ok(match prefix.map(|prefix| prefix.mapping) {
            Some(Mapping::Iri(iri)) => Some(format!("{}{suffix}", self.iris.text(iri))),
            _ => None,
        })
    }

    /// The number of an expanded name if it is an IRI or a blank node identifier.
    fn iri_mapping(&mut self, expanded: &Expanded<'_>) -> Option<Name> {
        let name = match expanded {
            Expanded::Known(name) => *name,
            Expanded::Text(text) => self.iris.add(text),
            Expanded::Null | Expanded::Keyword(_) => return None,
        };
        let iri = self.iris.text(name);
        (iri::has_scheme(iri) || iri.starts_with("_:")).then_some(name)
    }

    /// IRI expansion inside a context: steps 3) and 6.3), which define what the name builds on, then the rest.
    fn expand_defining<'t>(
        &mut self,
        making: &mut Making<'_>,
        text: &'t str,
        vocab: bool,
    ) -> Result<Expanded<'t>> {
        if let Some(at) = making.position(self.terms.find(text)) {
            self.define(making, at)?;
        }
        self.define_prefix(making, text)?;
        Ok(self.expand(making.active, text, vocab, false))
    }

    /// The same for the term being defined itself, which must not wait for its own definition.
    fn expand_own<'t>(&mut self, making: &mut Making<'_>, term: &'t str) -> Result<Expanded<'t>> {
        self.define_prefix(making, term)?;
        Ok(self.expand(making.active, term, true, false))
    }

    fn define_prefix(&mut self, making: &mut Making<'_>, text: &str) -> Result<()> {
        let Some((prefix, suffix)) = text.split_once(':') else { return Ok(()) };
        if prefix.is_empty() || suffix.starts_with("//") {
            return Ok(());
        }
        match making.position(self.terms.find(prefix)) {
            Some(at) => self.define(making, at),
            None => Ok(()),
        }
    }

    /// 27.1) Equal in everything but `@protected`.
    fn same_meaning(&self, a: Definition, b: Definition) -> bool {
        let bare = |definition| Definition { protected: false, context: None, ..definition };
        bare(a) == bare(b) && self.locals.same(a.context, b.context)
    }
}

impl Making<'_> {
    fn position(&self, name: Option<Name>) -> Option<usize> {
        let name = name?;
        self.names.iter().position(|&other| other == name)
    }

    fn finish(&mut self, at: usize) {
        if let Some(progress) = self.defined.get_mut(at) {
            *progress = Progress::Done;
        }
    }
}

/// 19)
fn container(entry: &TermEntry, term: &str) -> Result<Container> {
    let keywords = entry.container.as_deref().unwrap_or_default();
    let container = keywords
        .iter()
        .try_fold(Container::default(), |all, &keyword| Some(all.with(Container::of(keyword)?)));
    container
        .filter(|container| container.is_valid())
        .ok_or_else(|| fault(ErrorCode::InvalidContainerMapping, format!("the container of '{term}'")))
}

/// A colon that is neither the first nor the last character.
fn has_inner_colon(term: &str) -> bool {
    let mut chars = term.chars();
    chars.next();
    chars.next_back();
    chars.as_str().contains(':')
}

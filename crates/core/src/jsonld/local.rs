//! Local contexts: what stands after `@context`, read once from JSON into a form that can be processed many times.
//!
//! Reading checks shapes; meaning is given by [`super::active`], where a local context meets an active one.

use std::sync::Arc;

use super::error::{ErrorCode, fault};
use super::keyword::Keyword;
use crate::Result;
use crate::json::{Object, Value};

/// Number of a local context in the arena it was read into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LocalId(u32);

/// Every local context read so far. They never change, so they can be shared while others are added.
#[derive(Clone, Debug, Default)]
pub(crate) struct LocalContexts(Vec<Arc<LocalContext>>);

impl LocalContexts {
    pub(crate) fn get(&self, id: LocalId) -> Arc<LocalContext> {
        self.0.get(id.0 as usize).cloned().unwrap_or_else(|| Arc::new(LocalContext::Null))
    }

    fn add(&mut self, context: LocalContext) -> LocalId {
        let id = LocalId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(Arc::new(context));
        id
    }

    /// Whether two scoped contexts say the same, as the comparison of protected terms asks (27.1).
    pub(crate) fn same(&self, a: Option<LocalId>, b: Option<LocalId>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) if a != b => match (&*self.get(a), &*self.get(b)) {
                (LocalContext::Null, LocalContext::Null) => true,
                (LocalContext::Reference(a), LocalContext::Reference(b)) => a == b,
                (LocalContext::List(a), LocalContext::List(b)) => {
                    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(Some(*a), Some(*b)))
                }
                (LocalContext::Map(a), LocalContext::Map(b)) => self.same_map(a, b),
                _ => false,
            },
            (a, b) => a == b,
        }
    }

    fn same_map(&self, a: &ContextMap, b: &ContextMap) -> bool {
        let keywords = |map: &ContextMap| ContextMap { terms: Vec::new(), location: None, ..map.clone() };
        let entry = |term: &TermEntry| TermEntry { context: None, ..term.clone() };
        a.terms.len() == b.terms.len()
            && keywords(a) == keywords(b)
            && a.terms.iter().all(|(name, a)| {
                b.terms.iter().any(|(other, b)| {
                    name == other && entry(a) == entry(b) && self.same(a.context, b.context)
                })
            })
    }
}

/// A local context (JSON-LD 1.1 Syntax, "local context").
#[derive(Debug)]
pub(crate) enum LocalContext {
    /// `null`: forget everything.
    Null,
    /// The URL of a context document, already absolute where a base was known.
    Reference(Box<str>),
    /// Several, to be processed one after another.
    List(Vec<LocalId>),
    /// The definitions themselves.
    Map(Box<ContextMap>),
}

/// A context definition: its keyword entries and its terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ContextMap {
    pub(crate) base: Entry,
    pub(crate) vocab: Entry,
    pub(crate) language: Entry,
    pub(crate) direction: Entry,
    pub(crate) import: Option<Box<str>>,
    pub(crate) propagate: Option<bool>,
    pub(crate) protected: bool,
    pub(crate) terms: Vec<(Box<str>, TermEntry)>,
    /// Where the context was written, for the references in it.
    pub(crate) location: Option<Arc<str>>,
    /// Whether this is the context of a fetched document, whose `@base` does not count.
    pub(crate) remote: bool,
}

impl ContextMap {
    /// Puts the entries of `over` in place of the ones here, for `@import` (Context Processing 5.6.8).
    pub(crate) fn overlay(&mut self, over: &Self) {
        let put = |entry: &mut Entry, over: &Entry| {
            if *over != Entry::Absent {
                *entry = over.clone();
            }
        };
        put(&mut self.base, &over.base);
        put(&mut self.vocab, &over.vocab);
        put(&mut self.language, &over.language);
        put(&mut self.direction, &over.direction);
        self.propagate = over.propagate.or(self.propagate);
        self.protected |= over.protected;
        self.remote = over.remote;
        self.terms.retain(|(name, _)| !over.terms.iter().any(|(other, _)| name == other));
        self.terms.extend(over.terms.iter().cloned());
    }
}

/// A member that may be absent, `null` or a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Entry {
    #[default]
    Absent,
    Null,
    Text(Box<str>),
}

/// What a context says about one term, before it is given a meaning.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TermEntry {
    pub(crate) id: Entry,
    pub(crate) reverse: Option<Box<str>>,
    pub(crate) type_mapping: Option<Box<str>>,
    pub(crate) container: Option<Vec<Keyword>>,
    pub(crate) context: Option<LocalId>,
    pub(crate) language: Entry,
    pub(crate) direction: Entry,
    pub(crate) index: Option<Box<str>>,
    pub(crate) nest: Option<Box<str>>,
    pub(crate) prefix: Option<bool>,
    pub(crate) protected: Option<bool>,
    /// Written as a plain text (`"name": "https://…"`), which lets the term serve as a prefix.
    pub(crate) simple: bool,
}

impl LocalContexts {
    /// Reads the value of an `@context` entry. `location` is the URL of the document it stands in; `remote` says that
    /// it is that document's own context.
    pub(crate) fn read(
        &mut self,
        value: &Value<'_>,
        location: Option<&Arc<str>>,
        remote: bool,
    ) -> Result<LocalId> {
        let context = match value {
            Value::Null => LocalContext::Null,
            Value::String(reference) => LocalContext::Reference(resolve(reference, location)),
            Value::Array(items) => {
                let items = items.iter().map(|item| self.read(item, location, remote));
                LocalContext::List(items.collect::<Result<_>>()?)
            }
            Value::Object(map) => LocalContext::Map(Box::new(self.read_map(map, location, remote)?)),
            Value::Bool(_) | Value::Number(_) => {
                let detail = "a context is a URL, an object, null or a list of these";
                return Err(fault(ErrorCode::InvalidLocalContext, detail));
            }
        };
        Ok(self.add(context))
    }

    fn read_map(
        &mut self,
        map: &Object<'_>,
        location: Option<&Arc<str>>,
        remote: bool,
    ) -> Result<ContextMap> {
        let mut context = ContextMap { location: location.cloned(), remote, ..ContextMap::default() };
        for (key, value) in &map.members {
            match Keyword::parse(key) {
                // Context Processing 5.5
                Some(Keyword::Version) => match value {
                    Value::Number(number) if number.value == 1.1 => {}
                    _ => return Err(fault(ErrorCode::InvalidVersionValue, "@version is the number 1.1")),
                },
                Some(Keyword::Import) => {
                    let url = text(value, ErrorCode::InvalidImportValue, key)?;
                    context.import = Some(resolve(&url, location));
                }
                Some(Keyword::Base) => context.base = entry(value, ErrorCode::InvalidBaseIri, key)?,
                Some(Keyword::Vocab) => context.vocab = entry(value, ErrorCode::InvalidVocabMapping, key)?,
                Some(Keyword::Language) => {
                    context.language = entry(value, ErrorCode::InvalidDefaultLanguage, key)?
                }
                Some(Keyword::Direction) => context.direction = direction(value)?,
                Some(Keyword::Propagate) => {
                    context.propagate = Some(boolean(value, ErrorCode::InvalidPropagateValue, key)?);
                }
                Some(Keyword::Protected) => {
                    context.protected = boolean(value, ErrorCode::InvalidProtectedValue, key)?;
                }
                None => context.terms.push((key.as_ref().into(), self.read_term(key, value, location)?)),
                Some(Keyword::Type) if matches!(value, Value::Object(_)) => {
                    let entry = self.read_term(key, value, location)?;
                    check_type_definition(&entry)?;
                    context.terms.push((key.as_ref().into(), entry));
                }
                Some(_) => {
                    return Err(fault(ErrorCode::KeywordRedefinition, format!("'{key}' is a keyword")));
                }
            }
        }
        Ok(context)
    }

    /// The shape checks of Create Term Definition.
    fn read_term(&mut self, term: &str, value: &Value<'_>, location: Option<&Arc<str>>) -> Result<TermEntry> {
        let map = match value {
            // 7)
            Value::Null => return Ok(TermEntry { id: Entry::Null, ..TermEntry::default() }),
            // 8)
            Value::String(iri) => {
                let id = Entry::Text(iri.as_ref().into());
                return Ok(TermEntry { id, simple: true, ..TermEntry::default() });
            }
            Value::Object(map) => map,
            // 9)
            _ => {
                let detail = format!("the term '{term}' is a text, an object or null");
                return Err(fault(ErrorCode::InvalidTermDefinition, detail));
            }
        };
        let mut entry_of = TermEntry::default();
        for (key, value) in &map.members {
            match Keyword::parse(key) {
                // 11)
                Some(Keyword::Protected) => {
                    entry_of.protected = Some(boolean(value, ErrorCode::InvalidProtectedValue, term)?);
                }
                // 12.1)
                Some(Keyword::Type) => {
                    entry_of.type_mapping = Some(text(value, ErrorCode::InvalidTypeMapping, term)?);
                }
                // 13.2)
                Some(Keyword::Reverse) => {
                    entry_of.reverse = Some(text(value, ErrorCode::InvalidIriMapping, term)?)
                }
                // 14.2.1)
                Some(Keyword::Id) => entry_of.id = entry(value, ErrorCode::InvalidIriMapping, term)?,
                // 19.1)
                Some(Keyword::Container) => entry_of.container = container(value, term)?,
                // 20.2)
                Some(Keyword::Index) => {
                    entry_of.index = Some(text(value, ErrorCode::InvalidTermDefinition, term)?)
                }
                // 21)
                Some(Keyword::Context) => {
                    let scoped = self
                        .read(value, location, false)
                        .map_err(|problem| fault(ErrorCode::InvalidScopedContext, problem.detail()))?;
                    entry_of.context = Some(scoped);
                }
                // 22)
                Some(Keyword::Language) => {
                    entry_of.language = entry(value, ErrorCode::InvalidLanguageMapping, term)?;
                }
                // 23)
                Some(Keyword::Direction) => entry_of.direction = direction(value)?,
                // 24)
                Some(Keyword::Nest) => entry_of.nest = Some(text(value, ErrorCode::InvalidNestValue, term)?),
                // 25.2)
                Some(Keyword::Prefix) => {
                    entry_of.prefix = Some(boolean(value, ErrorCode::InvalidPrefixValue, term)?);
                }
                // 26)
                _ => {
                    let detail = format!("the definition of '{term}' has an entry '{key}'");
                    return Err(fault(ErrorCode::InvalidTermDefinition, detail));
                }
            }
        }
        Ok(entry_of)
    }
}

/// The absolute form of a reference between contexts. Strict mode knows contexts by their absolute URL only.
fn resolve(reference: &str, location: Option<&Arc<str>>) -> Box<str> {
    match location {
        Some(base) if cfg!(feature = "conformance") => super::iri::resolve(base, reference).into(),
        _ => reference.into(),
    }
}

/// Create Term Definition 4): the only keyword a context may redefine is `@type`, to protect it or make it a set.
fn check_type_definition(entry: &TermEntry) -> Result<()> {
    let allowed = TermEntry {
        container: entry.container.clone().filter(|container| **container == [Keyword::Set]),
        protected: entry.protected,
        ..TermEntry::default()
    };
    let says_something = entry.container.is_some() || entry.protected.is_some();
    if says_something && *entry == allowed {
        Ok(())
    } else {
        Err(fault(ErrorCode::KeywordRedefinition, "'@type' can only be protected or become a set"))
    }
}

/// A container mapping: one keyword or a list of them; which ones go together is checked where the term is made.
fn container(value: &Value<'_>, term: &str) -> Result<Option<Vec<Keyword>>> {
    let invalid = || fault(ErrorCode::InvalidContainerMapping, format!("the container of '{term}'"));
    let keyword = |value: &Value<'_>| match value {
        Value::String(text) => Keyword::parse(text).ok_or_else(invalid),
        _ => Err(invalid()),
    };
    match value {
        Value::Array(items) => items.iter().map(keyword).collect::<Result<_>>().map(Some),
        // `null` is allowed for reverse properties (13.4) and means the same as no container.
        Value::Null => Ok(None),
        other => Ok(Some(vec![keyword(other)?])),
    }
}

fn direction(value: &Value<'_>) -> Result<Entry> {
    let entry = entry(value, ErrorCode::InvalidBaseDirection, "@direction")?;
    match &entry {
        Entry::Text(text) if !matches!(text.as_ref(), "ltr" | "rtl") => {
            Err(fault(ErrorCode::InvalidBaseDirection, "@direction is 'ltr', 'rtl' or null"))
        }
        _ => Ok(entry),
    }
}

fn entry(value: &Value<'_>, code: ErrorCode, name: &str) -> Result<Entry> {
    match value {
        Value::Null => Ok(Entry::Null),
        value => Ok(Entry::Text(text(value, code, name)?)),
    }
}

fn text(value: &Value<'_>, code: ErrorCode, name: &str) -> Result<Box<str>> {
    match value {
        Value::String(text) => Ok(text.as_ref().into()),
        _ => Err(fault(code, format!("'{name}' takes a text"))),
    }
}

fn boolean(value: &Value<'_>, code: ErrorCode, name: &str) -> Result<bool> {
    match value {
        Value::Bool(value) => Ok(*value),
        _ => Err(fault(code, format!("'{name}' takes true or false"))),
    }
}

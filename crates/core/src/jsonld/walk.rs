//! The walk over a document that writes its quads down.

use super::active::{ActiveContext, ActiveId, Definition, Mapping, TypeMapping};
use super::expand::Expanded;
use super::iri::Kind;
use super::keyword::Keyword;
use super::names::Name;
use super::node::Given;
use super::process::Scope;
use crate::contexts::Contexts;
use crate::json::Value;
use crate::rdf::{Dataset, Quad, Term};
use crate::sorted::SortedMap;
use crate::{Code, Limits, Problem, Result};

/// The RDF dataset of a document, in strict mode.
///
/// # Errors
///
/// `UnknownContext` and `ForbiddenContext` for its `@context`; `UndefinedTerm`, `UndefinedType`, `RelativeIri`,
/// `DroppedValue`, `ForbiddenKeyword` and `NumberPrecision` for what would be lost; `InvalidJsonLd` for what is no
/// JSON-LD; `LimitExceeded`. Each names the place.
pub(crate) fn to_rdf(document: &Value<'_>, contexts: &mut Contexts, limits: &Limits) -> Result<Dataset> {
    contexts.begin_document();
    let Value::Object(root) = document else {
        return Err(Problem::new(Code::MalformedValue, "The document is not one JSON object."));
    };
    let active = match root.get("@context") {
        Some(list) => root_context(ActiveId::default(), list, contexts, limits)
            .map_err(|problem| problem.inside("@context"))?,
        None => ActiveId::default(),
    };
    let mut walk = Walk::new(contexts, limits);
    walk.root_list = root.get("@context");
    walk.root(active, root)?;
    let dataset = walk.dataset;
    if dataset.is_empty() {
        return Err(Problem::new(
            Code::DroppedValue,
            "The document says nothing that a signature could cover.",
        ));
    }
    Ok(dataset)
}

/// The active context that a list of pinned URLs gives when it is met under `active`.
pub(super) fn root_context(
    mut active: ActiveId,
    list: &Value<'_>,
    contexts: &mut Contexts,
    limits: &Limits,
) -> Result<ActiveId> {
    let urls = list.one_or_many();
    if urls.len() > limits.contexts {
        return Err(Problem::new(Code::LimitExceeded, format!("More than {} contexts.", limits.contexts)));
    }
    for (at, url) in urls.iter().enumerate() {
        let step = match url {
            Value::String(url) => contexts
                .document_context(url)
                .and_then(|local| contexts.process(active, local, Scope::EMBEDDED)),
            _ => Err(Problem::new(
                Code::ForbiddenContext,
                "A context is not given by its URL but written out.",
            )),
        };
        active = step.map_err(|problem| match list {
            Value::Array(_) => problem.inside(&at.to_string()),
            _ => problem,
        })?;
    }
    Ok(active)
}

/// What a walk carries along.
pub(super) struct Walk<'w> {
    pub(super) contexts: &'w mut Contexts,
    pub(super) limits: &'w Limits,
    /// The value of the document's own `@context`.
    pub(super) root_list: Option<&'w Value<'w>>,
    pub(super) dataset: Dataset,
    /// Where the IRIs of contexts already stand in the dataset's text, by number; `(0, 0)` means not yet.
    spellings: Vec<(u32, u32)>,
    /// Blank node identifiers written in the document.
    labels: SortedMap<String, Term>,
    /// The names of the keys of all objects from the root to here, looked up once.
    pub(super) keys: Vec<Option<Name>>,
    /// Items of the lists being collected, innermost last.
    pub(super) items: Vec<Option<Term>>,
    depth: usize,
}

/// Where a value goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) link: Link,
    pub(super) graph: Graph,
}

/// What is said about a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Link {
    /// Nothing: it stands at the top or in a graph.
    Floating,
    /// Something that RDF cannot carry. Strict mode never gets here.
    Unsaid,
    /// It is the object of a quad.
    Object { subject: Term, predicate: Term },
    /// It is the subject of a quad (`@reverse`).
    Subject { predicate: Term, object: Term },
    /// It is an item of the innermost list.
    Item,
}

/// The graph that quads go to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Graph {
    Default,
    Named(Term),
    /// A graph without a usable name, which RDF leaves out. Strict mode never gets here.
    Nowhere,
}

/// What a key of a node object stands for.
pub(super) enum Key {
    /// Nothing that RDF knows: the member is left out. Strict mode never gets here.
    Nothing,
    Keyword(Keyword),
    Property(Property),
}

/// A property: the predicate, if RDF can carry it, and how its values are read.
#[derive(Clone, Copy)]
pub(super) struct Property {
    pub(super) predicate: Option<Term>,
    pub(super) definition: Definition,
}

impl<'w> Walk<'w> {
    pub(super) fn new(contexts: &'w mut Contexts, limits: &'w Limits) -> Self {
        let names = contexts.iris.len();
        Self {
            contexts,
            limits,
            root_list: None,
            // Room for an ordinary badge, so that nothing is moved while it is written.
            dataset: Dataset {
                text: String::with_capacity(16 << 10),
                quads: Vec::with_capacity(128),
                ..Dataset::default()
            },
            spellings: vec![(0, 0); names],
            labels: SortedMap::default(),
            keys: Vec::new(),
            items: Vec::new(),
            depth: 0,
        }
    }

    pub(super) fn lenient(&self) -> bool {
        self.contexts.is_lenient()
    }

    pub(super) fn context(&self, active: ActiveId) -> &ActiveContext {
        self.contexts.active(active)
    }

    /// One level deeper, with a limit that also holds for values no parser has seen.
    pub(super) fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= self.limits.json_depth {
            let detail = format!("The document is nested deeper than {} levels.", self.limits.json_depth);
            return Err(Problem::new(Code::LimitExceeded, detail));
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        result
    }

    /// Walks through an array, one level deeper; a problem names the item that has it.
    pub(super) fn each<'v>(
        &mut self,
        items: &'v [Value<'v>],
        mut step: impl FnMut(&mut Self, &'v Value<'v>) -> Result<()>,
    ) -> Result<()> {
        self.deeper(|walk| {
            for (at, item) in items.iter().enumerate() {
                step(walk, item).map_err(|problem| problem.inside(&at.to_string()))?;
            }
            Ok(())
        })
    }

    pub(super) fn lost_empty_array(&mut self) -> Result<()> {
        self.lost(|| "An empty array leaves no trace in what is signed; leave the member out.".into())
    }

    pub(super) fn lost_null(&mut self) -> Result<()> {
        self.lost(|| "A null leaves no trace in what is signed; leave the member out.".into())
    }

    /// Whether a value that is taken as it is keeps to the limit of depth.
    pub(super) fn check_depth(&mut self, value: &Value<'_>) -> Result<()> {
        match value {
            Value::Array(items) => {
                self.deeper(|walk| items.iter().try_for_each(|item| walk.check_depth(item)))
            }
            Value::Object(map) => {
                self.deeper(|walk| map.members.iter().try_for_each(|(_, value)| walk.check_depth(value)))
            }
            _ => Ok(()),
        }
    }

    /// The values of a property, or of a keyword that holds nodes: arrays are walked through, everything else placed.
    pub(super) fn values(
        &mut self,
        active: ActiveId,
        definition: Definition,
        value: &Value<'_>,
        place: Place,
    ) -> Result<()> {
        match value {
            Value::Array(items) if items.is_empty() => self.lost_empty_array(),
            Value::Array(items) => {
                self.each(items, |walk, item| walk.values(active, definition, item, place))
            }
            Value::Null => self.lost_null(),
            Value::Object(object) => self.object(active, definition, object, place, Given::default()),
            scalar => self.scalar(active, definition, scalar, place),
        }
    }

    /// Value Expansion (§5.3) of a text, number or truth value.
    pub(super) fn scalar(
        &mut self,
        active: ActiveId,
        definition: Definition,
        value: &Value<'_>,
        place: Place,
    ) -> Result<()> {
        // Expansion 4.2)
        let active = match definition.context {
            Some(scoped) => self.contexts.process(active, scoped, Scope::PROPERTY)?,
            None => active,
        };
        let vocab = match (definition.type_mapping, value) {
            (TypeMapping::Id, Value::String(_)) => false,
            (TypeMapping::Vocab, Value::String(_)) => true,
            _ => return self.literal(active, definition, value, place),
        };
        let Value::String(text) = value else { return Ok(()) };
        match self.reference(active, text, vocab)? {
            Some(term) => self.attach(place, term),
            None => {
                self.attach_nothing(place);
                Ok(())
            }
        }
    }

    /// The IRI or blank node that a text refers to. Lenient mode answers `None` where RDF would leave it out.
    pub(super) fn reference(&mut self, active: ActiveId, text: &str, vocab: bool) -> Result<Option<Term>> {
        let term = self.term_of(active, text, vocab)?;
        if term.is_none() {
            self.lost_iri(text)?;
        }
        Ok(term)
    }

    /// The term that a text expands to, if RDF can carry it.
    pub(super) fn term_of(&mut self, active: ActiveId, text: &str, vocab: bool) -> Result<Option<Term>> {
        let expanded = self.contexts.expand(self.contexts.active(active), text, vocab, true);
        match expanded {
            Expanded::Known(name) => self.known(name),
            Expanded::Text(iri) => self.iri(&iri),
            Expanded::Null | Expanded::Keyword(_) => Ok(None),
        }
    }

    /// An IRI of a context, written into the dataset once.
    pub(super) fn known(&mut self, name: Name) -> Result<Option<Term>> {
        if let Some(&(start, end)) = self.spellings.get(name.index())
            && end > 0
        {
            return Ok(Some(Term::Iri { start, end }));
        }
        let iri = self.contexts.iris.text(name);
        match self.contexts.iris.kind(name) {
            Kind::Absolute => {}
            Kind::Blank => {
                let label = iri.to_owned();
                return self.blank(&label).map(Some);
            }
            Kind::Unusable => return Ok(None),
        }
        let term = self.dataset.push_iri(iri);
        if let Term::Iri { start, end } = term {
            if self.spellings.len() <= name.index() {
                self.spellings.resize(self.contexts.iris.len().max(name.index() + 1), (0, 0));
            }
            if let Some(spelling) = self.spellings.get_mut(name.index()) {
                *spelling = (start, end);
            }
        }
        Ok(Some(term))
    }

    /// One of the IRIs that RDF itself is made of.
    pub(super) fn well_known(&mut self, name: Name) -> Result<Term> {
        match self.known(name)? {
            Some(term) => Ok(term),
            None => self.fresh(),
        }
    }

    /// An IRI or blank node identifier of the document.
    pub(super) fn iri(&mut self, text: &str) -> Result<Option<Term>> {
        Ok(match Kind::of(text) {
            Kind::Absolute => Some(self.dataset.push_iri(text)),
            Kind::Blank => Some(self.blank(text)?),
            Kind::Unusable => None,
        })
    }

    fn blank(&mut self, label: &str) -> Result<Term> {
        if let Some(&term) = self.labels.get(label) {
            return Ok(term);
        }
        let term = self.fresh()?;
        self.labels.insert(label.to_owned(), term);
        Ok(term)
    }

    /// A blank node that nothing else names.
    pub(super) fn fresh(&mut self) -> Result<Term> {
        if self.dataset.blank_nodes() >= self.limits.blank_nodes {
            let detail =
                format!("The document has more than {} nodes without an id.", self.limits.blank_nodes);
            return Err(Problem::new(Code::LimitExceeded, detail));
        }
        Ok(self.dataset.new_blank_node())
    }

    /// Puts a finished term in its place.
    pub(super) fn attach(&mut self, place: Place, term: Term) -> Result<()> {
        match place.link {
            Link::Floating | Link::Unsaid => Ok(()),
            Link::Object { subject, predicate } => self.quad(subject, predicate, term, place.graph),
            Link::Subject { predicate, object } => self.quad(term, predicate, object, place.graph),
            Link::Item => {
                self.items.push(Some(term));
                Ok(())
            }
        }
    }

    /// Leaves the place of a term empty that RDF cannot carry: an item without value in a list, else nothing.
    pub(super) fn attach_nothing(&mut self, place: Place) {
        if matches!(place.link, Link::Item) {
            self.items.push(None);
        }
    }

    pub(super) fn quad(&mut self, subject: Term, predicate: Term, object: Term, graph: Graph) -> Result<()> {
        let graph = match graph {
            Graph::Default => None,
            Graph::Named(name) => Some(name),
            Graph::Nowhere => return Ok(()),
        };
        if self.dataset.len() >= self.limits.quads {
            let detail = format!("The document makes more than {} statements.", self.limits.quads);
            return Err(Problem::new(Code::LimitExceeded, detail));
        }
        self.dataset.quads.push(Quad { subject, predicate, object, graph });
        Ok(())
    }

    /// A list: the chain of `rdf:first` and `rdf:rest` (§8.3 List to RDF Conversion).
    pub(super) fn list(
        &mut self,
        place: Place,
        collect: impl FnOnce(&mut Self, Place) -> Result<()>,
    ) -> Result<()> {
        let begin = self.items.len();
        collect(self, Place { link: Link::Item, graph: place.graph })?;
        let items = self.items.split_off(begin);
        if matches!(place.link, Link::Unsaid) {
            return Ok(());
        }
        let names = self.contexts.rdf;
        let first = self.well_known(names.first)?;
        let rest = self.well_known(names.rest)?;
        let mut tail = self.well_known(names.nil)?;
        for &item in items.iter().rev() {
            let cell = self.fresh()?;
            if let Some(item) = item {
                self.quad(cell, first, item, place.graph)?;
            }
            self.quad(cell, rest, tail, place.graph)?;
            tail = cell;
        }
        self.attach(place, tail)
    }

    /// What the key of a node object stands for (Expansion 13.2 and 13.3).
    pub(super) fn key(&mut self, active: ActiveId, name: Option<Name>, key: &str) -> Result<Key> {
        let context = self.contexts.active(active);
        if !key.starts_with('@')
            && let Some(definition) = name.and_then(|name| self.contexts.named_term(context, name))
        {
            return match definition.mapping {
                Mapping::Keyword(keyword) => Ok(Key::Keyword(keyword)),
                Mapping::Iri(iri) => {
                    let predicate = self.known(iri)?;
                    self.property(key, predicate, definition)
                }
                Mapping::Null => self.undefined(key),
            };
        }
        match self.contexts.expand(context, key, true, false) {
            Expanded::Keyword(keyword) => Ok(Key::Keyword(keyword)),
            Expanded::Known(iri) => {
                let predicate = self.known(iri)?;
                self.property(key, predicate, Definition::default())
            }
            // Through the context's vocabulary, in strict mode.
            Expanded::Text(iri) if iri.contains(':') && (self.lenient() || !key.contains(':')) => {
                let predicate = self.iri(&iri)?;
                self.property(key, predicate, Definition::default())
            }
            Expanded::Text(_) if key.contains(':') => {
                // The same statement under a key that no reader of the JSON looks for: a revoked badge could hide its
                // `credentialStatus` this way without breaking its signature.
                let detail = format!("The property '{}' is named by its IRI, not by a term.", shorten(key));
                Err(Problem::new(Code::UndefinedTerm, detail))
            }
            Expanded::Null | Expanded::Text(_) => self.undefined(key),
        }
    }

    fn property(&self, key: &str, predicate: Option<Term>, definition: Definition) -> Result<Key> {
        let predicate = match predicate {
            // Only generalized RDF knows blank nodes as predicates.
            Some(Term::Blank(_)) => None,
            predicate => predicate,
        };
        if predicate.is_none() && !self.lenient() {
            let detail = format!("The property '{key}' is not an absolute IRI.");
            return Err(Problem::new(Code::RelativeIri, detail));
        }
        Ok(Key::Property(Property { predicate, definition }))
    }

    fn undefined(&self, key: &str) -> Result<Key> {
        if self.lenient() {
            return Ok(Key::Nothing);
        }
        let detail = format!("No context of this document defines '{}'.", shorten(key));
        Err(Problem::new(Code::UndefinedTerm, detail))
    }

    /// Reports what JSON-LD would leave out; lenient mode leaves it out.
    pub(super) fn lost(&self, detail: impl FnOnce() -> String) -> Result<()> {
        if self.lenient() { Ok(()) } else { Err(Problem::new(Code::DroppedValue, detail())) }
    }

    fn lost_iri(&self, text: &str) -> Result<()> {
        if self.lenient() {
            return Ok(());
        }
        let detail = format!("'{}' is not an absolute IRI.", shorten(text));
        Err(Problem::new(Code::RelativeIri, detail))
    }

    /// Reports a keyword that credentials may not use; lenient mode goes on.
    pub(super) fn forbidden(&self, key: &str) -> Result<()> {
        if self.lenient() {
            return Ok(());
        }
        Err(Problem::new(Code::ForbiddenKeyword, format!("A credential cannot use '{key}' here.")))
    }
}

/// A text of the document as it may stand in a message.
pub(super) fn shorten(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::json::Object;

    const V2: &str = "https://www.w3.org/ns/credentials/v2";

    /// ATTACKS A42: a value that no parser has bounded.
    #[test]
    fn a42_a_deep_value_built_by_hand_ends_at_the_limit() {
        let contexts = &mut Contexts::new();
        for wrap in [(|inner| Value::Array(vec![inner])) as fn(Value<'static>) -> Value<'static>, |inner| {
            let mut object = Object::new();
            object.insert("name", inner);
            Value::Object(object)
        }] {
            let mut value = Value::Bool(true);
            for _ in 0..300 {
                value = wrap(value);
            }
            let mut root = Object::new();
            root.insert("@context", Value::String(V2.into()));
            root.insert("name", value);
            let mut json = root.clone();
            json.insert("type", Value::String("JsonSchema".into()));
            let value = json.remove("name").unwrap();
            json.insert("jsonSchema", value);
            for document in [root, json] {
                let problem = to_rdf(&Value::Object(document), contexts, &Limits::default()).unwrap_err();
                assert_eq!(problem.code(), Code::LimitExceeded);
            }
        }
    }
}

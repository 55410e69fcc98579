//! Containers: language maps, maps by index, identifier or type, and graphs (Expansion §5.1, steps 13.7, 13.8, 13.12).

use super::active::{ActiveId, Container, Definition, Setting, TypeMapping};
use super::error::{ErrorCode, fault};
use super::expand::Expanded;
use super::keyword::Keyword;
use super::node::Given;
use super::process::Scope;
use super::walk::{Graph, Key, Link, Place, Walk};
use crate::Result;
use crate::json::{Object, Value};
use crate::rdf::Term;

impl Walk<'_> {
    /// 13.7) `{"en": "text", "de": ["Text", "Wort"]}`
    pub(super) fn language_map(
        &mut self,
        active: ActiveId,
        definition: Definition,
        map: &Object<'_>,
        place: Place,
    ) -> Result<()> {
        let direction = match definition.direction {
            Setting::Absent => self.context(active).direction,
            Setting::Null => None,
            Setting::Is(direction) => Some(direction),
        };
        for (tag, value) in &map.members {
            let is_none = self.is_none(active, tag);
            for item in value.one_or_many() {
                match item {
                    Value::String(text) => {
                        let language = (!is_none).then_some(tag.as_ref());
                        self.tagged(text, language, direction, place)
                    }
                    Value::Null => self.lost_null(),
                    _ => Err(fault(ErrorCode::InvalidLanguageMapValue, "a language map holds texts")),
                }
                .map_err(|problem| problem.inside(tag))?;
            }
        }
        Ok(())
    }

    /// 13.8) Maps whose keys are indexes, identifiers or types.
    pub(super) fn node_map(
        &mut self,
        active: ActiveId,
        definition: Definition,
        map: &Object<'_>,
        place: Place,
    ) -> Result<()> {
        for (key, value) in &map.members {
            self.map_entry(active, definition, key, value, place).map_err(|problem| problem.inside(key))?;
        }
        Ok(())
    }

    fn map_entry(
        &mut self,
        active: ActiveId,
        definition: Definition,
        key: &str,
        value: &Value<'_>,
        place: Place,
    ) -> Result<()> {
        let container = definition.container;
        // 13.8.3.1) and 13.8.3.2)
        let mut inner = active;
        if container.has(Container::ID.with(Container::TYPE)) {
            inner = self.context(active).previous.unwrap_or(active);
        }
        if container.has(Container::TYPE)
            && let Some(scoped) =
                self.contexts.term(self.context(inner), key).and_then(|definition| definition.context)
        {
            inner = self.contexts.process(inner, scoped, Scope::EMBEDDED)?;
        }
        // 13.8.3.4)
        let mut given = Given { from_map: true, ..Given::default() };
        if !self.is_none(active, key) {
            if container.has(Container::ID) {
                given.id = self.reference(active, key, false)?;
            } else if container.has(Container::TYPE) {
                given.kind = self.term_of(active, key, true)?;
                if given.kind.is_none() {
                    self.lost(|| "No context of this document defines this type.".into())?;
                }
            } else if let Some(index) = definition.index {
                given.index = self.index_statement(active, index, key, place)?;
            } else {
                self.lost(|| "RDF leaves out the keys of an index map.".into())?;
            }
        }
        self.map_items(inner, definition, value, place, given)
    }

    /// 13.8.3.7.2) The statement that a map by a property makes about each of its entries.
    fn index_statement(
        &mut self,
        active: ActiveId,
        index: super::names::Name,
        key: &str,
        place: Place,
    ) -> Result<Option<(Term, Term)>> {
        let term = self.contexts.terms.text(index).to_owned();
        let Key::Property(property) = self.key(active, Some(index), &term)? else { return Ok(None) };
        // Value Expansion gives one term, collected as if it were the item of a list.
        let begin = self.items.len();
        let item = Place { link: Link::Item, graph: place.graph };
        self.scalar(active, property.definition, &Value::String(key.into()), item)?;
        let value = self.items.split_off(begin).pop().flatten();
        Ok(property.predicate.zip(value))
    }

    fn map_items(
        &mut self,
        active: ActiveId,
        definition: Definition,
        value: &Value<'_>,
        place: Place,
        given: Given,
    ) -> Result<()> {
        let container = definition.container;
        match value {
            Value::Array(items) => {
                self.each(items, |walk, item| walk.map_items(active, definition, item, place, given))
            }
            Value::Null => self.lost_null(),
            value if container.has(Container::GRAPH) && !self.has_keyword(active, value, Keyword::Graph) => {
                self.graph(active, definition, value, place, given)
            }
            Value::Object(map) => self.object(active, definition, map, place, given),
            Value::String(text) if given.kind.is_some() || given.index.is_some() => {
                let vocab = match definition.type_mapping {
                    TypeMapping::Id => false,
                    TypeMapping::Vocab => true,
                    _ => {
                        return Err(fault(
                            ErrorCode::InvalidValueObject,
                            "a map gives a text what only a node has",
                        ));
                    }
                };
                let Some(subject) = self.reference(active, text, vocab)? else { return Ok(()) };
                if let Some(kind) = given.kind {
                    let name = self.contexts.rdf.type_;
                    let predicate = self.well_known(name)?;
                    self.quad(subject, predicate, kind, place.graph)?;
                }
                if let Some((predicate, object)) = given.index {
                    self.quad(subject, predicate, object, place.graph)?;
                }
                self.attach(place, subject)
            }
            scalar => self.scalar(active, definition, scalar, place),
        }
    }

    /// 13.12) A graph container without keys: each value becomes a graph of its own.
    pub(super) fn graphs(
        &mut self,
        active: ActiveId,
        definition: Definition,
        value: &Value<'_>,
        place: Place,
    ) -> Result<()> {
        match value {
            Value::Array(items) if items.is_empty() => self.lost_empty_array(),
            Value::Array(items) => {
                self.each(items, |walk, item| walk.graphs(active, definition, item, place))
            }
            Value::Null => self.lost_null(),
            value => self.graph(active, definition, value, place, Given::default()),
        }
    }

    /// A graph around one value, linked from `place`.
    fn graph(
        &mut self,
        active: ActiveId,
        definition: Definition,
        value: &Value<'_>,
        place: Place,
        given: Given,
    ) -> Result<()> {
        let name = match given.id {
            Some(id) => id,
            None => self.fresh()?,
        };
        let before = self.dataset.len();
        let inside = Place { link: Link::Floating, graph: Graph::Named(name) };
        match value {
            Value::Object(map) => {
                let given = Given { from_map: given.from_map, ..Given::default() };
                self.object(active, definition, map, inside, given)?;
            }
            scalar => self.scalar(active, definition, scalar, inside)?,
        }
        if self.dataset.len() == before {
            self.lost(|| "Nothing in here makes a statement, so nothing of it would be signed.".into())?;
        }
        if let Some((predicate, object)) = given.index {
            self.quad(name, predicate, object, place.graph)?;
        }
        self.attach(place, name)
    }

    /// Whether the key of a map stands for "no key".
    fn is_none(&self, active: ActiveId, key: &str) -> bool {
        let expanded = self.contexts.expand(self.context(active), key, true, false);
        expanded == Expanded::Keyword(Keyword::None)
    }
}

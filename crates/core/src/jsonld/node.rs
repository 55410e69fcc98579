//! Objects of a document: which contexts hold inside, and what a node says (Expansion §5.1, steps 7 to 14).

use super::active::{ActiveId, Container, Definition, Mapping, TypeMapping};
use super::error::{ErrorCode, fault};
use super::expand::Expanded;
use super::keyword::Keyword;
use super::process::Scope;
use super::walk::{Graph, Key, Link, Place, Property, Walk, root_context, shorten};
use crate::json::{Object, Value};
use crate::rdf::Term;
use crate::{Code, Problem, Result, sorted};

/// The property of Open Badges 3.0 under which embedded endorsements stand.
const ENDORSEMENT: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement";

/// What a map (`@container`) says about a node from outside.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Given {
    pub(super) id: Option<Term>,
    pub(super) kind: Option<Term>,
    /// A further statement: predicate and object.
    pub(super) index: Option<(Term, Term)>,
    /// The node is an entry of a map: the context it stands in was chosen already.
    pub(super) from_map: bool,
}

/// An object whose contexts have been applied.
#[derive(Clone, Copy)]
pub(super) struct Opened<'o, 'v> {
    pub(super) map: &'o Object<'v>,
    /// Where the names of its keys begin in [`Walk::keys`].
    pub(super) keys: usize,
    /// The context for everything in it …
    pub(super) active: ActiveId,
    /// … but its types, which are read before they have an effect.
    pub(super) type_scoped: ActiveId,
}

/// A node whose members are being written down.
#[derive(Clone, Copy)]
struct Node {
    active: ActiveId,
    type_scoped: ActiveId,
    /// `None` if RDF cannot name it; then it says nothing. Strict mode never gets here.
    subject: Option<Term>,
    graph: Graph,
    /// Where the content of `@graph` goes.
    content: Graph,
}

impl Walk<'_> {
    /// The document itself. `active` is what its `@context` gave.
    pub(super) fn root(&mut self, active: ActiveId, root: &Object<'_>) -> Result<()> {
        let place = Place { link: Link::Floating, graph: Graph::Default };
        self.with_keys(root, |walk, keys| {
            let opened = walk.open_types(active, root, keys)?;
            walk.object_opened(opened, Definition::default(), place, Given::default(), true)
        })
    }

    /// The document itself when it may bring its own context.
    #[cfg(feature = "conformance")]
    pub(super) fn lenient_root(&mut self, active: ActiveId, root: &Object<'_>) -> Result<()> {
        let place = Place { link: Link::Floating, graph: Graph::Default };
        self.with_keys(root, |walk, keys| {
            let opened = walk.open(active, Definition::default(), root, keys, false)?;
            walk.object_opened(opened, Definition::default(), place, Given::default(), true)
        })
    }

    /// An object anywhere below. `definition` belongs to the property that leads here.
    pub(super) fn object(
        &mut self,
        active: ActiveId,
        definition: Definition,
        map: &Object<'_>,
        place: Place,
        given: Given,
    ) -> Result<()> {
        self.deeper(|walk| {
            walk.with_keys(map, |walk, keys| {
                let opened = walk.open(active, definition, map, keys, given.from_map)?;
                walk.object_opened(opened, definition, place, given, false)
            })
        })
    }

    /// Looks the keys of `map` up for as long as `step` takes.
    fn with_keys<T>(
        &mut self,
        map: &Object<'_>,
        step: impl FnOnce(&mut Self, usize) -> Result<T>,
    ) -> Result<T> {
        let begin = self.keys.len();
        self.find_keys(map);
        let result = step(self, begin);
        self.keys.truncate(begin);
        result
    }

    fn find_keys(&mut self, map: &Object<'_>) {
        let terms = &self.contexts.terms;
        self.keys.extend(map.members.iter().map(|(key, _)| terms.find(key)));
    }

    /// 7) to 9)
    fn open<'o, 'v>(
        &mut self,
        mut active: ActiveId,
        definition: Definition,
        map: &'o Object<'v>,
        keys: usize,
        from_map: bool,
    ) -> Result<Opened<'o, 'v>> {
        let known = self.contexts.terms.len();
        // 7) A context that does not propagate ends with the node it was for.
        if !from_map
            && let Some(previous) = self.context(active).previous
            && !self.is_value_or_reference(active, map, keys)
        {
            active = previous;
        }
        // 8)
        if let Some(scoped) = definition.context {
            active = self.contexts.process(active, scoped, Scope::PROPERTY)?;
        }
        // 9)
        if let Some(local) = map.get("@context") {
            active = self
                .embedded_context(active, local, definition.mapping)
                .map_err(|problem| problem.inside("@context"))?;
        }
        self.refresh_keys(known, map, keys);
        self.open_types(active, map, keys)
    }

    /// Looks the keys up again if contexts were met for the first time, as some keys may have become names.
    fn refresh_keys(&mut self, known: usize, map: &Object<'_>, keys: usize) {
        if self.contexts.terms.len() != known {
            self.keys.truncate(keys);
            self.find_keys(map);
        }
    }

    /// Strict mode knows one: an endorsement is a credential of its own, so it repeats the list of the document around
    /// it (decision 12). Under the same list nothing in it can read otherwise than it would anyhow.
    fn embedded_context(
        &mut self,
        active: ActiveId,
        local: &Value<'_>,
        property: Mapping,
    ) -> Result<ActiveId> {
        #[cfg(feature = "conformance")]
        if self.lenient() {
            return super::conformance::embedded_context(self.contexts, active, local);
        }
        let is_endorsement =
            matches!(property, Mapping::Iri(iri) if self.contexts.iris.text(iri) == ENDORSEMENT);
        if is_endorsement && self.root_list == Some(local) {
            return root_context(active, local, self.contexts, self.limits);
        }
        let detail = "A context stands inside the document; only the list at its top is allowed.";
        Err(Problem::new(Code::ForbiddenContext, detail))
    }

    /// 10) and 11)
    fn open_types<'o, 'v>(
        &mut self,
        active: ActiveId,
        map: &'o Object<'v>,
        keys: usize,
    ) -> Result<Opened<'o, 'v>> {
        let known = self.contexts.terms.len();
        let mut opened = Opened { map, keys, active, type_scoped: active };
        let mut types: Vec<(&str, &str)> = Vec::new();
        for (at, (key, value)) in map.members.iter().enumerate() {
            if self.keyword(&opened, at, key) == Some(Keyword::Type) {
                types.extend(
                    value.one_or_many().iter().filter_map(Value::as_str).map(|name| (key.as_ref(), name)),
                );
            }
        }
        let type_at = |place: usize| types.get(place).copied();
        let mut before = None;
        for place in sorted::order(types.len(), &|one, other| type_at(one).cmp(&type_at(other))) {
            let Some(this @ (_, name)) = type_at(place) else { continue };
            // A type written twice has its effect once.
            if before.replace(this) == Some(this) {
                continue;
            }
            let definition = self.contexts.term(self.contexts.active(opened.type_scoped), name);
            if let Some(scoped) = definition.and_then(|definition| definition.context) {
                opened.active = self.contexts.process(opened.active, scoped, Scope::TYPE)?;
            }
        }
        self.refresh_keys(known, map, keys);
        Ok(opened)
    }

    /// 7) An object with `@value`, or with `@id` and nothing else.
    fn is_value_or_reference(&self, active: ActiveId, map: &Object<'_>, keys: usize) -> bool {
        let object = Opened { map, keys, active, type_scoped: active };
        let mut keywords =
            map.members.iter().enumerate().map(|(at, (key, _))| self.keyword(&object, at, key));
        if map.members.len() == 1 {
            matches!(keywords.next(), Some(Some(Keyword::Value | Keyword::Id)))
        } else {
            keywords.any(|keyword| keyword == Some(Keyword::Value))
        }
    }

    /// The keyword that the key at `at` stands for.
    pub(super) fn keyword(&self, object: &Opened<'_, '_>, at: usize, key: &str) -> Option<Keyword> {
        if key.starts_with('@') {
            return Keyword::parse(key);
        }
        let name = self.keys.get(object.keys + at).copied().flatten()?;
        match self.contexts.named_term(self.context(object.active), name)?.mapping {
            Mapping::Keyword(keyword) => Some(keyword),
            _ => None,
        }
    }

    fn object_opened(
        &mut self,
        object: Opened<'_, '_>,
        definition: Definition,
        place: Place,
        given: Given,
        is_root: bool,
    ) -> Result<()> {
        let mut values = object.map.members.iter().enumerate();
        let form = values.find_map(|(at, (key, _))| {
            self.keyword(&object, at, key)
                .filter(|keyword| matches!(keyword, Keyword::Value | Keyword::List | Keyword::Set))
        });
        match form {
            Some(Keyword::Value) => self.value_object(object, place, given),
            Some(keyword) => self.set_or_list_object(object, keyword, definition, place),
            None => self.node(object, place, given, is_root),
        }
    }

    /// 13.4.9), 13.4.10) and 17): `{"@list": …}` and `{"@set": …}`, beside which only `@index` may stand.
    fn set_or_list_object(
        &mut self,
        object: Opened<'_, '_>,
        form: Keyword,
        definition: Definition,
        place: Place,
    ) -> Result<()> {
        for (at, (key, value)) in object.map.members.iter().enumerate() {
            let name = self.keys.get(object.keys + at).copied().flatten();
            let member = match self.key(object.active, name, key).map_err(|problem| problem.inside(key))? {
                // `{"@set": x}` and `{"@list": x}` state what `x` states, so a signature would not show one of them put
                // around a value.
                Key::Keyword(keyword) if keyword == form && !self.lenient() => self.forbidden(key),
                Key::Keyword(keyword) if keyword == form && keyword == Keyword::List => {
                    if matches!(place.link, Link::Subject { .. }) {
                        return Err(fault(ErrorCode::InvalidReversePropertyValue, "a list"));
                    }
                    if matches!(place.link, Link::Floating) {
                        // 13.4.10.1)
                        return self.lost(|| "A list stands where nothing leads to it.".into());
                    }
                    self.list(place, |walk, item| match value {
                        Value::Array(items) if items.is_empty() => Ok(()),
                        value => walk.values(object.active, definition, value, item),
                    })
                }
                Key::Keyword(keyword) if keyword == form => {
                    self.values(object.active, definition, value, place)
                }
                Key::Keyword(Keyword::Index) => self.forbidden(key),
                Key::Keyword(Keyword::Context) | Key::Nothing => Ok(()),
                Key::Keyword(_) | Key::Property(_) => {
                    Err(fault(ErrorCode::InvalidSetOrListObject, format!("it also has '{}'", shorten(key))))
                }
            };
            member.map_err(|problem| problem.inside(key))?;
        }
        Ok(())
    }

    /// A node object: its type and property statements, and its place in what led to it.
    fn node(&mut self, object: Opened<'_, '_>, place: Place, given: Given, is_root: bool) -> Result<()> {
        let subject = match self.node_id(&object)? {
            Some(id) => id,
            None => Some(match given.id {
                Some(id) => id,
                None => self.fresh()?,
            }),
        };
        if self.lenient() && is_empty_of_meaning(&object, self) {
            return Ok(());
        }
        // A document of nothing but @graph is its default graph.
        let content = match subject {
            _ if is_root && self.lenient() && self.has_only_graph(&object)? => Graph::Default,
            Some(subject) => Graph::Named(subject),
            None => Graph::Nowhere,
        };
        let Opened { active, type_scoped, .. } = object;
        let node = Node { active, type_scoped, subject, graph: place.graph, content };
        if let Some(subject) = subject {
            if let Some(kind) = given.kind {
                let predicate = self.rdf_type()?;
                self.quad(subject, predicate, kind, place.graph)?;
            }
            if let Some((predicate, object)) = given.index {
                self.quad(subject, predicate, object, place.graph)?;
            }
        }
        self.members(node, object)?;
        match subject {
            Some(subject) => self.attach(place, subject),
            None => {
                self.attach_nothing(place);
                Ok(())
            }
        }
    }

    /// 13.4.3) The node's identifier: `None` without `@id`, `Some(None)` if RDF cannot use it.
    fn node_id(&mut self, object: &Opened<'_, '_>) -> Result<Option<Option<Term>>> {
        let mut id = None;
        for (at, (key, value)) in object.map.members.iter().enumerate() {
            if self.keyword(object, at, key) != Some(Keyword::Id) {
                continue;
            }
            let found = match value {
                _ if id.is_some() => Err(fault(ErrorCode::CollidingKeywords, "the node has two identifiers")),
                Value::String(text) => self.reference(object.active, text, false),
                _ => Err(fault(ErrorCode::InvalidIdValue, "an identifier is a text")),
            };
            id = Some(found.map_err(|problem| problem.inside(key))?);
        }
        if id.is_none() && self.lenient() {
            return self.nested_id(object);
        }
        Ok(id)
    }

    /// The identifier may stand in an object of `@nest`.
    fn nested_id(&mut self, object: &Opened<'_, '_>) -> Result<Option<Option<Term>>> {
        for (at, (key, value)) in object.map.members.iter().enumerate() {
            if self.keyword(object, at, key) != Some(Keyword::Nest) {
                continue;
            }
            for nested in value.one_or_many() {
                let Value::Object(map) = nested else { continue };
                let id = self.with_keys(map, |walk, keys| walk.node_id(&Opened { map, keys, ..*object }))?;
                if id.is_some() {
                    return Ok(id);
                }
            }
        }
        Ok(None)
    }

    fn members(&mut self, node: Node, object: Opened<'_, '_>) -> Result<()> {
        for (at, (key, value)) in object.map.members.iter().enumerate() {
            let name = self.keys.get(object.keys + at).copied().flatten();
            self.key(node.active, name, key)
                .and_then(|meaning| match meaning {
                    Key::Nothing => Ok(()),
                    Key::Property(property) => self.property_member(node, property, value, false),
                    Key::Keyword(keyword) => self.keyword_member(node, keyword, key, value),
                })
                .map_err(|problem| problem.inside(key))?;
        }
        Ok(())
    }

    /// 13.4) A member whose key is a keyword. Strict mode knows `@id` and `@type`; `@context` was handled.
    fn keyword_member(&mut self, node: Node, keyword: Keyword, key: &str, value: &Value<'_>) -> Result<()> {
        match keyword {
            Keyword::Id => return Ok(()),
            Keyword::Context => return Ok(()),
            Keyword::Type => return self.types(node, value),
            _ => self.forbidden(key)?,
        }
        match keyword {
            Keyword::Graph => {
                let place = Place { link: Link::Floating, graph: node.content };
                self.values(node.active, Definition::default(), value, place)
            }
            Keyword::Included => self.included(node, value),
            Keyword::Reverse => self.reverse(node, value),
            Keyword::Nest => {
                let definition = self.contexts.term(self.context(node.active), key).unwrap_or_default();
                value.one_or_many().iter().try_for_each(|nested| self.nest(node, nested, definition))
            }
            Keyword::Index => match value {
                Value::String(_) => Ok(()),
                _ => Err(fault(ErrorCode::InvalidIndexValue, "an index is a text")),
            },
            _ => Ok(()),
        }
    }

    /// 13.4.4) and Deserialize JSON-LD to RDF 1.3.2.1)
    fn types(&mut self, node: Node, value: &Value<'_>) -> Result<()> {
        if matches!(value, Value::Array(items) if items.is_empty()) {
            return self.lost(|| "The list of types is empty.".into());
        }
        let predicate = self.rdf_type()?;
        for (at, item) in value.one_or_many().iter().enumerate() {
            let inside = |problem: Problem| match value {
                Value::Array(_) => problem.inside(&at.to_string()),
                _ => problem,
            };
            let Value::String(name) = item else {
                return Err(inside(fault(ErrorCode::InvalidTypeValue, "a type is a text")));
            };
            match (self.term_of(node.type_scoped, name, true)?, node.subject) {
                (Some(kind), Some(subject)) => self.quad(subject, predicate, kind, node.graph)?,
                (None, _) if !self.lenient() => {
                    let detail = format!("No context of this document defines the type '{}'.", shorten(name));
                    return Err(inside(Problem::new(Code::UndefinedType, detail)));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn rdf_type(&mut self) -> Result<Term> {
        let name = self.contexts.rdf.type_;
        self.well_known(name)
    }

    /// 13.5) to 13.14) A member whose key is a property. `reversed` inside `@reverse`.
    fn property_member(
        &mut self,
        node: Node,
        property: Property,
        value: &Value<'_>,
        reversed: bool,
    ) -> Result<()> {
        let Property { predicate, definition } = property;
        let link = match (node.subject, predicate) {
            (Some(object), Some(predicate)) if definition.reverse != reversed => {
                Link::Subject { predicate, object }
            }
            (Some(subject), Some(predicate)) => Link::Object { subject, predicate },
            _ => Link::Unsaid,
        };
        let place = Place { link, graph: node.graph };
        let container = definition.container;
        match value {
            _ if definition.type_mapping == TypeMapping::Json => self.json_literal(value, place),
            Value::Object(map) if container.has(Container::LANGUAGE) => {
                self.language_map(node.active, definition, map, place)
            }
            Value::Object(map)
                if container.has(Container::INDEX.with(Container::ID).with(Container::TYPE)) =>
            {
                self.node_map(node.active, definition, map, place)
            }
            Value::Null => self.lost_null(),
            value if container.has(Container::LIST) && !self.is_list_object(node.active, value) => {
                if matches!(link, Link::Subject { .. }) {
                    return Err(fault(ErrorCode::InvalidReversePropertyValue, "a list"));
                }
                self.list_items(node.active, definition, value, place)
            }
            value if container.has(Container::GRAPH) => self.graphs(node.active, definition, value, place),
            value => self.values(node.active, definition, value, place),
        }
    }

    /// 13.11) A list container: arrays in arrays are lists in lists.
    fn list_items(
        &mut self,
        active: ActiveId,
        definition: Definition,
        value: &Value<'_>,
        place: Place,
    ) -> Result<()> {
        self.list(place, |walk, item| match value {
            Value::Array(items) => walk.each(items, |walk, value| match value {
                Value::Array(_) => walk.list_items(active, definition, value, item),
                value => walk.values(active, definition, value, item),
            }),
            value => walk.values(active, definition, value, item),
        })
    }

    pub(super) fn is_list_object(&self, active: ActiveId, value: &Value<'_>) -> bool {
        self.has_keyword(active, value, Keyword::List)
    }

    /// Whether `value` is an object with a key that stands for `keyword`.
    pub(super) fn has_keyword(&self, active: ActiveId, value: &Value<'_>, keyword: Keyword) -> bool {
        let Value::Object(map) = value else { return false };
        map.members.iter().any(|(key, _)| self.keyword_of(active, key) == Some(keyword))
    }

    fn keyword_of(&self, active: ActiveId, key: &str) -> Option<Keyword> {
        match self.contexts.expand(self.context(active), key, true, false) {
            Expanded::Keyword(keyword) => Some(keyword),
            _ => None,
        }
    }

    /// 13.4.6)
    fn included(&mut self, node: Node, value: &Value<'_>) -> Result<()> {
        let place = Place { link: Link::Floating, graph: node.graph };
        for item in value.one_or_many() {
            let is_node = matches!(item, Value::Object(_))
                && ![Keyword::Value, Keyword::List, Keyword::Set]
                    .iter()
                    .any(|&keyword| self.has_keyword(node.active, item, keyword));
            if !is_node {
                return Err(fault(ErrorCode::InvalidIncludedValue, "only nodes can be included"));
            }
            self.values(node.active, Definition::default(), item, place)?;
        }
        Ok(())
    }

    /// 13.4.13)
    fn reverse(&mut self, node: Node, value: &Value<'_>) -> Result<()> {
        let Value::Object(map) = value else {
            return Err(fault(ErrorCode::InvalidReverseValue, "@reverse takes an object"));
        };
        self.with_keys(map, |walk, keys| {
            for (at, (key, value)) in map.members.iter().enumerate() {
                let name = walk.keys.get(keys + at).copied().flatten();
                match walk.key(node.active, name, key)? {
                    Key::Nothing => {}
                    Key::Keyword(_) => {
                        return Err(fault(ErrorCode::InvalidReversePropertyMap, "it holds a keyword"));
                    }
                    Key::Property(property) => walk.property_member(node, property, value, true)?,
                }
            }
            Ok(())
        })
    }

    /// 14) Members that stand one object deeper than they mean.
    fn nest(&mut self, mut node: Node, value: &Value<'_>, definition: Definition) -> Result<()> {
        let Value::Object(map) = value else {
            return Err(fault(ErrorCode::InvalidNestValue, "@nest takes an object"));
        };
        if self.has_keyword(node.active, value, Keyword::Value) {
            return Err(fault(ErrorCode::InvalidNestValue, "@nest takes no value object"));
        }
        if let Some(scoped) = definition.context {
            node.active = self.contexts.process(node.active, scoped, Scope::PROPERTY)?;
        }
        self.with_keys(map, |walk, keys| {
            let object = Opened { map, keys, active: node.active, type_scoped: node.type_scoped };
            walk.members(node, object)
        })
    }

    /// Whether the document's only entry that expands to anything is `@graph`.
    fn has_only_graph(&mut self, object: &Opened<'_, '_>) -> Result<bool> {
        let mut found = false;
        for (at, (key, value)) in object.map.members.iter().enumerate() {
            let name = self.keys.get(object.keys + at).copied().flatten();
            match self.key(object.active, name, key)? {
                Key::Keyword(Keyword::Graph) => found = true,
                Key::Nothing | Key::Keyword(Keyword::Context) => {}
                _ if value.is_null() => {}
                _ => return Ok(false),
            }
        }
        Ok(found)
    }
}

/// 18) An object of nothing but `@language` is none.
fn is_empty_of_meaning(object: &Opened<'_, '_>, walk: &Walk<'_>) -> bool {
    object.map.members.len() == 1
        && object.map.members.iter().all(|(key, _)| walk.keyword(object, 0, key) == Some(Keyword::Language))
}

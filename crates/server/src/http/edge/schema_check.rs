//! Checks a JSON value against the schema of a request type and names every fault. The schema is the one that the
//! OpenAPI document shows, so that both always say the same; poem-openapi's own parser stops at the first fault.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use serde_json::Value;

use super::formats;
use crate::domain::FieldProblem;

/// Everything that keeps `value` from being a `T`.
pub(super) fn problems<T: Type>(value: &Value) -> Vec<FieldProblem> {
    kept::<T>().problems(value)
}

/// The check of a request type, made when the first request of it comes.
fn kept<T: Type>() -> Arc<ShapeCheck> {
    static CHECKS: LazyLock<Mutex<HashMap<&str, Arc<ShapeCheck>>>> = LazyLock::new(Mutex::default);
    let mut checks = CHECKS.lock().unwrap_or_else(PoisonError::into_inner);
    checks.entry(std::any::type_name::<T>()).or_insert_with(|| Arc::new(ShapeCheck::of::<T>())).clone()
}

/// Checks values of one type; made once for many.
pub(crate) struct ShapeCheck {
    registry: Registry,
    root: MetaSchemaRef,
}

/// What belongs at a place in a value, as far as a text has to be read in another way for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A text, or any value.
    Text,
    /// A date and time.
    DateTime,
    /// `true` or `false`.
    Boolean,
}

impl ShapeCheck {
    /// For the type `T`.
    pub(crate) fn of<T: Type>() -> Self {
        let mut registry = Registry::new();
        T::register(&mut registry);
        Self { registry, root: T::schema_ref() }
    }

    /// Everything that keeps `value` from being of the type.
    pub(crate) fn problems(&self, value: &Value) -> Vec<FieldProblem> {
        let mut check = Check { registry: &self.registry, problems: Vec::new() };
        check.value(value, &self.root, "");
        check.problems
    }

    /// What belongs at the end of a path of members and positions, if a single value does.
    pub(crate) fn place(&self, path: &[String]) -> Option<Place> {
        let mut schema = self.resolve(&self.root)?;
        for step in path {
            schema = match schema.ty {
                "array" => {
                    let at: usize = step.parse().ok()?;
                    let is_near = schema.max_items.is_some_and(|most| at < most);
                    self.resolve(schema.items.as_ref().filter(|_| is_near)?)?
                }
                _ => match schema.properties.iter().find(|(name, _)| name == step) {
                    Some((_, member)) => self.resolve(member)?,
                    None => {
                        self.resolve(schema.additional_properties.as_ref().filter(|_| !step.is_empty())?)?
                    }
                },
            };
        }
        match (schema.ty, schema.format) {
            ("string", Some("date-time")) => Some(Place::DateTime),
            ("string" | "", _) => Some(Place::Text),
            ("boolean", _) => Some(Place::Boolean),
            _ => None,
        }
    }

    fn resolve<'a>(&'a self, schema: &'a MetaSchemaRef) -> Option<&'a MetaSchema> {
        let schema = match schema {
            MetaSchemaRef::Inline(schema) => schema,
            MetaSchemaRef::Reference(name) => self.registry.schemas.get(name)?,
        };
        // A reference with limits beside it is written as `allOf`.
        match schema.all_of.first() {
            Some(part @ MetaSchemaRef::Reference(_)) => self.resolve(part),
            _ => Some(schema),
        }
    }
}

struct Check<'a> {
    registry: &'a Registry,
    problems: Vec<FieldProblem>,
}

impl Check<'_> {
    fn fault(&mut self, pointer: &str, message: impl Into<String>) {
        self.problems.push(FieldProblem::new(pointer, message));
    }

    fn value(&mut self, value: &Value, schema: &MetaSchemaRef, pointer: &str) {
        let schema: &MetaSchema = match schema {
            MetaSchemaRef::Inline(schema) => schema,
            MetaSchemaRef::Reference(name) => match self.registry.schemas.get(name) {
                Some(schema) => schema,
                None => return,
            },
        };
        // A reference with limits beside it is written as `allOf`.
        for part in &schema.all_of {
            if matches!(part, MetaSchemaRef::Reference(_)) {
                self.value(value, part, pointer);
            }
        }
        match (schema.ty, value) {
            ("object", Value::Object(members)) => self.object(members, schema, pointer),
            ("array", Value::Array(items)) => self.array(items, schema, pointer),
            ("string", Value::String(text)) => self.string(text, schema, pointer),
            ("integer", Value::Number(number)) if number.is_i64() || number.is_u64() => {
                self.number(number.as_f64(), schema, pointer);
            }
            ("number", Value::Number(number)) => self.number(number.as_f64(), schema, pointer),
            ("boolean", Value::Bool(_)) | ("", _) => {}
            (expected, _) => self.fault(pointer, format!("Must be {}.", with_article(expected))),
        }
    }

    fn object(&mut self, members: &serde_json::Map<String, Value>, schema: &MetaSchema, pointer: &str) {
        for name in &schema.required {
            if !members.contains_key(*name) {
                self.fault(&format!("{pointer}/{name}"), "Required.");
            }
        }
        for (name, value) in members {
            let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            match schema.properties.iter().find(|(known, _)| known == name) {
                // An optional member may be null.
                Some(_) if value.is_null() && !schema.required.contains(&name.as_str()) => {}
                Some((_, schema)) => self.value(value, schema, &pointer),
                None => match &schema.additional_properties {
                    Some(schema) => self.value(value, schema, &pointer),
                    None => self.fault(&pointer, "There is no such field."),
                },
            }
        }
    }

    fn array(&mut self, items: &[Value], schema: &MetaSchema, pointer: &str) {
        if let Some(most) = schema.max_items.filter(|most| items.len() > *most) {
            self.fault(pointer, format!("May have {most} items at most."));
            return;
        }
        if let Some(least) = schema.min_items.filter(|least| items.len() < *least) {
            self.fault(pointer, format!("Must have {least} items at least."));
        }
        if let Some(schema) = &schema.items {
            for (at, item) in items.iter().enumerate() {
                self.value(item, schema, &format!("{pointer}/{at}"));
            }
        }
    }

    fn string(&mut self, text: &str, schema: &MetaSchema, pointer: &str) {
        let characters = text.chars().count();
        if let Some(most) = schema.max_length.filter(|most| characters > *most) {
            self.fault(pointer, format!("May have {most} characters at most."));
        }
        if let Some(least) = schema.min_length.filter(|least| characters < *least) {
            self.fault(
                pointer,
                match least {
                    1 => "Must not be empty.".to_owned(),
                    least => format!("Must have {least} characters at least."),
                },
            );
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.fault(pointer, "Must not contain control characters.");
        }
        if !schema.enum_items.is_empty() && !schema.enum_items.iter().any(|item| item == text) {
            let known: Vec<&str> = schema.enum_items.iter().filter_map(Value::as_str).collect();
            self.fault(pointer, format!("Must be one of {}.", known.join(", ")));
        }
        if let Some(message) = schema.format.and_then(|format| formats::problem(format, text)) {
            self.fault(pointer, message);
        }
    }

    fn number(&mut self, number: Option<f64>, schema: &MetaSchema, pointer: &str) {
        let Some(number) = number else { return };
        if let Some(least) = schema.minimum.filter(|least| number < *least) {
            self.fault(pointer, format!("Must be {least} or more."));
        }
        if let Some(most) = schema.maximum.filter(|most| number > *most) {
            self.fault(pointer, format!("Must be {most} or less."));
        }
    }
}

fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

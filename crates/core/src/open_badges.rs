//! The classes of Open Badges 3.0 and the shape of their members, written from the published JSON Schema
//! (`ob_v3p0_achievementcredential_schema.json`).
//!
//! Looser than the schema in one thing: where the serialization rules of version 1.3 allow a single value instead of a
//! list of one, it is accepted. Dates other than those of the validity period are only strings, because the schema's
//! `format` is an annotation and issuers in use write plain dates.

mod classes;

pub(crate) use classes::{ACHIEVEMENT_CREDENTIAL, ENDORSEMENT_CREDENTIAL};
pub use classes::{ACHIEVEMENT_TYPES, IDENTIFIER_TYPES, RESULT_STATUSES, RESULT_TYPES, TARGET_TYPES};

use crate::json::{Object, Value};
use crate::{Code, Problem};

/// A class: what its members look like.
#[derive(Debug)]
pub(crate) struct Class {
    /// The name that has to stand in `type`.
    name: &'static str,
    /// Whether `type` is exactly that name as a string, and no other members are allowed.
    kind: ClassKind,
    members: &'static [Member],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ClassKind {
    /// `type` is a list (or, compacted, a string) with the name in it; further members are allowed.
    Open,
    /// `type` is the name; further members are allowed.
    SingleType,
    /// `type` is the name; there are no further members.
    Closed,
    /// `type` is any string.
    AnyType,
    /// There is no `type`.
    Untyped,
    /// `type` is checked elsewhere.
    Credential,
}

#[derive(Debug)]
struct Member {
    name: &'static str,
    /// What data model 1.1 calls it, where the names differ.
    former: Option<&'static str>,
    required: bool,
    shape: Shape,
}

#[derive(Debug)]
enum Shape {
    String,
    Boolean,
    Number,
    /// `^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`
    LanguageTag,
    /// Base64url parts of a compact JWS.
    CompactJws,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, or an extension (`ext:…`).
    ExtensibleWord(&'static [&'static str]),
    One(&'static Class),
    /// A URI or an object.
    UriOr(&'static Class),
    List(&'static Shape),
    /// A list that may be compacted to its only value.
    OneOrList(&'static Shape),
}

/// Checks `object` as an instance of `class` at the JSON pointer `at`.
pub(crate) fn check(object: &Object<'_>, class: &'static Class, at: &str, problems: &mut Vec<Problem>) {
    check_type(object, class, at, problems);
    for member in class.members {
        let former = || member.former.and_then(|name| Some((name, object.get(name)?)));
        match object.get(member.name).map(|value| (member.name, value)).or_else(former) {
            Some((name, value)) => check_value(value, &member.shape, &format!("{at}/{name}"), problems),
            None if member.required => {
                let detail = format!("The {} has no {}.", class.name, member.name);
                problems.push(Problem::new(Code::MissingMember, detail).at(format!("{at}/{}", member.name)));
            }
            None => {}
        }
    }
    if class.kind == ClassKind::Closed {
        let known = |name: &str| name == "type" || class.members.iter().any(|member| member.name == name);
        for (name, _) in object.iter().filter(|(name, _)| !known(name)) {
            let detail = format!("The {} has a member that it may not have.", class.name);
            problems.push(malformed(detail).inside(name).under(at));
        }
    }
}

fn check_type(object: &Object<'_>, class: &Class, at: &str, problems: &mut Vec<Problem>) {
    let name = class.name;
    let holds = match (class.kind, object.get("type")) {
        (ClassKind::Untyped | ClassKind::Credential, _) => true,
        (ClassKind::AnyType, Some(Value::String(_))) => true,
        (ClassKind::SingleType | ClassKind::Closed, Some(Value::String(own))) => own == name,
        (ClassKind::Open, Some(types)) => {
            let types = types.one_or_many();
            types.iter().all(|own| own.as_str().is_some())
                && types.iter().any(|own| own.as_str() == Some(name))
        }
        _ => false,
    };
    if !holds {
        let code = if object.contains("type") { Code::MalformedValue } else { Code::MissingMember };
        problems.push(
            Problem::new(code, format!("The type of a {name} has to say so.")).at(format!("{at}/type")),
        );
    }
}

fn check_value(value: &Value<'_>, shape: &'static Shape, at: &str, problems: &mut Vec<Problem>) {
    let expected = match (shape, value) {
        (Shape::String, Value::String(_))
        | (Shape::Boolean, Value::Bool(_))
        | (Shape::Number, Value::Number(_))
        | (Shape::UriOr(_), Value::String(_)) => return,
        (Shape::LanguageTag, Value::String(text)) if is_language_tag(text) => return,
        (Shape::CompactJws, Value::String(text)) if is_compact_jws(text) => return,
        (Shape::Word(words), Value::String(text)) if words.contains(&&**text) => return,
        (Shape::ExtensibleWord(words), Value::String(text))
            if words.contains(&&**text) || is_extension(text) =>
        {
            return;
        }
        (Shape::One(class) | Shape::UriOr(class), Value::Object(object)) => {
            return check(object, class, at, problems);
        }
        (Shape::List(item) | Shape::OneOrList(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                check_value(value, item, &format!("{at}/{index}"), problems);
            }
            return;
        }
        (Shape::OneOrList(item), value) => return check_value(value, item, at, problems),
        (Shape::String, _) => "a string",
        (Shape::Boolean, _) => "true or false",
        (Shape::Number, _) => "a number",
        (Shape::LanguageTag, _) => "a language tag such as en or en-GB",
        (Shape::CompactJws, _) => "a compact JWS",
        (Shape::Word(_), _) => "one of the words that Open Badges defines for it",
        (Shape::ExtensibleWord(_), _) => {
            "one of the words that Open Badges defines for it, nor an extension (ext:…)"
        }
        (Shape::One(_), _) => "an object",
        (Shape::UriOr(_), _) => "an identifier or an object",
        (Shape::List(_), _) => "a list",
    };
    let name = at.rsplit('/').next().unwrap_or_default();
    problems.push(malformed(format!("{name} is not {expected}.")).at(at));
}

fn malformed(detail: impl Into<String>) -> Problem {
    Problem::new(Code::MalformedValue, detail)
}

/// The schema's pattern `(ext:)[a-z|A-Z|0-9|.|-|_]+`, which is not anchored.
fn is_extension(text: &str) -> bool {
    text.match_indices("ext:").any(|(at, prefix)| {
        let next = text.get(at + prefix.len()..).and_then(|rest| rest.chars().next());
        next.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '|' | '.' | '_' | '-'))
    })
}

fn is_compact_jws(text: &str) -> bool {
    let letters =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let mut parts = text.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(payload), Some(signature), None) => {
            !header.is_empty()
                && !signature.is_empty()
                && [header, payload, signature].into_iter().all(letters)
        }
        _ => false,
    }
}

fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-').peekable();
    let language = parts.next().unwrap_or_default();
    let is_script = |part: &&str| {
        part.len() == 4
            && part.starts_with(|c: char| c.is_ascii_uppercase())
            && part.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
    };
    let is_region = |part: &&str| {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase()))
            || (part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if !(2..=4).contains(&language.len()) || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    parts.next_if(is_script);
    parts.next_if(is_region);
    parts.next().is_none()
}

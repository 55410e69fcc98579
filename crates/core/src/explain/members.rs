//! Repairs of the shape: members misspelt, added, missing, and lists where none should be.

use super::bench::Bench;
use super::diagnosis::{Diagnosis, DiagnosisCode as D};
use super::edit::{self, Action, Edit};
use super::names;
use crate::json::{self, Value};
use crate::{Code, Outcome, Report};

/// What `type` says of the objects that hold these members, for putting it back.
const TYPES: [(&str, &str); 11] = [
    ("credentialSubject", "AchievementSubject"),
    ("achievement", "Achievement"),
    ("issuer", "Profile"),
    ("creator", "Profile"),
    ("source", "Profile"),
    ("evidence", "Evidence"),
    ("result", "Result"),
    ("resultDescription", "ResultDescription"),
    ("alignment", "Alignment"),
    ("identifier", "IdentityObject"),
    ("image", "Image"),
];

/// Repairs at the places that the report names.
pub(super) fn try_shapes<'a>(value: &Value<'a>, report: &Report, bench: &mut Bench<'_>) -> Option<Diagnosis> {
    let named = |codes: &[Code]| -> Vec<String> {
        let checks = report.checks.iter().filter(|check| check.outcome != Outcome::Passed);
        let checks = checks.filter(|check| check.code.is_some_and(|code| codes.contains(&code)));
        checks.map(|check| check.pointer.clone()).collect()
    };
    let malformed = named(&[Code::MalformedValue, Code::InvalidJsonLd]);
    let value_at = |pointer: &String| edit::at(value, pointer).map(|inner| (pointer.clone(), inner.clone()));
    let wrap = malformed.iter().filter_map(value_at).filter(|(_, inner)| inner.as_array().is_none());
    let wrap = wrap.map(|(pointer, inner)| Edit::set(pointer, Value::Array(vec![inner]))).collect();
    let unwrap = malformed.iter().filter_map(value_at).filter_map(|(pointer, inner)| match inner {
        Value::Array(elements) if elements.len() == 1 => {
            elements.into_iter().next().map(|only| Edit::set(pointer, only))
        }
        _ => None,
    });
    let unwrap = unwrap.collect();
    let undefined = named(&[Code::UndefinedTerm, Code::UndefinedType]);
    let relative = named(&[Code::RelativeIri]);
    let dropped =
        named(&[Code::DroppedValue, Code::UndefinedTerm, Code::UndefinedType, Code::ForbiddenKeyword]);
    let missing =
        named(&[Code::MissingMember, Code::MalformedProof, Code::UndefinedTerm, Code::UndefinedType]);
    let dates = named(&[Code::InvalidDateTime]);
    bench
        .all_of(D::ListExpected, value, wrap)
        .or_else(|| bench.all_of(D::ListNotExpected, value, unwrap))
        .or_else(|| bench.any_of(D::MisspeltMember, value, names::renamings(value, &undefined)))
        .or_else(|| bench.any_of(D::RelativeIdentifier, value, absolute(value, &relative)))
        .or_else(|| bench.any_of(D::DateForm, value, complete_dates(value, &dates)))
        .or_else(|| bench.any_of(D::MemberAdded, value, dropped.into_iter().map(Edit::remove)))
        .or_else(|| bench.any_of(D::MemberMissing, value, types(value, &missing)))
        .or_else(|| bench.all_of(D::ObjectAsText, value, objects_in_texts(value)))
}

/// Taking each member away, then turning each short list round: whether the proof holds without it.
pub(super) fn try_removals<'a>(value: &Value<'a>, bench: &mut Bench<'_>) -> Option<Diagnosis> {
    if let Some(Value::Array(proofs)) = value.get("proof")
        && proofs.len() > 1
    {
        let removals = (0..proofs.len()).rev().map(|index| Edit::remove(format!("/proof/{index}")));
        if let Some(found) = bench.any_of(D::OtherProof, value, removals) {
            return Some(found);
        }
    }
    let places = edit::places(value);
    let removals = places.iter().filter(|(pointer, _)| !pointer.starts_with("/proof"));
    let removals = removals.map(|(pointer, _)| Edit::remove(pointer.clone()));
    if let Some(found) = bench.any_of(D::MemberAdded, value, removals) {
        return Some(found);
    }
    let lists = places.iter().filter_map(|(pointer, inner)| {
        let elements = inner.as_array().filter(|elements| elements.len() > 1)?;
        Some((pointer.clone(), elements))
    });
    let orders: Vec<_> = lists
        .flat_map(|(pointer, elements)| {
            let turned: Vec<_> = elements.iter().rev().cloned().collect();
            let mut rotated = elements.to_vec();
            rotated.rotate_left(1);
            let mut back = elements.to_vec();
            back.rotate_right(1);
            [turned, rotated, back].map(|list| Edit::set(pointer.clone(), Value::Array(list)))
        })
        .collect();
    bench.any_of(D::ListOrder, value, orders)
}

/// Beginnings that an identifier may have lost.
fn absolute<'a>(value: &Value<'a>, pointers: &[String]) -> Vec<Edit<'a>> {
    let texts = pointers.iter().filter_map(|pointer| Some((pointer, edit::at(value, pointer)?.as_str()?)));
    let edits = texts.flat_map(|(pointer, text)| {
        let bare = text.trim_start_matches('/');
        let mut whole = vec![format!("https://{bare}"), format!("http://{bare}"), format!("urn:uuid:{bare}")];
        if let Some(base) = base(value) {
            whole.push(format!("{base}/{bare}"));
        }
        if text.contains('@') {
            whole.insert(0, format!("mailto:{text}"));
        }
        if text.starts_with("key:") || text.starts_with("web:") {
            whole.insert(0, format!("did:{text}"));
        }
        if text.starts_with("uuid:") {
            whole.insert(0, format!("urn:{text}"));
        }
        if text.trim() != text {
            whole.insert(0, text.trim().to_owned());
        }
        whole.into_iter().map(|whole| Edit::text(pointer.clone(), whole)).collect::<Vec<_>>()
    });
    edits.collect()
}

/// Scheme and host of the first web address in the credential.
fn base(value: &Value<'_>) -> Option<String> {
    ["/id", "/issuer", "/issuer/id", "/issuer/url"].into_iter().find_map(|pointer| {
        let text = edit::at(value, pointer)?.as_str()?;
        let host = text.strip_prefix("https://")?.split('/').next()?;
        Some(format!("https://{host}"))
    })
}

/// Dates that lack their zone or their letters.
fn complete_dates<'a>(value: &Value<'a>, pointers: &[String]) -> Vec<Edit<'a>> {
    let texts = pointers.iter().filter_map(|pointer| Some((pointer, edit::at(value, pointer)?.as_str()?)));
    let edits = texts.flat_map(|(pointer, text)| {
        let spaced = text.trim().replacen(' ', "T", 1).to_ascii_uppercase();
        let whole = [
            spaced.clone(),
            format!("{spaced}Z"),
            format!("{spaced}+00:00"),
            format!("{spaced}T00:00:00Z"),
            format!("{spaced}:00Z"),
        ];
        whole.map(|whole| Edit::text(pointer.clone(), whole))
    });
    edits.collect()
}

/// The type that an object lost, by the member that holds it.
fn types<'a>(value: &Value<'a>, pointers: &[String]) -> Vec<Edit<'a>> {
    let mut edits = Vec::new();
    // A term that only a type defines is undefined when the type is missing, so parents of such terms count too.
    for (pointer, inner) in [(String::new(), value)].into_iter().chain(edit::places(value)) {
        let Some(object) = inner.as_object() else { continue };
        let named = |own: &String| *own == format!("{pointer}/type") || own.starts_with(&pointer);
        if object.contains("type") || !pointers.iter().any(named) {
            continue;
        }
        let at = format!("{pointer}/type");
        let name = pointer.rsplit('/').find(|token| token.parse::<usize>().is_err()).unwrap_or_default();
        if pointer.is_empty() {
            let types = ["VerifiableCredential", "OpenBadgeCredential"].map(Value::from);
            edits.push(Edit::set(at.clone(), Value::Array(types.to_vec())));
        }
        if name == "proof" {
            edits.push(Edit::text(at.clone(), "DataIntegrityProof"));
        }
        for (_, class) in TYPES.iter().filter(|(member, _)| *member == name) {
            edits.push(Edit::set(at.clone(), Value::Array(vec![Value::from(*class)])));
            edits.push(Edit::text(at.clone(), *class));
        }
    }
    edits
}

/// Texts that are a JSON object, taken for what they are.
fn objects_in_texts<'a>(value: &Value<'a>) -> Vec<Edit<'a>> {
    let texts = edit::places(value).into_iter().filter_map(|(pointer, inner)| match inner {
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => Some((pointer, text)),
        _ => None,
    });
    let parsed = texts.filter_map(|(pointer, text)| {
        let parsed = json::parse(text.as_bytes(), &crate::Limits::default()).ok()?;
        Some(Edit { pointer, action: Action::Set(owned(parsed)?) })
    });
    parsed.collect()
}

/// The value without borrowing from its text; `None` if it holds a number, which always does.
fn owned<'a>(value: Value<'_>) -> Option<Value<'a>> {
    Some(match value {
        Value::Null => Value::Null,
        Value::Bool(truth) => Value::Bool(truth),
        Value::Number(_) => return None,
        Value::String(text) => Value::from(text.into_owned()),
        Value::Array(elements) => Value::Array(elements.into_iter().map(owned).collect::<Option<_>>()?),
        Value::Object(object) => {
            let mut new = json::Object::new();
            for (name, inner) in object.members {
                new.insert(name.into_owned(), owned(inner)?);
            }
            Value::Object(new)
        }
    })
}

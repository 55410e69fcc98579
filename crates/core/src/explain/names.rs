//! Names that no context of the credential defines: where they are defined, or what they may have been.

use super::diagnosis::{self, Confidence, Diagnosis};
use super::edit::{self, Action, Edit};
use crate::json::{self, Value};
use crate::{Check, Code, Limits, Verification, contexts, extract};

/// Names of Open Badges 2.0 that 3.0 has under others.
const OPEN_BADGES_2: [(&str, &str); 9] = [
    ("badge", "credentialSubject.achievement"),
    ("recipient", "credentialSubject.identifier"),
    ("issuedOn", "validFrom"),
    ("expires", "validUntil"),
    ("verification", "proof"),
    ("tags", "tag"),
    ("email", "email of the Profile"),
    ("salt", "salt of the IdentityObject"),
    ("revoked", "credentialStatus"),
];
/// Names that are one slip of the hand apart have at most this distance.
const MAX_DISTANCE: usize = 2;

/// New names for the members at `pointers`, or new texts for the types there: those that are defined and nearly the same.
pub(super) fn renamings<'a>(value: &Value<'a>, pointers: &[String]) -> Vec<Edit<'a>> {
    let known = all_names();
    let mut edits = Vec::new();
    for pointer in pointers {
        let token = pointer.rsplit('/').next().unwrap_or_default();
        let name = edit::unescape(token);
        let is_type = pointer.split('/').any(|token| token == "type");
        if is_type {
            let Some(text) = edit::at(value, pointer).and_then(Value::as_str) else { continue };
            edits.extend(nearest(text, &known).map(|near| Edit::text(pointer.clone(), near)));
        } else {
            let renamed = nearest(&name, &known);
            edits.extend(
                renamed
                    .map(|near| Edit { pointer: pointer.clone(), action: Action::Rename(near.to_owned()) }),
            );
        }
    }
    edits
}

/// What an undefined name is most likely about.
pub(super) fn of_undefined(check: &Check, code: Code, verification: &Verification) -> Diagnosis {
    let limits = &verification.options().limits;
    let mut found = diagnosis::of_code(check, code);
    let Some(name) = name_at(&check.pointer, code, verification.bytes(), limits) else { return found };
    let definers = contexts::pinned().filter(|(_, text)| defines(text, &name)).map(|(url, _)| url);
    let definers: Vec<&str> = definers.collect();
    let known = all_names();
    if let Some((_, new)) = OPEN_BADGES_2.iter().find(|(old, _)| *old == name && definers.is_empty()) {
        found.repair =
            format!("“{name}” is a word of Open Badges 2.0; Open Badges 3.0 has {new}. {}", found.repair);
        found.confidence = Confidence::Likely;
    } else if !definers.is_empty() {
        found.repair = format!(
            "“{name}” is defined in {}, but not for this place under the contexts that the credential has. {}",
            definers.join(" and "),
            found.repair
        );
    } else if let Some(near) = nearest(&name, &known).next() {
        found.repair = format!("Did its issuer mean “{near}”? {}", found.repair);
        found.confidence = Confidence::Likely;
    }
    found
}

/// The name that the check is about.
fn name_at(pointer: &str, code: Code, bytes: &[u8], limits: &Limits) -> Option<String> {
    if code == Code::UndefinedType {
        let file = extract(bytes, limits).ok()?;
        let value = json::parse(&file.bytes, limits).ok()?;
        return edit::at(&value, pointer)?.as_str().map(str::to_owned);
    }
    pointer.rsplit('/').next().map(|token| edit::unescape(token).into_owned())
}

/// Every term of the pinned contexts, sorted.
fn all_names() -> Vec<String> {
    let mut names = Vec::new();
    for (_, text) in contexts::pinned() {
        if let Ok(document) = json::parse(text.as_bytes(), &Limits::default()) {
            collect(&document, false, &mut |name| names.push(name.to_owned()));
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a context document defines `name` anywhere: at its top, or for one type or property.
fn defines(text: &str, name: &str) -> bool {
    let mut found = false;
    if let Ok(document) = json::parse(text.as_bytes(), &Limits::default()) {
        collect(&document, false, &mut |own| found |= own == name);
    }
    found
}

fn collect(value: &Value<'_>, is_context: bool, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members.iter() {
                if is_context && !name.starts_with('@') {
                    found(name);
                }
                collect(inner, name == "@context", found);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|inner| collect(inner, is_context, found)),
        _ => {}
    }
}

/// Names that are nearly `name`, nearest first.
fn nearest<'n>(name: &str, known: &'n [String]) -> impl Iterator<Item = &'n str> + use<'n> {
    let mut near: Vec<(usize, &'n str)> = known
        .iter()
        .filter(|own| own.as_str() != name)
        .filter_map(|own| Some((distance(name, own)?, own.as_str())))
        .collect();
    near.sort_unstable();
    near.into_iter().map(|(_, own)| own).take(3)
}

/// Levenshtein distance, capitals counting half as much as letters; `None` if it is too large.
fn distance(one: &str, other: &str) -> Option<usize> {
    if one.eq_ignore_ascii_case(other) {
        return Some(0);
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().take(80).collect(), other.chars().collect());
    if one.len() < 4 || one.len().abs_diff(other.len()) > MAX_DISTANCE {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut previous = at;
        let mut new_row = vec![at + 1];
        for (column, own) in other.iter().enumerate() {
            let above = row.get(column + 1).copied().unwrap_or(usize::MAX - 1);
            let left = new_row.last().copied().unwrap_or(usize::MAX - 1);
            let replaced = previous + usize::from(letter != own);
            new_row.push(replaced.min(above + 1).min(left + 1));
            previous = above;
        }
        row = new_row;
    }
    row.last().copied().filter(|distance| *distance <= MAX_DISTANCE)
}

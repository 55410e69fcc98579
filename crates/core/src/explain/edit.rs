//! Small changes to a document in memory.

use std::borrow::Cow;

use super::diagnosis::Change;
use crate::json::Value;

/// Longest text that is shown of a value before and after.
const MAX_SHOWN: usize = 200;

/// One change at a place.
#[derive(Clone, Debug)]
pub(super) struct Edit<'a> {
    /// JSON pointer of the value that is changed.
    pub(super) pointer: String,
    pub(super) action: Action<'a>,
}

#[derive(Clone, Debug)]
pub(super) enum Action<'a> {
    /// Puts another value in the place; a last reference token that is not there yet becomes a new member.
    Set(Value<'a>),
    /// Takes the value away.
    Remove,
    /// Gives the member another name.
    Rename(String),
}

impl<'a> Edit<'a> {
    pub(super) fn set(pointer: impl Into<String>, value: Value<'a>) -> Self {
        Self { pointer: pointer.into(), action: Action::Set(value) }
    }

    pub(super) fn text(pointer: impl Into<String>, text: impl Into<String>) -> Self {
        Self::set(pointer, Value::String(Cow::Owned(text.into())))
    }

    pub(super) fn remove(pointer: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), action: Action::Remove }
    }
}

/// The document with all edits; `None` when one of them has no place in it.
pub(super) fn apply<'a>(value: &Value<'a>, edits: &[Edit<'a>]) -> Option<Value<'a>> {
    let mut edited = value.clone();
    for edit in edits {
        apply_one(&mut edited, edit)?;
    }
    Some(edited)
}

fn apply_one<'a>(value: &mut Value<'a>, edit: &Edit<'a>) -> Option<()> {
    let Some((parent, last)) = edit.pointer.rsplit_once('/') else {
        if let Action::Set(new) = &edit.action {
            *value = new.clone();
            return Some(());
        }
        return None;
    };
    let name = unescape(last);
    match (at_mut(value, parent)?, &edit.action) {
        (Value::Object(object), Action::Set(new)) => {
            object.insert(name.into_owned(), new.clone());
        }
        (Value::Object(object), Action::Remove) => {
            object.remove(&name)?;
        }
        (Value::Object(object), Action::Rename(new)) => {
            if object.contains(new) {
                return None;
            }
            let member = object.members.iter_mut().find(|(own, _)| *own == name)?;
            member.0 = Cow::Owned(new.clone());
        }
        (Value::Array(elements), action) => {
            let index: usize = name.parse().ok()?;
            match action {
                Action::Set(new) => *elements.get_mut(index)? = new.clone(),
                Action::Remove if index < elements.len() => {
                    elements.remove(index);
                }
                _ => return None,
            }
        }
        _ => return None,
    }
    Some(())
}

/// The value at a JSON pointer (RFC 6901).
pub(super) fn at<'v, 'a>(value: &'v Value<'a>, pointer: &str) -> Option<&'v Value<'a>> {
    pointer.split('/').skip(1).try_fold(value, |value, token| match value {
        Value::Object(object) => object.get(&unescape(token)),
        Value::Array(elements) => elements.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}

fn at_mut<'v, 'a>(value: &'v mut Value<'a>, pointer: &str) -> Option<&'v mut Value<'a>> {
    pointer.split('/').skip(1).try_fold(value, |value, token| match value {
        Value::Object(object) => object.get_mut(&unescape(token)),
        Value::Array(elements) => elements.get_mut(token.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Every value below `value` with its pointer, parents first; the contexts and `proofValue` are left out.
pub(super) fn places<'v, 'a>(value: &'v Value<'a>) -> Vec<(String, &'v Value<'a>)> {
    fn walk<'v, 'a>(value: &'v Value<'a>, pointer: &str, found: &mut Vec<(String, &'v Value<'a>)>) {
        let mut visit = |token: Cow<'_, str>, inner: &'v Value<'a>| {
            let pointer = format!("{pointer}/{token}");
            found.push((pointer.clone(), inner));
            walk(inner, &pointer, found);
        };
        match value {
            Value::Object(object) => object
                .iter()
                .filter(|(name, _)| !matches!(*name, "@context" | "proofValue"))
                .for_each(|(name, inner)| visit(escape(name), inner)),
            Value::Array(elements) => elements
                .iter()
                .enumerate()
                .for_each(|(index, inner)| visit(Cow::Owned(index.to_string()), inner)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

/// The proofs of a document, each with its pointer.
pub(super) fn proofs<'v, 'a>(value: &'v Value<'a>) -> Vec<(String, &'v Value<'a>)> {
    match value.get("proof") {
        Some(Value::Array(proofs)) => {
            proofs.iter().enumerate().map(|(index, proof)| (format!("/proof/{index}"), proof)).collect()
        }
        Some(proof) => vec![("/proof".to_owned(), proof)],
        None => Vec::new(),
    }
}

/// What an edit undoes: the document has `before`, the repaired one `after`.
pub(super) fn describe(value: &Value<'_>, edit: &Edit<'_>) -> Change {
    let before = at(value, &edit.pointer).map(|before| shown(&before.to_json()));
    let (before, after) = match &edit.action {
        Action::Set(after) => (before, Some(shown(&after.to_json()))),
        Action::Remove => (before, None),
        Action::Rename(new) => {
            let old = edit.pointer.rsplit('/').next().map(|name| shown(&unescape(name)));
            (old, Some(shown(new)))
        }
    };
    Change { pointer: edit.pointer.clone(), before, after }
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

pub(super) fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

pub(super) fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

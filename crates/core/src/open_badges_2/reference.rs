//! How one document of Open Badges 2.0 names another: by its id alone, or as the object itself.

use crate::json::Value;

/// The id of what `value` names, whether or not it stands there in full.
pub(super) fn id<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    value.as_str().or_else(|| value.get("id")?.as_str())
}

/// Whether the object itself stands there, with more than its id.
pub(super) fn is_embedded(value: &Value<'_>) -> bool {
    value.as_object().is_some_and(|object| object.len() > usize::from(object.contains("id")))
}

/// Whether a copy of an assertion says nothing that the `published` one does not. Members that only the published one
/// has are no contradiction; the names of the context, and the copy of a badge class, are not the assertion's own words.
pub(super) fn agrees(copy: &Value<'_>, published: &Value<'_>) -> Result<(), String> {
    let (Some(copy), Some(published)) = (copy.as_object(), published.as_object()) else {
        return Err(String::new());
    };
    for (name, value) in copy.iter().filter(|(name, _)| *name != "@context") {
        let same = match (name, published.get(name)) {
            (_, None) => false,
            ("badge", Some(other)) => id(value).is_some() && id(value) == id(other) || value == other,
            (_, Some(other)) => same(value, other),
        };
        if !same {
            return Err(format!("/{name}"));
        }
    }
    Ok(())
}

/// Equal, where one value and a list of it, or an id and the object that has it, are two ways to write the same.
fn same(one: &Value<'_>, other: &Value<'_>) -> bool {
    match (one, other) {
        (Value::Array(_), _) | (_, Value::Array(_)) => {
            let (one, other) = (one.one_or_many(), other.one_or_many());
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same_item(a, b))
        }
        _ => same_item(one, other),
    }
}

fn same_item(one: &Value<'_>, other: &Value<'_>) -> bool {
    match (one, other) {
        (Value::String(url), Value::Object(_)) => id(other) == Some(url),
        (Value::Object(object), Value::String(url)) => object.len() == 1 && id(one) == Some(url),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, value)| b.get(name).is_some_and(|b| same(value, b)))
        }
        _ => one == other,
    }
}

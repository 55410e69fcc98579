//! One fault put into an otherwise good document: each must be refused by a strict processor.

use crate::{Json, Random};

/// Puts one fault somewhere into `document` and names it.
pub(crate) fn insert(document: &mut Json, random: &mut Random) -> &'static str {
    let place = node(document, random);
    match random.below(9) {
        0 => {
            place.set("undefinedTerm", "this would be dropped without a word");
            "undefined-term"
        }
        1 => {
            set_type(place, "UndefinedType");
            "undefined-type"
        }
        2 => {
            replace(place, "id", "relative/identifier");
            "relative-id"
        }
        3 => {
            replace(place, "@context", Json::object([("name", "https://schema.org/description".into())]));
            "nested-context"
        }
        4 => {
            place.set("description2", Json::Null);
            place.set("@unknown", "a keyword that does not exist");
            "unknown-keyword"
        }
        5 => {
            let value = Json::object([
                ("@value", "text".into()),
                ("@language", "he".into()),
                ("@direction", "rtl".into()),
            ]);
            replace(place, "name", value);
            "direction"
        }
        6 => {
            let value = Json::object([("@value", "text".into()), ("@language", "not a language".into())]);
            replace(place, "name", value);
            "bad-language"
        }
        7 => {
            replace(place, "id", "https://example.org/with space");
            "iri-with-space"
        }
        _ => {
            replace(place, "name", Json::object([("@value", "text".into()), ("extra", "member".into())]));
            "bad-value-object"
        }
    }
}

/// A node of the document that a walk of random length ends at. Value objects are not nodes.
fn node<'a>(value: &'a mut Json, random: &mut Random) -> &'a mut Json {
    let Json::Object(members) = &*value else { return value };
    let children: Vec<usize> =
        members.iter().enumerate().filter(|(_, (_, child))| is_node(child)).map(|(i, _)| i).collect();
    if children.is_empty() || random.chance(35) {
        return value;
    }
    let chosen = children[random.below(children.len())];
    let Json::Object(members) = value else { return value };
    node(&mut members[chosen].1, random)
}

fn is_node(value: &Json) -> bool {
    matches!(value, Json::Object(members) if members.iter().any(|(name, _)| name == "type"))
}

fn replace(node: &mut Json, name: &str, value: impl Into<Json>) {
    match node.get_mut(name) {
        Some(member) => *member = value.into(),
        None => node.set(name, value),
    }
}

fn set_type(node: &mut Json, class: &str) {
    match node.get_mut("type") {
        Some(Json::Array(classes)) => classes.push(class.into()),
        Some(single) => *single = vec![single.clone(), class.into()].into(),
        None => node.set("type", class),
    }
}

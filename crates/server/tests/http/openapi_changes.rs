//! Nothing that a program relies on goes away: the document against the one of the last release,
//! `openapi/released/openapi-VERSION.json`.

use std::collections::HashSet;

use serde_json::{Value, json};

/// Who makes a value: what one side may do, the other must not.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Made {
    ByCallers,
    ByServer,
}

/// Compares two documents and collects what breaks programs written for the old one.
struct Comparison<'a> {
    old: &'a Value,
    new: &'a Value,
    breaks: Vec<String>,
    /// Pairs of named schemas that were compared, or are being compared.
    known: HashSet<(String, String, Made)>,
}

fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let mut comparison = Comparison { old, new, breaks: Vec::new(), known: HashSet::new() };
    comparison.operations();
    comparison.breaks
}

impl<'a> Comparison<'a> {
    fn operations(&mut self) {
        for (path, item) in members(&self.old["paths"]) {
            for (method, old) in members(item) {
                let place = format!("{method} {path}");
                match self.new["paths"].get(path).and_then(|item| item.get(method)) {
                    None => self.breaks.push(format!("{place} is gone")),
                    Some(new) => self.operation(&place, old, new),
                }
            }
        }
    }

    fn operation(&mut self, place: &str, old: &'a Value, new: &'a Value) {
        if old["operationId"] != new["operationId"] {
            self.breaks.push(format!("{place}: the operationId is another one"));
        }
        if old["security"] == json!([]) && new["security"] != json!([]) {
            self.breaks.push(format!("{place} wants a key now"));
        }
        self.parameters(place, old, new);
        let body = |operation: &'a Value| operation.get("requestBody");
        match (body(old), body(new)) {
            (None, Some(new)) if new["required"] == true => {
                self.breaks.push(format!("{place} wants a body now"))
            }
            (Some(_), None) => self.breaks.push(format!("{place} takes no body any more")),
            (Some(old), Some(new)) => self.content(&format!("{place}, body"), old, new, Made::ByCallers),
            _ => {}
        }
        for (status, old) in members(&old["responses"]).filter(|(status, _)| status.starts_with('2')) {
            match new["responses"].get(status) {
                None => self.breaks.push(format!("{place}: no answer {status} any more")),
                Some(new) => self.content(&format!("{place}, answer {status}"), old, new, Made::ByServer),
            }
        }
    }

    fn parameters(&mut self, place: &str, old: &'a Value, new: &'a Value) {
        let all = |operation: &'a Value| operation["parameters"].as_array().into_iter().flatten();
        let same = |a: &Value, b: &Value| a["name"] == b["name"] && a["in"] == b["in"];
        for parameter in all(new) {
            let before = all(old).find(|old| same(old, parameter));
            if parameter["required"] == true && before.is_none_or(|before| before["required"] != true) {
                self.breaks.push(format!("{place}: the parameter {} is required now", parameter["name"]));
            }
            if let Some(before) = before {
                let place = format!("{place}, parameter {}", parameter["name"]);
                self.schema(&place, &before["schema"], &parameter["schema"], Made::ByCallers);
            }
        }
        for parameter in all(old).filter(|old| !all(new).any(|new| same(old, new))) {
            self.breaks.push(format!("{place}: the parameter {} is gone", parameter["name"]));
        }
    }

    fn content(&mut self, place: &str, old: &'a Value, new: &'a Value, made: Made) {
        for (media, old) in members(&old["content"]) {
            match new["content"].get(media) {
                None => self.breaks.push(format!("{place}: no {media} any more")),
                Some(new) => self.schema(place, &old["schema"], &new["schema"], made),
            }
        }
    }

    fn schema(&mut self, place: &str, old: &'a Value, new: &'a Value, made: Made) {
        if let (Some(old), Some(new)) = (old["$ref"].as_str(), new["$ref"].as_str())
            && !self.known.insert((old.to_owned(), new.to_owned(), made))
        {
            return;
        }
        let (old, new) = (resolved(self.old, old), resolved(self.new, new));
        if old.get("type").is_some() && old["type"] != new["type"] {
            self.breaks.push(format!("{place}: {} was {}", new["type"], old["type"]));
            return;
        }
        self.values(place, old, new, made);
        if let (Some(old), Some(new)) = (old.get("items"), new.get("items")) {
            self.schema(&format!("{place}/*"), old, new, made);
        }
        for (name, old_member) in members(&old["properties"]) {
            match new["properties"].get(name) {
                None => self.breaks.push(format!("{place}: {name} is gone")),
                Some(new) => self.schema(&format!("{place}/{name}"), old_member, new, made),
            }
        }
        let (before, after) = (required(old), required(new));
        match made {
            Made::ByCallers => {
                self.breaks
                    .extend(after.difference(&before).map(|name| format!("{place}: {name} is required now")));
            }
            Made::ByServer => {
                let gone = before.difference(&after).filter(|name| new["properties"].get(**name).is_some());
                self.breaks.extend(gone.map(|name| format!("{place}: {name} may be absent now")));
            }
        }
    }

    /// Which values are allowed. A server may say more than before; callers that may say less are broken.
    fn values(&mut self, place: &str, old: &Value, new: &Value, made: Made) {
        let listed = |schema: &Value| schema["enum"].as_array().cloned().unwrap_or_default();
        let after = listed(new);
        for value in listed(old).iter().filter(|value| !after.contains(value)) {
            self.breaks.push(format!("{place}: {value} is no value any more"));
        }
        if made == Made::ByServer {
            return;
        }
        if old.get("enum").is_none() && new.get("enum").is_some() {
            self.breaks.push(format!("{place}: only some values are taken now"));
        }
        for (limit, is_upper) in [
            ("maxLength", true),
            ("maxItems", true),
            ("maximum", true),
            ("minLength", false),
            ("minItems", false),
            ("minimum", false),
        ] {
            let narrower = match (old[limit].as_f64(), new[limit].as_f64()) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some(old), Some(new)) => {
                    if is_upper {
                        new < old
                    } else {
                        new > old
                    }
                }
            };
            if narrower {
                self.breaks.push(format!("{place}: {limit} is {} now", new[limit]));
            }
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn required(schema: &Value) -> HashSet<&str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Follows a reference, alone or beside a description.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str());
    let target = reference.and_then(|reference| document.pointer(reference.trim_start_matches('#')));
    target.map_or(schema, |target| resolved(document, target))
}

/// The newest of the released documents.
fn released() -> Option<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/released");
    let names =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let version = |name: &String| -> Vec<u64> {
        name.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect()
    };
    let newest = names.filter(|name| name.ends_with(".json")).max_by_key(version)?;
    let text = std::fs::read_to_string(format!("{folder}/{newest}")).unwrap();
    Some((newest, serde_json::from_str(&text).unwrap()))
}

#[test]
fn nothing_breaks_that_was_released() {
    let (name, old) = released().expect("openapi/released has a document");
    let new = serde_json::from_str(&proofmark_server::openapi_json()).unwrap();
    let breaks = breaks(&old, &new);
    assert!(breaks.is_empty(), "these break programs written for {name}:\n{}", breaks.join("\n"));
}

#[test]
fn each_kind_of_break_is_found() {
    let (_, old) = released().expect("openapi/released has a document");
    assert_eq!(breaks(&old, &old), Vec::<String>::new());
    let achievement = "/components/schemas/NewAchievement";
    type Change<'a> = dyn Fn(&mut Value) + 'a;
    let cases: [(&str, &Change<'_>); 8] = [
        ("post /v1/credentials is gone", &|new| drop(object(new, "/paths/~1v1~1credentials").remove("post"))),
        ("post /v1/credentials: no answer 201", &|new| {
            drop(object(new, "/paths/~1v1~1credentials/post/responses").remove("201"));
        }),
        ("name is gone", &|new| drop(object(new, &format!("{achievement}/properties")).remove("name"))),
        ("tags is required now", &|new| {
            *new.pointer_mut(&format!("{achievement}/required")).unwrap() =
                json!(["name", "description", "criteria", "tags"]);
        }),
        ("maxLength is 3 now", &|new| {
            *new.pointer_mut(&format!("{achievement}/properties/name/maxLength")).unwrap() = json!(3);
        }),
        ("\"issue\" is no value any more", &|new| {
            let values = new.pointer_mut("/components/schemas/ApiKeyScope/enum").unwrap();
            values.as_array_mut().unwrap().retain(|value| value != "issue");
        }),
        ("\"limit\" is gone", &|new| {
            let parameters = new.pointer_mut("/paths/~1v1~1achievements/get/parameters").unwrap();
            parameters.as_array_mut().unwrap().retain(|parameter| parameter["name"] != "limit");
        }),
        ("status may be absent now", &|new| {
            let required = new.pointer_mut("/components/schemas/Credential/required").unwrap();
            required.as_array_mut().unwrap().retain(|name| name != "status");
        }),
    ];
    for (expected, change) in cases {
        let mut new = old.clone();
        change(&mut new);
        let found = breaks(&old, &new);
        assert!(found.iter().any(|found| found.contains(expected)), "{expected}: {found:?}");
    }
    // What is only added breaks nobody.
    let mut new = old.clone();
    object(&mut new, &format!("{achievement}/properties"))
        .insert("colour".to_owned(), json!({ "type": "string" }));
    object(&mut new, "/paths").insert("/v1/more".to_owned(), json!({ "get": { "responses": {} } }));
    assert_eq!(breaks(&old, &new), Vec::<String>::new());
}

fn object<'a>(document: &'a mut Value, pointer: &str) -> &'a mut serde_json::Map<String, Value> {
    document.pointer_mut(pointer).unwrap().as_object_mut().unwrap()
}

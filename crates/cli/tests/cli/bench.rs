//! A realistic badge that other software signed.

use std::path::Path;

use serde_json::Value;

use crate::support::{Folder, NOW, shared};

fn verify(folder: &Folder, bench: &Path, file: &str) -> i32 {
    let documents = bench.join("documents").display().to_string();
    folder.run(&["verify", "--json", "--offline", "--now", NOW, "--documents", &documents, file]).code
}

#[test]
fn it_is_valid_with_its_status_list_and_open_without() {
    let Some(bench) = shared("bench") else { return };
    let folder = Folder::new();
    let file = bench.join("vc-rdfc.json").display().to_string();
    assert_eq!(verify(&folder, &bench, &file), 0);
    assert_eq!(folder.run(&["verify", "--offline", "--now", NOW, &file]).code, 2);
}

#[test]
fn its_canonical_quads_equal_those_of_another_implementation() {
    let Some(bench) = shared("bench") else { return };
    let folder = Folder::new();
    let mut credential: Value =
        serde_json::from_str(&std::fs::read_to_string(bench.join("vc-rdfc.json")).unwrap()).unwrap();
    credential.as_object_mut().unwrap().remove("proof");
    let expected = std::fs::read_to_string(bench.join("canon.nq")).unwrap();
    let run = folder.run_with_input(&["canonicalize", "-"], credential.to_string().as_bytes()).expect(0);
    assert!(run.stdout == expected, "the quads differ from canon.nq");
    let path = bench.join("canon.nq").display().to_string();
    assert!(folder.run(&["canonicalize", "--nquads", &path]).expect(0).stdout == expected);
}

/// An item of an RDF list is as much covered as anything else.
#[test]
fn one_changed_list_item_makes_it_invalid() {
    let Some(bench) = shared("bench") else { return };
    let folder = Folder::new();
    let mut credential: Value =
        serde_json::from_str(&std::fs::read_to_string(bench.join("vc-rdfc.json")).unwrap()).unwrap();
    let item =
        first_allowed_value(&mut credential).expect("the badge has a result description with allowedValue");
    *item = Value::String("changed".to_owned());
    folder.write("changed.json", credential.to_string());
    assert_eq!(verify(&folder, &bench, "changed.json"), 1);
}

fn first_allowed_value(value: &mut Value) -> Option<&mut Value> {
    match value {
        Value::Object(members) => members.iter_mut().find_map(|(name, value)| match (name.as_str(), value) {
            ("allowedValue", Value::Array(items)) => items.first_mut(),
            (_, value) => first_allowed_value(value),
        }),
        Value::Array(items) => items.iter_mut().find_map(first_allowed_value),
        _ => None,
    }
}

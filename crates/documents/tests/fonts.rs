//! The bundled fonts are those that their index names, and small enough.

#![cfg(feature = "render")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

#[test]
fn every_bundled_font_is_the_published_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let index: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut bytes = 0;
    for entry in &index {
        let name = entry["file"].as_str().unwrap();
        let file = fs::read(folder.join(name)).unwrap();
        bytes += file.len();
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&file));
        assert_eq!(entry["sha256"], hash, "{name}");
        assert!(entry["origin"].as_str().unwrap().starts_with("npm:@expo-google-fonts/"), "{name}");
    }
    let files = fs::read_dir(&folder).unwrap().filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.path().extension().is_some_and(|extension| extension == "ttf"))
    });
    assert_eq!(files.count(), index.len(), "no font without an origin");
    assert!(bytes <= 2 << 20, "{bytes} bytes");
}

//! RFC 8785: its published pairs, the deterministic list of numbers, and the order of names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "common/suites.rs"]
mod suites;

use std::fs;

use data_encoding::HEXLOWER;
use proofmark::json::Value;
use proofmark::{Code, Limits, jcs, json};
use sha2::{Digest, Sha256};

#[test]
fn the_published_pairs_come_out_byte_for_byte() {
    let Some(suites) = suites::suites("jcs") else { return };
    let folder = suites.join("jcs");
    let mut pairs = 0;
    for entry in fs::read_dir(folder.join("input")).unwrap() {
        let input = entry.unwrap().path();
        let name = input.file_stem().unwrap().to_str().unwrap().to_owned();
        let expected = fs::read(folder.join("output").join(format!("{name}.json"))).unwrap();
        let hex = fs::read_to_string(folder.join("outhex").join(format!("{name}.txt"))).unwrap();
        let bytes = fs::read(&input).unwrap();
        let found = canonical(&bytes);
        assert_eq!(found.as_bytes(), expected, "{name}");
        let hex: String = hex.split_whitespace().collect();
        assert_eq!(HEXLOWER.encode(found.as_bytes()), hex, "{name}");
        assert_eq!(
            canonical(found.as_bytes()),
            found,
            "{name}: the canonical form is its own canonical form"
        );
        pairs += 1;
    }
    assert_eq!(pairs, 6);
}

/// The list of the suite's README: `hex,number` lines, here hashed instead of stored.
#[test]
fn numbers_are_written_as_ecmascript_does() {
    let Some(suites) = suites::suites("the list of numbers") else { return };
    let readme = fs::read_to_string(suites.join("jcs/README.md")).unwrap();
    let lines = if std::env::var_os("PROOFMARK_LONG").is_some() { 1_000_000 } else { 10_000 };
    let expected = published_hash(&readme, lines);
    let mut hasher = Sha256::new();
    for value in Numbers::new(&readme).take(lines) {
        let text = jcs::number(value).unwrap();
        hasher.update(format!("{:x},{text}\n", value.to_bits()));
        // What is written is read as the same double (-0 becomes 0).
        assert_eq!(text.parse::<f64>().unwrap(), value);
    }
    assert_eq!(HEXLOWER.encode(&hasher.finalize()), expected);
}

/// E12: UTF-16 code units, not code points: U+1F600 begins with the unit D83D, before FB33.
#[test]
fn names_are_ordered_by_utf16_code_units() {
    let names = [
        "\u{fb33}",
        "\u{1f600}",
        "\u{e000}",
        "z",
        "",
        "a",
        "A",
        "1",
        "\r",
        "\u{80}",
        "\u{20ac}",
        "aa",
        "\u{10ffff}x",
    ];
    let sorted = [
        "",
        "\r",
        "1",
        "A",
        "a",
        "aa",
        "z",
        "\u{80}",
        "\u{20ac}",
        "\u{1f600}",
        "\u{10ffff}x",
        "\u{e000}",
        "\u{fb33}",
    ];
    // U+10FFFF is a noncharacter; its neighbour stands in for it.
    let allowed = |names: [&str; 13]| names.map(|name| name.replace('\u{10ffff}', "\u{10fffd}"));
    let object = |names: [String; 13]| {
        let members: Vec<_> =
            names.iter().map(|name| format!("{}:0", serde_json::to_string(name).unwrap())).collect();
        format!("{{{}}}", members.join(","))
    };
    assert_eq!(canonical(object(allowed(names)).as_bytes()), object(allowed(sorted)));
}

#[test]
fn zeros_and_white_space_do_not_matter() {
    assert_eq!(canonical(b" { \"b\" : -0 , \"a\" : [ 1.0 , 1e0, 10e-1 ] } "), r#"{"a":[1,1,1],"b":0}"#);
    assert_eq!(jcs::number(f64::NAN), None);
    assert_eq!(jcs::number(f64::NEG_INFINITY), None);
}

/// A42: a value that no text parser saw.
#[test]
fn deep_values_built_by_hand_are_refused() {
    let mut value = Value::Null;
    for _ in 0..2_000 {
        value = Value::Array(vec![value]);
    }
    assert_eq!(jcs::canonicalize(&value).unwrap_err().code(), Code::LimitExceeded);
}

fn canonical(bytes: &[u8]) -> String {
    jcs::canonicalize(&json::parse(bytes, &Limits::default()).unwrap()).unwrap()
}

/// The hash that the README's table gives for so many lines.
fn published_hash(readme: &str, lines: usize) -> String {
    let row = readme.lines().find_map(|line| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let (hash, count) = (cells.next()?, cells.next()?);
        (count == lines.to_string()).then(|| hash.to_owned())
    });
    row.expect("a row for this number of lines")
}

/// The README's generator: listed doubles, the 2,000 smallest normal ones, then SHA-256 fed with itself.
struct Numbers {
    first: std::vec::IntoIter<u64>,
    block: [u8; 32],
    words: Vec<u64>,
}

impl Numbers {
    fn new(readme: &str) -> Self {
        let script = readme.split("staticU64s = ").nth(1).unwrap().split("])").next().unwrap();
        let listed = script.split("0x").skip(1).map(|rest| {
            let hex: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
            u64::from_str_radix(&hex, 16).unwrap()
        });
        let serial = (0..2_000).map(|n| 0x0010_0000_0000_0000 + n);
        let first: Vec<u64> = listed.chain(serial).collect();
        Self { first: first.into_iter(), block: [0; 32], words: Vec::new() }
    }
}

impl Iterator for Numbers {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        if let Some(bits) = self.first.next() {
            return Some(f64::from_bits(bits));
        }
        loop {
            if self.words.is_empty() {
                self.block = Sha256::digest(self.block).into();
                let words =
                    self.block.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().unwrap()));
                self.words = words.rev().collect();
            }
            let value = f64::from_bits(self.words.pop().unwrap());
            if value != 0.0 && value.is_finite() {
                return Some(value);
            }
        }
    }
}

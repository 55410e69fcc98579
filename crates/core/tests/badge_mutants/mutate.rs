//! One change of a badge: bytes, members, order, Unicode, dates, indexes. Changes reach into containers and tokens.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value, json};

use crate::badges::Badge;
use crate::random::Random;

/// The badge's file with one change, which may by chance change nothing.
pub fn one_change(badge: &Badge, others: &[Badge], random: &mut Random) -> Vec<u8> {
    let file = &badge.file;
    match random.below(4) {
        0 => bytes(file, random),
        _ => match std::str::from_utf8(file) {
            Ok(text) if text.starts_with('{') => json_text(text, others, random).into_bytes(),
            Ok(text) if text.starts_with("eyJ") => token(text, others, random).into_bytes(),
            _ => embedded(file, others, random),
        },
    }
}

/// One byte or run of bytes.
fn bytes(file: &[u8], random: &mut Random) -> Vec<u8> {
    let mut file = file.to_vec();
    let at = random.below(file.len());
    let end = (at + 1 + random.below(8)).min(file.len());
    match random.below(7) {
        0 => file[at] ^= 1 << random.below(8),
        1 => drop(file.drain(at..end)),
        2 => {
            let run = file[at..end].to_vec();
            file.splice(at..at, run);
        }
        3 => file.truncate(at),
        4 => {
            file.splice(
                at..at,
                random.pick(&[&b" "[..], b"\n", b"\0", b"\"", b",", b"\xef\xbb\xbf", b"0"]).iter().copied(),
            );
        }
        5 => {
            let other = random.below(file.len());
            file.swap(at, other);
        }
        _ => file[at] = *random.pick(b"0129azAZ-_.\"{}[]"),
    }
    file
}

/// A container: the JSON or token in it is changed where it stands. A PNG's check sums and a PDF's lengths then only fit
/// if the change keeps the length, and the PNG's are made again.
fn embedded(file: &[u8], others: &[Badge], random: &mut Random) -> Vec<u8> {
    let find = |needle: &[u8]| file.windows(needle.len()).position(|window| window == needle);
    let (start, is_token) = match (find(b"{\"@context\""), find(b"eyJ")) {
        (Some(start), _) => (start, false),
        (None, Some(start)) => (start, true),
        (None, None) => return bytes(file, random),
    };
    let rest = &file[start..];
    let length = if is_token {
        rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count()
    } else {
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<Value>();
        let _ = values.next();
        values.byte_offset()
    };
    let Ok(text) = std::str::from_utf8(&rest[..length]) else { return bytes(file, random) };
    let changed = if is_token { token(text, others, random) } else { json_text(text, others, random) };
    let mut file = [&file[..start], changed.as_bytes(), &rest[length..]].concat();
    if file.starts_with(b"\x89PNG") {
        mend_png(&mut file, length, changed.len());
    }
    file
}

/// Lengths and check sums of the changed iTXt chunk.
fn mend_png(file: &mut [u8], old: usize, new: usize) {
    let Some(at) = file.windows(4).position(|window| window == b"iTXt") else { return };
    let length = u32::from_be_bytes(file[at - 4..at].try_into().unwrap()) as usize + new - old;
    file[at - 4..at].copy_from_slice(&u32::try_from(length).unwrap().to_be_bytes());
    let end = at + 4 + length;
    let sum = crc32(&file[at..end]);
    file[end..end + 4].copy_from_slice(&sum.to_be_bytes());
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 },
        )
    })
}

/// A part of a token, without signing it again.
fn token(text: &str, others: &[Badge], random: &mut Random) -> String {
    let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    let at = random.below(parts.len());
    if random.below(4) == 0 {
        let other = random.pick(others);
        let other = String::from_utf8_lossy(&other.file).into_owned();
        if let Some(part) = other.split('.').nth(at).filter(|_| other.starts_with("eyJ")) {
            parts[at] = part.to_owned();
        }
        return parts.join(".");
    }
    let Ok(mut decoded) = BASE64URL_NOPAD.decode(parts[at].as_bytes()) else { return text.to_owned() };
    match std::str::from_utf8(&decoded) {
        Ok(json) if at < 2 => decoded = json_text(json, others, random).into_bytes(),
        _ => decoded = bytes(&decoded, random),
    }
    parts[at] = BASE64URL_NOPAD.encode(&decoded);
    parts.join(".")
}

/// One change of a JSON text.
fn json_text(text: &str, others: &[Badge], random: &mut Random) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    match random.below(12) {
        0 => return serde_json::to_string_pretty(&value).unwrap(),
        1 => return bytes_of_text(text, random),
        2 => {
            if let Some(other) = other_json(others, random) {
                transplant(&mut value, &other, random);
                return value.to_string();
            }
        }
        _ => {}
    }
    let mut places = Vec::new();
    every_place(&value, &mut String::new(), &mut places);
    let place = random.pick(&places).clone();
    let Some(target) = value.pointer_mut(&place) else { return text.to_owned() };
    change(target, random);
    value.to_string()
}

/// A byte of the text, which keeps its length: what fits into a PDF.
fn bytes_of_text(text: &str, random: &mut Random) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_alphanumeric()).collect();
    let at = *random.pick(&digits);
    bytes[at] = *random.pick(b"0123456789abcxyzABCXYZ");
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn other_json(others: &[Badge], random: &mut Random) -> Option<Value> {
    serde_json::from_slice(&random.pick(others).file).ok()
}

/// A member of another badge in the place of this one's.
fn transplant(value: &mut Value, other: &Value, random: &mut Random) {
    let names: Vec<&str> =
        vec!["proof", "issuer", "credentialSubject", "validUntil", "credentialStatus", "id"];
    let name = *random.pick(&names);
    if let (Some(members), Some(theirs)) = (value.as_object_mut(), other.get(name)) {
        members.insert(name.to_owned(), theirs.clone());
    }
}

/// The pointers of every value.
fn every_place(value: &Value, at: &mut String, found: &mut Vec<String>) {
    found.push(at.clone());
    let length = at.len();
    let step = |name: &str, inner: &Value, at: &mut String, found: &mut Vec<String>| {
        at.push('/');
        at.push_str(&name.replace('~', "~0").replace('/', "~1"));
        every_place(inner, at, found);
        at.truncate(length);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, inner)| step(name, inner, at, found)),
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, inner)| step(&index.to_string(), inner, at, found));
        }
        _ => {}
    }
}

fn change(value: &mut Value, random: &mut Random) {
    if random.below(12) == 0 {
        *value = match random.below(4) {
            0 => json!([value.take()]),
            1 => Value::Null,
            2 => json!({"id": value.take()}),
            _ => json!(true),
        };
        return;
    }
    match value {
        Value::Object(members) => change_members(members, random),
        Value::Array(elements) => change_elements(elements, random),
        Value::String(text) => *text = change_text(text, random),
        Value::Number(number) => {
            *value = json!(number.as_f64().unwrap_or_default() + [1.0, -1.0, 0.5][random.below(3)])
        }
        Value::Bool(truth) => *truth = !*truth,
        Value::Null => *value = json!(0),
    }
}

fn change_members(members: &mut Map<String, Value>, random: &mut Random) {
    let names: Vec<String> = members.keys().cloned().collect();
    if names.is_empty() {
        members.insert("name".to_owned(), json!("x"));
        return;
    }
    let name = random.pick(&names).clone();
    match random.below(6) {
        0 => drop(members.remove(&name)),
        1 => {
            let value = members.remove(&name).unwrap_or_default();
            members.insert(format!("{name}{}", ["s", "", " ", "\u{200b}"][random.below(4)]), value);
        }
        2 => {
            let other = random.pick(&names).clone();
            let value = members[&other].clone();
            members.insert(name, value);
        }
        3 => {
            let (term, value) = random
                .pick(&[
                    ("name", json!("Another")),
                    ("description", json!("More")),
                    ("validUntil", json!("2099-01-01T00:00:00Z")),
                    ("validFrom", json!("2001-01-01T00:00:00Z")),
                    ("id", json!("did:example:eve")),
                    ("image", json!({"id": "https://evil.example/x.png", "type": "Image"})),
                    ("unknownTerm", json!("x")),
                    ("@context", json!("https://www.w3.org/ns/credentials/v2")),
                    ("@id", json!("did:example:eve")),
                    ("@type", json!("AchievementCredential")),
                    ("@graph", json!([])),
                    ("@included", json!([])),
                    ("tag", json!(["x"])),
                    ("proof", json!([])),
                ])
                .clone();
            members.insert(term.to_owned(), value);
        }
        4 => {
            let backwards: Map<String, Value> =
                names.iter().rev().map(|name| (name.clone(), members[name].clone())).collect();
            *members = backwards;
        }
        _ => {
            let value = members[&name].clone();
            members.insert(name, json!([value.clone(), value]));
        }
    }
}

fn change_elements(elements: &mut Vec<Value>, random: &mut Random) {
    if elements.is_empty() {
        elements.push(json!("x"));
        return;
    }
    let at = random.below(elements.len());
    match random.below(6) {
        0 => drop(elements.remove(at)),
        1 => elements.insert(at, elements[at].clone()),
        2 => elements.reverse(),
        3 => elements.push(json!("https://www.w3.org/ns/credentials/v2")),
        4 => elements.push(json!("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")),
        _ => elements.push(json!("AchievementCredential")),
    }
}

/// Letters that look alike, dates a little off, indexes next door.
fn change_text(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = random.below(letters.len() + 1);
    match random.below(11) {
        0 => letters
            .insert(at, *random.pick(&['\u{200b}', '\u{301}', '\u{202e}', ' ', '\u{a0}', 'x', '\u{feff}'])),
        1 => return text.replacen('a', "\u{430}", 1),
        2 => return text.replacen('e', "e\u{301}", 1),
        3 => return text.replacen("2026", "2025", 1).replacen("2036", "2046", 1),
        4 => return text.replacen("00:00:00Z", "00:00:01Z", 1),
        5 => return text.replacen('Z', "+00:00", 1),
        6 => return text.to_uppercase(),
        7 => return text.parse::<u64>().map_or_else(|_| format!("{text}/"), |index| (index + 1).to_string()),
        8 if at < letters.len() => drop(letters.remove(at)),
        9 if at < letters.len() => {
            letters[at] = if letters[at].is_lowercase() {
                letters[at].to_ascii_uppercase()
            } else {
                letters[at].to_ascii_lowercase()
            }
        }
        _ if at < letters.len() => letters[at] = char::from_u32(u32::from(letters[at]) ^ 1).unwrap_or('x'),
        _ => letters.push('.'),
    }
    letters.into_iter().collect()
}

//! Repairs of the file as a whole: what stands around the credential, and how its bytes are encoded.

use std::borrow::Cow;

use super::bench::Bench;
use super::diagnosis::{Confidence, Diagnosis, DiagnosisCode as D};
use crate::json::Value;
use crate::{Check, Code, base64, extract, json, png};

/// Members under which interfaces and wallets wrap a credential.
const ENVELOPES: [&str; 14] = [
    "credential",
    "verifiableCredential",
    "vc",
    "badge",
    "assertion",
    "openBadgeCredential",
    "signedCredential",
    "data",
    "payload",
    "result",
    "body",
    "json",
    "jwt",
    "vcJwt",
];
/// How a credential inside other text begins.
const BEGINNINGS: [&str; 2] = ["\"@context\"", "\"proof\""];

/// The first repair that holds.
pub(super) fn try_all(bytes: &[u8], bench: &mut Bench<'_>) -> Option<Diagnosis> {
    for (code, candidate) in candidates(bytes, bench) {
        if candidate != bytes && bench.holds(candidate) {
            return Some(
                Diagnosis::new(code, Confidence::Proven).adding("Taken like that, the proof holds."),
            );
        }
    }
    None
}

/// What may have been signed, cheapest first. A sound JSON document with a proof needs none of this.
fn candidates(bytes: &[u8], bench: &Bench<'_>) -> Vec<(D, Vec<u8>)> {
    let limits = bench.limits();
    let mut found: Vec<(D, Vec<u8>)> = Vec::new();
    let mut add = |code, candidate: &[u8]| found.push((code, candidate.to_vec()));
    if bytes.starts_with(png::SIGNATURE) {
        for inner in credentials_inside(&String::from_utf8_lossy(bytes)) {
            add(D::DamagedPicture, inner.as_bytes());
        }
        return found;
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        add(D::ByteOrderMark, rest);
    }
    for text in other_encodings(bytes) {
        add(D::OtherEncoding, text.as_bytes());
    }
    let Ok(text) = str::from_utf8(bytes) else { return found };
    let trimmed = text.trim();
    if let Some(jwt) = jwt_inside(trimmed) {
        add(D::JwtWhiteSpace, jwt.as_bytes());
    }
    if let Some(jwt) = as_base64url(trimmed) {
        add(D::JwtAlphabet, jwt.as_bytes());
    }
    let letters: String = trimmed.split_ascii_whitespace().collect();
    let letters = letters.rsplit_once("base64,").map_or(&*letters, |(_, data)| data).trim_end_matches('=');
    let inner =
        base64::STANDARD.decode(letters.as_bytes()).or_else(|| base64::URL.decode(letters.as_bytes()));
    if let Some(inner) = inner {
        add(D::Base64File, &inner);
    }
    match json::parse(trimmed.as_bytes(), limits) {
        Ok(Value::String(inner)) => {
            add(D::CredentialAsText, inner.as_bytes());
        }
        Ok(value) => {
            for inner in enveloped(&value) {
                add(D::Wrapped, inner.as_bytes());
            }
        }
        Err(_) => {
            if let Some(without) = without_trailing_commas(trimmed) {
                add(D::TrailingComma, without.as_bytes());
            }
            for inner in credentials_inside(trimmed) {
                add(D::SurroundingText, inner.as_bytes());
            }
        }
    }
    found
}

/// UTF-16 of either order, and Windows-1252 where the bytes are no UTF-8.
fn other_encodings(bytes: &[u8]) -> Vec<String> {
    let units = |from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| from(*pair)).collect();
        String::from_utf16(&units).ok().map(|text| text.trim_start_matches('\u{feff}').to_owned())
    };
    match bytes {
        [0xff, 0xfe, ..] | [b'{', 0, ..] => units(u16::from_le_bytes).into_iter().collect(),
        [0xfe, 0xff, ..] | [0, b'{', ..] => units(u16::from_be_bytes).into_iter().collect(),
        _ if str::from_utf8(bytes).is_err() && bytes.trim_ascii_start().starts_with(b"{") => {
            let latin_1 = bytes.iter().map(|&byte| char::from(byte)).collect();
            let windows = bytes.iter().map(|&byte| super::texts::windows_1252(byte)).collect();
            vec![windows, latin_1]
        }
        _ => Vec::new(),
    }
}

/// A JWT with quotes, line breaks or a word around it.
fn jwt_inside(text: &str) -> Option<String> {
    let bare: String = text
        .trim_start_matches("Bearer ")
        .trim_start_matches("data:application/vc+jwt,")
        .trim_start_matches("data:application/jwt,")
        .trim_matches(['"', '\'', '`', ',', ';'])
        .split_whitespace()
        .collect();
    (bare != text && bare.starts_with("eyJ") && extract::is_compact_jws(bare.as_bytes())).then_some(bare)
}

/// A JWT whose parts are ordinary Base64.
fn as_base64url(text: &str) -> Option<String> {
    let is_jwt = text.starts_with("eyJ") && text.matches('.').count() == 2 && !text.contains(['{', ' ']);
    let url: String = text
        .chars()
        .filter(|letter| *letter != '=')
        .map(|letter| match letter {
            '+' => '-',
            '/' => '_',
            other => other,
        })
        .collect();
    (is_jwt && url != text).then_some(url)
}

/// Credentials inside of an envelope, outer ones first, as texts.
fn enveloped(value: &Value<'_>) -> Vec<String> {
    fn inner_text(value: &Value<'_>) -> Option<String> {
        match value {
            Value::Object(_) => Some(value.to_json()),
            Value::String(text) if text.trim_start().starts_with(['{', 'e']) => {
                Some(text.clone().into_owned())
            }
            _ => None,
        }
    }
    let mut found = Vec::new();
    let mut front: Vec<&Value<'_>> = vec![value];
    // An envelope in an envelope is seen in practice; more is not.
    for _ in 0..3 {
        let mut next = Vec::new();
        for value in front {
            match value {
                Value::Array(elements) => next.extend(elements.iter().take(4)),
                Value::Object(_) => {
                    let wrapped = ENVELOPES.iter().filter_map(|name| value.get(name));
                    next.extend(wrapped.flat_map(|inner| inner.one_or_many().iter().take(4)));
                    let enveloped = value.get("id").and_then(Value::as_str);
                    let data = enveloped.and_then(|id| id.strip_prefix("data:")?.split_once(','));
                    found.extend(data.map(|(_, data)| data.to_owned()));
                }
                _ => {}
            }
        }
        found.extend(next.iter().filter_map(|inner| inner_text(inner)));
        front = next;
    }
    found
}

/// Pieces of `text` from a `{` to its matching `}` that look like a credential.
fn credentials_inside(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices('{').take(8) {
        let rest = text.get(start..).unwrap_or_default();
        if let Some(piece) = balanced(rest)
            && BEGINNINGS.iter().all(|beginning| piece.contains(beginning))
        {
            found.push(piece);
            break;
        }
    }
    found
}

/// The start of `text` up to the bracket that closes its first one.
fn balanced(text: &str) -> Option<&str> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => depth += 1,
            b'}' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return text.get(..=at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The text without commas before closing brackets, if it has any.
fn without_trailing_commas(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped, mut pending) = (false, false, None);
    let mut removed = false;
    for letter in text.chars() {
        if pending.is_some() && !letter.is_ascii_whitespace() {
            let gap: String = pending.take().unwrap_or_default();
            if !matches!(letter, '}' | ']') {
                out.push(',');
            } else {
                removed = true;
            }
            out.push_str(&gap);
        }
        match letter {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            ',' if !in_string => {
                pending = Some(String::new());
                continue;
            }
            _ => {}
        }
        match &mut pending {
            Some(gap) => gap.push(letter),
            None => out.push(letter),
        }
    }
    removed.then_some(out)
}

/// What a file that could not be read looks like.
pub(super) fn of_unreadable(check: &Check, code: Code, bytes: &[u8]) -> Option<Diagnosis> {
    let text = String::from_utf8_lossy(bytes.get(..512).unwrap_or(bytes));
    let start = text.trim_start().to_ascii_lowercase();
    let certain = |code| Some(Diagnosis::new(code, Confidence::Certain));
    match code {
        Code::MalformedContainer | Code::NoCredential | Code::InvalidJson
            if start.starts_with("<!doctype html") || start.starts_with("<html") =>
        {
            certain(D::WebPage)
        }
        Code::InvalidJson if is_cut_off(bytes) => certain(D::Truncated),
        Code::InvalidEncoding if bytes.starts_with(b"\xef\xbb\xbf") => certain(D::ByteOrderMark),
        Code::MalformedProof if extract::is_compact_jws(bytes) => {
            let dots = bytes.iter().filter(|byte| **byte == b'.').count();
            let ends = bytes.trim_ascii_end().ends_with(b".");
            let found = if dots != 2 || ends { certain(D::JwtSegment) } else { None };
            found.map(|diagnosis| diagnosis.adding(&check.message))
        }
        _ => None,
    }
}

/// Whether a text that begins like JSON ends inside of it.
fn is_cut_off(bytes: &[u8]) -> bool {
    let text: Cow<'_, str> = String::from_utf8_lossy(bytes);
    let text = text.trim();
    text.starts_with('{') && balanced(text).is_none()
}

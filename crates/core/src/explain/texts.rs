//! Repairs of texts: what systems between signing and verifying like to do to them.

use unicode_normalization::UnicodeNormalization;

use super::bench::Bench;
use super::diagnosis::{Confidence, Diagnosis, DiagnosisCode as D};
use super::edit::{self, Edit};
use crate::json::{self, Value};
use crate::{Check, Limits, Verification, extract};

/// Windows-1252 where it differs from Latin-1: 0x80 to 0x9f.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];
/// Entities that are written by name; the others by number.
const ENTITIES: [(&str, char); 22] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("agrave", 'à'),
    ("ccedil", 'ç'),
    ("ntilde", 'ñ'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("euro", '€'),
];

type Rule = fn(&str) -> Option<String>;

/// Rules that are tried on all texts of the credential at once.
const RULES: [(D, Rule); 25] = [
    (D::LineEndings, |text| changed(text, text.replace("\r\n", "\n"))),
    (D::LineEndings, |text| changed(text, text.replace("\r\n", "\n").replace('\n', "\r\n"))),
    (D::UnicodeForm, |text| changed(text, text.nfc().collect())),
    (D::UnicodeForm, |text| changed(text, text.nfd().collect())),
    (D::HtmlEntities, unescape_html),
    (D::HtmlEntities, |text| changed(text, escape_html(text))),
    (D::Typographic, |text| changed(text, plain(text))),
    (D::DoubleEncoding, single_encoded),
    (D::EscapedText, unescape_json),
    (D::InvisibleCharacters, |text| changed(text, text.chars().filter(|c| !is_invisible(*c)).collect())),
    (D::WhiteSpace, |text| changed(text, text.trim().to_owned())),
    (D::WhiteSpace, |text| {
        changed(text, text.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
    }),
    (D::DateForm, |text| date(text, |text| Some(format!("{}Z", text.strip_suffix("+00:00")?)))),
    (D::DateForm, |text| date(text, |text| Some(format!("{}+00:00", text.strip_suffix('Z')?)))),
    (D::DateForm, |text| date(text, |text| Some(format!("{}Z", text.split_once('.')?.0)))),
    (D::DateForm, |text| date(text, |text| Some(format!("{}.000Z", text.strip_suffix('Z')?)))),
    (D::DateForm, |text| date(text, |text| Some(text.strip_suffix('Z')?.to_owned()))),
    (D::UrlForm, |text| Some(format!("https://{}", text.strip_prefix("http://")?))),
    (D::UrlForm, |text| Some(format!("http://{}", text.strip_prefix("https://")?))),
    (D::UrlForm, |text| if is_url(text) { Some(text.strip_suffix('/')?.to_owned()) } else { None }),
    (D::UrlForm, |text| if is_url(text) && !text.ends_with('/') { Some(format!("{text}/")) } else { None }),
    (D::UrlForm, |text| if is_url(text) { unescape_percent(text) } else { None }),
    (D::UrlForm, |text| if is_url(text) { changed(text, text.replace(' ', "%20")) } else { None }),
    (D::LetterCase, |text| changed(text, text.to_lowercase())),
    (D::LetterCase, |text| changed(text, text.to_uppercase())),
];

/// The first rule that holds, on as few texts as it takes.
pub(super) fn try_all<'a>(value: &Value<'a>, bench: &mut Bench<'_>) -> Option<Diagnosis> {
    let places = edit::places(value);
    let texts: Vec<_> =
        places.iter().filter_map(|(pointer, inner)| Some((pointer, inner.as_str()?))).collect();
    for (code, rule) in RULES {
        let edits =
            texts.iter().filter_map(|(pointer, text)| Some(Edit::text(pointer.as_str(), rule(text)?)));
        if let Some(found) = bench.all_of(code, value, edits.collect()) {
            return Some(found);
        }
    }
    let types =
        places.iter().filter_map(|(pointer, inner)| Some(Edit::set(pointer.clone(), other_type(inner)?)));
    let types: Vec<_> = types.collect();
    bench.all_of(D::NumberAsText, value, types)
}

/// White space that each text alone may have lost.
pub(super) fn try_white_space<'a>(value: &Value<'a>, bench: &mut Bench<'_>) -> Option<Diagnosis> {
    let places = edit::places(value);
    let texts = places.iter().filter_map(|(pointer, inner)| Some((pointer, inner.as_str()?)));
    let texts = texts
        .filter(|(pointer, text)| !pointer.ends_with("/type") && !is_url(text) && !text.starts_with("did:"));
    let edits = texts.flat_map(|(pointer, text)| {
        [format!("{text}\n"), format!("{text} "), format!(" {text}"), format!("{text}\r\n")]
            .map(|text| Edit::text(pointer.as_str(), text))
    });
    let edits: Vec<_> = edits.collect();
    bench.any_of(D::WhiteSpace, value, edits)
}

/// What a signature that no repair mends looks like.
pub(super) fn of_bad_signature(check: &Check, verification: &Verification) -> Diagnosis {
    let limits = &verification.options().limits;
    if let Some(pointer) = lost_characters(verification.bytes(), limits) {
        return Diagnosis::new(D::LostCharacters, Confidence::Likely).at(pointer);
    }
    Diagnosis::new(D::Changed, Confidence::Likely).at(check.pointer.clone())
}

/// A text with U+FFFD, or with a question mark inside a word.
fn lost_characters(bytes: &[u8], limits: &Limits) -> Option<String> {
    let file = extract(bytes, limits).ok()?;
    let value = json::parse(&file.bytes, limits).ok()?;
    let places = edit::places(&value).into_iter();
    let mut texts = places.filter_map(|(pointer, inner)| Some((pointer, inner.as_str()?.to_owned())));
    texts
        .find(|(_, text)| text.contains('\u{fffd}') || !is_url(text) && has_question_mark_in_word(text))
        .map(|(pointer, _)| pointer)
}

fn has_question_mark_in_word(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(3).any(|window| match window {
        [before, '?', after] => before.is_alphabetic() && after.is_lowercase(),
        _ => false,
    })
}

/// A number as text, a text as number or truth value.
fn other_type<'a>(value: &Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Number(number) => Some(Value::from(number.text.to_owned())),
        Value::Bool(truth) => Some(Value::from(truth.to_string())),
        Value::String(std::borrow::Cow::Borrowed(text)) => {
            match json::parse(text.as_bytes(), &Limits::default()).ok()? {
                number @ (Value::Number(_) | Value::Bool(_)) => Some(number),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The character of a byte in Windows-1252.
pub(super) fn windows_1252(byte: u8) -> char {
    byte.checked_sub(0x80)
        .and_then(|at| WINDOWS_1252.get(usize::from(at)))
        .copied()
        .unwrap_or(char::from(byte))
}

fn changed(text: &str, new: String) -> Option<String> {
    (new != text).then_some(new)
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A text that is a date, changed.
fn date(text: &str, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let is_date = text.len() >= 19
        && text.as_bytes().get(4) == Some(&b'-')
        && text.as_bytes().get(10) == Some(&b'T')
        && text.starts_with(|c: char| c.is_ascii_digit());
    if is_date { change(text).filter(|new| new != text) } else { None }
}

/// Typographic characters as a keyboard has them.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => out.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{ab}' | '\u{bb}' => out.push('"'),
            '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}' => out.push('-'),
            '\u{2014}' => out.push_str("--"),
            '\u{2026}' => out.push_str("..."),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

fn unescape_html(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let entity = after.split_once(';').and_then(|(name, tail)| Some((entity(name)?, tail)));
        match entity {
            Some((character, tail)) => {
                out.push(character);
                rest = tail;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    changed(text, out)
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    ENTITIES.iter().find(|(own, _)| *own == name).map(|(_, character)| *character)
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text whose UTF-8 was taken for Windows-1252, back.
fn single_encoded(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let byte = |c: char| -> Option<u8> {
        match u8::try_from(u32::from(c)) {
            Ok(byte) => Some(byte),
            Err(_) => {
                let at = WINDOWS_1252.iter().position(|own| *own == c)?;
                u8::try_from(0x80 + at).ok()
            }
        }
    };
    let bytes: Vec<u8> = text.chars().map(byte).collect::<Option<_>>()?;
    String::from_utf8(bytes).ok()
}

/// Text in which JSON's escapes stand as letters, read once more.
fn unescape_json(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let quoted = format!("\"{}\"", text.replace('\n', "\\n").replace('"', "\\\"").replace("\\\\\"", "\\\""));
    match json::parse(quoted.as_bytes(), &Limits::default()) {
        Ok(Value::String(inner)) => changed(text, inner.into_owned()),
        _ => None,
    }
}

fn unescape_percent(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail.get(..2).filter(|_| first == b'%').and_then(|hex| str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    changed(text, String::from_utf8(bytes).ok()?)
}

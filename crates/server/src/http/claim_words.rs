//! The words of the pages around a claim, which have no script that could translate them: one file for each language,
//! chosen by the browser's `Accept-Language`.

use std::collections::BTreeMap;

use minijinja::context;
use poem::Request;
use poem::http::header;

use super::page_frame;
use crate::domain::mail::Language;
use crate::domain::{Error, Result};

/// Words by name. `{issuer}` and `{expires}` stand for those.
pub(super) type Words = BTreeMap<String, String>;

/// The words in the language that the reader likes best, and its tag; English if we speak none of theirs.
///
/// # Errors
/// None that a test would not have found: the words are part of the program.
pub(super) fn words_for(request: &Request) -> Result<(&'static str, Words)> {
    let wanted = request.header(header::ACCEPT_LANGUAGE).unwrap_or_default();
    let language = preferred(wanted);
    Ok((language.as_str(), read(language)?))
}

/// A page of nothing but words, in the reader's language.
///
/// # Errors
/// As [`words_for`].
pub(super) fn page_of_words(request: &Request, template: &'static str) -> Result<String> {
    let (language, words) = words_for(request)?;
    page_frame::render(template, context! { language, words })
}

/// RFC 9110 §12.5.4, by the first part of each tag.
fn preferred(wanted: &str) -> Language {
    let mut best = (0.0, Language::default());
    for range in wanted.split(',') {
        let (tag, parameter) = range.split_once(';').unwrap_or((range, ""));
        let quality = parameter.trim().strip_prefix("q=").map_or(Some(1.0), |text| text.parse::<f32>().ok());
        let primary = tag.trim().split('-').next().unwrap_or_default();
        let spoken = Language::ALL.into_iter().find(|one| one.as_str().eq_ignore_ascii_case(primary));
        if let (Some(language), Some(quality)) = (spoken, quality)
            && quality > best.0
        {
            best = (quality, language);
        }
    }
    best.1
}

fn read(language: Language) -> Result<Words> {
    let text = match language {
        Language::En => include_str!("claim_words/en.toml"),
        Language::De => include_str!("claim_words/de.toml"),
        Language::Fr => include_str!("claim_words/fr.toml"),
        Language::Es => include_str!("claim_words/es.toml"),
        Language::Nl => include_str!("claim_words/nl.toml"),
        Language::Ja => include_str!("claim_words/ja.toml"),
    };
    toml::from_str(text).map_err(|error| Error::internal("reading the words of a page", error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_language_has_the_same_words_and_places() {
        let places = |text: &str| ["{issuer}", "{expires}"].map(|place| text.matches(place).count());
        let english = read(Language::En).unwrap();
        for language in Language::ALL {
            let words = read(language).unwrap();
            assert!(words.keys().eq(english.keys()), "{language:?}");
            for (name, text) in &words {
                assert_eq!(places(text), places(&english[name]), "{language:?}: {name}");
            }
        }
        for page in [
            include_str!("pages/claim.html"),
            include_str!("pages/no_claim.html"),
            include_str!("pages/unclaimed.html"),
        ] {
            for name in page
                .split("words.")
                .skip(1)
                .map(|rest| rest.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).next().unwrap())
            {
                assert!(english.contains_key(name), "{name}");
            }
        }
    }

    #[test]
    fn the_reader_chooses() {
        for (wanted, language) in [
            ("", "en"),
            ("de-CH,de;q=0.9,en;q=0.8", "de"),
            ("sv, fr;q=0.5, nl;q=0.7", "nl"),
            ("*", "en"),
            ("JA", "ja"),
            ("en;q=0, es;q=0.1", "es"),
            ("de;q=many", "en"),
        ] {
            assert_eq!(preferred(wanted).as_str(), language, "{wanted}");
        }
    }
}

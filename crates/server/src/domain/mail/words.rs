//! The built-in words, one file for each language, and the templates made of them: what an organization starts from
//! when it writes its own.

use serde::Deserialize;

use super::template::Template;
use super::{Kind, Language};
use crate::domain::{Error, Result};

const LAYOUT_HTML: &str = include_str!("layout.html");
const LAYOUT_TEXT: &str = include_str!("layout.txt");

/// One language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    greeting: String,
    greeting_nameless: String,
    footer: String,
    issued: Message,
    claim: Message,
    reminder: Message,
    revoked: Message,
    notice: Notice,
}

/// The words of one kind of e-mail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    subject: String,
    text: String,
    button: String,
    /// Only when a reason was given.
    reason: Option<String>,
    /// Below the link.
    deadline: Option<String>,
}

/// The words of the e-mail about a webhook endpoint that stopped working.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notice {
    pub(super) subject: String,
    /// It answered 410.
    pub(super) gone: String,
    /// A delivery was given up.
    pub(super) dead: String,
    /// What to do.
    pub(super) after: String,
}

/// The words of the e-mail about an endpoint in this language.
///
/// # Errors
/// As [`built_in`].
pub(super) fn notice(language: Language) -> Result<Notice> {
    Ok(read(language)?.notice)
}

fn read(language: Language) -> Result<Words> {
    toml::from_str(file(language)).map_err(|error| Error::internal("reading built-in words", error))
}

/// The template of this kind in this language.
///
/// # Errors
/// None that a test would not have found: the words are part of the program.
pub(super) fn built_in(kind: Kind, language: Language) -> Result<Template> {
    let words = read(language)?;
    let message = match kind {
        Kind::Issued => &words.issued,
        Kind::Claim => &words.claim,
        Kind::Reminder => &words.reminder,
        Kind::Revoked => &words.revoked,
    };
    let when = |given: &Option<String>, form: &dyn Fn(&str) -> String| {
        given.as_deref().map(form).unwrap_or_default()
    };
    let fill = |layout: &str| {
        layout
            .replace("LANGUAGE", language.as_str())
            .replace(
                "MORE_HTML",
                &when(&message.reason, &|text| format!("{{% if reason %}}<p>{text}</p>\n{{% endif %}}")),
            )
            .replace(
                "MORE_TEXT",
                &when(&message.reason, &|text| format!("{{% if reason %}}{text}\n\n{{% endif %}}")),
            )
            .replace(
                "AFTER_HTML",
                &when(&message.deadline, &|text| format!("<p style=\"font-size:14px\">{text}</p>\n")),
            )
            .replace("AFTER_TEXT", &when(&message.deadline, &|text| format!("{text}\n\n")))
            .replace("GREETING", &words.greeting)
            .replace("NAMELESS", &words.greeting_nameless)
            .replace("SUBJECT", &message.subject)
            .replace("TEXT", &message.text)
            .replace("BUTTON", &message.button)
            .replace("FOOTER", &words.footer)
    };
    let subject = format!("{{% if test %}}TEST – {{% endif %}}{}", message.subject);
    Ok(Template { subject, text: fill(LAYOUT_TEXT), html: fill(LAYOUT_HTML) })
}

fn file(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("words/en.toml"),
        Language::De => include_str!("words/de.toml"),
        Language::Fr => include_str!("words/fr.toml"),
        Language::Es => include_str!("words/es.toml"),
        Language::Nl => include_str!("words/nl.toml"),
        Language::Ja => include_str!("words/ja.toml"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::domain::mail::template::Values;

    #[test]
    fn the_notice_says_which_endpoint_how_many_and_what_to_do_in_every_language() {
        for language in Language::ALL {
            let words = notice(language).unwrap();
            assert!(words.gone.contains("ENDPOINT") && words.gone.contains("410"), "{language:?}");
            assert!(words.dead.contains("ENDPOINT") && words.dead.contains("DEAD"), "{language:?}");
            assert!(words.after.contains("REDELIVER") && !words.subject.is_empty(), "{language:?}");
        }
    }

    #[test]
    fn every_kind_in_every_language_is_a_good_template_without_leftovers() {
        for (kind, language) in Kind::ALL.into_iter().flat_map(|kind| Language::ALL.map(|l| (kind, l))) {
            let template = built_in(kind, language).unwrap();
            assert_eq!(template.problems(), [], "{kind:?} {language:?}");
            let rendered = template.render(&Values::sample(kind, language)).unwrap();
            for text in [rendered.subject.as_str(), &rendered.text, &rendered.html] {
                for leftover in
                    ["{{", "{%", "GREETING", "NAMELESS", "TEXT", "MORE_", "AFTER_", "FOOTER", "BUTTON"]
                {
                    assert!(!text.contains(leftover), "{kind:?} {language:?}: {leftover} in {text}");
                }
            }
            assert!(rendered.html.contains(&format!("<html lang=\"{}\">", language.as_str())));
        }
    }
}

//! Templates of e-mails: text with `{{ variable }}` and `{% if variable %} … {% endif %}`, and nothing else.
//!
//! Organizations write them, so they must not be able to cost much: without loops, filters, operators and variables of
//! their own, every part of a template is looked at once. The library's own fuel is the net under that.

use minijinja::{Environment, UndefinedBehavior, context};

use super::{Kind, Language, Line};
use crate::domain::{Error, FieldProblem, Result};

/// What a template may name.
const VARIABLES: [&str; 11] = [
    "achievement",
    "code",
    "issuer",
    "language",
    "link",
    "link_expires",
    "reason",
    "recipient",
    "sender",
    "test",
    "valid_until",
];

/// Bytes of a part at most, as written and as sent.
const MAX_SOURCE_BYTES: usize = 64 << 10;
const MAX_RENDERED_BYTES: usize = 512 << 10;
const MAX_SUBJECT_BYTES: usize = 1000;

/// Instructions of the template engine for one part; the longest source has fewer.
const FUEL: u64 = 100_000;

/// The three parts of an e-mail, as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    /// One line.
    pub(crate) subject: String,
    /// For those who read plain text.
    pub(crate) text: String,
    /// For everybody else; what is put in is escaped.
    pub(crate) html: String,
}

/// The three parts of an e-mail, as they are sent.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    /// One line.
    pub(crate) subject: Line,
    /// Plain text.
    pub(crate) text: String,
    /// HTML.
    pub(crate) html: String,
}

/// What is put in. Absent and empty are the same to a template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    /// Name of what was earned.
    pub(crate) achievement: String,
    /// The short code.
    pub(crate) code: String,
    /// Name of the issuer.
    pub(crate) issuer: String,
    /// Tag of the language.
    pub(crate) language: String,
    /// Where to go: the credential's page, or the claim link.
    pub(crate) link: Option<String>,
    /// Until when the claim link works.
    pub(crate) link_expires: Option<String>,
    /// Why it was revoked.
    pub(crate) reason: Option<String>,
    /// Name of the recipient.
    pub(crate) recipient: Option<String>,
    /// Who sends.
    pub(crate) sender: String,
    /// Whether it comes from a sandbox.
    pub(crate) test: bool,
    /// When the credential ends.
    pub(crate) valid_until: Option<String>,
}

impl Template {
    /// Everything that keeps these parts from being a template, each with the part's name.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        for (name, source) in [("subject", &self.subject), ("text", &self.text), ("html", &self.html)] {
            let found = match check(source) {
                Err(message) => Some(message),
                // Only the engine knows whether every `if` has its end.
                Ok(()) => render(name, source, &Values::sample(Kind::Claim, Language::En)).err(),
            };
            problems.extend(found.map(|message| FieldProblem::new(format!("/{name}"), message)));
        }
        if Line::parse(&self.subject).is_none() {
            problems.push(FieldProblem::new("/subject", "Must be one line."));
        }
        problems
    }

    /// The parts with everything put in.
    ///
    /// # Errors
    /// A template with [`Template::problems`], or one that became too long.
    pub(crate) fn render(&self, values: &Values) -> Result<Rendered> {
        let part = |name, source| {
            render(name, source, values).map_err(|error| Error::internal("rendering an e-mail", error))
        };
        let subject = Line::of(&part("subject", &self.subject)?);
        Ok(Rendered {
            subject: Line::of(shortened(subject.as_str(), MAX_SUBJECT_BYTES)),
            text: part("text", &self.text)?,
            html: part("html", &self.html)?,
        })
    }
}

impl Values {
    /// Made-up values, for previews and for trying a template out.
    pub(crate) fn sample(kind: Kind, language: Language) -> Self {
        let link = match kind {
            Kind::Claim => "https://badges.example.edu/claim/abc",
            _ => "https://badges.example.edu/credentials/1",
        };
        Self {
            achievement: "Welding 101".to_owned(),
            code: "AC-7F3K9Q2M".to_owned(),
            issuer: "Example College".to_owned(),
            language: language.as_str().to_owned(),
            link: Some(link.to_owned()),
            link_expires: Some("2027-01-15 10:00 UTC".to_owned()),
            reason: (kind == Kind::Revoked).then(|| "Issued by mistake".to_owned()),
            recipient: Some("Grace Hopper".to_owned()),
            sender: "Example College".to_owned(),
            test: false,
            valid_until: Some("2027-12-31 23:59 UTC".to_owned()),
        }
    }
}

/// Whether the source has nothing in it but text, `{{ variable }}`, `{% if [not] variable %}`, `elif`, `else`, `endif`
/// and comments.
fn check(source: &str) -> std::result::Result<(), String> {
    if source.len() > MAX_SOURCE_BYTES {
        return Err(format!("May have {MAX_SOURCE_BYTES} bytes at most."));
    }
    let mut rest = source;
    while let Some((at, opening)) = first_of(rest, &["{{", "{%", "{#"]) {
        rest = &rest[at + 2..];
        let closing = match opening {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let Some(end) = rest.find(closing) else { return Err(format!("`{opening}` has no `{closing}`.")) };
        let inner = rest[..end].trim_matches(['-', '+']).trim();
        match opening {
            "{{" => check_variable(inner)?,
            "{%" => check_statement(inner)?,
            _ => {}
        }
        rest = &rest[end + 2..];
    }
    Ok(())
}

fn check_statement(inner: &str) -> std::result::Result<(), String> {
    match inner.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["else" | "endif"] => Ok(()),
        ["if" | "elif", "not", name] | ["if" | "elif", name] => check_variable(name),
        _ => Err(format!(
            "`{{% {inner} %}}` is not known here; write `if`, `elif`, `else` and `endif` with one variable."
        )),
    }
}

fn check_variable(name: &str) -> std::result::Result<(), String> {
    if VARIABLES.contains(&name) {
        return Ok(());
    }
    Err(format!("There is no variable `{name}`; there are {}.", VARIABLES.join(", ")))
}

/// The place of the first of these texts, and which one it is.
fn first_of<'a>(text: &str, candidates: &[&'a str]) -> Option<(usize, &'a str)> {
    candidates.iter().filter_map(|candidate| Some((text.find(candidate)?, *candidate))).min()
}

fn render(name: &str, source: &str, values: &Values) -> std::result::Result<String, String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    let fields = context! {
        achievement => values.achievement.as_str(),
        code => values.code.as_str(),
        issuer => values.issuer.as_str(),
        language => values.language.as_str(),
        link => values.link.as_deref().unwrap_or_default(),
        link_expires => values.link_expires.as_deref().unwrap_or_default(),
        reason => values.reason.as_deref().unwrap_or_default(),
        recipient => values.recipient.as_deref().unwrap_or_default(),
        sender => values.sender.as_str(),
        test => values.test,
        valid_until => values.valid_until.as_deref().unwrap_or_default(),
    };
    // The ending of the name decides about escaping.
    let file = if name == "html" { "email.html" } else { "email.txt" };
    let rendered = environment.render_named_str(file, source, fields).map_err(|error| error.to_string())?;
    if rendered.len() > MAX_RENDERED_BYTES {
        return Err(format!("Becomes longer than {MAX_RENDERED_BYTES} bytes."));
    }
    Ok(rendered)
}

/// The beginning of a text, as many whole characters as fit.
fn shortened(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn template(text: &str) -> Template {
        Template { subject: "Hello".to_owned(), text: text.to_owned(), html: String::new() }
    }

    #[test]
    fn only_variables_and_conditions_are_known() {
        for text in [
            "",
            "plain { } text %} }}",
            "{{recipient}} {{- issuer -}}",
            "{% if link %}a{% elif not code %}b{% else %}c{% endif %}",
            "{# a note #}",
        ] {
            assert_eq!(template(text).problems(), [], "{text}");
        }
        for text in [
            "{{ password }}",
            "{{ link",
            "{% if link %}",
            "{% endif %}",
            "{% for a in [1] %}{% endfor %}",
            "{% set a = link ~ link %}",
            "{{ 'a' * 1000000 }}",
            "{{ link|upper }}",
            "{{ range(1000000) }}",
            "{% include 'a' %}",
            "{% raw %}{{ x }}{% endraw %}",
            "{% if link == '%}' %}{% endif %}",
            "{{ link.__class__ }}",
        ] {
            let problems = template(text).problems();
            assert_eq!(problems.first().map(|problem| problem.pointer.as_str()), Some("/text"), "{text}");
        }
        let long = "a".repeat(MAX_SOURCE_BYTES + 1);
        assert_eq!(template(&long).problems().len(), 1);
    }

    #[test]
    fn html_is_escaped_text_is_not_and_a_subject_is_one_line() {
        let template = Template {
            subject: "For {{ recipient }}".to_owned(),
            text: "{{ recipient }}".to_owned(),
            html: "<b>{{ recipient }}</b>".to_owned(),
        };
        let values = Values { recipient: Some("<i>\r\nBcc: a@b.c".to_owned()), ..Values::default() };
        let rendered = template.render(&values).unwrap();
        assert_eq!(rendered.subject.as_str(), "For <i> Bcc: a@b.c");
        assert_eq!(rendered.text, "<i>\r\nBcc: a@b.c");
        assert_eq!(rendered.html, "<b>&lt;i&gt;\r\nBcc: a@b.c</b>");
        let long = Values { recipient: Some("株".repeat(2000)), ..Values::default() };
        assert!(template.render(&long).unwrap().subject.as_str().len() <= MAX_SUBJECT_BYTES);
    }

    #[test]
    fn a_template_that_grows_is_stopped() {
        let template = template(&"{{reason}}".repeat(6000));
        let values = Values { reason: Some("a".repeat(1000)), ..Values::default() };
        assert!(template.render(&values).is_err());
    }
}

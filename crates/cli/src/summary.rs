//! The report for a person: the verdict first, then who, what and to whom, then every check.

use std::fmt::Write;

use proofmark::{Check, Claims, Outcome, Reason, Report, Source, StatusFinding, StatusState, Verdict};

use crate::terminal::{Palette, Tone, printable};

/// Width of the first column.
const LABEL: usize = 10;

/// The summary, with a final line break. Every text of the credential goes through [`printable`].
pub(crate) fn render(report: &Report, palette: Palette) -> String {
    let mut summary = Summary { text: String::new(), palette };
    summary.verdict(report);
    match &report.credential {
        Some(claims) => summary.claims(claims),
        None => summary
            .line("", "What the file says of issuer and recipient is not shown: nothing vouches for it."),
    }
    for finding in &report.status {
        summary.line("Status", &status(finding, report));
    }
    summary.checks(&report.checks);
    for warning in &report.warnings {
        summary.glyph_line(Tone::Open, "!", "note", &warning.message);
    }
    if !report.hosts.is_empty() {
        summary.line("Contacted", &printable(&report.hosts.join(", ")));
    }
    summary.text
}

struct Summary {
    text: String,
    palette: Palette,
}

impl Summary {
    fn verdict(&mut self, report: &Report) {
        let (tone, word) = match report.verdict {
            Verdict::Valid => (Tone::Good, "VALID"),
            Verdict::Invalid => (Tone::Bad, "INVALID"),
            Verdict::Inconclusive => (Tone::Open, "CANNOT SAY"),
        };
        let word = self.palette.paint(tone, word);
        let test = report.credential.as_ref().is_some_and(|claims| claims.issuer.test);
        let test = if test { " It is only a test." } else { "" };
        self.push(&format!("{word}  {}{test}\n\n", sentence(report)));
    }

    fn claims(&mut self, claims: &Claims) {
        let issuer = &claims.issuer;
        let domain = issuer.domain.as_deref().map_or("no domain is proven".to_owned(), printable);
        let name = issuer.name.as_deref().map(|name| format!(", calls itself “{}”", printable(name)));
        self.line("Issuer", &format!("{domain}{}", name.unwrap_or_default()));
        self.quiet_line(&issuer.id);

        let achievement = claims.achievement.as_ref();
        let title =
            achievement.and_then(|achievement| achievement.name.as_deref()).or(claims.name.as_deref());
        self.line("For", &title.map_or("an achievement without a name".to_owned(), printable));
        if let Some(description) = achievement.and_then(|achievement| achievement.description.as_deref()) {
            self.quiet_line(description);
        }

        let identifiers = claims.recipient.identifiers.iter().map(|identifier| {
            let shown =
                if identifier.hashed { "only as a hash".to_owned() } else { printable(&identifier.value) };
            format!("{}: {shown}", printable(&identifier.identity_type))
        });
        let recipient: Vec<_> =
            claims.recipient.id.as_deref().map(printable).into_iter().chain(identifiers).collect();
        self.line("To", if recipient.is_empty() { "nobody is named" } else { &recipient[0] });
        for other in recipient.iter().skip(1) {
            self.line("", other);
        }

        let from = claims.valid_from.as_deref().map(|time| format!("from {}", printable(time)));
        let until = claims
            .valid_until
            .as_deref()
            .map_or("without end".to_owned(), |time| format!("until {}", printable(time)));
        self.line("Valid", [from.unwrap_or_default(), until].join(" ").trim());
    }

    fn checks(&mut self, checks: &[Check]) {
        self.push("\n");
        for check in checks {
            let (tone, glyph) = match check.outcome {
                Outcome::Passed => (Tone::Good, "✓"),
                Outcome::Failed => (Tone::Bad, "✗"),
                Outcome::Inconclusive => (Tone::Open, "?"),
                Outcome::NotRun => (Tone::Quiet, "–"),
            };
            let place = match check.pointer.as_str() {
                "" => String::new(),
                _ if check.outcome == Outcome::Passed => String::new(),
                pointer => format!(" ({})", printable(pointer)),
            };
            self.glyph_line(
                tone,
                glyph,
                &check.id.as_str().replace('_', " "),
                &format!("{}{place}", printable(&check.message)),
            );
            if let Some(code) = check.code {
                let next = self.palette.paint(Tone::Quiet, proofmark::guide::of(code).verifier);
                self.push(&format!("    {:<16}  {next}\n", "→"));
            }
        }
    }

    fn glyph_line(&mut self, tone: Tone, glyph: &str, label: &str, text: &str) {
        let glyph = self.palette.paint(tone, glyph);
        self.push(&format!("  {glyph} {label:<16}  {text}\n"));
    }

    fn line(&mut self, label: &str, text: &str) {
        self.push(&format!("{label:<LABEL$}  {text}\n"));
    }

    fn quiet_line(&mut self, text: &str) {
        let text = self.palette.paint(Tone::Quiet, &printable(text));
        self.line("", &text);
    }

    fn push(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = self.text.write_str(text);
    }
}

/// The verdict in one sentence.
fn sentence(report: &Report) -> String {
    let first = |outcome| {
        let check = report.checks.iter().find(|check| check.outcome == outcome);
        check.map_or(String::new(), |check| printable(&check.message))
    };
    match report.reason {
        None => "This credential is authentic and current.".to_owned(),
        Some(Reason::Malformed) => {
            format!("This is not a well-formed credential. {}", first(Outcome::Failed))
        }
        Some(Reason::Proof) => format!("The proof does not hold. {}", first(Outcome::Failed)),
        Some(Reason::Issuer) => format!("The signing key is not the issuer's. {}", first(Outcome::Failed)),
        Some(Reason::Revoked) => "The issuer has revoked this credential.".to_owned(),
        Some(Reason::Suspended) => "The issuer has suspended this credential.".to_owned(),
        Some(Reason::NotYetValid) => "This credential is authentic, but not valid yet.".to_owned(),
        Some(Reason::Expired) => "This credential is authentic, but it has expired.".to_owned(),
        Some(Reason::Recipient) => "This credential belongs to somebody else.".to_owned(),
        Some(Reason::Unchecked) => {
            format!("Something could not be checked. {}", first(Outcome::Inconclusive))
        }
        Some(reason) => format!("The reason is: {}.", reason.as_str()),
    }
}

/// What the issuer's list says, and how old that is.
fn status(finding: &StatusFinding, report: &Report) -> String {
    let purpose = match finding.purpose.as_str() {
        "revocation" => "revoked".to_owned(),
        "suspension" => "suspended".to_owned(),
        other => printable(other),
    };
    let state = match finding.state {
        StatusState::Clear => format!("not {purpose}"),
        StatusState::Set => purpose,
        StatusState::Unknown => return format!("unknown whether {purpose}"),
    };
    let supplied = report.checks.iter().flat_map(|check| &check.evidence);
    let supplied =
        supplied.into_iter().any(|used| used.url == finding.list && used.source == Source::Supplied);
    match finding.as_of {
        _ if supplied => format!("{state}, by the list that you supplied"),
        None => state,
        Some(time) => {
            let age = age(report.verified_at.unix_seconds() - time.unix_seconds());
            format!("{state} as of {time} ({age})")
        }
    }
}

/// An age for people.
fn age(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_said_in_the_largest_unit() {
        for (seconds, expected) in [
            (-5, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (7_199, "1 hour ago"),
            (7_200, "2 hours ago"),
            (172_800, "2 days ago"),
        ] {
            assert_eq!(age(seconds), expected);
        }
    }
}

//! The explanation for a person: what is most likely wrong, where, and what to do; then what else was found.

use std::fmt::Write;

use proofmark::{Confidence, Diagnosis, Difference, Explanation, Report, SignedForm, Verdict};

use crate::terminal::{Palette, Tone, printable};

/// Columns of running text.
const WIDTH: usize = 92;

/// The text, with a final line break. Everything from the credential goes through [`printable`].
pub(crate) fn render(explanation: &Explanation, report: &Report, palette: Palette) -> String {
    let mut page = Page { text: String::new(), palette };
    page.verdict(explanation, report);
    for (index, diagnosis) in explanation.diagnoses.iter().enumerate() {
        page.diagnosis(index + 1, diagnosis);
    }
    page.attempts(explanation);
    for form in &explanation.signed_forms {
        page.signed_form(form);
    }
    if let Some(difference) = &explanation.difference {
        page.difference(difference);
    }
    page.text
}

struct Page {
    text: String,
    palette: Palette,
}

impl Page {
    fn verdict(&mut self, explanation: &Explanation, report: &Report) {
        let (tone, word) = match explanation.verdict {
            Verdict::Valid => (Tone::Good, "VALID"),
            Verdict::Invalid => (Tone::Bad, "INVALID"),
            Verdict::Inconclusive => (Tone::Open, "CANNOT SAY"),
        };
        let reason = report.reason.map(|reason| format!(" ({})", reason.as_str())).unwrap_or_default();
        let word = self.palette.paint(tone, word);
        self.line(&format!("{word}{reason}  {}", printable(&explanation.headline)));
    }

    fn diagnosis(&mut self, number: usize, diagnosis: &Diagnosis) {
        let tone = match diagnosis.confidence {
            Confidence::Proven => Tone::Good,
            Confidence::Certain => Tone::Bad,
            _ => Tone::Open,
        };
        let how_sure = match diagnosis.confidence {
            Confidence::Proven => "proven: repaired in memory, the signature holds",
            Confidence::Certain => "certain",
            Confidence::Likely => "likely",
            Confidence::Possible => "possible",
        };
        self.line("");
        let how_sure = self.palette.paint(tone, how_sure);
        self.line(&format!("{number}. {}  [{how_sure}]", diagnosis.title));
        self.paragraph("What", &diagnosis.message);
        if !diagnosis.pointer.is_empty() {
            self.paragraph("Where", &diagnosis.pointer);
        }
        for change in &diagnosis.changes {
            let shown = |value: &Option<String>| value.as_deref().map_or("nothing".to_owned(), printable);
            if change.pointer != diagnosis.pointer {
                self.paragraph("Where", &change.pointer);
            }
            self.indented("is", &shown(&change.before));
            self.indented("signed", &shown(&change.after));
        }
        self.paragraph("Repair", &diagnosis.repair);
        self.indented("code", diagnosis.code);
    }

    fn attempts(&mut self, explanation: &Explanation) {
        if explanation.attempts == 0 {
            return;
        }
        let more = if explanation.limit_reached { "; a limit kept the rest from being tried" } else { "" };
        let text =
            format!("{} repairs were tried in memory{more}. None changes the verdict.", explanation.attempts);
        let text = self.palette.paint(Tone::Quiet, &text);
        self.line(&format!("\n{text}"));
    }

    fn signed_form(&mut self, form: &SignedForm) {
        self.line(&format!("\nWhat {} signs ({})", printable(&form.pointer), printable(&form.cryptosuite)));
        match &form.forms {
            Err(problem) => self.paragraph("None", &problem.to_string()),
            Ok(forms) => {
                self.line(&format!(
                    "SHA-256 of the proof configuration  {}",
                    hex(&forms.proof_configuration_hash)
                ));
                self.block(&forms.proof_configuration);
                self.line(&format!("SHA-256 of the credential           {}", hex(&forms.document_hash)));
                self.block(&forms.document);
            }
        }
    }

    fn difference(&mut self, difference: &Difference) {
        self.line("");
        let lines = match &difference.lines {
            Err(problem) => return self.paragraph("Not compared", &problem.to_string()),
            Ok(lines) if lines.is_empty() => {
                return self.line(&format!("Both credentials make the same {} statements.", difference.same));
            }
            Ok(lines) => lines,
        };
        let same = difference.same;
        self.line(&format!(
            "Statements of only one credential (both make {same} more): - this one, + the other"
        ));
        for line in lines {
            let (sign, tone) = if line.in_other { ("+", Tone::Good) } else { ("-", Tone::Bad) };
            let place = line.pointer.as_deref().map(|pointer| format!("  ({})", printable(pointer)));
            let text = format!("{sign} {}", printable(&line.statement));
            let text = self.palette.paint(tone, &text);
            self.line(&format!("{text}{}", place.unwrap_or_default()));
        }
    }

    /// A label and a text, broken into lines.
    fn paragraph(&mut self, label: &str, text: &str) {
        let indent = " ".repeat(11);
        let mut line = format!("   {label:<8}");
        for word in printable_words(text) {
            if line.chars().count() + word.chars().count() > WIDTH && line.trim() != label && line != indent {
                self.line(line.trim_end());
                line = indent.clone();
            }
            line.push_str(&word);
            line.push(' ');
        }
        self.line(line.trim_end());
    }

    fn indented(&mut self, label: &str, text: &str) {
        self.line(&format!("           {label:<7} {text}"));
    }

    /// Lines that are shown whole, since somebody compares them letter by letter.
    fn block(&mut self, text: &str) {
        for line in text.lines() {
            let shown: String = line
                .chars()
                .flat_map(|c| if c.is_control() { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] })
                .collect();
            self.line(&format!("  {shown}"));
        }
    }

    fn line(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{text}");
    }
}

/// The words of a text, each without power over the terminal.
fn printable_words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(printable)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

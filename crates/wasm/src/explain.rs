//! Why a credential did not verify, for JavaScript; in the full build only.

use proofmark::{Document, ExplainOptions, FetchFailure, Source, Step, Verification};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::Fault;
use crate::options::{object, read_options_and, string, unknown};
use crate::with_status_lists;

/// Verifies and explains in one call, contacting nobody: the text of an `Explanation`. `options` is JSON text: that of a
/// `Verification`, and
/// `{"documents"?: {URL: text}, "signedForms"?: boolean, "other"?: text of a second credential to compare with}`.
///
/// # Errors
/// `invalid_argument` for options that are misspelt or out of range.
#[wasm_bindgen]
pub fn explain(bytes: Vec<u8>, options: &str) -> Result<String, JsError> {
    Ok(explain_text(bytes, options)?)
}

fn explain_text(bytes: Vec<u8>, options: &str) -> Result<String, Fault> {
    let (mut signed_forms, mut other) = (false, None);
    let mut documents: Vec<(String, Vec<u8>)> = Vec::new();
    let options = read_options_and(options, |name, value| {
        match name {
            "documents" => {
                for (url, text) in object(value, "/documents")?.iter() {
                    let text = string(text, &format!("/documents/{url}"))?;
                    documents.push((url.to_owned(), text.as_bytes().to_vec()));
                }
            }
            "signedForms" => {
                signed_forms = value
                    .as_bool()
                    .ok_or_else(|| Fault::argument("/signedForms", "This is not a boolean."))?;
            }
            "other" => other = Some(string(value, "/other")?.as_bytes().to_vec()),
            name => return Err(unknown("", name)),
        }
        Ok(())
    })?;
    let retrieved_at = options.now;
    let mut verification = Verification::new(bytes, options);
    let supplied = |bytes: &[u8]| Document { bytes: bytes.to_vec(), retrieved_at, source: Source::Supplied };
    loop {
        let step = with_status_lists(|contexts, lists| verification.step_with(contexts, lists));
        let Step::Needs(requests) = step else { break };
        for request in requests {
            let found = documents.iter().find(|(url, _)| *url == request.url);
            let answer = found.map(|(_, bytes)| supplied(bytes));
            verification.supply(&request.url, answer.ok_or((FetchFailure::NotSupplied, String::new())));
        }
    }
    let report = report(&mut verification)?;
    // A cause may be in a document that verifying had no need to ask for.
    for (url, bytes) in &documents {
        verification.supply(url, Ok(supplied(bytes)));
    }
    Ok(text(&verification, &report, signed_forms, other))
}

/// The explanation of a verification that has its report.
pub(crate) fn of(
    verification: &mut Verification,
    signed_forms: bool,
    other: Option<Vec<u8>>,
) -> Result<String, Fault> {
    let report = report(verification)?;
    Ok(text(verification, &report, signed_forms, other))
}

fn report(verification: &mut Verification) -> Result<proofmark::Report, Fault> {
    match with_status_lists(|contexts, lists| verification.step_with(contexts, lists)) {
        Step::Done(report) => Ok(report),
        Step::Needs(_) => Err(Fault::argument("", "There is no report yet: documents are still needed.")),
    }
}

fn text(
    verification: &Verification,
    report: &proofmark::Report,
    signed_forms: bool,
    other: Option<Vec<u8>>,
) -> String {
    let mut options = ExplainOptions::default();
    options.signed_forms = signed_forms;
    options.other = other;
    with_status_lists(|contexts, _| verification.explain(report, &options, contexts)).to_json()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_mistakes_named() {
        let now = r#""now":"2026-03-01T12:00:00Z""#;
        let explain = |options: &str| explain_text(b"<html>".to_vec(), &format!("{{{now}{options}}}"));
        assert!(explain("").unwrap().contains(r#""code":"web_page""#));
        assert!(
            explain(r#","signedForms":true,"documents":{"https://a.example":"{}"},"other":"{}""#).is_ok()
        );
        for (options, pointer) in [
            (r#","documents":{"https://a.example":1}"#, "/documents/https://a.example"),
            (r#","signedForms":1"#, "/signedForms"),
            (r#","nquads":true"#, "/nquads"),
        ] {
            assert!(explain(options).unwrap_err().to_string().contains(pointer), "{options}");
        }
    }
}

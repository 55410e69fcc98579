//! One verification, driven by JavaScript: `step()`, fetch what it asks for, `supply(…)`, until there is a report.

use proofmark::json::Value;
use proofmark::{Document, FetchFailure, Request, Source, StatusLists, Step, Timestamp};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::Fault;
use crate::options::read_options;
#[cfg(feature = "full")]
use crate::trust_pack::TrustPack;
use crate::{Contexts, with_status_lists};

/// A verification under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Verification {
    inner: proofmark::Verification,
    needs_full: bool,
}

#[wasm_bindgen]
impl Verification {
    /// Begins to verify the bytes of a credential. `options` is JSON text:
    /// `{"now": RFC 3339, "recipient"?: string, "policy"?: {…}, "limits"?: {…}}`.
    ///
    /// # Errors
    /// `invalid_argument` for options that are misspelt or out of range.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>, options: &str) -> Result<Self, JsError> {
        let options = read_options(options)?;
        let inner = proofmark::Verification::new(bytes, options);
        Ok(Self { needs_full: inner.needs_full_build(), inner })
    }

    /// Goes as far as possible. Answers `{"needs": [{"url", "purpose", "accept", "maxBytes"}]}` or `{"report": {…}}`; or
    /// `{"needsFull": true}` when only the full build can read the bytes, which then begins anew with them.
    pub fn step(&mut self) -> String {
        with_status_lists(|contexts, lists| self.go_on(contexts, lists))
    }

    /// As [`Verification::step`], with contexts that the application added.
    #[wasm_bindgen(js_name = stepWith)]
    pub fn step_with(&mut self, contexts: &mut Contexts) -> String {
        self.go_on(&mut contexts.inner, &mut contexts.status_lists)
    }

    /// JSON array of the URLs that stand beside a digest in the credential. Supply what is at hand of them before the
    /// first step.
    #[wasm_bindgen(js_name = linkedContent)]
    #[must_use]
    pub fn linked_content(&self) -> String {
        let urls = self.inner.linked_content();
        let urls: Vec<_> = urls.iter().map(|url| Value::from(&**url).to_json()).collect();
        format!("[{}]", urls.join(","))
    }

    /// Adds a trust pack, before the first step. Where it may count, its documents stand in for those that the host
    /// does not have.
    ///
    /// # Errors
    /// `limit_exceeded` for more packs than one verification takes.
    #[cfg(feature = "full")]
    pub fn trust(&mut self, pack: &TrustPack) -> Result<(), JsError> {
        Ok(self.inner.trust(pack.share()).map_err(Fault::from)?)
    }

    /// Explains the report that the last step gave, with the documents that were supplied: the text of an `Explanation`.
    /// `other` is a second credential to compare with.
    ///
    /// # Errors
    /// `invalid_argument` while documents are still needed.
    #[cfg(feature = "full")]
    pub fn explain(
        &mut self,
        #[wasm_bindgen(js_name = signedForms)] signed_forms: bool,
        other: Option<Vec<u8>>,
    ) -> Result<String, JsError> {
        Ok(crate::explain::of(&mut self.inner, signed_forms, other)?)
    }

    /// Answers a request with a document. `source` is `network`, `cache` or `supplied`; `retrieved_at` (RFC 3339) is
    /// when it came from its origin.
    ///
    /// # Errors
    /// `invalid_argument` for an unknown source or a time that is none.
    pub fn supply(
        &mut self,
        url: &str,
        bytes: Vec<u8>,
        #[wasm_bindgen(js_name = retrievedAt)] retrieved_at: &str,
        source: &str,
    ) -> Result<(), JsError> {
        self.inner.supply(url, Ok(document(bytes, retrieved_at, source)?));
        Ok(())
    }

    /// Answers a request with the reason why there is no document, and a few words of detail (may be empty).
    ///
    /// # Errors
    /// `invalid_argument` for a failure that is not in the core's list.
    #[wasm_bindgen(js_name = supplyFailure)]
    pub fn supply_failure(&mut self, url: &str, failure: &str, detail: String) -> Result<(), JsError> {
        self.inner.supply(url, Err((fetch_failure(failure)?, detail)));
        Ok(())
    }
}

impl Verification {
    fn go_on(&mut self, contexts: &mut proofmark::Contexts, lists: &mut StatusLists) -> String {
        if self.needs_full {
            return r#"{"needsFull":true}"#.to_owned();
        }
        match self.inner.step_with(contexts, lists) {
            Step::Needs(requests) => needs(&requests),
            Step::Done(report) => format!(r#"{{"report":{}}}"#, report.to_json()),
        }
    }
}

fn needs(requests: &[Request]) -> String {
    let requests = requests.iter().map(|request| {
        format!(
            r#"{{"url":{},"purpose":"{}","accept":"{}","maxBytes":{}}}"#,
            Value::from(&*request.url).to_json(),
            request.purpose.as_str(),
            request.accept,
            request.max_bytes
        )
    });
    format!(r#"{{"needs":[{}]}}"#, requests.collect::<Vec<_>>().join(","))
}

fn document(bytes: Vec<u8>, retrieved_at: &str, source: &str) -> Result<Document, Fault> {
    let retrieved_at = Timestamp::parse(retrieved_at)
        .map_err(|problem| Fault::argument("/retrievedAt", problem.detail().to_owned()))?;
    let source = Source::from_text(source)
        .ok_or_else(|| Fault::argument("/source", "The source is `network`, `cache` or `supplied`."))?;
    Ok(Document { bytes, retrieved_at, source })
}

fn fetch_failure(text: &str) -> Result<FetchFailure, Fault> {
    FetchFailure::from_text(text).ok_or_else(|| {
        let known: Vec<_> = FetchFailure::ALL.iter().map(|failure| failure.as_str()).collect();
        Fault::argument("/failure", format!("The failure is one of: {}.", known.join(", ")))
    })
}

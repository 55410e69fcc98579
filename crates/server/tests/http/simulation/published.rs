//! Verifies many credentials with the core, as anybody would who has what the server publishes. What several of them
//! need is fetched once.

use std::collections::HashMap;

use proofmark::{Contexts, Document, FetchFailure, Options, Source, Step, Timestamp, Verification};
use serde_json::Value;

#[derive(Default)]
pub(crate) struct Published {
    contexts: Contexts,
    documents: HashMap<String, Option<Vec<u8>>>,
}

impl Published {
    /// The report; `fetch` gives the document of a URL, where there is one.
    pub(crate) async fn verify(
        &mut self,
        credential: Vec<u8>,
        now: Timestamp,
        fetch: impl AsyncFn(String) -> Option<Vec<u8>>,
    ) -> Value {
        let mut verification = Verification::new(credential, Options::at(now));
        loop {
            let requests = match verification.step(&mut self.contexts) {
                Step::Done(report) => return serde_json::from_str(&report.to_json()).unwrap(),
                Step::Needs(requests) => requests,
            };
            for request in requests {
                if !self.documents.contains_key(&request.url) {
                    self.documents.insert(request.url.clone(), fetch(request.url.clone()).await);
                }
                let found = self.documents[&request.url].clone();
                let found = found.map(|bytes| Document { bytes, retrieved_at: now, source: Source::Network });
                verification.supply(&request.url, found.ok_or((FetchFailure::NotFound, String::new())));
            }
        }
    }
}

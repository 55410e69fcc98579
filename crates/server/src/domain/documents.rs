//! Signs documents, and verifies credentials with documents from the store instead of the network.

use std::sync::Arc;

use proofmark::{Document, FetchFailure, Options, ProofOptions, Report, Source, Step, Verification};
use serde_json::Value;

use super::issuer::{self, IssuerKey};
use super::{Error, Result, Timestamp, did};
use crate::backend::Backend;
use crate::keys::{Engine, Signer};
use crate::store;

/// With what and when a document is signed.
pub(crate) struct Signing {
    /// The issuer's key, sealed.
    pub(crate) key: IssuerKey,
    /// What signs with it.
    pub(crate) signer: Arc<dyn Signer>,
    /// When the proof says it was made.
    pub(crate) created: Timestamp,
}

/// Adds an eddsa-rdfc-2022 proof and gives the secured JSON text. The core checks the new signature itself.
///
/// # Errors
/// [`Error::Invalid`] when strict processing refuses what the request put into the document; a fault of ours
/// otherwise.
pub(crate) async fn sign(engine: &Engine, unsecured: Value, signing: Signing) -> Result<String> {
    let signed = engine
        .run(move |contexts| -> Result<_> {
            let method = signing.key.verification_method.clone();
            let options = ProofOptions::new(method, core_time(signing.created));
            signing.signer.add_proof(unsecured.to_string().as_bytes(), &signing.key, &options, contexts)
        })
        .await??;
    signed.map_err(|problem| Error::invalid(problem.pointer(), problem.detail()))
}

/// Verifies a credential at `now` with the core. What the verifier asks for is taken from the store: status lists and
/// issuer documents that this server publishes. Anything else is not supplied.
///
/// # Errors
/// When the store or a status list's signing fails. A bad credential is a report, not an error.
pub(crate) async fn verify(backend: &Backend, credential: &str, now: Timestamp) -> Result<Report> {
    let mut verification = Verification::new(credential.as_bytes().to_vec(), Options::at(core_time(now)));
    loop {
        let (returned, step) = backend
            .engine
            .run(move |contexts| {
                let step = verification.step(contexts);
                (verification, step)
            })
            .await?;
        verification = returned;
        match step {
            Step::Done(report) => return Ok(report),
            Step::Needs(requests) => {
                for request in requests {
                    let answer = match own_document(backend, &request.url).await {
                        Ok(bytes) => {
                            Ok(Document { bytes, retrieved_at: core_time(now), source: Source::Supplied })
                        }
                        Err(Error::NotFound(_)) => Err((FetchFailure::NotSupplied, String::new())),
                        Err(error) => return Err(error),
                    };
                    verification.supply(&request.url, answer);
                }
            }
        }
    }
}

/// A document that this server publishes, by its URL.
async fn own_document(backend: &Backend, url: &str) -> Result<Vec<u8>> {
    let list_id = {
        let mut connection = backend.store.read().await?;
        store::status_lists::id_of_url(&mut connection, url).await?
    };
    if let Some(list_id) = list_id {
        let list = backend.publisher.get(backend, &list_id).await?;
        return Ok(list.document.as_bytes().to_vec());
    }
    let issuer_id = did::issuer_of_document_url(url).ok_or(Error::NotFound("document"))?;
    let document = issuer::did_document(&backend.store, issuer_id).await?;
    let own_url = document["id"].as_str().and_then(|did| proofmark::did_web::document_url(did).ok());
    if own_url.as_deref() == Some(url) {
        Ok(document.to_string().into_bytes())
    } else {
        Err(Error::NotFound("document"))
    }
}

/// The core counts whole seconds.
fn core_time(time: Timestamp) -> proofmark::Timestamp {
    proofmark::Timestamp::from_unix_seconds(time.as_micros().div_euclid(1_000_000))
}

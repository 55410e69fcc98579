//! Signs documents, and verifies credentials with documents from the store instead of the network. One or many: many
//! are spread over the processors.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZero;
use std::sync::Arc;

use proofmark::{Document, FetchFailure, Options, ProofOptions, Report, Source, Step, Verification};
use serde_json::Value;

use super::issuer::{self, IssuerKey};
use super::{Error, Result, Timestamp, did};
use crate::backend::Backend;
use crate::keys::{Engine, Signer, Tools};
use crate::store;

/// Fewer documents than this are not worth another thread.
const SHARE: usize = 16;

/// With what and when a document is signed.
#[derive(Clone)]
pub(crate) struct Signing {
    /// The issuer's key, sealed.
    pub(crate) key: IssuerKey,
    /// What signs with it.
    pub(crate) signer: Arc<dyn Signer>,
    /// When the proof says it was made.
    pub(crate) created: Timestamp,
    /// Whether our verifier looks at the secured document before anybody gets it.
    pub(crate) verified_by_caller: bool,
}

/// Adds an eddsa-rdfc-2022 proof and gives the secured JSON text. The core checks the new signature itself, unless the
/// caller verifies what comes out.
///
/// # Errors
/// [`Error::Invalid`] when strict processing refuses what the request put into the document; a fault of ours
/// otherwise.
pub(crate) async fn sign(engine: &Engine, unsecured: Value, signing: Signing) -> Result<String> {
    let mut signed = sign_all(engine, vec![unsecured.to_string()], signing).await?;
    signed.pop().ok_or_else(|| Error::internal("signing", "nothing was signed"))?
}

/// As [`sign`], for many documents of one issuer: the results in their order.
///
/// # Errors
/// When the key cannot be used.
pub(crate) async fn sign_all(
    engine: &Engine,
    unsecured: Vec<String>,
    signing: Signing,
) -> Result<Vec<Result<String>>> {
    let work = shares(unsecured).into_iter().map(|share| {
        let signing = signing.clone();
        move |tools: &mut Tools| {
            let mut options =
                ProofOptions::new(signing.key.verification_method.clone(), core_time(signing.created));
            options.verified_by_caller = signing.verified_by_caller;
            signing.signer.add_proofs(&share, &signing.key, &options, &mut tools.contexts)
        }
    });
    let mut signed = Vec::new();
    for share in engine.run_all(work.collect()).await? {
        signed.extend(
            share?
                .into_iter()
                .map(|signed| signed.map_err(|problem| Error::invalid(problem.pointer(), problem.detail()))),
        );
    }
    Ok(signed)
}

/// Verifies a credential at `now` with the core. What the verifier asks for is taken from the store: status lists and
/// issuer documents that this server publishes. Anything else is not supplied.
///
/// # Errors
/// When the store or a status list's signing fails. A bad credential is a report, not an error.
pub(crate) async fn verify(backend: &Backend, credential: &str, now: Timestamp) -> Result<Report> {
    let mut reports = verify_all(backend, vec![credential.to_owned()], now).await?;
    reports.pop().ok_or_else(|| Error::internal("verifying", "there is no report"))
}

/// As [`verify`], for many credentials: the reports in their order. What several of them need is fetched once.
///
/// # Errors
/// As [`verify`].
pub(crate) async fn verify_all(
    backend: &Backend,
    credentials: Vec<String>,
    now: Timestamp,
) -> Result<Vec<Report>> {
    let begin = |credential: String| {
        let options = Options::at(core_time(now));
        Progress::Open(Box::new(Verification::new(credential.into_bytes(), options)))
    };
    let mut shares: Vec<Vec<Progress>> =
        shares(credentials).into_iter().map(|share| share.into_iter().map(begin).collect()).collect();
    let mut shelf: Arc<Shelf> = Arc::default();
    loop {
        let work = shares.into_iter().map(|mut share| {
            let shelf = shelf.clone();
            move |tools: &mut Tools| {
                let mut missing = BTreeSet::new();
                share.iter_mut().for_each(|progress| progress.go_on(&shelf, tools, &mut missing));
                (share, missing)
            }
        });
        let (steps, missing): (Vec<_>, Vec<_>) =
            backend.engine.run_all(work.collect()).await?.into_iter().unzip();
        let missing: BTreeSet<String> = missing.into_iter().flatten().collect();
        if missing.is_empty() {
            return steps.into_iter().flatten().map(Progress::report).collect();
        }
        shares = steps;
        let shelf = Arc::make_mut(&mut shelf);
        for url in missing {
            let answer = own_answer(backend, &url, now).await?;
            shelf.insert(url, answer);
        }
    }
}

/// Documents by URL, or why there is none.
type Shelf = HashMap<String, std::result::Result<Document, (FetchFailure, String)>>;

/// How far a verification has come.
enum Progress {
    Open(Box<Verification>),
    Done(Box<Report>),
}

impl Progress {
    /// Goes as far as the documents on the shelf allow, and says what else is needed.
    fn go_on(&mut self, shelf: &Shelf, tools: &mut Tools, missing: &mut BTreeSet<String>) {
        let Self::Open(verification) = self else { return };
        loop {
            match verification.step_with(&mut tools.contexts, &mut tools.status_lists) {
                Step::Done(report) => {
                    *self = Self::Done(Box::new(report));
                    return;
                }
                Step::Needs(requests) => {
                    let mut has_all = true;
                    for request in requests {
                        match shelf.get(&request.url) {
                            Some(answer) => verification.supply(&request.url, answer.clone()),
                            None => {
                                has_all = false;
                                missing.insert(request.url);
                            }
                        }
                    }
                    if !has_all {
                        return;
                    }
                }
            }
        }
    }

    fn report(self) -> Result<Report> {
        match self {
            Self::Done(report) => Ok(*report),
            Self::Open(_) => Err(Error::internal("verifying", "a verification did not end")),
        }
    }
}

/// The documents in as many shares as there are processors to work on them, in order.
fn shares<T>(mut documents: Vec<T>) -> Vec<Vec<T>> {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = documents.len().div_ceil(processors).max(SHARE);
    let mut shares = Vec::new();
    while documents.len() > share {
        let rest = documents.split_off(share);
        shares.push(std::mem::replace(&mut documents, rest));
    }
    shares.push(documents);
    shares
}

async fn own_answer(
    backend: &Backend,
    url: &str,
    now: Timestamp,
) -> Result<std::result::Result<Document, (FetchFailure, String)>> {
    match own_document(backend, url).await {
        Ok(bytes) => Ok(Ok(Document { bytes, retrieved_at: core_time(now), source: Source::Supplied })),
        Err(Error::NotFound(_)) => Ok(Err((FetchFailure::NotSupplied, String::new()))),
        Err(error) => Err(error),
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

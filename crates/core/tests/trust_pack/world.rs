//! What the tests of trust packs share: a school with a DID document, people with keys, and packs made of them.

use proofmark::{
    Code, Contexts, Document, FetchFailure, Limits, Options, Report, Source, Step, Timestamp, TrustPack,
    Verification,
};
use serde_json::{Value, json};

use crate::common::{self, Issuer};

pub const NOW: &str = "2026-03-01T12:00:00Z";
/// When the badges of [`crate::common`] end: 2036-01-01.
pub const EXPIRES: i64 = 2_082_758_400;
pub const PACKED: &str = "2026-03-01T00:00:00Z";
pub const SCHOOL: &str = "did:web:school.example";
pub const SCHOOL_DOCUMENT: &str = "https://school.example/.well-known/did.json";

pub fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub fn multibase(issuer: &Issuer) -> String {
    issuer.did.trim_start_matches("did:key:").to_owned()
}

pub fn method(owner: &str, issuer: &Issuer) -> Value {
    let key = multibase(issuer);
    json!({"id": format!("{owner}#{key}"), "type": "Multikey", "controller": owner, "publicKeyMultibase": key})
}

/// The DID document of `owner` that lists the keys of these.
pub fn did_document(owner: &str, listed: &[&Issuer]) -> String {
    let methods: Vec<_> = listed.iter().map(|issuer| method(owner, issuer)).collect();
    let ids: Vec<_> = methods.iter().map(|method| method["id"].clone()).collect();
    json!({"@context": "https://www.w3.org/ns/did/v1", "id": owner, "verificationMethod": methods, "assertionMethod": ids}).to_string()
}

pub fn packed(content: &str, retrieved_at: &str) -> Value {
    json!({"retrievedAt": retrieved_at, "content": content})
}

/// An entry of a key history, with `retired` or `revoked` at `when`.
pub fn former(issuer: &Issuer, what: &str, when: &str) -> Value {
    let mut entry = method(SCHOOL, issuer);
    entry[what] = when.into();
    entry
}

/// What a pack says of the school: a document with `listed`, and `history`.
pub fn about_school(listed: &[&Issuer], history: &[Value]) -> Value {
    json!({"issuers": [{
        "id": SCHOOL,
        "name": "Example School",
        "document": packed(&did_document(SCHOOL, listed), PACKED),
        "keyHistory": history,
    }]})
}

/// Signs a pack as `publisher` with the key of `signer`.
pub fn sign_as(
    publisher: &str,
    signer: &Issuer,
    created: &str,
    contents: &Value,
) -> proofmark::Result<String> {
    let method = format!("{publisher}#{}", multibase(signer));
    TrustPack::sign(contents.to_string().as_bytes(), &signer.key, &method, time(created), &Limits::default())
}

pub fn sign(signer: &Issuer, contents: &Value) -> String {
    sign_as(&signer.did, signer, PACKED, contents).unwrap()
}

pub fn read(pack: &str) -> TrustPack {
    TrustPack::read(pack.as_bytes(), &Limits::default()).unwrap()
}

pub fn refused(pack: &str) -> (Code, String) {
    let problem = TrustPack::read(pack.as_bytes(), &Limits::default()).unwrap_err();
    (problem.code(), problem.pointer().to_owned())
}

pub fn trusting(publishers: &[&Issuer]) -> Options {
    let mut options = common::at(NOW);
    options.policy.trusted_publishers = publishers.iter().map(|issuer| issuer.did.clone()).collect();
    options
}

/// Verifies with packs and the documents of a host that has no others.
pub fn verify(credential: &str, options: Options, packs: &[&str], documents: &[(&str, &str)]) -> Report {
    let mut verification = Verification::new(credential.as_bytes().to_vec(), options.clone());
    for pack in packs {
        verification.trust(read(pack)).unwrap();
    }
    let mut contexts = Contexts::new();
    for _ in 0..20 {
        match verification.step(&mut contexts) {
            Step::Done(report) => return report,
            Step::Needs(requests) => {
                for request in requests {
                    let found = documents.iter().find(|(url, _)| *url == request.url);
                    let answer = found.map(|(_, text)| Document {
                        bytes: text.as_bytes().to_vec(),
                        retrieved_at: options.now,
                        source: Source::Network,
                    });
                    verification.supply(&request.url, answer.ok_or((FetchFailure::Offline, String::new())));
                }
            }
        }
    }
    panic!("the verification asks without end");
}

/// A badge of the school, signed by `signer` on 2026-01-01.
pub fn badge(signer: &Issuer, extra: &str) -> String {
    signer.sign_as(SCHOOL, &signer.badge(extra).replace(&signer.did, SCHOOL))
}

pub fn warnings(report: &Report) -> Vec<&'static str> {
    report.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

pub struct World {
    pub publisher: Issuer,
    pub school: Issuer,
    pub old: Issuer,
    pub stranger: Issuer,
}

impl World {
    pub fn new() -> Self {
        let [publisher, school, old, stranger] = [11, 12, 13, 14].map(Issuer::new);
        Self { publisher, school, old, stranger }
    }
}

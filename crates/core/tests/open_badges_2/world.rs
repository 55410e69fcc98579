//! A small web with one issuer, and the badges it publishes and signs.

use proofmark::{Contexts, Document, FetchFailure, Options, Report, Source, Step, Timestamp, Verification};
use serde_json::{Value, json};

pub const ASSERTION: &str = "https://school.example/badges/1";
pub const BADGE_CLASS: &str = "https://school.example/knots";
pub const ISSUER: &str = "https://school.example/issuer";
pub const KEY: &str = "https://school.example/key";
pub const REVOKED: &str = "https://school.example/revoked";
const CONTEXT: &str = "https://w3id.org/openbadges/v2";

pub fn now() -> Options {
    Options::at(Timestamp::parse("2026-06-01T00:00:00Z").unwrap())
}

/// What the web answers. Every other address is unknown to it.
#[derive(Clone, Default)]
pub struct Web {
    pages: Vec<(String, Result<String, FetchFailure>)>,
}

impl Web {
    /// The issuer's profile, its badge class and `assertion`, each at its own id.
    pub fn hosting(assertion: &Value) -> Self {
        Self::default()
            .with(assertion["id"].as_str().unwrap(), assertion)
            .with(BADGE_CLASS, &badge_class())
            .with(ISSUER, &profile())
    }

    /// Answers `url` with `page` from now on.
    pub fn with(self, url: &str, page: &Value) -> Self {
        self.with_text(url, &page.to_string())
    }

    pub fn with_text(mut self, url: &str, text: &str) -> Self {
        self.pages.insert(0, (url.to_owned(), Ok(text.to_owned())));
        self
    }

    pub fn failing(mut self, url: &str, failure: FetchFailure) -> Self {
        self.pages.insert(0, (url.to_owned(), Err(failure)));
        self
    }

    /// Verifies `file`, and says for what was asked, in order.
    pub fn verify(&self, file: &[u8], options: Options) -> (Report, Vec<String>) {
        let retrieved_at = options.now;
        self.verify_with_copies_of(file, options, retrieved_at)
    }

    /// As [`Web::verify`], with copies that were made at `retrieved_at`.
    pub fn verify_with_copies_of(
        &self,
        file: &[u8],
        options: Options,
        retrieved_at: Timestamp,
    ) -> (Report, Vec<String>) {
        let mut verification = Verification::new(file.to_vec(), options);
        let mut asked = Vec::new();
        for _ in 0..20 {
            let requests = match verification.step(&mut Contexts::new()) {
                Step::Done(report) => return (report, asked),
                Step::Needs(requests) => requests,
            };
            for request in requests {
                let page = self.pages.iter().find(|(url, _)| *url == request.url);
                let answer = match page.map(|(_, answer)| answer) {
                    Some(Ok(text)) => Ok(Document {
                        bytes: text.clone().into_bytes(),
                        retrieved_at,
                        source: Source::Network,
                    }),
                    Some(Err(failure)) => Err((*failure, String::new())),
                    None => Err((FetchFailure::NotFound, String::new())),
                };
                verification.supply(&request.url, answer);
                asked.push(request.url);
            }
        }
        panic!("the verification asks without end: {asked:?}");
    }
}

pub fn hosted() -> Value {
    json!({
        "@context": CONTEXT,
        "id": ASSERTION,
        "type": "Assertion",
        "recipient": {"type": "email", "hashed": true, "salt": "deadsea", "identity": hash("ada@example.com", "deadsea")},
        "badge": BADGE_CLASS,
        "verification": {"type": "hosted"},
        "issuedOn": "2026-01-01T00:00:00Z",
        "expires": "2036-01-01T00:00:00Z",
        "narrative": "Tied twelve knots.",
    })
}

pub fn signed() -> Value {
    let mut assertion = hosted();
    assertion["id"] = json!("urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80");
    assertion["verification"] = json!({"type": "SignedBadge", "creator": KEY});
    assertion
}

pub fn badge_class() -> Value {
    json!({
        "@context": CONTEXT,
        "id": BADGE_CLASS,
        "type": "BadgeClass",
        "name": "Knots",
        "description": "Ties twelve knots.",
        "image": "https://school.example/knots.png",
        "criteria": {"narrative": "Tie them."},
        "issuer": ISSUER,
    })
}

/// An issuer of hosted and signed badges.
pub fn profile() -> Value {
    json!({
        "@context": CONTEXT,
        "id": ISSUER,
        "type": "Issuer",
        "name": "Example School",
        "url": "https://school.example",
        "email": "badges@school.example",
        "publicKey": KEY,
        "revocationList": REVOKED,
    })
}

pub fn key(pem: &str) -> Value {
    json!({"@context": CONTEXT, "id": KEY, "type": "CryptographicKey", "owner": ISSUER, "publicKeyPem": pem})
}

pub fn revocation_list(revoked: &Value) -> Value {
    json!({"@context": CONTEXT, "id": REVOKED, "type": "RevocationList", "issuer": ISSUER, "revokedAssertions": revoked})
}

/// The web of an issuer that signs: profile, key, badge class and an empty list.
pub fn signing_web() -> Web {
    Web::default()
        .with(BADGE_CLASS, &badge_class())
        .with(ISSUER, &profile())
        .with(KEY, &key(crate::rsa::SPKI))
        .with(REVOKED, &revocation_list(&json!([])))
}

pub fn hash(identity: &str, salt: &str) -> String {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(format!("{identity}{salt}"));
    format!("sha256${}", data_encoding::HEXLOWER.encode(&hash))
}

/// `value` with one member changed; `null` takes it out.
pub fn with(mut value: Value, pointer: &str, new: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let object = value.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if new.is_null() {
        assert!(object.remove(name).is_some(), "no {pointer}");
    } else {
        object.insert(name.to_owned(), new);
    }
    value
}

/// `verdict`, and `id outcome code` of every check that was looked at and did not pass.
pub fn summary(report: &Report) -> String {
    let mut words = vec![match report.reason {
        None => report.verdict.as_str().to_owned(),
        Some(reason) => format!("{}: {}", report.verdict.as_str(), reason.as_str()),
    }];
    for check in &report.checks {
        if let Some(code) = check.code {
            words.push(format!("{} {}", check.id.as_str(), code.as_str()));
        }
    }
    words.join(" | ")
}

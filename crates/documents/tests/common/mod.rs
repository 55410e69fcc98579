//! What several test files share: a signed credential, and our own verdict on a file.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use proofmark::{Contexts, Limits, Options, ProofOptions, Report, SecretKey, Step, Timestamp, Verification};

pub struct Issuer {
    pub key: SecretKey,
    pub did: String,
}

impl Issuer {
    pub fn new() -> Self {
        let key = SecretKey::from_bytes(&[7; 32]);
        let did = key.public_key().did_key();
        Self { key, did }
    }

    /// An unsigned badge with this name of its achievement.
    pub fn badge(&self, name: &str) -> String {
        serde_json::json!({
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
            ],
            "id": "urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": { "id": self.did, "type": ["Profile"], "name": "Example School" },
            "validFrom": "2026-01-01T00:00:00Z",
            "validUntil": "2036-01-01T00:00:00Z",
            "credentialSubject": {
                "id": "did:example:ada",
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": "urn:uuid:0b0e7c1e-58a7-4f0e-9d5b-1c2d3e4f5a6b",
                    "type": ["Achievement"],
                    "name": name,
                    "description": "Ties twelve knots.",
                    "criteria": { "narrative": "Tie them." }
                }
            }
        })
        .to_string()
    }

    pub fn signed(&self, name: &str) -> String {
        let created = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
        let options = ProofOptions::new(self.method(), created);
        let (mut contexts, limits) = (Contexts::new(), Limits::default());
        proofmark::sign(self.badge(name).as_bytes(), &self.key, &options, &mut contexts, &limits).unwrap()
    }

    pub fn signed_jwt(&self, name: &str) -> String {
        let (mut contexts, limits) = (Contexts::new(), Limits::default());
        proofmark::sign_jwt(self.badge(name).as_bytes(), &self.key, &self.method(), &mut contexts, &limits)
            .unwrap()
    }

    fn method(&self) -> String {
        self.key.public_key().did_key_verification_method()
    }
}

/// Our verifier on a whole file.
pub fn verify(file: &[u8]) -> Report {
    let options = Options::at(Timestamp::parse("2026-11-21T10:00:00Z").unwrap());
    match Verification::new(file.to_vec(), options).step(&mut Contexts::new()) {
        Step::Done(report) => report,
        Step::Needs(requests) => panic!("a did:key needs no document: {requests:?}"),
    }
}

/// Fails unless the file verifies, out of this kind of container.
#[track_caller]
pub fn assert_valid(file: &[u8], container: &str) {
    let report = verify(file);
    assert_eq!(report.verdict.as_str(), "valid", "{}", report.to_json());
    assert_eq!(report.format.container, container);
}

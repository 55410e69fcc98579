//! What several test files share: where the official suites are, and badges made on the spot.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod suites;

use proofmark::{
    Contexts, Document, FetchFailure, Limits, Options, ProofOptions, Report, SecretKey, Source, StatusLists,
    Step, Timestamp, Verification,
};
#[allow(unused_imports, reason = "each test file uses a part of it")]
pub use suites::{beside_suites, suites};

/// Runs a verification with exactly these documents; everything else is [`FetchFailure::NotSupplied`].
pub fn verify(credential: &str, options: Options, documents: &[(&str, &str)]) -> Report {
    let (report, _) = verify_and_log(credential, options, documents);
    report
}

/// As [`verify`], under contexts of the caller.
pub fn verify_with(
    credential: &str,
    options: Options,
    documents: &[(&str, &str)],
    contexts: &mut Contexts,
) -> Report {
    run(credential, options, documents, contexts, &mut StatusLists::with_capacity(0)).0
}

/// As [`verify_with`], with status lists that were verified before.
pub fn verify_cached(
    credential: &str,
    options: Options,
    documents: &[(&str, &str)],
    contexts: &mut Contexts,
    status_lists: &mut StatusLists,
) -> Report {
    run(credential, options, documents, contexts, status_lists).0
}

/// As [`verify`], with the documents supplied before anything is asked.
pub fn verify_beforehand(credential: &str, options: Options, documents: &[(&str, &str)]) -> Report {
    let retrieved_at = options.now;
    let mut verification = Verification::new(credential.as_bytes().to_vec(), options);
    for (url, text) in documents {
        let bytes = text.as_bytes().to_vec();
        verification.supply(url, Ok(Document { bytes, retrieved_at, source: Source::Supplied }));
    }
    match verification.step(&mut Contexts::new()) {
        Step::Done(report) => report,
        Step::Needs(requests) => panic!("{requests:?}"),
    }
}

/// As [`verify`], with every URL that was asked for.
pub fn verify_and_log(
    credential: &str,
    options: Options,
    documents: &[(&str, &str)],
) -> (Report, Vec<String>) {
    run(credential, options, documents, &mut Contexts::new(), &mut StatusLists::with_capacity(0))
}

fn run(
    credential: &str,
    options: Options,
    documents: &[(&str, &str)],
    contexts: &mut Contexts,
    status_lists: &mut StatusLists,
) -> (Report, Vec<String>) {
    let retrieved_at = options.now;
    let mut verification = Verification::new(credential.as_bytes().to_vec(), options);
    let mut asked = Vec::new();
    for _ in 0..100 {
        match verification.step_with(contexts, status_lists) {
            Step::Done(report) => return (report, asked),
            Step::Needs(requests) => {
                for request in requests {
                    let found = documents.iter().find(|(url, _)| *url == request.url);
                    let answer = match found {
                        Some((_, text)) => Ok(Document {
                            bytes: text.as_bytes().to_vec(),
                            retrieved_at,
                            source: Source::Supplied,
                        }),
                        None => Err((FetchFailure::NotSupplied, String::new())),
                    };
                    verification.supply(&request.url, answer);
                    asked.push(request.url);
                }
            }
        }
    }
    panic!("the verification asks without end: {asked:?}");
}

pub fn at(time: &str) -> Options {
    Options::at(Timestamp::parse(time).unwrap())
}

/// A did:key issuer with a fixed key; another `number` gives another issuer.
pub struct Issuer {
    pub key: SecretKey,
    pub did: String,
}

impl Issuer {
    pub fn new(number: u8) -> Self {
        let key = SecretKey::from_bytes(&[number; 32]);
        let did = key.public_key().did_key();
        Self { key, did }
    }

    pub fn sign(&self, unsecured: &str) -> String {
        self.try_sign(unsecured).unwrap_or_else(|problem| panic!("{problem}\n{unsecured}"))
    }

    pub fn try_sign(&self, unsecured: &str) -> proofmark::Result<String> {
        let created = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
        let method = self.key.public_key().did_key_verification_method();
        let options = ProofOptions::new(method, created);
        proofmark::sign(unsecured.as_bytes(), &self.key, &options, &mut Contexts::new(), &Limits::default())
    }

    /// Signs with a key of `controller`'s DID document, whose fragment is the key itself.
    pub fn sign_as(&self, controller: &str, unsecured: &str) -> String {
        let created = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
        let method = format!("{controller}#{}", self.did.trim_start_matches("did:key:"));
        let options = ProofOptions::new(method, created);
        let limits = Limits::default();
        proofmark::sign(unsecured.as_bytes(), &self.key, &options, &mut Contexts::new(), &limits).unwrap()
    }

    /// Signs as a VC-JWT of Open Badges 3.0.
    pub fn sign_as_jwt(&self, unsecured: &str) -> String {
        let value = proofmark::json::parse(unsecured.as_bytes(), &Limits::default()).unwrap();
        let text = |path: &[&str]| {
            let end = path.iter().fold(&value, |value, name| value.get(name).unwrap());
            end.as_str().unwrap().to_owned()
        };
        let claims = format!(
            r#","iss":"{}","jti":"{}","nbf":{},"sub":"{}"}}"#,
            text(&["issuer", "id"]),
            text(&["id"]),
            Timestamp::parse(&text(&["validFrom"])).unwrap().unix_seconds(),
            text(&["credentialSubject", "id"])
        );
        let payload = format!("{}{claims}", unsecured.strip_suffix('}').unwrap());
        let key_id = self.key.public_key().did_key_verification_method();
        proofmark::jws::sign(payload.as_bytes(), &self.key, &key_id, "JWT", &Limits::default()).unwrap()
    }

    /// An unsigned badge that is valid from 2026-01-01 to 2036-01-01, with `extra` members before the subject
    /// (each followed by a comma).
    pub fn badge(&self, extra: &str) -> String {
        let did = &self.did;
        format!(
            r#"{{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80","type":["VerifiableCredential","OpenBadgeCredential"],"issuer":{{"id":"{did}","type":["Profile"],"name":"Example School"}},"validFrom":"2026-01-01T00:00:00Z","validUntil":"2036-01-01T00:00:00Z",{extra}"credentialSubject":{{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{{"id":"urn:uuid:0b0e7c1e-58a7-4f0e-9d5b-1c2d3e4f5a6b","type":["Achievement"],"name":"Knots","description":"Ties twelve knots.","criteria":{{"narrative":"Tie them."}}}}}}}}"#
        )
    }

    /// An unsigned status list credential at `url` whose bits are `bits`, for `purpose`.
    pub fn status_list(&self, url: &str, purpose: &str, bits: &[u8]) -> String {
        let did = &self.did;
        let encoded = encode_list(bits);
        format!(
            r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"{url}","type":["VerifiableCredential","BitstringStatusListCredential"],"issuer":"{did}","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{{"id":"{url}#list","type":"BitstringStatusList","statusPurpose":"{purpose}","encodedList":"{encoded}"}}}}"#
        )
    }
}

pub const LIST: &str = "https://school.example/status/1";

/// The member `credentialStatus` for `index` of [`LIST`], followed by a comma.
pub fn status_entry(purpose: &str, index: &str) -> String {
    format!(
        r#""credentialStatus":{{"id":"{LIST}#entry-{}","type":"BitstringStatusListEntry","statusPurpose":"{purpose}","statusListIndex":"{index}","statusListCredential":"{LIST}"}},"#,
        index.len()
    )
}

/// `u` + base64url of the GZIP form, with stored blocks.
pub fn encode_list(bits: &[u8]) -> String {
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    gzip.extend(miniz_oxide::deflate::compress_to_vec(bits, 6));
    gzip.extend(crc32(bits).to_le_bytes());
    gzip.extend(u32::try_from(bits.len()).unwrap().to_le_bytes());
    format!("u{}", data_encoding::BASE64URL_NOPAD.encode(&gzip))
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 },
        )
    })
}

/// `outcome` and `code` of the only check with this id.
pub fn outcome(report: &Report, id: &str) -> (&'static str, Option<&'static str>) {
    let mut checks = report.checks.iter().filter(|check| check.id.as_str() == id);
    let check = checks.next().unwrap_or_else(|| panic!("no check {id}"));
    assert!(checks.next().is_none(), "several checks {id}");
    (check.outcome.as_str(), check.code.map(proofmark::Code::as_str))
}

/// Verdict and reason in one text, such as `invalid: proof`.
pub fn verdict(report: &Report) -> String {
    match report.reason {
        None => report.verdict.as_str().to_owned(),
        Some(reason) => format!("{}: {}", report.verdict.as_str(), reason.as_str()),
    }
}

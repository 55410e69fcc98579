//! What must hold for whole credentials and what comes with them: containers, tokens, issuer documents, status lists,
//! trust packs. Work is counted in steps, requests and bytes held, never in time.

use std::cell::RefCell;

use proofmark::jws::CompactJws;
use proofmark::{
    Contexts, Document, FetchFailure, Limits, Options, Report, Source, Step, Timestamp, TrustPack, Verdict,
    Verification, extract,
};

use super::Check;

/// The checks of this file by the name of their corpus.
pub const ALL: &[(&str, Check)] = &[
    ("png", png),
    ("svg", svg),
    ("pdf", pdf),
    ("jwt", jwt),
    ("did", did),
    ("status", status),
    ("verify", verify),
    ("trust_pack", trust_pack),
];

/// A badge of `did:web:school.example`, which only its DID document can confirm.
const BADGE_OF_DID_WEB: &[u8] = include_bytes!("fixtures/badge_of_did_web.json");
/// The key that signed it.
const KEY_OF_DID_WEB: &str = "z6Mkv9WMHQD8qwxombLiBsJDJbGiH5WiUpR5jGZrPMy7sB7Q";
/// A badge with a status entry, whose list is asked for.
const BADGE_WITH_STATUS: &[u8] = include_bytes!("fixtures/badge_with_status.json");
/// Its list, as its issuer signed it.
const STATUS_LIST: &[u8] = include_bytes!("fixtures/status_list.json");
/// The publisher of every pack in the corpus.
const PUBLISHER: &str = "did:key:z6MkmNL6xksdEJENGk9Z1qqGsY5njKQdjU1UhnUEUvWyQUVX";
const NOW: &str = "2026-11-21T10:00:00Z";

/// PNG, as it is and with check sums that fit, so that damage gets past them.
pub fn png(input: &[u8]) -> bool {
    container(input) | container(&with_check_sums(input))
}

/// SVG.
pub fn svg(input: &[u8]) -> bool {
    container(input)
}

/// PDF.
pub fn pdf(input: &[u8]) -> bool {
    container(input)
}

/// What is taken out of a file lies within the limits and is the same each time.
fn container(input: &[u8]) -> bool {
    let mut limits = Limits::default();
    limits.pdf_inflated_bytes = 1 << 20;
    let found = extract(input, &limits);
    assert_eq!(found, extract(input, &limits), "the same file, the same credential");
    match found {
        Ok(found) => {
            assert!(found.bytes.len() <= limits.credential_bytes, "{} bytes", found.bytes.len());
            true
        }
        Err(_) => false,
    }
}

/// A compact JWS has one spelling: what was read, written again, is the same text.
pub fn jwt(input: &[u8]) -> bool {
    let limits = Limits::default();
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let Ok(jws) = CompactJws::parse(text, &limits) else { return false };
    let parts: Vec<&str> = text.split('.').collect();
    assert_eq!(parts.len(), 3);
    let payload = data_encoding::BASE64URL_NOPAD.encode(jws.unverified_payload());
    assert_eq!(payload, parts[1], "another spelling of the same payload");
    let report = run(input, &[]);
    assert_report(&report);
    true
}

/// An issuer's document can confirm a badge only with the key that signed it, and can never make it anything but valid,
/// invalid for its key, or open.
pub fn did(input: &[u8]) -> bool {
    let report = run(BADGE_OF_DID_WEB, &[("https://school.example/.well-known/did.json", input)]);
    assert_report(&report);
    if report.verdict == Verdict::Valid {
        let document =
            serde_json::from_slice::<serde_json::Value>(input).expect("what confirms a key is JSON");
        assert!(document.to_string().contains(KEY_OF_DID_WEB), "another key confirmed");
    }
    serde_json::from_slice::<serde_json::Value>(input).is_ok()
}

/// Only what the issuer signed counts as its list: anything else leaves the status open.
pub fn status(input: &[u8]) -> bool {
    let report = run(BADGE_WITH_STATUS, &[("https://school.example/status/1", input)]);
    assert_report(&report);
    assert_ne!(report.verdict, Verdict::Invalid, "nobody but the issuer revokes");
    if report.verdict == Verdict::Valid {
        let subject = |bytes: &[u8]| {
            let list: serde_json::Value = serde_json::from_slice(bytes).expect("a signed list is JSON");
            let subject = &list["credentialSubject"];
            subject.get(0).unwrap_or(subject)["encodedList"].clone()
        };
        let list = |value: serde_json::Value| value.get(0).cloned().unwrap_or(value);
        assert_eq!(list(subject(input)), list(subject(STATUS_LIST)), "another list than the issuer's");
    }
    serde_json::from_slice::<serde_json::Value>(input).is_ok()
}

/// A whole verification, by a host that answers everything with the same few documents.
pub fn verify(input: &[u8]) -> bool {
    let documents = [("https://school.example/status/1", STATUS_LIST)];
    let report = run(input, &documents);
    assert_report(&report);
    assert_eq!(report.to_json(), run(input, &documents).to_json(), "the same bytes, the same report");
    report.checks.first().is_some_and(|check| check.outcome.as_str() == "passed")
}

/// Nobody changes a pack and keeps its publisher.
pub fn trust_pack(input: &[u8]) -> bool {
    let limits = Limits::default();
    let Ok(pack) = TrustPack::read(input, &limits) else {
        return serde_json::from_slice::<serde_json::Value>(input).is_ok();
    };
    assert_eq!(pack.publisher_key(), PUBLISHER);
    assert!(serde_json::from_str::<serde_json::Value>(&pack.to_json()).is_ok());
    let mut options = Options::at(Timestamp::parse(NOW).expect("a time"));
    options.policy.trusted_publishers.push(PUBLISHER.to_owned());
    let mut verification = Verification::new(BADGE_OF_DID_WEB.to_vec(), options);
    verification.trust(pack).expect("one pack is within the limit");
    assert_report(&drive(verification, &[]));
    true
}

fn run(credential: &[u8], documents: &[(&str, &[u8])]) -> Report {
    let mut options = Options::at(Timestamp::parse(NOW).expect("a time"));
    options.limits.canonicalization_work = 20_000;
    options.limits.pdf_inflated_bytes = 1 << 20;
    drive(Verification::new(credential.to_vec(), options), documents)
}

/// Every step answers a request that no step before has made, so there are few.
fn drive(mut verification: Verification, documents: &[(&str, &[u8])]) -> Report {
    thread_local! {
        static CONTEXTS: RefCell<Contexts> = RefCell::new(Contexts::new());
    }
    let retrieved_at = Timestamp::parse(NOW).expect("a time");
    let mut asked: Vec<String> = Vec::new();
    loop {
        let step = CONTEXTS.with_borrow_mut(|contexts| verification.step(contexts));
        let requests = match step {
            Step::Done(report) => return report,
            Step::Needs(requests) => requests,
        };
        assert!(!requests.is_empty(), "a step that asks for nothing would go on for ever");
        for request in requests {
            assert!(!asked.contains(&request.url), "asked twice for {}", request.url);
            let known = documents.iter().find(|(url, _)| *url == request.url);
            let answer = known.map(|(_, bytes)| Document {
                bytes: bytes.to_vec(),
                retrieved_at,
                source: Source::Supplied,
            });
            verification.supply(&request.url, answer.ok_or((FetchFailure::Offline, String::new())));
            asked.push(request.url);
        }
        assert!(asked.len() <= Limits::default().requests + 16, "{} requests", asked.len());
    }
}

/// What every report keeps, whatever was verified.
fn assert_report(report: &Report) {
    let json: serde_json::Value = serde_json::from_str(&report.to_json()).expect("a report is JSON");
    let bad = |outcome: &str| {
        report
            .checks
            .iter()
            .any(|check| check.outcome.as_str() == outcome && check.id.as_str() != "endorsement")
    };
    match report.verdict {
        Verdict::Valid => {
            assert!(!bad("failed") && !bad("inconclusive"), "{json}");
            assert!(report.credential.is_some() && report.reason.is_none(), "{json}");
            for id in ["signature", "issuer_key", "hosting"] {
                let mut named = report.checks.iter().filter(|check| check.id.as_str() == id);
                assert!(named.all(|check| check.outcome.as_str() == "passed"), "{json}");
            }
        }
        Verdict::Invalid => assert!(bad("failed") && report.reason.is_some(), "{json}"),
        Verdict::Inconclusive => {
            assert!(!bad("failed") && bad("inconclusive") && report.reason.is_some(), "{json}")
        }
    }
    assert!(report.hosts.is_empty(), "nobody was contacted: {json}");
}

/// The same chunks, each with the check sum that fits it.
fn with_check_sums(file: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    let mut at = 8;
    while let Some(length) = file.get(at..at + 4).map(|bytes| bytes.try_into().expect("four bytes")) {
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        let Some(end) = at.checked_add(8).and_then(|start| start.checked_add(length)) else { break };
        let Some(sum) = file.get(at + 4..end).map(crc32) else { break };
        let Some(place) = file.get_mut(end..end + 4) else { break };
        place.copy_from_slice(&sum.to_be_bytes());
        at = end + 4;
    }
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 },
        )
    })
}

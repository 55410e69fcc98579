//! What a report promises to its reader, word by word.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use common::{Issuer, LIST, at, status_entry, verdict};
use proofmark::{Contexts, Document, FetchFailure, Options, Report, Source, Step, Timestamp, Verification};
use serde_json::{Value, json};

const NOW: &str = "2026-03-01T12:00:00Z";

/// Verifies, with every document from `source`, received at `retrieved_at`.
fn verify(credential: &str, documents: &[(&str, &str)], source: Source, retrieved_at: &str) -> Report {
    let options: Options = at(NOW);
    let retrieved_at = Timestamp::parse(retrieved_at).unwrap();
    let mut verification = Verification::new(credential.as_bytes().to_vec(), options);
    loop {
        match verification.step(&mut Contexts::new()) {
            Step::Done(report) => return report,
            Step::Needs(requests) => {
                for request in requests {
                    let found = documents.iter().find(|(url, _)| *url == request.url);
                    let document = found.map(|(_, text)| Document {
                        bytes: text.as_bytes().to_vec(),
                        retrieved_at,
                        source,
                    });
                    verification.supply(&request.url, document.ok_or((FetchFailure::Timeout, String::new())));
                }
            }
        }
    }
}

fn json_of(report: &Report) -> Value {
    serde_json::from_str(&report.to_json()).unwrap()
}

#[test]
fn evidence_has_its_source_and_age_and_hosts_are_those_contacted() {
    let issuer = Issuer::new(1);
    let list = issuer.sign(&issuer.status_list(LIST, "revocation", &[0; 16_384]));
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    for (source, hosts) in [
        (Source::Network, json!(["school.example"])),
        (Source::Cache, json!([])),
        (Source::Supplied, json!([])),
    ] {
        let report = verify(&badge, &[(LIST, &list)], source, "2026-03-01T10:00:00Z");
        assert_eq!(verdict(&report), "valid");
        let report = json_of(&report);
        let status =
            report["checks"].as_array().unwrap().iter().find(|check| check["id"] == "status").unwrap();
        let evidence = &status["evidence"][0];
        assert_eq!(evidence["source"], source.as_str());
        assert_eq!(evidence["url"], LIST);
        assert_eq!(evidence["retrievedAt"], "2026-03-01T10:00:00Z");
        assert_eq!(evidence["ageSeconds"], 7200);
        assert_eq!(evidence["sha256"], proofmark::digest(list.as_bytes()).hex());
        assert_eq!(report["hosts"], hosts, "{source:?}");
    }
    // Who was tried in vain has learned of it too.
    let report = verify(&badge, &[], Source::Network, NOW);
    assert_eq!(verdict(&report), "inconclusive: unchecked");
    assert_eq!(report.hosts, ["school.example"]);
}

#[test]
fn claims_are_there_only_when_the_proof_held() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(""));
    assert!(verify(&badge, &[], Source::Supplied, NOW).credential.is_some());
    let forged = badge.replace("Ties twelve knots.", "Ties a hundred knots.");
    let report = verify(&forged, &[], Source::Supplied, NOW);
    assert!(report.credential.is_none());
    assert!(!report.to_json().contains("knots"), "{}", report.to_json());
    // A proof that holds in a credential that is otherwise wrong still lets its claims be read, beside the verdict.
    let expired = issuer.sign(&issuer.badge("").replace("2036-01-01", "2026-02-01"));
    let report = verify(&expired, &[], Source::Supplied, NOW);
    assert_eq!(verdict(&report), "invalid: expired");
    assert!(report.credential.is_some());
}

#[test]
fn claims_are_told_once_with_dates_in_one_spelling_and_the_domain_first() {
    let issuer = Issuer::new(1);
    let identity = |hash: &str| {
        format!(
            r#"{{"type":"IdentityObject","hashed":false,"identityHash":"{hash}","identityType":"emailAddress"}}"#
        )
    };
    let ada = identity("ada@example.org");
    let school = "did:web:School.Example:badges";
    let badge = issuer
        .badge("")
        .replace("2026-01-01T00:00:00Z", "2026-01-01T02:00:00.500+02:00")
        .replace("2036-01-01T00:00:00Z", "2036-01-01T00:00:00-05:00")
        .replace(&issuer.did, school)
        .replace("Example School", "TEST – Example School")
        .replace(
            r#""achievement":"#,
            &format!(r#""identifier":[{ada},{},{ada}],"achievement":"#, identity("a@example.org")),
        );
    let document = format!(
        r##"{{"id":"{school}","assertionMethod":[{{"id":"{school}#{}","type":"Multikey","controller":"{school}","publicKeyMultibase":"{0}"}}]}}"##,
        issuer.did.replace("did:key:", "")
    );
    let signed = issuer.sign_as(school, &badge);
    let documents = [
        ("https://School.Example/badges/did.json", &*document),
        ("https://school.example/badges/did.json", &*document),
    ];
    let report = verify(&signed, &documents, Source::Supplied, NOW);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    let claims = &json_of(&report)["credential"];
    assert_eq!(claims["validFrom"], "2026-01-01T00:00:00.5Z");
    assert_eq!(claims["validUntil"], "2036-01-01T05:00:00Z");
    let values: Vec<_> =
        claims["recipient"]["identifiers"].as_array().unwrap().iter().map(|one| &one["value"]).collect();
    assert_eq!(values, ["ada@example.org", "a@example.org"]);
    assert_eq!(claims["issuer"]["domain"], "school.example");
    assert_eq!(claims["issuer"]["test"], true);
    assert!(
        report.to_json().contains(r#""issuer":{"domain":"school.example","id":"#),
        "{}",
        report.to_json()
    );
    assert!(report.warnings.iter().any(|warning| warning.code.as_str() == "test_issuer"));
}

/// Of several reasons the gravest; a failure beats an open question.
#[test]
fn verdict_and_reason_follow_from_the_checks() {
    let issuer = Issuer::new(1);
    let entry = status_entry("revocation", "1");
    let mut bits = vec![0; 16_384];
    bits[0] = 0x40;
    let list = issuer.sign(&issuer.status_list(LIST, "revocation", &bits));
    let past = |badge: String| badge.replace("2036-01-01", "2026-02-01");
    let revoked_and_expired = issuer.sign(&past(issuer.badge(&entry)));
    for (badge, documents, expected) in [
        (&revoked_and_expired, vec![(LIST, &*list)], "invalid: revoked"),
        (&revoked_and_expired, vec![], "invalid: expired"),
        (&issuer.sign(&issuer.badge(&entry)), vec![], "inconclusive: unchecked"),
        (&issuer.sign(&issuer.badge("")), vec![], "valid"),
    ] {
        let report = verify(badge, &documents, Source::Supplied, NOW);
        assert_eq!(verdict(&report), expected, "{}", report.to_json());
        for check in &report.checks {
            assert_eq!(check.code.is_some(), matches!(check.outcome.as_str(), "failed" | "inconclusive"));
            assert!(!check.message.is_empty());
        }
    }
}

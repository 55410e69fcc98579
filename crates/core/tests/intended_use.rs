//! A45: the domain and the challenge that a proof was made for, against those that the caller expects.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[allow(dead_code, reason = "shared with the explanations")]
#[path = "explain/badge.rs"]
mod badge;
mod common;

use badge::*;
use common::{at, outcome, verdict, verify_and_log};
use proofmark::{Contexts, Limits, Options};

/// A badge whose proof has this member too, and is good.
fn signed_with_member(member: &str) -> String {
    sign_with_member(&badge(), member)
}

fn sign_with_member(unsecured: &str, member: &str) -> String {
    let draft = signed_oddly(unsecured, "eddsa-rdfc-2022", |proof, document| [proof, document].concat());
    let draft = replaced(&draft, r#""proofPurpose""#, &format!(r#"{member}"proofPurpose""#));
    let inputs = proofmark::proof_inputs(draft.as_bytes(), &mut Contexts::new(), &Limits::default()).unwrap();
    let signature = base58(&key(1).sign(&inputs[0].hash_data));
    replaced(&draft, &proof_value(&draft), &signature)
}

fn expecting(domain: Option<&str>, challenge: Option<&str>) -> Options {
    let mut options = at(NOW);
    options.policy.domain = domain.map(str::to_owned);
    options.policy.challenge = challenge.map(str::to_owned);
    options
}

#[test]
fn a45_a_proof_for_another_use_does_not_count() {
    const SCHOOL: &str = "https://school.example";
    for (member, domain, challenge, expected) in [
        ("", None, None, None),
        (r#""domain":"https://school.example","challenge":"7","#, None, None, None),
        (r#""domain":"https://school.example","#, Some(SCHOOL), None, None),
        (r#""domain":["https://school.example"],"#, Some(SCHOOL), None, None),
        (r#""domain":"https://school.example","challenge":"7","#, Some(SCHOOL), Some("7"), None),
        ("", Some(SCHOOL), None, Some("domain_mismatch")),
        (r#""domain":"https://school.example.evil.example","#, Some(SCHOOL), None, Some("domain_mismatch")),
        (
            r#""domain":["https://school.example","https://b.example"],"#,
            Some(SCHOOL),
            None,
            Some("domain_mismatch"),
        ),
        (r#""challenge":"8","#, None, Some("7"), Some("challenge_mismatch")),
        (r#""domain":"https://school.example","#, Some(SCHOOL), Some("7"), Some("challenge_mismatch")),
    ] {
        let options = expecting(domain, challenge);
        let (report, _) = verify_and_log(&signed_with_member(member), options, &[]);
        let codes: Vec<_> =
            report.checks.iter().filter_map(|check| check.code).map(|code| code.as_str()).collect();
        assert_eq!(codes, Vec::from_iter(expected), "{member} {domain:?} {challenge:?}");
        assert_eq!(verdict(&report), if expected.is_none() { "valid" } else { "invalid: proof" });
        // Nothing of the credential is told when its proof was made for something else.
        assert_eq!(report.credential.is_some(), expected.is_none());
        assert_eq!(outcome(&report, "recipient").0, "notRun");
    }
}

#[test]
fn a45_what_names_no_use_at_all_does_not_meet_an_expectation() {
    let token = jwt(1, &did_method(1), &did(1));
    let (report, _) = verify_and_log(&token, expecting(None, None), &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    let (report, _) = verify_and_log(&token, expecting(None, Some("7")), &[]);
    assert_eq!(verdict(&report), "invalid: proof", "{}", report.to_json());
    let older =
        r#"{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://a.example/1"}"#;
    let (report, asked) = verify_and_log(older, expecting(Some("https://school.example"), None), &[]);
    assert_eq!(verdict(&report), "invalid: proof");
    assert!(asked.is_empty());
}

/// Nobody can say whether a newer version was made for the same use, so the one at hand stays.
#[test]
fn a45_a_newer_version_takes_no_place_where_a_use_is_expected() {
    const SERVICE: &str = "https://school.example/refresh/1";
    let service = format!(r#""refreshService":{{"id":"{SERVICE}","type":"1EdTechCredentialRefresh"}},"#);
    let refreshable = replaced(
        &badge_with(&did(1), &service),
        "3.0.3.json\"",
        "3.0.3.json\",\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"",
    );
    let member = r#""domain":"https://school.example","challenge":"7","#;
    let old = sign_with_member(&refreshable, member);
    let newer = sign_with_member(&replaced(&refreshable, "Knots & Splices", "Better knots"), member);
    for (domain, challenge, expected) in [
        (None, None, "Better knots"),
        (Some("https://school.example"), None, "Knots & Splices"),
        (None, Some("7"), "Knots & Splices"),
        (Some("https://school.example"), Some("7"), "Knots & Splices"),
    ] {
        let (report, asked) = verify_and_log(&old, expecting(domain, challenge), &[(SERVICE, &newer)]);
        assert_eq!(verdict(&report), "valid", "{}", report.to_json());
        assert_eq!(asked, [SERVICE]);
        assert_eq!(report.credential.unwrap().name.as_deref(), Some(expected), "{domain:?} {challenge:?}");
    }
}

//! Digests of linked content: compared when the content is supplied, and never said to be covered otherwise.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use common::{Issuer, at, outcome, verdict, verify_and_log, verify_beforehand};
use proofmark::{Report, Verification, digest};

const NOW: &str = "2026-03-01T12:00:00Z";
const PICTURE: &str = "https://school.example/knots.png";
const CONTENT: &str = "not really a picture";

#[test]
fn digests_in_three_spellings() {
    // SHA-256 of "abc" (FIPS 180-4), as `printf abc | sha256sum` and `openssl dgst -sha256 -binary | base64` have it.
    let digest = digest(b"abc");
    assert_eq!(digest.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(digest.sri(), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    assert_eq!(digest.multibase(), "uEiC6eBa_jwHP6kFBQN5driIjsANho5YXepy0EP9h8gAVrQ");
}

fn related(members: &str) -> String {
    let issuer = Issuer::new(1);
    issuer.sign(&issuer.badge(&format!(r#""relatedResource":[{{"id":"{PICTURE}",{members}}}],"#)))
}

fn with_content(badge: &str, content: &str) -> Report {
    verify_beforehand(badge, at(NOW), &[(PICTURE, content)])
}

#[test]
fn i21_supplied_content_is_compared_with_every_digest() {
    let digest = digest(CONTENT.as_bytes());
    let sri = format!(r#""digestSRI":"{}""#, digest.sri());
    let multibase = format!(r#""digestMultibase":"{}""#, digest.multibase());
    let both = format!("{sri},{multibase}");
    let stronger = "sha384-AAAA sha512-AAAA";
    let weaker_beside = format!(r#""digestSRI":"{} {stronger}""#, digest.sri());
    let mismatch = ("inconclusive", Some("digest_mismatch"));
    for (members, content, expected) in [
        (&sri, CONTENT, ("passed", None)),
        (&multibase, CONTENT, ("passed", None)),
        (&both, CONTENT, ("passed", None)),
        (&sri, "other", mismatch),
        (&multibase, "other", mismatch),
        (&format!("{sri},{}", multibase.replace("uEi", "uEiA")), CONTENT, mismatch),
        (&weaker_beside, CONTENT, mismatch),
        (&r#""digestSRI":"md5-AAAA""#.to_owned(), CONTENT, ("inconclusive", Some("unsupported_digest"))),
        (&r#""digestMultibase":"mAAAA""#.to_owned(), CONTENT, ("inconclusive", Some("unsupported_digest"))),
    ] {
        let report = with_content(&related(members), content);
        assert_eq!(outcome(&report, "linked_content"), expected, "{members}: {}", report.to_json());
        let valid = expected.0 == "passed";
        assert_eq!(verdict(&report), if valid { "valid" } else { "inconclusive: unchecked" });
    }
}

#[test]
fn i21_links_whose_content_is_not_at_hand_are_named_and_never_fetched() {
    let issuer = Issuer::new(1);
    let digest = digest(CONTENT.as_bytes()).sri();
    let evidence = "https://school.example/evidence";
    let badge = issuer.sign(&issuer.badge(&format!(
        r#""image":{{"id":"{PICTURE}","type":"Image"}},"evidence":[{{"id":"{evidence}","type":["Evidence"]}}],"relatedResource":[{{"id":"{PICTURE}","digestSRI":"{digest}"}}],"#
    )));
    let message = |report: &Report| {
        let checks = &report.checks;
        checks
            .iter()
            .find(|check| check.outcome.as_str() == "notRun" && check.id.as_str() == "linked_content")
            .unwrap()
            .message
            .clone()
    };
    let (report, asked) = verify_and_log(&badge, at(NOW), &[]);
    assert_eq!(verdict(&report), "valid");
    assert!(asked.is_empty(), "{asked:?}");
    assert!(
        message(&report).contains(PICTURE) && message(&report).contains(evidence),
        "{}",
        message(&report)
    );
    // With the picture at hand only the evidence remains.
    let report = with_content(&badge, CONTENT);
    assert!(
        !message(&report).contains(PICTURE) && message(&report).contains(evidence),
        "{}",
        message(&report)
    );
    assert_eq!(report.checks.iter().filter(|check| check.id.as_str() == "linked_content").count(), 2);
    // A picture without a digest stays uncovered even when it is supplied.
    let bare = issuer.sign(&issuer.badge(&format!(r#""image":{{"id":"{PICTURE}","type":"Image"}},"#)));
    assert_eq!(outcome(&with_content(&bare, CONTENT), "linked_content"), ("notRun", None));
    // Nothing linked, nothing said.
    let plain = verify_and_log(&issuer.sign(&issuer.badge("")), at(NOW), &[]).0;
    assert!(plain.checks.iter().all(|check| check.id.as_str() != "linked_content"));
    let embedded =
        issuer.sign(&issuer.badge(r#""image":{"id":"data:image/png;base64,AAAA","type":"Image"},"#));
    let report = verify_and_log(&embedded, at(NOW), &[]).0;
    assert!(report.checks.iter().all(|check| check.id.as_str() != "linked_content"));
}

#[test]
fn related_resources_have_an_id_and_a_digest() {
    let digest = digest(CONTENT.as_bytes()).sri();
    for (resource, pointer) in [
        (format!(r#"[{{"digestSRI":"{digest}"}}]"#), "/relatedResource/0"),
        (format!(r#"[{{"id":"{PICTURE}","mediaType":"image/png"}}]"#), "/relatedResource/0"),
        (format!(r#"{{"id":"{PICTURE}"}}"#), "/relatedResource"),
        (
            format!(
                r#"[{{"id":"{PICTURE}","digestSRI":"{digest}"}},{{"id":"{PICTURE}","digestSRI":"{digest}"}}]"#
            ),
            "/relatedResource/1/id",
        ),
    ] {
        let issuer = Issuer::new(1);
        let badge = issuer.sign(&issuer.badge(&format!(r#""relatedResource":{resource},"#)));
        let report = verify_beforehand(&badge, at(NOW), &[]);
        assert_eq!(verdict(&report), "invalid: malformed", "{resource}");
        assert!(report.checks.iter().any(|check| check.pointer == pointer), "{}", report.to_json());
    }
}

#[test]
fn a_host_learns_which_content_it_could_bring_along() {
    let digest = digest(CONTENT.as_bytes());
    let badge = related(&format!(r#""digestSRI":"{}""#, digest.sri()));
    let urls = |badge: &str| Verification::new(badge.as_bytes().to_vec(), at(NOW)).linked_content();
    assert_eq!(urls(&badge), [PICTURE]);
    let jwt = format!("e30.{}.AA", data_encoding::BASE64URL_NOPAD.encode(badge.as_bytes()));
    assert_eq!(urls(&jwt), urls("{}"), "a JWT without an algorithm is none");
    assert_eq!(urls("not a credential"), Vec::<String>::new());
}

#[test]
fn content_that_is_brought_along_is_no_request() {
    let digest = digest(CONTENT.as_bytes());
    let badge = related(&format!(r#""digestSRI":"{}""#, digest.sri()));
    let others: Vec<_> = (0..100).map(|number| format!("https://school.example/{number}")).collect();
    let mut content: Vec<_> = others.iter().map(|url| (&**url, CONTENT)).collect();
    content.push((PICTURE, CONTENT));
    let report = verify_beforehand(&badge, at(NOW), &content);
    assert_eq!(verdict(&report), "valid");
    assert_eq!(outcome(&report, "linked_content"), ("passed", None));
}

#[test]
fn b33_a_good_signature_of_an_unknown_issuer_is_no_reason_to_trust_it() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(""));
    let with = |trusted: Option<Vec<String>>| {
        let mut options = at(NOW);
        options.policy.trusted_issuers = trusted;
        verify_beforehand(&badge, options, &[])
    };
    let report = with(None);
    assert_eq!(verdict(&report), "valid");
    assert_eq!(outcome(&report, "issuer_trust"), ("notRun", None));
    let report = with(Some(vec!["school.example".to_owned()]));
    assert_eq!(verdict(&report), "inconclusive: unchecked");
    assert_eq!(outcome(&report, "issuer_trust"), ("inconclusive", Some("unknown_issuer")));
    assert_eq!(outcome(&report, "signature"), ("passed", None));
    let report = with(Some(vec![report.credential.map(|claims| claims.issuer.id).unwrap_or_default()]));
    assert_eq!(verdict(&report), "valid");
    assert_eq!(outcome(&report, "issuer_trust"), ("passed", None));
}

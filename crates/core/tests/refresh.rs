//! The refresh service: asked once, after the proof, and never trusted more than the credential at hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use common::{Issuer, at, outcome, verdict, verify_and_log};

const NOW: &str = "2026-03-01T12:00:00Z";
const SERVICE: &str = "https://school.example/refresh/1";

/// An unsigned badge with a refresh service.
fn refreshable(issuer: &Issuer) -> String {
    let service = format!(r#""refreshService":{{"id":"{SERVICE}","type":"1EdTechCredentialRefresh"}},"#);
    issuer.badge(&service).replacen(
        "3.0.3.json\"",
        "3.0.3.json\",\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"",
        1,
    )
}

#[test]
fn a_newer_version_takes_the_place_of_the_credential() {
    let issuer = Issuer::new(1);
    let old = issuer.sign(&refreshable(&issuer));
    // The newer one names a service again; it is not asked a second time.
    let newer =
        refreshable(&issuer).replace("\"Knots\"", "\"Better knots\"").replace("2036-01-01", "2037-01-01");
    let newer = issuer.sign(&newer);
    let (report, asked) = verify_and_log(&old, at(NOW), &[(SERVICE, &newer)]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    assert_eq!(outcome(&report, "refresh"), ("passed", None));
    assert_eq!(asked, [SERVICE]);
    assert_eq!(report.credential.unwrap().achievement.unwrap().name.as_deref(), Some("Better knots"));
    // The newer version counts, also where it is worse.
    let ended = issuer.sign(&refreshable(&issuer).replace("2036-01-01", "2026-02-01"));
    let (report, _) = verify_and_log(&old, at(NOW), &[(SERVICE, &ended)]);
    assert_eq!(verdict(&report), "invalid: expired");
    // An expired credential that its issuer renewed is good again.
    let (report, _) = verify_and_log(&ended, at(NOW), &[(SERVICE, &old)]);
    assert_eq!(verdict(&report), "valid");
}

#[test]
fn i18_whatever_is_wrong_with_the_answer_the_original_stays() {
    let (issuer, other) = (Issuer::new(1), Issuer::new(2));
    let original = refreshable(&issuer);
    let old = issuer.sign(&original);
    let edited = |from: &str, to: &str| {
        let changed = original.replacen(from, to, 1);
        assert_ne!(changed, original, "{from}");
        issuer.sign(&changed)
    };
    for (what, answer) in [
        ("another issuer", other.sign(&refreshable(&other))),
        ("another key", other.sign(&original)),
        ("another id", edited("7d9a7a43", "8d9a7a43")),
        ("an older version", edited("\"validFrom\":\"2026", "\"validFrom\":\"2025")),
        ("a broken proof", old.replace("Knots", "Nots")),
        ("unsigned", original.clone()),
        ("no badge", edited("OpenBadgeCredential", "EndorsementCredential")),
        ("no JSON", "<html>".to_owned()),
        ("nothing", String::new()),
        ("half a JWT", "a.b".to_owned()),
    ] {
        let (report, asked) = verify_and_log(&old, at(NOW), &[(SERVICE, &answer)]);
        assert_eq!(verdict(&report), "valid", "{what}: {}", report.to_json());
        assert_eq!(asked, [SERVICE], "{what}");
        let codes: Vec<_> = report.warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert!(codes.contains(&"refresh_failed"), "{what}: {codes:?}");
        assert!(report.checks.iter().all(|check| check.id.as_str() != "refresh"), "{what}");
        assert_eq!(report.credential.unwrap().achievement.unwrap().name.as_deref(), Some("Knots"), "{what}");
    }
    let (report, _) = verify_and_log(&old, at(NOW), &[]);
    assert_eq!(verdict(&report), "valid", "unreachable");
}

#[test]
fn nobody_is_asked_before_the_proof_held() {
    let issuer = Issuer::new(1);
    let forged = issuer.sign(&refreshable(&issuer)).replace("Knots", "Nots");
    let (report, asked) = verify_and_log(&forged, at(NOW), &[]);
    assert_eq!(verdict(&report), "invalid: proof");
    assert!(asked.is_empty(), "{asked:?}");
}

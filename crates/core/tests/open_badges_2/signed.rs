//! Signed badges: a JWS by a key that the issuer's profile lists, and the issuer's revocation list.

use proofmark::{FetchFailure, StatusState, Timestamp};
use serde_json::{Value, json};

use crate::rsa::{self, sign, sign_as_stranger, sign_under};
use crate::world::{
    BADGE_CLASS, ISSUER, KEY, REVOKED, Web, badge_class, hosted, key, now, profile, revocation_list, signed,
    signing_web, summary, with,
};

fn verify(web: &Web, file: &str) -> String {
    summary(&web.verify(file.as_bytes(), now()).0)
}

#[test]
fn a_signed_badge_is_valid_and_says_what_it_rests_on() {
    let (report, asked) = signing_web().verify(sign(&signed().to_string()).as_bytes(), now());
    assert_eq!(summary(&report), "valid");
    assert_eq!(asked, [BADGE_CLASS, ISSUER, KEY, REVOKED]);
    assert_eq!(report.format.container, "jwt");
    assert_eq!(report.format.securing.as_deref(), Some("ob2-signed"));
    let check = |id: &str| report.checks.iter().find(|check| check.id.as_str() == id).unwrap();
    let rests_on = |id| check(id).evidence.iter().map(|one| one.url.clone()).collect::<Vec<_>>();
    assert_eq!(check("signature").outcome.as_str(), "passed");
    assert_eq!(rests_on("issuer_key"), [BADGE_CLASS, ISSUER, KEY]);
    assert_eq!(rests_on("status"), [REVOKED]);
    assert_eq!(report.warnings[0].code.as_str(), "unsigned_revocation_list");
    let claims = report.credential.unwrap();
    assert_eq!(claims.issuer.domain.as_deref(), Some("school.example"));
    assert_eq!(claims.achievement.unwrap().name.as_deref(), Some("Knots"));
}

#[test]
fn a_badge_class_that_is_signed_along_is_not_asked_for() {
    let embedded = with(signed(), "/badge", badge_class());
    let (report, asked) = signing_web().verify(sign(&embedded.to_string()).as_bytes(), now());
    assert_eq!(summary(&report), "valid");
    assert_eq!(asked, [ISSUER, KEY, REVOKED]);
    // Its faults are the badge's own.
    let nameless = with(signed(), "/badge", with(badge_class(), "/name", Value::Null));
    let (report, asked) = signing_web().verify(sign(&nameless.to_string()).as_bytes(), now());
    assert_eq!(summary(&report), "invalid: malformed | data_model missing_member");
    assert_eq!(report.checks.iter().find(|check| check.code.is_some()).unwrap().pointer, "/badge/name");
    assert!(asked.is_empty());
}

#[test]
fn keys_come_in_two_forms_written_out_or_at_their_address() {
    let file = sign(&signed().to_string());
    let one_line = rsa::SPKI.replace('\n', "");
    for pem in [rsa::SPKI, rsa::PKCS1, &rsa::SPKI.replace('\n', "\r\n"), &one_line] {
        assert_eq!(verify(&signing_web().with(KEY, &key(pem)), &file), "valid", "{pem}");
        let inside = with(profile(), "/publicKey", key(pem));
        let (report, asked) = signing_web().with(ISSUER, &inside).verify(file.as_bytes(), now());
        assert_eq!(summary(&report), "valid");
        assert_eq!(asked, [BADGE_CLASS, ISSUER, REVOKED]);
    }
    // Of several keys the badge names one; without a name all are tried.
    let other = with(key(rsa::STRANGER_SPKI), "/id", json!("https://school.example/old-key"));
    let several = with(profile(), "/publicKey", json!([other, KEY]));
    let web = signing_web().with(ISSUER, &several);
    assert_eq!(verify(&web, &file), "valid");
    let unnamed = with(signed(), "/verification/creator", Value::Null);
    assert_eq!(verify(&web, &sign(&unnamed.to_string())), "valid");
    let wrong = with(signed(), "/verification/creator", json!("https://school.example/old-key"));
    assert_eq!(verify(&web, &sign(&wrong.to_string())), "invalid: proof | signature invalid_signature");
}

#[test]
fn signatures_of_others_and_changed_badges_do_not_hold() {
    let web = signing_web();
    let badge = signed().to_string();
    let bad_signature = "invalid: proof | signature invalid_signature";
    let (report, asked) = web.verify(sign_as_stranger(&badge).as_bytes(), now());
    assert_eq!(summary(&report), bad_signature);
    assert!(report.credential.is_none());
    assert!(!asked.contains(&REVOKED.to_owned()), "the status is not asked for before the proof holds");

    let file = sign(&badge);
    let (head, signature) = file.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let changed = with(signed(), "/expires", json!("2099-01-01T00:00:00Z")).to_string();
    let changed = data_encoding::BASE64URL_NOPAD.encode(changed.as_bytes());
    assert_eq!(verify(&web, &format!("{header}.{changed}.{signature}")), bad_signature);
}

#[test]
fn no_other_algorithm_is_taken_for_rs256() {
    let badge = signed().to_string();
    for (header, expected) in [
        (r#"{"alg":"none"}"#, "invalid: proof | signature malformed_proof"),
        (r#"{"alg":"HS256"}"#, "invalid: proof | signature malformed_proof"),
        (r#"{"alg":"rs256"}"#, "invalid: proof | signature malformed_proof"),
        (r#"{"alg":"RS256","crit":["b64"],"b64":false}"#, "invalid: proof | signature malformed_proof"),
        (r#"{"alg":"RS512"}"#, "inconclusive: unchecked | signature unsupported_cryptosuite"),
        (r#"{"alg":"ES256"}"#, "inconclusive: unchecked | signature unsupported_cryptosuite"),
        (r#"{"alg":"RS256","kid":"https://mallory.example/key"}"#, "valid"),
    ] {
        assert_eq!(verify(&signing_web(), &sign_under(header, &badge)), expected, "{header}");
    }
    // The old attack: a MAC whose secret is the published key has no code here that could check it.
    let unsigned = sign_under(r#"{"alg":"none"}"#, &badge);
    let (head, _) = unsigned.rsplit_once('.').unwrap();
    assert_eq!(verify(&signing_web(), &format!("{head}.")), "invalid: proof | signature malformed_proof");
}

#[test]
fn the_key_has_to_be_the_issuers_and_listed() {
    let file = sign(&signed().to_string());
    let foreign = with(key(rsa::SPKI), "/owner", json!("https://mallory.example/issuer"));
    for (web, expected) in [
        (signing_web().with(KEY, &foreign), "invalid: issuer | issuer_key issuer_mismatch"),
        (
            signing_web().with(ISSUER, &with(profile(), "/publicKey", foreign.clone())),
            "invalid: issuer | issuer_key issuer_mismatch",
        ),
        (
            signing_web().with(ISSUER, &with(profile(), "/publicKey", Value::Null)),
            "invalid: issuer | issuer_key key_not_listed",
        ),
        (
            signing_web()
                .with(ISSUER, &with(profile(), "/publicKey", json!("https://school.example/new-key"))),
            "invalid: issuer | issuer_key key_not_listed",
        ),
        (
            signing_web().with(KEY, &with(key(rsa::SPKI), "/owner", Value::Null)),
            "inconclusive: unchecked | issuer_key invalid_issuer_document",
        ),
        (
            signing_web().with(KEY, &with(key(rsa::SPKI), "/id", json!("https://school.example/other"))),
            "inconclusive: unchecked | issuer_key issuer_document_id_mismatch",
        ),
        (
            signing_web().failing(KEY, FetchFailure::Gone),
            "inconclusive: unchecked | issuer_key issuer_document_unavailable",
        ),
        (
            signing_web().failing(ISSUER, FetchFailure::Offline),
            "inconclusive: unchecked | issuer_key issuer_document_unavailable",
        ),
        (
            signing_web().failing(BADGE_CLASS, FetchFailure::NotFound),
            "inconclusive: unchecked | issuer_key hosted_document_unavailable",
        ),
        (
            signing_web().with(ISSUER, &with(profile(), "/publicKey", json!(vec![KEY; 9]))),
            "inconclusive: unchecked | issuer_key invalid_issuer_document",
        ),
    ] {
        assert_eq!(verify(&web, &file), expected);
    }
    // A forger names his own key as creator; only the issuer's list counts.
    let forged = with(signed(), "/verification/creator", json!("https://mallory.example/key"));
    let (report, asked) = signing_web().verify(sign_as_stranger(&forged.to_string()).as_bytes(), now());
    assert_eq!(summary(&report), "invalid: issuer | issuer_key key_not_listed");
    assert_eq!(asked, [BADGE_CLASS, ISSUER]);
}

#[test]
fn keys_that_cannot_be_used_are_told_apart() {
    let file = sign(&signed().to_string());
    let malformed = "inconclusive: unchecked | issuer_key invalid_issuer_document";
    let cut: String = rsa::SPKI.lines().filter(|line| !line.ends_with("QAB")).take(4).collect();
    let trailing = rsa::PKCS1.replace("AQAB\n", "AQABAAAA\n");
    assert_ne!(trailing, rsa::PKCS1);
    let relabelled = rsa::PKCS1.replace("RSA PUBLIC", "PUBLIC");
    for (pem, expected) in [
        (rsa::STRANGER_SPKI, "invalid: proof | signature invalid_signature"),
        (rsa::WEAK_SPKI, "invalid: issuer | issuer_key invalid_verification_method"),
        (rsa::P256_SPKI, "inconclusive: unchecked | issuer_key unsupported_key_type"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----",
            "invalid: issuer | issuer_key key_compromised",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----",
            "inconclusive: unchecked | issuer_key unsupported_key_type",
        ),
        ("", malformed),
        ("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", malformed),
        ("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----", malformed),
        ("-----BEGIN PUBLIC KEY-----\nMIL/////\n-----END PUBLIC KEY-----", malformed),
        (&cut, malformed),
        (&trailing, malformed),
        (&relabelled, malformed),
        (&format!("{}{}", rsa::SPKI, rsa::STRANGER_SPKI), malformed),
    ] {
        assert_eq!(verify(&signing_web().with(KEY, &key(pem)), &file), expected, "{pem}");
    }
}

#[test]
fn the_revocation_list_is_looked_up() {
    let file = sign(&signed().to_string());
    let id = signed()["id"].clone();
    let revoked = "invalid: revoked | status revoked";
    for (list, expected, reason) in [
        (json!([]), "valid", None),
        (json!(["urn:uuid:other", {"id": "urn:uuid:another", "revocationReason": "x"}]), "valid", None),
        (json!([id]), revoked, None),
        (json!(["urn:uuid:other", {"id": id}]), revoked, None),
        (json!([{"id": id, "revocationReason": "Copied"}]), revoked, Some("Copied")),
        (json!([{"uid": id, "revocationReason": "Copied"}]), revoked, Some("Copied")),
        (json!([{"revocationReason": "x"}]), "inconclusive: unchecked | status malformed_status_list", None),
        (json!("none"), "inconclusive: unchecked | status malformed_status_list", None),
    ] {
        let web = signing_web().with(REVOKED, &revocation_list(&list));
        let (report, _) = web.verify(file.as_bytes(), now());
        assert_eq!(summary(&report), expected, "{list}");
        assert_eq!(report.status[0].message.as_deref(), reason);
        let state = match expected {
            "valid" => StatusState::Clear,
            _ if expected == revoked => StatusState::Set,
            _ => StatusState::Unknown,
        };
        assert_eq!(report.status[0].state, state);
        assert!(report.credential.is_some(), "the signature is good all the same");
    }
    // An older name for the id, which some lists still use.
    let with_uid = with(signed(), "/uid", json!("abc123"));
    let web = signing_web().with(REVOKED, &revocation_list(&json!([{"uid": "abc123"}])));
    assert_eq!(verify(&web, &sign(&with_uid.to_string())), revoked);
}

#[test]
fn a_list_that_cannot_be_relied_on_leaves_the_status_open() {
    let file = sign(&signed().to_string());
    let list = revocation_list(&json!([]));
    let other_list = with(list.clone(), "/id", json!("https://school.example/other"));
    let other_issuer = with(list, "/issuer", json!("https://mallory.example/issuer"));
    let insecure = with(profile(), "/revocationList", json!("http://school.example/revoked"));
    let nameless = with(profile(), "/revocationList", json!(7));
    for (web, expected) in [
        (signing_web().failing(REVOKED, FetchFailure::Offline), "status_unavailable"),
        (signing_web().failing(REVOKED, FetchFailure::Gone), "status_unavailable"),
        (signing_web().with(ISSUER, &insecure), "status_unavailable"),
        (signing_web().with(ISSUER, &nameless), "malformed_status_list"),
        (signing_web().with(REVOKED, &other_list), "status_verification"),
        (signing_web().with(REVOKED, &other_issuer), "status_verification"),
        (signing_web().with_text(REVOKED, "<html>"), "malformed_status_list"),
    ] {
        assert_eq!(verify(&web, &file), format!("inconclusive: unchecked | status {expected}"));
    }
    let old = Timestamp::parse("2026-05-01T00:00:00Z").unwrap();
    let (report, _) = signing_web().verify_with_copies_of(file.as_bytes(), now(), old);
    assert_eq!(summary(&report), "inconclusive: unchecked | status status_stale");

    // An issuer without a list cannot revoke, and the report says so without an alarm.
    let without = signing_web().with(ISSUER, &with(profile(), "/revocationList", Value::Null));
    let (report, _) = without.verify(file.as_bytes(), now());
    assert_eq!(summary(&report), "valid");
    let status = report.checks.iter().find(|check| check.id.as_str() == "status").unwrap();
    assert_eq!(status.outcome.as_str(), "notRun");

    let revoked = with(signed(), "/revoked", json!(true));
    assert_eq!(verify(&signing_web(), &sign(&revoked.to_string())), "invalid: revoked | status revoked");
}

#[test]
fn hosted_and_signed_badges_are_not_taken_for_each_other() {
    assert_eq!(
        verify(&signing_web(), &sign(&hosted().to_string())),
        "invalid: malformed | data_model malformed_value"
    );
    let (report, asked) = signing_web().verify(signed().to_string().as_bytes(), now());
    assert_eq!(summary(&report), "invalid: malformed | data_model missing_proof");
    assert!(asked.is_empty());
}

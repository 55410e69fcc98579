//! Hosted badges: published by the issuer, inside the addresses that the issuer allows.

use proofmark::{FetchFailure, StatusState, Timestamp};
use serde_json::{Value, json};

use crate::world::{
    ASSERTION, BADGE_CLASS, ISSUER, Web, badge_class, hash, hosted, now, profile, summary, with,
};

fn verify(web: &Web, assertion: &Value) -> String {
    summary(&web.verify(assertion.to_string().as_bytes(), now()).0)
}

#[test]
fn a_published_badge_is_valid_and_says_what_it_rests_on() {
    let (report, asked) = Web::hosting(&hosted()).verify(hosted().to_string().as_bytes(), now());
    assert_eq!(summary(&report), "valid");
    assert_eq!(asked, [ASSERTION, BADGE_CLASS, ISSUER]);
    assert_eq!(report.format.securing.as_deref(), Some("ob2-hosted"));
    assert_eq!(report.hosts, ["school.example"]);
    let evidence = |id: &str| {
        let check = report.checks.iter().find(|check| check.id.as_str() == id).unwrap();
        (check.outcome.as_str(), check.evidence.iter().map(|one| one.url.clone()).collect::<Vec<_>>())
    };
    assert_eq!(evidence("hosting"), ("passed", vec![ASSERTION.to_owned(), BADGE_CLASS.to_owned()]));
    assert_eq!(evidence("issuer_scope"), ("passed", vec![ISSUER.to_owned()]));
    assert_eq!(evidence("status"), ("passed", vec![ASSERTION.to_owned()]));
    assert_eq!(evidence("signature").0, "notRun");
    let claims = report.credential.unwrap();
    assert_eq!(claims.id.as_deref(), Some(ASSERTION));
    assert_eq!(claims.valid_from.as_deref(), Some("2026-01-01T00:00:00Z"));
    assert_eq!(claims.valid_until.as_deref(), Some("2036-01-01T00:00:00Z"));
    assert_eq!(claims.issuer.id, ISSUER);
    assert_eq!(claims.issuer.name.as_deref(), Some("Example School"));
    assert_eq!(claims.issuer.domain.as_deref(), Some("school.example"));
    let achievement = claims.achievement.unwrap();
    assert_eq!(achievement.name.as_deref(), Some("Knots"));
    assert_eq!(achievement.image.as_deref(), Some("https://school.example/knots.png"));
    assert_eq!(achievement.criteria.as_deref(), Some("Tie them."));
    let recipient = &claims.recipient.identifiers[0];
    assert_eq!((&*recipient.identity_type, recipient.hashed), ("emailAddress", true));
    assert_eq!(report.status[0].state, StatusState::Clear);
}

#[test]
fn what_differs_from_the_published_badge_was_changed() {
    let web = Web::hosting(&hosted());
    for (pointer, value) in [
        ("/recipient/identity", json!(hash("mallory@example.com", "deadsea"))),
        ("/recipient/salt", json!("saltier")),
        ("/badge", json!("https://school.example/doctorate")),
        ("/issuedOn", json!("2020-01-01T00:00:00Z")),
        ("/expires", json!("2099-01-01T00:00:00Z")),
        ("/narrative", json!("Tied a thousand knots.")),
        ("/evidence", json!("https://mallory.example/proof")),
    ] {
        let changed = with(hosted(), pointer, value);
        let (report, asked) = web.verify(changed.to_string().as_bytes(), now());
        assert_eq!(summary(&report), "invalid: proof | hosting assertion_mismatch", "{pointer}");
        assert_eq!(asked, [ASSERTION], "{pointer}");
        assert!(report.credential.is_none());
    }
    // A copy may leave something out, name another context, write one value as a list, or carry a copy of the badge
    // class; what is shown comes from the issuer in every case.
    for (pointer, value) in [
        ("/narrative", Value::Null),
        ("/expires", Value::Null),
        ("/type", json!(["Assertion"])),
        ("/@context", json!(["https://w3id.org/openbadges/v2", {"x": "https://x.example/"}])),
        ("/badge", with(badge_class(), "/name", json!("Doctorate"))),
    ] {
        let copy = with(hosted(), pointer, value);
        let (report, _) = web.verify(copy.to_string().as_bytes(), now());
        assert_eq!(summary(&report), "valid", "{pointer}");
        let claims = report.credential.unwrap();
        assert_eq!(claims.achievement.unwrap().name.as_deref(), Some("Knots"));
        assert_eq!(claims.valid_until.as_deref(), Some("2036-01-01T00:00:00Z"));
    }
}

#[test]
fn a_badge_on_a_strange_site_is_not_the_issuers() {
    let place = "https://mallory.example/badges/1";
    let forged = with(hosted(), "/id", json!(place));
    assert_eq!(
        verify(&Web::hosting(&forged), &forged),
        "invalid: issuer | issuer_scope outside_issuer_scope"
    );
    // Copies of badge class and issuer inside the assertion change nothing: the originals have addresses.
    let lenient = with(profile(), "/verification", json!({"allowedOrigins": "mallory.example"}));
    let class = with(badge_class(), "/issuer", lenient);
    let embedded = with(forged.clone(), "/badge", class.clone());
    assert_eq!(
        verify(&Web::hosting(&embedded), &embedded),
        "invalid: issuer | issuer_scope outside_issuer_scope"
    );
    // Not even where the assertion is the issuer's own: what has an address is read there.
    let copy = with(hosted(), "/badge", with(badge_class(), "/name", json!("Doctorate")));
    let (report, asked) = Web::hosting(&copy).verify(copy.to_string().as_bytes(), now());
    assert_eq!(summary(&report), "valid");
    assert_eq!(asked, [ASSERTION, BADGE_CLASS, ISSUER]);
    assert_eq!(report.credential.unwrap().achievement.unwrap().name.as_deref(), Some("Knots"));
    // Nor does a badge class that the forger hosts and that names the issuer.
    let own_class = with(class, "/id", json!("https://mallory.example/class"));
    let own = with(forged, "/badge", json!("https://mallory.example/class"));
    let web = Web::hosting(&own).with("https://mallory.example/class", &own_class);
    assert_eq!(verify(&web, &own), "invalid: issuer | issuer_scope outside_issuer_scope");
}

#[test]
fn the_issuer_says_where_its_badges_may_be() {
    let outside = "invalid: issuer | issuer_scope outside_issuer_scope";
    let malformed = "inconclusive: unchecked | issuer_scope invalid_issuer_document";
    let school = "https://school.example/badges/1";
    for (id, verification, expected) in [
        (school, json!({"startsWith": "https://school.example/badges/"}), "valid"),
        (school, json!({"startsWith": ["https://a.example/", "https://school.example/"]}), "valid"),
        (school, json!({"startsWith": "https://school.example/other/"}), outside),
        ("https://host.example/school/1", json!({"startsWith": "https://host.example/school/"}), "valid"),
        ("https://host.example/mallory/1", json!({"startsWith": "https://host.example/school/"}), outside),
        // A prefix ends at its host, wherever its letters end.
        ("https://school.example.evil.example/1", json!({"startsWith": "https://school.example"}), outside),
        ("https://school.examples.net/1", json!({"startsWith": "https://school.example"}), outside),
        ("https://school.example:8443/1", json!({"startsWith": "https://school.example"}), outside),
        (
            "https://host.example/school/..%2fmallory/1",
            json!({"startsWith": "https://host.example/school/"}),
            outside,
        ),
        ("https://host.example/1", json!({"startsWith": "https://"}), malformed),
        ("https://host.example/1", json!({"startsWith": ""}), malformed),
        ("https://host.example/1", json!({"startsWith": "http://host.example/"}), malformed),
        ("https://host.example/1", json!({"startsWith": []}), malformed),
        ("https://host.example/1", json!({"startsWith": 7}), malformed),
        ("https://host.example/1", json!({"allowedOrigins": "host.example"}), "valid"),
        ("https://HOST.example/1", json!({"allowedOrigins": ["a.example", "Host.Example"]}), "valid"),
        ("https://host.example/1", json!({"allowedOrigins": "https://host.example"}), "valid"),
        ("https://host.example/1", json!({"allowedOrigins": "school.example"}), outside),
        ("https://evil.host.example/1", json!({"allowedOrigins": "host.example"}), outside),
        ("https://evilhost.example/1", json!({"allowedOrigins": "host.example"}), outside),
        ("https://host.example/1", json!({"allowedOrigins": "*"}), outside),
        ("https://host.example/1", json!({"allowedOrigins": ""}), malformed),
        (school, json!({"startsWith": "https://school.example/", "allowedOrigins": "host.example"}), outside),
        (school, json!({"startsWith": "https://host.example/", "allowedOrigins": "school.example"}), outside),
        // Neither: the issuer's own origin.
        (school, json!({"type": "VerificationObject"}), "valid"),
        ("https://school.example:443/badges/1", json!({}), "valid"),
        ("https://www.school.example/badges/1", json!({}), outside),
    ] {
        let assertion = with(hosted(), "/id", json!(id));
        let profile = with(profile(), "/verification", verification.clone());
        let web = Web::hosting(&assertion).with(ISSUER, &profile);
        assert_eq!(verify(&web, &assertion), expected, "{id} under {verification}");
    }
}

#[test]
fn the_prefix_cannot_be_left_by_dots() {
    let assertion = with(hosted(), "/id", json!("https://host.example/school/../mallory/1"));
    let profile = with(profile(), "/verification", json!({"startsWith": "https://host.example/school/"}));
    let (report, asked) =
        Web::hosting(&assertion).with(ISSUER, &profile).verify(assertion.to_string().as_bytes(), now());
    assert_eq!(summary(&report), "inconclusive: unchecked | hosting hosted_document_unavailable");
    assert!(asked.is_empty());
}

#[test]
fn places_that_are_not_on_the_web_are_not_asked() {
    for id in [
        "http://school.example/badges/1",
        "https://127.0.0.1/badges/1",
        "https://user@school.example/badges/1",
        "https://router.local/badges/1",
        "file:///etc/passwd",
        "urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80",
    ] {
        let assertion = with(hosted(), "/id", json!(id));
        let (report, asked) = Web::hosting(&assertion).verify(assertion.to_string().as_bytes(), now());
        assert_eq!(summary(&report), "inconclusive: unchecked | hosting hosted_document_unavailable", "{id}");
        assert!(asked.is_empty(), "{id}");
    }
    let assertion = with(hosted(), "/badge", json!("http://school.example/knots"));
    let (report, asked) = Web::hosting(&assertion).verify(assertion.to_string().as_bytes(), now());
    assert_eq!(summary(&report), "inconclusive: unchecked | hosting hosted_document_unavailable");
    assert_eq!(asked, [ASSERTION]);
    let web = Web::hosting(&hosted())
        .with(BADGE_CLASS, &with(badge_class(), "/issuer", json!("http://school.example/issuer")));
    assert_eq!(verify(&web, &hosted()), "inconclusive: unchecked | issuer_scope issuer_document_unavailable");
}

#[test]
fn a_badge_that_is_gone_or_says_so_is_revoked() {
    let web = Web::hosting(&hosted()).failing(ASSERTION, FetchFailure::Gone);
    let (report, asked) = web.verify(hosted().to_string().as_bytes(), now());
    assert_eq!(summary(&report), "invalid: revoked | status revoked");
    assert_eq!(asked, [ASSERTION]);
    assert_eq!(report.status[0].state, StatusState::Set);

    let revoked = with(hosted(), "/revoked", json!(true));
    let revoked = with(revoked, "/revocationReason", json!("Awarded by mistake"));
    let (report, _) = Web::hosting(&revoked).verify(hosted().to_string().as_bytes(), now());
    assert_eq!(summary(&report), "invalid: revoked | status revoked");
    assert_eq!(report.status[0].message.as_deref(), Some("Awarded by mistake"));
    assert!(report.credential.is_some(), "the issuer still publishes what it was");

    // All else may be gone from a revoked assertion.
    let bare = json!({"@context": "https://w3id.org/openbadges/v2", "id": ASSERTION, "type": "Assertion", "revoked": true});
    assert_eq!(verify(&Web::hosting(&bare), &hosted()), "invalid: revoked | status revoked");
    assert_eq!(verify(&Web::hosting(&bare), &bare), "invalid: revoked | status revoked");

    // Only the badge itself can be revoked by being gone.
    let web = Web::hosting(&hosted()).failing(BADGE_CLASS, FetchFailure::Gone);
    assert_eq!(verify(&web, &hosted()), "inconclusive: unchecked | hosting hosted_document_unavailable");
    let web = Web::hosting(&hosted()).failing(ISSUER, FetchFailure::Gone);
    assert_eq!(verify(&web, &hosted()), "inconclusive: unchecked | issuer_scope issuer_document_unavailable");
    let not_revoked = with(hosted(), "/revoked", json!(false));
    assert_eq!(verify(&Web::hosting(&not_revoked), &hosted()), "valid");
}

#[test]
fn faults_of_what_was_fetched_leave_the_question_open() {
    let hosting = "inconclusive: unchecked | hosting ";
    let scope = "inconclusive: unchecked | issuer_scope ";
    let web = Web::hosting(&hosted());
    for failure in
        [FetchFailure::NotFound, FetchFailure::Offline, FetchFailure::Redirect, FetchFailure::Timeout]
    {
        let unavailable = format!("{hosting}hosted_document_unavailable");
        assert_eq!(verify(&web.clone().failing(ASSERTION, failure), &hosted()), unavailable);
        assert_eq!(verify(&web.clone().failing(BADGE_CLASS, failure), &hosted()), unavailable);
        assert_eq!(
            verify(&web.clone().failing(ISSUER, failure), &hosted()),
            format!("{scope}issuer_document_unavailable")
        );
    }
    let other = with(hosted(), "/id", json!("https://school.example/badges/2"));
    for (url, page, expected) in [
        (ASSERTION, other, format!("{hosting}invalid_hosted_document")),
        (ASSERTION, with(hosted(), "/badge", Value::Null), format!("{hosting}invalid_hosted_document")),
        (ASSERTION, json!("gone fishing"), format!("{hosting}invalid_hosted_document")),
        (BADGE_CLASS, with(badge_class(), "/id", json!(ISSUER)), format!("{hosting}invalid_hosted_document")),
        (BADGE_CLASS, with(badge_class(), "/name", Value::Null), format!("{hosting}invalid_hosted_document")),
        (
            BADGE_CLASS,
            with(badge_class(), "/type", json!("Assertion")),
            format!("{hosting}invalid_hosted_document"),
        ),
        (ISSUER, with(profile(), "/id", json!(ASSERTION)), format!("{scope}issuer_document_id_mismatch")),
        (ISSUER, with(profile(), "/email", Value::Null), format!("{scope}invalid_issuer_document")),
    ] {
        assert_eq!(verify(&web.clone().with(url, &page), &hosted()), expected, "{page}");
    }
    for text in ["", "<html>", "{\"id\":1,\"id\":2}", "\u{feff}{}", "[]"] {
        let expected = format!("{hosting}invalid_hosted_document");
        assert_eq!(verify(&web.clone().with_text(ASSERTION, text), &hosted()), expected, "{text}");
    }
    let old = Timestamp::parse("2026-05-01T00:00:00Z").unwrap();
    let (report, _) = web.verify_with_copies_of(hosted().to_string().as_bytes(), now(), old);
    assert_eq!(summary(&report), "inconclusive: unchecked | status status_stale");
}

#[test]
fn faults_of_the_badge_itself_are_named_before_anybody_is_asked() {
    for (pointer, value, expected) in [
        ("/type", json!("Badge"), "data_model malformed_value"),
        ("/recipient", Value::Null, "data_model missing_member"),
        ("/recipient/hashed", json!("true"), "data_model malformed_value"),
        ("/recipient/identity", Value::Null, "data_model malformed_value"),
        ("/recipient/salt", json!(7), "data_model malformed_value"),
        ("/badge", Value::Null, "data_model missing_member"),
        ("/badge", json!(7), "data_model malformed_value"),
        ("/verification", Value::Null, "data_model missing_member"),
        ("/verification/type", json!("trust me"), "data_model malformed_value"),
        ("/verification/type", json!("SignedBadge"), "data_model missing_proof"),
        ("/issuedOn", Value::Null, "data_model missing_member"),
        ("/issuedOn", json!("2026-01-01"), "data_model invalid_date_time"),
        ("/issuedOn", json!(1_767_225_600), "data_model invalid_date_time"),
        ("/expires", json!("2025-01-01T00:00:00Z"), "data_model invalid_period"),
        ("/id", Value::Null, "data_model missing_member"),
    ] {
        let assertion = with(hosted(), pointer, value);
        let (report, asked) = Web::hosting(&hosted()).verify(assertion.to_string().as_bytes(), now());
        assert_eq!(summary(&report), format!("invalid: malformed | {expected}"), "{pointer}");
        assert!(asked.is_empty(), "{pointer}");
    }
    let older = with(hosted(), "/@context", json!("https://w3id.org/openbadges/v1"));
    assert_eq!(
        verify(&Web::hosting(&older), &older),
        "inconclusive: unchecked | data_model unsupported_credential_type"
    );
}

#[test]
fn dates_and_recipient_are_checked_as_for_every_credential() {
    let web = Web::hosting(&hosted());
    let file = hosted().to_string();
    for (time, expected, pointer) in [
        ("2025-12-31T00:00:00Z", "invalid: notYetValid | validity_period not_yet_valid", "/issuedOn"),
        ("2036-01-01T00:00:00Z", "valid", ""),
        ("2036-01-01T00:00:01Z", "invalid: expired | validity_period expired", "/expires"),
    ] {
        let mut options = now();
        options.now = Timestamp::parse(time).unwrap();
        let (report, _) = web.verify(file.as_bytes(), options);
        assert_eq!(summary(&report), expected, "{time}");
        let check = report.checks.iter().find(|check| check.id.as_str() == "validity_period").unwrap();
        assert_eq!(check.pointer, pointer);
    }
    for (recipient, expected) in [
        ("ada@example.com", "valid"),
        ("Ada@example.com", "invalid: recipient | recipient recipient_mismatch"),
        ("mallory@example.com", "invalid: recipient | recipient recipient_mismatch"),
    ] {
        let mut options = now();
        options.recipient = Some(recipient.to_owned());
        let (report, _) = web.verify(file.as_bytes(), options);
        assert_eq!(summary(&report), expected, "{recipient}");
        let check = report.checks.iter().find(|check| check.id.as_str() == "recipient").unwrap();
        assert_eq!(check.pointer, if expected == "valid" { "" } else { "/recipient" });
    }
    let plain = json!({"type": "email", "hashed": false, "identity": "ada@example.com"});
    let weak = json!({"type": "email", "hashed": true, "identity": "md5$0123456789abcdef0123456789abcdef"});
    for (recipient, expected) in
        [(plain, "valid"), (weak, "invalid: recipient | recipient weak_identity_hash")]
    {
        let assertion = with(hosted(), "/recipient", recipient);
        let mut options = now();
        options.recipient = Some("ada@example.com".to_owned());
        let (report, _) = Web::hosting(&assertion).verify(assertion.to_string().as_bytes(), options);
        assert_eq!(summary(&report), expected);
    }
}

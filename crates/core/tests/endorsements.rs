//! Endorsements: each verified alone, at every place, and none of them changes the verdict (ATTACKS I19).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use common::{Issuer, LIST, at, status_entry, verdict, verify, verify_and_log};
use proofmark::Report;

const NOW: &str = "2026-03-01T12:00:00Z";
const BADGE: &str = "urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80";
const ACHIEVEMENT: &str = "urn:uuid:0b0e7c1e-58a7-4f0e-9d5b-1c2d3e4f5a6b";

/// An unsigned endorsement of `subject`.
fn endorsement(issuer: &Issuer, subject: &str, extra: &str) -> String {
    let did = &issuer.did;
    format!(
        r#"{{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:11111111-1f6c-4a5d-8f3c-0d4b5a6e7f80","type":["VerifiableCredential","EndorsementCredential"],"name":"Endorsement","issuer":{{"id":"{did}","type":["Profile"],"name":"Guild of Knots"}},"validFrom":"2026-01-01T00:00:00Z",{extra}"credentialSubject":{{"id":"{subject}","type":["EndorsementSubject"],"endorsementComment":"Good knots."}}}}"#
    )
}

/// A badge of `issuer` with these endorsements on itself, its achievement, its issuer and the achievement's creator.
fn badge_with(issuer: &Issuer, own: &str, achievement: &str, profile: &str, creator: &str) -> String {
    let member = |endorsement: &str| match endorsement {
        "" => String::new(),
        jwt if jwt.starts_with('"') => format!(r#""endorsementJwt":[{jwt}],"#),
        embedded => format!(r#""endorsement":[{embedded}],"#),
    };
    let creator_profile = match creator {
        "" => String::new(),
        _ => format!(r#""creator":{{"id":"urn:example:creator",{}"type":["Profile"]}},"#, member(creator)),
    };
    issuer
        .badge(&member(own))
        .replacen(
            "\"name\":\"Knots\"",
            &format!("{}{creator_profile}\"name\":\"Knots\"", member(achievement)),
            1,
        )
        .replacen(
            "\"name\":\"Example School\"",
            &format!("{}\"name\":\"Example School\"", member(profile)),
            1,
        )
}

fn rows(report: &Report) -> Vec<(&str, &str, Option<&str>)> {
    let rows = report.checks.iter().filter(|check| check.id.as_str() == "endorsement");
    rows.map(|check| (&*check.pointer, check.outcome.as_str(), check.code.map(|code| code.as_str())))
        .collect()
}

#[test]
fn endorsements_at_all_four_places_are_verified() {
    let (issuer, guild) = (Issuer::new(1), Issuer::new(2));
    let of = |subject: &str| guild.sign(&endorsement(&guild, subject, ""));
    let badge =
        badge_with(&issuer, &of(BADGE), &of(ACHIEVEMENT), &of(&issuer.did), &of("urn:example:creator"));
    let report = verify(&issuer.sign(&badge), at(NOW), &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    assert_eq!(
        rows(&report),
        [
            ("/endorsement/0", "passed", None),
            ("/issuer/endorsement/0", "passed", None),
            ("/credentialSubject/achievement/endorsement/0", "passed", None),
            ("/credentialSubject/achievement/creator/endorsement/0", "passed", None),
        ]
    );
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
}

#[test]
fn an_endorsement_of_data_model_1_1_has_its_own_names_for_dates() {
    let (issuer, guild) = (Issuer::new(1), Issuer::new(2));
    let formerly = |text: &str| {
        text.replace("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
            .replace("3.0.3.json\"]", "3.0.3.json\",\"https://w3id.org/security/data-integrity/v2\"]")
            .replace("validFrom", "issuanceDate")
            .replace("validUntil", "expirationDate")
    };
    let endorsement = guild.sign(&formerly(&endorsement(&guild, BADGE, "")));
    let badge = formerly(&badge_with(&issuer, "PLACE", "", "", "")).replace("PLACE", &endorsement);
    let report = verify(&issuer.sign(&badge), at(NOW), &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    assert_eq!(rows(&report), [("/endorsement/0", "passed", None)]);
}

#[test]
fn endorsements_in_a_jwt_are_verified() {
    let (issuer, guild) = (Issuer::new(1), Issuer::new(2));
    let jwt = |subject: &str| format!("\"{}\"", guild.sign_as_jwt(&endorsement(&guild, subject, "")));
    let report = verify(&issuer.sign(&badge_with(&issuer, &jwt(BADGE), &jwt(BADGE), "", "")), at(NOW), &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    let achievement = "/credentialSubject/achievement/endorsementJwt/0";
    assert_eq!(
        rows(&report),
        [("/endorsementJwt/0", "passed", None), (achievement, "failed", Some("endorsement_mismatch")),]
    );
}

/// Each of these is the badge issuer's to embed, so the badge stays as good as it is; the row says what is wrong.
#[test]
fn an_endorsement_that_does_not_hold_is_a_warning() {
    let (issuer, guild) = (Issuer::new(1), Issuer::new(2));
    let good = guild.sign(&endorsement(&guild, BADGE, ""));
    let revocable = guild.sign(&endorsement(&guild, BADGE, &status_entry("revocation", "7")));
    let mut bits = vec![0; 16_384];
    bits[0] = 1;
    let list = guild.sign(&guild.status_list(LIST, "revocation", &bits));
    let expired = r#""validUntil":"2026-02-01T00:00:00Z","#;
    for (endorsement, documents, outcome, code) in [
        (good.replace("Good knots", "Best knots"), &[][..], "failed", "invalid_signature"),
        (issuer.sign(&endorsement(&guild, BADGE, "")), &[], "failed", "issuer_mismatch"),
        (guild.sign(&endorsement(&guild, "urn:example:other", "")), &[], "failed", "endorsement_mismatch"),
        (guild.sign(&endorsement(&guild, BADGE, expired)), &[], "failed", "expired"),
        (endorsement(&guild, BADGE, ""), &[], "failed", "missing_proof"),
        (revocable.clone(), &[(LIST, &*list)], "failed", "revoked"),
        (revocable, &[], "inconclusive", "status_unavailable"),
        (format!("\"{}\"", "eyJhbGciOiJub25lIn0.e30.AAAA"), &[], "failed", ""),
    ] {
        let report = verify(&issuer.sign(&badge_with(&issuer, &endorsement, "", "", "")), at(NOW), documents);
        assert_eq!(verdict(&report), "valid", "{code}: {}", report.to_json());
        let [(pointer, actual, actual_code)] = rows(&report)[..] else { panic!("{}", report.to_json()) };
        assert!(pointer.starts_with("/endorsement"), "{pointer}");
        assert_eq!(actual, outcome, "{code}: {}", report.to_json());
        assert!(code.is_empty() || actual_code == Some(code), "{code}: {actual_code:?}");
        assert!(report.warnings.iter().any(|warning| warning.code.as_str() == "endorsement_not_verified"));
    }
}

/// A good endorsement does not make a bad badge better.
#[test]
fn an_endorsement_vouches_for_nothing() {
    let (issuer, guild) = (Issuer::new(1), Issuer::new(2));
    let good = guild.sign(&endorsement(&guild, BADGE, ""));
    let badge = issuer.sign(&badge_with(&issuer, &good, "", "", ""));
    let (report, asked) = verify_and_log(&badge.replace("twelve", "twenty"), at(NOW), &[]);
    assert_eq!(verdict(&report), "invalid: proof");
    assert!(rows(&report).is_empty() && asked.is_empty());
    // Its words are under the badge's signature too.
    let report = verify(&badge.replace("Good knots", "Best knots"), at(NOW), &[]);
    assert_eq!(verdict(&report), "invalid: proof");
}

#[test]
fn i19_only_so_many_are_looked_at_and_none_inside_another() {
    let (issuer, guild) = (Issuer::new(1), Issuer::new(2));
    let jwt = guild.sign_as_jwt(&endorsement(&guild, BADGE, ""));
    let many = vec![format!("\"{jwt}\""); 40].join(",");
    let report = verify(&issuer.sign(&badge_with(&issuer, &many, "", "", "")), at(NOW), &[]);
    assert_eq!(verdict(&report), "valid");
    let rows = rows(&report);
    assert_eq!(rows.len(), 17, "16 and one for the rest");
    assert_eq!(rows[16], ("", "inconclusive", Some("endorsement_unchecked")));
    // An endorsement whose issuer carries a broken endorsement: that one is nobody's business here.
    let broken = format!(r#""endorsementJwt":["{}x"],"name":"Guild of Knots""#, jwt);
    let outer = endorsement(&guild, BADGE, "").replace(r#""name":"Guild of Knots""#, &broken);
    let report = verify(&issuer.sign(&badge_with(&issuer, &guild.sign(&outer), "", "", "")), at(NOW), &[]);
    assert_eq!(self::rows(&report), [("/endorsement/0", "passed", None)]);
}

/// What endorsements ask for cannot use up what the badge may ask for.
#[test]
fn i19_endorsements_do_not_spend_the_requests_of_the_badge() {
    let (issuer, guild) = (Issuer::new(1), Issuer::new(2));
    let entries: Vec<_> = (0..8)
        .map(|n| {
            let entry = status_entry("revocation", "7").replace("status/1", &format!("status/{n}"));
            entry.trim_start_matches("\"credentialStatus\":").trim_end_matches(',').to_owned()
        })
        .collect();
    let endorsements: Vec<_> = (0..12)
        .map(|n| {
            let status = format!("\"credentialStatus\":[{}],", entries.join(","));
            let status = status.replace("school.example", &format!("guild-{n}.example"));
            guild.sign(&endorsement(&guild, BADGE, &status).replace("11111111", &format!("111111{n:02}")))
        })
        .collect();
    let badge = badge_with(&issuer, &endorsements.join(","), "", "", "");
    let (report, asked) = verify_and_log(&issuer.sign(&badge), at(NOW), &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    assert!(asked.len() <= 64, "{}", asked.len());
    assert_eq!(rows(&report).len(), 12);
    assert!(rows(&report).iter().all(|(_, outcome, _)| *outcome == "inconclusive"));
}

/// ATTACKS A06: a context inside the document is accepted in an endorsement alone, and only the document's own list.
#[test]
fn an_embedded_endorsement_repeats_the_contexts_of_its_badge() {
    let (issuer, guild) = (Issuer::new(1), Issuer::new(2));
    let good = endorsement(&guild, BADGE, "");
    let list = r#"["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]"#;
    for other in [
        r#"["https://www.w3.org/ns/credentials/v2"]"#.to_owned(),
        list.replace("3.0.3", "3.0.2"),
        r#"{"name":"https://schema.org/description"}"#.to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
    ] {
        let problem = issuer.try_sign(&badge_with(&issuer, &good.replacen(list, &other, 1), "", "", ""));
        assert_eq!(problem.unwrap_err().code().as_str(), "forbidden_context", "{other}");
    }
    let elsewhere =
        issuer.badge("").replace("\"achievement\":{", &format!("\"achievement\":{{\"@context\":{list},"));
    assert_eq!(issuer.try_sign(&elsewhere).unwrap_err().code().as_str(), "forbidden_context");
}

//! Whole verifications of badges that are made here: what is valid, what is not, and what cannot be said.
//! Over 600 lines: one table of rows after another, which nobody reads at once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use proofmark::{Contexts, Cryptosuite, Limits, ProofOptions, Timestamp};

use common::{Issuer, LIST, at, outcome, status_entry, verdict, verify, verify_and_log};

const NOW: &str = "2026-03-01T12:00:00Z";
const EMPTY_LIST: [u8; 16_384] = [0; 16_384];

/// The context that defines the types of 1EdTech's own extensions.
fn with_extensions(badge: &str) -> String {
    badge.replacen(
        "3.0.3.json\"",
        "3.0.3.json\",\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"",
        1,
    )
}

fn list_with(indexes: &[usize]) -> Vec<u8> {
    let mut bits = EMPTY_LIST.to_vec();
    for index in indexes {
        bits[index / 8] |= 0x80 >> (index % 8);
    }
    bits
}

#[test]
fn a_fresh_badge_is_valid_and_shows_its_claims() {
    let issuer = Issuer::new(1);
    let (report, asked) = verify_and_log(&issuer.sign(&issuer.badge("")), at(NOW), &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    assert!(asked.is_empty(), "did:key needs nothing: {asked:?}");
    assert!(report.hosts.is_empty());
    let credential = report.credential.unwrap();
    assert_eq!(credential.issuer.id, issuer.did);
    assert_eq!(credential.issuer.domain, None, "a did:key proves no domain");
    assert_eq!(credential.achievement.unwrap().name.as_deref(), Some("Knots"));
}

#[test]
fn signing_the_same_twice_gives_the_same_bytes() {
    let issuer = Issuer::new(1);
    assert_eq!(issuer.sign(&issuer.badge("")), issuer.sign(&issuer.badge("")));
}

#[test]
fn every_changed_character_of_a_claim_breaks_the_signature() {
    let issuer = Issuer::new(1);
    let signed = issuer.sign(&issuer.badge(r#""name":"Knots badge","#));
    for (from, to) in [
        ("Knots badge", "Knots Badge"),
        ("\"Knots\"", "\"Nots\""),
        ("Tie them.", "Tie them!"),
        ("did:example:ada", "did:example:eve"),
        ("2036-01-01", "2037-01-01"),
        ("Example School", "Another School"),
        ("2026-01-01T00:00:00Z\",\"verificationMethod", "2026-01-02T00:00:00Z\",\"verificationMethod"),
    ] {
        let changed = signed.replacen(from, to, 1);
        assert_ne!(changed, signed, "{from}");
        let report = verify(&changed, at(NOW), &[]);
        assert_eq!(verdict(&report), "invalid: proof", "{from} → {to}: {}", report.to_json());
        assert!(report.credential.is_none());
    }
}

#[test]
fn b01_a_key_of_somebody_else_is_refused_though_its_signature_is_good() {
    let (victim, forger) = (Issuer::new(1), Issuer::new(2));
    let report = verify(&forger.sign(&victim.badge("")), at(NOW), &[]);
    assert_eq!(verdict(&report), "invalid: issuer");
    assert_eq!(outcome(&report, "signature"), ("passed", None));
    assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("issuer_mismatch")));
    assert!(report.credential.is_none());
}

#[test]
fn b04_a_fragment_that_names_another_key_is_refused() {
    let (victim, forger) = (Issuer::new(1), Issuer::new(2));
    let signed = forger.sign(&victim.badge(""));
    let own = forger.key.public_key().did_key_verification_method();
    for fragment in [forger.did.trim_start_matches("did:key:"), "key-1", ""] {
        let report = verify(&signed.replace(&own, &format!("{}#{fragment}", victim.did)), at(NOW), &[]);
        assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("invalid_verification_method_url")));
        assert_eq!(report.verdict.as_str(), "invalid");
    }
    let report = verify(&signed.replace(&own, &victim.did), at(NOW), &[]);
    assert_eq!(report.verdict.as_str(), "invalid", "no fragment at all");
}

/// ATTACKS A13 to A25, A44 to A47: the proof's own members.
#[test]
fn odd_proofs_are_refused() {
    let issuer = Issuer::new(1);
    let signed = issuer.sign(&issuer.badge(""));
    let proof_at = signed.find("\"proof\":").unwrap();
    let value_at = signed.find("\"proofValue\":\"").unwrap() + 14;
    let value = &signed[value_at..signed[value_at..].find('"').unwrap() + value_at];
    let proof = &signed[proof_at + 8..signed.len() - 1];
    let with = |proof: &str| format!("{}\"proof\":{proof}}}", &signed[..proof_at]);
    let swap = |from: &str, to: &str| {
        let changed = proof.replacen(from, to, 1);
        assert_ne!(changed, proof, "{from}");
        with(&changed)
    };
    for (id, credential, expected) in [
        ("A13", swap("DataIntegrityProof", "Other"), "malformed_proof"),
        ("A14", swap("eddsa-rdfc-2022", "eddsa-rdfc-2022 "), "malformed_proof"),
        ("A14", swap("eddsa-rdfc-2022", "EdDSA-rdfc-2022"), "malformed_proof"),
        ("A14", swap("\"eddsa-rdfc-2022\"", "[\"eddsa-rdfc-2022\"]"), "malformed_proof"),
        ("A14", swap("\"cryptosuite\":\"eddsa-rdfc-2022\",", ""), "malformed_proof"),
        ("A17", swap("assertionMethod", "authentication"), "wrong_proof_purpose"),
        ("A17", swap("\"assertionMethod\"", "[\"assertionMethod\"]"), "malformed_proof"),
        ("A17", swap("\"proofPurpose\":\"assertionMethod\",", ""), "malformed_proof"),
        ("A18", with("[]"), "missing_proof"),
        ("A19", with("null"), "malformed_proof"),
        ("A19", with("\"x\""), "malformed_proof"),
        ("A19", with("1"), "malformed_proof"),
        ("A19", with("[null]"), "malformed_proof"),
        (
            "A20",
            with(&format!("[{proof},{}]", proof.replace("2026-01-01", "2026-01-02"))),
            "invalid_signature",
        ),
        (
            "A23",
            swap("\"proofPurpose\"", "\"previousProof\":\"urn:uuid:gone\",\"proofPurpose\""),
            "malformed_proof",
        ),
        (
            "A23",
            swap("\"proofPurpose\"", "\"previousProof\":[\"urn:x:1\",7],\"proofPurpose\""),
            "malformed_proof",
        ),
        (
            "A24",
            swap("\"type\"", "\"id\":\"urn:x:1\",\"previousProof\":\"urn:x:1\",\"type\""),
            "malformed_proof",
        ),
        (
            "A25",
            with(&format!("[{0},{0}]", proof.replacen('{', "{\"id\":\"urn:x:1\",", 1))),
            "malformed_proof",
        ),
        ("A26", with(&format!("[{}]", [proof; 9].join(","))), "limit_exceeded"),
        ("A44", swap("2026-01-01T00:00:00Z", "2026-01-01"), "invalid_date_time"),
        ("A46", swap("\"type\"", "\"nonce\":\"x\",\"type\""), "invalid_signature"),
        ("A46", swap("\"type\"", "\"id\":\"urn:x:1\",\"type\""), "invalid_signature"),
        ("A47", swap(value, &value[1..]), "invalid_proof_value"),
        ("A47", swap(value, &format!("u{}", &value[1..])), "invalid_proof_value"),
        ("A47", swap(value, &value[..80]), "invalid_proof_value"),
        ("A47", swap(value, &format!("{value}22")), "invalid_proof_value"),
        ("A47", swap(value, &format!("z{}", "2".repeat(100_000))), "invalid_proof_value"),
    ] {
        let report = verify(&credential, at(NOW), &[]);
        assert_eq!(report.verdict.as_str(), "invalid", "{id}: {}", report.to_json());
        let signature = report.checks.iter().rfind(|check| check.id.as_str() == "signature").unwrap();
        assert_eq!(signature.code.map(proofmark::Code::as_str), Some(expected), "{id}: {}", report.to_json());
        assert!(report.credential.is_none(), "{id}");
    }
    let unsigned = issuer.badge("");
    assert_eq!(outcome(&verify(&unsigned, at(NOW), &[]), "signature"), ("failed", Some("missing_proof")));
}

#[test]
fn a09_contexts_slipped_in_after_signing_do_not_pass_unseen() {
    let issuer = Issuer::new(1);
    let signed = issuer.sign(&issuer.badge(""));
    let v2 = "\"https://www.w3.org/ns/credentials/v2\"";
    let open_badges = "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"";
    let report = |from: &str, to: &str| verify(&signed.replacen(from, to, 1), at(NOW), &[]);
    let repeated = report(open_badges, &format!("{open_badges},{open_badges}"));
    assert_eq!(verdict(&repeated), "invalid: malformed", "{}", repeated.to_json());
    let pair = format!("{v2},{open_badges}");
    let reordered = report(&pair, &format!("{open_badges},{v2}"));
    assert_eq!(verdict(&reordered), "invalid: malformed", "{}", reordered.to_json());
    let in_between = report(&pair, &format!("{v2},\"https://w3id.org/security/multikey/v1\",{open_badges}"));
    assert_eq!(in_between.verdict.as_str(), "invalid", "{}", in_between.to_json());
    // At the end a pinned context may stand; it cannot change what was signed, and the reader is told.
    let appended = report(&pair, &format!("{pair},\"https://www.w3.org/ns/did/v1\""));
    assert!(
        appended.verdict.as_str() == "invalid"
            || appended.warnings.iter().any(|w| w.code.as_str() == "unusual_context"),
        "{}",
        appended.to_json()
    );
    let vocabulary = report(&pair, &format!("{pair},{{\"@vocab\":\"https://x.example/\"}}"));
    assert_eq!(vocabulary.verdict.as_str(), "invalid", "A08");
    let undefined_terms =
        report(&pair, &format!("{pair},\"https://www.w3.org/ns/credentials/undefined-terms/v2\""));
    assert_ne!(undefined_terms.verdict.as_str(), "valid", "A08");
}

#[test]
fn a16_a_proof_of_an_unknown_suite_leaves_the_question_open() {
    let issuer = Issuer::new(1);
    let signed = issuer.sign(&issuer.badge(""));
    let unknown = r#"{"type":"RsaSignature2018","created":"2026-01-01T00:00:00Z","verificationMethod":"did:example:x#1","proofPurpose":"assertionMethod","jws":"x"}"#;
    let at_proof = signed.find("\"proof\":").unwrap() + 8;
    let added = format!("{}[{},{unknown}]}}", &signed[..at_proof], &signed[at_proof..signed.len() - 1]);
    let report = verify(&added, at(NOW), &[]);
    assert_eq!(verdict(&report), "inconclusive: unchecked", "{}", report.to_json());
}

#[test]
fn a_proof_set_of_two_good_proofs_is_valid() {
    let issuer = Issuer::new(1);
    let signed = issuer.sign(&issuer.badge(""));
    let at_proof = signed.find("\"proof\":").unwrap() + 8;
    let proof = &signed[at_proof..signed.len() - 1];
    let report = verify(&format!("{}[{proof},{proof}]}}", &signed[..at_proof]), at(NOW), &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
}

#[test]
fn the_validity_period_is_checked_at_the_given_time() {
    let issuer = Issuer::new(1);
    let signed = issuer.sign(&issuer.badge(""));
    for (now, expected) in [
        ("2025-12-31T23:54:59Z", "invalid: notYetValid"),
        ("2025-12-31T23:55:00Z", "valid"), // five minutes of clock skew
        ("2026-01-01T00:00:00Z", "valid"),
        ("2036-01-01T00:00:00Z", "valid"), // the last moment still counts
        ("2036-01-01T00:00:01Z", "invalid: expired"),
    ] {
        assert_eq!(verdict(&verify(&signed, at(now), &[])), expected, "{now}");
    }
}

#[test]
fn h02_the_issuers_clock_may_be_five_minutes_ahead() {
    let issuer = Issuer::new(1);
    for (now, expected) in [
        ("2025-12-31T23:56:00Z", "valid"),
        ("2025-12-31T23:55:00Z", "valid"),
        ("2025-12-31T23:54:00Z", "invalid: notYetValid"),
    ] {
        assert_eq!(verdict(&verify(&issuer.sign(&issuer.badge("")), at(now), &[])), expected, "{now}");
    }
}

/// ATTACKS H04: the names of data model 1.1 beside those of 2.0.
#[test]
fn h04_dates_that_contradict_each_other_are_malformed() {
    let issuer = Issuer::new(1);
    let contexts = |badge: String| {
        badge
            .replacen("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1", 1)
            .replacen("3.0.3.json\"", "3.0.3.json\",\"https://w3id.org/security/data-integrity/v2\"", 1)
    };
    let usual = r#""validFrom":"2026-01-01T00:00:00Z","validUntil":"2036-01-01T00:00:00Z","#;
    let issued = r#""issuanceDate":"2026-01-01T00:00:00Z","#;
    for (dates, expected) in [
        (issued.to_owned(), "valid"),
        (format!(r#"{issued}"validFrom":"2026-01-01T01:00:00+01:00","#), "valid"),
        (format!(r#"{issued}"validFrom":"2025-01-01T00:00:00Z","#), "invalid: malformed"),
        (format!(r#"{issued}"validFrom":"soon","#), "invalid: malformed"),
        (
            format!(
                r#"{issued}"expirationDate":"2036-01-01T00:00:00Z","validUntil":"2037-01-01T00:00:00Z","#
            ),
            "invalid: malformed",
        ),
    ] {
        let badge = issuer.sign(&contexts(issuer.badge("").replace(usual, &dates)));
        let report = verify(&badge, at(NOW), &[]);
        assert_eq!(verdict(&report), expected, "{dates}: {}", report.to_json());
    }
}

#[test]
fn h05_a_clock_before_this_verifier_was_made_is_pointed_out() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(""));
    let suspect = |now: &str| {
        let report = verify(&badge, at(now), &[]);
        let mut warnings = report.warnings.iter();
        warnings.any(|warning| warning.code.as_str() == "clock_suspect" && warning.message.contains(now))
    };
    assert!(suspect("2025-12-31T23:59:59Z"));
    assert!(suspect("1970-01-01T00:00:00Z"));
    assert!(!suspect("2026-01-01T00:00:00Z"));
    assert!(!suspect(NOW));
}

#[test]
fn h03_an_end_before_the_start_is_malformed() {
    let issuer = Issuer::new(1);
    let signed = issuer.sign(&issuer.badge("").replace("2036-01-01", "2025-01-01"));
    assert_eq!(verdict(&verify(&signed, at("2024-06-01T00:00:00Z"), &[])), "invalid: malformed");
}

#[test]
fn status_lists_decide_between_valid_revoked_and_suspended() {
    let issuer = Issuer::new(1);
    for (purpose, set, expected) in [
        ("revocation", &[][..], "valid"),
        ("revocation", &[94_566], "valid"),
        ("revocation", &[94_567], "invalid: revoked"),
        ("suspension", &[94_567], "invalid: suspended"),
        ("refresh", &[94_567], "valid"),
    ] {
        let badge = issuer.sign(&issuer.badge(&status_entry(purpose, "94567")));
        let list = issuer.sign(&issuer.status_list(LIST, purpose, &list_with(set)));
        let report = verify(&badge, at(NOW), &[(LIST, &list)]);
        assert_eq!(verdict(&report), expected, "{purpose} {set:?}: {}", report.to_json());
        assert_eq!(report.status.len(), 1);
        assert!(report.credential.is_some(), "a revoked credential still says what it is");
    }
}

/// ATTACKS F01 to F17: whatever is wrong with the list, the badge is neither valid nor forged.
#[test]
fn a_list_that_cannot_be_relied_on_leaves_the_question_open() {
    let (issuer, other) = (Issuer::new(1), Issuer::new(2));
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "94567")));
    let unsigned = issuer.status_list(LIST, "revocation", &EMPTY_LIST);
    let good = issuer.sign(&unsigned);
    let edited = |from: &str, to: &str| {
        let changed = unsigned.replacen(from, to, 1);
        assert_ne!(changed, unsigned, "{from}");
        issuer.sign(&changed)
    };
    let bomb = vec![0; 9 << 20];
    let subject_at = unsigned.find("{\"id\":\"https://school.example/status/1#list").unwrap();
    let subject = &unsigned[subject_at..unsigned.len() - 1];
    // Four letters less at the end of `encodedList`.
    let cut_short = format!("{}\"}}}}", &unsigned[..unsigned.len() - 7]);
    let two_subjects =
        format!("{}[{subject},{}]}}", &unsigned[..subject_at], subject.replace("#list", "#other"));
    for (id, list, code) in [
        ("F02", unsigned.clone(), "status_verification"),
        ("F02", good.replacen("2026-01-01", "2026-01-02", 1), "status_verification"),
        ("F02", "{".to_owned(), "status_verification"),
        ("F03", other.sign(&other.status_list(LIST, "revocation", &EMPTY_LIST)), "status_verification"),
        ("F04", edited("status/1\"", "status/2\""), "status_verification"),
        (
            "F05",
            edited("\"validFrom\"", "\"validUntil\":\"2026-02-01T00:00:00Z\",\"validFrom\""),
            "status_stale",
        ),
        ("F05", edited("2026-01-01", "2026-04-01"), "status_verification"),
        ("F08", issuer.sign(&issuer.status_list(LIST, "suspension", &EMPTY_LIST)), "status_verification"),
        ("F09", issuer.sign(&two_subjects), "malformed_status_list"),
        ("F14", issuer.sign(&issuer.status_list(LIST, "revocation", &[0; 12_499])), "status_list_length"),
        ("F15", issuer.sign(&issuer.status_list(LIST, "revocation", &bomb)), "malformed_status_list"),
        ("F16", issuer.sign(&cut_short), "malformed_status_list"),
        ("F17", edited("\"encodedList\":\"u", "\"encodedList\":\"m"), "malformed_status_list"),
        ("F17", edited("\"encodedList\":\"u", "\"encodedList\":\""), "malformed_status_list"),
    ] {
        let report = verify(&badge, at(NOW), &[(LIST, &list)]);
        assert_eq!(verdict(&report), "inconclusive: unchecked", "{id}: {}", report.to_json());
        assert_eq!(outcome(&report, "status"), ("inconclusive", Some(code)), "{id}: {}", report.to_json());
    }
}

/// ATTACKS F08, with an empty list of purposes: RDF would not see it, so only a proof over the JSON itself carries one.
#[test]
fn f08_a_list_for_no_purpose_at_all_is_malformed() {
    let issuer = Issuer::new(1);
    let list = issuer.status_list(LIST, "revocation", &EMPTY_LIST).replacen("\"revocation\"", "[]", 1);
    let method = issuer.key.public_key().did_key_verification_method();
    let mut options = ProofOptions::new(method, Timestamp::parse("2026-01-01T00:00:00Z").unwrap());
    options.cryptosuite = Cryptosuite::EddsaJcs2022;
    let (mut contexts, limits) = (Contexts::new(), Limits::default());
    let list = proofmark::sign(list.as_bytes(), &issuer.key, &options, &mut contexts, &limits).unwrap();
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let report = verify(&badge, at(NOW), &[(LIST, &list)]);
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("malformed_status_list")));
}

/// ATTACKS F10 and F13: odd entries that an issuer signed.
#[test]
fn odd_status_entries_leave_the_question_open() {
    let issuer = Issuer::new(1);
    let list = issuer.sign(&issuer.status_list(LIST, "revocation", &EMPTY_LIST));
    for index in
        ["-1", "01", "abc", "1.0", "18446744073709551616", "131072", "", " 1", "+1", "0x1", "１", "1e3"]
    {
        let badge = issuer.sign(&issuer.badge(&status_entry("revocation", index)));
        let report = verify(&badge, at(NOW), &[(LIST, &list)]);
        assert_eq!(verdict(&report), "inconclusive: unchecked", "{index:?}: {}", report.to_json());
    }
    let own_list = status_entry("revocation", "7").replace(&format!("{LIST}#entry-1"), LIST);
    let report = verify(&issuer.sign(&issuer.badge(&own_list)), at(NOW), &[(LIST, &list)]);
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("malformed_status_entry")));
    let unknown = format!(r#""credentialStatus":{{"id":"{LIST}","type":"1EdTechJsonSchemaValidator2019"}},"#);
    let report = verify(&issuer.sign(&with_extensions(&issuer.badge(&unknown))), at(NOW), &[(LIST, &list)]);
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("unsupported_status_type")), "F19");
}

#[test]
fn f12_values_of_several_bits_have_messages() {
    let issuer = Issuer::new(1);
    let messages = (0..4).map(|n| format!(r#"{{"status":"0x{n:x}","message":"state {n}"}}"#));
    let with = |messages: &str| {
        let entry = status_entry("message", "5");
        let sized = format!("\"statusSize\":2,\"statusMessage\":[{messages}],\"statusListIndex\"");
        issuer.sign(&issuer.badge(&entry.replace("\"statusListIndex\"", &sized)))
    };
    let messages = messages.collect::<Vec<_>>().join(",");
    // Entry 5 of two bits each: bits 10 and 11.
    let list =
        issuer.sign(&issuer.status_list(LIST, "message", &[list_with(&[11]), EMPTY_LIST.to_vec()].concat()));
    let report = verify(&with(&messages), at(NOW), &[(LIST, &list)]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    assert_eq!(report.status[0].message.as_deref(), Some("state 1"));
    let report = verify(&with(&messages.replace("0x3", "3")), at(NOW), &[(LIST, &list)]);
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("malformed_status_entry")));
    let three = messages.rsplit_once(",{").unwrap().0;
    let report = verify(&with(three), at(NOW), &[(LIST, &list)]);
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("malformed_status_entry")));
}

#[test]
fn status_list_2021_is_read_as_well() {
    let issuer = Issuer::new(1);
    let under_2021 = |json: String| {
        json.replacen("3.0.3.json\"", "3.0.3.json\",\"https://w3id.org/vc/status-list/2021/v1\"", 1)
    };
    let entry = status_entry("revocation", "9").replace("BitstringStatusListEntry", "StatusList2021Entry");
    let badge = issuer.sign(&under_2021(issuer.badge(&entry)));
    for (set, expected) in [(&[][..], "valid"), (&[9], "invalid: revoked")] {
        // The 2021 context belongs to data model 1.1; under 2.0 it would redefine protected terms.
        let list = issuer
            .status_list(LIST, "revocation", &list_with(set))
            .replace("BitstringStatusList", "StatusList2021")
            .replace("\"encodedList\":\"u", "\"encodedList\":\"")
            .replace("validFrom", "issuanceDate")
            .replace(
                "https://www.w3.org/ns/credentials/v2\"",
                "https://www.w3.org/2018/credentials/v1\",\"https://w3id.org/vc/status-list/2021/v1\",\"https://w3id.org/security/data-integrity/v2\"",
            );
        let list = issuer.sign(&list);
        let report = verify(&badge, at(NOW), &[(LIST, &list)]);
        assert_eq!(verdict(&report), expected, "{}", report.to_json());
    }
    let expired = issuer
        .status_list(LIST, "revocation", &EMPTY_LIST)
        .replace("BitstringStatusList", "StatusList2021")
        .replace("\"encodedList\":\"u", "\"encodedList\":\"")
        .replace("\"validFrom\"", "\"expirationDate\":\"2026-02-01T00:00:00Z\",\"issuanceDate\"")
        .replace(
            "https://www.w3.org/ns/credentials/v2\"",
            "https://www.w3.org/2018/credentials/v1\",\"https://w3id.org/vc/status-list/2021/v1\",\"https://w3id.org/security/data-integrity/v2\"",
        );
    let report = verify(&badge, at(NOW), &[(LIST, &issuer.sign(&expired))]);
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("status_stale")), "{}", report.to_json());
    let newer = issuer.sign(&issuer.status_list(LIST, "revocation", &EMPTY_LIST));
    let report = verify(&badge, at(NOW), &[(LIST, &newer)]);
    assert_eq!(
        outcome(&report, "status"),
        ("inconclusive", Some("status_verification")),
        "the types must agree"
    );
}

#[test]
fn f27_an_unsigned_revocation_list_counts_with_a_warning() {
    let issuer = Issuer::new(1);
    let entry = format!(r#""credentialStatus":{{"id":"{LIST}","type":"1EdTechRevocationList"}},"#);
    let badge = issuer.sign(&with_extensions(&issuer.badge(&entry)));
    let id = "urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80";
    for (list, expected) in [
        (r#"{"revokedCredential":[]}"#.to_owned(), "valid"),
        (
            format!(r#"{{"revokedCredential":[{{"id":"{id}","revocationReason":"Typo"}}]}}"#),
            "invalid: revoked",
        ),
        (format!(r#"{{"revokedCredential":[{{"id":"{id}","revoked":false}}]}}"#), "valid"),
        (format!(r#"{{"revokedCredentials":[{{"id":"{id}"}}]}}"#), "invalid: revoked"),
        (r#"{"issuer":"did:example:other","revokedCredential":[]}"#.to_owned(), "inconclusive: unchecked"),
        (r#"{"revokedCredential":[{}]}"#.to_owned(), "inconclusive: unchecked"),
        ("<html>".to_owned(), "inconclusive: unchecked"),
    ] {
        let report = verify(&badge, at(NOW), &[(LIST, &list)]);
        assert_eq!(verdict(&report), expected, "{list}: {}", report.to_json());
        assert_eq!(report.warnings[0].code.as_str(), "unsigned_revocation_list");
    }
    assert_eq!(verdict(&verify(&badge, at(NOW), &[])), "inconclusive: unchecked");
}

#[test]
fn f14_a_list_of_100_000_bits_is_accepted_with_a_warning() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "99999")));
    let list = issuer.sign(&issuer.status_list(LIST, "revocation", &[0; 12_500]));
    let report = verify(&badge, at(NOW), &[(LIST, &list)]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    assert_eq!(report.warnings[0].code.as_str(), "short_status_list");
}

#[test]
fn f18_every_entry_counts() {
    let issuer = Issuer::new(1);
    let entry = status_entry("revocation", "7");
    let entry = entry.trim_start_matches("\"credentialStatus\":").trim_end_matches(',');
    let entries = format!(
        "\"credentialStatus\":[{entry},{}],",
        entry.replace("entry-1", "entry-2").replace("\"7\"", "\"8\"")
    );
    let badge = issuer.sign(&issuer.badge(&entries));
    for (set, expected) in [(&[][..], "valid"), (&[7], "invalid: revoked"), (&[8], "invalid: revoked")] {
        let list = issuer.sign(&issuer.status_list(LIST, "revocation", &list_with(set)));
        let (report, asked) = verify_and_log(&badge, at(NOW), &[(LIST, &list)]);
        assert_eq!(verdict(&report), expected, "{set:?}");
        assert_eq!(asked, [LIST], "a list is asked for once");
    }
}

#[test]
fn f23_nothing_is_fetched_before_the_proof_held() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let (report, asked) = verify_and_log(&badge.replace("Knots", "Nots"), at(NOW), &[]);
    assert_eq!(verdict(&report), "invalid: proof");
    assert!(asked.is_empty(), "{asked:?}");
    assert_eq!(outcome(&report, "status").0, "notRun");
}

#[test]
fn a_stale_list_is_named_with_its_age() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let list = issuer.sign(&issuer.status_list(LIST, "revocation", &EMPTY_LIST));
    let mut options = at(NOW);
    options.policy.status_max_age_seconds = -1;
    let report = verify(&badge, options, &[(LIST, &list)]);
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("status_stale")));
    assert!(report.checks.iter().any(|check| check.message.contains(NOW)));
}

/// ATTACKS H07, H08, H11, H12.
#[test]
fn the_recipient_is_compared_when_one_is_named() {
    let issuer = Issuer::new(1);
    let with = |identity: &str| {
        let identifier = format!(r#""identifier":[{{"type":"IdentityObject",{identity}}}],"achievement""#);
        issuer.sign(&issuer.badge("").replace("\"achievement\"", &identifier))
    };
    let hashed = r#""hashed":true,"identityHash":"sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399","identityType":"emailAddress","salt":"Kosher""#;
    let recipient = |identity: &str, name: &str| {
        let mut options = at(NOW);
        options.recipient = Some(name.to_owned());
        outcome(&verify(&with(identity), options, &[]), "recipient")
    };
    let passed = ("passed", None);
    let mismatch = ("failed", Some("recipient_mismatch"));
    assert_eq!(recipient(hashed, "a@example.com"), passed);
    assert_eq!(recipient(hashed, "did:example:ada"), passed);
    assert_eq!(recipient(&hashed.replace("b5809d8a", "B5809D8A"), "a@example.com"), passed);
    assert_eq!(recipient(hashed, "A@example.com"), mismatch);
    assert_eq!(recipient(hashed, "b@example.com"), mismatch);
    assert_eq!(recipient(&hashed.replace("ef399", "ef39"), "a@example.com"), mismatch);
    assert_eq!(recipient(&hashed.replace("sha256$", ""), "a@example.com"), mismatch);
    assert_eq!(recipient(&hashed.replace("true", "false"), "a@example.com"), mismatch);
    assert_eq!(
        recipient(&hashed.replace("sha256$", "md5$"), "a@example.com"),
        ("failed", Some("weak_identity_hash"))
    );
    let plain = r#""hashed":false,"identityHash":"a@example.com","identityType":"emailAddress""#;
    assert_eq!(recipient(plain, "a@example.com"), passed);
    assert_eq!(outcome(&verify(&with(plain), at(NOW), &[]), "recipient").0, "notRun");
}

/// ATTACKS H09.
#[test]
fn h09_a_hash_that_anybody_can_guess_is_pointed_out() {
    let issuer = Issuer::new(1);
    let hash = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399";
    for (members, guessable) in [
        (format!(r#""hashed":true,"identityHash":"{hash}""#), true),
        (format!(r#""hashed":true,"identityHash":"{hash}","salt":"""#), true),
        (
            format!(r#""hashed":true,"identityHash":"{hash}","salt":"7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80""#),
            true,
        ),
        (format!(r#""hashed":true,"identityHash":"{hash}","salt":"Kosher""#), false),
        (r#""hashed":false,"identityHash":"a@example.com""#.to_owned(), false),
    ] {
        let report = verify(&issuer.sign(&with_identity(&issuer, &members)), at(NOW), &[]);
        assert_eq!(verdict(&report), "valid");
        let warned = report.warnings.iter().any(|warning| {
            warning.code.as_str() == "guessable_recipient"
                && warning.pointer == "/credentialSubject/identifier/0"
        });
        assert_eq!(warned, guessable, "{members}");
    }
}

/// ATTACKS H10.
#[test]
fn h10_contradictory_identifiers_match_nobody() {
    let issuer = Issuer::new(1);
    let hash = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399";
    let long = "x".repeat(2000);
    let ada = "a@example.com";
    for (members, recipient, expected) in [
        (r#""hashed":true,"identityHash":"a@example.com""#.to_owned(), ada, "invalid: recipient"),
        (format!(r#""hashed":false,"identityHash":"{hash}","salt":"Kosher""#), ada, "invalid: recipient"),
        (format!(r#""hashed":false,"identityHash":"{hash}""#), hash, "invalid: recipient"),
        (format!(r#""hashed":true,"identityHash":"{hash}","salt":"{long}""#), ada, "invalid: recipient"),
        (r#""hashed":"true","identityHash":"a@example.com""#.to_owned(), ada, "invalid: malformed"),
        (format!(r#""hashed":true,"identityHash":"{hash}","salt":7"#), ada, "invalid: malformed"),
    ] {
        let mut options = at(NOW);
        options.recipient = Some(recipient.to_owned());
        let badge = issuer.sign(&with_identity(&issuer, &members));
        assert_eq!(verdict(&verify(&badge, options, &[])), expected, "{members}");
    }
}

/// An unsigned badge whose subject has one identifier with these members.
fn with_identity(issuer: &Issuer, members: &str) -> String {
    let identity = format!(r#""type":"IdentityObject","identityType":"emailAddress",{members}"#);
    let identifier = format!(r#""identifier":[{{{identity}}}],"achievement""#);
    issuer.badge("").replace("\"achievement\"", &identifier)
}

#[test]
fn a_test_issuer_is_marked() {
    let issuer = Issuer::new(1);
    let report =
        verify(&issuer.sign(&issuer.badge("").replace("Example School", "TEST – School")), at(NOW), &[]);
    assert_eq!(verdict(&report), "valid");
    assert!(report.credential.unwrap().issuer.test);
    assert_eq!(report.warnings[0].code.as_str(), "test_issuer");
}

#[test]
fn a_document_that_is_no_badge_is_not_called_valid() {
    let issuer = Issuer::new(1);
    let list = issuer.sign(&issuer.status_list(LIST, "revocation", &EMPTY_LIST));
    let report = verify(&list, at(NOW), &[]);
    assert_eq!(verdict(&report), "inconclusive: unchecked");
    assert_eq!(outcome(&report, "data_model"), ("inconclusive", Some("unsupported_credential_type")));
}

#[test]
fn a_document_that_cannot_be_read_fails_with_a_place() {
    for (text, pointer) in [("", ""), ("{", ""), (r#"{"a":{"b":1,"b":2}}"#, "/a/b"), ("\u{feff}{}", "")] {
        let report = verify(text, at(NOW), &[]);
        assert_eq!(verdict(&report), "invalid: malformed", "{text:?}");
        assert_eq!(report.checks[0].pointer, pointer, "{text:?}");
    }
}

#[test]
fn every_code_and_check_id_is_spelt_in_snake_case_once() {
    let mut texts: Vec<_> = proofmark::Code::ALL.iter().map(|code| code.as_str()).collect();
    texts.sort_unstable();
    let count = texts.len();
    texts.dedup();
    assert_eq!(texts.len(), count, "a code is given twice");
    for text in texts {
        assert!(
            text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'),
            "{text}"
        );
    }
}

//! For whom a pack speaks: former keys, documents for a host that has none, and everything that must not come through.

use proofmark::Limits;
use serde_json::{Value, json};

use crate::common::{Issuer, LIST, outcome, status_entry, verdict};
use crate::world::*;

#[test]
fn offline_a_trusted_pack_stands_in_for_the_issuers_document() {
    let World { publisher, school, .. } = World::new();
    let credential = badge(&school, "");
    let pack = sign(&publisher, &about_school(&[&school], &[]));
    let alone = verify(&credential, trusting(&[&publisher]), &[], &[]);
    assert_eq!(verdict(&alone), "inconclusive: unchecked");
    let report = verify(&credential, trusting(&[&publisher]), &[&pack], &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    let check = report.checks.iter().find(|check| check.id.as_str() == "issuer_key").unwrap();
    let [evidence] = &*check.evidence else { panic!("{:?}", check.evidence) };
    assert_eq!(
        (&*evidence.url, evidence.source.as_str(), evidence.retrieved_at),
        (SCHOOL_DOCUMENT, "trustPack", time(PACKED))
    );
    assert!(report.hosts.is_empty());
    assert!(warnings(&report).is_empty(), "{:?}", report.warnings);
}

#[test]
fn what_the_host_has_wins_over_the_pack() {
    let World { publisher, school, old, .. } = World::new();
    let pack = sign(&publisher, &about_school(&[&old], &[]));
    let fresh = did_document(SCHOOL, &[&school]);
    let documents = [(SCHOOL_DOCUMENT, &*fresh)];
    let report = verify(&badge(&school, ""), trusting(&[&publisher]), &[&pack], &documents);
    assert_eq!(verdict(&report), "valid");
    // The pack's copy listed the key once; that alone does not say why the issuer has dropped it.
    let report = verify(&badge(&old, ""), trusting(&[&publisher]), &[&pack], &documents);
    assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_not_listed")));
}

#[test]
fn b14_a_retired_key_verifies_what_it_signed_before() {
    let World { publisher, school, old, .. } = World::new();
    let fresh = did_document(SCHOOL, &[&school]);
    let documents = [(SCHOOL_DOCUMENT, &*fresh)];
    let credential = badge(&old, "");
    let report = verify(&credential, trusting(&[&publisher]), &[], &documents);
    assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_not_listed")), "without a pack");
    for (what, when, expected) in [
        ("retired", "2026-01-01T00:00:01Z", ("passed", None)),
        ("retired", "2026-01-01T00:00:00Z", ("failed", Some("key_withdrawn"))),
        ("retired", "2025-12-31T23:59:59Z", ("failed", Some("key_withdrawn"))),
        ("revoked", "2026-01-01T00:00:01Z", ("passed", None)),
        ("revoked", "2026-01-01T00:00:00Z", ("failed", Some("key_withdrawn"))),
    ] {
        let contents = about_school(&[&school], &[former(&old, what, when)]);
        let pack = sign(&publisher, &contents);
        for documents in [&documents[..], &[]] {
            let report = verify(&credential, trusting(&[&publisher]), &[&pack], documents);
            assert_eq!(outcome(&report, "issuer_key"), expected, "{what} {when}: {}", report.to_json());
            let expected = if expected.1.is_none() { "valid" } else { "invalid: issuer" };
            assert_eq!(verdict(&report), expected);
            let evidence = report.checks.iter().flat_map(|check| &check.evidence).next_back().unwrap();
            assert_eq!((&*evidence.url, evidence.source.as_str()), (&*publisher.did, "trustPack"));
        }
    }
}

#[test]
fn a_former_key_needs_a_proof_that_says_when_it_was_made() {
    let World { publisher, school, old, .. } = World::new();
    let pack =
        sign(&publisher, &about_school(&[&school], &[former(&old, "retired", "2026-02-01T00:00:00Z")]));
    // A JWT without `nbf` counts as made now; with one, as made then.
    let unsecured = old.badge("").replace(&old.did, SCHOOL);
    let kid = format!("{SCHOOL}#{}", multibase(&old));
    let jwt = |nbf: &str| {
        let claims = format!(
            r#","iss":"{SCHOOL}","jti":"urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80"{nbf},"exp":{EXPIRES},"sub":"did:example:ada"}}"#
        );
        let payload = format!("{}{claims}", unsecured.strip_suffix('}').unwrap());
        proofmark::jws::sign(payload.as_bytes(), &old.key, &kid, "JWT", &Limits::default()).unwrap()
    };
    let nbf = format!(r#","nbf":{}"#, time("2026-01-01T00:00:00Z").unix_seconds());
    let report = verify(&jwt(&nbf), trusting(&[&publisher]), &[&pack], &[]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    let report = verify(&jwt(""), trusting(&[&publisher]), &[&pack], &[]);
    assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_withdrawn")), "{}", report.to_json());
}

#[test]
fn a_withdrawn_key_fails_though_a_document_still_lists_it() {
    let World { publisher, school, .. } = World::new();
    let stale = did_document(SCHOOL, &[&school]);
    let credential = badge(&school, "");
    let contents = json!({"issuers": [{
        "id": SCHOOL, "keyHistory": [former(&school, "revoked", "2026-01-01T00:00:00Z")],
    }]});
    let pack = sign(&publisher, &contents);
    let documents = [(SCHOOL_DOCUMENT, &*stale)];
    let report = verify(&credential, trusting(&[&publisher]), &[&pack], &documents);
    assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_withdrawn")));
    assert_eq!(outcome(&report, "signature").0, "notRun");
    // The same key under another id is still the same key.
    let other_id = pack_with_id(&publisher, &school, "#other");
    let report = verify(&credential, trusting(&[&publisher]), &[&other_id], &documents);
    assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_withdrawn")));
    // Of two packs the stricter one counts, in any order.
    let later = json!({"issuers": [{
        "id": SCHOOL, "keyHistory": [former(&school, "retired", "2026-02-01T00:00:00Z")],
    }]});
    let later = sign(&publisher, &later);
    for packs in [[&*pack, &*later], [&*later, &*pack]] {
        let report = verify(
            &credential,
            trusting(&[&publisher]),
            &packs,
            &[(SCHOOL_DOCUMENT, &did_document(SCHOOL, &[]))],
        );
        assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_withdrawn")), "{}", report.to_json());
    }
    // A did:key can be withdrawn as well, though nothing else could ever say so.
    let own = Issuer::new(30);
    let mut entry = method(&own.did, &own);
    entry["revoked"] = "2026-01-01T00:00:00Z".into();
    let pack = sign(&publisher, &json!({"issuers": [{"id": own.did, "keyHistory": [entry]}]}));
    let credential = own.sign(&own.badge(""));
    assert_eq!(verdict(&verify(&credential, trusting(&[&publisher]), &[&pack], &[])), "invalid: issuer");
    assert_eq!(verdict(&verify(&credential, trusting(&[]), &[&pack], &[])), "valid", "anybody could say so");
}

fn pack_with_id(publisher: &Issuer, key: &Issuer, fragment: &str) -> String {
    let mut entry = former(key, "revoked", "2026-01-01T00:00:00Z");
    entry["id"] = format!("{SCHOOL}{fragment}").into();
    sign(publisher, &json!({"issuers": [{"id": SCHOOL, "keyHistory": [entry]}]}))
}

#[test]
fn a_stranger_makes_no_key_an_issuers() {
    let World { publisher, school, stranger, .. } = World::new();
    let forged = badge(&stranger, "");
    let documents_of_school = did_document(SCHOOL, &[&school]);
    let online = [(SCHOOL_DOCUMENT, &*documents_of_school)];
    let contents = about_school(&[&stranger], &[]);
    let history = json!({"issuers": [{
        "id": SCHOOL, "keyHistory": [former(&stranger, "retired", "2026-02-01T00:00:00Z")],
    }]});
    let packs = [
        ("as himself", sign(&stranger, &contents)),
        ("as the school", sign_as(SCHOOL, &stranger, PACKED, &contents).unwrap()),
        ("a history, as himself", sign(&stranger, &history)),
        ("a history, as the school", sign_as(SCHOOL, &stranger, "2026-01-31T00:00:00Z", &history).unwrap()),
    ];
    for (what, pack) in &packs {
        let report = verify(&forged, trusting(&[&publisher]), &[pack], &[]);
        assert_eq!(verdict(&report), "inconclusive: unchecked", "{what}, offline");
        assert_eq!(warnings(&report), ["trust_pack_ignored"], "{what}");
        let report = verify(&forged, trusting(&[&publisher]), &[pack], &online);
        assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_not_listed")), "{what}, online");
        // Nor can he take a key away from its issuer.
        let report = verify(&badge(&school, ""), trusting(&[&publisher]), &[pack], &online);
        assert_eq!(verdict(&report), "valid", "{what}");
        assert_eq!(warnings(&report), ["trust_pack_ignored"], "{what}");
    }
    // Beside a pack that counts, his changes nothing.
    let good = sign(&publisher, &about_school(&[&school], &[]));
    for packs in [[&*good, &*packs[0].1], [&*packs[1].1, &*good]] {
        assert_eq!(outcome(&verify(&forged, trusting(&[&publisher]), &packs, &[]), "issuer_key").0, "failed");
        assert_eq!(verdict(&verify(&badge(&school, ""), trusting(&[&publisher]), &packs, &[])), "valid");
    }
}

#[test]
fn an_issuers_own_pack_counts_for_itself_once_its_key_is_known_from_elsewhere() {
    let World { school, old, stranger, .. } = World::new();
    let history = [former(&old, "retired", "2026-02-01T00:00:00Z")];
    let pack = sign_as(SCHOOL, &school, PACKED, &about_school(&[&school], &history)).unwrap();
    let credential = badge(&old, "");
    let current = did_document(SCHOOL, &[&school]);
    let report = verify(&credential, trusting(&[]), &[&pack], &[(SCHOOL_DOCUMENT, &current)]);
    assert_eq!(verdict(&report), "valid", "{}", report.to_json());
    // Offline, its own document in it proves nothing.
    let report = verify(&credential, trusting(&[]), &[&pack], &[]);
    assert_eq!(verdict(&report), "inconclusive: unchecked");
    assert_eq!(warnings(&report), ["trust_pack_ignored"]);
    assert!(
        report.warnings[0].message.contains(&school.did),
        "says which key to trust: {:?}",
        report.warnings
    );
    // Signed with a key that its document no longer lists, or lists as revoked by now.
    let report = verify(
        &credential,
        trusting(&[]),
        &[&pack],
        &[(SCHOOL_DOCUMENT, &did_document(SCHOOL, &[&stranger]))],
    );
    assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_not_listed")));
    let mut revoked: Value = serde_json::from_str(&current).unwrap();
    revoked["verificationMethod"][0]["revoked"] = "2026-03-01T06:00:00Z".into();
    let report = verify(&credential, trusting(&[]), &[&pack], &[(SCHOOL_DOCUMENT, &revoked.to_string())]);
    assert_eq!(
        outcome(&report, "issuer_key"),
        ("failed", Some("key_not_listed")),
        "revoked after the pack was made"
    );
    // For another issuer it says nothing.
    let other = "did:web:other.example";
    let entry = json!({"id": other, "keyHistory": [{
        "id": format!("{other}#{}", multibase(&old)), "type": "Multikey",
        "publicKeyMultibase": multibase(&old), "retired": "2026-02-01T00:00:00Z",
    }]});
    let foreign = sign_as(SCHOOL, &school, PACKED, &json!({"issuers": [entry]})).unwrap();
    let theirs = old.sign_as(other, &old.badge("").replace(&old.did, other));
    let documents = [
        ("https://other.example/.well-known/did.json", &*did_document(other, &[&stranger])),
        (SCHOOL_DOCUMENT, &*current),
    ];
    let report = verify(&theirs, trusting(&[]), &[&foreign], &documents);
    assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_not_listed")));
    // And a trusted publisher who says that its key was stolen silences it.
    let publisher = Issuer::new(11);
    let stolen = json!({"issuers": [{
        "id": SCHOOL, "keyHistory": [former(&school, "revoked", "2026-02-20T00:00:00Z")],
    }]});
    let stolen = sign(&publisher, &stolen);
    let report =
        verify(&credential, trusting(&[&publisher]), &[&pack, &stolen], &[(SCHOOL_DOCUMENT, &current)]);
    assert_eq!(outcome(&report, "issuer_key"), ("failed", Some("key_not_listed")));
}

#[test]
fn a_status_list_in_a_pack_ages_like_any_other() {
    let World { publisher, .. } = World::new();
    let issuer = Issuer::new(20);
    let credential = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let mut bits = vec![0; 16_384];
    let clear = issuer.sign(&issuer.status_list(LIST, "revocation", &bits));
    bits[0] = 1;
    let set = issuer.sign(&issuer.status_list(LIST, "revocation", &bits));
    let contents = |list: &str, retrieved_at: &str| {
        json!({"issuers": [{"id": issuer.did, "statusLists": [
            {"url": LIST, "retrievedAt": retrieved_at, "content": list},
        ]}]})
    };
    let mut options = trusting(&[]);
    for (list, retrieved_at, expected) in [
        (&clear, PACKED, ("passed", None)),
        (&set, PACKED, ("failed", Some("revoked"))),
        (&clear, "2026-02-20T00:00:00Z", ("inconclusive", Some("status_stale"))),
    ] {
        // The issuer's own pack: its identifier is its key, so nothing else has to vouch for it.
        let pack = sign(&issuer, &contents(list, retrieved_at));
        let report = verify(&credential, options.clone(), &[&pack], &[]);
        assert_eq!(outcome(&report, "status"), expected, "{}", report.to_json());
        assert_eq!(report.status[0].as_of, Some(time(retrieved_at)));
    }
    // Others may vouch for the time only if they are trusted: an old list with a new date would hide a revocation.
    let foreign = sign(&publisher, &contents(&clear, PACKED));
    let report = verify(&credential, options.clone(), &[&foreign], &[]);
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("status_unavailable")));
    options.policy.trusted_publishers.push(publisher.did.clone());
    let report = verify(&credential, options.clone(), &[&foreign], &[]);
    assert_eq!(outcome(&report, "status"), ("passed", None));
    // Nobody can put a list of his own in.
    let forged = foreign_list(&issuer, &Issuer::new(21));
    let pack = sign(&publisher, &contents(&forged, PACKED));
    let report = verify(&credential, options, &[&pack], &[]);
    assert_eq!(outcome(&report, "status"), ("inconclusive", Some("status_verification")));
}

/// A list that says it is `issuer`'s, signed by somebody else.
fn foreign_list(issuer: &Issuer, signer: &Issuer) -> String {
    signer.sign(&issuer.status_list(LIST, "revocation", &[0; 16_384]))
}

#[test]
fn an_old_pack_says_how_old() {
    let World { publisher, school, .. } = World::new();
    let contents = |retrieved_at: &str| json!({"issuers": [{"id": SCHOOL, "document": packed(&did_document(SCHOOL, &[&school]), retrieved_at)}]});
    let created = "2026-01-01T12:00:00Z";
    let pack = sign_as(&publisher.did, &publisher, created, &contents(created)).unwrap();
    let report = verify(&badge(&school, ""), trusting(&[&publisher]), &[&pack], &[]);
    assert_eq!(verdict(&report), "valid", "age alone decides nothing about keys");
    assert_eq!(warnings(&report), ["trust_pack_old"]);
    assert!(report.warnings[0].message.contains("59 days ago"), "{:?}", report.warnings);
    let mut lenient = trusting(&[&publisher]);
    lenient.policy.trust_pack_old_after_seconds = 60 * 86_400;
    assert!(warnings(&verify(&badge(&school, ""), lenient, &[&pack], &[])).is_empty());
    let current = did_document(SCHOOL, &[&school]);
    let report =
        verify(&badge(&school, ""), trusting(&[&publisher]), &[&pack], &[(SCHOOL_DOCUMENT, &current)]);
    assert!(warnings(&report).is_empty(), "it was not used");
}

#[test]
fn a_pack_from_the_future_is_not_used() {
    let World { publisher, school, .. } = World::new();
    for (created, used) in [("2026-03-01T12:05:00Z", true), ("2026-03-01T12:05:01Z", false)] {
        let pack = sign_as(&publisher.did, &publisher, created, &about_school(&[&school], &[])).unwrap();
        let report = verify(&badge(&school, ""), trusting(&[&publisher]), &[&pack], &[]);
        assert_eq!(verdict(&report), if used { "valid" } else { "inconclusive: unchecked" });
        assert_eq!(warnings(&report), if used { vec![] } else { vec!["trust_pack_ignored"] });
    }
}

/// An issuer with a web address, whose keys stand in a key set.
#[test]
fn former_keys_of_a_key_set_are_found_by_kid_and_by_key() {
    let World { publisher, school, old, .. } = World::new();
    let site = "https://school.example/issuer";
    let key_set_url = "https://school.example/.well-known/jwks.json";
    let jwk = |issuer: &Issuer, kid: &str| {
        let x = data_encoding::BASE64URL_NOPAD.encode(issuer.key.public_key().as_bytes());
        json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid})
    };
    let set = json!({"keys": [jwk(&school, "now")]}).to_string();
    let contents = json!({"issuers": [{
        "id": site,
        "keySet": packed(&set, PACKED),
        "keyHistory": [{"id": format!("{site}#then"), "type": "JsonWebKey", "publicKeyJwk": jwk(&old, "then"), "retired": "2026-02-01T00:00:00Z"}],
    }]});
    let pack = sign(&publisher, &contents);
    let unsecured = old.badge("").replace(&old.did, site);
    let jwt = |signer: &Issuer, kid: &str| {
        let nbf = time("2026-01-01T00:00:00Z").unix_seconds();
        let claims = format!(
            r#","iss":"{site}","jti":"urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80","nbf":{nbf},"exp":{EXPIRES},"sub":"did:example:ada"}}"#
        );
        let payload = format!("{}{claims}", unsecured.strip_suffix('}').unwrap());
        proofmark::jws::sign(payload.as_bytes(), &signer.key, kid, "JWT", &Limits::default()).unwrap()
    };
    let options = || trusting(&[&publisher]);
    for documents in [&[][..], &[(key_set_url, &*set)]] {
        for (signer, kid, expected) in [
            (&school, "now", "valid"),
            (&old, "then", "valid"),
            (&old, "https://school.example/issuer#then", "valid"),
            (&old, "other", "invalid: issuer"),
            (&school, "then", "invalid: proof"),
        ] {
            let report = verify(&jwt(signer, kid), options(), &[&pack], documents);
            assert_eq!(verdict(&report), expected, "{kid}: {}", report.to_json());
        }
    }
}

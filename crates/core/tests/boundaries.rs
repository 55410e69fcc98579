//! Both sides of every limit and moment: what is just allowed, and what is one too many.
//!
//! Most of these were found by changing the code (docs/MUTANTS.md): a `<` that may as well be a `<=` fails here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use common::{Issuer, LIST, at, outcome, status_entry, verdict, verify, verify_beforehand, verify_cached};
use proofmark::{Code, Contexts, JwkSet, Limits, Options, RsaPublicKey, StatusLists};

const NOW: &str = "2026-03-01T12:00:00Z";

/// A list with room for exactly as many entries as protect privacy.
const LIST_BYTES: usize = 131_072 / 8;

fn limited(change: impl Fn(&mut Limits)) -> Options {
    let mut options = at(NOW);
    change(&mut options.limits);
    options
}

fn codes(credential: &str, options: Options, documents: &[(&str, &str)]) -> Vec<&'static str> {
    let report = verify(credential, options, documents);
    let checks = report.checks.iter().filter_map(|check| check.code).map(|code| code.as_str());
    checks.chain(report.warnings.iter().map(|warning| warning.code.as_str())).collect()
}

#[test]
fn a_file_of_exactly_the_limit_is_read() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(""));
    let most = |bytes| limited(|limits| limits.credential_bytes = bytes);
    assert_eq!(verdict(&verify(&badge, most(badge.len()), &[])), "valid");
    assert_eq!(codes(&badge, most(badge.len() - 1), &[]), ["limit_exceeded"]);
    let lasting = issuer.badge("").replace(r#""validUntil":"2036-01-01T00:00:00Z","#, "");
    let token = issuer.sign_as_jwt(&lasting);
    assert_eq!(verdict(&verify(&token, most(token.len()), &[])), "valid");
    assert_eq!(codes(&token, most(token.len() - 1), &[]), ["limit_exceeded"]);
}

#[test]
fn a_document_of_exactly_the_limit_is_read() {
    let issuer = Issuer::new(1);
    let list = issuer.sign(&issuer.status_list(LIST, "revocation", &[0; LIST_BYTES]));
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let most = |bytes| limited(|limits| limits.document_bytes = bytes);
    assert_eq!(codes(&badge, most(list.len()), &[(LIST, &list)]), [""; 0]);
    assert_eq!(codes(&badge, most(list.len() - 1), &[(LIST, &list)]), ["status_unavailable"]);
}

/// What the host brings along does not count: nobody was asked for it.
#[test]
fn as_many_documents_as_the_limit_says_are_asked_for() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&two_entries()));
    let lists = ["a", "b"].map(|name| {
        let url = format!("https://school.example/status/{name}");
        let list = issuer.sign(&issuer.status_list(&url, "revocation", &[0; LIST_BYTES]));
        (url, list)
    });
    let documents = lists.each_ref().map(|(url, list)| (url.as_str(), list.as_str()));
    let most = |requests| limited(|limits| limits.requests = requests);
    assert_eq!(codes(&badge, most(2), &documents), [""; 0]);
    assert_eq!(codes(&badge, most(1), &documents), ["limit_exceeded"]);
    assert_eq!(verdict(&verify_beforehand(&badge, most(0), &documents)), "valid");
}

/// Entries in the lists `a` and `b`.
fn two_entries() -> String {
    let entry = |name: &str| {
        let entry = status_entry("revocation", "7").replace("/status/1", &format!("/status/{name}"));
        entry.trim_end_matches(',').trim_start_matches(r#""credentialStatus":"#).to_owned()
    };
    format!(r#""credentialStatus":[{},{}],"#, entry("a"), entry("b"))
}

#[test]
fn as_many_status_entries_as_the_limit_says_are_read() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&two_entries()));
    let most = |entries| limited(|limits| limits.status_entries = entries);
    let report = verify(&badge, most(2), &[]);
    assert_eq!(report.checks.iter().filter(|check| check.id.as_str() == "status").count(), 2);
    assert_eq!(codes(&badge, most(2), &[]), ["status_unavailable"; 2]);
    assert_eq!(codes(&badge, most(1), &[]), ["limit_exceeded"]);
}

/// One list with two entries in it is asked for once.
#[test]
fn a_list_is_asked_for_once() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&two_entries().replace("/status/b", "/status/a")));
    let (report, asked) = common::verify_and_log(&badge, at(NOW), &[]);
    assert_eq!(asked, ["https://school.example/status/a"]);
    assert_eq!(verdict(&report), "inconclusive: unchecked");
}

#[test]
fn as_many_proofs_and_contexts_as_the_limit_says_are_read() {
    let issuer = Issuer::new(1);
    let signed = issuer.sign(&issuer.badge(""));
    let (body, proof) = signed.split_once(r#","proof":"#).unwrap();
    let proof = proof.strip_suffix('}').unwrap();
    let other = proof.replace(r#"{"type":"#, r#"{"id":"urn:uuid:1","type":"#);
    assert_ne!(other, proof);
    let two = format!(r#"{body},"proof":[{proof},{other}]}}"#);
    let most = |proofs| limited(|limits| limits.proofs = proofs);
    // The second proof is changed, so it does not hold; only whether it is looked at counts here.
    assert_eq!(codes(&two, most(2), &[]), ["invalid_signature"]);
    assert_eq!(codes(&two, most(1), &[]), ["limit_exceeded"]);
    let most = |contexts| limited(|limits| limits.contexts = contexts);
    assert_eq!(codes(&signed, most(2), &[]), [""; 0]);
    assert_eq!(codes(&signed, most(1), &[]), ["limit_exceeded"]);
}

/// 131,072 entries are enough, and so is what the policy asks for.
#[test]
fn a_status_list_of_exactly_the_length_that_is_asked_for_is_long_enough() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let of = |bytes: usize| issuer.sign(&issuer.status_list(LIST, "revocation", &vec![0; bytes]));
    let (exact, short) = (of(LIST_BYTES), of(LIST_BYTES - 1));
    assert_eq!(codes(&badge, at(NOW), &[(LIST, &exact)]), [""; 0]);
    assert_eq!(codes(&badge, at(NOW), &[(LIST, &short)]), ["short_status_list"]);
    let mut strict = at(NOW);
    strict.policy.status_list_minimum_entries = 131_072;
    assert_eq!(codes(&badge, strict.clone(), &[(LIST, &exact)]), [""; 0]);
    assert_eq!(codes(&badge, strict, &[(LIST, &short)]), ["status_list_length"]);
}

/// Beginnings may lie ahead by the skew, ends not at all; the last moment still counts.
#[test]
fn the_first_and_the_last_moment_count() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge("").replace("2036-01-01T00:00:00Z", "2026-06-01T00:00:00Z"));
    for (now, expected) in [
        ("2025-12-31T23:54:59Z", "invalid: notYetValid"),
        ("2025-12-31T23:55:00Z", "valid"),
        ("2026-06-01T00:00:00Z", "valid"),
        ("2026-06-01T00:00:01Z", "invalid: expired"),
    ] {
        assert_eq!(verdict(&verify(&badge, at(now), &[])), expected, "{now}");
    }
    let future = |now: &str| codes(&badge, at(now), &[]).contains(&"proof_created_in_future");
    assert!(future("2025-12-31T23:54:59Z") && !future("2025-12-31T23:55:00Z"));
}

#[test]
fn the_first_and_the_last_moment_of_a_status_list_count() {
    let issuer = Issuer::new(1);
    let early = issuer.badge(&status_entry("revocation", "7")).replacen("2026-01-01", "2025-01-01", 1);
    let badge = issuer.sign(&early);
    let list = issuer
        .status_list(LIST, "revocation", &[0; LIST_BYTES])
        .replace("\"validFrom\"", "\"validUntil\":\"2026-06-01T00:00:00Z\",\"validFrom\"");
    let list = issuer.sign(&list);
    for (now, expected) in [
        ("2025-12-31T23:54:59Z", ("inconclusive", Some("status_verification"))),
        ("2025-12-31T23:55:00Z", ("passed", None)),
        ("2026-06-01T00:00:00Z", ("passed", None)),
        ("2026-06-01T00:00:01Z", ("inconclusive", Some("status_stale"))),
    ] {
        let report = verify(&badge, at(now), &[(LIST, &list)]);
        assert_eq!(outcome(&report, "status"), expected, "{now}: {}", report.to_json());
    }
}

/// A list that fills the cache to the last byte is kept; one byte more is not.
#[test]
fn the_cache_holds_exactly_its_capacity() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let list = issuer.sign(&issuer.status_list(LIST, "revocation", &[0; LIST_BYTES]));
    for (capacity, kept) in [(LIST_BYTES, 1), (LIST_BYTES - 1, 0)] {
        let mut cache = StatusLists::with_capacity(capacity);
        verify_cached(&badge, at(NOW), &[(LIST, &list)], &mut Contexts::new(), &mut cache);
        assert_eq!(cache.len(), kept, "{capacity}");
    }
}

/// A number of `bits` bits: the highest and the lowest are ones, and as many more as make it no power of anything.
fn number(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0xa5; bits.div_ceil(8)];
    let highest = (bits - 1) % 8;
    bytes[0] = 1 << highest | bytes[0] & ((1 << highest) - 1);
    *bytes.last_mut().unwrap() |= 1;
    bytes
}

#[test]
fn rsa_keys_of_all_sizes_that_are_in_use_are_read() {
    let refused = |modulus: &[u8], exponent: &[u8]| RsaPublicKey::from_components(modulus, exponent).is_err();
    for (bits, expected) in [(2047, true), (2048, false), (8192, false), (8193, true)] {
        assert_eq!(refused(&number(bits), &[1, 0, 1]), expected, "{bits} bits");
    }
    let exponents: [(&[u8], bool); 7] = [
        (&[1], true),
        (&[2], true),
        (&[3], false),
        (&[4], true),
        (&[17], false),
        (&[1, 0, 0, 0, 1], false),
        (&[2, 0, 0, 0, 1], true),
    ];
    for (exponent, expected) in exponents {
        assert_eq!(refused(&number(2048), exponent), expected, "{exponent:?}");
    }
    let even = [&number(2048)[..255], &[2]].concat();
    let error = RsaPublicKey::from_components(&even, &[3]).unwrap_err();
    assert_eq!(error.code(), Code::InvalidVerificationMethod);
    assert!(refused(&[&[0], &number(2048)[..]].concat(), &[3]), "a leading zero");
}

/// A list is of a type when its types have that one among them, not when they have another.
#[test]
fn a_status_list_is_one_by_its_types() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let list = issuer.status_list(LIST, "revocation", &[0; LIST_BYTES]);
    let subject = r#""type":"BitstringStatusList","#;
    let credential = r#""type":["VerifiableCredential","BitstringStatusListCredential"]"#;
    for (from, to, expected) in [
        (subject, r#""type":["BitstringStatusList"],"#, [""; 0].as_slice()),
        (credential, r#""type":["VerifiableCredential"]"#, &["status_verification"]),
    ] {
        let changed = list.replacen(from, to, 1);
        assert_ne!(changed, list, "{from}");
        assert_eq!(codes(&badge, at(NOW), &[(LIST, &issuer.sign(&changed))]), expected, "{to}");
    }
}

/// One secret key in a set says that nobody took care of it; none of its keys counts then.
#[test]
fn a_key_set_with_a_secret_in_it_is_refused_as_a_whole() {
    let good = r#"{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let secret = r#"{"kty":"OKP","crv":"Ed25519","kid":"b","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;
    let unknown =
        r#"{"kty":"OKP","crv":"X25519","kid":"c","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let set = |keys: &[&str]| {
        let text = format!(r#"{{"keys":[{}]}}"#, keys.join(","));
        JwkSet::parse(text.as_bytes(), &Limits::default()).map_err(|problem| problem.code())
    };
    assert!(set(&[good]).is_ok());
    assert!(set(&[good, unknown]).is_ok(), "a key of another kind may stand beside");
    assert_eq!(set(&[good, secret]).unwrap_err(), Code::KeyCompromised);
}

//! The cache of status lists: a report is the same with it and without, and nothing unverified gets in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use common::{Issuer, LIST, at, status_entry, verdict, verify, verify_cached};
use proofmark::{Contexts, Options, StatusLists};

const NOW: &str = "2026-03-01T12:00:00Z";
const WEB: &str = "did:web:school.example";
const WEB_DOCUMENT: &str = "https://school.example/.well-known/did.json";

fn bits(set: &[usize]) -> Vec<u8> {
    let mut bits = vec![0; 16_384];
    for index in set {
        bits[index / 8] |= 0x80 >> (index % 8);
    }
    bits
}

/// Verifies twice with the cache and once without; all three reports are equal. Gives their verdict.
fn alike(badge: &str, options: &Options, documents: &[(&str, &str)], cache: &mut StatusLists) -> String {
    let fresh = verify(badge, options.clone(), documents);
    let mut contexts = Contexts::new();
    for round in ["first", "second"] {
        let cached = verify_cached(badge, options.clone(), documents, &mut contexts, cache);
        assert_eq!(cached.to_json(), fresh.to_json(), "{round}");
    }
    verdict(&fresh)
}

#[test]
fn a_report_is_the_same_with_the_cache_and_without() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "94567")));
    let clear = issuer.sign(&issuer.status_list(LIST, "revocation", &bits(&[])));
    let revoked = issuer.sign(&issuer.status_list(LIST, "revocation", &bits(&[94_567])));
    let other = Issuer::new(2).sign(&Issuer::new(2).status_list(LIST, "revocation", &bits(&[])));
    let elsewhere =
        issuer.sign(&issuer.status_list("https://school.example/status/2", "revocation", &bits(&[])));
    let forged = clear.replace("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
    let mut cache = StatusLists::new();
    let options = at(NOW);
    for (list, expected, kept) in [
        (&clear, "valid", 1),
        (&revoked, "invalid: revoked", 2),
        (&forged, "inconclusive: unchecked", 2),
        (&other, "inconclusive: unchecked", 3),
        (&elsewhere, "inconclusive: unchecked", 4),
        (&clear, "valid", 4),
    ] {
        assert_eq!(alike(&badge, &options, &[(LIST, list)], &mut cache), expected);
        assert_eq!(cache.len(), kept, "{expected}");
    }
    // What the entry, the policy and the time decide is asked anew.
    let out_of_range = issuer.sign(&issuer.badge(&status_entry("revocation", "131072")));
    let suspension = issuer.sign(&issuer.badge(&status_entry("suspension", "94567")));
    let mut strict = at(NOW);
    strict.policy.status_list_minimum_entries = 200_000;
    let mut small = at(NOW);
    small.limits.status_list_bytes = 1_000;
    for (badge, options, expected) in [
        (&out_of_range, at(NOW), "inconclusive: unchecked"),
        (&suspension, at(NOW), "inconclusive: unchecked"),
        (&badge, strict, "inconclusive: unchecked"),
        (&badge, small, "inconclusive: unchecked"),
        (&badge, at("2025-06-01T00:00:00Z"), "invalid: notYetValid"),
    ] {
        assert_eq!(alike(badge, &options, &[(LIST, &clear)], &mut cache), expected);
    }
}

/// A list that ends, or whose proof does, is not good for ever because it once was.
#[test]
fn time_passes_for_kept_lists_too() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let list = issuer
        .status_list(LIST, "revocation", &bits(&[]))
        .replace("\"validFrom\"", "\"validUntil\":\"2026-04-01T00:00:00Z\",\"validFrom\"");
    let list = issuer.sign(&list);
    let mut cache = StatusLists::new();
    assert_eq!(alike(&badge, &at(NOW), &[(LIST, &list)], &mut cache), "valid");
    assert_eq!(cache.len(), 1);
    let later = alike(&badge, &at("2026-05-01T00:00:00Z"), &[(LIST, &list)], &mut cache);
    assert_eq!(later, "inconclusive: unchecked");
}

/// A list by a did:web issuer rests on the issuer's document: with another document it is verified again.
#[test]
fn a_key_that_the_issuer_took_back_is_noticed() {
    let (old, new) = (Issuer::new(1), Issuer::new(2));
    let document = |keys: &[&Issuer]| {
        let methods = keys.iter().map(|issuer| {
            let multibase = issuer.did.trim_start_matches("did:key:");
            format!(r#"{{"id":"{WEB}#{multibase}","type":"Multikey","controller":"{WEB}","publicKeyMultibase":"{multibase}"}}"#)
        });
        let methods = methods.collect::<Vec<_>>().join(",");
        format!(
            r#"{{"@context":["https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1"],"id":"{WEB}","assertionMethod":[{methods}]}}"#
        )
    };
    let web = |issuer: &Issuer, unsecured: String| issuer.sign_as(WEB, &unsecured.replace(&issuer.did, WEB));
    let badge = web(&new, new.badge(&status_entry("revocation", "7")));
    let list = web(&old, old.status_list(LIST, "revocation", &bits(&[])));
    let mut cache = StatusLists::new();
    let both = document(&[&old, &new]);
    let documents = [(WEB_DOCUMENT, &*both), (LIST, &*list)];
    assert_eq!(alike(&badge, &at(NOW), &documents, &mut cache), "valid");
    assert_eq!(cache.len(), 1);
    let only_new = document(&[&new]);
    let documents = [(WEB_DOCUMENT, &*only_new), (LIST, &*list)];
    assert_eq!(alike(&badge, &at(NOW), &documents, &mut cache), "inconclusive: unchecked");
}

#[test]
fn the_cache_is_bounded() {
    let issuer = Issuer::new(1);
    let badge = issuer.sign(&issuer.badge(&status_entry("revocation", "7")));
    let mut cache = StatusLists::with_capacity(3 * 16_384);
    for index in 100..110 {
        let list = issuer.sign(&issuer.status_list(LIST, "revocation", &bits(&[index])));
        assert_eq!(alike(&badge, &at(NOW), &[(LIST, &list)], &mut cache), "valid");
        assert!(cache.len() <= 3, "{}", cache.len());
    }
    assert_eq!(cache.len(), 3);
    let mut none = StatusLists::with_capacity(0);
    let list = issuer.sign(&issuer.status_list(LIST, "revocation", &bits(&[])));
    assert_eq!(alike(&badge, &at(NOW), &[(LIST, &list)], &mut none), "valid");
    assert!(none.is_empty());
}

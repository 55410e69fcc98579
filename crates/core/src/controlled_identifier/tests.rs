//! Issuer documents, right and wrong: ATTACKS part B, and the live quirks.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::Lookup;
use crate::keys::SecretKey;
use crate::{Code, Limits, Result, Timestamp};

const DID: &str = "did:web:school.example";
const METHOD: &str = "did:web:school.example#key-1";

fn multibase(number: u8) -> String {
    SecretKey::from_bytes(&[number; 32]).public_key().to_multibase()
}

fn jwk(number: u8) -> String {
    let key = SecretKey::from_bytes(&[number; 32]).public_key();
    format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, crate::base64::URL.encode(key.as_bytes()))
}

/// A Multikey method with key `number`, and further members.
fn method(id: &str, number: u8, more: &str) -> String {
    let key = multibase(number);
    format!(r#"{{"id":"{id}","type":"Multikey","controller":"{DID}","publicKeyMultibase":"{key}"{more}}}"#)
}

fn document(methods: &str, assertion: &str) -> String {
    format!(r#"{{"id":"{DID}","verificationMethod":[{methods}],"assertionMethod":[{assertion}]}}"#)
}

/// Key 1 or why not, with the messages of the warnings.
fn retrieve(verification_method: &str, document: &str) -> Result<Vec<String>> {
    let limits = Limits::default();
    let used_at = Timestamp::parse("2026-06-01T00:00:00Z")?;
    let retrieved =
        Lookup::of(verification_method, &limits)?.retrieve(document.as_bytes(), used_at, &limits)?;
    assert_eq!(retrieved.key, crate::keys::PublicKey::from_multibase(&multibase(1))?);
    Ok(retrieved.warnings.into_iter().map(|warning| warning.message).collect())
}

fn code(document: &str) -> Code {
    retrieve(METHOD, document).unwrap_err().code()
}

#[test]
fn well_formed_documents_give_the_key() {
    let reference = format!(r#""{METHOD}""#);
    let own = multibase(1);
    let rows = [
        document(&method(METHOD, 1, ""), &reference),
        // B11: relative ids count by their absolute form.
        document(&method("#key-1", 1, ""), &reference),
        document(&method(METHOD, 1, ""), r##""#key-1""##),
        // By value, among other keys.
        document(&method("did:web:school.example#key-0", 2, ""), &method(METHOD, 1, "")),
        // The same key twice is no contradiction.
        document(&method(METHOD, 1, ""), &method(METHOD, 1, "")),
        document(&method(METHOD, 1, r#","revoked":"2026-06-02T00:00:00Z""#), &reference),
        document(
            &format!(
                r#"{{"id":"{METHOD}","type":"JsonWebKey","controller":"{DID}","publicKeyJwk":{}}}"#,
                jwk(1)
            ),
            &reference,
        ),
        document(
            &format!(
                r#"{{"id":"{METHOD}","type":"JsonWebKey2020","controller":"{DID}","publicKeyJwk":{},"publicKeyMultibase":"{own}"}}"#,
                jwk(1)
            ),
            &reference,
        ),
        document(
            &format!(
                r#"{{"id":"{METHOD}","type":"Ed25519VerificationKey2020","controller":"{DID}","publicKeyMultibase":"{own}"}}"#
            ),
            &reference,
        ),
    ];
    for row in rows {
        assert_eq!(retrieve(METHOD, &row).unwrap(), Vec::<String>::new(), "{row}");
    }
}

#[test]
fn wrong_documents_are_refused_with_their_code() {
    let reference = format!(r#""{METHOD}""#);
    let good = method(METHOD, 1, "");
    let foreign = "did:web:evil.example#key-1";
    let p256 = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";
    let rows = [
        (
            "B02 key not there",
            document(&method(&format!("{DID}#z6Mk"), 1, ""), &reference),
            Code::KeyNotListed,
        ),
        ("B03 empty", document("", &reference), Code::KeyNotListed),
        (
            "B06 only for authentication",
            format!(r#"{{"id":"{DID}","verificationMethod":[{good}],"authentication":["{METHOD}"]}}"#),
            Code::InvalidRelationship,
        ),
        ("B06 not listed", document(&good, ""), Code::InvalidRelationship),
        (
            "B08 controller",
            document(
                &good.replace(
                    r#""controller":"did:web:school.example""#,
                    r#""controller":"did:web:evil.example""#,
                ),
                &reference,
            ),
            Code::InvalidVerificationMethod,
        ),
        (
            "B09 other id",
            document(&good, &reference).replacen(DID, "did:web:evil.example", 1),
            Code::IssuerDocumentIdMismatch,
        ),
        (
            "B09 no id",
            document(&good, &reference).replacen(r#""id""#, r#""ID""#, 1),
            Code::IssuerDocumentIdMismatch,
        ),
        (
            "B10 two keys, one id",
            document(&format!("{good},{}", method(METHOD, 2, "")), &reference),
            Code::InvalidVerificationMethod,
        ),
        (
            "B10 one relative",
            document(&format!("{good},{}", method("#key-1", 2, "")), &reference),
            Code::InvalidVerificationMethod,
        ),
        ("B10 by value", document(&good, &method(METHOD, 2, "")), Code::InvalidVerificationMethod),
        (
            "B12 foreign method",
            document(&method(foreign, 1, ""), &format!(r#""{foreign}""#)),
            Code::KeyNotListed,
        ),
        (
            "B13 revoked",
            document(&method(METHOD, 1, r#","revoked":"2026-05-01T00:00:00Z""#), &reference),
            Code::KeyWithdrawn,
        ),
        (
            "B13 expired",
            document(&method(METHOD, 1, r#","expires":"2026-06-01T00:00:00Z""#), &reference),
            Code::KeyWithdrawn,
        ),
        (
            "B13 no time",
            document(&method(METHOD, 1, r#","expires":"soon""#), &reference),
            Code::InvalidVerificationMethod,
        ),
        (
            "B16 keys disagree",
            document(&method(METHOD, 1, &format!(r#","publicKeyJwk":{}"#, jwk(2))), &reference),
            Code::InvalidVerificationMethod,
        ),
        (
            "B17 secret key",
            document(&method(METHOD, 1, r#","secretKeyMultibase":"z3u2""#), &reference),
            Code::KeyCompromised,
        ),
        (
            "B17 d in the JWK",
            document(
                &format!(
                    r#"{{"id":"{METHOD}","type":"JsonWebKey","controller":"{DID}","publicKeyJwk":{{"d":"AA","kty":"OKP"}}}}"#
                ),
                &reference,
            ),
            Code::KeyCompromised,
        ),
        (
            "B18 codec against type",
            document(
                &format!(
                    r#"{{"id":"{METHOD}","type":"Ed25519VerificationKey2020","controller":"{DID}","publicKeyMultibase":"{p256}"}}"#
                ),
                &reference,
            ),
            Code::InvalidVerificationMethod,
        ),
        ("B18 unknown type", document(&good.replace("Multikey", "X"), &reference), Code::UnsupportedKeyType),
        (
            "B18 key of another form",
            document(&good.replace("Multikey", "JsonWebKey"), &reference),
            Code::InvalidVerificationMethod,
        ),
        ("B24 a page instead", "<!doctype html>".to_owned(), Code::InvalidIssuerDocument),
        (
            "B25 member twice",
            document(&good, &reference).replacen('{', r#"{"id":"x","#, 1),
            Code::InvalidIssuerDocument,
        ),
        ("list of documents", format!("[{}]", document(&good, &reference)), Code::InvalidIssuerDocument),
        (
            "methods are a number",
            format!(r#"{{"id":"{DID}","verificationMethod":7}}"#),
            Code::InvalidIssuerDocument,
        ),
        ("300 keys", document(&vec![good.clone(); 300].join(","), &reference), Code::InvalidIssuerDocument),
    ];
    for (id, document, expected) in rows {
        assert_eq!(code(&document), expected, "{id}");
    }
}

#[test]
fn live_quirks_are_read_with_a_warning() {
    let issuer = "https://badges.example/issuers/7";
    let key = multibase(1);
    let quirky = format!(
        r##"{{"id":"{issuer}","type":"Profile","verificationMethod":{{"id":"{issuer}?v=3_0#key-0","type":"DataIntegrityProof","cryptosuite":"eddsa-rdf-2022","controller":"","publicKeyMultibase":"{key}"}}}}"##
    );
    let warnings = retrieve(&format!("{issuer}?v=3_0#key-0"), &quirky).unwrap();
    assert_eq!(warnings.len(), 5, "{warnings:#?}");
    // The document may write the id without the query, and may be about itself with it.
    let without = quirky.replace(&format!("{issuer}?v=3_0#key-0"), "#key-0");
    assert!(retrieve(&format!("{issuer}?v=3_0#key-0"), &without).is_ok());
    let without = quirky.replace("?v=3_0", "");
    assert!(retrieve(&format!("{issuer}?v=3_0#key-0"), &without).is_ok());
    // The key may name either address as its controller, and no other.
    for (controller, good) in
        [(issuer, true), (&*format!("{issuer}?v=3_0"), true), ("https://b.example/", false)]
    {
        let named = quirky.replace(r#""controller":"""#, &format!(r#""controller":"{controller}""#));
        assert_eq!(retrieve(&format!("{issuer}?v=3_0#key-0"), &named).is_ok(), good, "{controller}");
    }
    assert_eq!(
        Lookup::of(&format!("{issuer}?v=3_0#key-0"), &Limits::default()).unwrap().controller(),
        issuer
    );
    assert_ne!(
        Lookup::of(&format!("{issuer}?x=3_0#key-0"), &Limits::default()).unwrap().controller(),
        issuer
    );

    let embedded = format!(r#"{{"id":"{DID}","assertionMethod":[{}]}}"#, method(METHOD, 1, ""));
    assert_eq!(retrieve(METHOD, &embedded).unwrap().len(), 1);
    let one = format!(
        r#"{{"id":"{DID}","verificationMethod":{},"assertionMethod":"{METHOD}"}}"#,
        method(METHOD, 1, "")
    );
    assert_eq!(retrieve(METHOD, &one).unwrap().len(), 2);
}

#[test]
fn methods_that_lead_nowhere_are_refused() {
    let own = multibase(1);
    let of_bytes = |parts: &[&[u8]]| {
        let key = crate::multibase::encode_base58btc(&parts.concat());
        format!("did:key:{key}#{key}")
    };
    let rows = [
        ("B04", format!("did:key:{own}#{}", multibase(2)), Code::InvalidVerificationMethodUrl),
        ("B04", format!("did:key:{own}#key-1"), Code::InvalidVerificationMethodUrl),
        ("B04", format!("did:key:{own}"), Code::InvalidVerificationMethodUrl),
        ("B04", format!("did:key:{own}#{own}#{own}"), Code::InvalidVerificationMethodUrl),
        ("C05 identity", of_bytes(&[&[0xed, 1, 1][..], &[0; 31]]), Code::InvalidVerificationMethod),
        ("C05 small order", of_bytes(&[&[0xed, 1], &[0; 32]]), Code::InvalidVerificationMethod),
        (
            "C06 y = p + 1",
            of_bytes(&[&[0xed, 1, 0xee], &[0xff; 30], &[0x7f]]),
            Code::InvalidVerificationMethod,
        ),
        ("C06 not on the curve", of_bytes(&[&[0xed, 1, 2], &[0; 31]]), Code::InvalidVerificationMethod),
        ("C12 31 bytes", of_bytes(&[&[0xed, 1], &[7; 31]]), Code::InvalidVerificationMethod),
        ("C12 33 bytes", of_bytes(&[&[0xed, 1], &[7; 33]]), Code::InvalidVerificationMethod),
        ("B18 X25519 codec", of_bytes(&[&[0xec, 1], &[7; 32]]), Code::InvalidVerificationMethod),
        ("C11", format!("did:key:{0}#{0}", "fed01"), Code::InvalidVerificationMethod),
        ("C12 overlong codec", of_bytes(&[&[0xed, 0x81, 0x00], &[7; 32]]), Code::InvalidVerificationMethod),
        ("C13", format!("did:key:z{0}#z{0}", "6".repeat(1000)), Code::InvalidVerificationMethod),
        ("C13", format!("did:key:z{0}#z{0}", "6".repeat(100_000)), Code::InvalidVerificationMethodUrl),
        ("B19", "did:web:127.0.0.1#k".to_owned(), Code::InvalidVerificationMethodUrl),
        ("B23", "http://school.example/i#k".to_owned(), Code::InvalidVerificationMethodUrl),
        ("B23", "https://u:p@school.example/i#k".to_owned(), Code::InvalidVerificationMethodUrl),
        ("B23", "https://[::1]/i#k".to_owned(), Code::InvalidVerificationMethodUrl),
        ("B23", "https://school.example/a/../b#k".to_owned(), Code::InvalidVerificationMethodUrl),
        ("B23", "https://school.example\\@evil.example/#k".to_owned(), Code::InvalidVerificationMethodUrl),
        ("B29", "did:ion:abc#k".to_owned(), Code::UnsupportedDidMethod),
        ("no fragment", "https://school.example/i".to_owned(), Code::InvalidVerificationMethodUrl),
        ("empty fragment", "did:web:school.example#".to_owned(), Code::InvalidVerificationMethodUrl),
        ("relative", "#key-1".to_owned(), Code::InvalidVerificationMethodUrl),
        ("other scheme", "javascript:alert(1)#k".to_owned(), Code::InvalidVerificationMethodUrl),
    ];
    for (id, method, expected) in rows {
        let limits = Limits::default();
        let used_at = Timestamp::from_unix_seconds(0);
        let answer = Lookup::of(&method, &limits).and_then(|lookup| lookup.retrieve(b"", used_at, &limits));
        assert_eq!(answer.map(|_| ()).map_err(|problem| problem.code()), Err(expected), "{id} {method:.80}");
    }
}

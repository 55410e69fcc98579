//! Strict mode: whatever JSON-LD would leave out of the signature is an error at its place.
//!
//! Names begin with the row of the attack catalogue they cover.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use proofmark::json::{self, Value};
use proofmark::{Code, Contexts, Limits, canonicalize};
use sha2::{Digest, Sha256};

/// A small badge; the tests change one thing in it.
const BADGE: &str = r##"{
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://issuer.example/", "type": ["Profile"], "name": "Issuer"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "creditsEarned": 3.5,
        "achievement": {
            "id": "urn:uuid:2",
            "type": ["Achievement"],
            "name": "Welding",
            "tag": ["a", "b"],
            "alignment": [
                {"type": ["Alignment"], "targetName": "one", "targetUrl": "https://example.org/1"},
                {"type": ["Alignment"], "targetName": "two", "targetUrl": "https://example.org/2"}
            ],
            "criteria": {"narrative": "Weld."}
        },
        "result": [{"type": ["Result"], "value": "1"}, {"type": ["Result"], "value": "2"}]
    }
}"##;

const V2: &str = r#""https://www.w3.org/ns/credentials/v2""#;
const NAME: &str = r#""name": "Welding""#;
const VALID_FROM: &str = r#""validFrom": "2026-01-01T00:00:00Z""#;

#[test]
fn the_badge_itself_is_fine() {
    let canonical = canonical(BADGE);
    assert!(canonical.contains("<urn:uuid:2> <https://schema.org/name> \"Welding\" .\n"), "{canonical}");
}

#[test]
fn a01_an_undefined_term_is_refused() {
    let extra = |at: &str, text: &str| refused(&BADGE.replace(at, text), Code::UndefinedTerm);
    assert_eq!(extra(r#""creditsEarned": 3.5"#, r#""extra": 1"#), "/credentialSubject/extra");
    assert_eq!(extra(NAME, r#""extra": {"id": "urn:x"}"#), "/credentialSubject/achievement/extra");
    assert_eq!(
        extra(r#""narrative": "Weld.""#, r#""a/b~c": "x""#),
        "/credentialSubject/achievement/criteria/a~1b~0c"
    );
    // Defined, but not for this type.
    assert_eq!(extra(NAME, r#""creditsEarned": 1"#), "/credentialSubject/achievement/creditsEarned");
    assert_eq!(
        extra(r#""targetName": "two""#, r#""achievement": "x""#),
        "/credentialSubject/achievement/alignment/1/achievement"
    );
}

#[test]
fn a02_an_undefined_type_is_refused() {
    let pointer =
        refused(&BADGE.replace(r#"["Achievement"]"#, r#"["Achievement", "Medal"]"#), Code::UndefinedType);
    assert_eq!(pointer, "/credentialSubject/achievement/type/1");
    assert_eq!(
        refused(&BADGE.replace(r#"["Profile"]"#, r#""profile""#), Code::UndefinedType),
        "/issuer/type"
    );
    for empty in [r#"[""]"#, r#"["@id"]"#, r#"["@graph"]"#, r#"["id"]"#, r#"["https://a b"]"#] {
        refused(&BADGE.replace(r#"["Profile"]"#, empty), Code::UndefinedType);
    }
    refused(&BADGE.replace(r#"["Profile"]"#, "[1]"), Code::InvalidJsonLd);
}

#[test]
fn a03_a_relative_id_is_refused() {
    for id in ["", "#list", "urn", "/path", "//example.org/a", "?q", "learner:", "1:a", ":", "@foo", "@id"] {
        let document = BADGE.replace("did:example:learner", id);
        // "learner:" has a scheme and nothing after it, which RFC 3986 allows.
        if id == "learner:" {
            canonical(&document);
        } else {
            assert_eq!(refused(&document, Code::RelativeIri), "/credentialSubject/id", "{id}");
        }
    }
    let issuer = BADGE.replace(
        r#"{"id": "https://issuer.example/", "type": ["Profile"], "name": "Issuer"}"#,
        r#""issuer""#,
    );
    assert_eq!(refused(&issuer, Code::RelativeIri), "/issuer");
    refused(&BADGE.replace(r#""urn:uuid:2""#, "2"), Code::InvalidJsonLd);
}

#[test]
fn a04_a_base_is_refused() {
    let inline = with_context(&format!(r#"[{V2}, {{"@base": "https://example.org/"}}]"#));
    assert_eq!(refused(&inline, Code::ForbiddenContext), "/@context/1");
    refused(&BADGE.replace(NAME, r#""@base": "https://example.org/""#), Code::ForbiddenKeyword);
}

#[test]
fn a05_a_context_written_out_is_refused() {
    for inline in [
        r#"{"name": "https://schema.org/description", "description": "https://schema.org/name"}"#,
        r#"[{"name": "https://schema.org/description"}]"#,
        "[null]",
        "null",
        "[[]]",
        "[1]",
        "true",
        "{}",
    ] {
        refused(&with_context(inline), Code::ForbiddenContext);
    }
}

#[test]
fn a06_a_context_anywhere_below_is_refused() {
    for context in ["null", "[]", "{}", r#""https://www.w3.org/ns/credentials/v2""#, r#"{"@vocab": "urn:"}"#]
    {
        for (place, pointer) in [
            (NAME, "/credentialSubject/achievement/@context"),
            (r#""creditsEarned": 3.5"#, "/credentialSubject/@context"),
            (r#""narrative": "Weld.""#, "/credentialSubject/achievement/criteria/@context"),
        ] {
            let document = BADGE.replace(place, &format!(r#""@context": {context}"#));
            assert_eq!(refused(&document, Code::ForbiddenContext), pointer);
        }
        let proof =
            format!(r#"{VALID_FROM}, "proof": {{"type": "DataIntegrityProof", "@context": {context}}}"#);
        assert_eq!(refused(&BADGE.replace(VALID_FROM, &proof), Code::ForbiddenContext), "/proof/@context");
    }
}

#[test]
fn a07_a08_an_unknown_context_is_not_fetched_but_named() {
    for url in [
        "https://www.w3.org/ns/credentials/undefined-terms/v2",
        "https://www.w3.org/ns/credentials/examples/v2",
        "https://www.w3.org/ns/credentials/v2/",
        "HTTPS://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/v2#",
        "http://www.w3.org/ns/credentials/v2",
        "",
    ] {
        let document = with_context(&format!(r#"[{V2}, "{url}"]"#));
        assert_eq!(refused(&document, Code::UnknownContext), "/@context/1");
    }
    let vocabulary = with_context(&format!(r#"[{V2}, {{"@vocab": "https://example.org/"}}]"#));
    assert_eq!(refused(&vocabulary, Code::ForbiddenContext), "/@context/1");
}

/// A repeated context changes nothing; one that would change a protected term is refused; an order that makes a term
/// mean something else gives another dataset, so the signature does not hold.
#[test]
fn a09_context_lists_are_what_they_mean() {
    let ob = r#""https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json""#;
    let plain = canonical(BADGE);
    assert_eq!(canonical(&with_context(&format!("[{V2}, {ob}, {V2}, {ob}]"))), plain);
    assert_eq!(refused(&with_context(&format!("[{V2}]")), Code::UndefinedType), "/type/1");
    let v1 = r#""https://www.w3.org/2018/credentials/v1""#;
    assert_eq!(refused(&with_context(&format!("[{V2}, {v1}, {ob}]")), Code::InvalidJsonLd), "/@context/1");
}

#[test]
fn a27_a_proof_elsewhere_is_no_proof() {
    let proof = r#""proof": {"type": "DataIntegrityProof", "proofValue": "z"}"#;
    let inside = BADGE.replace(r#""creditsEarned": 3.5"#, proof);
    assert_eq!(refused(&inside, Code::UndefinedTerm), "/credentialSubject/proof");
    let included = BADGE.replace(VALID_FROM, &format!(r#""@included": {{{proof}}}"#));
    assert_eq!(refused(&included, Code::ForbiddenKeyword), "/@included");
    for nothing in [r#""x""#, r#"{"id": "urn:proof"}"#, "{}", "[]", "null", "1", "[{}]"] {
        let document = BADGE.replace(VALID_FROM, &format!(r#""proof": {nothing}"#));
        refused(&document, if nothing == r#""x""# { Code::RelativeIri } else { Code::DroppedValue });
    }
}

#[test]
fn a28_a_document_is_one_object() {
    refused(&format!("[{BADGE}]"), Code::MalformedValue);
    refused(r#""text""#, Code::MalformedValue);
    refused(
        &format!(r#"{{"@context": {V2}, "@graph": [{{"id": "urn:x", "name": "x"}}]}}"#),
        Code::ForbiddenKeyword,
    );
    refused(&format!(r#"{{"@context": {V2}}}"#), Code::DroppedValue);
    refused(&format!(r#"{{"@context": {V2}, "id": "urn:x"}}"#), Code::DroppedValue);
    refused("{}", Code::DroppedValue);
}

#[test]
fn a30_keywords_are_refused() {
    for member in [
        r#""@reverse": {"name": {"id": "urn:x"}}"#,
        r#""@nest": {"name": "x"}"#,
        r#""@index": "x""#,
        r#""@included": []"#,
        r#""@graph": []"#,
        r#""@vocab": "urn:x""#,
        r#""@import": "urn:x""#,
        r#""@base": "urn:x""#,
        r#""@language": "en""#,
        r#""@direction": "ltr""#,
        r#""@version": 1.1"#,
        r#""@protected": true"#,
        r#""@propagate": false"#,
        r#""@json": 1"#,
        r#""@none": 1"#,
        r#""@container": 1"#,
        r#""name": {"@set": ["x"]}"#,
        r#""name": {"@list": ["x"]}"#,
        r#""@prefix": true"#,
    ] {
        refused(&BADGE.replace(NAME, member), Code::ForbiddenKeyword);
    }
    refused(&BADGE.replace(NAME, r#""@foo": "x""#), Code::UndefinedTerm);
    refused(&BADGE.replace(NAME, r#""@": "x""#), Code::UndefinedTerm);
    refused(
        &BADGE.replace(r#""Welding""#, r#"{"@value": {"a": 1}, "@type": "@json"}"#),
        Code::ForbiddenKeyword,
    );
    refused(&BADGE.replace(r#""Welding""#, r#"{"@value": "x", "@index": "y"}"#), Code::ForbiddenKeyword);
    refused(&BADGE.replace(NAME, r#""_:p": "x""#), Code::UndefinedTerm);
    // `id` and `@id` are one keyword.
    refused(&BADGE.replace(NAME, r#""@id": "urn:uuid:2""#), Code::InvalidJsonLd);
}

#[test]
fn a31_a32_order_and_repetition_in_sets_say_nothing() {
    let plain = canonical(BADGE);
    let results = r#"{"type": ["Result"], "value": "1"}, {"type": ["Result"], "value": "2"}"#;
    let turned = r#"{"type": ["Result"], "value": "2"}, {"type": ["Result"], "value": "1"}"#;
    assert_eq!(canonical(&BADGE.replace(results, turned)), plain);
    assert_eq!(canonical(&BADGE.replace(r#"["a", "b"]"#, r#"["b", "a", "b"]"#)), plain);
    assert_eq!(canonical(&BADGE.replace(r#""Welding""#, r#"["Welding"]"#)), plain);
}

#[test]
fn a33_numbers_that_collapse_are_refused() {
    for number in
        ["0.1234567890123456", "36.50000000000000444", "1.2345678901234567e-5", "4.9e-324", "2.5e-310"]
    {
        let pointer = refused(&BADGE.replace("3.5,", &format!("{number},")), Code::NumberPrecision);
        assert!(pointer.is_empty() || pointer == "/credentialSubject/creditsEarned", "{number}: {pointer}");
    }
    for (number, written) in [
        ("36.5", "3.65E1"),
        ("0.123456789012345", "1.23456789012345E-1"),
        ("36", "36"),
        ("36.0", "36"),
        ("-0", "0"),
        ("1e2", "100"),
        ("1e21", "1.0E21"),
        ("2.5e-7", "2.5E-7"),
    ] {
        let canonical = canonical(&BADGE.replace("3.5,", &format!("{number},")));
        let literal = format!("\"{written}\"^^<https://www.w3.org/2001/XMLSchema#float>");
        assert!(canonical.contains(&literal), "{number}: {canonical}");
    }
}

#[test]
fn a34_a_direction_is_refused() {
    for direction in ["rtl", "ltr"] {
        let text = format!(r#"{{"@value": "Welding", "@language": "en", "@direction": "{direction}"}}"#);
        let pointer = refused(&BADGE.replace(r#""Welding""#, &text), Code::DroppedValue);
        assert_eq!(pointer, "/credentialSubject/achievement/name");
    }
    let plain = canonical(&BADGE.replace(r#""Welding""#, r#"{"@value": "Welding", "@language": "EN-gb"}"#));
    assert!(plain.contains("\"Welding\"@en-gb"), "{plain}");
    for bad in [
        r#"{"@value": "x", "@language": "en_GB"}"#,
        r#"{"@value": "x", "@language": ""}"#,
        r#"{"@value": null}"#,
        r#"{"@value": null, "@language": "en"}"#,
    ] {
        refused(&BADGE.replace(r#""Welding""#, bad), Code::DroppedValue);
    }
    for bad in [
        r#"{"@value": "x", "@language": 1}"#,
        r#"{"@value": 1, "@language": "en"}"#,
        r#"{"@value": "x", "@type": "xsd:string", "@language": "en"}"#,
        r#"{"@value": "x", "name": "y"}"#,
        r#"{"@value": ["x"]}"#,
        r#"{"@value": {"x": 1}}"#,
        r#"{"@value": "x", "@type": ["a:b"]}"#,
        r#"{"@value": "x", "id": "urn:x"}"#,
    ] {
        refused(&BADGE.replace(r#""Welding""#, bad), Code::InvalidJsonLd);
    }
    refused(&BADGE.replace(r#""Welding""#, r#"{"@value": "x", "@type": "unknown"}"#), Code::UndefinedType);
}

#[test]
fn a35_unclean_iris_are_refused() {
    for iri in [
        "https://example.org/a b",
        "https://example.org/<a>",
        "https://example.org/{a}",
        "https://example.org/a|b",
        "https://example.org/a^b",
        "https://example.org/`",
        r"https://example.org/\\",
        r#"https://example.org/\""#,
        "https://example.org/[1]",
        "https://example.org/%",
        "https://example.org/%4",
        "https://example.org/%zz",
        r"https://example.org/\u0000",
        r"https://example.org/\u007f",
        r"https://example.org/\n",
        "https://e.org/#a#b",
        " https://example.org/",
        "https://example.org/ ",
    ] {
        let document = BADGE.replace("did:example:learner", iri);
        assert_eq!(refused(&document, Code::RelativeIri), "/credentialSubject/id", "{iri}");
        let typed = BADGE.replace(r#"["Profile"]"#, &format!(r#"["Profile", "{iri}"]"#));
        assert_eq!(refused(&typed, Code::UndefinedType), "/issuer/type/1", "{iri}");
        refused(&BADGE.replace(NAME, &format!(r#""{iri}": "x""#)), Code::UndefinedTerm);
    }
    for iri in
        ["https://example.org/%20", "https://bücher.example/ü#ö", "http://[::1]:80/", "did:web:a%3A80:b"]
    {
        assert!(canonical(&BADGE.replace("did:example:learner", iri)).contains(&format!("<{iri}>")), "{iri}");
    }
}

#[test]
fn a36_null_is_refused() {
    for member in ["validUntil", "credentialStatus", "name", "evidence"] {
        let document = BADGE.replace(VALID_FROM, &format!(r#"{VALID_FROM}, "{member}": null"#));
        assert_eq!(refused(&document, Code::DroppedValue), format!("/{member}"));
    }
    let pointer = refused(&BADGE.replace(r#"["a", "b"]"#, r#"["a", null]"#), Code::DroppedValue);
    assert_eq!(pointer, "/credentialSubject/achievement/tag/1");
    refused(&BADGE.replace(r#""urn:uuid:2""#, "null"), Code::InvalidJsonLd);
    refused(&BADGE.replace(r#"["Profile"]"#, "null"), Code::InvalidJsonLd);
}

#[test]
fn a37_an_empty_array_is_refused_and_an_empty_object_is_signed() {
    let with =
        |value: &str| BADGE.replace(VALID_FROM, &format!(r#"{VALID_FROM}, "credentialStatus": {value}"#));
    assert_eq!(refused(&with("[]"), Code::DroppedValue), "/credentialStatus");
    assert_eq!(refused(&with("[[]]"), Code::DroppedValue), "/credentialStatus/0");
    assert_eq!(
        refused(&BADGE.replace(r#"["a", "b"]"#, "[]"), Code::DroppedValue),
        "/credentialSubject/achievement/tag"
    );
    assert_eq!(refused(&BADGE.replace(r#"["Profile"]"#, "[]"), Code::DroppedValue), "/issuer/type");
    assert_ne!(canonical(&with("{}")), canonical(BADGE), "the signature would not hold");
}

#[test]
fn a41_deep_and_long_documents_end_at_a_limit() {
    let mut nested = String::from("\"x\"");
    for _ in 0..61 {
        nested = format!(r#"{{"name": [{nested}]}}"#);
    }
    refused(&BADGE.replace(r#""Welding""#, &nested), Code::LimitExceeded);
    let many = vec![V2; 1000].join(",");
    assert_eq!(refused(&with_context(&format!("[{many}]")), Code::LimitExceeded), "/@context");
    let mut limits = Limits::default();
    limits.quads = 10;
    assert_eq!(refused_within(BADGE, &limits), Code::LimitExceeded);
    limits = Limits::default();
    limits.blank_nodes = 3;
    assert_eq!(refused_within(BADGE, &limits), Code::LimitExceeded);
}

/// Every combination of types makes a context of its own; one document cannot make them without end, and what it made
/// does not change the answer for the next.
#[test]
fn a41_combining_contexts_is_bounded() {
    let types = [
        "Achievement",
        "AchievementSubject",
        "Address",
        "Alignment",
        "Evidence",
        "IdentityObject",
        "Image",
        "Profile",
        "Related",
    ];
    let with_types = |seed: usize| {
        let chosen = types.iter().enumerate().filter(|(bit, _)| seed >> bit & 1 == 1);
        let chosen: Vec<_> = chosen.map(|(_, name)| format!("\"{name}\"")).collect();
        format!(r#"{{"type": [{}]}}"#, chosen.join(","))
    };
    let nodes: Vec<_> = (1..512).map(with_types).collect();
    let document = BADGE.replace(r#"{"narrative": "Weld."}"#, &format!("[{}]", nodes.join(",")));
    let mut contexts = Contexts::new();
    let answers: Vec<_> = (0..8)
        .map(|_| {
            canonicalize(document.as_bytes(), &mut contexts, &Limits::default())
                .map_err(|problem| problem.code())
        })
        .collect();
    assert_eq!(answers, vec![Err(Code::LimitExceeded); 8], "always the same, whatever came before");
    let fewer = document.replace(&nodes[100..].join(","), r#"{"type": "Image"}"#);
    assert!(
        canonicalize(fewer.as_bytes(), &mut contexts, &Limits::default()).is_ok(),
        "not the limit meant here"
    );
    assert_eq!(canonicalize(BADGE.as_bytes(), &mut contexts, &Limits::default()).unwrap(), canonical(BADGE));
}

#[test]
fn a43_written_blank_node_labels_mean_nothing() {
    let with = |id: &str| canonical(&BADGE.replace(r#""id": "urn:uuid:2","#, &format!(r#""id": "{id}","#)));
    let plain = canonical(&BADGE.replace(r#""id": "urn:uuid:2","#, ""));
    for label in ["_:b0", "_:c14n0", "_:c14n14", "_:x"] {
        assert_eq!(with(label), plain, "{label}");
    }
}

/// ATTACKS A49: one `Contexts` for everything gives what a fresh one gives, in any order and after any error.
#[test]
fn a49_no_document_changes_the_answer_for_another() {
    let ob = |version: &str| format!(r#""https://purl.imsglobal.org/spec/ob/v3p0/context-{version}.json""#);
    let mut documents = vec![
        BADGE.to_owned(),
        with_context(r#"[{"name": "https://schema.org/description"}]"#),
        BADGE.replace(NAME, r#""extra": "x""#),
        BADGE.replace(NAME, r#""_:p": "x""#),
        BADGE.replace("urn:uuid:2", "_:b0"),
        r#"{"@context": "https://www.w3.org/ns/did/v1", "id": "did:example:1", "alsoKnownAs": ["https://a.example/"]}"#.to_owned(),
        r#"{"@context": "https://w3id.org/security/multikey/v1", "id": "urn:k", "type": "Multikey", "controller": "urn:c"}"#.to_owned(),
        format!(r#"{{"@context": {V2}, "type": "VerifiableCredential", "name": "x"}}"#),
    ];
    for version in ["3.0.1", "3.0.2", "3.0.3"] {
        documents.push(with_context(&format!("[{V2}, {}]", ob(version))));
        documents.push(with_context(&format!("[{}, {V2}]", ob(version))));
    }
    let answer = |document: &str, contexts: &mut Contexts| {
        canonicalize(document.as_bytes(), contexts, &Limits::default())
    };
    let fresh: Vec<_> = documents.iter().map(|document| answer(document, &mut Contexts::new())).collect();
    let mut contexts = Contexts::new();
    let mut state = 1_u32;
    for _ in 0..400 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let at = (state >> 16) as usize % documents.len();
        assert_eq!(answer(&documents[at], &mut contexts), fresh[at], "{}", documents[at]);
    }
}

#[test]
fn a50_names_that_javascript_treats_specially_are_ordinary() {
    for name in ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"] {
        let pointer = refused(&BADGE.replace(NAME, &format!(r#""{name}": "x""#)), Code::UndefinedTerm);
        assert_eq!(pointer, format!("/credentialSubject/achievement/{name}"));
        refused(&BADGE.replace("did:example:learner", name), Code::RelativeIri);
        refused(&BADGE.replace(r#"["Profile"]"#, &format!(r#"["{name}"]"#)), Code::UndefinedType);
    }
}

/// ATTACKS A51: nothing that is shipped can switch strict mode off.
#[test]
fn a51_no_package_enables_the_conformance_feature() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seen = 0;
    for folder in fs::read_dir(root.join("crates")).unwrap() {
        let Ok(manifest) = fs::read_to_string(folder.unwrap().path().join("Cargo.toml")) else { continue };
        seen += 1;
        let lines = manifest
            .lines()
            .filter(|line| !line.trim_start().starts_with('#') && line.contains("conformance"));
        for line in lines {
            assert_eq!(line, "conformance = []", "{manifest}");
        }
    }
    assert!(seen > 3, "the packages were not found");
    let workspace = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(!workspace.contains("conformance"));
}

/// The same statement under another key would keep the signature and hide the member from everyone who reads the JSON.
#[test]
fn a29_a_property_cannot_be_renamed_to_its_iri() {
    let until =
        |key: &str, value: &str| BADGE.replace(VALID_FROM, &format!(r#"{VALID_FROM}, "{key}": {value}"#));
    let date = r#""2026-02-01T00:00:00Z""#;
    let plain = canonical(&until("validUntil", date));
    let iri = "https://www.w3.org/2018/credentials#validUntil";
    let typed = format!(r#"{{"@value": {date}, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}}"#);
    assert_eq!(canonical(&until("validUntil", &typed)), plain);
    assert_eq!(refused(&until(iri, &typed), Code::UndefinedTerm), format!("/{}", iri.replace('/', "~1")));
}

/// Documents with a published canonical form.
#[test]
fn published_canonical_forms_are_reproduced() {
    let Some(shared) = shared() else { return };
    let eddsa = "suites/vc-di-eddsa";
    for (signed, document, proof) in [
        ("bench/vc-rdfc.json".to_owned(), "bench/canon.nq".to_owned(), "bench/canon-proof.nq".to_owned()),
        (
            "suites/ob3-impl-guide/signed.json".into(),
            "suites/ob3-impl-guide/document-canon.txt".into(),
            "suites/ob3-impl-guide/proof-canon.txt".into(),
        ),
        (
            format!("{eddsa}/eddsa-rdfc-2022/signedDataInt.json"),
            format!("{eddsa}/eddsa-rdfc-2022/canonDocDataInt.txt"),
            format!("{eddsa}/eddsa-rdfc-2022/proofCanonDataInt.txt"),
        ),
        (
            format!("{eddsa}/eddsa-rdfc-2022/employ/signedDataInt.json"),
            format!("{eddsa}/eddsa-rdfc-2022/employ/canonDocDataInt.txt"),
            format!("{eddsa}/eddsa-rdfc-2022/employ/proofCanonDataInt.txt"),
        ),
        (
            format!("{eddsa}/Ed25519Signature2020/signedEdSig.json"),
            format!("{eddsa}/Ed25519Signature2020/canonDocEdSig.txt"),
            format!("{eddsa}/Ed25519Signature2020/proofCanonEdSig.txt"),
        ),
    ] {
        let read = |file: &str| fs::read_to_string(shared.join(file)).expect(file);
        let mut contexts = Contexts::new();
        for (url, file) in [
            ("https://www.w3.org/ns/credentials/examples/v2", "contexts/credentials-examples-v2.jsonld"),
            ("https://w3id.org/citizenship/v4rc1", "suites/vc-di-eddsa/citizenship-v4rc1.jsonld"),
        ] {
            let bytes = read(file);
            contexts.add(url, bytes.as_bytes(), &Sha256::digest(&bytes).into()).unwrap();
        }
        let text = read(&signed);
        let mut value = json::parse(text.as_bytes(), &Limits::default()).unwrap();
        let context = value.get("@context").unwrap().clone();
        let Some(Value::Object(mut configuration)) = value.as_object_mut().unwrap().remove("proof") else {
            panic!("{signed} has one proof")
        };
        configuration.remove("proofValue");
        configuration.insert("@context", context);
        for (value, expected) in [(value, document), (Value::Object(configuration), proof)] {
            let found = canonicalize(value.to_json().as_bytes(), &mut contexts, &Limits::default());
            assert_eq!(found.expect(&expected).trim_end(), read(&expected).trim_end(), "{expected}");
        }
    }
}

fn canonical(document: &str) -> String {
    canonicalize(document.as_bytes(), &mut Contexts::new(), &Limits::default())
        .unwrap_or_else(|problem| panic!("{problem}\n{document}"))
}

/// The pointer of the one problem that `document` must have.
#[track_caller]
fn refused(document: &str, code: Code) -> String {
    match canonicalize(document.as_bytes(), &mut Contexts::new(), &Limits::default()) {
        Ok(canonical) => panic!("accepted instead of {code}:\n{canonical}\n{document}"),
        Err(problem) => {
            assert_eq!(problem.code(), code, "{problem}\n{document}");
            problem.pointer().to_owned()
        }
    }
}

fn refused_within(document: &str, limits: &Limits) -> Code {
    canonicalize(document.as_bytes(), &mut Contexts::new(), limits).unwrap_err().code()
}

/// The badge with another `@context`.
fn with_context(context: &str) -> String {
    let list = BADGE.lines().find(|line| line.contains("@context")).unwrap();
    BADGE.replace(list, &format!(r#""@context": {context},"#))
}

/// The folder that holds `suites`, `contexts` and `bench`.
fn shared() -> Option<PathBuf> {
    let suites = std::env::var_os("PROOFMARK_SUITES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites"), PathBuf::from);
    let folder = suites.join("..");
    if !folder.join("bench").is_dir() {
        println!("NOT RUN: published documents are not at {} (set PROOFMARK_SUITES)", folder.display());
        return None;
    }
    Some(folder)
}

//! Every suite against what others signed: the vectors of the specifications, and badges by Digital Bazaar's libraries
//! (`tests/vectors/cryptosuites`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../../tests/common/suites.rs"]
mod suites;

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{Input, Suite};
use crate::contexts::Contexts;
use crate::controlled_identifier::Lookup;
use crate::data_integrity::SecuredDocument;
use crate::json::{self, Value};
use crate::{Code, Limits, Problem, Result, Timestamp, multibase};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/cryptosuites");

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

fn badge(name: &str) -> String {
    read(format!("{VECTORS}/{name}.json"))
}

/// Verifies every proof under the did:key that it names; the names of the suites, or the first fault.
fn verify_with(text: &str, contexts: &mut Contexts) -> Result<Vec<String>> {
    let limits = Limits::default();
    let secured = SecuredDocument::read(json::parse(text.as_bytes(), &limits)?, &limits)?;
    let mut names = Vec::new();
    for proof in &secured.proofs {
        let kind = proof.object.get("type").and_then(Value::as_str).unwrap();
        let suite = Suite::read(kind, proof.object.get("cryptosuite"))?;
        let document = secured.document_for(proof);
        let input = suite
            .input(&document, &proof.object, contexts, &limits)
            .map_err(|problem| problem.into_problem(&proof.pointer))?;
        let lookup = Lookup::of(&proof.verification_method, &limits)?;
        let key = lookup.retrieve(b"", Timestamp::from_unix_seconds(0), &limits)?.key;
        suite.verify(&input, &proof.object, &key)?;
        names.push(suite.name().to_owned());
    }
    Ok(names)
}

fn verify(text: &str) -> Result<Vec<String>> {
    verify_with(text, &mut Contexts::new())
}

fn code(answer: Result<Vec<String>>) -> Code {
    answer.map(|names| panic!("{names:?} verified")).unwrap_or_else(|problem: Problem| problem.code())
}

#[test]
fn badges_of_other_libraries_verify() {
    let rows = [
        ("ecdsa-rdfc-2019", "ecdsa-rdfc-2019"),
        ("ecdsa-sd-2023.whole", "ecdsa-sd-2023"),
        ("ecdsa-sd-2023.selective", "ecdsa-sd-2023"),
        ("ecdsa-sd-2023.mandatory", "ecdsa-sd-2023"),
        ("ed25519-signature-2020", "Ed25519Signature2020"),
        ("eddsa-2022", "eddsa-2022"),
        ("eddsa-jcs-2022", "eddsa-jcs-2022"),
    ];
    for (file, suite) in rows {
        assert_eq!(verify(&badge(file)).unwrap_or_else(|problem| panic!("{file}: {problem}")), [suite]);
    }
}

#[test]
fn a_change_anywhere_breaks_every_signature() {
    for file in [
        "ecdsa-rdfc-2019",
        "ecdsa-sd-2023.whole",
        "ecdsa-sd-2023.selective",
        "ed25519-signature-2020",
        "eddsa-2022",
        "eddsa-jcs-2022",
    ] {
        let text = badge(file);
        for (from, to) in [
            ("Ties twelve", "Ties twenty"),
            ("2036-01-01", "2037-01-01"),
            (
                "2026-01-01T00:00:00Z\",\n    \"verificationMethod",
                "2026-01-02T00:00:00Z\",\n    \"verificationMethod",
            ),
            ("did:example:ada", "did:example:eve"),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{file}: {from}");
            assert_eq!(code(verify(&changed)), Code::InvalidSignature, "{file}: {from}");
        }
    }
}

#[test]
fn a13_to_a17_names_count_letter_by_letter() {
    let text = badge("eddsa-jcs-2022");
    let rows = [
        ("A14", r#""cryptosuite": "eddsa-jcs-2022 ""#, Code::MalformedProof),
        ("A14", r#""cryptosuite": "EdDSA-jcs-2022""#, Code::MalformedProof),
        ("A14", r#""cryptosuite": ["eddsa-jcs-2022"]"#, Code::MalformedProof),
        ("A14", r#""cryptosuite_": "eddsa-jcs-2022""#, Code::MalformedProof),
        // The signature of one suite under the name of another. Here the proof has a context, which only JCS allows.
        ("A15", r#""cryptosuite": "eddsa-rdfc-2022""#, Code::ForbiddenContext),
        ("B18", r#""cryptosuite": "ecdsa-rdfc-2019""#, Code::ForbiddenContext),
        ("A16", r#""cryptosuite": "bbs-2023""#, Code::UnsupportedCryptosuite),
    ];
    for (id, to, expected) in rows {
        let changed = text.replace(r#""cryptosuite": "eddsa-jcs-2022""#, to);
        assert_eq!(code(verify(&changed)), expected, "{id} {to}");
    }
    let other_type = text.replace("DataIntegrityProof", "Other");
    assert_eq!(code(verify(&other_type)), Code::MalformedProof, "A13");
    let as_jcs = badge("eddsa-2022").replace(r#""eddsa-2022""#, r#""eddsa-jcs-2022""#);
    assert_eq!(code(verify(&as_jcs)), Code::InvalidSignature, "A15");
    let as_ecdsa = badge("eddsa-2022").replace(r#""eddsa-2022""#, r#""ecdsa-rdfc-2019""#);
    assert_eq!(code(verify(&as_ecdsa)), Code::InvalidVerificationMethod, "B18");
    let as_eddsa = badge("ecdsa-rdfc-2019").replace(r#""ecdsa-rdfc-2019""#, r#""eddsa-rdfc-2022""#);
    assert_eq!(code(verify(&as_eddsa)), Code::InvalidVerificationMethod, "B18");
    for kind in ["RsaSignature2018", "Ed25519Signature2018"] {
        assert_eq!(Suite::read(kind, None).unwrap(), Suite::Unsupported(kind.to_owned()), "A16");
    }
}

#[test]
fn a10_to_a12_contexts_of_jcs_proofs() {
    let text = badge("eddsa-jcs-2022");
    let pair = "\"https://www.w3.org/ns/credentials/v2\",\n      \"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"\n    ],\n    \"proofValue\"";
    assert!(text.contains(pair));
    // A10: a context behind the signed ones changes nothing about the signature …
    let appended = text.replacen(
        "context-3.0.3.json\"\n  ]",
        "context-3.0.3.json\",\n    \"https://w3id.org/security/data-integrity/v2\"\n  ]",
        1,
    );
    assert_ne!(appended, text);
    assert_eq!(verify(&appended).unwrap(), ["eddsa-jcs-2022"]);
    // … and what was signed is the document without it.
    let limits = Limits::default();
    let secured = SecuredDocument::read(json::parse(appended.as_bytes(), &limits).unwrap(), &limits).unwrap();
    let signed =
        super::eddsa_jcs_2022::signed_document(&secured.unsecured, &secured.proofs[0].object).unwrap();
    assert_eq!(signed.get("@context").unwrap().one_or_many().len(), 2);
    // In front of them, or in their middle, it is no longer the start.
    let prepended = text.replacen(
        "\"https://www.w3.org/ns/credentials/v2\"",
        "\"https://w3id.org/security/data-integrity/v2\",\n    \"https://www.w3.org/ns/credentials/v2\"",
        1,
    );
    assert_eq!(code(verify(&prepended)), Code::MalformedProof, "A09");
    // A12
    let context = r#""@context": [
      "https://www.w3.org/ns/credentials/v2",
      "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    ],
    "proofValue""#;
    assert!(text.contains(context));
    for other in ["7", "null", "{}", "[]", "[7]", r#""https://www.w3.org/2018/credentials/v1""#] {
        let changed = text.replace(context, &format!(r#""@context": {other}, "proofValue""#));
        assert_eq!(code(verify(&changed)), Code::MalformedProof, "A12 {other}");
    }
    // A11: without one the document counts as it is, which this one was not signed as.
    let without = text.replace(context, r#""proofValue""#);
    assert_eq!(code(verify(&without)), Code::InvalidSignature, "A11");
    let unknown = text.replace("https://www.w3.org/ns/credentials/v2", "https://evil.example/v2");
    assert_eq!(code(verify(&unknown)), Code::UnknownContext);
    let inline = text.replace(
        "{\n    \"id\": \"did:example:ada\"",
        "{\n    \"@context\": {}, \"id\": \"did:example:ada\"",
    );
    assert_ne!(inline, text);
    assert_eq!(code(verify(&inline)), Code::ForbiddenContext, "A06");
}

#[test]
fn a47_proof_values_have_one_form() {
    for (file, prefix) in
        [("ecdsa-rdfc-2019", 'z'), ("eddsa-jcs-2022", 'z'), ("ecdsa-sd-2023.selective", 'u')]
    {
        let text = badge(file);
        let at = text.find("\"proofValue\": \"").unwrap() + "\"proofValue\": \"".len();
        let end = at + text[at..].find('"').unwrap();
        let value = &text[at..end];
        assert!(value.starts_with(prefix));
        let mut rows = vec![
            String::new(),
            prefix.to_string(),
            value[1..].to_owned(),
            format!("m{}", &value[1..]),
            format!("{value}="),
            format!("{value} "),
            format!("{prefix}{}", "1".repeat(1_000_000)),
        ];
        if prefix == 'z' {
            rows.push(multibase::encode_base58btc(&[1; 63]));
            rows.push(multibase::encode_base58btc(&[1; 65]));
        }
        for other in rows {
            let changed = format!("{}{other}{}", &text[..at], &text[end..]);
            assert_eq!(code(verify(&changed)), Code::InvalidProofValue, "{file} {other:.40}");
        }
        let number = format!("{}7{}", &text[..at - 1], &text[end + 1..]);
        assert_eq!(code(verify(&number)), Code::InvalidProofValue, "{file}");
    }
}

/// Takes the proof value of an ecdsa-sd-2023 badge apart, changes its bytes and puts it back.
fn with_proof_bytes(text: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let at = text.find("\"proofValue\": \"").unwrap() + "\"proofValue\": \"".len();
    let end = at + text[at..].find('"').unwrap();
    let mut bytes = multibase::decode_base64url(&text[at..end], 100_000).unwrap();
    change(&mut bytes);
    format!("{}{}{}", &text[..at], multibase::encode_base64url(&bytes), &text[end..])
}

#[test]
fn selective_disclosure_is_read_strictly() {
    let base = badge("ecdsa-sd-2023.base");
    assert_eq!(code(verify(&base)), Code::InvalidProofValue, "a base proof is not for showing");
    // The peer replaces what looks like a label inside of literals, and then cannot verify its own proof either.
    assert_eq!(code(verify(&badge("ecdsa-sd-2023.label-in-literal"))), Code::InvalidProofValue);

    let text = badge("ecdsa-sd-2023.selective");
    let length = {
        let mut length = 0;
        with_proof_bytes(&text, |bytes| length = bytes.len());
        length
    };
    // No byte of a proof value is without effect.
    let mut codes = [0, 0];
    for at in (0..length).step_by(7) {
        let changed = with_proof_bytes(&text, |bytes| bytes[at] ^= 1);
        match code(verify(&changed)) {
            Code::InvalidProofValue => codes[0] += 1,
            Code::InvalidSignature => codes[1] += 1,
            other => panic!("byte {at}: {other}"),
        }
    }
    assert!(codes.iter().all(|count| *count > 5), "{codes:?}");
    for cut in (0..length).step_by(13) {
        assert_eq!(
            code(verify(&with_proof_bytes(&text, |bytes| bytes.truncate(cut)))),
            Code::InvalidProofValue
        );
    }
    assert_eq!(code(verify(&with_proof_bytes(&text, |bytes| bytes.push(0)))), Code::InvalidProofValue);

    // Showing a statement less or more than was signed for is noticed.
    let hidden = text.replacen(r#""name": "Knots","#, "", 1);
    assert_eq!(code(verify(&hidden)), Code::InvalidProofValue);
    let whole = badge("ecdsa-sd-2023.whole");
    let more = text.replacen(r#""validFrom""#, r#""description": "More", "validFrom""#, 1);
    assert_eq!(code(verify(&more)), Code::InvalidProofValue);
    // The proof of one disclosure does not fit another.
    let proof = |text: &str| text[text.find("\"proof\"").unwrap()..].to_owned();
    let mixed = whole.replace(&proof(&whole), &proof(&text));
    assert_eq!(code(verify(&mixed)), Code::InvalidProofValue);
}

#[test]
fn w3c_eddsa_vectors() {
    let Some(suites) = suites::suites("vc-di-eddsa") else { return };
    let folder = suites.join("vc-di-eddsa");
    let mut contexts = Contexts::new();
    let examples = read(suites.join("../contexts/credentials-examples-v2.jsonld"));
    let hash = Sha256::digest(&examples).into();
    contexts.add("https://www.w3.org/ns/credentials/examples/v2", examples.as_bytes(), &hash).unwrap();
    let rows = [
        ("eddsa-rdfc-2022/signedDataInt.json", vec!["eddsa-rdfc-2022"]),
        ("eddsa-jcs-2022/signedJCS.json", vec!["eddsa-jcs-2022"]),
        ("Ed25519Signature2020/signedEdSig.json", vec!["Ed25519Signature2020"]),
        ("proof-set-chain/signedProofSet1.json", vec!["eddsa-rdfc-2022"; 1]),
        ("proof-set-chain/signedProofSet2.json", vec!["eddsa-rdfc-2022"; 2]),
        ("proof-set-chain/signedProofChain1.json", vec!["eddsa-rdfc-2022"; 3]),
        ("proof-set-chain/signedProofChain2.json", vec!["eddsa-rdfc-2022"; 4]),
    ];
    for (file, names) in rows {
        let answer = verify_with(&read(folder.join(file)), &mut contexts);
        assert_eq!(answer.unwrap_or_else(|problem| panic!("{file}: {problem}")), names, "{file}");
    }
    // The forms and hashes on the way.
    for (name, suite) in [("eddsa-jcs-2022", "JCS"), ("Ed25519Signature2020", "EdSig")] {
        let at = |part: &str| read(folder.join(format!("{name}/{part}{suite}.txt")));
        let limits = Limits::default();
        let text = read(folder.join(format!("{name}/signed{suite}.json")));
        let secured = SecuredDocument::read(json::parse(text.as_bytes(), &limits).unwrap(), &limits).unwrap();
        let proof = &secured.proofs[0].object;
        let kind = proof.get("type").and_then(Value::as_str).unwrap();
        let suite = Suite::read(kind, proof.get("cryptosuite")).unwrap();
        let Ok(Input::Hashes(input)) = suite.input(&secured.unsecured, proof, &mut contexts, &limits) else {
            panic!("{name}")
        };
        assert_eq!(input.canonical_document.trim_end(), at("canonDoc").trim_end());
        assert_eq!(input.canonical_proof_configuration.trim_end(), at("proofCanon").trim_end());
        assert_eq!(data_encoding::HEXLOWER.encode(&input.hash_data), at("combinedHash").trim());
    }
}

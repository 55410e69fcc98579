//! Signature primitives against the public suites: Wycheproof, CCTV, ed25519-speccheck, did:key.
//!
//! Every skipped vector has its reason here; a vector that is neither right nor listed fails.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "common/suites.rs"]
mod suites;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use data_encoding::HEXLOWER;
use proofmark::jws::CompactJws;
use proofmark::{Code, Ed25519PublicKey, Jwk, JwkSet, Limits, P256PublicKey, PublicKey};
use serde_json::Value;
use suites::suites;

fn read(path: &str) -> Option<Value> {
    let file = suites(path)?.join(path);
    let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Some(serde_json::from_slice(&bytes).unwrap())
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

fn hex(value: &Value, name: &str) -> Vec<u8> {
    HEXLOWER.decode(text(value, name).as_bytes()).unwrap()
}

/// Every test of a Wycheproof file with its group.
fn wycheproof(file: &str) -> Option<Vec<(Value, Value)>> {
    let suite = read(&format!("wycheproof/testvectors_v1/{file}"))?;
    let mut all = Vec::new();
    for group in suite["testGroups"].as_array().unwrap() {
        all.extend(group["tests"].as_array().unwrap().iter().map(|test| (group.clone(), test.clone())));
    }
    assert_eq!(all.len(), suite["numberOfTests"].as_u64().unwrap() as usize);
    Some(all)
}

/// C04.
#[test]
fn wycheproof_ed25519() {
    let Some(tests) = wycheproof("ed25519_test.json") else { return };
    assert_eq!(tests.len(), 151);
    for (group, test) in tests {
        let key = Ed25519PublicKey::from_bytes(&hex(&group["publicKey"], "pk"));
        let valid = key.is_ok_and(|key| key.verify(&hex(&test, "msg"), &hex(&test, "sig")));
        assert_eq!(valid, test["result"] == "valid", "{test}");
    }
}

/// C16: `r ‖ s` only; zeroes, overlong and DER forms are among the invalid ones.
#[test]
fn wycheproof_p256() {
    let Some(tests) = wycheproof("ecdsa_secp256r1_sha256_p1363_test.json") else { return };
    assert_eq!(tests.len(), 262);
    for (group, test) in tests {
        let point = hex(&group["publicKey"], "uncompressed");
        let key = P256PublicKey::from_coordinates(&point[1..33], &point[33..]).unwrap();
        let valid = key.verify(&hex(&test, "msg"), &hex(&test, "sig"));
        assert_eq!(valid, test["result"] == "valid", "{test}");
        assert_eq!(P256PublicKey::from_compressed(&key.to_compressed()).unwrap(), key);
    }
}

/// Whether a JWS verifies under the key that its `kid` names in a set.
fn verifies(jws: &str, keys: &str) -> Result<(), Code> {
    let limits = Limits::default();
    let jws = CompactJws::parse(jws, &limits).map_err(|problem| problem.code())?;
    let keys = JwkSet::parse(keys.as_bytes(), &limits).map_err(|problem| problem.code())?;
    let kid = jws.header().key_id.as_deref().unwrap_or_default();
    let jwk = keys.by_id(kid).map_err(|problem| problem.code())?;
    if jwk.algorithm.is_some_and(|own| own != jws.header().algorithm) {
        return Err(Code::InvalidVerificationMethod);
    }
    jws.verify(&jwk.key).map(|_| ()).map_err(|problem| problem.code())
}

/// What Wycheproof calls valid and this verifier refuses, with the reason.
fn refused_by_choice(jwk: &Value) -> Option<&'static str> {
    match (jwk["kty"].as_str(), jwk["alg"].as_str()) {
        (Some("oct"), _) => Some("no MACs: credentials are signed with public keys"),
        (_, Some("RS384" | "RS512" | "PS256" | "PS384" | "PS512")) => {
            Some("only RS256 of the RSA algorithms")
        }
        (_, Some("ES521")) => Some("P-521 is not supported, and ES521 is no registered name"),
        _ => None,
    }
}

/// D21.
#[test]
fn wycheproof_jws() {
    let Some(tests) = wycheproof("json_web_signature_test.json") else { return };
    assert_eq!(tests.len(), 401);
    let mut skipped = BTreeMap::new();
    let mut accepted = 0;
    for (group, test) in tests {
        let mut jwk = if group["public"].is_object() { &group["public"] } else { &group["private"] }.clone();
        // Two groups have a key without kid; the header of their only test names none either.
        if jwk["kid"].is_null() {
            jwk["kid"] = Value::from("");
        }
        let answer = verifies(text(&test, "jws"), &format!(r#"{{"keys":[{jwk}]}}"#));
        if test["result"] == "invalid" {
            assert!(answer.is_err(), "{}: {test}", group["comment"]);
        } else if let Some(reason) = refused_by_choice(&jwk) {
            assert!(answer.is_err(), "{}: {test}", group["comment"]);
            *skipped.entry(reason).or_insert(0) += 1;
        } else {
            assert_eq!(answer, Ok(()), "{}: {test}", group["comment"]);
            accepted += 1;
        }
    }
    assert_eq!(accepted, 10, "2 of ES256, 8 of RS256");
    assert_eq!(skipped.values().sum::<i32>(), 46 - accepted, "{skipped:?}");
}

/// C17, D16, D17.
#[test]
fn wycheproof_jwk() {
    let Some(tests) = wycheproof("json_web_key_test.json") else { return };
    assert_eq!(tests.len(), 26);
    for (group, test) in tests {
        let keys = if group["public"].is_object() { &group["public"] } else { &group["private"] };
        let answer = verifies(text(&test, "jws"), &keys.to_string());
        let all_symmetric = keys["keys"].as_array().unwrap().iter().all(|key| key["kty"] == "oct");
        if test["result"] == "valid" && !all_symmetric {
            assert_eq!(answer, Ok(()), "{test}");
        } else {
            // The valid ones with symmetric keys are refused by choice: there are no MACs here.
            assert!(answer.is_err(), "{test}");
        }
    }
}

/// C03: of 914 encodings exactly 43 are accepted, and they are those without any of the flags that make readers differ.
#[test]
fn cctv_ed25519() {
    let Some(vectors) = read("cctv-ed25519/ed25519/ed25519vectors.json") else { return };
    let vectors = vectors.as_array().unwrap();
    assert_eq!(vectors.len(), 914);
    let differing = ["low_order_A", "low_order_R", "low_order_residue", "non_canonical_A", "non_canonical_R"];
    let mut accepted = BTreeSet::new();
    let mut expected = BTreeSet::new();
    for vector in vectors {
        let number = vector["number"].as_u64().unwrap();
        let key = Ed25519PublicKey::from_bytes(&hex(vector, "key"));
        if key.is_ok_and(|key| key.verify(text(vector, "msg").as_bytes(), &hex(vector, "sig"))) {
            accepted.insert(number);
        }
        let flags: Vec<_> =
            vector["flags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if !flags.iter().any(|flag| differing.contains(flag)) {
            expected.insert(number);
        }
    }
    assert_eq!(accepted.len(), 43);
    assert_eq!(accepted, expected);
}

/// C02.
#[test]
fn ed25519_speccheck() {
    let Some(cases) = read("ed25519-speccheck/cases.json") else { return };
    let answer = |case: &Value| {
        let key = Ed25519PublicKey::from_bytes(&hex(case, "pub_key"));
        let valid = key.is_ok_and(|key| key.verify(&hex(case, "message"), &hex(case, "signature")));
        if valid { 'V' } else { 'X' }
    };
    let answers: String = cases.as_array().unwrap().iter().map(answer).collect();
    assert_eq!(answers, "XXXVXXXXXXXX");
}

/// Every Ed25519 and P-256 key resolves to the key that the vectors give as JWK or base58; every other type is refused,
/// P-384, P-521 and secp256k1 by name.
#[test]
fn did_key() {
    let mut resolved = 0;
    for file in ["ed25519-x25519", "nist-curves", "secp256k1", "rsa", "bls12381", "x25519"] {
        let Some(vectors) = read(&format!("did-key/{file}.json")) else { return };
        // One of the files has its documents one level deeper.
        let vectors = if vectors["didDocument"].is_object() { &vectors["didDocument"] } else { &vectors };
        for (did, vector) in vectors.as_object().unwrap() {
            let multibase = did.strip_prefix("did:key:").unwrap();
            let key = PublicKey::from_multibase(multibase);
            let method = &vector["verificationMethod"];
            match (file, method["publicKeyJwk"]["crv"].as_str()) {
                ("ed25519-x25519", _) => {
                    let PublicKey::Ed25519(key) = key.unwrap() else { panic!("{did}") };
                    let seed: [u8; 32] = hex(vector, "seed").try_into().unwrap();
                    assert_eq!(key, proofmark::SecretKey::from_bytes(&seed).public_key(), "{did}");
                    assert_eq!(key.did_key(), *did);
                    resolved += 1;
                }
                ("nist-curves", Some("P-256")) => {
                    let jwk = method["publicKeyJwk"].to_string();
                    let jwk = Jwk::parse(jwk.as_bytes(), &Limits::default()).unwrap();
                    assert_eq!(key.unwrap(), jwk.key, "{did}");
                    resolved += 1;
                }
                ("nist-curves", None) => {
                    let PublicKey::P256(key) = key.unwrap() else { panic!("{did}") };
                    assert_eq!(key.to_compressed(), base58(text(method, "publicKeyBase58")), "{did}");
                    resolved += 1;
                }
                ("nist-curves" | "secp256k1", _) => {
                    assert_eq!(key.unwrap_err().code(), Code::UnsupportedKeyType, "{did}");
                }
                _ => assert_eq!(key.unwrap_err().code(), Code::InvalidVerificationMethod, "{did}"),
            }
        }
    }
    assert_eq!(resolved, 5 + 3);
}

/// The slow schoolbook way, so that it shares nothing with the core's own decoder.
fn base58(text: &str) -> Vec<u8> {
    let mut number = vec![0_u8; 33];
    for letter in text.bytes() {
        let alphabet = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        let mut carry = alphabet.iter().position(|own| *own == letter).unwrap();
        for digit in number.iter_mut().rev() {
            carry += usize::from(*digit) * 58;
            *digit = (carry % 256) as u8;
            carry /= 256;
        }
    }
    number
}

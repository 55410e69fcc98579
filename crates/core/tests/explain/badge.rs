//! The badges that the samples break, signed with keys that are written down here: the same bytes on every run.

use proofmark::{Contexts, Cryptosuite, Limits, ProofOptions, SecretKey, Timestamp, json::Value};

pub(crate) const CREATED: &str = "2026-01-01T00:00:00Z";
/// The time at which every sample is verified.
pub(crate) const NOW: &str = "2026-03-01T12:00:00Z";
pub(crate) const SCHOOL: &str = "did:web:school.example";
pub(crate) const SCHOOL_DOCUMENT: &str = "https://school.example/.well-known/did.json";

pub(crate) fn key(number: u8) -> SecretKey {
    SecretKey::from_bytes(&[number; 32])
}

pub(crate) fn did(number: u8) -> String {
    key(number).public_key().did_key()
}

pub(crate) fn did_method(number: u8) -> String {
    key(number).public_key().did_key_verification_method()
}

/// The issuer's DID document: key 1 for credentials, key 2 too, key 3 for logging in only.
pub(crate) fn school_document() -> String {
    let method = |name: &str, number: u8| {
        let multibase = did(number).replace("did:key:", "");
        format!(
            r#"{{"id":"{SCHOOL}#{name}","type":"Multikey","controller":"{SCHOOL}","publicKeyMultibase":"{multibase}"}}"#
        )
    };
    format!(
        r#"{{"@context":["https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1"],"id":"{SCHOOL}","verificationMethod":[{},{},{}],"assertionMethod":["{SCHOOL}#2025","{SCHOOL}#2026"],"authentication":["{SCHOOL}#login"]}}"#,
        method("2025", 1),
        method("2026", 2),
        method("login", 3)
    )
}

/// A badge with some of everything that systems in between like to change. `extra` are members before the subject, each
/// followed by a comma.
pub(crate) fn badge_with(issuer: &str, extra: &str) -> String {
    format!(
        r#"{{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"https://school.example/credentials/7","type":["VerifiableCredential","OpenBadgeCredential"],"issuer":{{"id":"{issuer}","type":["Profile"],"name":"TEST – Seefahrtsschule Lübeck","url":"https://school.example/"}},"validFrom":"2026-01-01T00:00:00Z","validUntil":"2036-01-01T00:00:00Z","name":"Knots & Splices",{extra}"credentialSubject":{{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{{"id":"urn:uuid:0b0e7c1e-58a7-4f0e-9d5b-1c2d3e4f5a6b","type":["Achievement"],"creditsAvailable":36.5,"name":"Palstek für Anfänger","description":"Ties \"twelve\" knots - and can't fail.\n","criteria":{{"narrative":"Tie them.\n\nThen untie them."}},"tag":["ropes","knots","boats"],"alignment":[{{"type":["Alignment"],"targetName":"Ropework","targetUrl":"https://skills.example/rope%20work"}}]}}}}}}"#
    )
}

/// The badge of key 1, a did:key.
pub(crate) fn badge() -> String {
    badge_with(&did(1), "")
}

pub(crate) fn sign_with(unsecured: &str, number: u8, method: &str, suite: Cryptosuite) -> String {
    let mut options = ProofOptions::new(method, Timestamp::parse(CREATED).unwrap());
    options.cryptosuite = suite;
    let limits = Limits::default();
    proofmark::sign(unsecured.as_bytes(), &key(number), &options, &mut Contexts::new(), &limits)
        .unwrap_or_else(|problem| panic!("{problem}\n{unsecured}"))
}

/// Signed at another time.
pub(crate) fn sign_at(unsecured: &str, created: &str) -> String {
    let options = ProofOptions::new(did_method(1), Timestamp::parse(created).unwrap());
    proofmark::sign(unsecured.as_bytes(), &key(1), &options, &mut Contexts::new(), &Limits::default())
        .unwrap()
}

/// Signed as its did:key issuer should.
pub(crate) fn sign(unsecured: &str) -> String {
    sign_with(unsecured, 1, &did_method(1), Cryptosuite::EddsaRdfc2022)
}

pub(crate) fn sign_jcs(unsecured: &str) -> String {
    sign_with(unsecured, 1, &did_method(1), Cryptosuite::EddsaJcs2022)
}

pub(crate) fn signed() -> String {
    sign(&badge())
}

/// `from` once replaced by `to`; fails if it is not there, so that a sample cannot stay sound by mistake.
pub(crate) fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} is not in {text}");
    text.replacen(from, to, 1)
}

/// The badge with a proof whose signature is over whatever `message` makes of the two hashes (proof, document).
pub(crate) fn signed_oddly(
    unsecured: &str,
    suite: &str,
    message: impl Fn(&[u8], &[u8]) -> Vec<u8>,
) -> String {
    let proof = format!(
        r#""proof":{{"type":"DataIntegrityProof","cryptosuite":"{suite}","created":"{CREATED}","verificationMethod":"{}","proofPurpose":"assertionMethod""#,
        did_method(1)
    );
    let open = unsecured.strip_suffix('}').unwrap();
    let draft = format!("{open},{proof},\"proofValue\":\"z1\"}}}}");
    let inputs = proofmark::proof_inputs(draft.as_bytes(), &mut Contexts::new(), &Limits::default()).unwrap();
    let (proof_hash, document_hash) = inputs[0].hash_data.split_at(32);
    let signature = key(1).sign(&message(proof_hash, document_hash));
    format!("{open},{proof},\"proofValue\":\"{}\"}}}}", base58(&signature))
}

/// The signature in a signed credential: the text of `proofValue`.
pub(crate) fn proof_value(credential: &str) -> String {
    let value = proofmark::json::parse(credential.as_bytes(), &Limits::default()).unwrap();
    value.get("proof").and_then(|proof| proof.get("proofValue")).and_then(Value::as_str).unwrap().to_owned()
}

/// `z` and base58btc.
pub(crate) fn base58(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut digits: Vec<u32> = Vec::new();
    for &byte in bytes {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).map(|_| '1');
    let letters = digits.iter().rev().map(|digit| char::from(ALPHABET[*digit as usize]));
    std::iter::once('z').chain(zeros).chain(letters).collect()
}

/// The 64 bytes of a `z…` text of this module.
pub(crate) fn base58_bytes(text: &str) -> Vec<u8> {
    let mut bytes: Vec<u32> = Vec::new();
    for letter in text.trim_start_matches('z').bytes() {
        let alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        let mut carry = u32::try_from(alphabet.find(char::from(letter)).unwrap()).unwrap();
        for byte in &mut bytes {
            carry += *byte * 58;
            *byte = carry & 0xff;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(carry & 0xff);
            carry >>= 8;
        }
    }
    let mut bytes: Vec<u8> = bytes.into_iter().rev().map(|byte| u8::try_from(byte).unwrap()).collect();
    while bytes.len() < 64 {
        bytes.insert(0, 0);
    }
    bytes
}

/// As a VC-JWT under `kid`.
pub(crate) fn jwt(number: u8, kid: &str, issuer: &str) -> String {
    let badge = badge_with(issuer, "");
    let claims = format!(
        r#","iss":"{issuer}","jti":"https://school.example/credentials/7","nbf":{},"exp":{},"sub":"did:example:ada"}}"#,
        Timestamp::parse("2026-01-01T00:00:00Z").unwrap().unix_seconds(),
        Timestamp::parse("2036-01-01T00:00:00Z").unwrap().unix_seconds()
    );
    let payload = format!("{}{claims}", badge.strip_suffix('}').unwrap());
    proofmark::jws::sign(payload.as_bytes(), &key(number), kid, "JWT", &Limits::default()).unwrap()
}

//! The file itself: what is in it, its signature, its limits, and everything that is refused.

use proofmark::{Code, Limits, SecretKey, TrustPack, Verification};
use serde_json::{Value, json};

use crate::common::{Issuer, LIST};
use crate::world::*;

#[test]
fn every_changed_byte_of_a_pack_is_noticed() {
    let World { publisher, school, old, .. } = World::new();
    let contents = about_school(&[&school], &[former(&old, "retired", "2026-02-01T00:00:00Z")]);
    let pack = sign(&publisher, &contents);
    let original = read(&pack);
    for at in 0..pack.len() {
        for change in [1_u8, 0x20] {
            let mut bytes = pack.clone().into_bytes();
            bytes[at] ^= change;
            assert!(TrustPack::read(&bytes, &Limits::default()).is_err(), "byte {at} of {pack}");
        }
    }
    // Order of members and white space are not what is signed.
    let value: Value = serde_json::from_str(&pack).unwrap();
    let reordered = read(&serde_json::to_string_pretty(&value).unwrap());
    assert_eq!(reordered.publisher_key(), original.publisher_key());
    assert!(reordered.issuers().eq(original.issuers()));
    let mut changed = value.clone();
    changed["issuers"][0]["keyHistory"][0]["retired"] = "2026-02-28T00:00:00Z".into();
    assert_eq!(refused(&changed.to_string()), (Code::InvalidSignature, "/proof/proofValue".to_owned()));
    // Signed again by somebody else, under the first one's name.
    let stranger = Issuer::new(14);
    let mut stolen: Value = serde_json::from_str(&sign(&stranger, &contents)).unwrap();
    stolen["publisher"] = value["publisher"].clone();
    assert_eq!(refused(&stolen.to_string()).0, Code::InvalidVerificationMethod);
    let mut stolen: Value = serde_json::from_str(&sign(&stranger, &contents)).unwrap();
    stolen["publisher"]["id"] = value["publisher"]["id"].clone();
    stolen["proof"]["verificationMethod"] = value["proof"]["verificationMethod"].clone();
    assert_eq!(refused(&stolen.to_string()).0, Code::InvalidVerificationMethod);
}

#[test]
fn a_credential_is_no_pack_and_a_pack_is_no_credential() {
    let World { publisher, school, .. } = World::new();
    assert_eq!(refused(&publisher.sign(&publisher.badge(""))).0, Code::UnsupportedCryptosuite);
    let pack = sign(&publisher, &about_school(&[&school], &[]));
    let report = verify(&pack, trusting(&[&publisher]), &[&pack], &[]);
    assert_eq!(report.verdict.as_str(), "invalid");
    assert!(report.credential.is_none());
}

/// What is refused when a pack is signed, and so also when it is read.
#[test]
fn contents_that_contradict_themselves_are_refused() {
    let World { publisher, school, old, stranger } = World::new();
    let retired = "2026-02-01T00:00:00Z";
    let entry = about_school(&[&school], &[former(&old, "retired", retired)])["issuers"][0].clone();
    let list = |url: &str| json!({"url": url, "retrievedAt": PACKED, "content": school.sign_as(SCHOOL, &school.status_list(url, "revocation", &[0; 16]).replace(&school.did, SCHOOL))});
    let with = |change: &dyn Fn(&mut Value)| {
        let mut entry = entry.clone();
        change(&mut entry);
        json!({"issuers": [entry]})
    };
    let mut same_id = former(&stranger, "retired", retired);
    same_id["id"] = method(SCHOOL, &school)["id"].clone();
    let mut foreign_id = former(&old, "retired", retired);
    foreign_id["id"] = format!("did:web:other.example#{}", multibase(&old)).into();
    let cases = [
        ("an issuer twice", json!({"issuers": [entry, entry]}), Code::MalformedValue, "/issuers/1"),
        (
            "one address for two issuers",
            json!({"issuers": [entry, {"id": "did:web:SCHOOL.example", "document": packed(&did_document("did:web:SCHOOL.example", &[]), PACKED)}]}),
            Code::MalformedValue,
            "/issuers/1",
        ),
        (
            "a key twice",
            with(&|e| {
                e["keyHistory"] = json!([former(&old, "retired", retired), former(&old, "revoked", retired)])
            }),
            Code::MalformedValue,
            "/issuers/0/keyHistory/1",
        ),
        (
            "a list twice",
            with(&|e| e["statusLists"] = json!([list("https://a.example/1"), list("https://a.example/1")])),
            Code::MalformedValue,
            "/issuers/0",
        ),
        (
            "an id with two keys",
            with(&|e| e["keyHistory"] = json!([same_id])),
            Code::MalformedValue,
            "/issuers/0/document/content",
        ),
        (
            "somebody else's document",
            with(&|e| e["document"] = packed(&did_document("did:web:other.example", &[&school]), PACKED)),
            Code::IssuerDocumentIdMismatch,
            "/issuers/0/document/content",
        ),
        (
            "somebody else's key",
            with(&|e| e["keyHistory"] = json!([foreign_id])),
            Code::MalformedValue,
            "/issuers/0/keyHistory/0/id",
        ),
        (
            "an id without the name of a key",
            with(&|e| e["keyHistory"][0]["id"] = format!("{SCHOOL}#").into()),
            Code::MalformedValue,
            "/issuers/0/keyHistory/0/id",
        ),
        (
            "a key of a longer name",
            with(&|e| e["keyHistory"][0]["id"] = format!("{SCHOOL}s#{}", multibase(&old)).into()),
            Code::MalformedValue,
            "/issuers/0/keyHistory/0/id",
        ),
        (
            "somebody else's list",
            with(
                &|e| e["statusLists"] = json!([{"url": LIST, "retrievedAt": PACKED, "content": stranger.sign(&stranger.status_list(LIST, "revocation", &[0; 16]))}]),
            ),
            Code::MalformedValue,
            "/issuers/0/statusLists/0/content",
        ),
        (
            "a document from later",
            with(&|e| e["document"]["retrievedAt"] = "2026-03-01T00:00:01Z".into()),
            Code::MalformedValue,
            "/issuers/0/document/retrievedAt",
        ),
        (
            "a key without an end",
            with(&|e| e["keyHistory"] = json!([method(SCHOOL, &old)])),
            Code::MissingMember,
            "/issuers/0/keyHistory/0",
        ),
        (
            "a secret key",
            with(&|e| e["keyHistory"][0]["secretKeyMultibase"] = "z".into()),
            Code::MalformedValue,
            "/issuers/0/keyHistory/0/secretKeyMultibase",
        ),
        (
            "an unknown member",
            with(&|e| e["trusted"] = true.into()),
            Code::MalformedValue,
            "/issuers/0/trusted",
        ),
        (
            "no such date",
            with(&|e| e["keyHistory"][0]["retired"] = "2026-02-30T00:00:00Z".into()),
            Code::InvalidDateTime,
            "/issuers/0/keyHistory/0/retired",
        ),
        (
            "a key set for a DID",
            with(&|e| e["keySet"] = packed(r#"{"keys":[]}"#, PACKED)),
            Code::MalformedValue,
            "/issuers/0/keySet",
        ),
        (
            "a document for a key",
            json!({"issuers": [{"id": old.did, "document": packed("{}", PACKED)}]}),
            Code::MalformedValue,
            "/issuers/0/document",
        ),
        (
            "an issuer of an unknown kind",
            json!({"issuers": [{"id": "did:ion:x"}]}),
            Code::UnsupportedDidMethod,
            "/issuers/0/id",
        ),
        ("no issuers", json!({}), Code::MissingMember, "/issuers"),
    ];
    for (what, contents, code, pointer) in cases {
        let problem = sign_as(&publisher.did, &publisher, PACKED, &contents).unwrap_err();
        assert_eq!((problem.code(), problem.pointer()), (code, pointer), "{what}: {problem}");
    }
    // The shortest name that a key can have is one letter.
    let short = with(&|e| e["keyHistory"][0]["id"] = format!("{SCHOOL}#a").into());
    assert!(sign_as(&publisher.did, &publisher, PACKED, &short).is_ok());
    // Its own signing key, said to be withdrawn.
    let own = about_school(&[], &[former(&school, "revoked", "2026-02-01T00:00:00Z")]);
    assert_eq!(sign_as(SCHOOL, &school, PACKED, &own).unwrap_err().code(), Code::KeyWithdrawn);
}

#[test]
fn odd_packs_are_refused() {
    let World { publisher, school, .. } = World::new();
    let pack = sign(&publisher, &about_school(&[&school], &[]));
    let value: Value = serde_json::from_str(&pack).unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = value.clone();
        change(&mut changed);
        refused(&changed.to_string())
    };
    let at = |code: Code, pointer: &str| (code, pointer.to_owned());
    assert_eq!(with(&|p| p["proof"] = json!([])), at(Code::MalformedProof, "/proof"));
    assert_eq!(with(&|p| p["proof"] = json!([p["proof"].clone()])), at(Code::MalformedProof, "/proof"));
    assert_eq!(with(&|p| drop(p.as_object_mut().unwrap().remove("proof"))), at(Code::MissingProof, "/proof"));
    assert_eq!(
        with(&|p| p["proof"]["expires"] = "2030-01-01T00:00:00Z".into()),
        at(Code::MalformedProof, "/proof/expires")
    );
    assert_eq!(
        with(&|p| p["proof"]["cryptosuite"] = "eddsa-rdfc-2022".into()),
        at(Code::UnsupportedCryptosuite, "/proof/cryptosuite")
    );
    assert_eq!(
        with(&|p| p["proof"]["proofPurpose"] = "authentication".into()),
        at(Code::WrongProofPurpose, "/proof/proofPurpose")
    );
    assert_eq!(
        with(&|p| drop(p["proof"].as_object_mut().unwrap().remove("created"))),
        at(Code::MalformedProof, "/proof/created")
    );
    assert_eq!(
        with(&|p| drop(p.as_object_mut().unwrap().remove("publisher"))),
        at(Code::MissingMember, "/publisher")
    );
    assert_eq!(with(&|p| p["publisher"]["name"] = "x".into()), at(Code::MalformedValue, "/publisher/name"));
    assert_eq!(refused("[]").0, Code::MalformedValue);
    assert_eq!(refused(&format!("{pack}{pack}")).0, Code::InvalidJson);
    assert_eq!(refused(&pack.replacen("{\"type\"", "{\"type\":\"x\",\"type\"", 1)).0, Code::DuplicateMember);
    // What only the holder of a key can do: sign another kind or version of pack.
    for (member, other) in [("type", json!("Pack")), ("version", json!(2)), ("version", json!("1"))] {
        let mut other_pack = value.clone();
        other_pack[member] = other;
        let signed = sign_again(&publisher.key, &other_pack);
        assert_eq!(refused(&signed), at(Code::MalformedValue, &format!("/{member}")), "{signed}");
    }
}

/// Signs a changed pack anew: eddsa-jcs-2022, made from its parts.
fn sign_again(key: &SecretKey, pack: &Value) -> String {
    use sha2::{Digest, Sha256};
    let mut document = pack.clone();
    let mut proof = document.as_object_mut().unwrap().remove("proof").unwrap();
    proof.as_object_mut().unwrap().remove("proofValue");
    let hash = |value: &Value| {
        let text = value.to_string();
        let parsed = proofmark::json::parse(text.as_bytes(), &Limits::default()).unwrap();
        Sha256::digest(proofmark::jcs::canonicalize(&parsed).unwrap())
    };
    let data = [hash(&proof), hash(&document)].concat();
    proof["proofValue"] = format!("z{}", base58(&key.sign(&data))).into();
    document["proof"] = proof;
    document.to_string()
}

fn base58(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut digits: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = u8::try_from(carry % 58).unwrap();
            carry /= 58;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 58).unwrap());
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).map(|_| 0);
    digits.extend(zeros);
    digits.iter().rev().map(|digit| char::from(LETTERS[usize::from(*digit)])).collect()
}

#[test]
fn limits_are_named_and_never_cut() {
    let World { publisher, school, old, .. } = World::new();
    let list = json!({"url": LIST, "retrievedAt": PACKED, "content": school.sign_as(SCHOOL, &school.status_list(LIST, "revocation", &[0; 16]).replace(&school.did, SCHOOL))});
    let mut contents = about_school(&[&school], &[former(&old, "retired", "2026-02-01T00:00:00Z")]);
    contents["issuers"][0]["statusLists"] = json!([list]);
    let pack = sign(&publisher, &contents);
    type Change = fn(&mut Limits);
    let cases: [(&str, Change); 6] = [
        ("bytes", |limits| limits.trust_pack_bytes = 100),
        ("issuers", |limits| limits.trust_pack_issuers = 0),
        ("lists", |limits| limits.trust_pack_lists = 0),
        ("keys", |limits| limits.trust_pack_keys = 0),
        ("bytes of a document", |limits| limits.issuer_document_bytes = 100),
        ("bytes of a list", |limits| limits.document_bytes = 100),
    ];
    for (what, change) in cases {
        let mut limits = Limits::default();
        change(&mut limits);
        let problem = TrustPack::read(pack.as_bytes(), &limits).unwrap_err();
        assert_eq!(problem.code(), Code::LimitExceeded, "{what}: {problem}");
    }
    let exact = Limits::default();
    let mut limits = Limits::default();
    (limits.trust_pack_bytes, limits.trust_pack_issuers) = (pack.len(), 1);
    (limits.trust_pack_lists, limits.trust_pack_keys) = (1, 1);
    assert_eq!(TrustPack::read(pack.as_bytes(), &limits), TrustPack::read(pack.as_bytes(), &exact));
    let mut options = trusting(&[&publisher]);
    options.limits.trust_packs = 1;
    let mut verification = Verification::new(Vec::new(), options);
    verification.trust(read(&pack)).unwrap();
    assert_eq!(verification.trust(read(&pack)).unwrap_err().code(), Code::LimitExceeded);
}

#[test]
fn a_pack_tells_what_is_in_it() {
    let World { publisher, school, old, .. } = World::new();
    let pack = read(&sign(
        &publisher,
        &about_school(&[&school], &[former(&old, "retired", "2026-02-01T00:00:00Z")]),
    ));
    let told: Value = serde_json::from_str(&pack.to_json()).unwrap();
    assert_eq!(told["publisher"], json!({"id": publisher.did, "key": publisher.did}));
    assert_eq!(told["created"], PACKED);
    assert_eq!(told["issuers"][0]["name"], "Example School");
    assert_eq!(told["issuers"][0]["documents"][0]["url"], SCHOOL_DOCUMENT);
    assert_eq!(told["issuers"][0]["keyHistory"][0]["retired"], "2026-02-01T00:00:00Z");
    assert_eq!(pack.issuers().next(), Some((SCHOOL, Some("Example School"))));
}

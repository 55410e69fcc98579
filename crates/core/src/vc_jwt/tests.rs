//! Credentials as JWT, right and wrong: ATTACKS part D beyond the form of the token.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::{JwtCredential, KeySource, Profile};
use crate::jws::{self, CompactJws};
use crate::keys::{PublicKey, SecretKey};
use crate::{Code, Limits, Problem, Result, Timestamp, base64, json};

const ISSUER: &str = "https://school.example/issuers/7";
const KEY_SET: &str = "https://school.example/.well-known/jwks.json";

fn key(number: u8) -> SecretKey {
    SecretKey::from_bytes(&[number; 32])
}

fn jwk(number: u8, more: &str) -> String {
    let x = base64::URL.encode(key(number).public_key().as_bytes());
    format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"{more}}}"#)
}

/// A token with this header, signed by key 1.
fn token(header: &str) -> String {
    let signed = format!("{}.{}", base64::URL.encode(header.as_bytes()), base64::URL.encode(b"{}"));
    let signature = base64::URL.encode(&key(1).sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// All the steps that lead to the key: its owner is `issuer`, whose document is `document`.
fn resolve(header: &str, issuer: &str, url: Option<&str>, document: &str) -> Result<PublicKey> {
    let limits = Limits::default();
    let token = token(header);
    let jws = CompactJws::parse(&token, &limits)?;
    Profile::of(jws.header())?;
    let source = KeySource::of(jws.header(), issuer, &limits)?;
    assert_eq!(source.url(), url, "{header}");
    let retrieved = source.retrieve(document.as_bytes(), &jws, Timestamp::from_unix_seconds(0), &limits)?;
    jws.verify(&retrieved.key).map(|_| retrieved.key)
}

fn code<T>(result: Result<T>) -> Option<Code> {
    result.err().map(|problem: Problem| problem.code())
}

#[test]
fn issuers_with_a_web_address_publish_a_key_set() {
    let with_kid = r#"{"alg":"EdDSA","kid":"k1","typ":"JWT"}"#;
    let set = |keys: &str| format!(r#"{{"keys":[{keys}]}}"#);
    let own = jwk(1, r#","kid":"k1""#);
    let header_jwk = format!(r#"{{"alg":"EdDSA","jwk":{}}}"#, jwk(1, ""));
    let both = format!(r#"{{"alg":"EdDSA","kid":"k1","jwk":{}}}"#, jwk(1, ""));
    let kid_and_other_jwk = format!(r#"{{"alg":"EdDSA","kid":"k1","jwk":{}}}"#, jwk(2, ""));
    let rsa = r#"{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"k9"}"#;
    let oct = r#"{"kty":"oct","k":"AA","kid":"k9"}"#;
    let rows = [
        ("by kid", with_kid, set(&own), None),
        ("by jwk", &header_jwk, set(&own), None),
        ("by both", &both, set(&own), None),
        ("by jwk, set without kid", &both, set(&jwk(1, "")), None),
        ("iss of the issuer", with_kid, set(&jwk(1, &format!(r#","kid":"k1","iss":"{ISSUER}""#))), None),
        ("useless key beside it", with_kid, set(&format!("{rsa},{own}")), None),
        ("unknown type beside it", with_kid, set(&format!(r#"{{"kty":"AKP"}},{own}"#)), None),
        ("D03 attacker's jwk", &header_jwk, set(&jwk(2, r#","kid":"k1""#)), Some(Code::KeyNotListed)),
        (
            "D03 kid of the victim, jwk of the attacker",
            &kid_and_other_jwk,
            set(&own),
            Some(Code::InvalidVerificationMethod),
        ),
        ("kid not there", with_kid, set(&jwk(1, "")), Some(Code::KeyNotListed)),
        ("another key under the kid", with_kid, set(&jwk(2, r#","kid":"k1""#)), Some(Code::InvalidSignature)),
        (
            "iss of somebody else",
            with_kid,
            set(&jwk(1, r#","kid":"k1","iss":"https://a.example""#)),
            Some(Code::IssuerMismatch),
        ),
        (
            "D17 same kid twice",
            with_kid,
            set(&format!("{own},{}", jwk(2, r#","kid":"k1""#))),
            Some(Code::InvalidIssuerDocument),
        ),
        (
            "D17 use enc",
            with_kid,
            set(&jwk(1, r#","kid":"k1","use":"enc""#)),
            Some(Code::InvalidVerificationMethod),
        ),
        (
            "D17 key_ops sign",
            with_kid,
            set(&jwk(1, r#","kid":"k1","key_ops":["sign"]"#)),
            Some(Code::InvalidVerificationMethod),
        ),
        (
            "D17 key_ops twice",
            with_kid,
            set(&jwk(1, r#","kid":"k1","key_ops":["verify","verify"]"#)),
            Some(Code::InvalidVerificationMethod),
        ),
        (
            "D17 symmetric key inside",
            with_kid,
            set(&format!("{own},{oct}")),
            Some(Code::InvalidIssuerDocument),
        ),
        (
            "B17 secret key inside",
            with_kid,
            set(&jwk(1, r#","kid":"k1","d":"AA""#)),
            Some(Code::KeyCompromised),
        ),
        (
            "D16 alg of the key",
            with_kid,
            set(&jwk(1, r#","kid":"k1","alg":"ES256""#)),
            Some(Code::InvalidVerificationMethod),
        ),
        ("no set", with_kid, own.clone(), Some(Code::InvalidIssuerDocument)),
        (
            "members twice",
            with_kid,
            format!(r#"{{"keys":[],"keys":[{own}]}}"#),
            Some(Code::InvalidIssuerDocument),
        ),
    ];
    for (id, header, document, expected) in rows {
        assert_eq!(code(resolve(header, ISSUER, Some(KEY_SET), &document)), expected, "{id}");
    }
}

#[test]
fn a_kid_leads_nowhere_but_to_the_issuer() {
    let limits = Limits::default();
    let did_key = key(1).public_key().did_key();
    let other = key(2).public_key().did_key();
    let source = |kid: &str, issuer: &str| {
        let token = token(&format!(r#"{{"alg":"EdDSA","kid":"{kid}"}}"#));
        let jws = CompactJws::parse(&token, &limits).unwrap();
        KeySource::of(jws.header(), issuer, &limits).map(|source| source.url().map(str::to_owned))
    };
    let key_set = Some(KEY_SET.to_owned());
    assert_eq!(source("https://school.example/keys/1", ISSUER).unwrap(), key_set);
    assert_eq!(source("anything", ISSUER).unwrap(), key_set);
    let method = key(1).public_key().did_key_verification_method();
    for kid in [method.as_str(), &did_key] {
        assert_eq!(source(kid, &did_key).unwrap(), None, "{kid}");
    }
    let document = Some("https://school.example/.well-known/did.json".to_owned());
    for kid in ["did:web:school.example#k", "#k", "k"] {
        assert_eq!(source(kid, "did:web:school.example").unwrap(), document, "{kid}");
    }
    let victim = "did:web:victim.example";
    for (id, kid, issuer) in [
        ("D05", "https://evil.example/key", ISSUER),
        ("D05", "https://evil.example/key", victim),
        ("D05", "https://school.example@evil.example/key", ISSUER),
        ("D05", "https://school.example.evil.example/key", ISSUER),
        ("D05", "http://school.example/key", ISSUER),
        ("D06", "did:web:evil.example#k", victim),
        ("D06", "did:web:evil.example#k", ISSUER),
        ("D06", &other, &did_key),
        ("D06", &method, &other),
        ("D06", "did:web:victim.example.evil.example#k", victim),
        ("D07", "../../dev/null", victim),
    ] {
        assert_eq!(code(source(kid, issuer)), Some(Code::IssuerMismatch), "{id} {kid}");
    }
    assert_eq!(code(source("k", "did:ion:abc")), Some(Code::UnsupportedDidMethod));
    assert_eq!(code(source("k", "http://school.example")), Some(Code::InvalidVerificationMethodUrl));
    assert_eq!(code(source("k", "did:web:127.0.0.1")), Some(Code::InvalidVerificationMethodUrl));
    // An identifier that only looks like a did:key inside.
    assert!(source("k", &format!("did:key:{did_key}")).is_err());
}

#[test]
fn did_issuers_publish_a_did_document() {
    let did = "did:web:school.example";
    let url = Some("https://school.example/.well-known/did.json");
    let multibase = key(1).public_key().to_multibase();
    let method = format!(
        r#"{{"id":"{did}#k","type":"Multikey","controller":"{did}","publicKeyMultibase":"{multibase}"}}"#
    );
    let listed = format!(r#"{{"id":"{did}","verificationMethod":[{method}],"assertionMethod":["{did}#k"]}}"#);
    let not_for_assertion = listed.replace("assertionMethod", "authentication");
    let kid = r##"{"alg":"EdDSA","kid":"#k"}"##;
    let by_key = format!(r#"{{"alg":"EdDSA","jwk":{}}}"#, jwk(1, ""));
    let forged = format!(r##"{{"alg":"EdDSA","kid":"#k","jwk":{}}}"##, jwk(2, ""));
    assert_eq!(code(resolve(kid, did, url, &listed)), None);
    assert_eq!(code(resolve(&by_key, did, url, &listed)), None);
    assert_eq!(code(resolve(&forged, did, url, &listed)), Some(Code::InvalidVerificationMethod));
    assert_eq!(code(resolve(kid, did, url, &not_for_assertion)), Some(Code::InvalidRelationship));
    assert_eq!(code(resolve(&by_key, did, url, &not_for_assertion)), Some(Code::KeyNotListed));
    let did_jwk = format!("did:jwk:{}", base64::URL.encode(jwk(1, "").as_bytes()));
    assert_eq!(code(resolve(&format!(r#"{{"alg":"EdDSA","kid":"{did_jwk}#0"}}"#), &did_jwk, None, "")), None);
    assert_eq!(code(resolve(&by_key, &did_jwk, None, "")), None);
    let other = format!(r#"{{"alg":"EdDSA","jwk":{}}}"#, jwk(2, ""));
    assert_eq!(code(resolve(&other, &did_jwk, None, "")), Some(Code::IssuerMismatch));
}

#[test]
fn typ_decides_the_profile() {
    let profile = |header: &str| {
        let token = token(header);
        Profile::of(CompactJws::parse(&token, &Limits::default()).unwrap().header())
            .map_err(|problem| problem.code())
    };
    assert_eq!(profile(r#"{"alg":"EdDSA","kid":"k"}"#), Ok(Profile::OpenBadges));
    assert_eq!(profile(r#"{"alg":"EdDSA","kid":"k","typ":"JWT"}"#), Ok(Profile::OpenBadges));
    assert_eq!(profile(r#"{"alg":"EdDSA","kid":"k","typ":"vc+jwt"}"#), Ok(Profile::VcJoseCose));
    assert_eq!(
        profile(r#"{"alg":"EdDSA","kid":"k","typ":"application/vc+jwt","cty":"vc"}"#),
        Ok(Profile::VcJoseCose)
    );
    for header in [
        r#"{"alg":"EdDSA","kid":"k","typ":"vp+jwt"}"#,
        r#"{"alg":"EdDSA","kid":"k","typ":"statuslist+jwt"}"#,
        r#"{"alg":"EdDSA","kid":"k","typ":"at+jwt"}"#,
        r#"{"alg":"EdDSA","kid":"k","typ":"vc+sd-jwt"}"#,
        r#"{"alg":"EdDSA","kid":"k","typ":""}"#,
        r#"{"alg":"EdDSA","typ":"JWT"}"#,
        r#"{"alg":"EdDSA","kid":"k","cty":"vc"}"#,
        r#"{"alg":"EdDSA","kid":"k","iss":"x"}"#,
    ] {
        assert_eq!(profile(header), Err(Code::MalformedProof), "D12, D04 {header}");
    }
}

const CREDENTIAL: &str = r#""@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"id":"urn:uuid:1","issuer":{"id":"https://school.example/issuers/7"},"validFrom":"2026-01-01T00:00:00.250Z","validUntil":"2026-01-01T01:00:00+01:00","credentialSubject":{"id":"did:example:ada"}"#;
const CLAIMS: &str = r#""iss":"https://school.example/issuers/7","jti":"urn:uuid:1","sub":"did:example:ada","nbf":1767225600,"exp":1767225600"#;

/// Codes with their pointers, for a payload of these members.
fn claims(profile: Profile, members: &str) -> Result<Vec<String>> {
    let payload = format!("{{{members}}}");
    let payload = json::parse(payload.as_bytes(), &Limits::default())?;
    let findings = JwtCredential::read(payload, profile)?.check_claims(profile);
    Ok(findings.problems.iter().map(|problem| format!("{} {}", problem.code(), problem.pointer())).collect())
}

#[test]
fn claims_repeat_the_credential() {
    let whole = format!("{CREDENTIAL},{CLAIMS}");
    assert_eq!(claims(Profile::OpenBadges, &whole).unwrap(), [""; 0]);
    let rows = [
        (r#""iss":"https://school.example/issuers/7","#, "", "missing_member /iss"),
        (
            r#""iss":"https://school.example/issuers/7""#,
            r#""iss":"https://school.example/issuers/8""#,
            "claim_mismatch /iss",
        ),
        (
            r#""iss":"https://school.example/issuers/7""#,
            r#""iss":"https://school.example/issuers/7/""#,
            "claim_mismatch /iss",
        ),
        (
            r#""iss":"https://school.example/issuers/7""#,
            r#""iss":["https://school.example/issuers/7"]"#,
            "claim_mismatch /iss",
        ),
        (r#","sub":"did:example:ada""#, "", "missing_member /sub"),
        (r#""sub":"did:example:ada""#, r#""sub":"did:example:eve""#, "claim_mismatch /sub"),
        (r#""jti":"urn:uuid:1","#, "", "missing_member /jti"),
        (r#""jti":"urn:uuid:1""#, r#""jti":"urn:uuid:2""#, "claim_mismatch /jti"),
        (r#","nbf":1767225600"#, "", "missing_member /nbf"),
        (r#""nbf":1767225600"#, r#""nbf":1767225601"#, "claim_mismatch /nbf"),
        (r#","exp":1767225600"#, "", "missing_member /exp"),
        (r#""exp":1767225600"#, r#""exp":1767225601"#, "claim_mismatch /exp"),
        (r#""exp":1767225600"#, r#""exp":"1767225600""#, "invalid_date_time /exp"),
        (r#""exp":1767225600"#, r#""exp":-1"#, "invalid_date_time /exp"),
        (r#""exp":1767225600"#, r#""exp":1767225600.5"#, "invalid_date_time /exp"),
        (r#""exp":1767225600"#, r#""exp":1.7672256e9"#, "invalid_date_time /exp"),
        (r#""exp":1767225600"#, r#""exp":253402300800"#, "invalid_date_time /exp"),
        (r#""exp":1767225600"#, r#""exp":null"#, "invalid_date_time /exp"),
    ];
    for (from, to, expected) in rows {
        let changed = whole.replace(from, to);
        assert_ne!(changed, whole, "{from}");
        assert_eq!(claims(Profile::OpenBadges, &changed).unwrap(), [expected], "D08, D10 {to}");
    }
    // D10: numbers that the JSON reader refuses before they are times.
    for number in ["1e400", "9223372036854775808"] {
        assert!(
            claims(Profile::OpenBadges, &whole.replace(r#""exp":1767225600"#, &format!(r#""exp":{number}"#)))
                .is_err()
        );
    }
    // Without validUntil, exp is allowed and sets the end.
    let open_ended = whole.replace(r#""validUntil":"2026-01-01T01:00:00+01:00","#, "");
    assert_eq!(claims(Profile::OpenBadges, &open_ended).unwrap(), [""; 0]);
}

#[test]
fn vc_jose_cose_needs_no_claims_but_believes_no_wrong_ones() {
    assert_eq!(claims(Profile::VcJoseCose, CREDENTIAL).unwrap(), [""; 0]);
    let own_times = format!(r#"{CREDENTIAL},"iat":1767225600,"exp":1999999999"#);
    assert_eq!(claims(Profile::VcJoseCose, &own_times).unwrap(), [""; 0]);
    let wrong = format!(r#"{CREDENTIAL},"iss":"did:web:evil.example","sub":"a","jti":"b""#);
    assert_eq!(
        claims(Profile::VcJoseCose, &wrong).unwrap(),
        ["claim_mismatch /iss", "claim_mismatch /jti", "claim_mismatch /sub"]
    );
}

#[test]
fn the_credential_has_one_place() {
    let v1 = CREDENTIAL
        .replace("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
        .replace("validFrom", "issuanceDate")
        .replace("validUntil", "expirationDate");
    assert_eq!(claims(Profile::OpenBadges, &format!(r#""vc":{{{v1}}},{CLAIMS}"#)).unwrap(), [""; 0]);
    let rows = [
        ("D09", Profile::OpenBadges, format!(r#""vc":{{{v1}}},{CLAIMS},{CREDENTIAL}"#)),
        ("D09", Profile::OpenBadges, format!(r#""vc":{{{v1}}},{CLAIMS},"issuer":"x""#)),
        ("1.8", Profile::OpenBadges, format!(r#""vc":{{{CREDENTIAL}}},{CLAIMS}"#)),
        ("1.8", Profile::OpenBadges, format!("{v1},{CLAIMS}")),
        ("2.5", Profile::VcJoseCose, format!(r#""vc":{{{v1}}},{CLAIMS}"#)),
        ("D12", Profile::OpenBadges, format!(r#""vp":{{}},{CLAIMS}"#)),
        ("D12", Profile::VcJoseCose, format!(r#"{CREDENTIAL},"vp":{{}}"#)),
        ("D09", Profile::OpenBadges, format!(r#""vc":[],{CLAIMS}"#)),
    ];
    for (id, profile, members) in rows {
        assert_eq!(code(claims(profile, &members)), Some(Code::MalformedValue), "{id} {members}");
    }
    let list = json::parse(b"[]", &Limits::default()).unwrap();
    assert_eq!(code(JwtCredential::read(list, Profile::OpenBadges)), Some(Code::MalformedValue), "D20");
}

#[test]
fn a_subject_without_an_id_needs_no_sub() {
    let members = format!("{CREDENTIAL},{CLAIMS}")
        .replace(r#""id":"did:example:ada""#, r#""type":"AchievementSubject""#)
        .replace(r#""sub":"did:example:ada","#, "");
    let payload = format!("{{{members}}}");
    let payload = json::parse(payload.as_bytes(), &Limits::default()).unwrap();
    let findings =
        JwtCredential::read(payload, Profile::OpenBadges).unwrap().check_claims(Profile::OpenBadges);
    assert_eq!((findings.problems.len(), findings.warnings.len()), (0, 1));
}

#[test]
fn signed_badges_are_read_back() {
    let payload = format!("{{{CREDENTIAL},{CLAIMS}}}");
    let token = jws::sign(payload.as_bytes(), &key(1), "k1", "JWT", &Limits::default()).unwrap();
    let jws = CompactJws::parse(&token, &Limits::default()).unwrap();
    let payload = json::parse(jws.unverified_payload(), &Limits::default()).unwrap();
    let credential = JwtCredential::read(payload, Profile::of(jws.header()).unwrap()).unwrap();
    assert_eq!(credential.issuer(), Some(ISSUER));
    assert!(credential.credential.get("iss").is_none());
}

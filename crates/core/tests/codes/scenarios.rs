//! For each code the smallest story that leads to it, told to a real verification.

use proofmark::{Code, Cryptosuite, Limits, Options, Report};
use serde_json::json;

use crate::badge::*;
use crate::common;
use crate::samples;
use crate::world;

/// Every code with a report that carries it.
pub(crate) fn all() -> Vec<(Code, Report)> {
    let mut found = of_samples();
    found.extend(files());
    found.extend(documents());
    found.extend(proofs());
    found.extend(issuers());
    found.extend(options_of_callers());
    found.extend(statuses());
    found.extend(beside());
    found.extend(open_badges_2());
    found
}

fn now() -> Options {
    common::at(NOW)
}

fn verify(credential: &str) -> Report {
    verify_bytes(credential.as_bytes(), now(), &[])
}

fn verify_bytes(bytes: &[u8], options: Options, documents: &[(&str, &str)]) -> Report {
    use proofmark::{Contexts, Document, FetchFailure, Source, Step, Verification};
    let retrieved_at = options.now;
    let mut verification = Verification::new(bytes.to_vec(), options);
    loop {
        match verification.step(&mut Contexts::new()) {
            Step::Done(report) => return report,
            Step::Needs(requests) => {
                for request in requests {
                    let found = documents.iter().find(|(url, _)| *url == request.url);
                    let document = found.map(|(_, text)| Document {
                        bytes: text.as_bytes().to_vec(),
                        retrieved_at,
                        source: Source::Network,
                    });
                    verification
                        .supply(&request.url, document.ok_or((FetchFailure::NotFound, String::new())));
                }
            }
        }
    }
}

/// The broken samples already show most codes; each is taken from the first sample that has it.
fn of_samples() -> Vec<(Code, Report)> {
    let owned = samples::documents();
    let documents: Vec<(&str, &str)> = owned.iter().map(|(url, text)| (*url, text.as_str())).collect();
    let mut found: Vec<(Code, Report)> = Vec::new();
    for sample in samples::all() {
        let report = verify_bytes(&sample.bytes, now(), &documents);
        for code in report.checks.iter().filter_map(|check| check.code) {
            if !found.iter().any(|(own, _)| *own == code) {
                found.push((code, report.clone()));
            }
        }
    }
    found
}

fn files() -> Vec<(Code, Report)> {
    let named = |value: &str| verify(&replaced(&signed(), "\"Knots & Splices\"", value));
    let two = |credential: &str| samples::png_with(&[credential, credential]);
    vec![
        (Code::DuplicateMember, named(r#""Knots","name":"Splices""#)),
        (Code::InvalidUnicode, named(r#""\ud83d""#)),
        (Code::NumberPrecision, verify(&replaced(&signed(), "36.5", "12345678901234567890"))),
        (Code::LimitExceeded, named(&format!("{}{}", "[".repeat(80), "]".repeat(80)))),
        (Code::UnsupportedContainer, verify_bytes(b"GIF89a\x01\x00\x01\x00\x80\xff\xff", now(), &[])),
        (Code::AmbiguousContainer, verify_bytes(&two(&signed()), now(), &[])),
    ]
}

fn documents() -> Vec<(Code, Report)> {
    let mut options = now();
    options.limits.canonicalization_work = 10;
    let period = badge().replace("2036-01-01", "2025-01-01");
    vec![
        (
            Code::ForbiddenKeyword,
            verify(&replaced(&signed(), r#""name":"Knots"#, r#""@reverse":{},"name":"Knots"#)),
        ),
        (Code::WorkBudgetExceeded, verify_bytes(signed().as_bytes(), options, &[])),
        (Code::InvalidPeriod, verify(&sign(&period))),
    ]
}

fn proofs() -> Vec<(Code, Report)> {
    let expires = signed_with_member(r#""expires":"2026-02-01T00:00:00Z""#);
    let badge = badge();
    let claims = format!(
        r#","iss":"{}","jti":"https://school.example/credentials/8","sub":"did:example:ada"}}"#,
        did(1)
    );
    let payload = format!("{}{claims}", badge.strip_suffix('}').unwrap());
    let token = proofmark::jws::sign(payload.as_bytes(), &key(1), &did_method(1), "JWT", &Limits::default());
    vec![(Code::ProofExpired, verify(&expires)), (Code::ClaimMismatch, verify(&token.unwrap()))]
}

/// What may be wrong with the document of an issuer or the key in it.
fn issuers() -> Vec<(Code, Report)> {
    let credential =
        sign_with(&badge_with(SCHOOL, ""), 1, &format!("{SCHOOL}#2025"), Cryptosuite::EddsaRdfc2022);
    let with = |document: &str| verify_bytes(credential.as_bytes(), now(), &[(SCHOOL_DOCUMENT, document)]);
    let document = school_document();
    let own = did(1).replace("did:key:", "");
    let key = format!(r#""publicKeyMultibase":"{own}""#);
    let other_curve = base58(&[&[0x81, 0x24][..], &[2; 49]].concat());
    let foreign = badge_with("did:example:school", "");
    vec![
        (Code::InvalidIssuerDocument, with("<html>Not found</html>")),
        (Code::IssuerDocumentIdMismatch, with(&document.replace(SCHOOL, "did:web:other.example"))),
        (Code::InvalidVerificationMethod, with(&document.replace(&key, r#""publicKeyMultibase":"z6Mk""#))),
        (Code::UnsupportedKeyType, with(&document.replace(&own, &other_curve))),
        (
            Code::KeyCompromised,
            with(&document.replace(&key, &format!(r#"{key},"secretKeyMultibase":"z3u2""#))),
        ),
        (
            Code::KeyWithdrawn,
            with(&document.replace(&key, &format!(r#"{key},"revoked":"2025-06-01T00:00:00Z""#))),
        ),
        (
            Code::UnsupportedDidMethod,
            verify(&sign_with(&foreign, 1, "did:example:school#1", Cryptosuite::EddsaRdfc2022)),
        ),
    ]
}

fn options_of_callers() -> Vec<(Code, Report)> {
    let identifier = |hash: &str| {
        let identity = format!(
            r#""identifier":[{{"type":"IdentityObject","hashed":true,"identityHash":"{hash}","identityType":"emailAddress","salt":"x"}}],"achievement""#
        );
        sign(&replaced(&badge(), r#""achievement""#, &identity))
    };
    let asked = |credential: &str| {
        let mut options = now();
        options.recipient = Some("ada@example.org".to_owned());
        verify_bytes(credential.as_bytes(), options, &[])
    };
    let mut trusting = now();
    trusting.policy.trusted_issuers = Some(vec![SCHOOL.to_owned()]);
    let expecting = |change: fn(&mut Options)| {
        let mut options = now();
        change(&mut options);
        verify_bytes(signed_with_member(r#""domain":"https://other.example""#).as_bytes(), options, &[])
    };
    vec![
        (
            Code::DomainMismatch,
            expecting(|options| options.policy.domain = Some("https://school.example".to_owned())),
        ),
        (Code::ChallengeMismatch, expecting(|options| options.policy.challenge = Some("7f3a".to_owned()))),
        (Code::RecipientMismatch, asked(&identifier(&format!("sha256${}", "0".repeat(64))))),
        // MD5 of ada@example.org and the salt, which is all that the credential says of its recipient.
        (Code::WeakIdentityHash, asked(&identifier(&format!("md5${}", "0".repeat(32))))),
        (Code::UnknownIssuer, verify_bytes(signed().as_bytes(), trusting, &[])),
    ]
}

fn statuses() -> Vec<(Code, Report)> {
    let url = "https://school.example/status/codes";
    let issuer = common::Issuer::new(1);
    let entry = |kind: &str, purpose: &str, index: &str| {
        format!(
            r#""credentialStatus":{{"id":"{url}#{purpose}","type":"{kind}","statusPurpose":"{purpose}","statusListIndex":"{index}","statusListCredential":"{url}"}},"#
        )
    };
    let bits = |purpose: &str| {
        let mut bits = vec![0; 16_384];
        bits[0] = 0x80;
        issuer.status_list(url, purpose, &bits)
    };
    let with = |entry: &str, list: &str| {
        let credential = sign(&badge_with(&did(1), entry));
        verify_bytes(credential.as_bytes(), now(), &[(url, &issuer.sign(list))])
    };
    let standard = "BitstringStatusListEntry";
    let revocation = entry(standard, "revocation", "5");
    let good = bits("revocation");
    let (head, tail) = good.split_once(r#""encodedList":""#).unwrap();
    let garbled = format!(r#"{head}"encodedList":"uAAAA{}"#, &tail[tail.find('"').unwrap()..]);
    let unknown = entry("SmokeSignal2027", "revocation", "5");
    vec![
        (Code::Suspended, with(&entry(standard, "suspension", "0"), &bits("suspension"))),
        (Code::UnsupportedStatusType, verify(&sign_jcs(&badge_with(&did(1), &unknown)))),
        (Code::MalformedStatusEntry, with(&entry(standard, "revocation", "five"), &good)),
        (Code::StatusIndexRange, with(&entry(standard, "revocation", "99999999"), &good)),
        (Code::MalformedStatusList, with(&revocation, &garbled)),
    ]
}

/// Endorsements and linked content: they stand beside the credential.
fn beside() -> Vec<(Code, Report)> {
    let endorsement = |subject: &str| {
        let did = did(2);
        let unsecured = format!(
            r#"{{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:11111111-1f6c-4a5d-8f3c-0d4b5a6e7f80","type":["VerifiableCredential","EndorsementCredential"],"name":"Endorsement","issuer":{{"id":"{did}","type":["Profile"],"name":"Guild of Knots"}},"validFrom":"2026-01-01T00:00:00Z","credentialSubject":{{"id":"{subject}","type":["EndorsementSubject"],"endorsementComment":"Good knots."}}}}"#
        );
        sign_with(&unsecured, 2, &did_method(2), Cryptosuite::EddsaRdfc2022)
    };
    let with = |endorsements: &[String], most: usize| {
        let member = format!(r#""endorsement":[{}],"#, endorsements.join(","));
        let mut options = now();
        options.limits.endorsements = most;
        verify_bytes(sign(&badge_with(&did(1), &member)).as_bytes(), options, &[])
    };
    let good = endorsement("https://school.example/credentials/7");
    let picture = "https://school.example/knots.png";
    let linked = |digest: &str| {
        let member = format!(r#""relatedResource":[{{"id":"{picture}",{digest}}}],"#);
        common::verify_beforehand(
            &sign(&badge_with(&did(1), &member)),
            now(),
            &[(picture, "another picture")],
        )
    };
    let sri = proofmark::digest(b"the picture").sri();
    vec![
        (Code::EndorsementMismatch, with(&[endorsement("https://school.example/credentials/8")], 16)),
        (Code::EndorsementUnchecked, with(&[good.clone(), good], 1)),
        (Code::DigestMismatch, linked(&format!(r#""digestSRI":"{sri}""#))),
        (Code::UnsupportedDigest, linked(r#""digestSRI":"md5-AAAA""#)),
    ]
}

fn open_badges_2() -> Vec<(Code, Report)> {
    let assertion = world::hosted();
    let file = assertion.to_string();
    let with = |web: world::Web| web.verify(file.as_bytes(), world::now()).0;
    let mut changed = assertion.clone();
    changed["issuedOn"] = json!("2020-01-01T00:00:00Z");
    let mut elsewhere = world::profile();
    elsewhere["verification"] =
        json!({ "type": "VerificationObject", "startsWith": "https://school.example/other/" });
    let hosting = || world::Web::hosting(&assertion);
    vec![
        (
            Code::HostedDocumentUnavailable,
            with(hosting().failing(world::BADGE_CLASS, proofmark::FetchFailure::Timeout)),
        ),
        (Code::InvalidHostedDocument, with(hosting().with_text(world::BADGE_CLASS, "[]"))),
        (Code::AssertionMismatch, with(hosting().with(world::ASSERTION, &changed))),
        (Code::OutsideIssuerScope, with(hosting().with(world::ISSUER, &elsewhere))),
    ]
}

/// A badge whose proof has one more member, signed with it.
fn signed_with_member(member: &str) -> String {
    let draft = signed_oddly(&badge(), "eddsa-rdfc-2022", |proof, document| [proof, document].concat());
    let draft = replaced(&draft, r#""proofPurpose""#, &format!(r#"{member},"proofPurpose""#));
    let inputs =
        proofmark::proof_inputs(draft.as_bytes(), &mut proofmark::Contexts::new(), &Limits::default())
            .unwrap();
    let signature = base58(&key(1).sign(&inputs[0].hash_data));
    replaced(&draft, &proof_value(&draft), &signature)
}

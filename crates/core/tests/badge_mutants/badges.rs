//! The fifty badges: those that other people's libraries signed (`tests/vectors/cryptosuites`), and our own in every
//! securing and container.

use std::fs;

use proofmark::{
    Contexts, Cryptosuite, Document, FetchFailure, Limits, Options, ProofOptions, Report, SecretKey, Source,
    Step, Timestamp, Verification,
};
use serde_json::{Value, json};

use crate::common::{Issuer, LIST, status_entry};
use crate::rsa;

/// A valid badge, with all that is needed to verify it.
pub struct Badge {
    pub name: String,
    pub file: Vec<u8>,
    pub documents: Vec<(String, String)>,
    pub now: Timestamp,
}

impl Badge {
    pub fn verify(&self, file: &[u8], contexts: &mut Contexts) -> Report {
        let options = Options::at(self.now);
        let mut verification = Verification::new(file.to_vec(), options);
        for _ in 0..40 {
            let requests = match verification.step(contexts) {
                Step::Done(report) => return report,
                Step::Needs(requests) => requests,
            };
            for request in requests {
                let found = self.documents.iter().find(|(url, _)| *url == request.url);
                let answer = found.map(|(_, text)| Document {
                    bytes: text.clone().into_bytes(),
                    retrieved_at: self.now,
                    source: Source::Supplied,
                });
                verification.supply(&request.url, answer.ok_or((FetchFailure::NotFound, String::new())));
            }
        }
        panic!("{}: the verification asks without end", self.name)
    }
}

const SCHOOL: &str = "did:web:school.example";
const KEY_SET: &str = "https://school.example/.well-known/jwks.json";

pub fn all() -> Vec<Badge> {
    let mut all = signed_by_others();
    all.extend(signed_here());
    all.extend(in_containers());
    all.extend(open_badges_2());
    all
}

fn badge(name: impl Into<String>, file: impl Into<Vec<u8>>, documents: &[(&str, &str)]) -> Badge {
    let own = |(url, text): &(&str, &str)| ((*url).to_owned(), (*text).to_owned());
    let now = Timestamp::parse("2026-11-21T10:00:00Z").unwrap();
    Badge { name: name.into(), file: file.into(), documents: documents.iter().map(own).collect(), now }
}

fn signed_by_others() -> Vec<Badge> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/cryptosuites");
    let read =
        |name: &str| fs::read_to_string(format!("{folder}/{name}")).unwrap_or_else(|e| panic!("{name}: {e}"));
    let keys = read("jwks.json");
    let names = [
        "ecdsa-rdfc-2019.json",
        "ecdsa-sd-2023.whole.json",
        "ecdsa-sd-2023.selective.json",
        "ed25519-signature-2020.json",
        "eddsa-2022.json",
        "eddsa-jcs-2022.json",
        "vc-jose.eddsa.jwt",
        "vc-jose.es256.jwt",
        "vc-jose.rs256.jwt",
        "vc-jwt.eddsa.jwt",
        "vc-jwt.es256.jwt",
        "vc-jwt.jwk.eddsa.jwt",
        "vc-jwt.jwk.es256.jwt",
        "vc-jwt.jwk.rs256.jwt",
        "vc-jwt.rs256.jwt",
        "vc-jwt.v1.eddsa.jwt",
    ];
    let badge = |name: &str| {
        let shown = name.replace("ed25519-signature-2020", "Ed25519Signature2020");
        badge(format!("{shown} of others"), read(name).trim_end(), &[(KEY_SET, &keys)])
    };
    names.map(badge).into()
}

/// What a credential of `issuer` can have beyond the plain one: members before the subject, and a change of the subject.
fn contents(issuer: &Issuer) -> [(&'static str, String); 7] {
    let plain = issuer.badge("");
    let change = |from: &str, to: &str| {
        let changed = plain.replacen(from, to, 1);
        assert_ne!(changed, plain, "{from}");
        changed
    };
    [
        ("plain", plain.clone()),
        ("with status", issuer.badge(&status_entry("revocation", "7"))),
        ("with unicode", change("Ties twelve knots.", "Zwölf Knoten — עשרה 十二 🪢 e\\u0301 \\\"q\\\" \\\\n")),
        (
            "with results",
            change(
                "\"id\":\"did:example:ada\",",
                "\"id\":\"did:example:ada\",\"creditsEarned\":36.5,\"result\":[{\"type\":[\"Result\"],\"resultDescription\":\"urn:uuid:6a9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80\",\"value\":\"85\"},{\"type\":[\"Result\"],\"resultDescription\":\"urn:uuid:7a9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80\",\"value\":\"A\"}],",
            ),
        ),
        (
            "with evidence",
            issuer.badge(
                "\"evidence\":[{\"id\":\"https://school.example/e/1\",\"type\":[\"Evidence\"],\"name\":\"One\"},{\"id\":\"https://school.example/e/2\",\"type\":[\"Evidence\"],\"narrative\":\"Two *stars*\"}],\"awardedDate\":\"2026-01-01T00:00:00Z\",",
            ),
        ),
        (
            "with hashed recipient",
            change(
                "\"id\":\"did:example:ada\",",
                "\"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":true,\"identityHash\":\"sha256$b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c\",\"identityType\":\"emailAddress\",\"salt\":\"deadsea\"}],",
            ),
        ),
        (
            "with alignment and tags",
            change(
                "\"name\":\"Knots\",",
                "\"name\":\"Knots\",\"tag\":[\"rope\",\"sea\",\"rope work\"],\"alignment\":[{\"type\":[\"Alignment\"],\"targetName\":\"Seamanship\",\"targetUrl\":\"https://school.example/a\"}],",
            ),
        ),
    ]
}

fn status_list(issuer: &Issuer) -> String {
    issuer.sign(&issuer.status_list(LIST, "revocation", &[0; 16_384]))
}

fn signed_here() -> Vec<Badge> {
    let issuer = Issuer::new(40);
    let list = status_list(&issuer);
    let documents = [(LIST, &*list)];
    let mut badges = Vec::new();
    for (what, unsecured) in contents(&issuer) {
        let own = |suite| sign(&unsecured, &issuer, suite);
        badges.push(badge(format!("eddsa-rdfc-2022 {what}"), own(Cryptosuite::EddsaRdfc2022), &documents));
        badges.push(badge(format!("eddsa-jcs-2022 {what}"), own(Cryptosuite::EddsaJcs2022), &documents));
        if what != "with hashed recipient" {
            badges.push(badge(format!("vc-jwt {what}"), sign_jwt(&unsecured, &issuer.key), &documents));
        }
    }
    let document = did_document(&issuer);
    let documents = [("https://school.example/.well-known/did.json", &*document)];
    // A status list would have to be the school's too.
    let without_status = contents(&issuer).into_iter().filter(|(what, _)| *what != "with status");
    for (what, unsecured) in without_status.take(5) {
        let unsecured = unsecured.replace(&issuer.did, SCHOOL);
        badges.push(badge(
            format!("eddsa-rdfc-2022 did:web {what}"),
            issuer.sign_as(SCHOOL, &unsecured),
            &documents,
        ));
    }
    badges
}

fn sign(unsecured: &str, issuer: &Issuer, suite: Cryptosuite) -> String {
    let method = issuer.key.public_key().did_key_verification_method();
    let mut options = ProofOptions::new(method, Timestamp::parse("2026-01-01T00:00:00Z").unwrap());
    options.cryptosuite = suite;
    let limits = Limits::default();
    proofmark::sign(unsecured.as_bytes(), &issuer.key, &options, &mut Contexts::new(), &limits).unwrap()
}

fn sign_jwt(unsecured: &str, key: &SecretKey) -> String {
    let method = key.public_key().did_key_verification_method();
    proofmark::sign_jwt(unsecured.as_bytes(), key, &method, &mut Contexts::new(), &Limits::default()).unwrap()
}

fn did_document(issuer: &Issuer) -> String {
    let key = issuer.did.trim_start_matches("did:key:");
    let id = format!("{SCHOOL}#{key}");
    json!({
        "id": SCHOOL,
        "verificationMethod": [{"id": id, "type": "Multikey", "controller": SCHOOL, "publicKeyMultibase": key}],
        "assertionMethod": [id]
    })
    .to_string()
}

fn in_containers() -> Vec<Badge> {
    let issuer = Issuer::new(41);
    let json = sign(&issuer.badge(""), &issuer, Cryptosuite::EddsaRdfc2022);
    let jcs = sign(&issuer.badge(""), &issuer, Cryptosuite::EddsaJcs2022);
    let jwt = sign_jwt(&issuer.badge(""), &issuer.key);
    let mut badges = Vec::new();
    for (what, credential) in [("eddsa-rdfc-2022", &json), ("eddsa-jcs-2022", &jcs), ("vc-jwt", &jwt)] {
        badges.push(badge(format!("png {what}"), png(credential), &[]));
        badges.push(badge(format!("svg {what}"), svg(credential, what == "vc-jwt"), &[]));
    }
    badges.push(badge("pdf eddsa-rdfc-2022", pdf(&json), &[]));
    badges
}

/// One grey pixel and an iTXt chunk `openbadgecredential`.
fn png(credential: &str) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        file.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let body = [&kind[..], data].concat();
        file.extend(&body);
        file.extend(crc32(&body).to_be_bytes());
    };
    chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    chunk(b"iTXt", &[b"openbadgecredential\0\0\0\0\0", credential.as_bytes()].concat());
    chunk(b"IDAT", &miniz_oxide::deflate::compress_to_vec_zlib(&[0, 0x80], 6));
    chunk(b"IEND", &[]);
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 },
        )
    })
}

fn svg(credential: &str, as_attribute: bool) -> String {
    let inner = if as_attribute {
        format!("<openbadges:credential verify=\"{credential}\"/>")
    } else {
        format!("<openbadges:credential><![CDATA[{credential}]]></openbadges:credential>")
    };
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" width="9" height="9">{inner}<circle cx="4" cy="4" r="3"/></svg>"#
    )
}

/// A document with one attached file, uncompressed.
fn pdf(credential: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let stream =
        format!("<</Type/EmbeddedFile/Length {}>>\nstream\n{credential}\nendstream", credential.len());
    let objects = [
        "<</Type/Catalog/Names<</EmbeddedFiles<</Names[(credential.json)2 0 R]>>>>>>",
        "<</Type/Filespec/F(credential.json)/EF<</F 3 0 R>>>>",
        &stream,
    ];
    let mut table = "xref\n0 1\n0000000000 65535 f \n".to_owned();
    for (number, body) in (1..).zip(objects) {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", file.len()));
        file.extend(format!("{number} 0 obj\n{body}\nendobj\n").into_bytes());
    }
    let start = file.len();
    file.extend(format!("{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    file
}

fn open_badges_2() -> Vec<Badge> {
    const CONTEXT: &str = "https://w3id.org/openbadges/v2";
    const AT: &str = "https://school.example";
    let id = |name: &str| format!("{AT}/{name}");
    let class = json!({"@context": CONTEXT, "id": id("knots"), "type": "BadgeClass", "name": "Knots", "description": "Ties twelve knots.", "image": id("knots.png"), "criteria": {"narrative": "Tie them."}, "issuer": id("issuer")}).to_string();
    let profile = json!({"@context": CONTEXT, "id": id("issuer"), "type": "Issuer", "name": "Example School", "url": AT, "email": "badges@school.example", "publicKey": id("key")}).to_string();
    let key = json!({"@context": CONTEXT, "id": id("key"), "type": "CryptographicKey", "owner": id("issuer"), "publicKeyPem": rsa::SPKI}).to_string();
    let assertion = |own: &str, verification: Value| {
        json!({"@context": CONTEXT, "id": own, "type": "Assertion", "recipient": {"type": "email", "hashed": false, "identity": "ada@example.com"}, "badge": id("knots"), "verification": verification, "issuedOn": "2026-01-01T00:00:00Z", "expires": "2036-01-01T00:00:00Z"}).to_string()
    };
    let hosted = assertion(&id("badges/1"), json!({"type": "hosted"}));
    let signed = rsa::sign(&assertion(
        "urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80",
        json!({"type": "SignedBadge", "creator": id("key")}),
    ));
    let (own, class_at, issuer_at, key_at) = (id("badges/1"), id("knots"), id("issuer"), id("key"));
    let documents = [(&*own, &*hosted), (&*class_at, &*class), (&*issuer_at, &*profile), (&*key_at, &*key)];
    vec![badge("ob2-hosted", &*hosted, &documents), badge("ob2-signed", &*signed, &documents)]
}

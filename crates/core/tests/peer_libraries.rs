//! Two more libraries that verify Open Badges 3.0, in both directions: openbadgeslib (Python) and the Digital Credentials
//! Consortium's verifier-core. What they signed (`tests/vectors/libraries`) is verified always; asking them takes their
//! packages, which only the long tests (`PROOFMARK_LONG=1`) install. Where they are wrong, `docs/PEERS.md` says why.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Issuer, at, verdict, verify};
use data_encoding::BASE64URL_NOPAD;
use proofmark::{Contexts, Limits, Options, Timestamp, Verification};
use serde_json::{Value, json};

const LIBRARIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/libraries");
const NOW: &str = "2026-11-21T10:00:00Z";
const VERIFIED_BY_CORE: &str = "valid_signature: true, expiration: true";

#[test]
fn what_they_sign_verifies_here() {
    let keys = fs::read_to_string(format!("{LIBRARIES}/documents/jwks.json")).unwrap();
    let documents = [("https://library.example/.well-known/jwks.json", keys.as_str())];
    for (name, container, securing) in [
        ("digitalcredentials.json", "json", "eddsa-rdfc-2022"),
        ("openbadgeslib.json", "json", "eddsa-rdfc-2022"),
        ("openbadgeslib.eddsa.jwt", "jwt", "vc-jwt"),
        ("openbadgeslib.es256.jwt", "jwt", "vc-jwt"),
        ("openbadgeslib.rs256.jwt", "jwt", "vc-jwt"),
    ] {
        let text = fs::read_to_string(format!("{LIBRARIES}/{name}")).unwrap();
        let report = verify(&text, at(NOW), &documents);
        assert_eq!(verdict(&report), "valid", "{name}: {}", report.to_json());
        assert_eq!(report.format.container, container, "{name}");
        assert_eq!(report.format.securing.as_deref(), Some(securing), "{name}");
    }
    for (name, container, securing) in [
        ("openbadgeslib.json.png", "png", "eddsa-rdfc-2022"),
        ("openbadgeslib.json.svg", "svg", "eddsa-rdfc-2022"),
        ("openbadgeslib.jwt.png", "png", "vc-jwt"),
        ("openbadgeslib.jwt.svg", "svg", "vc-jwt"),
    ] {
        let picture = fs::read(format!("{LIBRARIES}/{name}")).unwrap();
        let mut options = Options::at(Timestamp::parse("2027-01-01T00:00:00Z").unwrap());
        options.limits = Limits::default();
        let mut verification = Verification::new(picture, options);
        let proofmark::Step::Done(report) = verification.step(&mut Contexts::new()) else {
            panic!("{name}: a did:key needs no document")
        };
        assert_eq!(verdict(&report), "valid", "{name}: {}", report.to_json());
        assert_eq!(report.format.container, container, "{name}");
        assert_eq!(report.format.securing.as_deref(), Some(securing), "{name}");
    }
}

#[test]
fn what_we_sign_verifies_there() {
    let Some(peers) = Peers::installed() else { return };
    let issuer = Issuer::new(1);
    let badge = issuer.badge("");
    let signed = issuer.sign(&badge);
    assert_eq!(peers.verifier_core(&signed), VERIFIED_BY_CORE);
    assert_eq!(peers.openbadgeslib(&issuer, &signed), "verified");
    let method = issuer.key.public_key().did_key_verification_method();
    let (mut contexts, limits) = (Contexts::new(), Limits::default());
    let jwt = proofmark::sign_jwt(badge.as_bytes(), &issuer.key, &method, &mut contexts, &limits).unwrap();
    assert_eq!(peers.openbadgeslib(&issuer, &jwt), "verified");

    let changed = signed.replace("twelve", "twenty");
    assert_eq!(peers.verifier_core(&changed), "invalid_signature");
    assert_ne!(peers.openbadgeslib(&issuer, &changed), "verified");
    let (rest, _) = jwt.rsplit_once('.').unwrap();
    let broken = format!("{rest}.{}", BASE64URL_NOPAD.encode(&[0; 64]));
    assert_ne!(peers.openbadgeslib(&issuer, &broken), "verified");
}

/// One row of `docs/PEERS.md`: a credential that we refuse, or leave open, and a library accepts.
struct Disagreement {
    what: &'static str,
    text: String,
    ours: &'static str,
    core: Option<&'static str>,
    openbadgeslib: Option<&'static str>,
}

#[test]
fn where_they_accept_what_the_specification_refuses() {
    let issuer = Issuer::new(1);
    let peers = Peers::installed();
    for Disagreement { what, text, ours, core, openbadgeslib } in disagreements(&issuer) {
        let report = verify(&text, at(NOW), &[]);
        assert_eq!(verdict(&report), ours, "{what}: {}", report.to_json());
        let Some(peers) = &peers else { continue };
        if let Some(answer) = core {
            assert_eq!(peers.verifier_core(&text), answer, "{what}");
        }
        if let Some(answer) = openbadgeslib {
            assert_eq!(peers.openbadgeslib(&issuer, &text), answer, "{what}");
        }
    }
}

fn disagreements(issuer: &Issuer) -> Vec<Disagreement> {
    let method = issuer.key.public_key().did_key_verification_method();
    let other = Issuer::new(2).key.public_key().did_key_verification_method();
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": method });
    let start = 1_767_225_600;
    let token = |change: &dyn Fn(&mut Value, &mut Value)| {
        let mut header = header.clone();
        let mut payload: Value = serde_json::from_str(&issuer.badge("")).unwrap();
        for (claim, value) in [
            ("iss", json!(issuer.did)),
            ("jti", payload["id"].clone()),
            ("sub", payload["credentialSubject"]["id"].clone()),
            ("nbf", json!(start)),
            ("exp", json!(2_082_758_400)),
        ] {
            payload[claim] = value;
        }
        change(&mut header, &mut payload);
        let parts = [header, payload].map(|part| BASE64URL_NOPAD.encode(part.to_string().as_bytes()));
        let signed = parts.join(".");
        let signature = BASE64URL_NOPAD.encode(&issuer.key.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    };
    let jwt = |what, ours, change: &dyn Fn(&mut Value, &mut Value)| Disagreement {
        what,
        text: token(change),
        ours,
        core: None,
        openbadgeslib: Some("verified"),
    };
    let proof = |what, ours, changes: &[(&str, &str)], openbadgeslib| {
        let changed = changes.iter().fold(issuer.badge(""), |badge, (from, to)| {
            assert!(badge.contains(from), "{what}: {from}");
            badge.replacen(from, to, 1)
        });
        let text = issuer.sign(&changed);
        Disagreement { what, text, ours, core: Some(VERIFIED_BY_CORE), openbadgeslib }
    };
    vec![
        jwt("nbf before validFrom", "invalid: proof", &|_, payload| payload["nbf"] = json!(start - 1)),
        jwt("exp after validUntil", "invalid: proof", &|_, payload| {
            payload["exp"] = json!(4_000_000_000_u32)
        }),
        jwt("kid of another DID", "invalid: issuer", &|header, _| header["kid"] = json!(other)),
        jwt("no key named", "invalid: malformed", &|header, _| {
            header.as_object_mut().unwrap().remove("kid");
        }),
        jwt("typ of a presentation", "invalid: malformed", &|header, _| header["typ"] = json!("vp+jwt")),
        jwt("x5u in the header", "invalid: proof", &|header, _| {
            header["x5u"] = json!("https://evil.example/");
        }),
        jwt("crit in the header", "invalid: proof", &|header, _| {
            header["crit"] = json!(["b64"]);
            header["b64"] = json!(true);
        }),
        proof(
            "achievement without criteria",
            "invalid: malformed",
            &[(r#","criteria":{"narrative":"Tie them."}"#, "")],
            Some("verified"),
        ),
        proof(
            "validFrom without time zone",
            "invalid: malformed",
            &[(r#""validFrom":"2026-01-01T00:00:00Z""#, r#""validFrom":"2026-01-01T00:00:00""#)],
            None,
        ),
        proof(
            "status of another type than BitstringStatusListEntry",
            "inconclusive: unchecked",
            &[
                (
                    r#"context-3.0.3.json"]"#,
                    r#"context-3.0.3.json","https://w3id.org/vc/status-list/2021/v1"]"#,
                ),
                (
                    r#""credentialSubject":"#,
                    r#""credentialStatus":{"id":"https://school.example/s#7","type":"StatusList2021Entry","statusPurpose":"revocation","statusListIndex":"7","statusListCredential":"https://school.example/s"},"credentialSubject":"#,
                ),
            ],
            None,
        ),
    ]
}

/// The libraries, installed below the target folder.
struct Peers {
    python: PathBuf,
}

impl Peers {
    /// Installs them when the tests are the long ones; says so when they are not.
    fn installed() -> Option<Self> {
        static INSTALL: std::sync::Once = std::sync::Once::new();
        if std::env::var_os("PROOFMARK_LONG").is_none() {
            eprintln!(
                "!!! verifier-core and openbadgeslib were not asked: set PROOFMARK_LONG=1 to install them"
            );
            return None;
        }
        let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openbadgeslib");
        let python = venv.join("bin/python");
        INSTALL.call_once(|| {
            let requirements = format!("{LIBRARIES}/requirements.txt");
            run(Command::new("python3").args(["-m", "venv"]).arg(&venv));
            run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r", &requirements]));
            let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
            run(Command::new("npm").args(npm).current_dir(LIBRARIES));
        });
        Some(Self { python })
    }

    fn verifier_core(&self, text: &str) -> String {
        ask(Command::new("node").arg(format!("{LIBRARIES}/verify.mjs")), text)
    }

    fn openbadgeslib(&self, issuer: &Issuer, text: &str) -> String {
        let question = json!({ "issuer": issuer.did, "text": text }).to_string();
        ask(Command::new(&self.python).arg(format!("{LIBRARIES}/verify.py")), &question)
    }
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

fn ask(command: &mut Command, question: &str) -> String {
    let mut peer = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    peer.stdin.take().unwrap().write_all(question.as_bytes()).unwrap();
    let output = peer.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?} broke off");
    String::from_utf8(output.stdout).unwrap()
}

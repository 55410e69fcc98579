//! Every format that a badge can be secured in: the whole verification against the signature check that nobody can save,
//! a batch of a thousand badges of one issuer, and JWT in Node beside `jose`.

use crate::input::{Inputs, options, sign_as, signature};
use crate::measure::{Contender, contest};
use crate::peers::Peers;
use crate::table::{Goal, Table};
use crate::wasm::Package;
use anyhow::{Context, Result, anyhow, bail};
use data_encoding::BASE64URL_NOPAD;
use proofmark::{
    Contexts, Document, Ed25519PublicKey, FetchFailure, JwkSet, Limits, PublicKey, Report, Source, Step,
    Verification,
};
use proofmark_differential::repository;
use std::fs;

/// Whose badges `tests/vectors/cryptosuites` holds as JWT, and where his keys are.
const KEY_SET: &str = "https://school.example/.well-known/jwks.json";
const KEYS: &str = "https://school.example/issuers/7#";
const BATCH: usize = 1000;

/// What a format's signature check costs: a key (which every verification has to read anew) and what it signed.
struct Crypto {
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
    /// How many signatures the format has: one, but for ecdsa-sd-2023.
    count: usize,
}

pub(crate) fn measure(_: &Inputs, _: &mut Peers, table: &mut Table) -> Result<()> {
    let keys = vector("jwks.json")?;
    let (es256, rs256) = (vector("vc-jwt.es256.jwt")?, vector("vc-jwt.rs256.jwt")?);
    let ours: Vec<_> = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"]
        .into_iter()
        .map(|name| Ok((name, sign_as(name, &proofmark_generator::minimal(&crate::input::issuer()))?)))
        .collect::<Result<_>>()?;
    for (name, text) in &ours {
        against_its_crypto(name, text, &keys, ed25519(), table)?;
    }
    let (p256, rsa) = (of_token(&es256, &keys, "ES256")?, of_token(&rs256, &keys, "RS256")?);
    against_its_crypto(
        "ecdsa-rdfc-2019",
        &vector("ecdsa-rdfc-2019.json")?,
        &keys,
        of_token(&es256, &keys, "ES256")?,
        table,
    )?;
    against_its_crypto(
        "Ed25519Signature2020",
        &vector("ed25519-signature-2020.json")?,
        &keys,
        ed25519(),
        table,
    )?;
    let selective = vector("ecdsa-sd-2023.selective.json")?;
    let each = Crypto { count: signatures_in(&selective)?, ..of_token(&es256, &keys, "ES256")? };
    against_its_crypto("ecdsa-sd-2023", &selective, &keys, each, table)?;
    against_its_crypto("vc-jwt with ES256", &es256, &keys, p256, table)?;
    against_its_crypto("vc-jwt with RS256", &rs256, &keys, rsa, table)?;
    for (name, _) in &ours {
        batch(name, table)?;
    }
    beside_jose(&ours, table)
}

fn against_its_crypto(name: &str, text: &str, keys: &str, crypto: Crypto, table: &mut Table) -> Result<()> {
    let mut contexts = Contexts::new();
    let report = verify(text, keys, &mut contexts);
    if report.verdict.as_str() != "valid" {
        bail!("the badge with {name} does not verify: {}", report.to_json());
    }
    let times = contest(vec![
        Contender::here("signature", || {
            (0..crypto.count).all(|_| match &crypto.key {
                PublicKey::Ed25519(key) => Ed25519PublicKey::from_bytes(key.as_bytes())
                    .is_ok_and(|key| key.verify(&crypto.message, &crypto.signature)),
                key => key.verify(&crypto.message, &crypto.signature),
            })
        }),
        Contender::here("verification", || verify(text, keys, &mut contexts)),
    ])?;
    table.ratio(
        format!("native, {name}: whole verification / its signature check"),
        times.ratio(1, 0),
        Goal::AtMost(3.0),
        format!(
            "{:?} / {:?}; {} bytes, {} signatures",
            times.median(1),
            times.median(0),
            text.len(),
            crypto.count
        ),
    );
    Ok(())
}

/// A thousand badges that differ in their ids, one after the other in one process.
fn batch(name: &str, table: &mut Table) -> Result<()> {
    let minimal = proofmark_generator::minimal(&crate::input::issuer());
    let mut badges = Vec::with_capacity(BATCH);
    for number in 0..BATCH {
        let mut badge: serde_json::Value = serde_json::from_str(&minimal)?;
        badge["id"] = format!("urn:uuid:00000000-0000-4000-8000-{number:012}").into();
        badges.push(sign_as(name, &badge.to_string())?);
    }
    let mut contexts = Contexts::new();
    let crypto = ed25519();
    let times = contest(vec![
        Contender::here("signatures", || {
            let valid = |_: &&String| crypto.key.verify(&crypto.message, &crypto.signature);
            badges.iter().filter(valid).count()
        }),
        Contender::here("verifications", || {
            let valid = |text: &&String| verify(text, "", &mut contexts).verdict.as_str() == "valid";
            assert_eq!(badges.iter().filter(valid).count(), BATCH, "a badge of the batch is not valid");
        }),
    ])?;
    table.ratio(
        format!("native, {name}: {BATCH} badges of one issuer / their signature checks"),
        times.ratio(1, 0),
        Goal::AtMost(3.0),
        format!("{:?} / {:?}", times.median(1), times.median(0)),
    );
    Ok(())
}

/// The same token in Node: the whole verification in WASM, and `jose`, which checks signature and times alone.
fn beside_jose(ours: &[(&str, String)], table: &mut Table) -> Result<()> {
    let (_, token) = ours.iter().find(|(name, _)| *name == "vc-jwt").context("no JWT is measured")?;
    let (mut package, mut jose) = (Package::start()?, Package::start_script("jose.mjs")?);
    let times = contest(vec![
        Contender::elsewhere("ours", |iterations| package.bench(token, iterations)),
        Contender::elsewhere("jose", |iterations| jose.bench(token, iterations)),
    ])?;
    table.ratio(
        "Node, vc-jwt with EdDSA: jwtVerify of jose / verification by ours in WASM",
        times.ratio(1, 0),
        Goal::AtLeast(1.0),
        format!("{:?} / {:?}", times.median(1), times.median(0)),
    );
    Ok(())
}

fn ed25519() -> Crypto {
    let (key, message, signature) = signature();
    let key = Ed25519PublicKey::from_bytes(&key).map(PublicKey::Ed25519);
    let Ok(key) = key else { unreachable!("the key was made here") };
    Crypto { key, message: message.to_vec(), signature: signature.to_vec(), count: 1 }
}

/// The key that a token of the vectors names, its signed text and its signature.
fn of_token(token: &str, keys: &str, algorithm: &str) -> Result<Crypto> {
    let set = JwkSet::parse(keys.as_bytes(), &Limits::default()).map_err(|problem| anyhow!("{problem}"))?;
    let jwk = set.by_id(&format!("{KEYS}{algorithm}")).map_err(|problem| anyhow!("{problem}"))?;
    let (message, signature) = token.rsplit_once('.').context("no JWT")?;
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|error| anyhow!("{error}"))?;
    Ok(Crypto { key: jwk.key.clone(), message: message.as_bytes().to_vec(), signature, count: 1 })
}

/// How many signatures a derived proof of ecdsa-sd-2023 holds: the issuer's, and one for each statement that is shown and
/// not mandatory. The proof value is CBOR (vc-di-ecdsa §3.5.7): a header, an array of five, the issuer's signature, the
/// proof key, and then the array whose length is asked for.
fn signatures_in(text: &str) -> Result<usize> {
    const BEFORE: usize = 3 + 1 + (2 + 64) + (2 + 35);
    let document: serde_json::Value = serde_json::from_str(text)?;
    let value = document["proof"]["proofValue"].as_str().context("no proof value")?;
    let letters = value.strip_prefix('u').context("not base64url")?;
    let bytes = BASE64URL_NOPAD.decode(letters.as_bytes()).map_err(|error| anyhow!("{error}"))?;
    match bytes.get(BEFORE..) {
        Some([short @ 0x80..=0x97, ..]) => Ok(1 + usize::from(short - 0x80)),
        Some([0x98, long, ..]) => Ok(1 + usize::from(*long)),
        _ => bail!("the proof value has another form"),
    }
}

fn vector(name: &str) -> Result<String> {
    let path = repository().join("tests/vectors/cryptosuites").join(name);
    fs::read_to_string(&path).with_context(|| path.display().to_string())
}

/// The whole verification from bytes, with the issuer's key set at hand.
fn verify(text: &str, keys: &str, contexts: &mut Contexts) -> Report {
    let options = options();
    let retrieved_at = options.now;
    let mut verification = Verification::new(text.as_bytes().to_vec(), options);
    loop {
        match verification.step(contexts) {
            Step::Done(report) => return report,
            Step::Needs(requests) => {
                for request in requests {
                    let bytes = keys.as_bytes().to_vec();
                    let answer = if request.url == KEY_SET {
                        Ok(Document { bytes, retrieved_at, source: Source::Supplied })
                    } else {
                        Err((FetchFailure::Offline, String::new()))
                    };
                    verification.supply(&request.url, answer);
                }
            }
        }
    }
}

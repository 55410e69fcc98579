//! What is measured: one realistic badge, one minimal badge, and the badge that `ssi` can read.

use anyhow::{Context, Result, anyhow};
use ed25519_dalek::{Signer, SigningKey};
use proofmark::{Contexts, Cryptosuite, Limits, Options, ProofInput, ProofOptions, SecretKey, Timestamp};
use proofmark_differential::repository;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// A secured credential and what its proof is made over.
pub(crate) struct Badge {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) input: ProofInput,
}

/// Everything that the parts measure.
pub(crate) struct Inputs {
    /// The realistic badge of 98 quads, as its issuer signed it.
    pub(crate) realistic: Badge,
    /// The smallest badge that Open Badges 3.0 accepts, signed here.
    pub(crate) minimal: Badge,
    /// The realistic badge without the members that make `ssi` refuse it, signed here.
    pub(crate) for_ssi: Badge,
}

/// A key that is good for nothing but measuring.
const SECRET_KEY: [u8; 32] = *b"a key for measuring, of no worth";

impl Inputs {
    pub(crate) fn read() -> Result<Self> {
        let path = shared("bench/vc-rdfc.json");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let issuer = issuer();
        Ok(Self {
            for_ssi: badge("realistic, for ssi", signed(&without_what_ssi_misreads(&text, &issuer)?)?)?,
            minimal: badge("minimal", signed(&proofmark_generator::minimal(&issuer))?)?,
            realistic: badge("realistic", text)?,
        })
    }

    /// The two badges that most parts measure.
    pub(crate) fn both(&self) -> [&Badge; 2] {
        [&self.realistic, &self.minimal]
    }
}

impl Badge {
    /// The document without its proof.
    pub(crate) fn unsecured(&self) -> Result<String> {
        let mut document: Value = serde_json::from_str(&self.text)?;
        document.as_object_mut().map(|members| members.remove("proof"));
        Ok(document.to_string())
    }

    /// The number of quads of document and proof configuration.
    pub(crate) fn quads(&self) -> (usize, usize) {
        (
            self.input.canonical_document.lines().count(),
            self.input.canonical_proof_configuration.lines().count(),
        )
    }
}

/// The `did:key` of everything signed here.
pub(crate) fn issuer() -> String {
    SecretKey::from_bytes(&SECRET_KEY).public_key().did_key()
}

/// Signs a document with our own issuing code.
pub(crate) fn signed(unsecured: &str) -> Result<String> {
    sign_as("eddsa-rdfc-2022", unsecured)
}

/// The same in any format that we can sign in: a cryptosuite, or `vc-jwt`.
pub(crate) fn sign_as(format: &str, unsecured: &str) -> Result<String> {
    let key = SecretKey::from_bytes(&SECRET_KEY);
    let method = key.public_key().did_key_verification_method();
    let (mut contexts, limits) = (Contexts::new(), Limits::default());
    let secured = match Cryptosuite::from_name(format) {
        None => proofmark::sign_jwt(unsecured.as_bytes(), &key, &method, &mut contexts, &limits),
        Some(cryptosuite) => {
            let mut options = ProofOptions::new(method, Timestamp::from_unix_seconds(1_756_720_800));
            options.cryptosuite = cryptosuite;
            proofmark::sign(unsecured.as_bytes(), &key, &options, &mut contexts, &limits)
        }
    };
    secured.map_err(|problem| anyhow!("{problem}"))
}

/// Verification at the time that the badges are valid at.
pub(crate) fn options() -> Options {
    Options::at(Timestamp::from_unix_seconds(1_767_225_600))
}

/// A public key, a message of 64 bytes and its signature, as bytes.
pub(crate) fn signature() -> ([u8; 32], [u8; 64], [u8; 64]) {
    let key = SigningKey::from_bytes(&SECRET_KEY);
    let message = [7; 64];
    (key.verifying_key().to_bytes(), message, key.sign(&message).to_bytes())
}

/// A folder or file beside the repository, where the measured badge and the suites live.
pub(crate) fn shared(path: &str) -> PathBuf {
    let suites = std::env::var_os("PROOFMARK_SUITES").map(PathBuf::from);
    suites.map_or_else(|| repository().join("../shared"), |suites| suites.join("..")).join(path)
}

fn badge(name: &'static str, text: String) -> Result<Badge> {
    let inputs = proofmark::proof_inputs(text.as_bytes(), &mut Contexts::new(), &Limits::default())
        .map_err(|problem| anyhow!("{name}: {problem}"))?;
    let input = inputs.into_iter().next().with_context(|| format!("{name} has no proof"))?;
    Ok(Badge { name, text, input })
}

/// ssi 0.16 writes typed numbers in its own way, leaves `rdf:first` out of lists, and so takes good badges for
/// forged. The same badge without these members is one that it verifies.
fn without_what_ssi_misreads(text: &str, issuer: &str) -> Result<String> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| {
                    !["proof", "creditsEarned", "identifier", "allowedValue"].contains(&name.as_str())
                });
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut document: Value = serde_json::from_str(text)?;
    strip(&mut document);
    document["issuer"]["id"] = issuer.into();
    Ok(document.to_string())
}

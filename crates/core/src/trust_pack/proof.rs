//! The signature of a pack: a Data Integrity proof with eddsa-jcs-2022 over everything in it.
//!
//! The key that issuers sign credentials with may sign packs too, because neither can be taken for the other: a pack has
//! `type` `TrustPack` and no `@context`, without which no credential is signed here.

use std::borrow::Cow;

use super::contents::{closed, malformed, member, text};
use super::pack::{TYPE, VERSION};
use crate::controlled_identifier::Lookup;
use crate::cryptosuite::Suite;
use crate::data_integrity::{Proof, SecuredDocument};
use crate::json::{Number, Object, Value};
use crate::keys::{Ed25519PublicKey, PublicKey, SecretKey};
use crate::signing::unsigned_proof;
use crate::{Code, Cryptosuite, Limits, Problem, ProofOptions, Result, Timestamp};
use crate::{eddsa_jcs_2022, eddsa_rdfc_2022};

/// Who signed a pack, in his own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Publisher {
    pub(super) id: String,
    /// `id` with the fragment of the key.
    pub(super) verification_method: String,
    pub(super) key: Ed25519PublicKey,
}

/// A pack whose signature fits.
pub(super) struct Signed<'a> {
    /// Everything but the proof.
    pub(super) contents: Value<'a>,
    pub(super) publisher: Publisher,
    pub(super) created: Timestamp,
}

/// Checks the one proof of a pack with the key that the pack names.
pub(super) fn read<'a>(pack: Value<'a>, limits: &Limits) -> Result<Signed<'a>> {
    if pack.get("proof").is_some_and(|proof| proof.as_object().is_none()) {
        return Err(Problem::new(Code::MalformedProof, "A trust pack has exactly one proof.").at("/proof"));
    }
    let SecuredDocument { unsecured: contents, proofs } = SecuredDocument::read(pack, limits)?;
    let [proof] = &*proofs else {
        return Err(Problem::new(Code::MissingProof, "The trust pack is not signed.").at("/proof"));
    };
    let created = check_shape(proof).map_err(|problem| problem.under("/proof"))?;
    let object = contents.as_object().ok_or_else(|| malformed("A trust pack is one JSON object."))?;
    let publisher =
        member(object, "publisher").and_then(|publisher| Publisher::read(publisher, proof, limits))?;
    let input =
        eddsa_jcs_2022::hash(&contents, &proof.object).map_err(|problem| problem.into_problem("/proof"))?;
    eddsa_rdfc_2022::verify(&input, &proof.object, &publisher.key.clone().into()).map_err(|problem| {
        if problem.code() != Code::InvalidSignature {
            return problem.under("/proof");
        }
        let detail = "The signature does not fit the trust pack: it was changed after signing.";
        Problem::new(Code::InvalidSignature, detail).at("/proof/proofValue")
    })?;
    Ok(Signed { contents, publisher, created })
}

/// The finished pack.
pub(super) fn sign(
    issuers: &Value<'_>,
    secret_key: &SecretKey,
    verification_method: &str,
    created: Timestamp,
) -> Result<String> {
    let public_key = secret_key.public_key();
    let id = verification_method.split('#').next().unwrap_or_default();
    let publisher = [("id", id.to_owned()), ("publicKeyMultibase", public_key.to_multibase())];
    let mut options = ProofOptions::new(verification_method, created);
    options.cryptosuite = Cryptosuite::EddsaJcs2022;
    let mut proof = unsigned_proof(&options);
    let mut pack = object([
        ("type", TYPE.into()),
        ("version", Value::Number(Number { text: "1", value: VERSION })),
        ("publisher", Value::Object(object(publisher.map(|(name, text)| (name, text.into()))))),
        ("issuers", issuers.clone()),
    ]);
    let input = eddsa_jcs_2022::hash(&Value::Object(pack.clone()), &proof)
        .map_err(|problem| problem.into_problem("/proof"))?;
    proof.insert("proofValue", eddsa_rdfc_2022::sign(&input, secret_key, &public_key)?.into());
    pack.insert("proof", Value::Object(proof));
    Ok(Value::Object(pack).to_json())
}

impl Publisher {
    fn read(publisher: &Value<'_>, proof: &Proof<'_>, limits: &Limits) -> Result<Self> {
        let object = closed(publisher, &["id", "publicKeyMultibase"])
            .map_err(|problem| problem.inside("publisher"))?;
        let id = text(object, "id").map_err(|problem| problem.inside("publisher"))?;
        let key = text(object, "publicKeyMultibase").and_then(PublicKey::from_multibase);
        let key = key.map_err(|problem| problem.at("/publisher/publicKeyMultibase"))?;
        let refuse = |why: &str| Err(Problem::new(Code::InvalidVerificationMethod, why).at("/publisher"));
        let lookup = Lookup::of(&proof.verification_method, limits)
            .map_err(|problem| problem.at("/proof/verificationMethod"))?;
        if lookup.controller() != id {
            return refuse("The key that signed the trust pack is not its publisher's.");
        }
        if let Lookup::Embedded { key: own, .. } = &lookup
            && own.as_ref() != Ok(&key)
        {
            return refuse(
                "The publisher's identifier is another key than the one that the trust pack names.",
            );
        }
        let PublicKey::Ed25519(key) = key else {
            return refuse("A trust pack is signed with an Ed25519 key.");
        };
        let verification_method = proof.verification_method.clone().into_owned();
        Ok(Self { id: id.to_owned(), verification_method, key })
    }
}

/// No members but those of a plain proof; gives its time.
fn check_shape(proof: &Proof<'_>) -> Result<Timestamp> {
    let known = ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"];
    if let Some((name, _)) = proof.object.iter().find(|(name, _)| !known.contains(name)) {
        let detail = "The proof of a trust pack has no such member.";
        return Err(Problem::new(Code::MalformedProof, detail).inside(name));
    }
    if proof.suite != Suite::EddsaJcs2022 {
        let detail = "A trust pack is signed with eddsa-jcs-2022.";
        return Err(Problem::new(Code::UnsupportedCryptosuite, detail).at("/cryptosuite"));
    }
    let missing = || Problem::new(Code::MalformedProof, "The trust pack does not say when it was signed.");
    proof.created.ok_or_else(|| missing().at("/created"))
}

fn object<'a, const N: usize>(members: [(&'static str, Value<'a>); N]) -> Object<'a> {
    Object { members: members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect() }
}

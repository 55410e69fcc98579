//! Signatures that are good, but not in the way the proof says: for another key, or over another form of the credential.
//!
//! Nothing of the credential is changed here. Such a credential stays refused; its issuer learns what to mend.

use sha2::{Digest, Sha256};

use super::bench::Bench;
use super::diagnosis::{Confidence, Diagnosis, DiagnosisCode as D};
use super::edit;
use super::keys::{self, NamedKey};
use crate::cryptosuite::{Input, Suite};
use crate::data_integrity::{Proof, SecuredDocument};
use crate::eddsa_rdfc_2022::{self, ProofInput};
use crate::json::{Object, Value};
use crate::jws::CompactJws;
use crate::keys::PublicKey;
use crate::{data_model, jcs, jsonld, rdfc10};

/// The first other reading under which a proof's signature is good.
pub(super) fn of_proofs(value: &Value<'_>, bench: &mut Bench<'_>) -> Option<Diagnosis> {
    let issuer = data_model::issuer_id(value).unwrap_or_default().to_owned();
    for (pointer, proof) in edit::proofs(value) {
        let mut single = value.clone();
        single.as_object_mut()?.insert("proof", proof.clone());
        let secured = match SecuredDocument::read(single, bench.limits()) {
            Ok(secured) => secured,
            Err(_) => continue,
        };
        let Some(read) = secured.proofs.first() else { continue };
        if let Some(found) = of_proof(&secured, read, &issuer, bench) {
            return Some(found.at(format!("{pointer}/verificationMethod")));
        }
        if let Some(found) = of_other_form(&secured, read, &issuer, bench) {
            return Some(found.at(pointer));
        }
    }
    None
}

/// The same form, another key.
fn of_proof(
    secured: &SecuredDocument<'_>,
    proof: &Proof<'_>,
    issuer: &str,
    bench: &mut Bench<'_>,
) -> Option<Diagnosis> {
    let limits = bench.limits().clone();
    let document = secured.document_for(proof);
    let input = proof.suite.input(&document, &proof.object, bench.contexts, &limits).ok()?;
    let keys = candidates(&proof.verification_method, issuer, bench);
    let signer = keys.into_iter().find(|candidate| {
        bench.may_try(0) && proof.suite.verify(&input, &proof.object, &candidate.key).is_ok()
    })?;
    of_signer(&signer, &proof.verification_method, issuer, bench)
}

/// What it means that the signature is good for `signer`; `None` when that is how it should be.
fn of_signer(signer: &NamedKey, named: &str, issuer: &str, bench: &Bench<'_>) -> Option<Diagnosis> {
    let proven = |code, sentence: String| Some(Diagnosis::new(code, Confidence::Proven).adding(&sentence));
    let name = &signer.name;
    let owner = name.split('#').next().unwrap_or_default();
    if name != named {
        return if named.split('#').next() == Some(owner) && owner.starts_with("did:key:") {
            proven(D::KeyIdForm, format!("Its full address is {name}."))
        } else {
            proven(D::WrongKeyNamed, format!("The key that signed is {name}."))
        };
    }
    if owner == issuer {
        let why = format!("The key is {name}.");
        return if signer.for_assertions { None } else { proven(D::KeyForOtherPurpose, why) };
    }
    let own = keys::of_documents(bench.documents(), bench.limits());
    match own.iter().find(|own| own.key == signer.key && own.name != named) {
        Some(own) => {
            proven(D::KeyUnderOtherName, format!("The issuer's document calls the key {}.", own.name))
        }
        None => proven(D::NotTheIssuersKey, format!("The key belongs to {owner}.")),
    }
}

/// Another form, for the key that is named or one that may be meant.
fn of_other_form(
    secured: &SecuredDocument<'_>,
    proof: &Proof<'_>,
    issuer: &str,
    bench: &mut Bench<'_>,
) -> Option<Diagnosis> {
    let keys = candidates(&proof.verification_method, issuer, bench);
    for (what, hash_data) in other_forms(secured, proof, bench) {
        for candidate in &keys {
            if !bench.may_try(0) {
                return None;
            }
            if is_signed(&hash_data, &proof.object, &candidate.key) {
                return Some(Diagnosis::new(D::OtherTransformation, Confidence::Proven).adding(what));
            }
        }
    }
    None
}

/// Keys that may have signed: the one that is named, the issuer's own, and those of documents at hand.
fn candidates(named: &str, issuer: &str, bench: &Bench<'_>) -> Vec<NamedKey> {
    let mut found: Vec<NamedKey> = keys::embedded(named).into_iter().chain(keys::embedded(issuer)).collect();
    // A document of somebody else may list the same key; that says nothing about this credential.
    let concerns = |name: &str| match name.split_once('#') {
        Some((owner, _)) => owner == issuer || named.split('#').next() == Some(owner),
        None => true,
    };
    let listed = keys::of_documents(bench.documents(), bench.limits()).into_iter();
    found.extend(listed.filter(|key| concerns(&key.name)));
    // The name that the proof gives comes first, so that the plainest cause is found.
    found.sort_by_key(|candidate| candidate.name != named);
    found
}

/// What signers have been seen to sign instead, each with the sentence that says so.
fn other_forms(
    secured: &SecuredDocument<'_>,
    proof: &Proof<'_>,
    bench: &mut Bench<'_>,
) -> Vec<(&'static str, Vec<u8>)> {
    let limits = bench.limits().clone();
    let document = secured.document_for(proof);
    let mut forms: Vec<(&'static str, Vec<u8>)> = Vec::new();
    let mut halves = |what, input: ProofInput| {
        let (configuration, document) = input.hash_data.split_at(32);
        forms.push((what, input.hash_data.to_vec()));
        forms.push((
            "The hash of the credential stands before the hash of the proof; it has to be the other way round.",
            [document, configuration].concat(),
        ));
        forms.push((
            "Only the credential is signed; the proof's own members are left out.",
            document.to_vec(),
        ));
    };
    let named = proof.suite.input(&document, &proof.object, bench.contexts, &limits);
    if let Ok(Input::Hashes(input)) = named {
        halves("", input);
    }
    let other = match proof.suite {
        Suite::EddsaJcs2022 => Suite::EddsaRdfc2022,
        _ => Suite::EddsaJcs2022,
    };
    let what = match other {
        Suite::EddsaRdfc2022 => "It was made as eddsa-rdfc-2022 makes it, over canonical N-Quads.",
        _ => "It was made as eddsa-jcs-2022 makes it, over canonical JSON.",
    };
    if let Ok(Input::Hashes(input)) = other.input(&document, &proof.object, bench.contexts, &limits) {
        halves(what, input);
    }
    forms.extend(odd_configurations(&document, &proof.object, bench));
    // The first is what verification has tried already.
    forms.retain(|(what, _)| !what.is_empty());
    forms
}

/// Canonical documents under a proof configuration that was built otherwise.
fn odd_configurations(
    document: &Value<'_>,
    proof: &Object<'_>,
    bench: &mut Bench<'_>,
) -> Vec<(&'static str, Vec<u8>)> {
    let limits = bench.limits().clone();
    let mut forms = Vec::new();
    let canonical = jsonld::to_rdf(document, bench.contexts, &limits)
        .and_then(|dataset| rdfc10::canonicalize(&dataset, &limits));
    let Ok(canonical) = canonical else { return forms };
    let mut unsigned = proof.clone();
    unsigned.remove("proofValue");
    let mut add = |what, configuration: &str| {
        let hashes = [Sha256::digest(configuration), Sha256::digest(&canonical)];
        forms.push((what, hashes.concat()));
    };
    if let Ok(configuration) = jcs::canonicalize(&Value::Object(unsigned)) {
        add("The proof was hashed as JSON and the credential as N-Quads.", &configuration);
    }
    // Without a context nothing of the proof is defined, so its canonical form is empty.
    add(
        "The proof was canonicalized without the credential's @context, so none of its members are signed.",
        "",
    );
    let mut signed_with_value = proof.clone();
    signed_with_value.remove("@context");
    if let Some(context) = document.get("@context") {
        signed_with_value.insert("@context", context.clone());
    }
    let with_value = jsonld::to_rdf(&Value::Object(signed_with_value), bench.contexts, &limits)
        .and_then(|dataset| rdfc10::canonicalize(&dataset, &limits));
    if let Ok(configuration) = with_value {
        add("The proof was hashed together with a proofValue.", &configuration);
    }
    forms
}

fn is_signed(message: &[u8], proof: &Object<'_>, key: &PublicKey) -> bool {
    eddsa_rdfc_2022::proof_value(proof).is_ok_and(|signature| key.verify(message, &signature))
}

/// A JWT whose signature is good for another key than its header names.
pub(super) fn of_jwt(bytes: &[u8], bench: &mut Bench<'_>) -> Option<Diagnosis> {
    let text = str::from_utf8(bytes).ok()?;
    let jws = CompactJws::parse(text, bench.limits()).ok()?;
    let payload = crate::json::parse(jws.unverified_payload(), bench.limits()).ok()?;
    let issuer = payload.get("iss").and_then(Value::as_str).or_else(|| data_model::issuer_id(&payload));
    let issuer = issuer.unwrap_or_default().to_owned();
    let named = jws.header().key_id.clone().unwrap_or_default();
    let keys = candidates(&named, &issuer, bench);
    let signer = keys.into_iter().find(|candidate| bench.may_try(0) && jws.verify(&candidate.key).is_ok())?;
    of_signer(&signer, &named, &issuer, bench)
}

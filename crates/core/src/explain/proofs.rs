//! Repairs of the proof: how its value is encoded, and members of it that were changed.

use super::bench::Bench;
use super::diagnosis::{Diagnosis, DiagnosisCode as D};
use super::edit::{self, Edit};
use super::keys;
use crate::json::Value;
use crate::{base64, data_model, hex, multibase};

/// More letters than any signature has in any encoding.
const MAX_VALUE_CHARS: usize = 400;
/// Suites that a proof may have been made with.
const SUITES: [&str; 5] =
    ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "eddsa-2022", "ecdsa-sd-2023"];

/// Other encodings of `proofValue`, which is not part of what is signed.
pub(super) fn try_values<'a>(value: &Value<'a>, bench: &mut Bench<'_>) -> Option<Diagnosis> {
    let edits = edit::proofs(value).into_iter().flat_map(|(pointer, proof)| {
        let text = proof.get("proofValue").and_then(Value::as_str).unwrap_or_default();
        let others = if text.len() <= MAX_VALUE_CHARS { encodings(text) } else { Vec::new() };
        let at = format!("{pointer}/proofValue");
        others
            .into_iter()
            .filter(|other| other != text)
            .map(move |other| Edit::text(at.clone(), other))
            .collect::<Vec<_>>()
    });
    let edits: Vec<_> = edits.collect();
    bench.any_of(D::ProofValueEncoding, value, edits).or_else(|| {
        let own = edit::proofs(value).into_iter().filter(|(_, proof)| proof.get("@context").is_some());
        let own: Vec<_> = own.map(|(pointer, _)| Edit::remove(format!("{pointer}/@context"))).collect();
        bench.all_of(D::ProofContext, value, own)
    })
}

/// The same bytes as the suites write them, for every way in which they may have been read.
fn encodings(text: &str) -> Vec<String> {
    let bare: String = text.split_whitespace().collect();
    let bytes = bare.as_bytes();
    let mut read: Vec<Vec<u8>> = Vec::new();
    let unprefixed = bare.get(1..).unwrap_or_default();
    for candidate in [bare.as_str(), unprefixed] {
        let unpadded = candidate.trim_end_matches('=').as_bytes();
        read.extend(hex::decode(candidate));
        read.extend(base64::STANDARD.decode(unpadded));
        read.extend(base64::URL.decode(unpadded));
        read.extend(multibase::decode_base58btc(&format!("z{candidate}"), MAX_VALUE_CHARS).ok());
    }
    // Encoded twice: what comes out is the text of the value, or such a text in another encoding.
    let texts: Vec<String> = read.iter().filter_map(|bytes| String::from_utf8(bytes.clone()).ok()).collect();
    for inner in &texts {
        read.extend(multibase::decode_base58btc(inner, MAX_VALUE_CHARS).ok());
        read.extend(hex::decode(inner));
        read.extend(base64::STANDARD.decode(inner.trim_end_matches('=').as_bytes()));
    }
    read.retain(|bytes| bytes.len() == 64);
    read.sort_unstable();
    read.dedup();
    let mut found = vec![bare.clone()];
    found.extend(read.iter().map(|bytes| multibase::encode_base58btc(bytes)));
    if !bytes.starts_with(b"z") {
        found.push(format!("z{bare}"));
    }
    found
}

/// Members of the proof, and the issuer, put back to what they may have been.
pub(super) fn try_members<'a>(value: &Value<'a>, bench: &mut Bench<'_>) -> Option<Diagnosis> {
    let issuer = data_model::issuer_id(value).unwrap_or_default().to_owned();
    let issuer_at = match value.get("issuer") {
        Some(Value::String(_)) => "/issuer",
        _ => "/issuer/id",
    };
    for (pointer, proof) in edit::proofs(value) {
        let text = |name: &str| proof.get(name).and_then(Value::as_str);
        let at = |name: &str| format!("{pointer}/{name}");
        let suites = SUITES.into_iter().filter(|suite| Some(*suite) != text("cryptosuite"));
        let suites: Vec<_> = suites.map(|suite| Edit::text(at("cryptosuite"), suite)).collect();
        let purpose = [Edit::text(at("proofPurpose"), "assertionMethod")];
        let method = text("verificationMethod").unwrap_or_default().to_owned();
        let mut methods: Vec<String> = keys::names(bench.documents(), bench.limits());
        methods.extend(keys::complete(&method));
        methods.extend(keys::complete(&issuer));
        methods.retain(|other| *other != method);
        let methods: Vec<_> =
            methods.into_iter().map(|other| Edit::text(at("verificationMethod"), other)).collect();
        let owner = method.split('#').next().unwrap_or_default().to_owned();
        let owners = [Edit::text(issuer_at, owner.clone())];
        let found = bench
            .any_of(D::SuiteName, value, suites)
            .or_else(|| bench.any_of(D::ProofPurpose, value, purpose))
            .or_else(|| bench.any_of(D::KeyIdChanged, value, methods))
            .or_else(|| if owner == issuer { None } else { bench.any_of(D::IssuerChanged, value, owners) });
        if found.is_some() {
            return found;
        }
    }
    None
}

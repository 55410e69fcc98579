//! Native code: canonicalising and verifying, against the physical limit and against json-ld, oxjsonld and ssi.

use crate::input::{Badge, Inputs, options, signature};
use crate::measure::{Contender, contest};
use crate::peers::Peers;
use crate::status_list;
use crate::table::{Goal, Table};
use anyhow::{Result, bail};
use ed25519_dalek::{Signature, VerifyingKey};
use proofmark::{Contexts, FetchFailure, Limits, Report, Step, Verification};
use proofmark_differential::OracleKind;
use sha2::{Digest, Sha256};

pub(crate) fn measure(inputs: &Inputs, peers: &mut Peers, table: &mut Table) -> Result<()> {
    for badge in inputs.both() {
        against_the_limit(badge, table)?;
    }
    status_list::measure(inputs, table)?;
    against_peers(inputs, peers, table)
}

/// Ours and what no verifier can save: hashing, reading the key, and the signature check.
fn against_the_limit(badge: &Badge, table: &mut Table) -> Result<()> {
    let limits = Limits::default();
    let (mut for_inputs, mut for_verifying) = (Contexts::new(), Contexts::new());
    let (document, proof) = badge.quads();
    let verdict = verify(&badge.text, &mut for_verifying);
    if !["valid", "inconclusive"].contains(&verdict.verdict.as_str()) {
        bail!("the {} badge does not verify: {}", badge.name, verdict.to_json());
    }
    let (key, message, signed) = signature();
    let times = contest(vec![
        Contender::here("verify_strict with the key parsed", || strict(&key, &message, &signed)),
        Contender::here("both hashes, key parsed, verify_strict", || {
            let hashes = (
                Sha256::digest(&badge.input.canonical_document),
                Sha256::digest(&badge.input.canonical_proof_configuration),
            );
            (hashes, strict(&key, &message, &signed))
        }),
        Contender::here("JSON to both hashes", || {
            proofmark::proof_inputs(badge.text.as_bytes(), &mut for_inputs, &limits).is_ok()
        }),
        Contender::here("verification", || verify(&badge.text, &mut for_verifying)),
    ])?;
    let name = badge.name;
    table.ratio(
        format!("native, {name}: JSON → N-Quads → SHA-256 / verify_strict"),
        times.ratio(2, 0),
        Goal::AtMost(1.5),
        format!("{:?} / {:?}; {document} + {proof} quads", times.median(2), times.median(0)),
    );
    table.ratio(
        format!("native, {name}: whole verification / limit"),
        times.ratio(3, 1),
        Goal::AtMost(2.5),
        format!("{:?} / {:?}; verdict {}", times.median(3), times.median(1), verdict.verdict.as_str()),
    );
    Ok(())
}

fn against_peers(inputs: &Inputs, peers: &mut Peers, table: &mut Table) -> Result<()> {
    let limits = Limits::default();
    let (mut for_canonical, mut for_verifying) = (Contexts::new(), Contexts::new());
    let oxigraph = peers.start(OracleKind::Oxigraph)?;
    let json_ld = peers.start(OracleKind::JsonLd)?;
    let unsecured = inputs.realistic.unsecured()?;
    let readable = &inputs.for_ssi.text;
    let times = contest(vec![
        Contender::here("canonical N-Quads", || {
            proofmark::canonicalize(unsecured.as_bytes(), &mut for_canonical, &limits).is_ok()
        }),
        oxigraph.contender("oxjsonld + oxrdf", "to_rdf_canonical", &unsecured),
        json_ld.contender("json-ld + oxrdf", "to_rdf_canonical", &unsecured),
        Contender::here("verification", || verify(readable, &mut for_verifying)),
        json_ld.contender("ssi", "verify", readable),
    ])?;
    for (peer, index) in [("oxjsonld + oxrdf", 1), ("json-ld + oxrdf", 2)] {
        table.ratio(
            format!("native: canonical N-Quads by {peer} / ours"),
            times.ratio(index, 0),
            Goal::None,
            format!("{:?} / {:?}", times.median(index), times.median(0)),
        );
    }
    table.ratio(
        "native: verification by ssi / ours",
        times.ratio(4, 3),
        Goal::AtLeast(40.0),
        format!(
            "{:?} / {:?}; badge without creditsEarned, identifier, allowedValue",
            times.median(4),
            times.median(3)
        ),
    );
    Ok(())
}

/// The whole verification from bytes. What it asks for beyond the `did:key` (the status list) is answered with
/// "offline", as in a phone without network.
pub(crate) fn verify(text: &str, contexts: &mut Contexts) -> Report {
    let mut verification = Verification::new(text.as_bytes().to_vec(), options());
    loop {
        match verification.step(contexts) {
            Step::Needs(requests) => {
                for request in requests {
                    verification.supply(&request.url, Err((FetchFailure::Offline, String::new())));
                }
            }
            Step::Done(report) => return report,
        }
    }
}

fn strict(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

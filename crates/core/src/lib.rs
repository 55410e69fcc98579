//! Verify and issue Open Badges 3.0 credentials: no I/O, no clock, no globals.
//!
//! [`Verification`] turns bytes into a [`Report`], asking its host for the few documents it needs. [`sign`] turns an
//! unsecured document into a secured one. [`canonicalize`] shows what a signature is made over.

// No clock, no files, no network: the list and the reasons stand in clippy.toml. Tests read the official suites.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

mod base64;
mod bitstring_status_list;
mod cbor;
mod claims;
mod contexts;
mod controlled_identifier;
mod cryptosuite;
mod data_integrity;
mod data_model;
mod date_time;
mod decimal;
mod did_jwk;
mod did_key;
pub mod did_web;
mod digest;
mod documents;
mod doubts;
mod ecdsa_rdfc_2019;
mod ecdsa_sd_2023;
mod eddsa_jcs_2022;
mod eddsa_rdfc_2022;
mod endorsements;
mod escape;
#[cfg(feature = "explain")]
mod explain;
mod extract;
mod gzip;
mod hex;
mod inflate;
mod intended_use;
mod issuer_key;
mod issuer_trust;
pub mod jcs;
pub mod json;
mod json_writer;
mod jsonld;
pub mod jws;
mod keys;
mod limits;
mod linked_content;
mod multibase;
mod next_step;
pub mod nquads;
mod older_badge;
mod open_badges;
#[cfg(feature = "open-badges-2")]
mod open_badges_2;
mod options;
mod outcome;
#[cfg(feature = "pdf")]
mod pdf;
mod png;
mod problem;
mod rdf;
pub mod rdfc10;
mod recipient;
mod refresh;
mod report;
mod revocation_list;
mod signing;
mod sorted;
mod status;
mod status_lists;
mod svg;
mod trust_pack;
mod validity_period;
mod vc_jwt;
mod verification;
mod verified_document;
mod web_address;

pub use claims::{AchievementClaims, Claims, IssuerClaims, RecipientClaims, RecipientIdentifier};
pub use contexts::Contexts;
pub use date_time::Timestamp;
pub use digest::{ContentDigest, digest};
pub use documents::{Document, FetchFailure, Purpose, Request, Source};
pub use eddsa_rdfc_2022::ProofInput;
#[cfg(feature = "explain")]
pub use explain::{
    Change, Confidence, Diagnosis, DiagnosisCode, Difference, DifferenceLine, ExplainOptions, Explanation,
    SignedForm, guide,
};
pub use extract::{Container, Extracted, extract};
#[cfg(feature = "conformance")]
pub use jsonld::conformance;
pub use keys::{
    Ed25519PublicKey, Jwk, JwkSet, P256PublicKey, PublicKey, RsaPublicKey, SIGNATURE_BYTES, SecretKey,
};
pub use limits::Limits;
pub use next_step::NextStep;
pub use open_badges::{ACHIEVEMENT_TYPES, IDENTIFIER_TYPES, RESULT_STATUSES, RESULT_TYPES, TARGET_TYPES};
pub use options::{Options, Policy};
pub use outcome::Outcome;
#[cfg(feature = "pdf")]
pub use pdf::{PdfAttachment, PdfRevision, pdf_revision};
pub use problem::{Code, Problem, Result};
pub use rdf::Dataset;
pub use report::{
    Check, CheckId, Evidence, Format, Reason, Report, StatusFinding, StatusState, Verdict, Warning,
    WarningCode,
};
pub use signing::{Cryptosuite, ProofOptions, proof_inputs, sign};
pub use status_lists::StatusLists;
#[cfg(feature = "trust-packs")]
pub use trust_pack::TrustPack;
pub use vc_jwt::sign_jwt;
pub use verification::{Step, Verification};

/// Canonical N-Quads (RDFC-1.0) of a JSON-LD document, in strict mode: whatever the pinned contexts do not define is an
/// error, not a gap.
pub fn canonicalize(document: &[u8], contexts: &mut Contexts, limits: &Limits) -> Result<String> {
    let document = json::parse(document, limits)?;
    rdfc10::canonicalize(&jsonld::to_rdf(&document, contexts, limits)?, limits)
}

/// Canonical N-Quads (RDFC-1.0) of a dataset in N-Quads.
pub fn canonicalize_nquads(document: &str, limits: &Limits) -> Result<String> {
    rdfc10::canonicalize(&nquads::parse(document, limits)?, limits)
}

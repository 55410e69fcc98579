//! Whether every proof was made for the use that the caller has in mind: the `domain` and `challenge` that it expects
//! (Data Integrity 1.0 §4.4 Verify Proof, steps 8 and 9).
//!
//! Only the credential itself is asked, never a status list or an endorsement: those are made for everybody.

use crate::extract::Extracted;
use crate::json::{self, Value};
use crate::{Code, Options, Problem, Result};

/// Compares each proof in the file with what the caller expects. A JWT names neither, and so does whatever cannot be read,
/// so that no expectation is passed over in silence.
pub(crate) fn check(file: &Extracted<'_>, options: &Options) -> Result<()> {
    let policy = &options.policy;
    let expected = [
        ("domain", policy.domain.as_deref(), Code::DomainMismatch),
        ("challenge", policy.challenge.as_deref(), Code::ChallengeMismatch),
    ];
    if expected.iter().all(|(_, value, _)| value.is_none()) {
        return Ok(());
    }
    let document = if file.is_jwt { Value::Null } else { json::parse(&file.bytes, &options.limits)? };
    let (proofs, is_set) = match document.get("proof") {
        Some(Value::Array(proofs)) if !proofs.is_empty() => (&proofs[..], true),
        Some(proof) => (std::slice::from_ref(proof), false),
        None => (std::slice::from_ref(&Value::Null), false),
    };
    for (index, proof) in proofs.iter().enumerate() {
        for (name, expected, code) in expected {
            let Some(expected) = expected else { continue };
            let found = proof.get(name).map_or(&[][..], Value::one_or_many);
            if found.is_empty() || found.iter().any(|found| found.as_str() != Some(expected)) {
                let detail = format!("The proof was not made for the {name} that you expect, {expected}.");
                let place = if is_set { format!("/proof/{index}") } else { "/proof".to_owned() };
                return Err(Problem::new(code, detail).at(format!("{place}/{name}")));
            }
        }
    }
    Ok(())
}

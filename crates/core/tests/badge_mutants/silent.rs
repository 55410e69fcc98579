//! What a change may leave out: the whole list of changes after which a badge may still be valid, each found by a rule
//! that does not ask our own verifier.

use std::collections::{BTreeMap, BTreeSet};

use proofmark::{Contexts, Limits, extract};
use serde_json::Value;

use crate::badges::Badge;

/// Why a changed file says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The credential in the file has the very same bytes; a picture around it is nobody's word.
    OutsideCredential,
    /// White space, order of members, escapes and spelling of numbers: the same JSON value.
    SameJson,
    /// RDF proofs: order and repetition in a list that is a set, a single value in a list of its own, a context list
    /// under which every term still means the same, `@type` beside `type`, and the two names that Open Badges 3.0 gives
    /// to one type.
    SameStatements,
    /// eddsa-jcs-2022 (§3.3.2 step 4): contexts behind those that the proof repeats are not signed.
    ContextBehindProof,
    /// The same proof twice, or in a list of its own: a set of proofs.
    SameProofs,
    /// The proof of another of the fifty badges, by the same key over the same content: the file is that badge now.
    AnotherBadge,
    /// Open Badges 2.0, hosted: what is shown is what its issuer publishes, and the file says nothing else. A reference
    /// may be the address itself or an object with nothing but it.
    LessThanPublished,
}

impl Silence {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutsideCredential => "outside the credential",
            Self::SameJson => "the same JSON",
            Self::SameStatements => "the same statements",
            Self::ContextBehindProof => "a context behind the proof's",
            Self::SameProofs => "the same proofs",
            Self::AnotherBadge => "another badge",
            Self::LessThanPublished => "less than is published",
        }
    }
}

/// Why `file` may be as valid as `badge`; `None`: it says something else.
pub fn reason(badge: &Badge, all: &[Badge], file: &[u8], contexts: &mut Contexts) -> Option<Silence> {
    let own = against(badge, file, contexts);
    own.or_else(|| {
        let mut others = all.iter().filter(|other| other.name != badge.name);
        others.find_map(|other| against(other, file, contexts)).map(|_| Silence::AnotherBadge)
    })
}

fn against(badge: &Badge, file: &[u8], contexts: &mut Contexts) -> Option<Silence> {
    let limits = Limits::default();
    let (old, new) = (extract(&badge.file, &limits).ok()?, extract(file, &limits).ok()?);
    if old.bytes == new.bytes {
        return Some(Silence::OutsideCredential);
    }
    // What a JWT signs is its bytes.
    let (old, new): (Value, Value) =
        (serde_json::from_slice(&old.bytes).ok()?, serde_json::from_slice(&new.bytes).ok()?);
    if old == new {
        return Some(Silence::SameJson);
    }
    if badge.name.contains("ob2-hosted") {
        return is_part(&new, &old).then_some(Silence::LessThanPublished);
    }
    if badge.name.contains("jcs") {
        let (mut old, mut new) = (old, new);
        let same = context_start(&new, &old["proof"]["@context"]);
        old.as_object_mut()?.remove("@context");
        new.as_object_mut()?.remove("@context");
        if same && old == new {
            return Some(Silence::ContextBehindProof);
        }
        let proofs = |value: &mut Value| value.as_object_mut().and_then(|members| members.remove("proof"));
        let (old_proof, new_proof) = (proofs(&mut old)?, proofs(&mut new)?);
        return (same && old == new && set_of(&old_proof) == set_of(&new_proof))
            .then_some(Silence::SameProofs);
    }
    let same_values = as_set(&old) == as_set(&new);
    (same_values && statements(&old, contexts)? == statements(&new, contexts)?)
        .then_some(Silence::SameStatements)
}

fn context_start(document: &Value, signed: &Value) -> bool {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    list(&document["@context"]).starts_with(&list(signed))
}

/// Canonical N-Quads without proof.
fn statements(document: &Value, contexts: &mut Contexts) -> Option<String> {
    let mut unsecured = document.clone();
    unsecured.as_object_mut()?.remove("proof")?;
    proofmark::canonicalize(unsecured.to_string().as_bytes(), contexts, &Limits::default()).ok()
}

/// A JSON value without what RDF does not see: lists become sets, and a single value is a set of one. Contexts are left
/// out, because they are judged by what they make of the rest.
fn as_set(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut sets: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
            for (name, value) in members.iter().filter(|(name, _)| *name != "@context") {
                let name = if name == "@type" { "type" } else { name };
                sets.entry(name).or_default().extend(elements(value));
            }
            format!("{sets:?}")
        }
        Value::Array(_) => set_of(value),
        Value::Number(number) => format!("{:?}", number.as_f64()),
        // Both are https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential.
        Value::String(name) if name == "AchievementCredential" => "\"OpenBadgeCredential\"".to_owned(),
        other => other.to_string(),
    }
}

fn set_of(value: &Value) -> String {
    format!("{:?}", elements(value))
}

fn elements(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(elements) => elements.iter().map(as_set).collect(),
        one => BTreeSet::from([as_set(one)]),
    }
}

/// Whether `new` has nothing that `old` does not have.
fn is_part(new: &Value, old: &Value) -> bool {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            new.iter().all(|(name, value)| old.get(name).is_some_and(|old| is_part(value, old)))
        }
        (Value::Object(new), Value::String(_)) => new.len() == 1 && new.get("id") == Some(old),
        (new, old) => as_set(new) == as_set(old) || set_of(new) == set_of(old),
    }
}

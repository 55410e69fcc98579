//! JSON Web Key Sets (RFC 7517 §5), as issuers publish them at `/.well-known/jwks.json`.

use super::jwk::Jwk;
use crate::json::{self, Object, Value};
use crate::{Code, Limits, Problem, Result};

/// Keys that are read from one set.
const MAX_KEYS: usize = 256;

/// The public keys of one publisher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwkSet {
    /// Every key with its `kid`; of keys that cannot be used here, why.
    keys: Vec<(Option<String>, Result<Jwk>)>,
}

impl JwkSet {
    /// Reads the JSON text of a key set.
    ///
    /// Keys of unknown types are kept only by their `kid` (RFC 7517 §5 asks to ignore them).
    ///
    /// # Errors
    ///
    /// `InvalidIssuerDocument` when it is not strict JSON or no key set, when two keys share a `kid`, or when a symmetric
    /// key is in it; `KeyCompromised` when a secret key is in it.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self> {
        let document = json::parse(bytes, limits)
            .map_err(|problem| refuse(&format!("The key set is not strict JSON: {}", problem.detail())))?;
        let keys = document.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or_else(|| refuse("This is no key set: it has no list \"keys\"."))?;
        if keys.len() > MAX_KEYS {
            return Err(refuse(&format!(
                "The key set has {} keys; at most {MAX_KEYS} are read.",
                keys.len()
            )));
        }
        let mut set = Self { keys: Vec::with_capacity(keys.len()) };
        for (index, key) in keys.iter().enumerate() {
            let key = key.as_object().ok_or_else(|| refuse("A key is an object."));
            key.and_then(|key| set.push(key))
                .map_err(|problem| problem.inside(&index.to_string()).inside("keys"))?;
        }
        Ok(set)
    }

    /// The key that `kid` names.
    ///
    /// # Errors
    ///
    /// `KeyNotListed` when there is none; else why the one there is cannot be used.
    pub fn by_id(&self, kid: &str) -> Result<&Jwk> {
        match self.keys.iter().find(|(id, _)| id.as_deref() == Some(kid)) {
            Some((_, Ok(jwk))) => Ok(jwk),
            Some((_, Err(problem))) => Err(problem.clone()),
            None => Err(Problem::new(
                Code::KeyNotListed,
                "The issuer's key set does not list the key that signed.",
            )),
        }
    }

    /// The entry of the set that is the same key as `jwk`, whatever else the two say.
    pub(crate) fn by_key(&self, jwk: &Jwk) -> Result<&Jwk> {
        let mut usable = self.keys.iter().filter_map(|(_, key)| key.as_ref().ok());
        usable.find(|own| own.key == jwk.key).ok_or_else(|| {
            Problem::new(Code::KeyNotListed, "The issuer's key set does not list the key that signed.")
        })
    }

    fn push(&mut self, object: &Object<'_>) -> Result<()> {
        // A set that mixes in symmetric keys was never meant for the public: whoever reads it can sign with them.
        if object.get("kty").and_then(Value::as_str) == Some("oct") {
            return Err(refuse("A public key set must not hold symmetric keys.").at("/kty"));
        }
        let id = object.get("kid").and_then(Value::as_str).map(str::to_owned);
        if id.is_some() && self.keys.iter().any(|(own, _)| *own == id) {
            return Err(refuse("Two keys of the set have the same kid.").at("/kid"));
        }
        match Jwk::read(object) {
            Err(problem) if problem.code() == Code::KeyCompromised => Err(problem),
            jwk => {
                self.keys.push((id, jwk));
                Ok(())
            }
        }
    }
}

fn refuse(detail: &str) -> Problem {
    Problem::new(Code::InvalidIssuerDocument, detail)
}

//! A signing key on disk: a Multikey of Controlled Identifiers 1.0 §2.2.2, with its secret.

use std::path::Path;

use proofmark::SecretKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::exit::Failure;
use crate::input;

/// The JSON text of a key whose identifier is its own did:key.
pub(crate) fn to_json(key: &SecretKey) -> Result<Zeroizing<String>, Failure> {
    let public = key.public_key();
    let secret = Zeroizing::new(key.to_multibase());
    let multikey = Multikey {
        context: Some("https://w3id.org/security/multikey/v1"),
        id: &public.did_key_verification_method(),
        kind: "Multikey",
        controller: Some(&public.did_key()),
        public_key_multibase: &public.to_multibase(),
        secret_key_multibase: &secret,
    };
    let text = serde_json::to_string_pretty(&multikey).map_err(Failure::refused)?;
    Ok(Zeroizing::new(text + "\n"))
}

/// A key that was read, with the DID URL under which verifiers find its public half.
pub(crate) struct SigningKey {
    pub(crate) secret_key: SecretKey,
    pub(crate) verification_method: String,
}

impl SigningKey {
    /// Reads and checks a key file.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let text = Zeroizing::new(input::read(file)?);
        let name = input::name(file);
        let multikey: Multikey<'_> = serde_json::from_slice(&text).map_err(|error| {
            Failure::unreadable(format!("{name} is not a key of `proofmark keygen`: {error}"))
        })?;
        multikey.check().map_err(|why| Failure::unreadable(format!("{name}: {why}")))
    }

    /// The DID (or URL) that the verification method belongs to, which has to be the credential's issuer.
    pub(crate) fn controller(&self) -> &str {
        self.verification_method.split('#').next().unwrap_or_default()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Multikey<'a> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none", skip_deserializing)]
    context: Option<&'a str>,
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none", skip_deserializing)]
    controller: Option<&'a str>,
    public_key_multibase: &'a str,
    secret_key_multibase: &'a str,
}

impl Multikey<'_> {
    fn check(&self) -> Result<SigningKey, String> {
        if self.kind != "Multikey" {
            return Err("its `type` is not `Multikey`".to_owned());
        }
        let secret_key = SecretKey::from_multibase(self.secret_key_multibase)
            .map_err(|problem| problem.detail().to_owned())?;
        let public = secret_key.public_key();
        if public.to_multibase() != self.public_key_multibase {
            return Err("`publicKeyMultibase` does not belong to `secretKeyMultibase`".to_owned());
        }
        if self.id.starts_with("did:key:") && self.id != public.did_key_verification_method() {
            return Err("`id` is the did:key of another key".to_owned());
        }
        Ok(SigningKey { secret_key, verification_method: self.id.to_owned() })
    }
}

//! Which key a JWT counts under, and where its issuer says so.

use super::malformed;
use crate::controlled_identifier::{ControlledIdentifierDocument, Retrieved, unsupported_did_method};
use crate::jws::{CompactJws, Header};
use crate::keys::{Jwk, JwkSet, PublicKey};
use crate::{Code, Limits, Problem, Result, Timestamp, did_jwk, did_key, did_web, web_address};

/// Where the proof is that the key of a JWT is its issuer's. `kid` and `jwk` in the header only point; what counts is the
/// issuer's own document or, for an issuer with a web address, the key set of that address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeySource {
    /// did:key and did:jwk: the issuer's identifier is the key.
    Embedded(Jwk),
    /// The issuer's DID document, at `url`.
    DidDocument { issuer: String, url: String, key: KeyName },
    /// `https://{authority of issuer.id}/.well-known/jwks.json`.
    KeySet { issuer: String, url: String, key: KeyName },
}

/// How the header names its key: by an id, by the key itself, or by both, which must then agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyName {
    id: Option<String>,
    jwk: Option<Jwk>,
}

impl KeySource {
    /// Says where to look, without looking anywhere that the issuer's identifier does not name.
    ///
    /// # Errors
    ///
    /// `IssuerMismatch` when `kid` belongs to somebody else; `InvalidVerificationMethodUrl` and `UnsupportedDidMethod` when
    /// the issuer's identifier leads nowhere; `InvalidVerificationMethod` and `KeyCompromised` for a did:jwk that is no key.
    pub(crate) fn of(header: &Header, issuer: &str, limits: &Limits) -> Result<Self> {
        let key_name = KeyName { id: header.key_id.clone(), jwk: header.jwk.clone() };
        if issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:") {
            return embedded(&key_name, issuer, limits);
        }
        if issuer.starts_with("did:web:") {
            let key = KeyName { id: key_name.id.map(|id| did_url(&id, issuer)).transpose()?, ..key_name };
            return Ok(Self::DidDocument {
                issuer: issuer.to_owned(),
                url: did_web::document_url(issuer)?,
                key,
            });
        }
        if issuer.starts_with("did:") {
            return Err(unsupported_did_method(issuer));
        }
        let refuse = |why: &str| {
            Problem::new(Code::InvalidVerificationMethodUrl, format!("The identifier of the issuer {why}."))
        };
        web_address::check_https(issuer).map_err(refuse)?;
        let authority = web_address::authority(issuer).ok_or_else(|| refuse("has no host name"))?;
        if key_name.id.as_deref().is_some_and(|id| is_url(id) && url_authority(id) != Some(authority)) {
            return Err(somebody_elses());
        }
        let url = format!("https://{authority}/.well-known/jwks.json");
        Ok(Self::KeySet { issuer: issuer.to_owned(), url, key: key_name })
    }

    /// The document to fetch, if any.
    pub(crate) fn url(&self) -> Option<&str> {
        match self {
            Self::Embedded(_) => None,
            Self::DidDocument { url, .. } | Self::KeySet { url, .. } => Some(url),
        }
    }

    /// Whether the header means the key with this absolute id: what a key history is searched with.
    pub(crate) fn names(&self, id: &str, key: &PublicKey) -> bool {
        let (name, may_leave_out_issuer) = match self {
            Self::Embedded(_) => return false,
            Self::DidDocument { key, .. } => (key, false),
            Self::KeySet { key, .. } => (key, true),
        };
        let fragment = id.split_once('#').map(|(_, fragment)| fragment);
        let same_id = |own: &String| own == id || may_leave_out_issuer && fragment == Some(own);
        let same_key = |own: &Jwk| own.key == *key;
        match (&name.id, &name.jwk) {
            (Some(own), jwk) => same_id(own) && jwk.as_ref().is_none_or(same_key),
            (None, jwk) => jwk.as_ref().is_some_and(same_key),
        }
    }

    /// Takes the issuer's key out of the fetched document (ignored for embedded keys), for a signature of `jws` made at
    /// `used_at` (its `nbf`, else now).
    ///
    /// # Errors
    ///
    /// As [`ControlledIdentifierDocument::retrieve`] and [`JwkSet::parse`]; `IssuerMismatch` when the set keeps the key for another issuer.
    pub(crate) fn retrieve(
        &self,
        document: &[u8],
        jws: &CompactJws<'_>,
        used_at: Timestamp,
        limits: &Limits,
    ) -> Result<Retrieved> {
        match self {
            Self::Embedded(jwk) => Ok(Retrieved { key: jwk.key.clone(), warnings: Vec::new() }),
            Self::DidDocument { issuer, key, .. } => key.in_did_document(document, issuer, used_at, limits),
            Self::KeySet { issuer, key, .. } => key.in_key_set(document, issuer, jws, limits),
        }
    }
}

impl KeyName {
    fn in_did_document(
        &self,
        document: &[u8],
        issuer: &str,
        used_at: Timestamp,
        limits: &Limits,
    ) -> Result<Retrieved> {
        let mut document = ControlledIdentifierDocument::parse(document, issuer, issuer, limits)?;
        match (&self.id, &self.jwk) {
            (Some(id), jwk) => {
                let retrieved = document.retrieve(id, used_at)?;
                if jwk.as_ref().is_some_and(|jwk| jwk.key != retrieved.key) {
                    return Err(disagreeing_key());
                }
                Ok(retrieved)
            }
            (None, Some(jwk)) if document.assertion_keys(used_at)?.contains(&jwk.key) => {
                Ok(Retrieved { key: jwk.key.clone(), warnings: Vec::new() })
            }
            (None, _) => Err(Problem::new(
                Code::KeyNotListed,
                "The issuer's document does not list the key that signed.",
            )),
        }
    }

    fn in_key_set(
        &self,
        document: &[u8],
        issuer: &str,
        jws: &CompactJws<'_>,
        limits: &Limits,
    ) -> Result<Retrieved> {
        let set = JwkSet::parse(document, limits)?;
        let listed = match (&self.id, &self.jwk) {
            // A set may leave out the kid when the header brings the key itself.
            (Some(id), Some(jwk)) => match set.by_id(id) {
                Ok(listed) if listed.key == jwk.key => listed,
                Ok(_) => return Err(disagreeing_key()),
                Err(_) => set.by_key(jwk)?,
            },
            (Some(id), None) => set.by_id(id)?,
            (None, Some(jwk)) => set.by_key(jwk)?,
            (None, None) => return Err(malformed("The header of the JWT does not say which key signed.")),
        };
        if listed.issuer.as_deref().is_some_and(|own| own != issuer) {
            return Err(Problem::new(
                Code::IssuerMismatch,
                "The key that signed is kept for another issuer.",
            ));
        }
        let algorithm = jws.header().algorithm;
        if !listed.allows(algorithm) {
            let detail = format!("The issuer's key is not for signatures with {algorithm}.");
            return Err(Problem::new(Code::InvalidVerificationMethod, detail));
        }
        Ok(Retrieved { key: listed.key.clone(), warnings: Vec::new() })
    }
}

/// An issuer whose identifier is its key: `kid` must name exactly that, `jwk` must be exactly that.
fn embedded(name: &KeyName, issuer: &str, limits: &Limits) -> Result<KeySource> {
    let (key, fragment) = match issuer.strip_prefix("did:key:") {
        Some(multibase) => (did_key::key(issuer)?, multibase),
        None => (did_jwk::key(issuer, limits)?, "0"),
    };
    if let Some(id) = &name.id {
        // The bare identifier has only one key, so it names that one.
        if id != issuer && did_url(id, issuer)? != format!("{issuer}#{fragment}") {
            return Err(somebody_elses());
        }
    }
    if name.jwk.as_ref().is_some_and(|jwk| jwk.key != key) {
        return Err(somebody_elses());
    }
    Ok(KeySource::Embedded(Jwk { key, id: None, algorithm: None, issuer: None }))
}

/// The `kid` of a DID issuer as an absolute DID URL: `did:…#key`, `#key` or just `key`.
fn did_url(id: &str, issuer: &str) -> Result<String> {
    if id.split_once('#').is_some_and(|(did, _)| did == issuer) {
        return Ok(id.to_owned());
    }
    match id.strip_prefix('#') {
        Some(fragment) => Ok(format!("{issuer}#{fragment}")),
        None if id.contains([':', '#', '/']) => Err(somebody_elses()),
        None => Ok(format!("{issuer}#{id}")),
    }
}

fn is_url(id: &str) -> bool {
    id.contains(':')
}

/// The authority of a `kid` that is a URL and could be followed.
fn url_authority(id: &str) -> Option<&str> {
    web_address::check_https(id).ok()?;
    web_address::authority(id)
}

fn disagreeing_key() -> Problem {
    Problem::new(Code::InvalidVerificationMethod, "The kid and the jwk of the JWT name two different keys.")
}

fn somebody_elses() -> Problem {
    Problem::new(Code::IssuerMismatch, "The key that the JWT names is not the issuer's.")
}

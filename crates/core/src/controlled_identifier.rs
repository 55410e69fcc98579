//! Controlled identifier documents (W3C Controlled Identifiers 1.0): DID documents and issuer profiles with keys, and the
//! algorithm "Retrieve Verification Method" (§3.3) over them.
//!
//! [`Lookup::of`] says where the key of a verification method is; [`Lookup::retrieve`] takes it out of the document that
//! a host supplied. What live issuers write otherwise than the specification is read with a warning, as long as it leaves
//! no doubt about which key is meant and whose it is.

use std::borrow::Cow;

use crate::json::{self, Object, Value};
use crate::keys::{Jwk, PublicKey, multikey};
use crate::report::{Warning, WarningCode};
use crate::{Code, Limits, Problem, Result, Timestamp, did_jwk, did_key, did_web, web_address};

/// Verification methods that are read from one document.
const MAX_METHODS: usize = 256;
/// Longest verification method that is followed.
const MAX_URL_BYTES: usize = 4200;
/// What one live issuer platform appends to its issuer's URL in the verification method.
const VERSION_QUERY: &str = "?v=3_0";
/// Members that hold a secret key.
const SECRET_MEMBERS: [&str; 4] =
    ["secretKeyMultibase", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58"];

/// The verification relationships (§2.3).
const RELATIONSHIPS: [&str; 5] =
    ["assertionMethod", "authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation"];

/// Where the key of one verification method is to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// The identifier is the key (did:key, did:jwk): nothing to fetch.
    Embedded { identifier: String, key: Result<PublicKey> },
    /// In the document of `identifier`, to be fetched from `url`.
    Document { identifier: String, verification_method: String, url: String },
}

/// A key taken from a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Retrieved {
    pub(crate) key: PublicKey,
    /// Where the document departs from the specification. Pointers are empty: the fault is not in the credential.
    pub(crate) warnings: Vec<Warning>,
}

impl Lookup {
    /// Steps 1 to 4 of Retrieve Verification Method: a URL, and the identifier before its fragment.
    ///
    /// # Errors
    ///
    /// `InvalidVerificationMethodUrl` for what is no URL with a fragment, or leads to a place no verifier goes;
    /// `UnsupportedDidMethod` for DID methods that are not known here.
    pub(crate) fn of(verification_method: &str, limits: &Limits) -> Result<Self> {
        if verification_method.len() > MAX_URL_BYTES {
            return Err(url_problem("is too long"));
        }
        let (identifier, fragment) = verification_method
            .split_once('#')
            .ok_or_else(|| url_problem("has no fragment, so it names a document but no key in it"))?;
        if fragment.is_empty() || !fragment.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
            return Err(url_problem("has a fragment that is empty or has letters that no URL has"));
        }
        let document = |url| Self::Document {
            identifier: identifier.to_owned(),
            verification_method: verification_method.to_owned(),
            url,
        };
        if identifier.starts_with("did:key:") {
            let key = did_key::resolve(verification_method);
            return Ok(Self::Embedded { identifier: identifier.to_owned(), key });
        }
        if identifier.starts_with("did:jwk:") {
            let key = did_jwk::resolve(verification_method, limits);
            return Ok(Self::Embedded { identifier: identifier.to_owned(), key });
        }
        if identifier.starts_with("did:web:") {
            return did_web::document_url(identifier).map(document);
        }
        if identifier.starts_with("did:") {
            return Err(unsupported_did_method(identifier));
        }
        web_address::check_https(identifier).map_err(url_problem)?;
        Ok(document(identifier.to_owned()))
    }

    /// The identifier that controls the key: what the credential must name as its issuer.
    ///
    /// An issuer platform signs with `{issuer}?v=3_0#key-0`; the query is left out, because who answers at the address
    /// with that query also answers at the address without it.
    pub(crate) fn controller(&self) -> &str {
        match self {
            Self::Embedded { identifier, .. } => identifier,
            Self::Document { identifier, .. } => identifier.strip_suffix(VERSION_QUERY).unwrap_or(identifier),
        }
    }

    /// The document to fetch, if any.
    pub(crate) fn url(&self) -> Option<&str> {
        match self {
            Self::Embedded { .. } => None,
            Self::Document { url, .. } => Some(url),
        }
    }

    /// Steps 5 to 12: the key, out of the document's bytes, for a proof made at `used_at`. The bytes are not looked at
    /// for an embedded key.
    ///
    /// # Errors
    ///
    /// `InvalidIssuerDocument` and `IssuerDocumentIdMismatch` when the document is at fault; `KeyNotListed`,
    /// `InvalidVerificationMethod`, `InvalidRelationship`, `KeyCompromised` and `KeyWithdrawn` when the key is;
    /// `UnsupportedKeyType`.
    pub(crate) fn retrieve(&self, document: &[u8], used_at: Timestamp, limits: &Limits) -> Result<Retrieved> {
        match self {
            Self::Embedded { key, .. } => Ok(Retrieved { key: key.clone()?, warnings: Vec::new() }),
            Self::Document { identifier, verification_method, .. } => {
                let document =
                    ControlledIdentifierDocument::parse(document, identifier, self.controller(), limits)?;
                document.retrieve(verification_method, used_at)
            }
        }
    }
}

/// A document whose `id` is the identifier that it was fetched for.
pub(crate) struct ControlledIdentifierDocument<'a> {
    members: Object<'a>,
    /// The URL that relative ids are completed with.
    identifier: &'a str,
    controller: &'a str,
    warnings: Vec<Warning>,
}

impl<'a> ControlledIdentifierDocument<'a> {
    /// Parses a document and compares its `id` (steps 5 to 7). `identifier` is the URL without fragment that the method
    /// has, `controller` the identifier of the issuer; they differ only by [`VERSION_QUERY`].
    pub(crate) fn parse(
        bytes: &'a [u8],
        identifier: &'a str,
        controller: &'a str,
        limits: &Limits,
    ) -> Result<Self> {
        let document = json::parse(bytes, limits).map_err(|problem| {
            document_problem(&format!("The issuer's document is not strict JSON: {}", problem.detail()))
        })?;
        let Value::Object(members) = document else {
            return Err(document_problem("The issuer's document is not a JSON object."));
        };
        let mut read = Self { members, identifier, controller, warnings: Vec::new() };
        let id = read.members.get("id").and_then(Value::as_str);
        if id != Some(identifier) && id != Some(controller) {
            return Err(Problem::new(
                Code::IssuerDocumentIdMismatch,
                format!("The document fetched for {identifier} is about another identifier."),
            ));
        }
        if identifier != controller {
            read.quirk("The verification method has a query that is no part of the issuer's identifier.");
        }
        Ok(read)
    }

    /// Steps 8 to 12: the method with exactly this id, controlled by this document, listed for `assertionMethod`.
    pub(crate) fn retrieve(mut self, verification_method: &str, used_at: Timestamp) -> Result<Retrieved> {
        let listed = self.members("assertionMethod")?;
        let methods = self.members("verificationMethod")?;
        if methods.is_empty() && listed.iter().any(|entry| entry.as_object().is_some()) {
            self.quirk("The issuer's document has no list of verification methods; the key stands in assertionMethod.");
        }
        let embedded: Vec<_> = listed.iter().filter_map(Value::as_object).collect();
        let all = methods.iter().filter_map(Value::as_object).chain(embedded.iter().copied());
        let named: Vec<&Object<'_>> =
            all.filter(|method| self.is(method.get("id"), verification_method)).collect();
        let Some((&method, others)) = named.split_first() else {
            return Err(Problem::new(
                Code::KeyNotListed,
                "The issuer's document does not list the key that signed.",
            ));
        };
        let key = self.read_method(method, used_at)?;
        for other in others {
            if self.read_method(other, used_at)? != key {
                return Err(method_problem("The issuer's document gives two different keys the same id."));
            }
        }
        let by_reference = listed.iter().any(|entry| self.is(Some(entry), verification_method));
        let by_value = embedded.iter().any(|method| self.is(method.get("id"), verification_method));
        if !by_reference && !by_value {
            let says_what_keys_are_for = RELATIONSHIPS.iter().any(|name| self.members.contains(name));
            if says_what_keys_are_for || self.controller.starts_with("did:") {
                return Err(Problem::new(
                    Code::InvalidRelationship,
                    "The issuer's document lists the key that signed, but not for assertionMethod.",
                ));
            }
            // Profiles of Open Badges 3.0 have keys but, by their own data model, no verification relationships.
            self.quirk("The issuer's profile does not say what its keys are for (assertionMethod).");
        }
        self.note_quirks_of(method);
        Ok(Retrieved { key, warnings: self.warnings })
    }

    /// Whether the document has a key with this id that is not `key`.
    #[cfg(feature = "trust-packs")]
    pub(crate) fn gives_another_key(&self, id: &str, key: &PublicKey) -> bool {
        let lists = ["verificationMethod", "assertionMethod"].into_iter();
        let methods = lists.filter_map(|name| self.members.get(name)).flat_map(Value::one_or_many);
        let mut named = methods.filter_map(Value::as_object).filter(|method| self.is(method.get("id"), id));
        named.any(|method| read_key(method).is_ok_and(|other| other != *key))
    }

    /// Every key that is listed for `assertionMethod` and can be read, for finding one by itself instead of by its name.
    pub(crate) fn assertion_keys(&mut self, used_at: Timestamp) -> Result<Vec<PublicKey>> {
        let listed = self.members("assertionMethod")?;
        let methods = self.members("verificationMethod")?;
        let referred = methods.iter().filter_map(Value::as_object).filter(|method| {
            let id = method.get("id").and_then(Value::as_str).map(|id| self.absolute(id));
            id.is_some_and(|id| listed.iter().any(|entry| self.is(Some(entry), &id)))
        });
        let embedded = listed.iter().filter_map(Value::as_object);
        Ok(referred.chain(embedded).filter_map(|method| self.read_method(method, used_at).ok()).collect())
    }

    /// A member that holds a list. One entry instead of a list is a live quirk.
    fn members(&mut self, name: &str) -> Result<Vec<Value<'a>>> {
        match self.members.get(name).cloned() {
            None => Ok(Vec::new()),
            Some(Value::Array(entries)) if entries.len() > MAX_METHODS => Err(document_problem(&format!(
                "The issuer's document has {} keys; at most {MAX_METHODS} are read.",
                entries.len()
            ))),
            Some(Value::Array(entries)) => Ok(entries),
            Some(entry @ (Value::Object(_) | Value::String(_))) => {
                self.quirk(&format!("{name} of the issuer's document is not a list."));
                Ok(vec![entry])
            }
            Some(_) => Err(document_problem(&format!("{name} of the issuer's document is not a list."))),
        }
    }

    /// Whether `id` is a string that means `verification_method`; relative ids are completed with the document's own.
    fn is(&self, id: Option<&Value<'_>>, verification_method: &str) -> bool {
        id.and_then(Value::as_str).is_some_and(|id| {
            let id = self.absolute(id);
            // With the live quirk of a query, the document may write its ids with or without it.
            *id == *verification_method
                || self.identifier != self.controller
                    && id.strip_prefix(self.controller).is_some_and(|fragment| {
                        fragment.starts_with('#')
                            && verification_method.strip_prefix(self.identifier) == Some(fragment)
                    })
        })
    }

    fn absolute<'i>(&self, id: &'i str) -> Cow<'i, str> {
        if id.starts_with('#') { Cow::Owned(format!("{}{id}", self.identifier)) } else { Cow::Borrowed(id) }
    }

    /// The key of one method, when the document controls it and it was in force at `used_at`.
    fn read_method(&self, method: &Object<'_>, used_at: Timestamp) -> Result<PublicKey> {
        if SECRET_MEMBERS.iter().any(|name| method.contains(name)) {
            return Err(Problem::new(
                Code::KeyCompromised,
                "The issuer's document publishes the secret part of its key; anyone could have signed.",
            ));
        }
        // Step 10. An empty controller is a live quirk: the document itself is then taken for it.
        match method.get("controller") {
            None => {}
            Some(Value::String(own))
                if own.is_empty() || own == self.controller || own == self.identifier => {}
            Some(_) => {
                return Err(method_problem("The key in the issuer's document belongs to somebody else."));
            }
        }
        for (name, what) in [("revoked", "was revoked"), ("expires", "expired")] {
            let Some(when) = method.get(name) else { continue };
            let when = when.as_str().and_then(|text| Timestamp::parse(text).ok());
            let when =
                when.ok_or_else(|| method_problem(&format!("The key has a member {name} that is no time.")))?;
            if when <= used_at {
                return Err(Problem::new(
                    Code::KeyWithdrawn,
                    format!("The key that signed {what} on {when}, before the proof was made."),
                ));
            }
        }
        read_key(method)
    }

    fn note_quirks_of(&mut self, method: &Object<'_>) {
        if method.get("controller").is_none_or(|controller| controller.as_str() == Some("")) {
            self.quirk("The key in the issuer's document does not say who controls it.");
        }
        if method.get("type").and_then(Value::as_str) == Some("DataIntegrityProof") {
            self.quirk("The key in the issuer's document has the type of a proof instead of Multikey.");
        }
    }

    fn quirk(&mut self, message: &str) {
        let code = WarningCode::UnusualIssuerDocument;
        if !self.warnings.iter().any(|warning| warning.message == message) {
            self.warnings.push(Warning { code, message: message.to_owned(), pointer: String::new() });
        }
    }
}

/// The public key of a verification method of a known type (step 9).
pub(crate) fn read_key(method: &Object<'_>) -> Result<PublicKey> {
    let kind = method.get("type").and_then(Value::as_str).unwrap_or_default();
    let multibase = match method.get("publicKeyMultibase") {
        None => None,
        Some(Value::String(text)) => Some(multikey::decode(text)?),
        Some(_) => return Err(method_problem("publicKeyMultibase of the issuer's key is not a string.")),
    };
    let jwk = match method.get("publicKeyJwk") {
        None => None,
        Some(Value::Object(jwk)) => Some(Jwk::read(jwk).map_err(|problem| problem.at(""))?.key),
        Some(_) => return Err(method_problem("publicKeyJwk of the issuer's key is not an object.")),
    };
    if multibase.is_some() && jwk.is_some() && multibase != jwk {
        return Err(method_problem(
            "publicKeyMultibase and publicKeyJwk of the issuer's key are different keys.",
        ));
    }
    let key = match kind {
        // The data model of Open Badges 3.0 (B.6.1) calls its Multikey a DataIntegrityProof.
        "Multikey" | "Ed25519VerificationKey2020" | "DataIntegrityProof" => multibase,
        "JsonWebKey" | "JsonWebKey2020" => jwk,
        other => {
            let kind: String = other.chars().take(60).flat_map(char::escape_default).collect();
            let kind = Value::from(&*kind).to_json();
            let detail = format!("This verifier does not know keys of the type {kind}.");
            return Err(Problem::new(Code::UnsupportedKeyType, detail));
        }
    };
    match key {
        None => {
            Err(method_problem("The key in the issuer's document lacks the member that its type demands."))
        }
        Some(key) if kind == "Ed25519VerificationKey2020" && !matches!(key, PublicKey::Ed25519(_)) => {
            Err(method_problem("The key in the issuer's document is of another type than it says."))
        }
        Some(key) => Ok(key),
    }
}

/// The answer to a DID of a method that is not known here.
pub(crate) fn unsupported_did_method(did: &str) -> Problem {
    let method = did.split(':').nth(1).unwrap_or_default();
    let method: String = method.chars().take(40).flat_map(char::escape_default).collect();
    Problem::new(Code::UnsupportedDidMethod, format!("This verifier does not know the DID method {method}."))
}

fn url_problem(why: &str) -> Problem {
    Problem::new(Code::InvalidVerificationMethodUrl, format!("The verification method {why}."))
}

fn method_problem(detail: &str) -> Problem {
    Problem::new(Code::InvalidVerificationMethod, detail)
}

fn document_problem(detail: &str) -> Problem {
    Problem::new(Code::InvalidIssuerDocument, detail)
}

#[cfg(test)]
mod tests;

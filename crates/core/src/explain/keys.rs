//! Keys that may have signed: those of the documents at hand, and those that an identifier is itself.

use crate::controlled_identifier;
use crate::documents::Documents;
use crate::json::{self, Object, Value};
use crate::keys::{Jwk, PublicKey};
use crate::{Limits, did_key};

/// Keys that are tried for one credential.
const MAX_KEYS: usize = 32;

/// A key, by its name.
#[derive(Clone, Debug)]
pub(super) struct NamedKey {
    /// Full address where there is one.
    pub(super) name: String,
    pub(super) key: PublicKey,
    /// Whether its document lists it for signing credentials, as far as a document says such things.
    pub(super) for_assertions: bool,
}

/// Every key of the documents that were supplied.
pub(super) fn of_documents(documents: &Documents, limits: &Limits) -> Vec<NamedKey> {
    let mut found = Vec::new();
    for (_, answer) in documents.iter() {
        let Ok(document) = answer else { continue };
        let Ok(Value::Object(members)) = json::parse(&document.bytes, limits) else { continue };
        found.extend(of_document(&members));
    }
    found.truncate(MAX_KEYS);
    found
}

/// The names of those keys.
pub(super) fn names(documents: &Documents, limits: &Limits) -> Vec<String> {
    of_documents(documents, limits).into_iter().map(|key| key.name).collect()
}

/// Full addresses of the key that a did:key identifier is.
pub(super) fn complete(identifier: &str) -> Option<String> {
    embedded(identifier).map(|key| key.name)
}

/// The key that an identifier is, whatever its fragment says.
pub(super) fn embedded(identifier: &str) -> Option<NamedKey> {
    let did = identifier.split('#').next().unwrap_or_default();
    let key = did_key::key(did).ok()?;
    let name = format!("{did}#{}", did.strip_prefix("did:key:")?);
    Some(NamedKey { name, key, for_assertions: true })
}

fn of_document(members: &Object<'_>) -> Vec<NamedKey> {
    let owner = members.get("id").and_then(Value::as_str).unwrap_or_default();
    let absolute = |id: &str| if id.starts_with('#') { format!("{owner}{id}") } else { id.to_owned() };
    let list = |name: &str| members.get(name).map_or(&[][..], Value::one_or_many);
    let listed: Vec<String> =
        list("assertionMethod").iter().filter_map(Value::as_str).map(absolute).collect();
    let id = |object: &Object<'_>, name: &str| object.get(name).and_then(Value::as_str).map(absolute);
    let methods = ["verificationMethod", "assertionMethod", "authentication"]
        .into_iter()
        .flat_map(|role| list(role).iter().filter_map(Value::as_object).map(move |method| (role, method)));
    let methods = methods.filter_map(|(role, method)| {
        let name = id(method, "id").unwrap_or_default();
        let for_assertions = role == "assertionMethod" || listed.contains(&name);
        Some(NamedKey { name, key: controlled_identifier::read_key(method).ok()?, for_assertions })
    });
    let set = list("keys").iter().filter_map(Value::as_object).filter_map(|jwk| {
        let key = Jwk::read(jwk).ok()?;
        Some(NamedKey { name: key.id.unwrap_or_default(), key: key.key, for_assertions: true })
    });
    methods.chain(set).collect()
}

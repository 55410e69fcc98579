//! Open Badges 2.0: the hosted Assertion, BadgeClass and issuer Profile of a credential, for software that knows no
//! other version (<https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html>).
//!
//! They say what the signed credential says and are made from its bytes. A badge class is one achievement as it was
//! signed: its address ends in the digest of what it says, so that changing an achievement changes no earlier badge.

use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::credential::{Credential, Status};
use super::public::{self, Access};
use super::{Error, Result};
use crate::backend::Backend;
use crate::random;
use crate::store::{self};

const CONTEXT: &str = "https://w3id.org/openbadges/v2";
/// Random bytes of the salt before each recipient's address.
const SALT_BYTES: usize = 16;
/// Characters of a badge class's digest in its address: 128 bits.
const DIGEST_CHARACTERS: usize = 32;

/// What is at an assertion's address.
pub(crate) enum Assertion {
    /// The assertion.
    Stands(Value),
    /// Only that the issuer took it back, for ever: the answer is 410 then.
    Gone(Value),
}

/// The hosted assertion of a credential.
///
/// # Errors
/// [`Error::NotFound`] for what the one who asks may not see, for one that nobody has claimed yet and for a recipient whom
/// Open Badges 2.0 has no word for; storage.
pub(crate) async fn assertion(backend: &Backend, id: &str, access: &Access) -> Result<Assertion> {
    let now = backend.now();
    let credential = public::find_for(backend, id, access).await?;
    // Short codes are for people; an assertion has one address.
    if credential.id != id {
        return Err(Error::NotFound("credential"));
    }
    let origin = credential.origin().to_owned();
    let address = format!("{origin}/ob2/assertions/{}", credential.id);
    let withdrawn = |reason: Option<&str>| {
        let mut document =
            json!({ "@context": CONTEXT, "type": "Assertion", "id": address, "revoked": true });
        if let Some(reason) = reason {
            document["revocationReason"] = json!(reason);
        }
        document
    };
    match credential.status(now) {
        // "If revoked is true, only revoked and id are required properties", and 410 says so by itself.
        Status::Revoked | Status::Renewed => {
            // The issuer's own words are for its records.
            let renewed = credential.superseded_by_id.is_some().then_some("A newer badge took its place.");
            return Ok(Assertion::Gone(withdrawn(renewed)));
        }
        // Open Badges 2.0 knows no suspension. Until it is lifted, nothing else is safe to say.
        Status::Suspended => {
            return Ok(Assertion::Stands(withdrawn(Some("The issuer has suspended it for now."))));
        }
        // Nothing that begins later would keep this one from counting.
        Status::Pending if credential.valid_from <= now => return Err(Error::NotFound("credential")),
        Status::Pending | Status::Valid | Status::Expired => {}
    }
    let (kind, identity) = recipient(&credential).ok_or(Error::NotFound("credential"))?;
    let signed = signed_document(&credential)?;
    let badge_class = badge_class_of(&signed, &credential, &origin);
    let salt = keep(backend, &credential, &badge_class).await?;
    let mut document = json!({
        "@context": CONTEXT,
        "type": "Assertion",
        "id": address,
        "recipient": { "type": kind, "hashed": true, "salt": salt, "identity": hashed(&identity, &salt) },
        "badge": format!("{origin}/ob2/badge-classes/{}", digest_of(&badge_class)),
        "verification": { "type": "HostedBadge" },
        "issuedOn": credential.valid_from.to_second().to_string(),
    });
    if let Some(until) = credential.valid_until {
        document["expires"] = json!(until.to_second().to_string());
    }
    if let Some(narrative) = signed["credentialSubject"]["narrative"].as_str() {
        document["narrative"] = json!(narrative);
    }
    if let Some(evidence) = signed["evidence"].as_array() {
        document["evidence"] = evidence.iter().map(evidence_of).collect();
    }
    Ok(Assertion::Stands(document))
}

/// The badge class with this digest.
///
/// # Errors
/// [`Error::NotFound`] when no credential says so; storage.
pub(crate) async fn badge_class(backend: &Backend, digest: &str) -> Result<Value> {
    let mut connection = backend.store.read().await?;
    let credential = store::credentials::find_by_badge_class(&mut connection, digest)
        .await?
        .ok_or(Error::NotFound("badge class"))?;
    drop(connection);
    let origin = credential.origin().to_owned();
    let mut document = badge_class_of(&signed_document(&credential)?, &credential, &origin);
    document.insert("id".to_owned(), json!(format!("{origin}/ob2/badge-classes/{digest}")));
    Ok(Value::Object(document))
}

/// The profile of an issuer, as it is now. `host` is what the request was sent to: an issuer that has moved has one
/// profile at each of its addresses.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn issuer(backend: &Backend, id: &str, host: Option<&str>) -> Result<Value> {
    let mut connection = backend.store.read().await?;
    let issuer = store::issuers::find(&mut connection, id).await?.ok_or(Error::NotFound("issuer"))?;
    let lists = store::status_lists::urls_of_issuer(&mut connection, id).await?;
    drop(connection);
    // Everything that it has issued names a status list, and that was made where the issuer was then.
    let mut origins: Vec<&str> =
        lists.iter().filter_map(|url| url.rsplit_once("/status/")).map(|(origin, _)| origin).collect();
    origins.sort_unstable();
    origins.dedup();
    let asked =
        origins.iter().find(|origin| host.is_some_and(|host| origin.split("://").nth(1) == Some(host)));
    let origin = asked.or(origins.first()).ok_or(Error::NotFound("issuer"))?;
    let mut profile = json!({
        "@context": CONTEXT,
        "type": "Issuer",
        "id": issuer_address(origin, &issuer.id),
        "name": issuer.name,
        "url": issuer.url.as_deref().unwrap_or(origin),
        "email": issuer.details.email.clone().unwrap_or_else(|| postmaster(origin)),
    });
    let details = &issuer.details;
    for (name, value) in
        [("description", &details.description), ("image", &details.image), ("telephone", &details.phone)]
    {
        if let Some(value) = value {
            profile[name] = json!(value);
        }
    }
    Ok(profile)
}

/// Salt and badge class stay the same from the first time on.
async fn keep(
    backend: &Backend,
    credential: &Credential,
    badge_class: &Map<String, Value>,
) -> Result<String> {
    let mut connection = backend.store.read().await?;
    if let Some(salt) = store::credentials::open_badges_2_salt(&mut connection, &credential.id).await? {
        return Ok(salt);
    }
    drop(connection);
    let (id, digest) = (credential.id.clone(), digest_of(badge_class));
    let fresh = HEXLOWER.encode(&random::bytes::<SALT_BYTES>()?);
    let work = backend.store.write(move |connection| {
        Box::pin(
            async move { store::credentials::keep_open_badges_2(connection, &id, &fresh, &digest).await },
        )
    });
    work.await
}

/// The BadgeClass without its id.
fn badge_class_of(signed: &Value, credential: &Credential, origin: &str) -> Map<String, Value> {
    let achievement = &signed["credentialSubject"]["achievement"];
    let mut document = Map::new();
    let mut put = |name: &str, value: Value| document.insert(name.to_owned(), value);
    put("@context", json!(CONTEXT));
    put("type", json!("BadgeClass"));
    put("name", achievement["name"].clone());
    put("description", achievement["description"].clone());
    let drawn = || json!(format!("{origin}/achievements/{}/image.png", credential.achievement_id));
    put("image", achievement["image"]["id"].as_str().map_or_else(drawn, |image| json!(image)));
    put("criteria", criteria_of(&achievement["criteria"]));
    put("issuer", json!(issuer_address(origin, &credential.issuer_id)));
    if achievement["tag"].is_array() {
        put("tags", achievement["tag"].clone());
    }
    if let Some(alignments) = achievement["alignment"].as_array() {
        put("alignment", alignments.iter().map(alignment_of).collect());
    }
    document
}

fn criteria_of(criteria: &Value) -> Value {
    match (criteria["id"].as_str(), criteria["narrative"].as_str()) {
        (Some(id), None) => json!(id),
        (id, narrative) => {
            let mut object = json!({ "type": "Criteria", "narrative": narrative.unwrap_or_default() });
            if let Some(id) = id {
                object["id"] = json!(id);
            }
            object
        }
    }
}

fn alignment_of(alignment: &Value) -> Value {
    let mut object = json!({});
    for name in ["targetName", "targetUrl", "targetDescription", "targetFramework", "targetCode"] {
        if alignment[name].is_string() {
            object[name] = alignment[name].clone();
        }
    }
    object
}

fn evidence_of(evidence: &Value) -> Value {
    let mut object = json!({ "type": "Evidence" });
    for name in ["id", "narrative", "name", "description", "genre", "audience"] {
        if evidence[name].is_string() {
            object[name] = evidence[name].clone();
        }
    }
    object
}

/// Type and identity as Open Badges 2.0 has them, for comparing hashes: an address in small letters, else a URL.
fn recipient(credential: &Credential) -> Option<(&'static str, String)> {
    let recipient = &credential.recipient;
    if let Some(email) = &recipient.email {
        return Some(("email", email.to_lowercase()));
    }
    let url = recipient.id.as_ref().filter(|id| id.starts_with("https://") || id.starts_with("http://"))?;
    Some(("url", url.clone()))
}

/// `IdentityHash`: the algorithm, `$`, and the hash of identity and salt, one after the other.
fn hashed(identity: &str, salt: &str) -> String {
    let hash = Sha256::new().chain_update(identity).chain_update(salt).finalize();
    format!("sha256${}", HEXLOWER.encode(&hash))
}

fn digest_of(badge_class: &Map<String, Value>) -> String {
    let text = Value::Object(badge_class.clone()).to_string();
    let mut digest = HEXLOWER.encode(&Sha256::digest(text));
    digest.truncate(DIGEST_CHARACTERS);
    digest
}

fn issuer_address(origin: &str, issuer_id: &str) -> String {
    format!("{origin}/ob2/issuers/{issuer_id}")
}

/// The address that every domain with mail has (RFC 5321 §4.5.1), for an issuer that names none: Open Badges 2.0 demands
/// one.
fn postmaster(origin: &str) -> String {
    let host = origin.split("://").nth(1).unwrap_or(origin);
    format!("postmaster@{}", host.split(':').next().unwrap_or(host))
}

fn signed_document(credential: &Credential) -> Result<Value> {
    serde_json::from_str(&credential.document).map_err(|error| Error::internal("reading a credential", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_an_identity_as_the_specification_shows() {
        // Open Badges 2.0, "How to hash & salt in multiple languages".
        assert_eq!(
            hashed("mayze@example.com", "deadsea"),
            format!("sha256${}", HEXLOWER.encode(&Sha256::digest("mayze@example.comdeadsea")))
        );
        assert_eq!(postmaster("https://badges.example.edu:8443"), "postmaster@badges.example.edu");
    }
}

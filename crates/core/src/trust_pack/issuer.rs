//! What a pack says of one issuer: its documents as they were published, its former keys, its status lists.

use super::contents::{closed, malformed, optional_list, optional_text, text, time};
use super::key_history::KeyHistory;
use crate::controlled_identifier::{ControlledIdentifierDocument, Lookup};
use crate::documents::{Answer, Document, Purpose, Source};
use crate::json::{self, Object, Value};
use crate::json_writer::JsonWriter;
use crate::jws::CompactJws;
use crate::keys::{JwkSet, PublicKey};
use crate::vc_jwt::{JwtCredential, Profile};
use crate::{Code, Limits, Problem, Result, Timestamp, data_model, extract, web_address};

/// Longest address of a status list.
const MAX_URL_BYTES: usize = 4200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PackedIssuer {
    pub(super) id: String,
    pub(super) name: Option<String>,
    /// The DID document or profile, and the key set.
    pub(super) documents: Vec<Packed>,
    pub(super) status_lists: Vec<Packed>,
    pub(super) key_history: KeyHistory,
}

/// A document as somebody received it from its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    pub(super) url: String,
    /// Always a document: what a host would have answered.
    pub(super) answer: Answer,
    pub(super) retrieved_at: Timestamp,
}

/// Where the keys of an issuer are published.
enum Home {
    /// did:key and did:jwk: nowhere, because the identifier is the key.
    Nowhere,
    /// The address of the DID document or profile and, for an issuer with a web address, of its key set.
    At { document: String, key_set: Option<String> },
}

impl PackedIssuer {
    /// Reads one entry of `issuers`.
    pub(super) fn read(entry: &Value<'_>, created: Timestamp, limits: &Limits) -> Result<Self> {
        let entry = closed(entry, &["id", "name", "document", "keySet", "keyHistory", "statusLists"])?;
        let id = text(entry, "id")?;
        let home = Home::of(id, limits).map_err(|problem| problem.at("/id"))?;
        let key_history = KeyHistory::read(optional_list(entry, "keyHistory")?, id, limits)
            .map_err(|problem| problem.inside("keyHistory"))?;
        let mut issuer = Self {
            id: id.to_owned(),
            name: optional_text(entry, "name")?.map(str::to_owned),
            documents: Vec::new(),
            status_lists: Vec::new(),
            key_history,
        };
        if let Some(document) = entry.get("document") {
            let read = issuer.read_document(document, home.document(), created, limits);
            issuer.documents.push(read.map_err(|problem| problem.inside("document"))?);
        }
        if let Some(set) = entry.get("keySet") {
            let read = issuer.read_key_set(set, home.key_set(), created, limits);
            issuer.documents.push(read.map_err(|problem| problem.inside("keySet"))?);
        }
        for (index, list) in optional_list(entry, "statusLists")?.iter().enumerate() {
            let read = issuer.read_status_list(list, created, limits);
            let at = |problem: Problem| problem.inside(&index.to_string()).inside("statusLists");
            issuer.status_lists.push(read.map_err(at)?);
        }
        Ok(issuer)
    }

    /// Its identifier and the addresses of its documents; a profile's address is its issuer's identifier.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let urls = self.documents.iter().chain(&self.status_lists).map(|packed| &*packed.url);
        core::iter::once(&*self.id).chain(urls.filter(|url| *url != self.id))
    }

    pub(super) fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("id").string(&self.id);
            json.member("name").optional_string(self.name.as_deref());
            json.member("documents").array(&self.documents, |json, packed| packed.write(json));
            json.member("statusLists").array(&self.status_lists, |json, packed| packed.write(json));
            self.key_history.write(json.member("keyHistory"));
        });
    }

    fn read_document(
        &self,
        document: &Value<'_>,
        url: Option<&str>,
        created: Timestamp,
        limits: &Limits,
    ) -> Result<Packed> {
        let url = url.ok_or_else(|| malformed("This issuer's identifier is its key; it has no document."))?;
        let object = closed(document, &["retrievedAt", "content"])?;
        let packed = Packed::read(object, url, Purpose::IssuerDocument, created, limits)?;
        let content = text(object, "content")?.as_bytes();
        let document = ControlledIdentifierDocument::parse(content, &self.id, &self.id, limits)
            .map_err(|problem| problem.at("/content"))?;
        let contradicts = |(id, key)| document.gives_another_key(id, key);
        if self.key_history.iter().any(contradicts) {
            return Err(malformed("The document and the key history give one id two keys.").at("/content"));
        }
        Ok(packed)
    }

    fn read_key_set(
        &self,
        set: &Value<'_>,
        url: Option<&str>,
        created: Timestamp,
        limits: &Limits,
    ) -> Result<Packed> {
        let url = url.ok_or_else(|| malformed("Only an issuer with a web address has a key set."))?;
        let object = closed(set, &["retrievedAt", "content"])?;
        let packed = Packed::read(object, url, Purpose::IssuerKeySet, created, limits)?;
        let set = JwkSet::parse(text(object, "content")?.as_bytes(), limits)
            .map_err(|problem| problem.at("/content"))?;
        let contradicts = |(id, key): (&str, &PublicKey)| {
            let names = [Some(id), id.split_once('#').map(|(_, fragment)| fragment)];
            names.into_iter().flatten().any(|name| set.by_id(name).is_ok_and(|listed| listed.key != *key))
        };
        if self.key_history.iter().any(contradicts) {
            return Err(malformed("The key set and the key history give one id two keys.").at("/content"));
        }
        Ok(packed)
    }

    /// A list has to be this issuer's by its own words; whether they are true is looked at when it is used.
    fn read_status_list(&self, list: &Value<'_>, created: Timestamp, limits: &Limits) -> Result<Packed> {
        let object = closed(list, &["url", "retrievedAt", "content"])?;
        let url = text(object, "url")?;
        if url.len() > MAX_URL_BYTES {
            return Err(malformed("This address is too long.").at("/url"));
        }
        let packed = Packed::read(object, url, Purpose::StatusListCredential, created, limits)?;
        let issuer =
            list_issuer(text(object, "content")?, limits).map_err(|problem| problem.at("/content"))?;
        if issuer.as_deref() != Some(&*self.id) {
            return Err(
                malformed("This status list is not the issuer's under which it stands.").at("/content")
            );
        }
        Ok(packed)
    }
}

impl Packed {
    fn read(
        object: &Object<'_>,
        url: &str,
        purpose: Purpose,
        created: Timestamp,
        limits: &Limits,
    ) -> Result<Self> {
        let retrieved_at = time(object, "retrievedAt")?;
        if retrieved_at > created {
            return Err(
                malformed("The document was received after the trust pack was signed.").at("/retrievedAt")
            );
        }
        let content = text(object, "content")?;
        let most = purpose.max_bytes(limits);
        if content.len() > most {
            let detail = format!("The document has {} bytes; at most {most} are read.", content.len());
            return Err(Problem::new(Code::LimitExceeded, detail).at("/content"));
        }
        let bytes = content.as_bytes().to_vec();
        let answer = Ok(Document { bytes, retrieved_at, source: Source::TrustPack });
        Ok(Self { url: url.to_owned(), answer, retrieved_at })
    }

    fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("url").string(&self.url);
            json.member("retrievedAt").string(&self.retrieved_at.to_string());
        });
    }
}

impl Home {
    fn of(id: &str, limits: &Limits) -> Result<Self> {
        // Any fragment will do: where a document is does not depend on the key in it.
        let fragment = id.strip_prefix("did:key:").unwrap_or("0");
        match Lookup::of(&format!("{id}#{fragment}"), limits)? {
            Lookup::Embedded { key, .. } => key.map(|_| Self::Nowhere),
            Lookup::Document { url, .. } if id.starts_with("did:") => {
                Ok(Self::At { document: url, key_set: None })
            }
            Lookup::Document { url, .. } => {
                let authority = web_address::authority(id);
                let key_set = authority.map(|authority| format!("https://{authority}/.well-known/jwks.json"));
                Ok(Self::At { document: url, key_set })
            }
        }
    }

    fn document(&self) -> Option<&str> {
        match self {
            Self::Nowhere => None,
            Self::At { document, .. } => Some(document),
        }
    }

    fn key_set(&self) -> Option<&str> {
        match self {
            Self::Nowhere => None,
            Self::At { key_set, .. } => key_set.as_deref(),
        }
    }
}

/// Whose a status list says that it is.
fn list_issuer(content: &str, limits: &Limits) -> Result<Option<String>> {
    if !extract::is_compact_jws(content.as_bytes()) {
        let list = json::parse(content.as_bytes(), limits)?;
        return Ok(data_model::issuer_id(&list).map(str::to_owned));
    }
    let jws = CompactJws::parse(content, limits)?;
    let payload = json::parse(jws.unverified_payload(), limits)?;
    let list = JwtCredential::read(payload, Profile::of(jws.header())?)?;
    Ok(list.issuer().map(str::to_owned))
}

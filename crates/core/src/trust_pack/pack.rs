//! A pack as a file: read, signed, described.

use sha2::{Digest, Sha256};

use super::contents::Contents;
use super::issuer::PackedIssuer;
use super::proof::{self, Publisher};
use crate::json_writer::JsonWriter;
use crate::keys::SecretKey;
use crate::{Code, Limits, Problem, Result, Timestamp, hex, json};

/// `type` and `version` of the one format there is.
pub(super) const TYPE: &str = "TrustPack";
pub(super) const VERSION: f64 = 1.0;

/// A trust pack whose signature fits its bytes: what somebody says of issuers, and who.
///
/// That somebody may be anybody. Give it to a [`crate::Verification`], which uses it only for issuers that it may
/// speak for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustPack {
    pub(super) publisher: Publisher,
    pub(super) created: Timestamp,
    pub(super) sha256: [u8; 32],
    pub(super) issuers: Vec<PackedIssuer>,
}

impl TrustPack {
    /// Reads a pack and checks its signature against the key that it names as its publisher's.
    ///
    /// # Errors
    ///
    /// `LimitExceeded`; what strict JSON refuses; `MissingMember`, `MalformedValue` and `InvalidDateTime` for another
    /// shape, and for two entries that contradict each other; `MissingProof`, `MalformedProof`,
    /// `UnsupportedCryptosuite` and `WrongProofPurpose` for its proof; `InvalidVerificationMethod` when the key is not
    /// one that the publisher's own identifier allows; `InvalidSignature`.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self> {
        check_size(bytes.len(), limits)?;
        let signed = proof::read(json::parse(bytes, limits)?, limits)?;
        let contents = Contents::read(&signed.contents)?;
        contents.check_format()?;
        let issuers = contents.issuers(signed.created, limits)?;
        let pack = Self {
            publisher: signed.publisher,
            created: signed.created,
            sha256: Sha256::digest(bytes).into(),
            issuers,
        };
        pack.check_own_key()?;
        Ok(pack)
    }

    /// Signs a pack with eddsa-jcs-2022 and gives its JSON text. `contents` is a JSON object with the member `issuers`
    /// as in the finished pack; all else is added here.
    ///
    /// # Errors
    ///
    /// Whatever [`TrustPack::read`] would refuse of the finished pack.
    pub fn sign(
        contents: &[u8],
        secret_key: &SecretKey,
        verification_method: &str,
        created: Timestamp,
        limits: &Limits,
    ) -> Result<String> {
        check_size(contents.len(), limits)?;
        let contents = json::parse(contents, limits)?;
        let issuers = Contents::read(&contents)?.into_issuers()?;
        let text = proof::sign(issuers, secret_key, verification_method, created)?;
        Self::read(text.as_bytes(), limits)?;
        Ok(text)
    }

    /// The identifier of whoever says that he signed it.
    pub fn publisher(&self) -> &str {
        &self.publisher.id
    }

    /// The key that signed it, as a did:key: what `Policy::trusted_publishers` is compared with.
    pub fn publisher_key(&self) -> String {
        self.publisher.key.did_key()
    }

    /// When it was signed, as its publisher says.
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// Each issuer's identifier and, where the pack has one, its name.
    pub fn issuers(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.issuers.iter().map(|issuer| (&*issuer.id, issuer.name.as_deref()))
    }

    /// What is in it, as one line of JSON: `publisher` (`id`, `key`), `created`, `sha256` and for each of `issuers`
    /// `id`, `name`, `documents` and `statusLists` (URL and `retrievedAt`) and `keyHistory` (`id`, `retired`, `revoked`).
    pub fn to_json(&self) -> String {
        let mut json = JsonWriter::new();
        json.object(|json| {
            json.member("publisher").object(|json| {
                json.member("id").string(&self.publisher.id);
                json.member("key").string(&self.publisher_key());
            });
            json.member("created").string(&self.created.to_string());
            json.member("sha256").string(&hex::encode(&self.sha256));
            json.member("issuers").array(&self.issuers, |json, issuer| issuer.write(json));
        });
        json.finish()
    }

    pub(super) fn issuer(&self, id: &str) -> Option<&PackedIssuer> {
        self.issuers.iter().find(|issuer| issuer.id == id)
    }

    /// A pack that says that its own key was withdrawn proves nothing.
    fn check_own_key(&self) -> Result<()> {
        let own = self.issuer(&self.publisher.id);
        let key = self.publisher.key.clone().into();
        match own.and_then(|own| own.key_history.by_key(&key)) {
            Some(historic) => historic.check(self.created),
            None => Ok(()),
        }
    }
}

fn check_size(bytes: usize, limits: &Limits) -> Result<()> {
    if bytes <= limits.trust_pack_bytes {
        return Ok(());
    }
    let detail = format!("A trust pack has at most {} bytes; this has {bytes}.", limits.trust_pack_bytes);
    Err(Problem::new(Code::LimitExceeded, detail))
}

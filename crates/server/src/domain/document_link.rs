//! Signed links to the documents of a credential, for those that nobody else may see: whoever holds the link may read the
//! one document it names until it expires.
//!
//! What is signed is the whole request, letter by letter as it arrives: method, path and query without the signature.
//! So a link that was changed in any way, by an encoding too, is another request and has no signature.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

use super::{Error, Result, Timestamp};
use crate::backend::Backend;
use crate::keys::MasterKey;
use crate::random;
use crate::store;

/// Name of the setting that holds the sealed key, and owner of its seal.
const SETTING: &str = "document_link_key";
/// First line of what is signed, so that this key never signs anything else.
const PURPOSE: &str = "proofmark document link 1";
/// Bytes of a key's name.
const ID_BYTES: usize = 6;
const SECRET_BYTES: usize = 32;

/// The documents that a link can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// The page for people.
    Html,
    /// The signed credential.
    Json,
    /// The signed credential as a JWT.
    Jwt,
    /// A picture with the credential inside.
    Png,
    /// A drawing with the credential inside.
    Svg,
    /// A certificate with the credential attached.
    Pdf,
}

impl Format {
    /// What stands behind the credential's identifier in the path.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Html => "",
            Self::Json => ".json",
            Self::Jwt => ".jwt",
            Self::Png => ".png",
            Self::Svg => ".svg",
            Self::Pdf => ".pdf",
        }
    }
}

/// The key that signs links; read from the database when first needed.
#[derive(Default)]
pub(crate) struct LinkKey(OnceCell<Key>);

struct Key {
    id: String,
    secret: Zeroizing<Vec<u8>>,
}

/// Path and query of a document of `credential_id` that can be read until `expires`.
///
/// # Errors
/// Storage; a key that does not open.
pub(crate) async fn sign(
    backend: &Backend,
    credential_id: &str,
    format: Format,
    expires: Timestamp,
) -> Result<String> {
    let key = backend.link_key.get(backend).await?;
    let path = format!("/credentials/{credential_id}{}", format.ending());
    let query = format!("expires={}&key={}", expires.as_micros().div_euclid(1_000_000), key.id);
    let signature = BASE64URL_NOPAD.encode(&key.mac(&path, &query)?.finalize().into_bytes());
    Ok(format!("{path}?{query}&signature={signature}"))
}

/// Whether somebody means this query to be that of a signed link.
pub(crate) fn is_meant(query: &str) -> bool {
    query.split('&').any(|part| {
        let name = part.split('=').next().unwrap_or_default();
        ["expires", "key", "signature"].contains(&name)
    })
}

/// Until when the link is good, if it is: `path` and `query` as they came, with no letter decoded.
///
/// # Errors
/// Storage; a key that does not open. A link that is not good is `None`.
pub(crate) async fn check(backend: &Backend, path: &str, query: &str) -> Result<Option<Timestamp>> {
    let key = backend.link_key.get(backend).await?;
    let Some((signed, signature)) = query.rsplit_once("&signature=") else { return Ok(None) };
    let Ok(signature) = BASE64URL_NOPAD.decode(signature.as_bytes()) else { return Ok(None) };
    // In constant time. Everything before it is under the signature, so nothing of it needs a check of its own.
    if key.mac(path, signed)?.verify_slice(&signature).is_err() {
        return Ok(None);
    }
    let seconds =
        signed.strip_prefix("expires=").and_then(|rest| rest.split('&').next()?.parse::<i64>().ok());
    let expires = seconds.map(|seconds| Timestamp::from_micros(0).plus_seconds(seconds));
    Ok(expires.filter(|expires| backend.now() < *expires))
}

impl LinkKey {
    async fn get(&self, backend: &Backend) -> Result<&Key> {
        self.0.get_or_try_init(|| load(backend)).await
    }
}

impl Key {
    fn mac(&self, path: &str, query: &str) -> Result<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret)
            .map_err(|error| Error::internal("signing a link", error))?;
        mac.update(format!("{PURPOSE}\nGET\n{path}\n{query}").as_bytes());
        Ok(mac)
    }
}

/// The key of the database. The first process that needs one makes it; all others take that.
async fn load(backend: &Backend) -> Result<Key> {
    let mut connection = backend.store.read().await?;
    let sealed = store::settings::find(&mut connection, SETTING).await?;
    drop(connection);
    let sealed = match sealed {
        Some(sealed) => sealed,
        None => {
            let fresh = fresh(&backend.master_key)?;
            let work = backend.store.write(move |connection| {
                Box::pin(async move { store::settings::insert_or_find(connection, SETTING, &fresh).await })
            });
            work.await?
        }
    };
    let opened = backend.master_key.open(SETTING, &sealed)?;
    let (id, secret) = opened
        .split_first_chunk::<ID_BYTES>()
        .ok_or_else(|| Error::internal("opening the key for links", "it is too short"))?;
    Ok(Key { id: BASE64URL_NOPAD.encode(id), secret: Zeroizing::new(secret.to_vec()) })
}

/// A new key with its name, sealed.
fn fresh(master_key: &MasterKey) -> Result<Vec<u8>> {
    let bytes = Zeroizing::new(random::bytes::<{ ID_BYTES + SECRET_BYTES }>()?);
    master_key.seal(SETTING, &*bytes)
}

//! API keys: `pm_sandbox_` or `pm_live_`, 256 random bits in base62, six check characters.
//!
//! The check characters let a scanner recognise a leaked key and let us refuse a mistyped one without a query.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Environment, Error, Result, Tenant, Timestamp, new_id};
use crate::backend::Backend;
use crate::random;
use crate::store::{self, sql};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Base62 digits of 32 bytes.
const SECRET_DIGITS: usize = 43;
/// Base62 digits of a CRC-32.
const CHECK_DIGITS: usize = 6;

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Issue credentials.
    Issue,
    /// Read everything of the environment.
    Read,
    /// Change achievements, revoke.
    Manage,
    /// Everything, and manage keys and issuers.
    Admin,
}

impl Scope {
    /// Every scope, in the order of the list.
    pub(crate) const ALL: [Self; 4] = [Self::Issue, Self::Read, Self::Manage, Self::Admin];

    /// The text in the database and in answers.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Read => "read",
            Self::Manage => "manage",
            Self::Admin => "admin",
        }
    }

    /// Writes a list such as `issue read`.
    pub(crate) fn write_list(scopes: &[Self]) -> String {
        let words: Vec<&str> =
            Self::ALL.into_iter().filter(|scope| scopes.contains(scope)).map(Self::as_str).collect();
        words.join(" ")
    }

    /// Reads a list such as `issue read`; unknown words grant nothing.
    pub(crate) fn parse_list(text: &str) -> Vec<Self> {
        Self::ALL.into_iter().filter(|scope| text.split(' ').any(|word| word == scope.as_str())).collect()
    }
}

/// A key as it is kept: everything but its text.
#[derive(Clone, Debug)]
pub(crate) struct ApiKey {
    /// Opaque identifier.
    pub(crate) id: String,
    /// What it is for, in the words of its owner.
    pub(crate) name: String,
    /// By which a person recognises it.
    pub(crate) last_four: String,
    /// What it may do.
    pub(crate) scopes: Vec<Scope>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// From when on it opens nothing.
    pub(crate) expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub(crate) revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub(crate) last_used_at: Option<Timestamp>,
    /// Since when another key is meant to be used instead.
    pub(crate) replaced_at: Option<Timestamp>,
}

/// A key with its text, which is shown once.
pub(crate) struct NewApiKey {
    /// What is kept.
    pub(crate) key: ApiKey,
    /// What opens.
    pub(crate) text: Zeroizing<String>,
}

/// Creates a key for an environment.
///
/// # Errors
/// [`Error::Invalid`] for an end in the past; storage.
pub(crate) async fn create(
    backend: &Backend,
    tenant: &Tenant,
    name: String,
    scopes: Vec<Scope>,
    expires_at: Option<Timestamp>,
) -> Result<NewApiKey> {
    let now = backend.now();
    if expires_at.is_some_and(|end| end <= now) {
        return Err(Error::invalid("/expiresAt", "Must be in the future."));
    }
    let new = NewApiKey::fresh(tenant, name, scopes, expires_at, now)?;
    let (tenant, key, text) = (tenant.clone(), new.key.clone(), new.text.clone());
    backend
        .store
        .write(move |connection| {
            Box::pin(async move { store::api_keys::insert(connection, &tenant, &key, &text).await })
        })
        .await?;
    Ok(new)
}

/// Creates a key that does what another one does, and lets that one end after `overlap_seconds`. Until then both work.
///
/// # Errors
/// [`Error::NotFound`], also for one that is revoked or has ended; storage.
pub(crate) async fn rotate(
    backend: &Backend,
    tenant: &Tenant,
    id: &str,
    overlap_seconds: u32,
) -> Result<NewApiKey> {
    let now = backend.now();
    let (tenant, id) = (tenant.clone(), id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            sql::lock(connection, &["api key", &id]).await?;
            let found = store::api_keys::find_of(connection, &tenant, &id).await?;
            let mut old = found.filter(|key| key.is_usable(now)).ok_or(Error::NotFound("API key"))?;
            let new = NewApiKey::fresh(&tenant, old.name.clone(), old.scopes.clone(), old.expires_at, now)?;
            store::api_keys::insert(connection, &tenant, &new.key, &new.text).await?;
            let cut_off = now.plus_seconds(overlap_seconds.into());
            old.expires_at = Some(old.expires_at.map_or(cut_off, |end| end.min(cut_off)));
            old.replaced_at = Some(now);
            store::api_keys::update(connection, &tenant, &old).await?;
            Ok(new)
        })
    });
    work.await
}

/// Revokes a key at once. Revoking it again changes nothing.
///
/// # Errors
/// [`Error::NotFound`]; storage.
pub(crate) async fn revoke(backend: &Backend, tenant: &Tenant, id: &str) -> Result<ApiKey> {
    let now = backend.now();
    let (tenant, id) = (tenant.clone(), id.to_owned());
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            sql::lock(connection, &["api key", &id]).await?;
            let found = store::api_keys::find_of(connection, &tenant, &id).await?;
            let mut key = found.ok_or(Error::NotFound("API key"))?;
            key.revoked_at = key.revoked_at.or(Some(now));
            store::api_keys::update(connection, &tenant, &key).await?;
            Ok(key)
        })
    });
    work.await
}

impl ApiKey {
    fn is_usable(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

impl NewApiKey {
    fn fresh(
        tenant: &Tenant,
        name: String,
        scopes: Vec<Scope>,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Self> {
        let text = generate(tenant.environment)?;
        let key = ApiKey {
            id: new_id(now)?,
            name,
            last_four: last_four(&text).to_owned(),
            scopes,
            created_at: now,
            expires_at,
            revoked_at: None,
            last_used_at: None,
            replaced_at: None,
        };
        Ok(Self { key, text })
    }
}

/// Makes a new key. The text is shown once and never stored.
///
/// # Errors
/// When the operating system has no randomness.
fn generate(environment: Environment) -> Result<Zeroizing<String>> {
    let secret = Zeroizing::new(random::bytes::<32>()?);
    let mut key = Zeroizing::new(format!("pm_{}_{}", environment.as_str(), base62(&*secret, SECRET_DIGITS)));
    let check = check_characters(&key);
    key.push_str(&check);
    Ok(key)
}

/// Whether the text has the shape of a key: known prefix, length, alphabet and check characters.
pub(crate) fn is_well_formed(key: &str) -> bool {
    let Some(secret) = key.strip_prefix("pm_sandbox_").or_else(|| key.strip_prefix("pm_live_")) else {
        return false;
    };
    if secret.len() != SECRET_DIGITS + CHECK_DIGITS || !secret.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return false;
    }
    let (body, check) = key.split_at(key.len() - CHECK_DIGITS);
    check_characters(body) == check
}

/// What the database keeps instead of the key. 256 random bits need no slow hash.
pub(crate) fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// The last four characters, by which a person recognises a key.
fn last_four(key: &str) -> &str {
    key.get(key.len().saturating_sub(4)..).unwrap_or_default()
}

fn check_characters(body: &str) -> String {
    base62(&crc32fast::hash(body.as_bytes()).to_be_bytes(), CHECK_DIGITS)
}

/// Big-endian bytes as exactly `digits` base62 digits, leading zeros kept.
fn base62(bytes: &[u8], digits: usize) -> String {
    let mut number = Zeroizing::new(bytes.to_vec());
    let mut text = vec![b'0'; digits];
    for digit in text.iter_mut().rev() {
        let mut remainder = 0_u32;
        for byte in number.iter_mut() {
            let value = remainder << 8 | u32::from(*byte);
            *byte = (value / 62) as u8;
            remainder = value % 62;
        }
        *digit = ALPHABET[remainder as usize];
    }
    text.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_generated_key_is_well_formed_and_unique() {
        let one = generate(Environment::Sandbox).unwrap();
        let two = generate(Environment::Live).unwrap();
        assert!(is_well_formed(&one) && is_well_formed(&two));
        assert!(one.starts_with("pm_sandbox_") && two.starts_with("pm_live_"));
        assert_ne!(hash(&one), hash(&two));
    }

    #[test]
    fn any_one_changed_character_is_noticed() {
        let key = generate(Environment::Sandbox).unwrap();
        for at in 0..key.len() {
            let mut bytes = key.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
            assert!(!is_well_formed(std::str::from_utf8(&bytes).unwrap()), "character {at}");
        }
    }

    #[test]
    fn base62_keeps_the_value() {
        assert_eq!(base62(&[0, 0], 3), "000");
        assert_eq!(base62(&[0, 61], 2), "0z");
        assert_eq!(base62(&[0, 62], 2), "10");
        assert_eq!(base62(&[0xff; 4], 6), "4gfFC3");
    }
}

//! Claim links: who has one may claim its credential, once and for a time.
//!
//! A token has 256 bits that the master key makes from its row, so that an e-mail can be written, and written again
//! after a crash, without the token ever being kept. The database holds its hash.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::credential::Credential;
use super::mail::{self, Kind};
use super::{Conflict, Error, Result, Tenant, Timestamp, new_id};
use crate::backend::Backend;
use crate::keys::MasterKey;
use crate::random;
use crate::store::{self, Connection};

/// What the master key makes tokens under.
const PURPOSE: &str = "claim link";

/// What resends are counted in, in seconds.
const HOUR: i64 = 3600;

/// A claim link as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct ClaimLink {
    /// Opaque identifier.
    pub(crate) id: String,
    /// Whose credential it is.
    pub(crate) environment_id: String,
    /// What can be claimed with it.
    pub(crate) credential_id: String,
    /// Random bits that the token is made from.
    pub(crate) nonce: [u8; 32],
    /// SHA-256 of the token.
    pub(crate) token_hash: [u8; 32],
    /// What a recipient signs who binds an identifier of their own.
    pub(crate) challenge: String,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// From then on it does nothing.
    pub(crate) expires_at: Timestamp,
    /// When the credential was claimed with it.
    pub(crate) used_at: Option<Timestamp>,
    /// When another link took its place.
    pub(crate) replaced_at: Option<Timestamp>,
}

impl ClaimLink {
    /// Whether the credential can be claimed with it.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && self.replaced_at.is_none() && now < self.expires_at
    }
}

/// A link that is still to be stored.
///
/// # Errors
/// When the operating system has no randomness.
pub(crate) fn new(
    backend: &Backend,
    environment_id: &str,
    credential_id: &str,
    now: Timestamp,
) -> Result<ClaimLink> {
    let (id, nonce) = (new_id(now)?, random::bytes()?);
    let token = token(&backend.master_key, &id, &nonce)?;
    Ok(ClaimLink {
        environment_id: environment_id.to_owned(),
        credential_id: credential_id.to_owned(),
        nonce,
        token_hash: hash(&token),
        challenge: BASE64URL_NOPAD.encode(&random::bytes::<32>()?),
        created_at: now,
        expires_at: now.plus_seconds(i64::from(backend.limits.claim_link_seconds)),
        used_at: None,
        replaced_at: None,
        id,
    })
}

/// The token of a link, for the moment in which it is handed out.
///
/// # Errors
/// None in practice.
pub(crate) fn token(master_key: &MasterKey, id: &str, nonce: &[u8; 32]) -> Result<Zeroizing<String>> {
    let bytes = Zeroizing::new(master_key.mac(PURPOSE, &[id.as_bytes(), nonce].concat())?);
    Ok(Zeroizing::new(BASE64URL_NOPAD.encode(&*bytes)))
}

/// The hash by which a token is found; `None` when the text cannot be one.
pub(crate) fn hash_of_text(text: &str) -> Option<[u8; 32]> {
    // Only one text decodes to each token, so that no other spelling of a used one passes for another.
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    (bytes.len() == 32).then(|| hash(text))
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// A link as the issuer gets it, to hand it over themselves.
pub(crate) struct HandedOut {
    /// The address of the claim page.
    pub(crate) url: Zeroizing<String>,
    /// From then on it does nothing.
    pub(crate) expires_at: Timestamp,
}

/// Makes a new link for a credential that waits to be claimed, instead of those before. Nothing is sent.
///
/// # Errors
/// [`Error::NotFound`]; [`Conflict::NothingToClaim`]; [`Error::TooMany`]; storage.
pub(crate) async fn hand_out(backend: &Backend, tenant: &Tenant, name: &str) -> Result<HandedOut> {
    let (link, credential) = replace(backend, tenant, name, false).await?;
    let link = link.ok_or(Error::Conflict(Conflict::NothingToClaim))?;
    let token = token(&backend.master_key, &link.id, &link.nonce)?;
    let url = Zeroizing::new(format!("{}/claim/{}", credential.base_url(), &*token));
    Ok(HandedOut { url, expires_at: link.expires_at })
}

/// Sends the recipient again what they need: a new claim link if the credential waits for it, else the way to it.
///
/// # Errors
/// [`Error::NotFound`]; [`Conflict::CannotSend`]; [`Conflict::AlreadyRevoked`]; [`Error::TooMany`]; storage.
pub(crate) async fn resend(backend: &Backend, tenant: &Tenant, name: &str) -> Result<Credential> {
    Ok(replace(backend, tenant, name, true).await?.1)
}

/// The new link, if the credential waits to be claimed, and the e-mail, if it is to be sent.
async fn replace(
    backend: &Backend,
    tenant: &Tenant,
    name: &str,
    send: bool,
) -> Result<(Option<ClaimLink>, Credential)> {
    let now = backend.now();
    let name = name.to_owned();
    let found = {
        let mut connection = backend.store.read().await?;
        store::credentials::find_named(&mut connection, tenant, &name).await?
    };
    let credential = found.ok_or(Error::NotFound("credential"))?;
    if send && (backend.mailer.is_none() || !mail::settings(backend, tenant).await?.enabled) {
        return Err(Error::Conflict(Conflict::CannotSend));
    }
    let link = new(backend, &tenant.environment_id, &credential.id, now)?;
    let (tenant, limit) = (tenant.clone(), backend.limits.resends_per_hour);
    let work = backend.store.write(move |connection| {
        Box::pin(async move {
            // The row is locked first, so that the count below is right with several processes.
            store::credentials::lock(connection, &tenant, &credential.id).await?;
            let credential = store::credentials::find(connection, &tenant, &credential.id)
                .await?
                .ok_or(Error::NotFound("credential"))?;
            if credential.revocation.is_some() {
                return Err(Error::Conflict(Conflict::AlreadyRevoked));
            }
            if send && credential.recipient.email.is_none() {
                return Err(Error::Conflict(Conflict::CannotSend));
            }
            // What came with the issuing itself is not a repetition.
            let since = now.plus_seconds(-HOUR).max(credential.created_at);
            let links = store::claim_links::made_after(connection, &credential.id, since).await?;
            let emails = store::emails::queued_after(connection, &credential.id, since).await?;
            if limit > 0 && links.max(emails) >= i64::from(limit) {
                return Err(Error::TooMany { retry_after_seconds: HOUR });
            }
            let (kind, link) = if credential.awaits_claim {
                store_instead(connection, &link, now).await?;
                (Kind::Claim, Some(link))
            } else {
                (Kind::Issued, None)
            };
            if send {
                let link_id = link.as_ref().map(|link| link.id.as_str());
                mail::queue(connection, &tenant.environment_id, &credential, kind, link_id, now).await?;
            }
            Ok((link, credential))
        })
    });
    work.await
}

/// Stores a link; those of the credential that were made before stop working.
pub(super) async fn store_instead(
    connection: &mut Connection,
    link: &ClaimLink,
    now: Timestamp,
) -> Result<()> {
    store::claim_links::replace_all(connection, &link.credential_id, now).await?;
    store::claim_links::insert(connection, link).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_the_text_of_a_token_has_a_hash() {
        let token = BASE64URL_NOPAD.encode(&[7; 32]);
        assert!(hash_of_text(&token).is_some());
        // The last character carries two bits that mean nothing; set, they would be another text for the same bytes.
        let mut last = token.clone();
        last.replace_range(42.., "d");
        for text in [
            "",
            "abc",
            &token[1..],
            &format!("{token}A"),
            &format!("{token}="),
            &last,
            &token.replace('B', "+"),
        ] {
            assert!(hash_of_text(text).is_none(), "{text}");
        }
    }
}

//! Claim: a recipient takes a credential that waited for them, and may bind it to an identifier of their own.
//!
//! Until then nobody gets the signed document, so a document that is signed anew for the recipient's identifier takes
//! the place of one that no verifier ever saw.

use super::claim_link::{self, ClaimLink};
use super::credential::{Credential, Parts, Status, digest};
use super::issue::secure;
use super::supersede;
use super::{Conflict, Error, Result, Tenant, Timestamp, possession};
use crate::backend::Backend;
use crate::random;
use crate::store::events::Event;
use crate::store::status_lists::Changed;
use crate::store::{self, Connection};

/// Credentials in a chain of replacements that a claim looks back at, at most.
const MAX_CHAIN: usize = 100;

/// What a claim link leads to.
pub(crate) struct Found {
    /// The link.
    pub(crate) link: ClaimLink,
    /// Its credential.
    pub(crate) credential: Credential,
    /// What can be done with them now.
    pub(crate) state: State,
    /// What a proof has to name as `aud`.
    pub(crate) audience: String,
    tenant: Tenant,
}

/// What can be done with a claim link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// The credential waits.
    Open,
    /// It has been claimed, with this link or another one.
    Claimed,
    /// The link is too old.
    Expired,
    /// Another link took its place.
    Replaced,
    /// The issuer took the credential back, or issued another one instead.
    Withdrawn,
}

/// Looks a claim link up. Changes nothing, so that whoever only opens the link, a mail scanner for one, claims nothing.
///
/// # Errors
/// [`Error::NotFound`] for a token that never was; storage.
pub(crate) async fn look(backend: &Backend, token: &str) -> Result<Found> {
    let hash = claim_link::hash_of_text(token).ok_or(Error::NotFound("claim link"))?;
    let mut connection = backend.store.read().await?;
    let link = store::claim_links::find_by_hash(&mut connection, &hash).await?;
    let link = link.ok_or(Error::NotFound("claim link"))?;
    let tenant =
        store::organizations::tenant(&mut connection, &link.environment_id, &backend.base_url).await?;
    let tenant = tenant.ok_or(Error::NotFound("claim link"))?;
    let credential = store::credentials::find(&mut connection, &tenant, &link.credential_id).await?;
    let credential = credential.ok_or(Error::NotFound("claim link"))?;
    let state = state(&link, &credential, backend.now());
    let audience = credential.base_url().to_owned();
    Ok(Found { link, credential, state, audience, tenant })
}

/// Claims the credential of an open link, bound to the DID whose holder made `proof`, if there is one. Of several
/// attempts at the same time exactly one succeeds; the others find what it left.
///
/// # Errors
/// [`Error::Invalid`] at `/proof`; [`Error::NotFound`]; what signing answers; storage.
pub(crate) async fn claim(backend: &Backend, token: &str, proof: Option<&str>) -> Result<(Found, bool)> {
    let now = backend.now();
    let found = look(backend, token).await?;
    if found.state != State::Open {
        return Ok((found, false));
    }
    let rebound = match proof {
        Some(proof) => Some(bind(backend, &found, proof, now).await?),
        None => None,
    };
    let (tenant, link_id) = (found.tenant.clone(), found.link.id.clone());
    let credential = rebound.unwrap_or(found.credential);
    let publisher = backend.publisher.clone();
    let recorded = backend
        .store
        .write_then(
            move |connection| {
                Box::pin(async move { record(connection, &tenant, &link_id, credential, now).await })
            },
            move |(_, changed)| publisher.changed_all(changed),
        )
        .await;
    let won = match recorded {
        Ok((won, _)) => won,
        // Revoked or replaced since it was looked up: the page says so.
        Err(Error::Conflict(Conflict::NothingToClaim)) => false,
        Err(error) => return Err(error),
    };
    Ok((look(backend, token).await?, won))
}

fn state(link: &ClaimLink, credential: &Credential, now: Timestamp) -> State {
    if matches!(credential.status(now), Status::Revoked | Status::Renewed) {
        State::Withdrawn
    } else if !credential.awaits_claim {
        State::Claimed
    } else if link.replaced_at.is_some() {
        State::Replaced
    } else if link.is_open(now) {
        State::Open
    } else {
        State::Expired
    }
}

/// The same credential with the recipient's own DID as the subject's `id`, signed anew.
async fn bind(backend: &Backend, found: &Found, proof: &str, now: Timestamp) -> Result<Credential> {
    let did = possession::did_of(proof, &found.link.challenge, &found.audience, now)
        .map_err(|message| Error::invalid("/proof", message))?;
    let mut credential = found.credential.clone();
    if credential.recipient.id.as_ref().is_some_and(|id| *id != did) {
        let message = "The credential was issued for another identifier.";
        return Err(Error::invalid("/proof", message));
    }
    credential.recipient.id = Some(did);

    let (achievement, issuer, key, statuses) = {
        let mut connection = backend.store.read().await?;
        let tenant = &found.tenant;
        let achievement =
            store::achievements::find(&mut connection, tenant, &credential.achievement_id).await?;
        let issuer = store::issuers::find_of(&mut connection, tenant, &credential.issuer_id).await?;
        let key = store::issuers::current_key(&mut connection, &credential.issuer_id).await?;
        let statuses = store::status_lists::entries_of(&mut connection, &credential.id).await?;
        let missing = || Error::internal("signing for a claim", "its achievement or issuer is gone");
        (achievement.ok_or_else(missing)?, issuer.ok_or_else(missing)?, key, statuses)
    };
    let mut request = credential.request.clone();
    request.recipient.clone_from(&credential.recipient);
    let unsecured = request.document(&Parts {
        url: &credential.url,
        issuer: &issuer,
        achievement: &achievement,
        statuses: &statuses,
        salt: random::bytes()?,
        valid_from: credential.valid_from,
        valid_until: credential.valid_until,
    });
    credential.issuer_key_id = key.id.clone();
    credential.document = secure(backend, &unsecured, key, now).await?;
    credential.digest = digest(credential.document.as_bytes());
    Ok(credential)
}

/// The link is used up, the credential is claimed, what it replaces makes room, and the event is written: all of it or
/// nothing. `false`: somebody else was first.
async fn record(
    connection: &mut Connection,
    tenant: &Tenant,
    link_id: &str,
    credential: Credential,
    now: Timestamp,
) -> Result<(bool, Vec<Changed>)> {
    if !store::claim_links::take(connection, link_id, now).await? {
        return Ok((false, Vec::new()));
    }
    if !store::credentials::set_claimed(connection, tenant, &credential, now).await? {
        // The link is not used up then.
        return Err(Error::Conflict(Conflict::NothingToClaim));
    }
    let mut changed = Vec::new();
    let mut earlier = credential.supersedes_id.clone();
    for _ in 0..MAX_CHAIN {
        let Some(id) = earlier else { break };
        let Some(old) = store::credentials::find(connection, tenant, &id).await? else { break };
        if old.superseded_by_id.is_none() {
            changed.extend(supersede::make_room(connection, tenant, &old, &credential.id, now).await?);
        }
        // Before one that somebody held, everything made room long ago.
        earlier = old.supersedes_id.filter(|_| old.awaits_claim);
    }
    let event = Event::credential_claimed(&credential, now)?;
    store::events::insert(connection, &tenant.environment_id, &event).await?;
    Ok((true, changed))
}

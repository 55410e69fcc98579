//! Issue: from a request to a signed, verified and durably stored credential.

use proofmark::{Check, CheckId, Code, Outcome, Report};

use super::achievement::Achievement;
use super::credential::{Credential, NewCredential, Parts, digest};
use super::documents::{Signing, sign, verify};
use super::idempotency::{self, Answer, Key};
use super::issuer::{Issuer, IssuerKey};
use super::status_list::{PURPOSES, StatusEntry};
use super::supersede::{self, Supersession};
use super::{Conflict, Error, FieldProblem, Result, Tenant, Timestamp, code, new_id, quota};
use crate::backend::Backend;
use crate::random;
use crate::store::events::Event;
use crate::store::status_lists::Changed;
use crate::store::{self, Connection};

/// Short codes drawn before we give up: with a hundred million in use each draw fails once in 340 times.
const CODE_DRAWS: usize = 8;

/// What a credential is made with besides the request.
struct Material {
    achievement: Achievement,
    issuer: Issuer,
    key: IssuerKey,
}

/// Issues one credential, or gives the stored answer of an earlier request with the same `Idempotency-Key`.
///
/// `answer` puts the credential into the form in which it is sent and stored.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the request; [`Conflict::Duplicate`]; [`Error::QuotaExceeded`]; conflicts of
/// the `Idempotency-Key`; storage.
pub(crate) async fn issue(
    backend: &Backend,
    tenant: &Tenant,
    request: NewCredential,
    key: Option<Key>,
    answer: impl FnOnce(&Credential) -> Answer + Send + 'static,
) -> Result<Answer> {
    let supersession = Supersession::OfRecipient(request.on_duplicate);
    issue_as(backend, tenant, request, supersession, key, answer).await
}

/// As [`issue`], in the place of the credential that `supersession` says.
pub(super) async fn issue_as(
    backend: &Backend,
    tenant: &Tenant,
    mut request: NewCredential,
    supersession: Supersession,
    key: Option<Key>,
    answer: impl FnOnce(&Credential) -> Answer + Send + 'static,
) -> Result<Answer> {
    idempotency::once(&backend.store, &backend.in_flight, key, |key| async {
        let now = backend.now();
        let material = find_material(backend, tenant, &request, &supersession, now).await?;

        // 1. An identifier, and places in the status lists that nobody else has.
        let id = new_id(now)?;
        let url = format!("{}/credentials/{id}", tenant.base_url);
        let mut statuses = Vec::with_capacity(PURPOSES.len());
        for purpose in PURPOSES {
            let allocator = &backend.allocator;
            statuses.push(
                allocator.next(&backend.store, &material.issuer.id, purpose, &tenant.base_url, now).await?,
            );
        }

        // 2. The unsecured document.
        let valid_from = request.valid_from.unwrap_or_else(|| now.to_second());
        let valid_until = request.valid_until.or_else(|| material.achievement.end_of(valid_from));
        let unsecured = request.document(&Parts {
            url: &url,
            issuer: &material.issuer,
            achievement: &material.achievement,
            statuses: &statuses,
            salt: random::bytes()?,
            valid_from,
            valid_until,
        });

        // 3. The proof.
        let issuer_key_id = material.key.id.clone();
        let signing = Signing { key: material.key, signer: backend.signer.clone(), created: now.to_second() };
        let document = sign(&backend.engine, unsecured, signing).await?;

        // 4. Our own verifier, as anybody would run it.
        require_valid(&verify(backend, &document, now).await?)?;

        // 5. Credential, status entries, what it supersedes, events and stored answer: all of it or nothing.
        let credential = Credential {
            id,
            code: String::new(),
            url,
            external_id: request.external_id.clone(),
            achievement_id: material.achievement.id,
            issuer_id: material.issuer.id,
            issuer_key_id,
            recipient: std::mem::take(&mut request.recipient),
            private_metadata: std::mem::take(&mut request.private_metadata),
            visibility: request.visibility,
            request,
            valid_from,
            valid_until,
            revocation: None,
            suspension: None,
            supersedes_id: None,
            superseded_by_id: None,
            forgotten_at: None,
            digest: digest(document.as_bytes()),
            document,
            created_at: now,
        };
        let (tenant, publisher) = (tenant.clone(), backend.publisher.clone());
        let (answer, _) = backend
            .store
            .write_then(
                move |connection| {
                    Box::pin(async move {
                        let (credential, changed) =
                            record(connection, &tenant, credential, &supersession, &statuses).await?;
                        let answer = answer(&credential);
                        if let Some(key) = key {
                            key.store(connection, &answer, Some(&credential.id), now).await?;
                        }
                        Ok((answer, changed))
                    })
                },
                move |(_, changed)| publisher.changed_all(changed.as_slice()),
            )
            .await?;
        backend.metrics.credentials_issued.inc();
        Ok(answer)
    })
    .await
}

/// Step 5, inside the transaction.
async fn record(
    connection: &mut Connection,
    tenant: &Tenant,
    mut credential: Credential,
    supersession: &Supersession,
    statuses: &[StatusEntry],
) -> Result<(Credential, Option<Changed>)> {
    let now = credential.created_at;
    let recipient_key = credential.recipient.key().unwrap_or_default();
    let achievement_id = &credential.achievement_id;
    let old = supersede::find(connection, tenant, supersession, achievement_id, &recipient_key, now).await?;
    quota::count(connection, tenant, &recipient_key, now).await?;
    let mut changed = None;
    if let Some(old) = old {
        changed = supersede::make_room(connection, tenant, &old, &credential.id, now).await?;
        credential.supersedes_id = Some(old.id);
    }
    if let Some(external_id) = &credential.external_id
        && store::credentials::external_id_is_taken(connection, tenant, external_id).await?
    {
        return Err(Error::Conflict(Conflict::ExternalIdTaken));
    }
    credential.code = free_code(connection).await?;
    store::credentials::insert(connection, tenant, &credential).await?;
    for status in statuses {
        store::status_lists::insert_entry(connection, status, &credential.id).await?;
    }
    let event = Event::credential_issued(&credential, now)?;
    store::events::insert(connection, &tenant.environment_id, &event).await?;
    Ok((credential, changed))
}

/// A short code that no credential has.
async fn free_code(connection: &mut Connection) -> Result<String> {
    for _ in 0..CODE_DRAWS {
        let code = code::generate()?;
        if !store::credentials::code_is_taken(connection, &code).await? {
            return Ok(code);
        }
    }
    Err(Error::internal("drawing a short code", "all that were drawn are taken"))
}

/// Looks up what the request names and collects everything that is wrong with it.
async fn find_material(
    backend: &Backend,
    tenant: &Tenant,
    request: &NewCredential,
    supersession: &Supersession,
    now: Timestamp,
) -> Result<Material> {
    let mut connection = backend.store.read().await?;
    let achievement = store::achievements::find(&mut connection, tenant, &request.achievement_id).await?;
    let mut problems = request.problems(achievement.as_ref(), now);
    if achievement.is_none() {
        problems.push(FieldProblem::new("/achievementId", "There is no achievement with this identifier."));
    }
    let issuer = match &request.issuer_id {
        Some(id) => store::issuers::find_of(&mut connection, tenant, id).await?,
        None => Some(store::issuers::default_of(&mut connection, tenant).await?),
    };
    if issuer.is_none() {
        problems.push(FieldProblem::new("/issuerId", "There is no issuer with this identifier."));
    }
    let (Some(achievement), Some(issuer), true) = (achievement, issuer, problems.is_empty()) else {
        return Err(Error::Invalid(problems));
    };
    if achievement.archived_at.is_some() && matches!(supersession, Supersession::OfRecipient(_)) {
        return Err(Error::Conflict(Conflict::AchievementArchived));
    }
    // Looked up again inside the transaction; here it only saves a signature.
    let recipient_key = request.recipient.key().unwrap_or_default();
    supersede::find(&mut connection, tenant, supersession, &achievement.id, &recipient_key, now).await?;
    let key = store::issuers::current_key(&mut connection, &issuer.id).await?;
    Ok(Material { achievement, issuer, key })
}

/// Lets only a credential pass in which the verifier found nothing but, at most, a validity period that the request
/// put into the past or the future.
fn require_valid(report: &Report) -> Result<()> {
    let is_good = |check: &&Check| {
        let asked_for = check.id == CheckId::ValidityPeriod
            && matches!(check.code, Some(Code::NotYetValid | Code::Expired));
        // Nobody is named as recipient or as trusted here, and what a credential links to belongs to other servers.
        let not_ours = matches!(check.id, CheckId::Recipient | CheckId::IssuerTrust | CheckId::LinkedContent)
            && check.outcome == Outcome::NotRun;
        check.outcome == Outcome::Passed || asked_for || not_ours
    };
    let bad: Vec<&Check> = report.checks.iter().filter(|check| !is_good(check)).collect();
    let unknown_method = |check: &&Check| {
        check.id == CheckId::IssuerKey
            && matches!(check.code, Some(Code::UnsupportedDidMethod | Code::InvalidVerificationMethodUrl))
    };
    if bad.iter().any(unknown_method) {
        return Err(Error::Conflict(Conflict::IssuerNotVerifiable));
    }
    if bad.is_empty() {
        return Ok(());
    }
    let found = bad.iter().map(|check| {
        let (id, outcome, code) =
            (check.id.as_str(), check.outcome.as_str(), check.code.map_or("", Code::as_str));
        format!("{id} {outcome} {code} at `{}`: {}", check.pointer, check.message)
    });
    let found = found.collect::<Vec<_>>().join("; ");
    Err(Error::internal("our own verifier refuses a new credential", found))
}

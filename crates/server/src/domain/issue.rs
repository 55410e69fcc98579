//! Issue: from a checked request to a stored credential. The order is that of the design: reserve an index, build,
//! sign, verify, commit, answer. No signature leaves before the commit.

use proofmark::{Check, CheckId, Code, Outcome, Report};

use super::achievement::Achievement;
use super::credential::{Credential, NewCredential, Parts, digest};
use super::documents::{Signing, sign, verify};
use super::idempotency::{self, Answer, Key};
use super::issuer::{Issuer, IssuerKey};
use super::{Conflict, Error, FieldProblem, Result, Tenant, Timestamp, new_id};
use crate::backend::Backend;
use crate::random;
use crate::store;
use crate::store::events::Event;

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
/// [`Error::Invalid`] with every fault of the request; conflicts of the `Idempotency-Key`; storage.
pub(crate) async fn issue(
    backend: &Backend,
    tenant: &Tenant,
    request: NewCredential,
    key: Option<Key>,
    answer: impl FnOnce(&Credential) -> Answer + Send + 'static,
) -> Result<Answer> {
    idempotency::once(&backend.store, &backend.in_flight, key, |key| async {
        let now = backend.now();
        let material = find_material(backend, tenant, &request, now).await?;

        // 1. An identifier and a place in the status list that nobody else has.
        let id = new_id(now)?;
        let url = format!("{}/credentials/{id}", backend.base_url);
        let status = backend.allocator.next(&backend.store, &material.issuer, &backend.base_url, now).await?;

        // 2. The unsecured document.
        let valid_from = request.valid_from.unwrap_or_else(|| now.to_second());
        let unsecured = request.document(&Parts {
            url: &url,
            issuer: &material.issuer,
            achievement: &material.achievement,
            status: &status,
            salt: random::bytes()?,
            valid_from,
        });

        // 3. The proof.
        let created = now.to_second();
        let signing = Signing { key: material.key, master_key: backend.master_key.clone(), created };
        let document = sign(&backend.engine, unsecured, signing).await?;

        // 4. Our own verifier, as anybody would run it.
        require_valid(&verify(backend, &document, now).await?)?;

        // 5. Credential, status entry, event and stored answer: all of it or nothing.
        let credential = Credential {
            id,
            url,
            achievement_id: material.achievement.id,
            recipient: request.recipient,
            valid_from,
            valid_until: request.valid_until,
            revocation: None,
            digest: digest(document.as_bytes()),
            document,
            created_at: now,
        };
        let answer = answer(&credential);
        let event = Event::credential_issued(&credential, now)?;
        let (environment_id, issuer_id) = (tenant.environment_id.clone(), material.issuer.id);
        backend
            .store
            .write(move |connection| {
                Box::pin(async move {
                    store::credentials::insert(connection, &environment_id, &issuer_id, &credential).await?;
                    store::status_lists::insert_entry(connection, &status, &credential.id).await?;
                    store::events::insert(connection, &environment_id, &event).await?;
                    if let Some(key) = key {
                        key.store(connection, &answer, now).await?;
                    }
                    Ok(answer)
                })
            })
            .await
    })
    .await
}

/// Looks up what the request names and collects everything that is wrong with it.
async fn find_material(
    backend: &Backend,
    tenant: &Tenant,
    request: &NewCredential,
    now: Timestamp,
) -> Result<Material> {
    let mut problems = request.problems(now);
    let mut connection = backend.store.read().await?;
    let achievement = store::achievements::find(&mut connection, tenant, &request.achievement_id).await?;
    if achievement.is_none() {
        problems.push(FieldProblem::new("/achievementId", "There is no achievement with this identifier."));
    }
    let Some(achievement) = achievement.filter(|_| problems.is_empty()) else {
        return Err(Error::Invalid(problems));
    };
    let issuer = store::issuers::default_of(&mut connection, tenant).await?;
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

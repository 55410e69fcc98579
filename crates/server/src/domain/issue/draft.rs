//! From prepared orders to signed and verified credentials that nobody has seen yet.

use std::collections::HashMap;

use proofmark::{Check, CheckId, Code, Outcome, Report};

use super::prepare::Prepared;
use crate::backend::Backend;
use crate::domain::claim_link::{self, ClaimLink};
use crate::domain::credential::{Credential, Parts, digest};
use crate::domain::documents::{Signing, sign_all, verify, verify_all};
use crate::domain::issuer::IssuerKey;
use crate::domain::mail::Kind;
use crate::domain::status_list::{PURPOSES, StatusEntry};
use crate::domain::supersede::Supersession;
use crate::domain::{Conflict, Error, Result, Tenant, Timestamp, code, new_id};
use crate::random;

/// A signed and verified credential that is not stored.
#[derive(Clone)]
pub(crate) struct Draft {
    /// The credential. What it supersedes is still open, and its short code may be taken.
    pub(crate) credential: Credential,
    /// Its places in the status lists.
    pub(super) statuses: Vec<StatusEntry>,
    /// Which credential it takes the place of.
    pub(crate) supersession: Supersession,
    /// What its recipient claims it with.
    pub(super) link: Option<ClaimLink>,
    /// The e-mail that goes with it.
    pub(super) email: Option<Kind>,
}

/// Makes a credential of each order: the results in their order.
///
/// # Errors
/// Outside: storage, or the key cannot be used. Inside: [`Error::Invalid`] when strict processing refuses what the
/// order put into the document; [`Conflict::IssuerNotVerifiable`]; a fault of ours, if our own verifier refuses it.
pub(crate) async fn draft(
    backend: &Backend,
    tenant: &Tenant,
    orders: Vec<Prepared>,
    now: Timestamp,
) -> Result<Vec<Result<Draft>>> {
    // 1. Identifiers, and places in the status lists that nobody else has.
    let statuses = allocate(backend, tenant, &orders, now).await?;

    // 2. The unsecured documents.
    let mut begun = Vec::with_capacity(orders.len());
    for (order, statuses) in orders.into_iter().zip(statuses) {
        begun.push(Begun::new(backend, tenant, order, statuses, now)?);
    }

    // 3. The proofs.
    let signed = sign_by_issuer(backend, &mut begun, now).await?;

    // 4. Our own verifier, as anybody would run it.
    let good: Vec<String> = signed.iter().filter_map(|signed| signed.as_ref().ok()).cloned().collect();
    let mut reports = verify_all(backend, good, now).await?.into_iter();
    // A microsecond apart, so that they have an order: a later one may take the place of an earlier one.
    let moments = (0..).map(|after| Timestamp::from_micros(now.as_micros() + after));
    let drafts = begun.into_iter().zip(signed).zip(moments).map(|((begun, signed), moment)| {
        let document = signed?;
        let report = reports.next().ok_or_else(|| Error::internal("verifying", "a report is missing"))?;
        require_valid(&report)?;
        Ok(begun.with(document, moment))
    });
    Ok(drafts.collect())
}

/// Places for every order, in every list that it needs.
async fn allocate(
    backend: &Backend,
    tenant: &Tenant,
    orders: &[Prepared],
    now: Timestamp,
) -> Result<Vec<Vec<StatusEntry>>> {
    let mut needed: HashMap<&str, u32> = HashMap::new();
    for order in orders {
        *needed.entry(&order.signatory.issuer.id).or_default() += 1;
    }
    let mut places: HashMap<&str, Vec<Vec<StatusEntry>>> = HashMap::new();
    for (issuer_id, count) in needed {
        let mut of_issuer = vec![Vec::with_capacity(PURPOSES.len()); count as usize];
        for purpose in PURPOSES {
            let allocator = &backend.allocator;
            let entries =
                allocator.take(&backend.store, issuer_id, purpose, &tenant.base_url, count, now).await?;
            of_issuer.iter_mut().zip(entries).for_each(|(place, entry)| place.push(entry));
        }
        places.insert(issuer_id, of_issuer);
    }
    let of_order = |order: &Prepared| {
        let place = places.get_mut(&*order.signatory.issuer.id).and_then(Vec::pop);
        place.ok_or_else(|| Error::internal("reserving status entries", "there are too few"))
    };
    orders.iter().map(of_order).collect()
}

/// An order with everything that its document says.
struct Begun {
    order: Prepared,
    id: String,
    code: String,
    url: String,
    statuses: Vec<StatusEntry>,
    link: Option<ClaimLink>,
    valid_from: Timestamp,
    valid_until: Option<Timestamp>,
    unsecured: String,
}

impl Begun {
    fn new(
        backend: &Backend,
        tenant: &Tenant,
        order: Prepared,
        statuses: Vec<StatusEntry>,
        now: Timestamp,
    ) -> Result<Self> {
        let id = new_id(now)?;
        let url = format!("{}/credentials/{id}", tenant.base_url);
        let request = &order.order.request;
        let valid_from = request.valid_from.unwrap_or_else(|| now.to_second());
        let valid_until = request.valid_until.or_else(|| order.achievement.end_of(valid_from));
        let unsecured = request.document(&Parts {
            url: &url,
            issuer: &order.signatory.issuer,
            achievement: &order.achievement,
            statuses: &statuses,
            salt: random::bytes()?,
            valid_from,
            valid_until,
        });
        let unsecured = unsecured.to_string();
        let link = match order.delivery.awaits_claim {
            true => Some(claim_link::new(backend, &tenant.environment_id, &id, now)?),
            false => None,
        };
        Ok(Self {
            order,
            id,
            code: code::generate()?,
            url,
            statuses,
            link,
            valid_from,
            valid_until,
            unsecured,
        })
    }

    /// The credential, with its signed document.
    fn with(self, document: String, now: Timestamp) -> Draft {
        let Prepared { order, signatory, achievement, delivery } = self.order;
        let mut request = order.request;
        let credential = Credential {
            id: self.id,
            code: self.code,
            url: self.url,
            external_id: request.external_id.clone(),
            achievement_id: achievement.id.clone(),
            issuer_id: signatory.issuer.id.clone(),
            issuer_key_id: signatory.key.id.clone(),
            recipient: std::mem::take(&mut request.recipient),
            private_metadata: std::mem::take(&mut request.private_metadata),
            visibility: request.visibility,
            request,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            revocation: None,
            suspension: None,
            supersedes_id: None,
            superseded_by_id: None,
            awaits_claim: delivery.awaits_claim,
            claimed_at: None,
            notify: delivery.notify,
            forgotten_at: None,
            digest: digest(document.as_bytes()),
            document,
            batch_id: order.batch_id,
            created_at: now,
        };
        Draft {
            credential,
            statuses: self.statuses,
            supersession: order.supersession,
            link: self.link,
            email: delivery.email,
        }
    }
}

/// Signs the documents of each issuer together: the results in the order of `begun`, whose unsecured texts are taken.
async fn sign_by_issuer(
    backend: &Backend,
    begun: &mut [Begun],
    now: Timestamp,
) -> Result<Vec<Result<String>>> {
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, begun) in begun.iter().enumerate() {
        by_key.entry(begun.order.signatory.key.id.clone()).or_default().push(at);
    }
    let mut signed: Vec<Option<Result<String>>> = begun.iter().map(|_| None).collect();
    for places in by_key.into_values() {
        let Some(first) = places.first() else { continue };
        let key = begun[*first].order.signatory.key.clone();
        let signing = signing_of_drafts(backend, key, now);
        let texts = places.iter().map(|at| std::mem::take(&mut begun[*at].unsecured)).collect();
        for (at, document) in places.iter().zip(sign_all(&backend.engine, texts, signing).await?) {
            signed[*at] = Some(document);
        }
    }
    let missing = || Err(Error::internal("signing", "a signature is missing"));
    Ok(signed.into_iter().map(|signed| signed.unwrap_or_else(missing)).collect())
}

/// No draft leaves this step before our own verifier has looked at it.
fn signing_of_drafts(backend: &Backend, key: IssuerKey, now: Timestamp) -> Signing {
    Signing { key, signer: backend.signer.clone(), created: now.to_second(), verified_by_caller: true }
}

/// Signs one document, and has our own verifier look at it.
///
/// # Errors
/// As inside of [`draft`].
pub(crate) async fn secure(
    backend: &Backend,
    unsecured: &serde_json::Value,
    key: IssuerKey,
    now: Timestamp,
) -> Result<String> {
    let signing = signing_of_drafts(backend, key, now);
    let mut signed = sign_all(&backend.engine, vec![unsecured.to_string()], signing).await?;
    let missing = || Error::internal("signing", "a signature is missing");
    let document = signed.pop().ok_or_else(missing)??;
    require_valid(&verify(backend, &document, now).await?)?;
    Ok(document)
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

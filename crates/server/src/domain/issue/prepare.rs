//! The first step: looks up what requests name, and collects everything that is wrong with them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::backend::Backend;
use crate::domain::achievement::Achievement;
use crate::domain::credential::NewCredential;
use crate::domain::issuer::{Issuer, IssuerKey};
use crate::domain::supersede::Supersession;
use crate::domain::{Conflict, Error, FieldProblem, Result, Tenant, Timestamp};
use crate::store::{self, Connection};

/// What is to be issued, and in whose place.
pub(crate) struct Order {
    /// What was asked for.
    pub(crate) request: NewCredential,
    /// Which credential it takes the place of.
    pub(crate) supersession: Supersession,
}

/// An order without faults, with everything that it names.
pub(crate) struct Prepared {
    /// The order.
    pub(crate) order: Order,
    /// What is earned.
    pub(super) achievement: Arc<Achievement>,
    /// Who issues, with which key.
    pub(super) signatory: Arc<Signatory>,
}

/// An issuer and the key that it signs with now.
pub(super) struct Signatory {
    pub(super) issuer: Issuer,
    pub(super) key: IssuerKey,
}

/// Checks every order by itself: the results in their order. What several of them name is looked up once.
///
/// # Errors
/// Outside: storage. Inside: [`Error::Invalid`] with every fault of the order; [`Conflict::AchievementArchived`].
pub(crate) async fn prepare(
    backend: &Backend,
    tenant: &Tenant,
    orders: Vec<Order>,
    now: Timestamp,
) -> Result<Vec<Result<Prepared>>> {
    let mut connection = backend.store.read().await?;
    let mut seen = Seen::default();
    let mut prepared = Vec::with_capacity(orders.len());
    for order in orders {
        prepared.push(prepare_one(&mut connection, tenant, order, &mut seen, now).await?);
    }
    Ok(prepared)
}

/// What earlier orders named. `None`: there is no such thing.
#[derive(Default)]
struct Seen {
    achievements: HashMap<String, Option<Arc<Achievement>>>,
    signatories: HashMap<Option<String>, Option<Arc<Signatory>>>,
}

async fn prepare_one(
    connection: &mut Connection,
    tenant: &Tenant,
    order: Order,
    seen: &mut Seen,
    now: Timestamp,
) -> Result<Result<Prepared>> {
    let request = &order.request;
    let achievement = seen.achievement(connection, tenant, &request.achievement_id).await?;
    let mut problems = request.problems(achievement.as_deref(), now);
    if achievement.is_none() {
        problems.push(FieldProblem::new("/achievementId", "There is no achievement with this identifier."));
    }
    let signatory = seen.signatory(connection, tenant, request.issuer_id.as_ref()).await?;
    if signatory.is_none() {
        problems.push(FieldProblem::new("/issuerId", "There is no issuer with this identifier."));
    }
    let (Some(achievement), Some(signatory), true) = (achievement, signatory, problems.is_empty()) else {
        return Ok(Err(Error::Invalid(problems)));
    };
    if achievement.archived_at.is_some() && matches!(order.supersession, Supersession::OfRecipient(_)) {
        return Ok(Err(Error::Conflict(Conflict::AchievementArchived)));
    }
    Ok(Ok(Prepared { order, achievement, signatory }))
}

impl Seen {
    async fn achievement(
        &mut self,
        connection: &mut Connection,
        tenant: &Tenant,
        id: &str,
    ) -> Result<Option<Arc<Achievement>>> {
        if let Some(known) = self.achievements.get(id) {
            return Ok(known.clone());
        }
        let found = store::achievements::find(connection, tenant, id).await?.map(Arc::new);
        self.achievements.insert(id.to_owned(), found.clone());
        Ok(found)
    }

    /// The issuer of this identifier, or the default issuer.
    async fn signatory(
        &mut self,
        connection: &mut Connection,
        tenant: &Tenant,
        id: Option<&String>,
    ) -> Result<Option<Arc<Signatory>>> {
        if let Some(known) = self.signatories.get(&id.cloned()) {
            return Ok(known.clone());
        }
        let issuer = match id {
            Some(id) => store::issuers::find_of(connection, tenant, id).await?,
            None => Some(store::issuers::default_of(connection, tenant).await?),
        };
        let found = match issuer {
            Some(issuer) => {
                let key = store::issuers::current_key(connection, &issuer.id).await?;
                Some(Arc::new(Signatory { issuer, key }))
            }
            None => None,
        };
        self.signatories.insert(id.cloned(), found.clone());
        Ok(found)
    }
}

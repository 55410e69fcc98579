//! The first step: looks up what requests name, and collects everything that is wrong with them.

use std::collections::HashMap;
use std::sync::Arc;

use super::delivery::Delivery;
use crate::backend::Backend;
use crate::domain::achievement::Achievement;
use crate::domain::credential::NewCredential;
use crate::domain::issuer::{Issuer, IssuerKey};
use crate::domain::mail::MailSettings;
use crate::domain::supersede::Supersession;
use crate::domain::template::{self, Template};
use crate::domain::{Conflict, Error, FieldProblem, Result, Tenant, Timestamp, look};
use crate::render::Drawing;
use crate::store::{self, Connection};

/// What is to be issued, and in whose place.
pub(crate) struct Order {
    /// What was asked for.
    pub(crate) request: NewCredential,
    /// Which credential it takes the place of.
    pub(crate) supersession: Supersession,
    /// The batch that it belongs to.
    pub(crate) batch_id: Option<String>,
}

/// An order without faults, with everything that it names.
pub(crate) struct Prepared {
    /// The order.
    pub(crate) order: Order,
    /// What is earned.
    pub(super) achievement: Arc<Achievement>,
    /// Who issues, with which key.
    pub(super) signatory: Arc<Signatory>,
    /// How it reaches its recipient.
    pub(super) delivery: Delivery,
}

/// An issuer and the key that it signs with now.
pub(super) struct Signatory {
    pub(super) issuer: Issuer,
    pub(super) key: IssuerKey,
}

/// Checks every order by itself: the results in their order. What several of them name is looked up once.
///
/// # Errors
/// Outside: storage. Inside: [`Error::Invalid`] with every fault of the order; [`Conflict::AchievementArchived`];
/// [`Error::Busy`].
pub(crate) async fn prepare(
    backend: &Backend,
    tenant: &Tenant,
    orders: Vec<Order>,
    now: Timestamp,
) -> Result<Vec<Result<Prepared>>> {
    let mut connection = backend.store.read().await?;
    let settings = store::emails::settings(&mut connection, &tenant.environment_id).await?;
    let wishes = Wishes { settings, has_mailer: backend.mailer.is_some() };
    let mut seen = Seen::default();
    let mut candidates = Vec::with_capacity(orders.len());
    for order in orders {
        candidates.push(look_up(&mut connection, tenant, order, &wishes, &mut seen, now).await?);
    }
    // Drawing takes its time; others need the connection.
    drop(connection);
    let mut prepared = Vec::with_capacity(candidates.len());
    for mut candidate in candidates {
        if let Some(drawing) = candidate.drawing.take() {
            match backend.renderer.problems(drawing).await {
                Ok(problems) => candidate.problems.extend(problems),
                // The others may need no drawing.
                Err(error) => {
                    prepared.push(Err(error));
                    continue;
                }
            }
        }
        prepared.push(candidate.prepared());
    }
    Ok(prepared)
}

/// What the environment does when an order does not say, and what the server can do.
struct Wishes {
    settings: MailSettings,
    has_mailer: bool,
}

/// An order with what it names, as far as that was found, and everything that is wrong with it.
struct Candidate {
    order: Order,
    achievement: Option<Arc<Achievement>>,
    signatory: Option<Arc<Signatory>>,
    delivery: Delivery,
    problems: Vec<FieldProblem>,
    /// To be tried, if somebody chose how the documents look.
    drawing: Option<Drawing>,
}

impl Candidate {
    fn prepared(self) -> Result<Prepared> {
        let Self { order, achievement, signatory, delivery, problems, .. } = self;
        let (Some(achievement), Some(signatory), true) = (achievement, signatory, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        if achievement.archived_at.is_some() && order.is_new() {
            return Err(Error::Conflict(Conflict::AchievementArchived));
        }
        Ok(Prepared { order, achievement, signatory, delivery })
    }
}

impl Order {
    /// Whether nothing is issued again.
    fn is_new(&self) -> bool {
        matches!(self.supersession, Supersession::OfRecipient(_))
    }
}

/// What earlier orders named. `None`: there is no such thing.
#[derive(Default)]
struct Seen {
    achievements: HashMap<String, Option<Arc<Achievement>>>,
    signatories: HashMap<Option<String>, Option<Arc<Signatory>>>,
    templates: HashMap<String, Option<Arc<Template>>>,
}

async fn look_up(
    connection: &mut Connection,
    tenant: &Tenant,
    mut order: Order,
    wishes: &Wishes,
    seen: &mut Seen,
    now: Timestamp,
) -> Result<Candidate> {
    let is_new = order.is_new();
    let request = &mut order.request;
    let achievement = seen.achievement(connection, tenant, &request.achievement_id).await?;
    let mut problems = request.problems(achievement.as_deref(), now);
    if achievement.is_none() {
        problems.push(FieldProblem::new("/achievementId", "There is no achievement with this identifier."));
    }
    let signatory = seen.signatory(connection, tenant, request.issuer_id.as_ref()).await?;
    if signatory.is_none() {
        problems.push(FieldProblem::new("/issuerId", "There is no issuer with this identifier."));
    }
    let delivery = Delivery::of(request, &wishes.settings, wishes.has_mailer, !is_new, &mut problems);
    let mut drawing = None;
    if let Some(id) = look::template_id(request, achievement.as_deref()) {
        match seen.template(connection, tenant, &id).await? {
            None => {
                problems.push(FieldProblem::new("/templateId", "There is no template with this identifier."))
            }
            Some(template) => {
                if is_new && template.archived_at.is_some() {
                    problems.push(FieldProblem::new("/templateId", "The template is archived."));
                }
                request.template_version = template.version;
                problems.extend(look::problems(request));
                if let (Some(achievement), Some(signatory)) = (&achievement, &signatory) {
                    drawing = Some(look::expected(request, &template, achievement, &signatory.issuer, now));
                }
            }
        }
    }
    Ok(Candidate { order, achievement, signatory, delivery, problems, drawing })
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

    async fn template(
        &mut self,
        connection: &mut Connection,
        tenant: &Tenant,
        id: &str,
    ) -> Result<Option<Arc<Template>>> {
        if let Some(known) = self.templates.get(id) {
            return Ok(known.clone());
        }
        let found = template::find(connection, tenant, id).await?.map(Arc::new);
        self.templates.insert(id.to_owned(), found.clone());
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

//! Requests that come at the same time are issued together. Each then pays for a part of the questions to the database,
//! of the signed status lists and of the commit; each has its own answer, and a fault of its own.
//!
//! Nobody waits for others to come: as long as fewer than [`GROUPS`] groups of an environment are being worked on, a
//! request begins one at once. Those that come meanwhile make up the next.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::record::Recorded;
use super::{Draft, Order, draft, prepare, record, record_all};
use crate::backend::Backend;
use crate::domain::credential::Credential;
use crate::domain::idempotency::{Answer, Key};
use crate::domain::{Error, Result, Tenant, Timestamp};
use crate::store::Connection;
use crate::store::status_lists::Changed;

/// Groups of one environment at once: while one waits for the disk, another is signed.
const GROUPS: usize = 2;

/// Requests of one group at most, so that the first of them does not wait for long.
const AT_ONCE: usize = 64;

/// Puts a credential into the form in which it is sent and stored.
pub(super) type AnswerOf = Box<dyn Fn(&Credential) -> Answer + Send + Sync>;

/// The requests that wait for their group.
#[derive(Default)]
pub(crate) struct Together {
    /// By environment. Those without requests and groups are not kept.
    lines: Mutex<HashMap<String, Line>>,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Waiting>,
    groups: usize,
}

struct Waiting {
    tenant: Tenant,
    order: Order,
    asker: Asker,
}

/// Who is answered, and how.
struct Asker {
    asked: Asked,
    reply: oneshot::Sender<Result<Answer>>,
}

/// What goes into the transaction of a credential.
struct Asked {
    key: Option<Key>,
    answer: AnswerOf,
}

/// Issues by one order, together with others, and gives its answer. Once it is begun it ends, even if nobody waits for it
/// any more.
pub(super) async fn issue(
    backend: &Arc<Backend>,
    tenant: &Tenant,
    order: Order,
    key: Option<Key>,
    answer: AnswerOf,
) -> Result<Answer> {
    let (reply, answered) = oneshot::channel();
    let asker = Asker { asked: Asked { key, answer }, reply };
    if backend.together.join(Waiting { tenant: tenant.clone(), order, asker }) {
        tokio::spawn(work_on_groups(backend.clone(), tenant.environment_id.clone()));
    }
    answered.await.map_err(|_| Error::internal("issuing", "the group was given up"))?
}

impl Together {
    /// Joins the line. `true`: the caller has to see to it that another group is worked on.
    fn join(&self, waiting: Waiting) -> bool {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(waiting.tenant.environment_id.clone()).or_default();
        line.waiting.push_back(waiting);
        let begins = line.groups < GROUPS;
        line.groups += usize::from(begins);
        begins
    }

    /// The next group: all of one tenant. None: nobody waits, and the caller is done.
    fn next(&self, environment_id: &str) -> Vec<Waiting> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(line) = lines.get_mut(environment_id) else { return Vec::new() };
        let mut group: Vec<Waiting> = Vec::new();
        while group.len() < AT_ONCE
            && let Some(next) = line
                .waiting
                .pop_front_if(|next| group.first().is_none_or(|first| first.tenant == next.tenant))
        {
            group.push(next);
        }
        if group.is_empty() {
            line.groups -= 1;
            if line.groups == 0 {
                lines.remove(environment_id);
            }
        }
        group
    }
}

async fn work_on_groups(backend: Arc<Backend>, environment_id: String) {
    loop {
        let group = backend.together.next(&environment_id);
        if group.is_empty() {
            return;
        }
        // A task of its own: should it fail, the next group is worked on all the same.
        if let Err(error) = tokio::spawn(issue_group(backend.clone(), group)).await {
            tracing::error!(%error, "a group of requests was given up");
        }
    }
}

async fn issue_group(backend: Arc<Backend>, group: Vec<Waiting>) {
    let Some(tenant) = group.first().map(|first| first.tenant.clone()) else { return };
    let now = backend.now();
    let (orders, askers): (Vec<_>, Vec<_>) =
        group.into_iter().map(|waiting| (waiting.order, waiting.asker)).unzip();
    let (askers, prepared) = good(askers, prepare(&backend, &tenant, orders, now).await);
    let (askers, drafts) = good(askers, draft(&backend, &tenant, prepared, now).await);
    let (asked, replies): (Vec<_>, Vec<_>) =
        askers.into_iter().map(|asker| (asker.asked, asker.reply)).unzip();
    let answers = store_all(&backend, Arc::new(Unit { tenant, drafts, asked, now })).await;
    for (reply, answer) in replies.into_iter().zip(answers) {
        backend.metrics.credentials_issued.add(usize::from(answer.is_ok()));
        // The request may be gone; the work stays done.
        drop(reply.send(answer));
    }
}

/// Answers those whose step failed; the others go on with its results.
fn good<T>(askers: Vec<Asker>, results: Result<Vec<Result<T>>>) -> (Vec<Asker>, Vec<T>) {
    let results = results.unwrap_or_else(|error| askers.iter().map(|_| Err(error.clone())).collect());
    let mut others = (Vec::with_capacity(askers.len()), Vec::with_capacity(askers.len()));
    for (asker, result) in askers.into_iter().zip(results) {
        match result {
            Ok(result) => {
                others.0.push(asker);
                others.1.push(result);
            }
            Err(error) => drop(asker.reply.send(Err(error))),
        }
    }
    others
}

/// What is stored in one transaction.
struct Unit {
    tenant: Tenant,
    drafts: Vec<Draft>,
    asked: Vec<Asked>,
    now: Timestamp,
}

/// The answers, in the order of the drafts.
async fn store_all(backend: &Backend, unit: Arc<Unit>) -> Vec<Result<Answer>> {
    let count = unit.drafts.len();
    if count > 1 {
        match store_together(backend, unit.clone()).await {
            Ok(answers) => return answers,
            // Another process was faster with one of them. By themselves, the others can be stored.
            Err(Error::Internal { .. }) => {}
            Err(error) => return vec![Err(error); count],
        }
    }
    let mut answers = Vec::with_capacity(count);
    for at in 0..count {
        answers.push(store_alone(backend, unit.clone(), at).await);
    }
    answers
}

async fn store_together(backend: &Backend, unit: Arc<Unit>) -> Result<Vec<Result<Answer>>> {
    let publisher = backend.publisher.clone();
    let work = backend.store.write_then(
        move |connection| {
            Box::pin(async move {
                let mut answers = Vec::with_capacity(unit.drafts.len());
                let mut changed = Vec::new();
                let recorded = record_all(connection, &unit.tenant, &unit.drafts, false).await?;
                for (recorded, asked) in recorded.into_iter().zip(&unit.asked) {
                    answers.push(match recorded {
                        Ok(recorded) => {
                            Ok(conclude(connection, asked, recorded, unit.now, &mut changed).await?)
                        }
                        Err(error) => Err(error),
                    });
                }
                Ok((answers, changed))
            })
        },
        move |(_, changed)| publisher.changed_all(changed),
    );
    Ok(work.await?.0)
}

async fn store_alone(backend: &Backend, unit: Arc<Unit>, at: usize) -> Result<Answer> {
    let publisher = backend.publisher.clone();
    let work = backend.store.write_then(
        move |connection| {
            Box::pin(async move {
                let (Some(draft), Some(asked)) = (unit.drafts.get(at), unit.asked.get(at)) else {
                    return Err(Error::internal("issuing", "a draft is missing"));
                };
                // Credential, status entries, what it supersedes, events and stored answer: all of it or nothing.
                let mut changed = Vec::new();
                let recorded = record(connection, &unit.tenant, draft.clone()).await?;
                let answer = conclude(connection, asked, recorded, unit.now, &mut changed).await?;
                Ok((answer, changed))
            })
        },
        move |(_, changed)| publisher.changed_all(changed),
    );
    Ok(work.await?.0)
}

/// Inside the transaction: the answer, which is stored under the request's key.
async fn conclude(
    connection: &mut Connection,
    asked: &Asked,
    recorded: Recorded,
    now: Timestamp,
    changed: &mut Vec<Changed>,
) -> Result<Answer> {
    let answer = (asked.answer)(&recorded.credential);
    if let Some(key) = &asked.key {
        key.store(connection, &answer, Some(&recorded.credential.id), now).await?;
    }
    changed.extend(recorded.changed);
    Ok(answer)
}

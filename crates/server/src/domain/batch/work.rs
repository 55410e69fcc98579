//! Works on a part of a batch, group by group. What becomes of a row is written in the transaction of its credential,
//! and only while the row still waits: however often a part is begun anew, and by however many workers, each row is
//! issued once.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Batch, Fault, StagedRequest, State, Waiting};
use crate::backend::Backend;
use crate::domain::issue::{self, Draft, Order, Prepared};
use crate::domain::supersede::Supersession;
use crate::domain::{Conflict, Error, Result, Tenant, Timestamp};
use crate::store;
use crate::store::batches::Settled;
use crate::store::status_lists::Changed;

/// Rows that share a commit.
const GROUP: u32 = 250;

/// The rows of one job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Part {
    /// The batch's identifier.
    pub(crate) batch: String,
    /// The number of its first row.
    pub(crate) first: i64,
    /// The number of its last row.
    pub(crate) last: i64,
}

/// Works on the next group of rows. `false`: nothing of this part is left to do.
///
/// # Errors
/// Storage. What is wrong with a row becomes its result.
pub(crate) async fn work_on(backend: &Backend, tenant: &Tenant, part: &Part) -> Result<bool> {
    let mut connection = backend.store.read().await?;
    let batch = store::batches::find(&mut connection, tenant, &part.batch).await?;
    let Some(batch) = batch.filter(|batch| batch.state != State::Cancelled) else { return Ok(false) };
    let rows = store::batches::waiting(&mut connection, &batch.id, part.first, part.last, GROUP).await?;
    drop(connection);
    if rows.is_empty() {
        return Ok(false);
    }
    let numbers: Vec<i64> = rows.iter().map(|row| row.number).collect();
    let prepared = prepare(backend, tenant, &batch, rows).await?;
    if batch.dry_run {
        let results = prepared.into_iter().map(|prepared| prepared.map(|_| None));
        return settle_checked(backend, &batch, settled(&numbers, results)?).await;
    }

    // Positions of the good rows among all, to put their results back into order.
    let mut results: Vec<Option<Result<Option<String>>>> = Vec::with_capacity(prepared.len());
    let mut good = Vec::new();
    for prepared in prepared {
        match prepared {
            Ok(prepared) => {
                good.push(prepared);
                results.push(None);
            }
            Err(error) => results.push(Some(Err(error))),
        }
    }
    let mut drafts = Vec::with_capacity(good.len());
    let mut drafted = issue::draft(backend, tenant, good, now(backend, &batch)).await?.into_iter();
    let mut open = Vec::with_capacity(drafts.capacity());
    for (at, result) in results.iter_mut().enumerate().filter(|(_, result)| result.is_none()) {
        match drafted.next() {
            Some(Ok(draft)) => {
                drafts.push(draft);
                open.push(at);
            }
            Some(Err(error)) => *result = Some(Err(error)),
            None => *result = Some(Err(Error::internal("working on a batch", "a result is missing"))),
        }
    }
    let refused = results
        .into_iter()
        .zip(&numbers)
        .filter_map(|(result, number)| Some((*number, result?)))
        .collect::<Vec<_>>();
    let refused_numbers: Vec<i64> = refused.iter().map(|(number, _)| *number).collect();
    let refused = settled(&refused_numbers, refused.into_iter().map(|(_, result)| result))?;
    let drafts: Vec<(i64, Draft)> = open.into_iter().map(|at| numbers[at]).zip(drafts).collect();
    record(backend, tenant, &batch, drafts, refused).await
}

/// Never before the batch came: after a clock was put back, status lists would otherwise not be valid yet.
fn now(backend: &Backend, batch: &Batch) -> Timestamp {
    backend.now().max(batch.created_at)
}

/// Reads and checks the rows: the results in their order.
async fn prepare(
    backend: &Backend,
    tenant: &Tenant,
    batch: &Batch,
    rows: Vec<Waiting>,
) -> Result<Vec<Result<Prepared>>> {
    let now = now(backend, batch);
    let mut orders = Vec::with_capacity(rows.len());
    for row in rows {
        let mut request = StagedRequest::from_json(&row.request)?;
        // One time for the whole batch: a clock that is put back meanwhile makes no row older than the one before it.
        request.valid_from.get_or_insert(batch.created_at.to_second());
        let supersession = Supersession::OfRecipient(request.on_duplicate);
        orders.push(Order { request, supersession, batch_id: Some(batch.id.clone()) });
    }
    let mut prepared = issue::prepare(backend, tenant, orders, now).await?;
    // That passes, and is no fault of a row.
    if prepared.iter().any(|prepared| matches!(prepared, Err(Error::Busy))) {
        return Err(Error::Busy);
    }
    let mut connection = backend.store.read().await?;
    issue::refuse_early(&mut connection, tenant, &mut prepared, now).await?;
    Ok(prepared)
}

/// The results as they are kept: the identifier of a credential, nothing for a row that was only checked, or a fault.
fn settled(numbers: &[i64], results: impl Iterator<Item = Result<Option<String>>>) -> Result<Vec<Settled>> {
    let settle = |(number, result): (&i64, Result<Option<String>>)| {
        Ok(match result {
            Ok(credential_id) => Settled { number: *number, credential_id, error: None },
            Err(error) => {
                Settled { number: *number, credential_id: None, error: Some(Fault::of(error)?.to_json()?) }
            }
        })
    };
    numbers.iter().zip(results).map(settle).collect()
}

async fn settle_checked(backend: &Backend, batch: &Batch, settled: Vec<Settled>) -> Result<bool> {
    let id = batch.id.clone();
    let work = backend
        .store
        .write(move |connection| Box::pin(async move { write_results(connection, &id, &settled).await }));
    go_on_unless_cancelled(work.await)
}

/// Stores the credentials and what became of every row of the group, in one transaction. A credential that cannot be
/// stored is the result of its row.
async fn record(
    backend: &Backend,
    tenant: &Tenant,
    batch: &Batch,
    drafts: Vec<(i64, Draft)>,
    refused: Vec<Settled>,
) -> Result<bool> {
    let (numbers, drafts): (Vec<i64>, Vec<Draft>) = drafts.into_iter().unzip();
    let group = Arc::new(Group { tenant: tenant.clone(), batch_id: batch.id.clone(), numbers, drafts });
    let refused = Arc::new(refused);
    let mut recorded = record_group(backend, group.clone(), refused.clone(), false).await;
    // Another process issued to one of them at the same moment. By themselves, the others can be stored.
    if matches!(&recorded, Err(Error::Internal { .. })) {
        recorded = record_group(backend, group, refused, true).await;
    }
    go_on_unless_cancelled(recorded)
}

struct Group {
    tenant: Tenant,
    batch_id: String,
    numbers: Vec<i64>,
    drafts: Vec<Draft>,
}

async fn record_group(
    backend: &Backend,
    group: Arc<Group>,
    refused: Arc<Vec<Settled>>,
    one_by_one: bool,
) -> Result<()> {
    let publisher = backend.publisher.clone();
    let work = backend.store.write_then(
        move |connection| {
            Box::pin(async move {
                let Group { tenant, batch_id, numbers, drafts } = &*group;
                let recorded = issue::record_all(connection, tenant, drafts, one_by_one).await?;
                let mut changed: Vec<Changed> = Vec::new();
                let results = recorded.into_iter().map(|recorded| {
                    recorded.map(|recorded| {
                        changed.extend(recorded.changed);
                        Some(recorded.credential.id)
                    })
                });
                let mut results = settled(numbers, results)?;
                let issued = results.iter().filter(|result| result.credential_id.is_some()).count();
                results.extend(refused.iter().map(|row| Settled {
                    number: row.number,
                    credential_id: None,
                    error: row.error.clone(),
                }));
                write_results(connection, batch_id, &results).await?;
                Ok((changed, issued))
            })
        },
        move |(changed, _)| publisher.changed_all(changed),
    );
    let (_, issued) = work.await?;
    backend.metrics.credentials_issued.add(issued);
    Ok(())
}

/// Inside the transaction: writes results, and counts them.
async fn write_results(
    connection: &mut store::Connection,
    batch_id: &str,
    settled: &[Settled],
) -> Result<()> {
    if store::batches::settle(connection, batch_id, settled).await? != settled.len() {
        return Err(Error::Conflict(Conflict::BatchOver));
    }
    let failed = settled.iter().filter(|row| row.error.is_some()).count();
    let (good, failed) = (settled.len() - failed, failed);
    let (good, failed) = (i64::try_from(good).unwrap_or(0), i64::try_from(failed).unwrap_or(0));
    if !store::batches::advance(connection, batch_id, good, failed).await? {
        return Err(Error::Conflict(Conflict::BatchOver));
    }
    Ok(())
}

/// Rows that another worker did meanwhile, or a batch that was cancelled, are no fault: the next look tells.
fn go_on_unless_cancelled(written: Result<()>) -> Result<bool> {
    match written {
        Ok(()) | Err(Error::Conflict(Conflict::BatchOver)) => Ok(true),
        Err(error) => Err(error),
    }
}

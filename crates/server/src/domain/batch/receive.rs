//! Receives the rows of a batch, some at a time. Nothing is worked on before the last has come, so that a file that
//! turns out broken issues nothing.

use super::{Batch, Fault, StagedRequest, State};
use crate::backend::Backend;
use crate::domain::credential::NewCredential;
use crate::domain::idempotency::{Answer, Key};
use crate::domain::{Error, Result, Tenant, new_id};
use crate::jobs::batch as job;
use crate::store;
use crate::store::batches::Staged;

/// Rows of one job.
const PART: i64 = 1000;

/// A row as it came.
pub(crate) struct NewRow {
    /// Where it begins in the file.
    pub(crate) line: Option<i64>,
    /// The caller's own identifier, as far as the row could be read.
    pub(crate) external_id: Option<String>,
    /// What it asks for, or why it cannot be.
    pub(crate) content: Result<NewCredential, Fault>,
}

/// A batch whose rows are coming.
pub(crate) struct Receiving<'a> {
    backend: &'a Backend,
    tenant: &'a Tenant,
    batch: Batch,
}

impl<'a> Receiving<'a> {
    /// Begins a batch that nobody sees yet.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn begin(backend: &'a Backend, tenant: &'a Tenant, dry_run: bool) -> Result<Self> {
        let now = backend.now();
        let batch = Batch {
            id: new_id(now)?,
            state: State::Receiving,
            dry_run,
            total: 0,
            issued: 0,
            failed: 0,
            created_at: now,
            finished_at: None,
        };
        let (row, owner) = (batch.clone(), tenant.clone());
        let work = backend.store.write(move |connection| {
            Box::pin(async move { store::batches::insert(connection, &owner, &row).await })
        });
        work.await?;
        Ok(Self { backend, tenant, batch })
    }

    /// Adds rows behind those that came before.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more rows than a batch may have; storage.
    pub(crate) async fn add(&mut self, rows: Vec<NewRow>) -> Result<()> {
        let most = i64::from(self.backend.limits.batch_rows);
        let mut staged = Vec::with_capacity(rows.len());
        for row in rows {
            self.batch.total += 1;
            if self.batch.total > most {
                return Err(Error::invalid("", format!("A batch may have {most} rows at most.")));
            }
            let content = match row.content {
                Ok(request) => Ok(StagedRequest::to_json(request)?),
                Err(fault) => {
                    self.batch.failed += 1;
                    Err(fault.to_json()?)
                }
            };
            let (line, external_id) = (row.line, row.external_id);
            staged.push(Staged { number: self.batch.total, line, external_id, content });
        }
        let id = self.batch.id.clone();
        let work = self.backend.store.write(move |connection| {
            Box::pin(async move { store::batches::insert_rows(connection, &id, &staged).await })
        });
        work.await
    }

    /// Whether this can be a batch, now that all rows have come.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there are no rows.
    pub(crate) fn check(&self) -> Result<()> {
        if self.batch.total == 0 {
            return Err(Error::invalid("", "A batch needs one row at least."));
        }
        Ok(())
    }

    /// Queues the batch, which was [checked](Self::check), and stores the answer with it.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn queue(
        mut self,
        key: Option<Key>,
        answer: impl FnOnce(&Batch) -> Answer + Send + 'static,
    ) -> Result<Answer> {
        self.batch.state = State::Queued;
        let (batch, environment_id) = (self.batch, self.tenant.environment_id.clone());
        let work = self.backend.store.write(move |connection| {
            Box::pin(async move {
                let firsts: Vec<i64> =
                    (1..=batch.total).step_by(usize::try_from(PART).unwrap_or(1)).collect();
                let parts = i64::try_from(firsts.len()).unwrap_or(i64::MAX);
                store::batches::set_queued(connection, &batch, parts).await?;
                for first in firsts {
                    let last = (first + PART - 1).min(batch.total);
                    job::queue(connection, &environment_id, &batch, first, last).await?;
                }
                let answer = answer(&batch);
                if let Some(key) = key {
                    key.store(connection, &answer, None, batch.created_at).await?;
                }
                Ok(answer)
            })
        });
        work.await
    }

    /// Removes what has come.
    pub(crate) async fn give_up(self) {
        let id = self.batch.id;
        let work = self
            .backend
            .store
            .write(move |connection| Box::pin(async move { store::batches::remove(connection, &id).await }));
        if let Err(error) = work.await {
            // The next clean-up does it.
            tracing::warn!(%error, "removing a batch that was not received");
        }
    }
}

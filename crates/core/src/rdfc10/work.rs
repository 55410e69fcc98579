//! The work budget.

use crate::{Code, Limits, Problem, Result};

/// What a canonicalization spent. Each unit costs about as much time, so that the sum bounds the time as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Hash operations; one counts again for each further 128 bytes of its input.
    pub hash_operations: u64,
    /// Permutations of Hash N-Degree Quads step 5.4, and the nodes visited in them.
    pub permutation_steps: u64,
    /// Quads of a blank node read, each time they are.
    pub quads_read: u64,
}

impl Work {
    /// The sum that [`Limits::canonicalization_work`] bounds.
    pub fn total(&self) -> u64 {
        self.hash_operations.saturating_add(self.permutation_steps).saturating_add(self.quads_read)
    }
}

/// Counts work and ends it at the limit.
pub(super) struct Budget<'w> {
    work: &'w mut Work,
    limit: u64,
}

impl<'w> Budget<'w> {
    pub(super) fn new(work: &'w mut Work, limits: &Limits) -> Self {
        Self { work, limit: limits.canonicalization_work }
    }

    pub(super) fn hash(&mut self, bytes: usize) -> Result<()> {
        self.work.hash_operations += 1 + bytes as u64 / 128;
        self.check()
    }

    pub(super) fn permute(&mut self) -> Result<()> {
        self.work.permutation_steps += 1;
        self.check()
    }

    pub(super) fn read_quads(&mut self, count: usize) -> Result<()> {
        self.work.quads_read += count as u64;
        self.check()
    }

    /// The end for a recursion deeper than the stack should carry.
    pub(super) fn too_deep(&self) -> Problem {
        Problem::new(
            Code::WorkBudgetExceeded,
            "The blank nodes form a chain that is too long to canonicalize.",
        )
    }

    fn check(&self) -> Result<()> {
        if self.work.total() <= self.limit {
            return Ok(());
        }
        let detail =
            format!("Canonicalization takes more than {} units of work (poison dataset).", self.limit);
        Err(Problem::new(Code::WorkBudgetExceeded, detail))
    }
}

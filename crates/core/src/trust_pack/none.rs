//! What stands in for trust packs in a build that leaves them out: there are none.

use super::{Consulted, Question};
use crate::controlled_identifier::Retrieved;
use crate::documents::{Answer, Documents, Purpose};
use crate::report::{Check, Warning};
use crate::{Options, Result};

/// No packs.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustPacks;

#[allow(clippy::unused_self, reason = "the same methods as where packs are built in")]
impl TrustPacks {
    pub(crate) fn is_empty(&self) -> bool {
        true
    }

    pub(crate) fn document(&self, _: &str, _: Purpose, _: &Documents, _: &Options) -> Option<&Answer> {
        None
    }

    pub(crate) fn consult(&self, listed: Result<Retrieved>, _: &Question<'_>) -> Consulted {
        Consulted::as_listed(listed)
    }

    pub(crate) fn ignored(&self, _: &str, _: &Documents, _: &Options) -> Vec<Warning> {
        Vec::new()
    }

    pub(crate) fn old(&self, _: &[Check], _: &Options) -> Vec<Warning> {
        Vec::new()
    }
}

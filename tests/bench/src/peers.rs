//! The oracles as contenders, prepared when the first part asks for them.

use crate::measure::Contender;
use anyhow::{Context, Result, anyhow};
use proofmark_differential::{Oracle, OracleKind, contexts};
use serde_json::Value;
use std::cell::RefCell;

/// Other people's verifiers.
pub(crate) struct Peers {
    pub(crate) contexts: Value,
}

/// A running peer that several contenders share.
pub(crate) struct Peer(RefCell<Oracle>);

impl Peers {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self { contexts: contexts().context("reading the pinned contexts")? })
    }

    /// Starts a peer; installs or builds it first if need be.
    pub(crate) fn start(&mut self, kind: OracleKind) -> Result<Peer> {
        kind.prepare()?;
        Ok(Peer(RefCell::new(Oracle::start(kind, &self.contexts)?)))
    }
}

impl Peer {
    /// An operation of this peer on a document, measured inside its process.
    pub(crate) fn contender<'a>(
        &'a self,
        name: &str,
        operation: &'static str,
        document: &'a str,
    ) -> Contender<'a> {
        Contender::elsewhere(name, move |iterations| {
            let time = self.0.borrow_mut().bench(operation, document, iterations);
            time.map_err(|error| anyhow!("{operation}: {error}"))
        })
    }
}

//! Open Badges 2.0: badges whose issuer publishes them at an address (hosted) or signs them with RSA (signed).
//!
//! <https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html>. Three documents make up a badge: the
//! `Assertion`, its `BadgeClass` and the issuer's `Profile`. There is no JSON-LD processing: the words have their meaning
//! by the one context, whose URL is compared. What came out is put into the words of Open Badges 3.0, so that dates,
//! recipient and claims go through the same code.

mod hosted;
mod linked;
mod public_key;
mod reference;
mod revocation;
mod scope;
mod shape;
mod signed;
mod translation;

pub(crate) use translation::{ConfirmedBadge, point_into_assertion};

use crate::documents::{Documents, Request};
use crate::older_badge::OlderBadge;
use crate::report::{Check, CheckId, StatusFinding, Warning};
use crate::{Options, Problem};

/// What a badge is checked with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sources<'a> {
    pub(crate) options: &'a Options,
    pub(crate) documents: &'a Documents,
}

/// What the checks found.
#[derive(Debug, Default)]
pub(crate) struct Findings<'a> {
    /// All checks that need more than the confirmed badge, but for the status.
    pub(crate) checks: Vec<Check>,
    pub(crate) warnings: Vec<Warning>,
    /// `ob2-hosted` or `ob2-signed`.
    pub(crate) securing: Option<&'static str>,
    /// Whether the issuer has withdrawn the badge. `None` as long as nobody could be asked.
    pub(crate) status_check: Option<Check>,
    pub(crate) status: Vec<StatusFinding>,
    /// Only when the issuer's site or key stands behind the badge.
    pub(crate) confirmed: Option<ConfirmedBadge<'a>>,
}

impl<'a> OlderBadge<'a> {
    /// Runs every check that needs the issuer's documents. Asks for one of them at a time, since each names the next.
    pub(crate) fn verify(&'a self, sources: Sources<'a>) -> Result<Findings<'a>, Request> {
        let mut findings = Findings::default();
        let parsed = "The file is one well-formed JSON text.";
        match self {
            Self::Address(address) => {
                findings.securing = Some(hosted::SECURING);
                let message = "The picture carries the address of a badge.";
                findings.checks.push(Check::passed(CheckId::Parse, message));
                hosted::verify(None, address, sources, &mut findings)?;
            }
            Self::Assertion(assertion) => {
                findings.checks.push(Check::passed(CheckId::Parse, parsed));
                match shape::hosted_address(assertion) {
                    Ok(address) => {
                        findings.securing = Some(hosted::SECURING);
                        findings.checks.push(Check::passed(CheckId::DataModel, shape::CONFORMS));
                        hosted::verify(Some(assertion), address, sources, &mut findings)?;
                    }
                    Err(problems) => findings.stop_at_shape(&problems),
                }
            }
            Self::Signed(jws) => {
                findings.securing = Some(signed::SECURING);
                signed::verify(jws, sources, &mut findings)?;
            }
        }
        Ok(findings)
    }
}

impl Findings<'_> {
    fn push(&mut self, id: CheckId, problem: &Problem) {
        self.checks.push(Check::from_problem(id, problem));
    }

    fn skip(&mut self, ids: &[CheckId]) {
        let message = "Not looked at, because an earlier check did not pass.";
        self.checks.extend(ids.iter().map(|id| Check::not_run(*id, message)));
    }

    /// The badge itself has not the shape of one, so nothing is asked of anybody.
    fn stop_at_shape(&mut self, problems: &[Problem]) {
        self.checks.extend(problems.iter().map(|problem| Check::from_problem(CheckId::DataModel, problem)));
        self.skip(&[CheckId::Canonicalization, CheckId::Signature, CheckId::IssuerKey]);
    }
}

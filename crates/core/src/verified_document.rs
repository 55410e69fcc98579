//! From bytes to a document whose proof holds: parse, data model, canonicalise, signature, key.

mod embedded;
mod jwt;

use core::str;

use crate::contexts::Contexts;
use crate::data_model::{self, Kind};
use crate::documents::{Documents, Request};
use crate::json::{Object, Value};
use crate::jws::CompactJws;
use crate::report::{Check, CheckId, Warning};
use crate::status_lists::StatusLists;
use crate::{Code, Options, Outcome, Problem, Result, Timestamp};

/// A credential whose every proof held and whose key is its issuer's. Only the modules below make one, so code that
/// takes it cannot see anything unchecked.
#[derive(Debug)]
pub(crate) struct VerifiedDocument<'a> {
    members: Object<'a>,
    issuer_id: String,
    not_before: Option<Timestamp>,
    expires: Option<Timestamp>,
}

impl<'a> VerifiedDocument<'a> {
    /// A badge of Open Badges 2.0 in the words of 3.0, which its issuer's site or key has confirmed.
    #[cfg(feature = "open-badges-2")]
    pub(crate) fn of_open_badges_2(badge: crate::open_badges_2::ConfirmedBadge<'a>) -> Self {
        let (members, issuer_id) = badge.into_parts();
        Self { members, issuer_id, not_before: None, expires: None }
    }

    /// The members that the proof covers: all but `proof`.
    pub(crate) fn members(&self) -> &Object<'a> {
        &self.members
    }

    /// The identifier whose key signed.
    pub(crate) fn issuer_id(&self) -> &str {
        &self.issuer_id
    }

    /// `nbf` of a JWT.
    pub(crate) fn not_before(&self) -> Option<Timestamp> {
        self.not_before
    }

    /// `exp` of a JWT.
    pub(crate) fn expires(&self) -> Option<Timestamp> {
        self.expires
    }
}

/// What the steps up to the proof found.
#[derive(Debug, Default)]
pub(crate) struct Findings<'a> {
    pub(crate) checks: Vec<Check>,
    pub(crate) warnings: Vec<Warning>,
    /// Names of the suites, joined.
    pub(crate) securing: Option<String>,
    /// Only when every check passed that concerns the proof.
    pub(crate) document: Option<VerifiedDocument<'a>>,
    /// Whether another `now` could have given another answer.
    pub(crate) depends_on_now: bool,
}

/// What a proof is checked with.
#[derive(Debug)]
pub(crate) struct Environment<'e> {
    pub(crate) options: &'e Options,
    pub(crate) documents: &'e Documents,
    pub(crate) contexts: &'e mut Contexts,
    pub(crate) status_lists: &'e mut StatusLists,
}

/// A credential as it was published, told apart by how it is secured.
#[derive(Debug)]
pub(crate) enum Published<'a> {
    /// JSON with proofs inside.
    Json(&'a [u8]),
    /// A compact JWS around it.
    Jwt(Box<CompactJws<'a>>),
}

impl<'a> Published<'a> {
    /// Takes a compact JWS apart; JSON is left as it is.
    pub(crate) fn read(bytes: &'a [u8], is_jwt: bool, options: &Options) -> Result<Self> {
        if !is_jwt {
            return Ok(Self::Json(bytes));
        }
        let text = str::from_utf8(bytes)
            .map_err(|_| Problem::new(Code::InvalidEncoding, "The JWT has letters outside base64url."))?;
        Ok(Self::Jwt(Box::new(CompactJws::parse(text, &options.limits)?)))
    }

    /// Runs all checks that need nothing but the bytes, the pinned contexts and the issuer's document.
    ///
    /// Answers with a request when the issuer's document is needed and the host has not been asked for it.
    pub(crate) fn verify(&self, kind: Kind, world: &mut Environment<'_>) -> Result<Findings<'_>, Request> {
        match self {
            Self::Json(bytes) => embedded::verify(bytes, kind, world),
            Self::Jwt(jws) => jwt::verify(jws, kind, world),
        }
    }
}

impl<'a> Findings<'a> {
    /// Findings of a credential that could not even be read.
    pub(crate) fn unreadable(id: CheckId, problem: &Problem) -> Self {
        let mut findings = Self::default();
        findings.checks.push(Check::from_problem(id, problem));
        let all = [CheckId::DataModel, CheckId::Canonicalization, CheckId::Signature, CheckId::IssuerKey];
        findings.skip(all.into_iter().filter(|other| *other != id));
        findings
    }

    fn check_data_model(&mut self, value: &Value<'_>, kind: Kind) {
        let problems = data_model::problems(value, kind);
        if problems.is_empty() {
            self.checks.push(Check::passed(CheckId::DataModel, kind.conforms()));
        }
        self.checks.extend(problems.iter().map(|problem| Check::from_problem(CheckId::DataModel, problem)));
    }

    fn push(&mut self, id: CheckId, problem: &Problem) {
        self.checks.push(Check::from_problem(id, problem));
    }

    fn skip(&mut self, ids: impl IntoIterator<Item = CheckId>) {
        let message = "Not looked at, because an earlier check did not pass.";
        self.checks.extend(ids.into_iter().map(|id| Check::not_run(id, message)));
    }

    /// Whether all checks from `first` on passed.
    fn all_passed_since(&self, first: usize) -> bool {
        self.checks.iter().skip(first).all(|check| check.outcome == Outcome::Passed)
    }
}

//! One verification, step by step. It asks its host for documents and does no I/O of its own.

#[cfg(feature = "trust-packs")]
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::claims::Claims;
use crate::contexts::Contexts;
use crate::data_model::Kind;
use crate::documents::{Answer, Document, Documents, FetchFailure, Request, Source};
use crate::endorsements::Endorsements;
use crate::extract::{extract, is_pdf};
use crate::older_badge::OlderBadge;
#[cfg(feature = "open-badges-2")]
use crate::open_badges_2;
use crate::refresh::{self, Refresh};
use crate::report::{Check, CheckId, Format, Report, Verdict, Warning, WarningCode};
use crate::status::StatusEntries;
use crate::status_lists::StatusLists;
use crate::verified_document::{Environment, Findings, Published, VerifiedDocument};
use crate::{
    Code, Options, Problem, Result, doubts, intended_use, issuer_trust, linked_content, recipient, sorted,
    validity_period,
};

/// A verification under way.
///
/// ```
/// # use proofmark::{Contexts, FetchFailure, Options, Step, Timestamp, Verification};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let options = Options::at(Timestamp::parse("2026-03-01T12:00:00Z")?);
/// let mut contexts = Contexts::new();
/// let mut verification = Verification::new(b"{}".to_vec(), options);
/// let report = loop {
///     match verification.step(&mut contexts) {
///         Step::Done(report) => break report,
///         Step::Needs(requests) => {
///             for request in requests {
///                 // A host that works offline; others fetch `request.url`.
///                 verification.supply(&request.url, Err((FetchFailure::Offline, String::new())));
///             }
///         }
///     }
/// };
/// assert_eq!(report.verdict.as_str(), "invalid");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Verification {
    bytes: Vec<u8>,
    options: Options,
    documents: Documents,
    /// Documents that were supplied before the first step.
    brought_along: usize,
    stage: Stage,
}

/// What a step came to.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "made once or twice in a verification, and moved at once")]
pub enum Step {
    /// Answer each of these through [`Verification::supply`], then step again.
    Needs(Vec<Request>),
    /// The answer.
    Done(Report),
}

#[derive(Debug)]
enum Stage {
    /// No step was taken.
    Begun,
    /// Nothing is trusted yet.
    Proof,
    /// The proof held; what it covers is in the report. What others have to say is still open.
    Status { report: Box<Report>, open: Open },
}

/// What may need further documents.
#[derive(Debug)]
struct Open {
    status: StatusEntries,
    endorsements: Endorsements,
}

impl Verification {
    /// Begins to verify the bytes of a credential as they were published.
    pub fn new(bytes: Vec<u8>, options: Options) -> Self {
        Self { bytes, options, documents: Documents::default(), brought_along: 0, stage: Stage::Begun }
    }

    /// Goes as far as possible. The same answers always give the same report; stepping again after
    /// [`Step::Done`] verifies again.
    pub fn step(&mut self, contexts: &mut Contexts) -> Step {
        self.step_with(contexts, &mut StatusLists::with_capacity(0))
    }

    /// As [`Verification::step`], with status lists that were verified before: the same report, sooner.
    pub fn step_with(&mut self, contexts: &mut Contexts, status_lists: &mut StatusLists) -> Step {
        if let Stage::Begun = self.stage {
            self.brought_along = self.documents.len();
            self.stage = Stage::Proof;
        }
        if self.documents.len() - self.brought_along > self.options.limits.requests {
            let detail =
                format!("The verification asked for more than {} documents.", self.options.limits.requests);
            return self.give_up(&Problem::new(Code::LimitExceeded, detail));
        }
        if let Stage::Proof = self.stage {
            match self.check_proof(contexts, status_lists) {
                Ok((report, Some(open))) => self.stage = Stage::Status { report, open },
                Ok((report, None)) => return self.done(report),
                Err(request) => return Step::Needs(vec![request]),
            }
        }
        self.check_others(contexts, status_lists)
    }

    /// Whether the bytes need a part of this library that this build leaves out (the features `pdf` and
    /// `open-badges-2`), so that their report can say no more than that. Never so in a build with all features.
    ///
    /// A host that has a fuller build at hand asks this before the first step.
    pub fn needs_full_build(&self) -> bool {
        let limits = &self.options.limits;
        if !cfg!(feature = "pdf") && is_pdf(&self.bytes) {
            return true;
        }
        !cfg!(feature = "open-badges-2")
            && extract(&self.bytes, limits).is_ok_and(|file| OlderBadge::recognise(&file, limits).is_some())
    }

    /// The URLs that stand beside a digest in the credential, read before anything is verified. A host that has the
    /// content at hand supplies it before the first step; nothing is fetched for this.
    pub fn linked_content(&self) -> Vec<String> {
        linked_content::urls(&self.bytes, &self.options.limits)
    }

    /// Answers a request: the document, or why there is none with a few words of detail (may be empty).
    ///
    /// Content that the credential links to (pictures, evidence, related resources) is never requested. Supplied before
    /// the first step, it is compared with the digests in the credential; [`Verification::linked_content`] says which.
    pub fn supply(&mut self, url: &str, answer: Result<Document, (FetchFailure, String)>) {
        let answer: Answer = match answer {
            Ok(document) if document.bytes.len() > self.options.limits.document_bytes => {
                Err((FetchFailure::TooLarge, String::new()))
            }
            answer => answer,
        };
        self.documents.insert(url, answer);
    }

    /// Adds what somebody says of issuers, to be used where it may count: see `docs/TRUST-PACK.md`. Given before the
    /// first step.
    ///
    /// # Errors
    ///
    /// `LimitExceeded` for more packs than one verification takes.
    #[cfg(feature = "trust-packs")]
    pub fn trust(&mut self, pack: impl Into<Arc<crate::TrustPack>>) -> Result<()> {
        let packs = self.documents.packs_mut();
        if packs.len() >= self.options.limits.trust_packs {
            let most = self.options.limits.trust_packs;
            let detail = format!("One verification takes at most {most} trust packs.");
            return Err(Problem::new(Code::LimitExceeded, detail));
        }
        packs.push(pack.into());
        Ok(())
    }

    /// The bytes and documents at hand, without what was found about them: for trying out other bytes.
    #[cfg(feature = "explain")]
    pub(crate) fn probe(&self) -> Self {
        Self {
            bytes: Vec::new(),
            options: self.options.clone(),
            documents: self.documents.clone(),
            brought_along: self.brought_along,
            stage: Stage::Proof,
        }
    }

    /// What the checks up to the proof say of other bytes, with the documents at hand and no others.
    #[cfg(feature = "explain")]
    pub(crate) fn report_on(&mut self, bytes: Vec<u8>, contexts: &mut Contexts) -> Option<Report> {
        /// A refresh service and its issuer's keys are all that these checks can ask for besides the issuer's.
        const MAX_REQUESTS: usize = 4;
        self.bytes = bytes;
        for _ in 0..MAX_REQUESTS {
            match self.check_proof(contexts, &mut StatusLists::with_capacity(0)) {
                Ok((mut report, _)) => {
                    report.conclude();
                    return Some(*report);
                }
                Err(request) => self.supply(&request.url, Err((FetchFailure::Offline, String::new()))),
            }
        }
        None
    }

    #[cfg(feature = "explain")]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[cfg(feature = "explain")]
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    #[cfg(feature = "explain")]
    pub(crate) fn limits_mut(&mut self) -> &mut crate::Limits {
        &mut self.options.limits
    }

    #[cfg(feature = "explain")]
    pub(crate) fn documents(&self) -> &Documents {
        &self.documents
    }

    /// All checks up to the proof and, when it held, those that need only the credential.
    fn check_proof(
        &self,
        contexts: &mut Contexts,
        status_lists: &mut StatusLists,
    ) -> Result<(Box<Report>, Option<Open>), Request> {
        let options = &self.options;
        let mut report = self.empty_report();
        let file = match extract(&self.bytes, &options.limits) {
            Ok(file) => file,
            Err(problem) => {
                report.checks.push(Check::from_problem(CheckId::Parse, &problem));
                return Ok((report, None));
            }
        };
        report.format.container = file.container.as_str();
        report.warnings.extend(file.remarks.iter().map(|remark| Warning {
            code: WarningCode::ContainerRemark,
            message: (*remark).to_owned(),
            pointer: String::new(),
        }));
        let intended = intended_use::check(&file, options);
        if let Some(badge) = OlderBadge::recognise(&file, &options.limits) {
            if let Err(problem) = intended {
                report.checks.push(Check::from_problem(CheckId::Signature, &problem));
                return Ok((report, None));
            }
            self.verify_older(&badge, &mut report)?;
            return Ok((report, None));
        }
        let published = match Published::read(&file.bytes, file.is_jwt, options) {
            Ok(published) => published,
            Err(problem) => {
                report.checks = Findings::unreadable(CheckId::Signature, &problem).checks;
                return Ok((report, None));
            }
        };
        let mut world = Environment { options, documents: &self.documents, contexts, status_lists };
        let mut findings = published.verify(Kind::OpenBadge, &mut world)?;
        report.checks = findings.checks;
        // A credential that could not be read has its own fault already.
        if let (Some(_), Err(problem)) = (&findings.document, intended) {
            findings.document = None;
            report.insert_before(CheckId::IssuerKey, vec![Check::from_problem(CheckId::Signature, &problem)]);
        }
        report.warnings.extend(findings.warnings);
        report.format.securing = findings.securing;
        let Some(document) = findings.document else {
            let ids = [CheckId::ValidityPeriod, CheckId::Status, CheckId::Recipient, CheckId::IssuerTrust];
            let message = "Not looked at, because the proof does not hold.";
            report.checks.extend(ids.map(|id| Check::not_run(id, message)));
            return Ok((report, None));
        };
        let open = match refresh::ask(&document, &world)? {
            Refresh::None => self.check_credential(&mut report, &document),
            Refresh::Failed(warning) => {
                report.warnings.push(warning);
                self.check_credential(&mut report, &document)
            }
            Refresh::Answer { url, document: answer } => {
                let published = refresh::read(answer, &world);
                let refreshed = match &published {
                    Ok(published) => refresh::verify(published, &document, &mut world)?,
                    Err(warning) => Err(warning.clone()),
                };
                match refreshed {
                    // Whether the newer one was made for the caller's use is not known.
                    Ok(_) if options.policy.domain.is_some() || options.policy.challenge.is_some() => {
                        self.check_credential(&mut report, &document)
                    }
                    Ok(newer) => {
                        report.checks.push(refresh::replaced(&url, answer));
                        self.check_credential(&mut report, &newer)
                    }
                    Err(warning) => {
                        report.warnings.push(warning);
                        self.check_credential(&mut report, &document)
                    }
                }
            }
        };
        Ok((report, Some(open)))
    }

    /// All checks that need only the credential, whose proof held, and what is left to be checked.
    fn check_credential(&self, report: &mut Report, document: &VerifiedDocument<'_>) -> Open {
        let limits = &self.options.limits;
        report.checks.push(validity_period::check(document, &self.options));
        self.check_claims(report, document);
        Open {
            status: StatusEntries::read(document, limits),
            endorsements: Endorsements::read(document, limits),
        }
    }

    #[cfg(feature = "open-badges-2")]
    fn verify_older(&self, badge: &OlderBadge<'_>, report: &mut Report) -> Result<(), Request> {
        let sources = open_badges_2::Sources { options: &self.options, documents: &self.documents };
        self.report_open_badges_2(badge.verify(sources)?, report);
        Ok(())
    }

    #[cfg(not(feature = "open-badges-2"))]
    fn verify_older(&self, _: &OlderBadge<'_>, report: &mut Report) -> Result<(), Request> {
        let detail = "This build of the verifier does not know the rules of Open Badges 2.0.";
        let problem = Problem::new(Code::UnsupportedCredentialType, detail);
        report.checks.push(Check::from_problem(CheckId::DataModel, &problem));
        Ok(())
    }

    /// The checks of a badge of Open Badges 2.0, and the same last ones as for every credential.
    #[cfg(feature = "open-badges-2")]
    fn report_open_badges_2(&self, findings: open_badges_2::Findings<'_>, report: &mut Report) {
        report.checks = findings.checks;
        report.warnings.extend(findings.warnings);
        report.format.securing = findings.securing.map(str::to_owned);
        report.status = findings.status;
        let not_run = |id| Check::not_run(id, "Not looked at, because an earlier check did not pass.");
        let status = findings.status_check.unwrap_or_else(|| not_run(CheckId::Status));
        let Some(badge) = findings.confirmed else {
            report.checks.extend([not_run(CheckId::ValidityPeriod), status]);
            report.checks.extend([CheckId::Recipient, CheckId::IssuerTrust].map(not_run));
            return;
        };
        let document = VerifiedDocument::of_open_badges_2(badge);
        let first = report.checks.len();
        report.checks.extend([validity_period::check(&document, &self.options), status]);
        self.check_claims(report, &document);
        for check in report.checks.iter_mut().skip(first) {
            open_badges_2::point_into_assertion(check);
        }
    }

    fn check_claims(&self, report: &mut Report, document: &VerifiedDocument<'_>) {
        report.checks.push(match &self.options.recipient {
            None => Check::not_run(CheckId::Recipient, "Nobody was named whose credential this should be."),
            Some(name) => match recipient::check(document, name) {
                Ok(()) => Check::passed(CheckId::Recipient, "The credential was given to the person named."),
                Err(problem) => Check::from_problem(CheckId::Recipient, &problem),
            },
        });
        let claims = Claims::read(document);
        let trusted = self.options.policy.trusted_issuers.as_deref();
        report.checks.push(issuer_trust::check(&claims.issuer, trusted));
        report.checks.extend(linked_content::check(document, &self.documents));
        report.warnings.extend(doubts::warnings(document, &claims, &self.options));
        report.credential = Some(claims);
    }

    /// Status lists and endorsements: credentials of their own, verified like this one.
    fn check_others(&mut self, contexts: &mut Contexts, status_lists: &mut StatusLists) -> Step {
        let Stage::Status { report, open } = &self.stage else {
            return self.give_up(&Problem::new(Code::LimitExceeded, "There is no verification under way."));
        };
        let mut world =
            Environment { options: &self.options, documents: &self.documents, contexts, status_lists };
        // What the credential's own status needs comes first, so that endorsements cannot use up the requests.
        let status = match open.status.check(&mut world) {
            Ok(status) => status,
            Err(requests) => return Step::Needs(requests),
        };
        let endorsements = match open.endorsements.check(&mut world) {
            Ok(endorsements) => endorsements,
            Err(requests) => return Step::Needs(requests),
        };
        let mut report = report.clone();
        report.insert_before(CheckId::Recipient, status.checks);
        report.insert_before(CheckId::LinkedContent, endorsements.checks);
        report.warnings.extend(status.warnings);
        report.warnings.extend(endorsements.warnings);
        report.status = status.findings;
        self.done(report)
    }

    fn done(&self, mut report: Box<Report>) -> Step {
        report.hosts = self.hosts();
        report.warnings.extend(self.documents.packs().old(&report.checks, &self.options));
        report.conclude();
        Step::Done(*report)
    }

    fn give_up(&self, problem: &Problem) -> Step {
        let mut report = self.empty_report();
        report.checks.push(Check::from_problem(CheckId::Parse, problem));
        self.done(report)
    }

    fn empty_report(&self) -> Box<Report> {
        Box::new(Report {
            verdict: Verdict::Invalid,
            reason: None,
            verified_at: self.options.now,
            digest: Sha256::digest(&self.bytes).into(),
            format: Format { container: "json", securing: None },
            checks: Vec::new(),
            warnings: Vec::new(),
            credential: None,
            status: Vec::new(),
            hosts: Vec::new(),
        })
    }

    /// Hosts that learned of this verification: those that answered over the network, or were tried.
    fn hosts(&self) -> Vec<String> {
        let contacted = |answer: &Answer| match answer {
            Ok(document) => document.source == Source::Network,
            Err((failure, _)) => {
                !matches!(failure, FetchFailure::Offline | FetchFailure::NotSupplied | FetchFailure::Blocked)
            }
        };
        let urls = self.documents.iter().filter(|(_, answer)| contacted(answer)).map(|(url, _)| url);
        let hosts: Vec<String> = urls.filter_map(host).collect();
        let distinct = sorted::distinct(hosts.iter().map(String::as_str).collect());
        distinct.into_iter().map(str::to_owned).collect()
    }
}

/// Host and port of a URL.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(authority.rsplit('@').next().unwrap_or(authority).to_ascii_lowercase())
}

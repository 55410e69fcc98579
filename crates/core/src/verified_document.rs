//! From bytes to a document whose proof holds: parse, data model, canonicalise, signature, key.

use crate::contexts::Contexts;
use crate::data_integrity::{Proof, SecuredDocument, Suite};
use crate::data_model::{self, Kind};
use crate::documents::{Documents, Request};
use crate::eddsa_rdfc_2022::{self, InputProblem};
use crate::json::{self, Object, Value};
use crate::report::{Check, CheckId, Warning, WarningCode};
use crate::{Code, Options, Outcome, Problem, Result, issuer_key};

/// A credential whose every proof held and whose key is its issuer's. Only [`verify`] makes one, so code that takes
/// it cannot see anything unchecked.
#[derive(Debug)]
pub(crate) struct VerifiedDocument<'a> {
    members: Object<'a>,
    issuer_id: String,
}

impl<'a> VerifiedDocument<'a> {
    /// The members that the proof covers: all but `proof`.
    pub(crate) fn members(&self) -> &Object<'a> {
        &self.members
    }

    /// The identifier whose key signed.
    pub(crate) fn issuer_id(&self) -> &str {
        &self.issuer_id
    }
}

/// What the steps up to the proof found.
#[derive(Debug)]
pub(crate) struct Findings<'a> {
    pub(crate) checks: Vec<Check>,
    pub(crate) warnings: Vec<Warning>,
    /// Names of the suites, joined.
    pub(crate) securing: Option<String>,
    /// Only when every check passed that concerns the proof.
    pub(crate) document: Option<VerifiedDocument<'a>>,
}

/// Runs all checks that need nothing but the bytes, the pinned contexts and the issuer's document.
///
/// Answers with a request when the issuer's document is needed and the host has not been asked for it.
pub(crate) fn verify<'a>(
    bytes: &'a [u8],
    kind: Kind,
    options: &Options,
    documents: &Documents,
    contexts: &mut Contexts,
) -> Result<Findings<'a>, Request> {
    let mut findings = Findings { checks: Vec::new(), warnings: Vec::new(), securing: None, document: None };
    let value = match json::parse(bytes, &options.limits) {
        Ok(value) => value,
        Err(problem) => {
            findings.checks.push(Check::from_problem(CheckId::Parse, &problem));
            findings.skip(&[
                CheckId::DataModel,
                CheckId::Canonicalization,
                CheckId::Signature,
                CheckId::IssuerKey,
            ]);
            return Ok(findings);
        }
    };
    findings.checks.push(Check::passed(CheckId::Parse, "The file is one well-formed JSON document."));
    findings.check_data_model(&value, kind);
    let issuer_id = data_model::issuer_id(&value).map(str::to_owned);
    match (SecuredDocument::read(value, &options.limits), issuer_id) {
        (Ok(secured), Some(issuer_id)) => {
            findings.check_proofs(secured, issuer_id, options, documents, contexts)?;
        }
        (Ok(_), None) => {
            // The data model check has said that there is no issuer.
            findings.skip(&[CheckId::Canonicalization, CheckId::Signature, CheckId::IssuerKey]);
        }
        (Err(problem), _) => {
            findings.skip(&[CheckId::Canonicalization]);
            findings.checks.push(Check::from_problem(CheckId::Signature, &problem));
            findings.skip(&[CheckId::IssuerKey]);
        }
    }
    Ok(findings)
}

impl<'a> Findings<'a> {
    fn check_data_model(&mut self, value: &Value<'a>, kind: Kind) {
        let problems = data_model::problems(value, kind);
        if problems.is_empty() {
            self.checks.push(Check::passed(CheckId::DataModel, kind.conforms()));
        }
        self.checks.extend(problems.iter().map(|problem| Check::from_problem(CheckId::DataModel, problem)));
    }

    fn check_proofs(
        &mut self,
        secured: SecuredDocument<'a>,
        issuer_id: String,
        options: &Options,
        documents: &Documents,
        contexts: &mut Contexts,
    ) -> Result<(), Request> {
        let names: Vec<_> = secured.proofs.iter().map(|proof| proof.suite.name()).collect();
        self.securing = Some(names.join(", "));
        let before = self.checks.len();
        for proof in &secured.proofs {
            self.check_proof(&secured, proof, &issuer_id, options, documents, contexts)?;
        }
        let held = self.checks.iter().skip(before).all(|check| check.outcome == Outcome::Passed);
        if let (true, Value::Object(members)) = (held, secured.unsecured) {
            self.document = Some(VerifiedDocument { members, issuer_id });
        }
        Ok(())
    }

    fn check_proof(
        &mut self,
        secured: &SecuredDocument<'a>,
        proof: &Proof<'a>,
        issuer_id: &str,
        options: &Options,
        documents: &Documents,
        contexts: &mut Contexts,
    ) -> Result<(), Request> {
        if let Suite::Unsupported(name) = &proof.suite {
            let detail = format!("The proof is of a type that this verifier does not know: {name}.");
            let problem = Problem::new(Code::UnsupportedCryptosuite, detail).at(proof.pointer.clone());
            self.skip(&[CheckId::Canonicalization]);
            self.checks.push(Check::from_problem(CheckId::Signature, &problem));
            self.skip(&[CheckId::IssuerKey]);
            return Ok(());
        }
        let used_at = proof.created.unwrap_or(options.now);
        let resolved =
            issuer_key::resolve(&proof.verification_method, issuer_id, used_at, options, documents)?;
        let document = secured.document_for(proof);
        let input = match eddsa_rdfc_2022::proof_input(&document, &proof.object, contexts, &options.limits) {
            Ok(input) => {
                self.canonicalization_passed();
                input
            }
            Err(InputProblem::Document(problem)) => {
                self.checks.push(Check::from_problem(CheckId::Canonicalization, &problem));
                self.skip(&[CheckId::Signature, CheckId::IssuerKey]);
                return Ok(());
            }
            Err(InputProblem::Proof(problem)) => {
                let problem = inside(&proof.pointer, problem);
                self.checks.push(Check::from_problem(CheckId::Canonicalization, &problem));
                self.skip(&[CheckId::Signature, CheckId::IssuerKey]);
                return Ok(());
            }
        };
        let in_proof = |problem: Problem| inside(&proof.pointer, problem);
        match &resolved.key {
            Ok(key) => {
                let signature = eddsa_rdfc_2022::verify(&input, &proof.object, key)
                    .and_then(|()| self.check_times(proof, options));
                self.checks.push(match signature {
                    Ok(()) => Check::passed(
                        CheckId::Signature,
                        "The signature is good: nothing was changed after signing.",
                    )
                    .at(format!("{}/proofValue", proof.pointer)),
                    Err(problem) => Check::from_problem(CheckId::Signature, &in_proof(problem)),
                });
            }
            Err(_) => self.skip(&[CheckId::Signature]),
        }
        let binding = match (resolved.key, resolved.binding) {
            (_, Err(problem)) | (Err(problem), Ok(_)) => {
                Check::from_problem(CheckId::IssuerKey, &in_proof(problem.at("/verificationMethod")))
            }
            (Ok(_), Ok(message)) => {
                Check::passed(CheckId::IssuerKey, message).at(format!("{}/verificationMethod", proof.pointer))
            }
        };
        self.checks.push(resolved.evidence.into_iter().fold(binding, Check::with_evidence));
        self.warnings.extend(resolved.warnings);
        Ok(())
    }

    /// One row says it for all proofs: they are over the same document.
    fn canonicalization_passed(&mut self) {
        let check = Check::passed(
            CheckId::Canonicalization,
            "Every part of the credential is covered by the signature.",
        );
        if !self.checks.contains(&check) {
            self.checks.push(check);
        }
    }

    /// `expires` fails the proof (Data Integrity §2.1); a `created` in the future is odd but proves nothing.
    fn check_times(&mut self, proof: &Proof<'_>, options: &Options) -> Result<()> {
        if proof
            .created
            .is_some_and(|created| created > options.now.plus_seconds(options.policy.clock_skew_seconds))
        {
            self.warnings.push(Warning {
                code: WarningCode::ProofCreatedInFuture,
                message: "The proof says that it was made in the future.".to_owned(),
                pointer: format!("{}/created", proof.pointer),
            });
        }
        match proof.expires {
            Some(expires) if expires < options.now => {
                Err(Problem::new(Code::ProofExpired, format!("The proof expired on {expires}."))
                    .at("/expires"))
            }
            _ => Ok(()),
        }
    }

    fn skip(&mut self, ids: &[CheckId]) {
        let message = "Not looked at, because an earlier check did not pass.";
        self.checks.extend(ids.iter().map(|id| Check::not_run(*id, message)));
    }
}

/// A problem whose pointer is relative to `pointer`.
fn inside(pointer: &str, problem: Problem) -> Problem {
    let inner = problem.pointer().to_owned();
    problem.at(format!("{pointer}{inner}"))
}

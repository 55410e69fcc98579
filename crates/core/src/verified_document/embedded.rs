//! Proofs inside the document: Data Integrity.

use super::{Environment, Findings, VerifiedDocument};
use crate::cryptosuite::Suite;
use crate::data_integrity::{Proof, SecuredDocument};
use crate::data_model::{self, Kind};
use crate::documents::Request;
use crate::eddsa_rdfc_2022::InputProblem;
use crate::json::{self, Value};
use crate::report::{Check, CheckId, Warning, WarningCode};
use crate::{Code, Options, Problem, Result, issuer_key};

/// Checks a JSON document with proofs in it.
pub(super) fn verify<'a>(
    bytes: &'a [u8],
    kind: Kind,
    world: &mut Environment<'_>,
) -> Result<Findings<'a>, Request> {
    let value = match json::parse(bytes, &world.options.limits) {
        Ok(value) => value,
        Err(problem) => return Ok(Findings::unreadable(CheckId::Parse, &problem)),
    };
    let mut findings = Findings::default();
    findings.checks.push(Check::passed(CheckId::Parse, "The file is one well-formed JSON document."));
    findings.check_data_model(&value, kind);
    findings.check_secured_document(value, world)?;
    Ok(findings)
}

impl<'a> Findings<'a> {
    /// Checks every proof of a document; all have to hold.
    pub(super) fn check_secured_document(
        &mut self,
        value: Value<'a>,
        world: &mut Environment<'_>,
    ) -> Result<(), Request> {
        let Some(issuer_id) = data_model::issuer_id(&value).map(str::to_owned) else {
            // The data model check has said that there is no issuer.
            self.skip([CheckId::Canonicalization, CheckId::Signature, CheckId::IssuerKey]);
            return Ok(());
        };
        let secured = match SecuredDocument::read(value, &world.options.limits) {
            Ok(secured) => secured,
            Err(problem) => {
                self.skip([CheckId::Canonicalization]);
                self.push(CheckId::Signature, &problem);
                self.skip([CheckId::IssuerKey]);
                return Ok(());
            }
        };
        let names: Vec<_> = secured.proofs.iter().map(|proof| proof.suite.name()).collect();
        self.securing = Some(names.join(", "));
        let before = self.checks.len();
        for proof in &secured.proofs {
            self.check_proof(&secured, proof, &issuer_id, world)?;
        }
        let held = self.all_passed_since(before);
        if let (true, Value::Object(members)) = (held, secured.into_signed()) {
            self.document = Some(VerifiedDocument { members, issuer_id, not_before: None, expires: None });
        }
        Ok(())
    }

    fn check_proof(
        &mut self,
        secured: &SecuredDocument<'a>,
        proof: &Proof<'a>,
        issuer_id: &str,
        world: &mut Environment<'_>,
    ) -> Result<(), Request> {
        if let Suite::Unsupported(name) = &proof.suite {
            let detail = format!("The proof is of a type that this verifier does not know: {name}.");
            self.skip([CheckId::Canonicalization]);
            self.push(
                CheckId::Signature,
                &Problem::new(Code::UnsupportedCryptosuite, detail).at(proof.pointer.clone()),
            );
            self.skip([CheckId::IssuerKey]);
            return Ok(());
        }
        self.warnings.extend(proof.suite.warning(&proof.pointer));
        let options = world.options;
        let used_at = proof.created.unwrap_or(options.now);
        self.depends_on_now |= proof.created.is_none() || proof.expires.is_some();
        let resolved =
            issuer_key::resolve(&proof.verification_method, issuer_id, used_at, options, world.documents)?;
        let document = secured.document_for(proof);
        let input = match proof.suite.input(&document, &proof.object, world.contexts, &options.limits) {
            Ok(input) => {
                self.canonicalization_passed();
                input
            }
            Err(InputProblem::Document(problem)) => {
                self.push(CheckId::Canonicalization, &problem);
                self.skip([CheckId::Signature, CheckId::IssuerKey]);
                return Ok(());
            }
            Err(InputProblem::ProofValue(problem)) => {
                self.skip([CheckId::Canonicalization]);
                self.push(CheckId::Signature, &inside(&proof.pointer, problem));
                self.skip([CheckId::IssuerKey]);
                return Ok(());
            }
            Err(InputProblem::Proof(problem)) => {
                let problem = inside(&proof.pointer, problem);
                self.push(CheckId::Canonicalization, &problem);
                self.skip([CheckId::Signature, CheckId::IssuerKey]);
                return Ok(());
            }
        };
        let in_proof = |problem: Problem| inside(&proof.pointer, problem);
        match &resolved.key {
            Ok(key) => {
                let signature = proof
                    .suite
                    .verify(&input, &proof.object, key)
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
            Err(_) => self.skip([CheckId::Signature]),
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
        // Several proofs of one issuer give the same reasons for doubt.
        let new = resolved.warnings.into_iter().filter(|warning| !self.warnings.contains(warning));
        let new: Vec<_> = new.collect();
        self.warnings.extend(new);
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
}

/// A problem whose pointer is relative to `pointer`.
fn inside(pointer: &str, problem: Problem) -> Problem {
    let inner = problem.pointer().to_owned();
    problem.at(format!("{pointer}{inner}"))
}

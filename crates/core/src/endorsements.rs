//! Endorsements: credentials of others inside a credential (Open Badges 3.0 "Endorsement", verification step 6).
//!
//! Each is verified alone: proof, key, period, status. It never speaks for the credential around it, so no endorsement
//! changes the verdict, and none inside an endorsement is looked at: `docs/decisions/0012-what-follows-the-proof.md`.

use crate::data_model::Kind;
use crate::documents::Request;
use crate::extract;
use crate::json::{Object, Value};
use crate::report::{Check, CheckId, Warning, WarningCode};
use crate::status::StatusEntries;
use crate::validity_period;
use crate::verified_document::{Environment, Published, VerifiedDocument};
use crate::{Code, Limits, Outcome, Problem};

/// The endorsements of a verified credential, taken out so that they outlive its bytes.
#[derive(Debug, Default)]
pub(crate) struct Endorsements {
    kept: Vec<Endorsement>,
    /// How many there are beyond the limit.
    left_out: usize,
}

#[derive(Debug)]
struct Endorsement {
    /// JSON pointer of the endorsement.
    pointer: String,
    /// The id of the object that carries it.
    endorsed: String,
    /// JSON text or compact JWS.
    bytes: Vec<u8>,
}

/// What all endorsements came to.
#[derive(Debug, Default)]
pub(crate) struct EndorsementFindings {
    pub(crate) checks: Vec<Check>,
    pub(crate) warnings: Vec<Warning>,
}

/// The members that hold endorsements: as JSON, and as JWT.
const MEMBERS: [&str; 2] = ["endorsement", "endorsementJwt"];

impl Endorsements {
    /// Takes the endorsements out of the places where the schema has them: the credential, its achievement, and the
    /// profiles of issuer, creator and source.
    pub(crate) fn read(document: &VerifiedDocument<'_>, limits: &Limits) -> Self {
        let credential = document.members();
        let mut found = Self::default();
        found.take(credential, "", limits);
        found.take_at(credential, &["issuer"], limits);
        found.take_at(credential, &["credentialSubject", "achievement"], limits);
        found.take_at(credential, &["credentialSubject", "achievement", "creator"], limits);
        found.take_at(credential, &["credentialSubject", "source"], limits);
        found
    }

    /// Verifies each. Asks for all missing documents at once.
    pub(crate) fn check(&self, world: &mut Environment<'_>) -> Result<EndorsementFindings, Vec<Request>> {
        let mut found = EndorsementFindings::default();
        let mut requests: Vec<Request> = Vec::new();
        // What endorsements ask for may not use up what the credential itself may ask for.
        let budget = world.options.limits.requests.saturating_sub(world.documents.len());
        for endorsement in &self.kept {
            match endorsement.check(world) {
                Ok(check) => found.push(check),
                Err(asked) => {
                    let new = asked.into_iter().filter(|request| !requests.contains(request));
                    let new: Vec<_> = new.collect();
                    if requests.len() + new.len() > budget {
                        found.push(endorsement.unchecked());
                    } else {
                        requests.extend(new);
                    }
                }
            }
        }
        if !requests.is_empty() {
            return Err(requests);
        }
        if self.left_out > 0 {
            let detail = format!("{} more endorsements were not looked at.", self.left_out);
            let problem = Problem::new(Code::EndorsementUnchecked, detail);
            found.push(Check::from_problem(CheckId::Endorsement, &problem));
        }
        Ok(found)
    }

    fn take_at(&mut self, credential: &Object<'_>, path: &[&str], limits: &Limits) {
        let mut object = credential;
        let mut in_array = Vec::with_capacity(path.len());
        for name in path {
            let Some(value) = object.get(name) else { return };
            let [only] = value.one_or_many() else { return };
            let Some(inner) = only.as_object() else { return };
            object = inner;
            in_array.push(value.as_array().is_some());
        }
        if !MEMBERS.iter().any(|name| object.contains(name)) {
            return;
        }
        let mut pointer = String::new();
        for (name, in_array) in path.iter().zip(in_array) {
            pointer.push('/');
            pointer.push_str(name);
            pointer.push_str(if in_array { "/0" } else { "" });
        }
        self.take(object, &pointer, limits);
    }

    fn take(&mut self, object: &Object<'_>, at: &str, limits: &Limits) {
        let endorsed = object.get("id").and_then(Value::as_str).unwrap_or_default();
        for name in MEMBERS {
            let Some(value) = object.get(name) else { continue };
            for (index, item) in value.one_or_many().iter().enumerate() {
                // Another shape is the data model check's to report.
                let bytes = match item {
                    Value::String(jwt) => jwt.as_bytes().to_vec(),
                    Value::Object(_) => item.to_json().into_bytes(),
                    _ => continue,
                };
                if self.kept.len() >= limits.endorsements {
                    self.left_out += 1;
                    continue;
                }
                let step = if value.as_array().is_some() { format!("/{index}") } else { String::new() };
                let pointer = format!("{at}/{name}{step}");
                self.kept.push(Endorsement { pointer, endorsed: endorsed.to_owned(), bytes });
            }
        }
    }
}

impl EndorsementFindings {
    fn push(&mut self, check: Check) {
        if check.outcome != Outcome::Passed {
            self.warnings.push(Warning {
                code: WarningCode::EndorsementNotVerified,
                message: "An endorsement in this credential does not count: see its check.".to_owned(),
                pointer: check.pointer.clone(),
            });
        }
        self.checks.push(check);
    }
}

impl Endorsement {
    /// Steps 1, 2 and 4 of the verification of an EndorsementCredential. Step 3 (refresh) is left out: see the decision.
    fn check(&self, world: &mut Environment<'_>) -> Result<Check, Vec<Request>> {
        let options = world.options;
        let is_jwt = extract::is_compact_jws(&self.bytes);
        let published = match Published::read(&self.bytes, is_jwt, options) {
            Ok(published) => published,
            Err(problem) => return Ok(self.refused(&Check::from_problem(CheckId::Endorsement, &problem))),
        };
        let findings = published.verify(Kind::Endorsement, world).map_err(|request| vec![request])?;
        if let Some(bad) = findings.checks.iter().find(|check| is_bad(check)) {
            return Ok(self.refused(bad));
        }
        let Some(document) = findings.document else { return Ok(self.unchecked()) };
        if let Err(problem) = self.check_subject(&document) {
            return Ok(self.refused(&Check::from_problem(CheckId::Endorsement, &problem)));
        }
        let period = validity_period::check(&document, options);
        let status = StatusEntries::read(&document, &options.limits).check(world)?;
        if let Some(bad) = [&period].into_iter().chain(&status.checks).find(|check| is_bad(check)) {
            return Ok(self.refused(bad));
        }
        let message = format!("Endorsed by {}, whose own word this is.", document.issuer_id());
        let passed = Check::passed(CheckId::Endorsement, message).at(self.pointer.clone());
        let evidence = findings.checks.into_iter().chain(status.checks).flat_map(|check| check.evidence);
        Ok(evidence.fold(passed, Check::with_evidence))
    }

    /// Praise of something else, copied to here, is no endorsement of this.
    fn check_subject(&self, document: &VerifiedDocument<'_>) -> crate::Result<()> {
        let subject = document.members().get("credentialSubject").map(Value::one_or_many);
        match subject {
            Some([only]) if only.get("id").and_then(Value::as_str) == Some(&*self.endorsed) => Ok(()),
            _ => Err(Problem::new(
                Code::EndorsementMismatch,
                format!("It endorses something other than {}.", self.endorsed),
            )
            .at("/credentialSubject/id")),
        }
    }

    /// The outcome, code and evidence of the check that did not pass.
    fn refused(&self, bad: &Check) -> Check {
        Check {
            id: CheckId::Endorsement,
            message: format!("The endorsement does not count: {}", bad.message),
            // Inside a JWT a pointer leads nowhere.
            pointer: if extract::is_compact_jws(&self.bytes) {
                self.pointer.clone()
            } else {
                format!("{}{}", self.pointer, bad.pointer)
            },
            ..bad.clone()
        }
    }

    fn unchecked(&self) -> Check {
        let detail =
            "The endorsement was not looked at: it needs more documents than one verification may ask for.";
        let problem = Problem::new(Code::EndorsementUnchecked, detail);
        Check::from_problem(CheckId::Endorsement, &problem.at(self.pointer.clone()))
    }
}

fn is_bad(check: &Check) -> bool {
    !matches!(check.outcome, Outcome::Passed | Outcome::NotRun)
}

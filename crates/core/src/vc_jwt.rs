//! Credentials secured as JWT, in the two profiles that Open Badges meet: "VC-JWT" of Open Badges 3.0 §8.2, and `vc+jwt`
//! of *Securing Verifiable Credentials using JOSE and COSE*. They contradict each other in `typ`, `vc` and `nbf`, so
//! `typ` decides, and nothing is guessed.
//!
//! The order of use: [`parse`](crate::jws::CompactJws::parse), [`Profile::of`], [`JwtCredential::read`] for the issuer,
//! [`KeySource::of`] for the key, [`verify`](crate::jws::CompactJws::verify), and [`JwtCredential::check_claims`].

mod key_source;
mod signing;

pub(crate) use key_source::KeySource;
pub use signing::sign_jwt;

use crate::json::{Object, Value};
use crate::jws::Header;
use crate::report::{Warning, WarningCode};
use crate::{Code, Problem, Result, Timestamp};

/// Claims of RFC 7519 §4.1, which say again what the credential says.
const REGISTERED_CLAIMS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
/// Members that only a credential at the top level of the payload has.
const CREDENTIAL_MEMBERS: [&str; 4] = ["@context", "type", "issuer", "credentialSubject"];
const CONTEXT_V1: &str = "https://www.w3.org/2018/credentials/v1";
/// Largest time in whole seconds that is read: the last second of the year 9999.
const MAX_NUMERIC_DATE: i64 = 253_402_300_799;

/// Which rules a JWT follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Open Badges 3.0: `typ` absent or `JWT`; the registered claims are required and repeat the credential.
    OpenBadges,
    /// VC-JOSE-COSE: `typ` is `vc+jwt`; claims are optional, and `nbf` and `exp` are about the signature.
    VcJoseCose,
}

impl Profile {
    /// Decides by `typ` and applies the profile's rules for the rest of the header.
    ///
    /// # Errors
    ///
    /// `MalformedProof` for the media type of something else (a presentation, a status list token), for a header without
    /// `kid` and `jwk`, and for further members where Open Badges 3.0 allows none.
    pub(crate) fn of(header: &Header) -> Result<Self> {
        let profile = match header.media_type.as_deref() {
            None | Some("JWT") => Self::OpenBadges,
            Some(kind)
                if kind.eq_ignore_ascii_case("vc+jwt") || kind.eq_ignore_ascii_case("application/vc+jwt") =>
            {
                Self::VcJoseCose
            }
            Some(_) => {
                return Err(malformed(
                    "The typ of the JWT says that it is something else than a credential.",
                ));
            }
        };
        if let (Self::OpenBadges, Some(name)) = (profile, header.others.first()) {
            let name: String = name.chars().take(40).flat_map(char::escape_default).collect();
            return Err(malformed(&format!(
                "Open Badges 3.0 does not allow the member {name} in the header of a JWT."
            )));
        }
        if header.key_id.is_none() && header.jwk.is_none() {
            return Err(malformed("The header of the JWT does not say which key signed (kid or jwk)."));
        }
        Ok(profile)
    }

    /// The name that reports carry for this way of securing.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OpenBadges => "vc-jwt",
            Self::VcJoseCose => "vc+jwt",
        }
    }
}

/// The payload of a JWT, taken apart into credential and claims.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct JwtCredential<'a> {
    /// The credential, without the registered claims.
    pub(crate) credential: Object<'a>,
    claims: Object<'a>,
    /// In front of pointers into the credential: empty, or `/vc`.
    prefix: &'static str,
}

/// What comparing claims and credential found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClaimFindings {
    /// Each is a reason to refuse. Pointers are into the payload.
    pub(crate) problems: Vec<Problem>,
    pub(crate) warnings: Vec<Warning>,
    /// `exp`: the credential (Open Badges 3.0) or its signature (VC-JOSE-COSE) ends here.
    pub(crate) expires: Option<Timestamp>,
    /// `nbf`: it does not count before.
    pub(crate) not_before: Option<Timestamp>,
}

impl<'a> JwtCredential<'a> {
    /// Finds the credential in the payload: the payload itself, or its claim `vc` for data model 1.1 in Open Badges.
    ///
    /// # Errors
    ///
    /// `MalformedValue` when there is none, when there are two, or when its context and its place disagree.
    pub(crate) fn read(payload: Value<'a>, profile: Profile) -> Result<Self> {
        let Value::Object(mut payload) = payload else {
            return Err(shape("The payload of the JWT is not a JSON object."));
        };
        if payload.contains("vp") {
            return Err(shape("The JWT holds a presentation, not a credential.").at("/vp"));
        }
        let mut claims = Object::new();
        for name in REGISTERED_CLAIMS {
            if let Some(value) = payload.remove(name) {
                claims.insert(name, value);
            }
        }
        let Some(vc) = payload.remove("vc") else {
            if profile == Profile::OpenBadges && first_context(&payload) == Some(CONTEXT_V1) {
                return Err(shape("A credential of data model 1.1 belongs into the claim vc of a JWT.")
                    .at("/@context"));
            }
            return Ok(Self { credential: payload, claims, prefix: "" });
        };
        if profile == Profile::VcJoseCose {
            return Err(shape("A JWT with typ vc+jwt must not have the claim vc.").at("/vc"));
        }
        if let Some(name) = CREDENTIAL_MEMBERS.iter().find(|name| payload.contains(name)) {
            return Err(
                shape("The JWT holds two credentials: its payload and its claim vc.").at(format!("/{name}"))
            );
        }
        let Value::Object(credential) = vc else {
            return Err(shape("The claim vc of the JWT is not an object.").at("/vc"));
        };
        if first_context(&credential) != Some(CONTEXT_V1) {
            return Err(shape("Only a credential of data model 1.1 belongs into the claim vc of a JWT.")
                .at("/vc/@context"));
        }
        Ok(Self { credential, claims, prefix: "/vc" })
    }

    /// The identifier of the issuer. Unverified until signature, key and claims have been checked.
    pub(crate) fn issuer(&self) -> Option<&str> {
        id_of(self.credential.get("issuer"))
    }

    /// Compares the registered claims with the credential: all of them and strictly for Open Badges 3.0 (§8.2.4.1), those
    /// that are there for VC-JOSE-COSE.
    pub(crate) fn check_claims(&self, profile: Profile) -> ClaimFindings {
        let required = profile == Profile::OpenBadges;
        let mut findings = ClaimFindings::default();
        self.compare(&mut findings, "iss", self.issuer(), "issuer", required);
        self.compare(&mut findings, "jti", id_of(self.credential.get("id")), "id", required);
        self.compare_subject(&mut findings, required);
        findings.not_before = self.time(&mut findings, "nbf");
        findings.expires = self.time(&mut findings, "exp");
        self.time(&mut findings, "iat");
        if required {
            self.compare_times(&mut findings);
        }
        findings
    }

    fn compare_subject(&self, findings: &mut ClaimFindings, required: bool) {
        let subject = match self.credential.get("credentialSubject") {
            Some(Value::Array(subjects)) => subjects.first(),
            subject => subject,
        };
        let subject =
            subject.and_then(Value::as_object).and_then(|subject| subject.get("id")).and_then(Value::as_str);
        if required && subject.is_none() && !self.claims.contains("sub") {
            // Open Badges 3.0 demands `sub` and that it equals credentialSubject.id, yet lets subjects do without an id;
            // where both are absent nothing can disagree.
            findings.warnings.push(Warning {
                code: WarningCode::MissingSubjectClaim,
                message: "The JWT has no sub, because its subject has no id.".to_owned(),
                pointer: "/sub".to_owned(),
            });
            return;
        }
        self.compare(findings, "sub", subject, "credentialSubject/id", required);
    }

    fn compare(
        &self,
        findings: &mut ClaimFindings,
        claim: &str,
        expected: Option<&str>,
        member: &str,
        required: bool,
    ) {
        match self.claims.get(claim) {
            None if required => findings.problems.push(
                Problem::new(Code::MissingMember, format!("The JWT has no {claim}.")).at(format!("/{claim}")),
            ),
            None => {}
            Some(Value::String(own)) if Some(&**own) == expected => {}
            Some(_) => findings.problems.push(disagreement(claim, &format!("{}/{member}", self.prefix))),
        }
    }

    /// A NumericDate (RFC 7519 §2) in whole seconds.
    fn time(&self, findings: &mut ClaimFindings, claim: &str) -> Option<Timestamp> {
        let time = match self.claims.get(claim)? {
            Value::Number(number) if number.text.bytes().all(|byte| byte.is_ascii_digit()) => {
                number.text.parse().ok()
            }
            _ => None,
        };
        match time.filter(|seconds| *seconds <= MAX_NUMERIC_DATE) {
            Some(seconds) => Some(Timestamp::from_unix_seconds(seconds)),
            None => {
                let detail = format!("{claim} is not a time in whole seconds since 1970.");
                findings.problems.push(Problem::new(Code::InvalidDateTime, detail).at(format!("/{claim}")));
                None
            }
        }
    }

    /// `nbf` repeats the start of validity and must be there; `exp` repeats the end and must be there if that is.
    fn compare_times(&self, findings: &mut ClaimFindings) {
        let start = self.first_member(["validFrom", "issuanceDate"]);
        let end = self.first_member(["validUntil", "expirationDate"]);
        for (claim, own, member) in [("nbf", findings.not_before, start), ("exp", findings.expires, end)] {
            if self.claims.contains(claim) && own.is_none() {
                continue; // Malformed, and said so.
            }
            let (Some((name, value)), Some(own)) = (member, own) else {
                // An `exp` without validUntil is allowed and sets the end.
                if claim == "nbf" || member.is_some() {
                    let detail = format!("The JWT or its credential has no {claim} to compare.");
                    let detail = if own.is_none() { format!("The JWT has no {claim}.") } else { detail };
                    findings.problems.push(Problem::new(Code::MissingMember, detail).at(format!("/{claim}")));
                }
                continue;
            };
            let member_time = value.as_str().and_then(|text| Timestamp::parse(text).ok());
            if member_time.map(Timestamp::unix_seconds) != Some(own.unix_seconds()) {
                findings.problems.push(disagreement(claim, &format!("{}/{name}", self.prefix)));
            }
        }
    }

    fn first_member(&self, names: [&'static str; 2]) -> Option<(&'static str, &Value<'a>)> {
        names.into_iter().find_map(|name| self.credential.get(name).map(|value| (name, value)))
    }
}

fn first_context<'v>(credential: &'v Object<'_>) -> Option<&'v str> {
    credential.get("@context")?.one_or_many().first()?.as_str()
}

/// A string, or the `id` of an object.
fn id_of<'v>(value: Option<&'v Value<'_>>) -> Option<&'v str> {
    match value? {
        Value::String(id) => Some(id),
        Value::Object(object) => object.get("id").and_then(Value::as_str),
        _ => None,
    }
}

fn disagreement(claim: &str, member: &str) -> Problem {
    let detail = format!("The JWT says something else in {claim} than its credential in {member}.");
    Problem::new(Code::ClaimMismatch, detail).at(format!("/{claim}"))
}

fn shape(detail: &str) -> Problem {
    Problem::new(Code::MalformedValue, detail)
}

fn malformed(detail: &str) -> Problem {
    Problem::new(Code::MalformedProof, detail)
}

#[cfg(test)]
mod tests;

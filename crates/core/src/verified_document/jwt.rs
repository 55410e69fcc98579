//! A compact JWS around the credential, in its two profiles.

use super::{Environment, Findings, VerifiedDocument};
use crate::data_model::Kind;
use crate::documents::{Purpose, Request};
use crate::json::{self, Value};
use crate::jws::CompactJws;
use crate::keys::PublicKey;
use crate::report::{Check, CheckId, Evidence};
use crate::trust_pack::Question;
use crate::vc_jwt::{ClaimFindings, JwtCredential, KeySource, Profile};
use crate::{Result, issuer_key};

/// Checks a JWT: its credential, the key that its issuer publishes, the signature, and the claims that repeat the
/// credential. A proof inside the credential has to hold as well (ATTACKS D18).
pub(super) fn verify<'j>(
    jws: &'j CompactJws<'_>,
    kind: Kind,
    world: &mut Environment<'_>,
) -> Result<Findings<'j>, Request> {
    let options = world.options;
    let read = Profile::of(jws.header()).and_then(|profile| {
        let payload = json::parse(jws.unverified_payload(), &options.limits)?;
        Ok((profile, JwtCredential::read(payload, profile)?))
    });
    let (profile, jwt) = match read {
        Ok(read) => read,
        Err(problem) => return Ok(Findings::unreadable(CheckId::Parse, &problem)),
    };
    let mut findings = Findings { securing: Some(profile.name().to_owned()), ..Findings::default() };
    findings.checks.push(Check::passed(CheckId::Parse, "The file is one well-formed JWT."));
    let claims = jwt.check_claims(profile);
    let credential = Value::Object(jwt.credential.clone());
    findings.check_data_model(&credential, kind);
    let Some(issuer_id) = jwt.issuer().map(str::to_owned) else {
        findings.skip([CheckId::Canonicalization, CheckId::Signature, CheckId::IssuerKey]);
        return Ok(findings);
    };
    findings.checks.push(Check::not_run(
        CheckId::Canonicalization,
        "A JWT signs the bytes themselves, so nothing has to be canonicalised.",
    ));
    let before = findings.checks.len();
    findings.check_jws(jws, &claims, &issuer_id, world)?;
    let (not_before, expires) = (claims.not_before, claims.expires);
    findings.check_claims(claims);
    let held = findings.all_passed_since(before);
    if !jwt.credential.contains("proof") {
        if held {
            findings.document =
                Some(VerifiedDocument { members: jwt.credential, issuer_id, not_before, expires });
        }
        return Ok(findings);
    }
    let securing = findings.securing.take();
    findings.check_secured_document(credential, world)?;
    findings.securing = securing.into_iter().chain(findings.securing).reduce(|a, b| format!("{a}, {b}"));
    findings.document = findings.document.filter(|_| held).map(|document| VerifiedDocument {
        not_before,
        expires,
        ..document
    });
    Ok(findings)
}

impl Findings<'_> {
    fn check_jws(
        &mut self,
        jws: &CompactJws<'_>,
        claims: &ClaimFindings,
        issuer_id: &str,
        world: &Environment<'_>,
    ) -> Result<(), Request> {
        let options = world.options;
        let source = match KeySource::of(jws.header(), issuer_id, &options.limits) {
            Ok(source) => source,
            Err(problem) => {
                self.check_with_named_key(jws);
                self.push(CheckId::IssuerKey, &problem);
                return Ok(());
            }
        };
        let packs = world.documents.packs();
        self.warnings.extend(packs.ignored(issuer_id, world.documents, options));
        let mut evidence = Vec::new();
        let document = match source.url() {
            None => &[][..],
            Some(url) => {
                let purpose = match source {
                    KeySource::KeySet { .. } => Purpose::IssuerKeySet,
                    _ => Purpose::IssuerDocument,
                };
                match world.documents.get(url, purpose, options)? {
                    Ok(document) => {
                        evidence.push(Evidence::of(url, document));
                        &*document.bytes
                    }
                    Err((failure, detail)) => {
                        self.check_with_named_key(jws);
                        self.push(CheckId::IssuerKey, &issuer_key::unavailable(url, *failure, detail));
                        return Ok(());
                    }
                }
            }
        };
        let used_at = claims.not_before.unwrap_or(options.now);
        self.depends_on_now |= claims.not_before.is_none();
        let listed = source.retrieve(document, jws, used_at, &options.limits);
        let is_named = |id: &str, key: &PublicKey| source.names(id, key);
        let answer = packs.consult(
            listed,
            &Question { issuer_id, is_named: &is_named, used_at, documents: world.documents, options },
        );
        evidence.extend(answer.evidence);
        let binding = match answer.key {
            Ok(retrieved) => {
                self.warnings.extend(retrieved.warnings);
                self.check_signature(jws, &retrieved.key);
                Check::passed(
                    CheckId::IssuerKey,
                    answer.message.unwrap_or("The issuer itself publishes the key that signed."),
                )
            }
            Err(problem) => {
                self.check_with_named_key(jws);
                Check::from_problem(CheckId::IssuerKey, &problem)
            }
        };
        self.checks.push(evidence.into_iter().fold(binding, Check::with_evidence));
        Ok(())
    }

    /// Without the issuer's word for a key, the `jwk` of the header still tells whether anything was changed after signing.
    /// Whose signature it is, it cannot tell: that is the other check (ATTACKS D03).
    fn check_with_named_key(&mut self, jws: &CompactJws<'_>) {
        match &jws.header().jwk {
            Some(jwk) => self.check_signature(jws, &jwk.key),
            None => self.skip([CheckId::Signature]),
        }
    }

    fn check_signature(&mut self, jws: &CompactJws<'_>, key: &PublicKey) {
        match jws.verify(key) {
            Ok(_) => self.checks.push(Check::passed(
                CheckId::Signature,
                "The signature is good: nothing was changed after signing.",
            )),
            Err(problem) => self.push(CheckId::Signature, &problem),
        }
    }

    fn check_claims(&mut self, claims: ClaimFindings) {
        self.warnings.extend(claims.warnings);
        for problem in &claims.problems {
            self.push(CheckId::Claims, problem);
        }
        if claims.problems.is_empty() {
            let message = "The claims of the JWT say the same as the credential in it.";
            self.checks.push(Check::passed(CheckId::Claims, message));
        }
    }
}

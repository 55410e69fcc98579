//! From an unsecured credential to a JWT of Open Badges 3.0 (§8.2), the profile that `sign --cryptosuite vc-jwt` writes.

use std::borrow::Cow;

use super::{JwtCredential, KeySource, Profile, REGISTERED_CLAIMS, id_of, shape};
use crate::contexts::Contexts;
use crate::data_model::{self, Kind};
use crate::json::{self, Number, Object, Value};
use crate::jws::{self, CompactJws};
use crate::keys::{PublicKey, SecretKey};
use crate::{Code, Limits, Problem, Result, Timestamp, jsonld};

/// Signs an unsecured Open Badge of data model 2.0 with EdDSA as the JWT of Open Badges 3.0 §8.2, in compact form.
///
/// The payload is the credential, its members in their order, followed by the claims that repeat it: `iss`, `jti`, `sub`
/// where the subject has an id, `nbf`, and `exp` where the credential ends. `key_id` becomes `kid`: the DID URL of the
/// key, or its name in the issuer's key set.
///
/// # Errors
///
/// Whatever verification would refuse: the new JWT is read, its signature and its claims are checked and its credential
/// is held against Open Badges 3.0 before it is given out. Also what `sign` refuses (terms that no context defines,
/// credentials that are signed already), and `IssuerMismatch` when `key_id` or the key is not the issuer's.
pub fn sign_jwt(
    unsecured: &[u8],
    secret_key: &SecretKey,
    key_id: &str,
    contexts: &mut Contexts,
    limits: &Limits,
) -> Result<String> {
    let credential = json::parse(unsecured, limits)?;
    // A JWT signs bytes, so nothing else would notice a member without meaning.
    jsonld::to_rdf(&credential, contexts, limits)?;
    let Value::Object(credential) = credential else {
        return Err(shape("A document to sign is one JSON object."));
    };
    let payload = payload(&credential)?;
    let jwt = jws::sign(payload.as_bytes(), secret_key, key_id, "JWT", limits)?;
    check(&jwt, &PublicKey::Ed25519(secret_key.public_key()), limits)?;
    Ok(jwt)
}

/// The credential with its claims (§8.2.2): dates as whole seconds, everything else letter by letter.
fn payload(credential: &Object<'_>) -> Result<String> {
    let taken = REGISTERED_CLAIMS.iter().chain(&["vc", "vp", "proof"]).find(|name| credential.contains(name));
    if let Some(name) = taken {
        let detail = format!("The credential has a member {name} already.");
        return Err(Problem::new(Code::MalformedValue, detail).at(format!("/{name}")));
    }
    let subject = match credential.get("credentialSubject") {
        Some(Value::Array(subjects)) => subjects.first(),
        subject => subject,
    };
    let required = |name: &str| {
        id_of(credential.get(name)).ok_or_else(|| {
            let detail = format!("A JWT needs a credential with {name}.");
            Problem::new(Code::MissingMember, detail).at(format!("/{name}"))
        })
    };
    let start = Some(seconds("validFrom", required("validFrom")?)?);
    let end = id_of(credential.get("validUntil")).map(|end| seconds("validUntil", end)).transpose()?;

    let mut payload = credential.clone();
    let texts = [("iss", Some(required("issuer")?)), ("jti", Some(required("id")?)), ("sub", id_of(subject))];
    for (claim, text) in texts {
        if let Some(text) = text {
            payload.insert(claim, Value::String(Cow::Borrowed(text)));
        }
    }
    for (claim, time) in [("nbf", &start), ("exp", &end)] {
        if let Some((text, value)) = time {
            payload.insert(claim, Value::Number(Number { text, value: *value }));
        }
    }
    Ok(Value::Object(payload).to_json())
}

/// A date of the credential as NumericDate (RFC 7519 §2).
#[expect(clippy::cast_precision_loss, reason = "dates end with the year 9999, far below 2^53 seconds")]
fn seconds(name: &str, text: &str) -> Result<(String, f64)> {
    let time = Timestamp::parse(text).map_err(|problem| problem.at(format!("/{name}")))?.unix_seconds();
    Ok((time.to_string(), time as f64))
}

/// What a verifier does with the JWT, except for fetching the issuer's keys.
fn check(jwt: &str, key: &PublicKey, limits: &Limits) -> Result<()> {
    let jws = CompactJws::parse(jwt, limits)?;
    let profile = Profile::of(jws.header())?;
    let read = JwtCredential::read(json::parse(jws.verify(key)?, limits)?, profile)?;
    let issuer = read.issuer().unwrap_or_default();
    if let KeySource::Embedded(own) = KeySource::of(jws.header(), issuer, limits)?
        && own.key != *key
    {
        return Err(Problem::new(Code::IssuerMismatch, "The key is not the issuer's."));
    }
    let claims = read.check_claims(profile).problems;
    let shape = data_model::problems(&Value::Object(read.credential), Kind::OpenBadge);
    claims.into_iter().chain(shape).next().map_or(Ok(()), Err)
}

//! Things about a credential whose proof held that a careful reader should know although they change nothing.

use crate::Options;
use crate::claims::Claims;
use crate::data_model;
use crate::json::{Object, Value};
use crate::report::{Warning, WarningCode};
use crate::verified_document::VerifiedDocument;

/// A clock that shows an earlier time is wrong: this version did not exist yet (2026-01-01T00:00:00Z).
const NOT_BUILT_BEFORE: i64 = 1_767_225_600;

/// Everything of this kind that `document` gives reason for.
pub(crate) fn warnings(document: &VerifiedDocument<'_>, claims: &Claims, options: &Options) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if claims.issuer.test {
        warnings.push(Warning {
            code: WarningCode::TestIssuer,
            message: "This credential is only a test: its issuer exists for trying things out.".to_owned(),
            pointer: "/issuer".to_owned(),
        });
    }
    warnings.extend(data_model::unusual_contexts(document.members()).into_iter().map(|url| Warning {
        code: WarningCode::UnusualContext,
        message: format!("The credential uses a context that Open Badges do not usually carry: {url}."),
        pointer: "/@context".to_owned(),
    }));
    warnings.extend(guessable_recipients(document));
    if options.now.unix_seconds() < NOT_BUILT_BEFORE {
        warnings.push(Warning {
            code: WarningCode::ClockSuspect,
            message: format!(
                "The time of this verification, {}, lies before this verifier was made: is the clock right?",
                options.now
            ),
            pointer: String::new(),
        });
    }
    warnings
}

/// A hashed identifier hides nothing if whoever sees it can try addresses out: without a salt, or with one that the
/// credential itself tells (ATTACKS H09).
fn guessable_recipients(document: &VerifiedDocument<'_>) -> Vec<Warning> {
    let credential = document.members();
    let id = credential.get("id").and_then(Value::as_str).unwrap_or_default();
    let subject = credential.get("credentialSubject").map(Value::one_or_many).and_then(|all| all.first());
    let Some(subject) = subject.and_then(Value::as_object) else { return Vec::new() };
    let Some(value) = subject.get("identifier") else { return Vec::new() };
    let guessable = |identifier: &Object<'_>| {
        let salt = identifier.get("salt").and_then(Value::as_str).unwrap_or_default();
        identifier.get("hashed").and_then(Value::as_bool) == Some(true) && id.contains(salt)
    };
    let identifiers = value.one_or_many().iter().enumerate();
    let guessable = identifiers.filter(|(_, identifier)| identifier.as_object().is_some_and(guessable));
    let warning = |(index, _)| Warning {
        code: WarningCode::GuessableRecipient,
        message: "The recipient's hash has no secret salt: anybody can find out whose it is by trying."
            .to_owned(),
        pointer: match value {
            Value::Array(_) => format!("/credentialSubject/identifier/{index}"),
            _ => "/credentialSubject/identifier".to_owned(),
        },
    };
    guessable.map(warning).collect()
}

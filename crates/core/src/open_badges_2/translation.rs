//! A confirmed badge in the words of Open Badges 3.0, so that dates, recipient and claims have one reader.

use crate::json::{Object, Value};
use crate::report::Check;

/// An assertion, badge class and profile that the issuer's site or key stands behind. Only the checks of hosted and
/// signed badges make one.
#[derive(Debug)]
pub(crate) struct ConfirmedBadge<'a> {
    members: Object<'a>,
    issuer_id: String,
}

impl<'a> ConfirmedBadge<'a> {
    pub(super) fn new(assertion: &Value<'a>, badge_class: &Value<'a>, profile: &Value<'a>) -> Self {
        let mut recipient = Object::new();
        let identity = assertion.get("recipient");
        copy(&mut recipient, "identityType", identity, "type");
        if recipient.get("identityType").and_then(Value::as_str) == Some("email") {
            recipient.insert("identityType", Value::from("emailAddress"));
        }
        copy(&mut recipient, "hashed", identity, "hashed");
        copy(&mut recipient, "identityHash", identity, "identity");
        copy(&mut recipient, "salt", identity, "salt");

        let mut achievement = Object::new();
        for name in ["id", "name", "description", "image"] {
            copy(&mut achievement, name, Some(badge_class), name);
        }
        match badge_class.get("criteria") {
            Some(Value::String(page)) => {
                let mut criteria = Object::new();
                criteria.insert("id", Value::String(page.clone()));
                achievement.insert("criteria", Value::Object(criteria));
            }
            _ => copy(&mut achievement, "criteria", Some(badge_class), "criteria"),
        }
        let mut subject = Object::new();
        subject.insert("identifier", Value::Object(recipient));
        subject.insert("achievement", Value::Object(achievement));

        let mut issuer = Object::new();
        for name in ["id", "name", "url", "image"] {
            copy(&mut issuer, name, Some(profile), name);
        }
        let issuer_id = issuer.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut members = Object::new();
        copy(&mut members, "id", Some(assertion), "id");
        copy(&mut members, "validFrom", Some(assertion), "issuedOn");
        copy(&mut members, "validUntil", Some(assertion), "expires");
        members.insert("issuer", Value::Object(issuer));
        members.insert("credentialSubject", Value::Object(subject));
        Self { members, issuer_id }
    }

    /// The members in the words of Open Badges 3.0, and the issuer's id.
    pub(crate) fn into_parts(self) -> (Object<'a>, String) {
        (self.members, self.issuer_id)
    }
}

/// Turns the pointer of a check on translated members back to where the reader finds them.
pub(crate) fn point_into_assertion(check: &mut Check) {
    let names =
        [("/validFrom", "/issuedOn"), ("/validUntil", "/expires"), ("/credentialSubject", "/recipient")];
    if let Some((_, original)) = names.iter().find(|(name, _)| check.pointer.starts_with(name)) {
        check.pointer = (*original).to_owned();
    }
}

fn copy<'a>(into: &mut Object<'a>, name: &'static str, from: Option<&Value<'a>>, from_name: &str) {
    if let Some(value) = from.and_then(|from| from.get(from_name)) {
        into.insert(name, value.clone());
    }
}

//! Options as JSON text:
//! `{"now": RFC 3339, "recipient"?: string, "policy"?: {…}, "limits"?: {…}}`, members of `policy` and `limits` named as
//! the fields of [`Policy`] and [`Limits`], in camelCase. An unknown member is an error: a misspelt rule must not
//! look like a rule that holds.

use proofmark::json::{self, Object, Value};
use proofmark::{Limits, Options, Policy, PublicKey, Timestamp};

use crate::fault::Fault;

type Result<T> = std::result::Result<T, Fault>;

/// Reads the options of a verification.
pub(crate) fn read_options(text: &str) -> Result<Options> {
    read_options_and(text, |name, _| Err(unknown("", name)))
}

/// Reads the options of a verification, and hands every further member to `other`.
pub(crate) fn read_options_and(
    text: &str,
    mut other: impl FnMut(&str, &Value<'_>) -> Result<()>,
) -> Result<Options> {
    let value = parse(text)?;
    let mut options = None;
    let mut recipient = None;
    let mut policy = Policy::default();
    let mut limits = Limits::default();
    for (name, value) in object(&value, "")?.iter() {
        match name {
            "now" => options = Some(Options::at(time(value)?)),
            "recipient" => recipient = Some(string(value, "/recipient")?.to_owned()),
            "policy" => change_policy(&mut policy, object(value, "/policy")?)?,
            "limits" => change_limits(&mut limits, object(value, "/limits")?)?,
            name => other(name, value)?,
        }
    }
    let mut options = options.ok_or_else(|| Fault::argument("/now", "The time to verify at is missing."))?;
    options.recipient = recipient;
    options.policy = policy;
    options.limits = limits;
    Ok(options)
}

/// Reads options that hold nothing but limits.
pub(crate) fn read_limits(text: &str) -> Result<Limits> {
    let value = parse(text)?;
    let mut limits = Limits::default();
    for (name, value) in object(&value, "")?.iter() {
        match name {
            "limits" => change_limits(&mut limits, object(value, "/limits")?)?,
            other => return Err(unknown("", other)),
        }
    }
    Ok(limits)
}

fn change_policy(policy: &mut Policy, members: &Object<'_>) -> Result<()> {
    for (name, value) in members.iter() {
        let pointer = format!("/policy/{name}");
        match name {
            "clockSkewSeconds" => policy.clock_skew_seconds = integer(value, &pointer)?,
            "statusMaxAgeSeconds" => policy.status_max_age_seconds = integer(value, &pointer)?,
            "statusListMinimumEntries" => policy.status_list_minimum_entries = integer(value, &pointer)?,
            "trustedPublishers" => policy.trusted_publishers = keys(value, &pointer)?,
            "trustPackOldAfterSeconds" => policy.trust_pack_old_after_seconds = integer(value, &pointer)?,
            "statusListIssuers" => policy.status_list_issuers = strings(value, &pointer)?,
            "domain" => policy.domain = Some(string(value, &pointer)?.to_owned()),
            "challenge" => policy.challenge = Some(string(value, &pointer)?.to_owned()),
            "trustedIssuers" => policy.trusted_issuers = Some(strings(value, &pointer)?),
            other => return Err(unknown("/policy", other)),
        }
    }
    Ok(())
}

fn change_limits(limits: &mut Limits, members: &Object<'_>) -> Result<()> {
    for (name, value) in members.iter() {
        let pointer = format!("/limits/{name}");
        let field = match name {
            "credentialBytes" => &mut limits.credential_bytes,
            "containerBytes" => &mut limits.container_bytes,
            "issuerDocumentBytes" => &mut limits.issuer_document_bytes,
            "documentBytes" => &mut limits.document_bytes,
            "pngChunks" => &mut limits.png_chunks,
            "svgNodes" => &mut limits.svg_nodes,
            "svgAttributes" => &mut limits.svg_attributes,
            "pdfObjects" => &mut limits.pdf_objects,
            "pdfSections" => &mut limits.pdf_sections,
            "pdfAttachments" => &mut limits.pdf_attachments,
            "pdfInflatedBytes" => &mut limits.pdf_inflated_bytes,
            "jsonDepth" => &mut limits.json_depth,
            "jsonValues" => &mut limits.json_values,
            "contexts" => &mut limits.contexts,
            "quads" => &mut limits.quads,
            "blankNodes" => &mut limits.blank_nodes,
            "canonicalBytes" => &mut limits.canonical_bytes,
            "canonicalizationWork" => {
                limits.canonicalization_work = integer(value, &pointer)?;
                continue;
            }
            "proofs" => &mut limits.proofs,
            "statusEntries" => &mut limits.status_entries,
            "endorsements" => &mut limits.endorsements,
            "statusListBytes" => &mut limits.status_list_bytes,
            "requests" => &mut limits.requests,
            "repairAttempts" => &mut limits.repair_attempts,
            "repairBytes" => &mut limits.repair_bytes,
            "trustPackBytes" => &mut limits.trust_pack_bytes,
            "trustPackIssuers" => &mut limits.trust_pack_issuers,
            "trustPackLists" => &mut limits.trust_pack_lists,
            "trustPackKeys" => &mut limits.trust_pack_keys,
            "trustPacks" => &mut limits.trust_packs,
            other => return Err(unknown("/limits", other)),
        };
        *field = integer(value, &pointer)?;
    }
    Ok(())
}

fn parse(text: &str) -> Result<Value<'_>> {
    json::parse(text.as_bytes(), &Limits::default())
        .map_err(|problem| Fault::argument(problem.pointer(), format!("The options: {}", problem.detail())))
}

pub(crate) fn object<'v, 'a>(value: &'v Value<'a>, pointer: &str) -> Result<&'v Object<'a>> {
    value.as_object().ok_or_else(|| Fault::argument(pointer, "This is not an object."))
}

pub(crate) fn string<'v>(value: &'v Value<'_>, pointer: &str) -> Result<&'v str> {
    value.as_str().ok_or_else(|| Fault::argument(pointer, "This is not a string."))
}

fn strings(value: &Value<'_>, pointer: &str) -> Result<Vec<String>> {
    let elements = value.as_array().ok_or_else(|| Fault::argument(pointer, "This is not an array."))?;
    elements.iter().map(|element| string(element, pointer).map(str::to_owned)).collect()
}

/// Ed25519 keys as did:key: a publisher of another kind would never match, and nobody would be told.
fn keys(value: &Value<'_>, pointer: &str) -> Result<Vec<String>> {
    let keys = strings(value, pointer)?;
    let is_key = |text: &String| {
        let key = text.strip_prefix("did:key:").map(PublicKey::from_multibase);
        matches!(key, Some(Ok(PublicKey::Ed25519(_))))
    };
    match keys.iter().position(|text| !is_key(text)) {
        None => Ok(keys),
        Some(index) => {
            let place = format!("{pointer}/{index}");
            Err(Fault::argument(place, "This is not the did:key of an Ed25519 key, such as did:key:z6Mk…."))
        }
    }
}

/// A whole number that the field can hold; `1.0` and `1e3` are none here.
fn integer<T: std::str::FromStr>(value: &Value<'_>, pointer: &str) -> Result<T> {
    value
        .as_number()
        .and_then(|number| number.text.parse().ok())
        .ok_or_else(|| Fault::argument(pointer, "This is not a whole number in range."))
}

fn time(value: &Value<'_>) -> Result<Timestamp> {
    Timestamp::parse(string(value, "/now")?)
        .map_err(|problem| Fault::argument("/now", problem.detail().to_owned()))
}

pub(crate) fn unknown(pointer: &str, name: &str) -> Fault {
    Fault::argument(format!("{pointer}/{name}"), format!("There is no option `{name}`."))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const NOW: &str = "2026-03-01T12:00:00Z";

    #[test]
    fn what_is_not_said_keeps_its_default() {
        let options = read_options(&format!(r#"{{"now":"{NOW}"}}"#)).unwrap();
        assert_eq!(options, Options::at(Timestamp::parse(NOW).unwrap()));
    }

    #[test]
    fn every_member_reaches_its_field() {
        let text = format!(
            r#"{{"limits":{{"jsonDepth":9,"canonicalizationWork":7}},"now":"{NOW}","recipient":"ada@example.org",
                "policy":{{"clockSkewSeconds":1,"statusListIssuers":["did:example:1"],"domain":"a","challenge":"b"}}}}"#
        );
        let options = read_options(&text).unwrap();
        assert_eq!(options.limits.json_depth, 9);
        assert_eq!(options.limits.canonicalization_work, 7);
        assert_eq!(options.recipient.as_deref(), Some("ada@example.org"));
        assert_eq!(options.policy.clock_skew_seconds, 1);
        assert_eq!(options.policy.status_list_issuers, ["did:example:1"]);
        assert_eq!(options.policy.domain.as_deref(), Some("a"));
        assert_eq!(options.policy.challenge.as_deref(), Some("b"));
    }

    #[test]
    fn every_limit_can_be_set() {
        // The fields, as `Debug` spells them, against the names that JavaScript uses.
        let fields = format!("{:?}", Limits::default());
        for field in fields.split(['{', ',']).skip(1).filter_map(|part| part.split(':').next()) {
            let mut words = field.trim().split('_');
            let first = words.next().unwrap_or_default().to_owned();
            let name = words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..]);
            assert!(read_limits(&format!(r#"{{"limits":{{"{name}":1}}}}"#)).is_ok(), "{name}");
        }
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, pointer) in [
            ("{}", "/now"),
            (r#"{"now":"yesterday"}"#, "/now"),
            (r#"{"now":"2026-03-01T12:00:00Z","policy":{"clockSkew":1}}"#, "/policy/clockSkew"),
            (
                r#"{"now":"2026-03-01T12:00:00Z","policy":{"trustedPublishers":["did:web:x.example"]}}"#,
                "/policy/trustedPublishers/0",
            ),
            (r#"{"now":"2026-03-01T12:00:00Z","limits":{"quads":1.5}}"#, "/limits/quads"),
            (r#"{"now":"2026-03-01T12:00:00Z","limits":{"quads":-1}}"#, "/limits/quads"),
            (r#"{"now":"2026-03-01T12:00:00Z","offline":true}"#, "/offline"),
            ("[]", ""),
        ] {
            let fault = read_options(text).unwrap_err().to_string();
            let value = json::parse(fault.as_bytes(), &Limits::default()).unwrap();
            assert_eq!(value.get("code").and_then(Value::as_str), Some("invalid_argument"), "{text}");
            assert_eq!(value.get("pointer").and_then(Value::as_str), Some(pointer), "{text}");
        }
    }
}

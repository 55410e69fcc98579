//! 1EdTechRevocationList: an unsigned JSON list of the identifiers of revoked credentials. Deprecated since Open Badges
//! 3.0 version 1.3, and still in use.

use crate::json::{self, Value};
use crate::{Code, Options, Problem, Result};

/// Looks `credential_id` up. `None`: not revoked; `Some`: revoked, with the reason or an empty text.
///
/// The shape is that of implementations in use, since the specification's body is not public:
/// `{"id", "issuer", "revokedCredential": [{"id", "revoked" (default true), "revocationReason"}]}`.
pub(crate) fn look_up(
    bytes: &[u8],
    credential_id: &str,
    issuer_id: &str,
    options: &Options,
) -> Result<Option<String>> {
    let malformed = |why: &str| {
        Problem::new(Code::MalformedStatusList, format!("The list of revoked credentials {why}."))
    };
    let list = json::parse(bytes, &options.limits)
        .map_err(|problem| malformed(&format!("is no JSON: {}", problem.detail())))?;
    let issuer = list.get("issuer").and_then(|issuer| issuer.as_str().or_else(|| issuer.get("id")?.as_str()));
    if issuer.is_some_and(|issuer| issuer != issuer_id) {
        return Err(Problem::new(
            Code::StatusVerification,
            "The list of revoked credentials is of another issuer.",
        ));
    }
    // One platform writes the name in the plural.
    let revoked = list.get("revokedCredential").or_else(|| list.get("revokedCredentials"));
    let Some(Value::Array(revoked)) = revoked else { return Err(malformed("has no list in it")) };
    for entry in revoked {
        let id = entry.as_str().or_else(|| entry.get("id")?.as_str());
        let id = id.ok_or_else(|| malformed("has an entry without id"))?;
        if id == credential_id && !matches!(entry.get("revoked"), Some(Value::Bool(false))) {
            let reason = entry.get("revocationReason").and_then(Value::as_str).unwrap_or_default();
            return Ok(Some(reason.to_owned()));
        }
    }
    Ok(None)
}

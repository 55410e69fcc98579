//! `/v1/verify`

use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::types::Any;
use poem_openapi::{Enum, Object, OpenApi};
use serde_json::Value;

use super::edge::{Answer, ApiError, access, count_use};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::Error;
use crate::domain::analytics::Kind;
use crate::domain::credential::Status;
use crate::domain::public::{self, Verified};

/// What anybody may know about a credential.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct Verdict {
    /// The credential's identifier.
    id: String,
    /// Its short code.
    code: String,
    /// What it is worth now.
    status: PublicStatus,
    /// The page for people.
    verification_url: String,
    /// The signed credential; there is nothing yet while it waits to be claimed.
    credential_url: String,
    /// Where the credential is that took its place.
    superseded_by_url: Option<String>,
    /// The achievement's name, as it is signed.
    achievement: Option<String>,
    /// The issuer's name, as it is signed.
    issuer: Option<String>,
    /// Everything the verifier found: verdict, reason, checks, claims. Absent while it waits to be claimed.
    report: Option<Any<Value>>,
}

/// What a credential is worth, as the public is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum PublicStatus {
    /// Not claimed or not valid yet.
    Pending,
    /// Valid until a known day.
    Valid,
    /// Valid, without an end.
    NeverExpires,
    /// The validity period is over.
    Expired,
    /// The issuer took it back.
    Revoked,
    /// The issuer took it back for now.
    Suspended,
    /// Another credential took its place.
    Renewed,
}

/// Public verification.
pub(super) struct Verify;

#[OpenApi(tag = "Tag::Verification")]
impl Verify {
    /// Verify a credential of this server
    ///
    /// Runs the same verifier that runs in the browser. No API key.
    #[oai(path = "/v1/verify/:id", method = "get", operation_id = "verifyCredential")]
    async fn verify(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier or its short code.
        id: Path<String>,
    ) -> Result<Answer<Verdict>, ApiError> {
        let access = access(request, &backend).await?;
        let asked_by = access.tenant();
        let Verified { credential, status, report } = public::verify(&backend, &id, asked_by).await?;
        count_use(request, &backend, &access, &credential.id, Kind::Verification);
        let superseded_by = public::successor_url(&backend, &credential, asked_by).await?;
        let report = report.map(|report| serde_json::from_str::<Value>(&report.to_json())).transpose();
        let report = report.map_err(|error| Error::internal("writing a report", error))?;
        let signed: Value = serde_json::from_str(&credential.document).unwrap_or_default();
        let text = |pointer: &str| signed.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        Ok(Answer::new(&Verdict {
            status: match status {
                Status::Pending => PublicStatus::Pending,
                Status::Valid if credential.valid_until.is_none() => PublicStatus::NeverExpires,
                Status::Valid => PublicStatus::Valid,
                Status::Expired => PublicStatus::Expired,
                Status::Revoked => PublicStatus::Revoked,
                Status::Suspended => PublicStatus::Suspended,
                Status::Renewed => PublicStatus::Renewed,
            },
            credential_url: format!("{}.json", credential.url),
            verification_url: credential.url,
            superseded_by_url: superseded_by,
            achievement: text("/credentialSubject/achievement/name"),
            issuer: text("/issuer/name"),
            id: credential.id,
            code: credential.code,
            report: report.map(Any),
        }))
    }
}

//! `/v1/verify`

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::types::Any;
use poem_openapi::{Enum, Object, OpenApi};
use serde_json::Value;

use super::edge::{Answer, ApiError};
use super::openapi::Tag;
use crate::backend::Backend;
use crate::domain::Error;
use crate::domain::credential::Status;
use crate::domain::verify::{self, Verified};

/// What anybody may know about a credential.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct Verdict {
    /// The credential's identifier.
    id: String,
    /// What it is worth now.
    status: PublicStatus,
    /// The page for people.
    verification_url: String,
    /// The signed credential.
    credential_url: String,
    /// Everything the verifier found: verdict, reason, checks, claims.
    report: Any<Value>,
}

/// What a credential is worth, as the public is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum PublicStatus {
    /// Not valid yet.
    Pending,
    /// Valid until a known day.
    Valid,
    /// Valid, without an end.
    NeverExpires,
    /// The validity period is over.
    Expired,
    /// The issuer took it back.
    Revoked,
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
        backend: Data<&Arc<Backend>>,
        /// The credential's identifier.
        id: Path<String>,
    ) -> Result<Answer<Verdict>, ApiError> {
        let Verified { credential, status, report } = verify::verify(&backend, &id).await?;
        let report = serde_json::from_str(&report.to_json())
            .map_err(|error| Error::internal("writing a report", error))?;
        Ok(Answer::new(&Verdict {
            status: match status {
                Status::Pending => PublicStatus::Pending,
                Status::Valid if credential.valid_until.is_none() => PublicStatus::NeverExpires,
                Status::Valid => PublicStatus::Valid,
                Status::Expired => PublicStatus::Expired,
                Status::Revoked => PublicStatus::Revoked,
            },
            credential_url: format!("{}.json", credential.url),
            verification_url: credential.url,
            id: credential.id,
            report: Any(report),
        }))
    }
}

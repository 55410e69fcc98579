//! What a check can come to.

use crate::Code;

/// The outcome of one check. Nothing unsupported or unreachable is ever [`Outcome::Passed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was looked at and it is right.
    Passed,
    /// The credential itself is at fault.
    Failed,
    /// It could not be decided: something was unreachable, stale, malformed at its source, or is not supported.
    Inconclusive,
    /// It was not looked at, because an earlier check did not pass or nothing asked for it.
    NotRun,
}

impl Outcome {
    /// The text that reports carry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::NotRun => "notRun",
        }
    }
}

impl Code {
    /// The outcome of a check that ends with this code.
    ///
    /// A fault in the credential's own bytes, its proof or the binding of its key fails. A fault in what was fetched,
    /// and anything this verifier does not support, leaves the question open.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::UnknownContext
            | Self::UnsupportedCredentialType
            | Self::UnsupportedCryptosuite
            | Self::UnsupportedDidMethod
            | Self::UnsupportedKeyType
            | Self::IssuerDocumentUnavailable
            | Self::InvalidIssuerDocument
            | Self::IssuerDocumentIdMismatch
            | Self::HostedDocumentUnavailable
            | Self::InvalidHostedDocument
            | Self::UnknownIssuer
            | Self::UnsupportedStatusType
            | Self::MalformedStatusEntry
            | Self::StatusUnavailable
            | Self::StatusStale
            | Self::StatusVerification
            | Self::StatusListLength
            | Self::StatusIndexRange
            | Self::MalformedStatusList
            | Self::EndorsementUnchecked
            | Self::DigestMismatch
            | Self::UnsupportedDigest => Outcome::Inconclusive,
            _ => Outcome::Failed,
        }
    }
}

//! What can go wrong, grouped by who can act on it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// `Result` of the domain and the store.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was not carried out.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The request has faults; all of them, each with its place.
    #[error("the request has {} fault(s)", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// Nothing the caller may see has this identifier.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The request does not fit the present state.
    #[error("{0}")]
    Conflict(Conflict),
    /// The organization has issued to as many people as it may this month.
    #[error("the quota of {limit} recipients is used up")]
    QuotaExceeded {
        /// Different recipients of one month.
        limit: i64,
        /// When counting starts again.
        resets_at: Timestamp,
    },
    /// This was asked for too often.
    #[error("asked for too often")]
    TooMany {
        /// When to try again.
        retry_after_seconds: i64,
    },
    /// The database cannot take or give anything right now; trying again later may help.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// As many documents are being drawn, or wait for it, as may.
    #[error("too many documents are being drawn")]
    Busy,
    /// A fault of ours. The text is for the log, never for the caller.
    #[error("{what}: {cause}")]
    Internal {
        /// What was being done.
        what: &'static str,
        /// Why it failed.
        cause: String,
    },
}

/// A conflict with what is already there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// The credential has been revoked before.
    AlreadyRevoked,
    /// The credential is suspended already.
    AlreadySuspended,
    /// The credential is not suspended.
    NotSuspended,
    /// Another credential has taken its place already.
    AlreadySuperseded,
    /// The recipient holds this achievement, without an end.
    Duplicate,
    /// Another credential has this external identifier.
    ExternalIdTaken,
    /// The achievement is no longer issued.
    AchievementArchived,
    /// The person's data was removed; there is nothing left to issue again.
    Forgotten,
    /// The issuer's identifier is its key (did:key); it cannot get another one.
    KeyCannotRotate,
    /// There is a next key already.
    NextKeyExists,
    /// The key has not been published for long enough to sign.
    KeyNotPublished,
    /// The key's state does not allow it.
    KeyState,
    /// The `Idempotency-Key` was used for another body.
    IdempotencyKeyReused,
    /// The first request with this `Idempotency-Key` has not been answered yet.
    IdempotencyInFlight,
    /// The credential does not wait to be claimed.
    NothingToClaim,
    /// No e-mail can be sent: the server has no mail server, the organization switched it off, or there is no address.
    CannotSend,
    /// Verifiers cannot resolve the issuer's identifier: a did:web of an IP address, for one.
    IssuerNotVerifiable,
    /// The batch is completed or cancelled already.
    BatchOver,
    /// The export is not completed: it is under way, or failed.
    ExportNotReady,
    /// This server has no folder for exports.
    NoExports,
}

/// One fault in a request: where, which rule, and a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldProblem {
    /// RFC 6901 pointer into the body; `/query/limit` for a query parameter.
    pub(crate) pointer: String,
    /// One sentence.
    pub(crate) message: String,
}

impl Error {
    /// A fault of ours, for the log.
    pub(crate) fn internal(what: &'static str, cause: impl fmt::Display) -> Self {
        Self::Internal { what, cause: cause.to_string() }
    }

    /// What a caller reads about [`Error::QuotaExceeded`].
    pub(crate) fn quota_text(limit: i64, resets_at: Timestamp) -> String {
        format!(
            "The organization may issue to {limit} different people a month and has done so. Counting starts again at \
             {}.",
            resets_at.to_second()
        )
    }

    /// One fault in the request.
    pub(crate) fn invalid(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem::new(pointer, message)])
    }
}

impl FieldProblem {
    /// A fault at `pointer`.
    pub(crate) fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

impl Conflict {
    /// The code, as in the error envelope, where a fault is kept instead of sent.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::AlreadyRevoked => "already_revoked",
            Self::AlreadySuspended => "already_suspended",
            Self::NotSuspended => "not_suspended",
            Self::AlreadySuperseded => "already_superseded",
            Self::Duplicate => "duplicate_credential",
            Self::ExternalIdTaken => "external_id_taken",
            Self::AchievementArchived => "achievement_archived",
            Self::Forgotten => "recipient_forgotten",
            Self::KeyCannotRotate => "key_cannot_rotate",
            Self::NextKeyExists => "next_key_exists",
            Self::KeyNotPublished => "key_not_published",
            Self::KeyState => "key_state_conflict",
            Self::IdempotencyKeyReused => "idempotency_key_reused",
            Self::IdempotencyInFlight => "idempotency_in_flight",
            Self::NothingToClaim => "nothing_to_claim",
            Self::CannotSend => "cannot_send_email",
            Self::IssuerNotVerifiable => "issuer_not_verifiable",
            Self::BatchOver => "batch_over",
            Self::ExportNotReady => "export_not_ready",
            Self::NoExports => "exports_not_set_up",
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadyRevoked => "The credential has already been revoked.",
            Self::AlreadySuspended => "The credential is suspended already.",
            Self::NotSuspended => "The credential is not suspended.",
            Self::AlreadySuperseded => "Another credential has taken the place of this one already.",
            Self::Duplicate => {
                "The recipient holds this achievement already. Say with `onDuplicate` whether the new credential takes \
                 the place of the old one (`reissue`) or stands beside it (`allow`)."
            }
            Self::ExternalIdTaken => "Another credential has this `externalId`.",
            Self::AchievementArchived => "The achievement is archived and no longer issued.",
            Self::Forgotten => "The person's data was removed; there is nothing left to issue again.",
            Self::KeyCannotRotate => "The identifier of this issuer is its key (did:key), so it cannot get another one.",
            Self::NextKeyExists => "The issuer has a next key already.",
            Self::KeyNotPublished => {
                "The key has not been published for long enough: verifiers may still hold the DID document without it."
            }
            Self::KeyState => "The key is not in a state in which this can be done.",
            Self::BatchOver => "The batch is completed or cancelled already.",
            Self::ExportNotReady => "The export is still being made, or it failed; `GET /v1/exports/{id}` says which.",
            Self::NoExports => "This server makes no exports: its operator has named no folder for them (`exports_folder`).",
            Self::IdempotencyKeyReused => "This Idempotency-Key was used before with another request body.",
            Self::IdempotencyInFlight => "The first request with this Idempotency-Key is still being worked on.",
            Self::NothingToClaim => "The credential does not wait to be claimed.",
            Self::CannotSend => {
                "No e-mail can be sent: this server has no mail server, the organization switched e-mail off, or the \
                 recipient has no address."
            }
            Self::IssuerNotVerifiable => {
                "Nobody could resolve this issuer's identifier. A live issuer needs a server whose `base_url` has a \
                 public host name."
            }
        })
    }
}

//! The closed list of error codes: each with its HTTP status, and what it means for a person. Handlers say which of them
//! they give in `http/openapi`.

use poem::http::StatusCode;
use poem_openapi::Enum;

/// Makes the enumeration and what is known about each code from one table.
macro_rules! error_codes {
    ($($status:literal $code:ident = $meaning:literal,)+) => {
        /// The closed list of codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        #[oai(rename_all = "snake_case")]
        pub(crate) enum ErrorCode {
            $(#[doc = $meaning] $code,)+
        }

        impl ErrorCode {
            /// Every code.
            pub(crate) const ALL: &[Self] = &[$(Self::$code,)+];

            /// The status of the answers that carry it.
            pub(crate) fn status(self) -> StatusCode {
                StatusCode::from_u16(match self { $(Self::$code => $status,)+ }).unwrap_or_default()
            }

            /// One sentence for the OpenAPI document.
            pub(crate) fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning,)+ }
            }
        }
    };
}

error_codes! {
    400 InvalidJson = "The body is not JSON.",
    413 BodyTooLarge = "The body is larger than the server reads.",
    415 UnsupportedMediaType = "The body is not sent as `application/json`.",
    422 ValidationFailed = "The request has faults; `details` names all of them.",
    401 Unauthorized = "No API key, or one that is unknown, expired or revoked.",
    403 Forbidden = "The API key lacks the scope.",
    403 QuotaExceeded = "The organization has issued to as many people as it may this month.",
    403 LinkRefused = "The signed link was changed, or its time is over.",
    429 RateLimited = "Too many requests; `Retry-After` says when to come again.",
    404 NotFound = "Nothing that this key may see has this identifier.",
    405 MethodNotAllowed = "The path does not take this method.",
    409 AlreadyRevoked = "The credential has been revoked before.",
    409 AlreadySuspended = "The credential is suspended already.",
    409 NotSuspended = "The credential is not suspended.",
    409 AlreadySuperseded = "Another credential has taken the place of this one already.",
    409 DuplicateCredential =
        "The recipient holds this achievement already, without an end; `onDuplicate` says what to do \
         then.",
    409 ExternalIdTaken = "Another credential has this `externalId`.",
    409 AchievementArchived = "The achievement is archived and no longer issued.",
    409 RecipientForgotten = "The person's data was removed; there is nothing left to issue again.",
    409 KeyCannotRotate = "The identifier of the issuer is its key (did:key), so it cannot get another one.",
    409 NextKeyExists = "The issuer has a next key already.",
    409 KeyNotPublished = "The key has not been published for long enough to sign.",
    409 KeyStateConflict = "The key is not in a state in which this can be done.",
    422 IdempotencyKeyReused = "The `Idempotency-Key` was used with another body.",
    409 IdempotencyInFlight = "The first request with this `Idempotency-Key` is still being worked on.",
    409 IssuerNotVerifiable =
        "Verifiers cannot resolve the issuer's identifier, so nothing is issued under it: the server's \
         `base_url` needs a public host name before it can issue live credentials.",
    409 NothingToClaim = "The credential does not wait to be claimed.",
    409 CannotSendEmail =
        "No e-mail can be sent: there is no mail server, e-mail is switched off, or the recipient has no \
         address.",
    409 BatchOver = "The batch is completed or cancelled already.",
    409 ExportNotReady = "The export is still being made, or it failed.",
    409 ExportsNotSetUp = "This server makes no exports: its operator has named no folder for them.",
    503 Busy = "Too many documents are being drawn right now; `Retry-After` says when to come again.",
    503 Unavailable = "The storage takes no changes right now; try again later.",
    500 InternalError = "A fault of the server; the log has the rest.",
}
